"""A briefing as a row of blocks: what e-mail, PDF, Word and the terminal have in common.

Each of these forms knows how to draw a block; none decides what is said. All text of a run is cleaned
here (`text.clean`), so that a form has only its own markup to escape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from briefing.render import phrasing as words
from briefing.render.sanitize import clean, is_right_to_left, one_line
from briefing.render.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.models import Briefing, StoryRef, Sums
    from briefing.render.view import BriefingView
    from briefing.render.view_sources import Source

Role = Literal["plain", "strong", "quiet", "status", "flag", "mark", "original"]
Kind = Literal[
    "title", "line", "figure", "notice", "legend", "story", "part", "byline", "sentence", "flag", "item", "subitem",
    "where", "quote", "translation",
]  # fmt: skip

_BLANKS = re.compile(r" {2,}")

#: Headings of what stands behind all stories.
SOURCES = "Sources"
ARTICLE_FLAGS = "Flags in single articles"

LEGEND = (
    "[1] leads to the words a sentence rests on, under Quotes below its story. A sentence without a sign was "
    "checked: its quotes stand in their sources word for word, and no check objected. ↻ was mended and then "
    "passed; ⚠ did not pass, with the reason beside it. None of this proves that a source is right."
)


@dataclass(frozen=True)
class Run:
    """A stretch of text that looks the same throughout."""

    text: str
    """Cleaned, on one line."""
    role: Role = "plain"
    lang: str = "en"
    """BCP-47 tag; `und` where it is no language we know."""
    target: str = ""
    """Id of the block that it leads to."""
    url: str = ""
    """An http or https address, as `safe_url` returns it."""
    page: StoryRef | None = None
    """The story of an earlier day that it names; a form that has pages beside each other links to it."""

    @property
    def rtl(self) -> bool:
        """Whether it runs from right to left."""
        return is_right_to_left(self.text)


@dataclass(frozen=True)
class Block:
    """A paragraph, heading or entry of a list."""

    kind: Kind
    runs: tuple[Run, ...]
    anchor: str = ""
    """Its id; ASCII letters and digits."""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def rtl(self) -> bool:
        """Whether the paragraph as a whole runs from right to left: the words of a source that do."""
        return self.kind == "quote" and self.runs[-1].rtl


@dataclass(frozen=True)
class Document:
    """A briefing cut where a form may shorten it."""

    title: str
    date: str
    """ISO."""
    day: str
    """The same in words."""
    head: tuple[Block, ...]
    stories: tuple[tuple[Block, ...], ...]
    end: tuple[Block, ...]

    @property
    def blocks(self) -> Iterator[Block]:
        """All of them."""
        yield from self.head
        for story in self.stories:
            yield from story
        yield from self.end


def run(text: str, role: Role = "plain", **known: Any) -> Run:
    """A run of a text from anywhere; a blank at either end stays."""
    return Run(_BLANKS.sub(" ", clean(text)), role, **known)


def block(kind: Kind, *runs: Run | str, anchor: str = "") -> Block:
    """A block of runs and of texts of our own or the model's English."""
    return Block(kind, tuple(run(part) if isinstance(part, str) else part for part in runs), anchor)


def document_of(briefing: Briefing) -> Document:
    """The whole briefing: notices, sums, stories with their quotes, sources, findings."""
    from briefing.render.document_story import story_blocks  # noqa: PLC0415 - it builds on what stands above

    view = view_of(briefing)
    return Document(
        title=one_line(briefing.title) or "Briefing",
        date=briefing.date,
        day=view.day(briefing.date),
        head=tuple(_head(view)),
        stories=tuple(tuple(story_blocks(story)) for story in view.stories),
        end=tuple(_end(view)),
    )


def sums_lines(sums: Sums) -> Iterator[str]:
    """The figures at the head, a sentence each."""
    languages = [words.language_name(tag) for tag in sums.languages]
    told = f" in {words.count(len(languages), 'language')} ({words.listing(languages)})" if languages else ""
    yield (
        f"{words.count(sums.articles_in, 'article')}{told}: "
        f"{sums.done} done, {sums.failed} failed, {sums.skipped} skipped, {words.count(sums.copies, 'copy', 'copies')}"
    )
    yield (
        f"{words.count(sums.stories, 'story', 'stories')}, {words.count(sums.sentences, 'sentence')}: "
        f"{sums.checked} checked, {sums.repaired} repaired ↻, {sums.flagged} flagged ⚠"
    )
    yield f"{words.count(sums.citations, 'quote')} found word for word, {sums.quotes_not_found} not found"
    yield (
        f"{words.count(sums.discrepancies, 'discrepancy', 'discrepancies')}, "
        f"of them {words.count(sums.contradictions, 'contradiction')}"
    )
    if sums.withheld:
        yield f"{words.count(sums.withheld, 'flagged sentence')} left out, and listed at the end of their stories"
    if sums.instructions:
        yield f"text that speaks to a machine found in {words.count(sums.instructions, 'article')}"


def _head(view: BriefingView) -> Iterator[Block]:
    briefing = view.briefing
    yield block("title", one_line(briefing.title) or "Briefing")
    day = view.day(briefing.date)
    if day not in briefing.title:
        yield block("line", run(day, "quiet"))
    for notice in view.notices:
        yield block("notice", "⚠ ", notice)
    if briefing.verdict:
        yield block("line", run(briefing.verdict, "strong"))
    for line in sums_lines(briefing.sums):
        yield block("figure", line)
    yield block("legend", run(LEGEND, "quiet"))
    if not view.stories:
        yield block("line", "There is no story in this briefing.")


def _end(view: BriefingView) -> Iterator[Block]:
    yield from part(SOURCES, _sources(view))
    yield from part("Failed, skipped and copies", _unfinished(view))
    yield from part("Text that speaks to a machine", _findings(view))
    for title, codes in view.codes:
        yield from part(title, (block("item", f"{code}: {number}") for code, number in codes))
    yield from part(ARTICLE_FLAGS, _article_flags(view))


def part(title: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks under a heading of ours; nothing where there are none."""
    kept = list(blocks)
    if kept:
        yield block("part", title)
        yield from kept


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


def quoted(source: Source | None, quote: str, *where: Run, anchor: str = "") -> Iterator[Block]:
    """Where words stand, and below it the words alone: their paragraph runs in their own direction."""
    yield Block("where", where, anchor)
    yield block("quote", run(quote, "original", lang=source.tag if source else "und"))
