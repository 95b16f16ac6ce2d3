"""A briefing as a sequence of blocks, shared by Markdown, e-mail, PDF, Word and the terminal.

The order is that of the page: what changed and the headlines, each story in brief, then the evidence, which a format
may omit. A format decides how a block looks, never what it says. The text of every run is sanitized (`blocks.run`),
so a format only needs to escape its own markup.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from briefing.render import phrasing as words
from briefing.render.blocks import Block, Run, block, quoted, run, under
from briefing.render.document_contents import contents, trust_line
from briefing.render.document_evidence import evidence
from briefing.render.document_story import brief
from briefing.render.sanitize import one_line
from briefing.render.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.models import Briefing, Sums
    from briefing.render.view import BriefingView

#: Shown in place of the evidence where it is omitted.
LEFT_OUT = "The evidence is omitted here; briefing.html shows the source text for every sentence."
#: Headings after the stories.
EVIDENCE = "Evidence"
CHECKED = "How it was checked"
SOURCES = "Sources"
ARTICLE_FLAGS = "Warnings on single articles"

LEGEND = (
    "[1] in a story links to the words it cites, under Quotes. A sentence without a mark passed all checks, and its "
    "quotes were found word for word. ↻ marks a sentence that was corrected and then passed; ⚠ one that did not pass, "
    "with the reason. None of this proves that a source is right."
)


class StoryBlocks(NamedTuple):
    """A story, split where a format may stop."""

    brief: tuple[Block, ...]
    """Headline, the line of trust, the leading sentences, what sources contradict each other on."""
    evidence: tuple[Block, ...]
    """Everything else, and the quotes, starting with the headline; may be empty."""


@dataclass(frozen=True)
class Document:
    """A briefing, split where a format may shorten it."""

    title: str
    date: str
    """ISO."""
    day: str
    """The same in words."""
    head: tuple[Block, ...]
    """Title, notices, and the line of trust."""
    contents: tuple[Block, ...]
    """The headlines, each with what changed."""
    stories: tuple[StoryBlocks, ...]
    fates: tuple[Block, ...]
    """What failed, was skipped or is a copy, and possible prompt injection; in every format."""
    foot: tuple[Block, ...]
    """Chapters: how it was checked, the sources, and warnings on single articles."""
    verdict: str = ""
    """How many sentences passed, in words; also in the footer."""

    @property
    def brief(self) -> Iterator[Block]:
        """What a reader reads."""
        yield from self.head
        yield from self.contents
        for story in self.stories:
            yield from story.brief
        yield from self.fates

    @property
    def appendix(self) -> Iterator[Block]:
        """What a reader looks up."""
        if self.stories:
            yield block("chapter", EVIDENCE, anchor="evidence")
            yield block("legend", run(LEGEND, "quiet"))
        for story in self.stories:
            yield from story.evidence
        yield from self.foot

    @property
    def blocks(self) -> Iterator[Block]:
        """All of them."""
        yield from self.brief
        yield from self.appendix

    def chosen(self, *, appendix: bool) -> Iterator[Block]:
        """All blocks, or only the brief, with outlet names in place of citation numbers."""
        if appendix:
            yield from self.blocks
            return
        yield from map(named, self.brief)
        yield block("legend", run(LEFT_OUT, "quiet"))


def named(told: Block) -> Block:
    """A block with outlet names in place of citation numbers: `[1][2]` becomes `(Tagblatt, Gaceta)`."""
    runs: list[Run] = []
    for is_mark, group in itertools.groupby(told.runs, lambda each: each.role == "mark"):
        marks = list(group)
        if not is_mark:
            runs += marks
        elif outlets := ", ".join(dict.fromkeys(mark.outlet for mark in marks if mark.outlet)):
            runs.append(run(f" ({outlets})", "quiet"))
    return Block(told.kind, tuple(runs), told.anchor)


def document_of(briefing: Briefing) -> Document:
    """The whole briefing: notices, headlines, stories, their quotes, sources, findings."""
    view = view_of(briefing)
    return Document(
        title=one_line(briefing.title) or "Briefing",
        date=briefing.date,
        day=view.day(briefing.date),
        head=(*_head(view), block("line", *trust_line(view))),
        contents=tuple(contents(view)),
        stories=tuple(
            StoryBlocks(tuple(brief(story, view.outlet_names)), tuple(evidence(story))) for story in view.stories
        ),
        fates=tuple(_fates(view)),
        foot=tuple(_foot(view)),
        verdict=briefing.verdict,
    )


def sums_lines(sums: Sums) -> Iterator[str]:
    """The totals, one sentence each; zero values are omitted."""
    languages = [words.language_name(tag) for tag in sums.languages]
    told = f" in {words.count(len(languages), 'language')} ({words.listing(languages)})" if languages else ""
    yield f"{words.count(sums.articles_in, 'article')}{told}: " + _known(
        (sums.done, "done"),
        (sums.failed, "failed"),
        (sums.skipped, "skipped"),
        (sums.copies, "copy" if sums.copies == 1 else "copies"),
    )
    yield f"{words.count(sums.stories, 'story', 'stories')}, {words.count(sums.sentences, 'sentence')}: " + _known(
        (sums.checked, "verified"), (sums.repaired, "corrected ↻"), (sums.flagged, "with warnings ⚠")
    )
    lost = f", {sums.quotes_not_found} not found" if sums.quotes_not_found else ""
    yield f"{words.count(sums.citations, 'quote')} found word for word{lost}"
    if sums.discrepancies:
        yield (
            f"{words.count(sums.discrepancies, 'discrepancy', 'discrepancies')}, "
            f"of them {words.count(sums.contradictions, 'contradiction')}"
        )
    if sums.withheld:
        yield f"{words.count(sums.withheld, 'sentence')} with warnings left out, and listed separately"
    if sums.instructions:
        yield f"possible prompt injection in {words.count(sums.instructions, 'article')}"


def _known(*counts: tuple[int, str]) -> str:
    return ", ".join(f"{number} {what}" for number, what in counts if number) or "none"


def _head(view: BriefingView) -> Iterator[Block]:
    briefing = view.briefing
    yield block("title", one_line(briefing.title) or "Briefing")
    day = view.day(briefing.date)
    if day not in briefing.title:
        yield block("line", run(day, "quiet"))
    for notice in view.notices:
        yield block("notice", "⚠ ", notice)


def _fates(view: BriefingView) -> Iterator[Block]:
    yield from _chapter("Failed, skipped and copies", _unfinished(view))
    yield from _chapter("Possible prompt injection", _findings(view))


def _foot(view: BriefingView) -> Iterator[Block]:
    yield from _chapter(CHECKED, _checked(view))
    yield from _chapter(SOURCES, _sources(view))
    yield from _chapter(ARTICLE_FLAGS, _article_flags(view))


def _checked(view: BriefingView) -> Iterator[Block]:
    if view.briefing.verdict:
        yield block("line", run(view.briefing.verdict))
    for line in sums_lines(view.briefing.sums):
        yield block("figure", line)
    for title, codes in view.codes:
        yield block("figure", f"{title}: {', '.join(f'{code}: {number}' for code, number in codes)}")


def _chapter(title: str, blocks: Iterable[Block]) -> Iterator[Block]:
    yield from under("chapter", title, blocks)


def _sources(view: BriefingView) -> Iterator[Block]:
    for source in view.sources:
        story = view.story_of(source)
        told = f" · story {story.number}" if story else ""
        runs = [run(f"{source.label} "), run(source.name, "strong")]
        if source.author:
            runs += [run(" · ", "quiet"), run(source.author, "original", lang=source.tag)]
        runs.append(run(f" · {source.language}{told}", "quiet"))
        for n, title in enumerate(source.titles):
            foreign = n > 0 or source.title_is_original
            runs += [run(" · ", "quiet"), run(title, "original", lang=source.tag) if foreign else run(title)]
        runs.append(
            run(f" · {source.kinds or 'no paragraphs'} · {source.report.status} · {source.article.id}", "quiet")
        )
        if source.url:
            runs += [run(" · ", "quiet"), run(source.url, "quiet", url=source.url)]
        yield block("item", *runs)


def _unfinished(view: BriefingView) -> Iterator[Block]:
    for source in view.sources:
        if source.report.status != "done":
            reason = source.report.reason or "no reason given"
            yield block("item", f"{source.report.status}: {source.label} ", source.name, ": ", reason)
    for unread in view.briefing.unread:
        yield block("item", f"{unread.status}: ", unread.origin, ": ", unread.reason)


def _findings(view: BriefingView) -> Iterator[Block]:
    for source, found in view.findings:
        yield block("item", f"{source.label} ", source.name, f", found by {found.found_by}: ", found.note)
        for piece in found.evidence:
            yield from quoted(source, piece.quote, run(f"¶ {piece.paragraph}", "quiet"))


def _article_flags(view: BriefingView) -> Iterator[Block]:
    for source in view.sources:
        for where, flag in source.flags:
            why = run(f" ⚠ {words.flag_text(flag)} ({flag.code})", "flag")
            yield block("item", f"{source.label} ", source.name, f", {where}:", why)
