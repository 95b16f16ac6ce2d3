"""A page's day of publication: all that speaks for one, weighed, and all that was found kept.

Strong is what the page says of itself, in its markup or beside its headline; the address and what htmldate
makes of the rest only infer. Days of change, of saving and of crawling are dates of their own roles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from briefing.ingest.article import GIVEN
from briefing.ingest.html.dates_markup import earlier_address, is_change, labelled, url_date
from briefing.ingest.html.found import Found
from briefing.ingest.html.local_day import local_day, same_moment
from briefing.ingest.paragraphs.features import Sight
from briefing.ingest.paragraphs.rules import mark
from briefing.models import FoundDate
from briefing.text.dates import date_in
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from briefing.ingest.article import Page
    from briefing.ingest.html.blocks import Block
    from briefing.ingest.html.laid import Laid
    from briefing.ingest.html.metadata import PageFacts
    from briefing.ingest.paragraphs.features import Mark
    from briefing.models import FoundRole

#: Blocks before the article's first and after its headline that are looked at for a date line.
HEAD_BLOCKS = 12
_LONGEST_BYLINE = 120
#: `(18.01.2018) Text`, `TRIESTE, 18 November 2026 – Text`, `18.11.2026 – Text`.
_DATELINE = re.compile(
    r"\((?P<own>[^()]{6,30})\)\s|(?:[^\W\d_][^\d,.;:!?]{1,30}[,(]\s?)?(?P<led>\d[^;:!?–—]{4,28}?)\)?\s*[–—]\s"
)

#: What stands before a day in a list of an article's facts; of publication, as far as it says of what.
_DATE_LABEL = re.compile(
    r"(?:datum|date|fecha|data|dato|dátum|päivämäärä|tarih|дата|ημερομηνία|ngày|tanggal|تاريخ|التاريخ|تاریخ|תאריך|日期"
    r"|日付|날짜|published|veröffentlicht|publi[ée]|publicado|pubblicato|опубликовано|opublikowano|yayın tarihi"
    r"|发布时间|公開日)\s*[:：]?",
    re.IGNORECASE,
)
_LONGEST_LABELLED = 40
_BY = re.compile(r"(?:by|von|par|por|di|da)\s", re.IGNORECASE)

#: What says of itself that it is the date of publication; the others may be the day of the visit.
_OWN_WORD = frozenset({GIVEN, "JSON-LD", "meta article:published_time", "microdata", "RDFa", "time pubdate", "address"})


@dataclass(frozen=True, slots=True)
class Published:
    """The day, where it was found, and every other date."""

    value: str | None
    where: str | None
    dates: tuple[FoundDate, ...]
    notes: tuple[str, ...]


def published_of(page: Page, facts: PageFacts, timed: Sequence[Found], laid: Laid, weak: Iterator[Found]) -> Published:
    """Weigh the dates of a page.

    Args:
        page: Knows when it was saved, and what was given beside it.
        facts: What its markup says.
        timed: Time elements beside the headline.
        laid: Its text.
        weak: htmldate's opinion; asked only where nothing else knows the day.
    """
    visible = [*head_dates(laid), *_labelled(laid), *url_date(facts.url)]
    candidates = [*facts.dates, *_agreed(timed, visible), *visible]
    notes: list[str] = []
    if page.given.published:
        candidates.insert(0, Found(page.given.published, page.given.published_from or GIVEN))
    elif candidates:
        candidates = _in_own_zone(candidates, notes)
        if first := earlier_address(candidates):
            candidates.insert(0, first)
    if all(len(found.value) < len("2026-11-19") for found in candidates):
        more = [found for found in weak if not candidates or same_day(found.value, candidates[0].value)]
        candidates = [*more, *candidates]
    if page.saved and candidates:
        sure = [found for found in candidates if found.value != page.saved or found.where in _OWN_WORD]
        if not sure:
            notes.append(f"published left out: {candidates[0].where} says {page.saved}, the day the page was saved")
        candidates = sure
    best = candidates[0] if candidates else None
    other = next((found for found in candidates[1:] if best and not same_day(found.value, best.value)), None)
    if best and other:
        notes.append(f"published: {best.where} says {best.value}, {other.where} says {other.value}")
    return Published(
        best.value if best else None,
        best.where if best else None,
        tuple(_told(candidates, [*facts.updated, *_updated(laid)], page.saved)),
        tuple(notes),
    )


def _in_own_zone(candidates: list[Found], notes: list[str]) -> list[Found]:
    """The candidates with the day in the page's own time zone first, and without that of UTC."""
    own = local_day(candidates)
    if own is None:
        return candidates
    first = candidates[0]
    notes.append(
        f"published: {first.where} gives {first.value} in UTC; the page's own day is {own.value} ({own.where})"
    )
    rest = [found for found in candidates if found is not own and not same_moment(found, first)]
    return [replace(own, sure=True), *rest]


def _told(candidates: Sequence[Found], updated: Sequence[Found], saved: str | None) -> Iterator[FoundDate]:
    """Each different day of a role once, with its first place; none that is a coarser form of one before it."""
    seen: list[tuple[str, str]] = []
    for role, founds in (("published", candidates), ("updated", updated)):
        for found in founds:
            if any(same == role and same_day(found.value, value) for same, value in seen):
                continue
            seen.append((role, found.value))
            yield _found(role, found)  # type: ignore[arg-type]
    if saved:
        yield FoundDate(role="scraped", value=saved, basis="stated", found="the day of the copy")


def _found(role: FoundRole, found: Found) -> FoundDate:
    return FoundDate(role=role, value=found.value, basis="stated" if found.sure else "inferred", found=found.where)


def head_dates(laid: Laid) -> Iterator[Found]:
    """Dates of the lines between the headline and the text, and of the text's own first lines."""
    first = min(laid.main, default=0)
    start = max(0, first - HEAD_BLOCKS)
    near = set(range(start, min(len(laid.blocks), first + 4)))
    if laid.headline is not None:
        near |= set(range(laid.headline, min(laid.headline + HEAD_BLOCKS, len(laid.blocks))))
    for n in sorted(near):
        block, found = laid.blocks[n], laid.marks[n]
        if block.hidden or is_change(block.text):
            continue
        told = found is not None and (found.kind, found.rule) == ("metadata", "date-line")
        after = laid.headline is not None and laid.headline < n < first + 3
        opens = n in laid.main and n < first + 2 and _BY.match(block.text) is not None
        beside = (after and _may_be_byline(block, found)) or (opens and len(block.text) <= _LONGEST_BYLINE)
        if told or beside or (n in laid.main and _is_date_line(block, n)):
            if value := date_in(block.text, short_year=True, language=laid.language):
                yield Found(value, "visible text")
        elif n in laid.main and n < first + 2 and (value := dateline(block.text, laid.language)):
            yield Found(value, "dateline")


def dateline(text: str, language: Callable[[], str] | None = None) -> str | None:
    """The date that opens a report, in brackets or before a dash."""
    found = _DATELINE.match(text)
    return date_in(found["own"] or found["led"], language=language) if found else None


def _may_be_byline(block: Block, found: Mark | None) -> bool:
    """A short line with its author or section, and no caption, teaser or sentence."""
    if len(block.text) > _LONGEST_BYLINE or block.around.role in {"heading", "caption", "button"} or block.links > 0.6:
        return False
    if found is not None and (found.kind == "caption" or found.rule == "rights"):
        return False
    sight = Sight(one_line(block.text))
    return not sight.ends_sentence or len(sight.text) < 40


def _is_date_line(block: Block, n: int) -> bool:
    known = mark(Sight(one_line(block.text), top=n))
    return known is not None and known.rule == "date-line"


def _labelled(laid: Laid) -> Iterator[Found]:
    """A date right behind the word for publication, where the whole page says it of one day only."""
    found = [
        value
        for block in laid.blocks
        if not block.hidden and len(block.text) < 300 and (value := labelled(block.text, laid.language))
    ]
    found.extend(_in_table(laid))
    if len(set(found)) == 1:
        yield Found(found[0], "visible text")


def _in_table(laid: Laid) -> Iterator[str]:
    """`Date` in one cell or term, the day in the next."""
    for label, block in pairwise(block for block in laid.blocks if not block.hidden):
        if _DATE_LABEL.fullmatch(label.text) and len(block.text) <= _LONGEST_LABELLED:
            day = date_in(block.text, language=laid.language)
            if day and not is_change(block.text):
                yield day


def _updated(laid: Laid) -> Iterator[Found]:
    """Days that short lines call the day of change."""
    for block in laid.blocks:
        if block.hidden or len(block.text) >= 100 or not is_change(block.text):
            continue
        if value := date_in(block.text, language=laid.language):
            yield Found(value, "visible text")
            return


def near_dates(
    blocks: Sequence[Block], main: AbstractSet[int], language: Callable[[], str] | None = None
) -> frozenset[str]:
    """Days written in the article or near to it; those further off are the site's clock, or other articles'."""
    if not main:
        return frozenset()
    alone = _only_day(blocks, main, language)
    near = blocks[max(0, min(main) - HEAD_BLOCKS // 2) : max(main) + HEAD_BLOCKS // 2]
    return frozenset(
        value
        for block in near
        if len(block.text) < 400
        and not block.around.kept_lines
        and not block.around.comment
        and not is_change(block.text)
        and (value := date_in(block.text, language=language))
    ) | ({alone} if alone else set())


def _only_day(blocks: Sequence[Block], main: AbstractSet[int], language: Callable[[], str] | None) -> str | None:
    """The day of the page's only line that is a date, where it stands behind the beginning of the text.

    Institutions put it at the foot of a page. Before the text it may be the site's clock; two of them are teasers'.
    """
    lines_in = (
        n for n, b in enumerate(blocks) if not (b.hidden or b.around.comment) and len(b.text) <= _LONGEST_BYLINE
    )
    short = (n for n in lines_in if date_in(blocks[n].text, language=language))
    lines = list(islice((n for n in short if _is_date_line(blocks[n], n)), 2))
    if len(lines) != 1 or lines[0] < min(main) or blocks[lines[0]].around.furniture:
        return None
    return None if is_change(blocks[lines[0]].text) else date_in(blocks[lines[0]].text, language=language)


def _agreed(timed: Sequence[Found], visible: Sequence[Found]) -> Sequence[Found]:
    """Time elements of one day; of several days only one that another place of the page confirms."""
    if len({found.value for found in timed}) <= 1:
        return timed
    return [found for found in timed if any(same_day(found.value, other.value) for other in visible)]


def same_day(one: str, two: str) -> bool:
    """Whether one may be the other; an address may know the month only."""
    return one.startswith(two) or two.startswith(one)
