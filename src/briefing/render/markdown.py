"""The briefing as Markdown, for terminals and code hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.render import phrasing as words
from briefing.render.markdown_story import story_lines
from briefing.render.markdown_text import english, escape, link, original, section
from briefing.render.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.models import Briefing, Sums
    from briefing.render.view import BriefingView
    from briefing.render.view_sources import Source

_LEGEND = (
    "*How to read this:* [1] leads to the words a sentence rests on, under **Quotes** below its story. "
    "A sentence without a mark was checked: its quotes stand in their sources word for word, and no check "
    "objected. ↻ was mended and then passed; ⚠ did not pass, with the reason beside it. "
    "None of this proves that a source is right."
)


def to_markdown(briefing: Briefing) -> str:
    """The whole briefing as Markdown: notices, sums, stories with their quotes, sources, findings.

    No link, image, HTML or heading can come out of an article or a model; the only links are the
    articles' own http and https addresses, and the pages of earlier days beside this one.
    """
    view = view_of(briefing)
    lines = [*_head(view)]
    for story in view.stories:
        lines += story_lines(story)
    lines += _end(view)
    return "\n".join(lines).rstrip("\n") + "\n"


def _head(view: BriefingView) -> Iterator[str]:
    briefing = view.briefing
    yield from (f"# {english(briefing.title)}", "", escape(view.day(briefing.date)), "")
    for notice in view.notices:
        yield from (f"> ⚠ {english(notice)}", "")
    if briefing.verdict:
        yield from (f"**{escape(briefing.verdict)}**", "")
    yield from (*(f"- {line}" for line in _sums(briefing.sums)), "", _LEGEND, "")
    if not view.stories:
        yield from ("There is no story in this briefing.", "")


def _sums(sums: Sums) -> Iterator[str]:
    languages = [words.language_name(tag) for tag in sums.languages]
    told = f" in {words.count(len(languages), 'language')} ({escape(words.listing(languages))})" if languages else ""
    yield (
        f"{words.count(sums.articles_in, 'article')}{told}: "
        f"{sums.done} done, {sums.failed} failed, {sums.skipped} skipped, {words.count(sums.copies, 'copy', 'copies')}"
    )
    yield (
        f"{words.count(sums.stories, 'story', 'stories')}, {words.count(sums.sentences, 'sentence')}: "
        f"{sums.checked} checked, {sums.repaired} repaired ↻, {sums.flagged} flagged ⚠"
    )
    if sums.withheld:
        yield f"{words.count(sums.withheld, 'flagged sentence')} left out, and listed at the end of their stories"
    yield f"{words.count(sums.citations, 'quote')} found word for word, {sums.quotes_not_found} not found"
    yield (
        f"{words.count(sums.discrepancies, 'discrepancy', 'discrepancies')}, "
        f"of them {words.count(sums.contradictions, 'contradiction')}"
    )
    yield f"text that speaks to a machine found in {words.count(sums.instructions, 'article')}"


def _end(view: BriefingView) -> Iterator[str]:
    yield from ("---", "", "## Sources", "")
    if view.sources:
        yield from _table(view)
    yield from section("Failed, skipped and copies", _unfinished(view))
    yield from section("Text that speaks to a machine", _findings(view))
    for title, codes in view.codes:
        yield from section(title, (f"- {escape(code)}: {number}" for code, number in codes))
    yield from section("Flags in single articles", _article_flags(view))


def _table(view: BriefingView) -> Iterator[str]:
    yield "| | Outlet | Title | Language | Paragraphs | Status | Id |"
    yield "|---|---|---|---|---|---|---|"
    for source in view.sources:
        story = view.story_of(source)
        told = f", story {story.number}" if story else ""
        cells = (
            source.label,
            _who(source),
            _titles(source),
            escape(source.language),
            source.kinds,
            f"{source.report.status}{told}",
            escape(source.article.id),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""
    places = [(source.label, source.url or source.article.url) for source in view.sources]
    addresses = [f"- {label}: {link(url)}" for label, url in places if url]
    yield from (*addresses, "") if addresses else ()


def _who(source: Source) -> str:
    """Outlet and author."""
    return english(source.name) + (f" · {original(source.author)}" if source.author else "")


def _titles(source: Source) -> str:
    if source.title_is_original:
        return " ".join(original(title) for title in source.titles)
    return " · ".join(original(title) if n else english(title) for n, title in enumerate(source.titles))


def _unfinished(view: BriefingView) -> Iterator[str]:
    for source in view.sources:
        if source.report.status != "done":
            reason = escape(source.report.reason or "no reason given")
            yield f"- {source.report.status}: {source.label} {english(source.name)}: {reason}"
    for unread in view.briefing.unread:
        yield f"- {unread.status}: {escape(unread.origin)}: {escape(unread.reason)}"


def _findings(view: BriefingView) -> Iterator[str]:
    for source, found in view.findings:
        yield f"- {source.label} {english(source.name)}, found by {found.found_by}: {english(found.note)}"
        for piece in found.evidence:
            yield from ("", f"  > ¶ {piece.paragraph}: {original(piece.quote)}", "")


def _article_flags(view: BriefingView) -> Iterator[str]:
    for source in view.sources:
        for where, flag in source.flags:
            told = f"{english(where)}: {english(words.flag_text(flag))} ({escape(flag.code)})"
            yield f"- {source.label} {english(source.name)}, {told}"
