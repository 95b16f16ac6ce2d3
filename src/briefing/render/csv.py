"""The claims of a briefing as CSV: a row for each piece of evidence, for spreadsheets and databases."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from briefing.render import phrasing as words
from briefing.render.sanitize import one_line
from briefing.render.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.models import Briefing, Evidence, Flag
    from briefing.render.view import BriefingView, StoryView
    from briefing.render.view_sources import Source

COLUMNS: Final = (
    "day", "story", "headline", "row", "number", "text", "status", "verdict", "flags", "attribution",
    "outlet", "language", "title", "published", "url", "article", "paragraph", "quote", "found", "start", "end",
    "paragraph_in_english",
)  # fmt: skip

# A spreadsheet computes a cell that begins so; also after its own separators where a file cut at commas is
# opened as one cut at semicolons or tabs. The wide forms count too: some programs fold them.
_FORMULA = re.compile(r"(^|[;\t|])(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")


def to_csv(briefing: Briefing, *, bom: bool = False) -> str:
    """One row for each piece of evidence of each headline, sentence and claim; one without where there is none.

    `row` says what a row is about: `headline` and `sentence` are the briefing's own words, `withheld` those
    that `--strict` left out, `position` what one source says or denies of a point of difference, `claim` what one
    article says, `field` a value of a field of the user's own, named in `number`;
    `notice` and `fate` tell what is missing: articles that failed, were skipped or are copies.
    Cells that a spreadsheet would compute begin with an apostrophe. Lines end in CR LF
    (RFC 4180), all cells are quoted.

    Args:
        briefing: The day.
        bom: Begin with a byte order mark: Excel takes the file for UTF-8 only then.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    view = view_of(briefing)
    for row in (*_of_stories(view), *_of_articles(view), *_of_fields(view), *_missing(view)):
        writer.writerow([cell(value) for value in row])
    return ("\ufeff" if bom else "") + out.getvalue()


def cell(value: object) -> str:
    """A value as text on one line that no spreadsheet takes for a formula."""
    return _FORMULA.sub(r"\1'", one_line("" if value is None else str(value)))


def _of_stories(view: BriefingView) -> Iterator[Sequence[object]]:
    for story in view.stories:
        kinds = [("sentence" if sentence.n else "headline", sentence) for sentence in story.statements]
        for kind, sentence in (*kinds, *(("withheld", sentence) for sentence in story.story.withheld)):
            told = (kind, sentence.n, sentence.text, sentence.status, sentence.verdict, _flags(sentence.flags), "")
            for rest in _rests(sentence.citations, view):
                yield (*_story(view, story), *told, *rest)
        for row in story.discrepancies:
            for position in (each for each in row.positions if each.stance != "silent"):
                text = f"{row.point}: {position.statement or ''}"
                flags = _flags((*row.flags, *position.flags))
                what = ("position", "contradiction" if row.contradiction else "", text, position.stance, "", flags, "")
                for rest in _rests(position.evidence, view, view.by_id.get(position.article)):
                    yield (*_story(view, story), *what, *rest)


def _of_articles(view: BriefingView) -> Iterator[Sequence[object]]:
    for source in view.sources:
        for claim in source.report.extraction.claims if source.report.extraction else ():
            told = ("claim", claim.id, claim.text, claim.status, "", _flags(claim.flags))
            for rest in _rests(claim.evidence, view, source):
                attribution = " ← ".join(claim.attribution)
                yield (*_story(view, view.story_of(source)), *told, attribution, *rest)


def _of_fields(view: BriefingView) -> Iterator[Sequence[object]]:
    for source in view.sources:
        for field in source.report.extraction.fields if source.report.extraction else ():
            told = ("field", field.name, field.value, "", "", _flags(field.flags), "")
            for rest in _rests(field.evidence, view, source):
                yield (*_story(view, view.story_of(source)), *told, *rest)


def _missing(view: BriefingView) -> Iterator[Sequence[object]]:
    nothing = ("",) * 6
    for notice in view.notices:
        yield (*_story(view, None), "notice", "", notice, *("",) * 4, *_source(None, ""), *nothing)
    for source in view.sources:
        if source.report.status != "done":
            told = ("fate", "", source.report.reason or "no reason given", source.report.status, "", "", "")
            yield (*_story(view, view.story_of(source)), *told, *_source(source, ""), *nothing)
    for unread in view.briefing.unread:
        told = ("fate", "", f"{unread.origin}: {unread.reason}", unread.status, "", "", "")
        yield (*_story(view, None), *told, *_source(None, ""), *nothing)


def _story(view: BriefingView, story: StoryView | None) -> Sequence[object]:
    day = view.briefing.date
    return (day, story.number, story.story.headline.text) if story else (day, "", "")


def _flags(flags: Iterable[Flag]) -> str:
    return "; ".join(words.flag_text(flag) for flag in flags)


def _rests(
    evidence: Iterable[Evidence], view: BriefingView, source: Source | None = None
) -> Iterator[Sequence[object]]:
    pieces = list(evidence)
    for piece in pieces:
        known = view.by_id.get(piece.article)
        found = bool(known and known.article.raw[piece.start : piece.end] == piece.quote)
        english = known.english(piece.paragraph) if known else None
        place = (piece.paragraph, piece.quote, "yes" if found else "no", piece.start, piece.end, english)
        yield (*_source(known, piece.article), *place)
    if not pieces:
        yield (*_source(source, ""), "", "", "", "", "", "")


def _source(source: Source | None, article: str) -> Sequence[object]:
    if source is None:
        return ("", "", "", "", "", article)
    title = source.titles[0] if source.titles else ""
    return (
        source.name,
        source.article.language,
        title,
        _published(source),
        source.url,
        source.article.id,
    )


def _published(source: Source) -> str | None:
    if source.article.published:
        return source.article.published
    dates = source.report.extraction.dates if source.report.extraction else ()
    return next((date.value for date in dates if date.role == "published"), None)
