"""One story in brief as blocks: headline, the line of trust, leading sentences, contradictions by value.

Whether a form has numbers that lead to quotes, or the names of outlets, is decided by the form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.render import phrasing as words
from briefing.render.blocks import Block, Run, block, run
from briefing.render.html.on_page import trust_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.models import ClaimStatus, Evidence, Flag, Sentence
    from briefing.render.view import Cite, StoryView
    from briefing.render.view_differences import Difference, Side
    from briefing.render.view_outlets import OutletName

    Names = Mapping[str, OutletName]

#: Outlets of a side that are named; more are counted.
_NAMED = 3


def brief(view: StoryView, names: Names) -> Iterator[Block]:
    """What a reader reads of a story."""
    story = view.story
    headline = (run(f"{view.number}. "), *sentence_runs(view, story.headline, names))
    yield Block("story", headline, f"story{view.number}")
    yield from flag_blocks(story.headline.flags)
    yield block("byline", run(" · ".join(_trust(view)), "quiet"))
    yield from flag_blocks(story.flags)
    for sentence in view.leads:
        yield Block("sentence", (*news_runs(view, sentence), *sentence_runs(view, sentence, names)))
        yield from flag_blocks(sentence.flags)
    hard = [difference for difference in view.differences if difference.row.contradiction]
    if hard:
        yield block("line", run("Sources contradict each other:", "strong"))
    for difference in hard:
        yield block("item", *_sides(view, difference, names), *noted(difference.row.flags))


def _trust(view: StoryView) -> Iterator[str]:
    yield from trust_of(view)
    if view.news_since:
        yield view.news_since
    if view.contradictions:
        yield words.count(view.contradictions, "contradiction")
    softer = len(view.differences) - view.contradictions
    if softer:
        yield words.count(softer, "smaller difference")
    yield f"⚠ {words.count(view.warnings, 'warning')}" if view.warnings else "no warnings"


def _sides(view: StoryView, difference: Difference, names: Names) -> Iterator[Run]:
    yield run(f"{difference.label}: ")
    for n, side in enumerate(difference.sides):
        yield run(" · ") if n else run("")
        if side.denied:
            yield run("denies: ", "status")
        yield run(side.text or "silent", "strong")
        yield run(f" {_who(side, names)}", "quiet")
        for position in side.positions:
            yield from marks(view, position.evidence)
            yield from noted(position.flags)


def _who(side: Side, names: Names) -> str:
    unknown = (f"unknown source {id_}" for id_ in side.articles if id_ not in names)
    outlets = [*dict.fromkeys(names[id_].short for id_ in side.articles if id_ in names), *unknown]
    return words.count(len(outlets), "outlet") if len(outlets) > _NAMED else ", ".join(outlets)


def news_runs(view: StoryView, sentence: Sentence) -> Iterator[Run]:
    """Whether a sentence is new or changed since an earlier day."""
    news = view.news(sentence)
    if news and news.kind != "repeated":
        yield run(f"{news.kind}: ", "strong")


def anchor_of(view: StoryView, mark: Cite) -> str:
    """The id of a numbered quote."""
    return f"story{view.number}quote{mark.number}" if mark.number else ""


def marks(view: StoryView, evidence: Iterable[Evidence], names: Names | None = None) -> Iterator[Run]:
    """The numbers of the quotes that something rests on, and with `names` whose words they are."""
    for n, mark in enumerate(view.marks(evidence)):
        id_ = mark.evidence.article
        outlet = run(names[id_].short if id_ in names else f"unknown source {id_}").text if names else ""
        yield run(f"{'' if n else ' '}[{mark.number}]", "mark", target=anchor_of(view, mark), outlet=outlet)


def status_runs(status: ClaimStatus) -> Iterator[Run]:
    """What something is told as, where it isn't a fact."""
    if status != "happened":
        yield run(f"{status}: ", "status")


def sentence_runs(view: StoryView, sentence: Sentence, names: Names | None = None) -> tuple[Run, ...]:
    """Status, text, marks, and a sign where it isn't simply checked."""
    sign = {"checked": "", "repaired": " ↻", "flagged": " ⚠"}[sentence.verdict]
    verdict = (run(sign, "flag"),) if sign else ()
    return (*status_runs(sentence.status), run(sentence.text), *marks(view, sentence.citations, names), *verdict)


def flag_blocks(flags: Iterable[Flag]) -> Iterator[Block]:
    """The reasons why something was flagged, each below it."""
    for flag in flags:
        yield block("flag", run(f"⚠ {words.flag_text(flag)}", "flag"))


def noted(flags: Iterable[Flag]) -> Iterator[Run]:
    """The same, behind it."""
    for flag in flags:
        yield run(f" ⚠ {words.flag_text(flag)}", "flag")
