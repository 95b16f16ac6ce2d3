"""Articles that are too old for a day: left out before they cost anything, or told and marked as old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.ingest.read import copies_apart
from briefing.models import Unread
from briefing.render import ages
from briefing.render.phrasing import count, date_text, listing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.ingest import ReadResult
    from briefing.models import Article, DateStyle, Report
    from briefing.settings.settings import Settings

#: Articles that a notice names; the others are counted.
_NAMED = 5


def without_old(read: ReadResult, settings: Settings, day: str) -> ReadResult:
    """What was read, without articles that were published too long before a day; they are listed as skipped.

    Only a date that was given beside an article counts here, for what its text says isn't known before it is paid
    for. One without a date stays; an undated copy goes with its original.

    Args:
        settings: `max_age`, and `old_news`, by which they may be marked only.
        day: Of the briefing, ISO.
    """
    most = settings.max_age
    if most is None or settings.old_news == "mark":
        return read
    dates = settings.dates
    old = {a.id: told for a in read.articles if (told := _too_old(a, most, day, dates))}
    old |= {copy.article.id: told for copy in read.copies if (told := _too_old(copy.article, most, day, dates))}
    for copy in read.copies:
        if copy.copy_of is not None and copy.copy_of.article in old and copy.article.published is None:
            old.setdefault(copy.article.id, f"a copy of an article that is too old: {old[copy.copy_of.article]}")
    if not old:
        return read
    every = [*read.articles, *(copy.article for copy in read.copies)]
    skipped = tuple(Unread(origin=a.origin, status="skipped", reason=old[a.id]) for a in every if a.id in old)
    return copies_apart((a for a in every if a.id not in old), (*read.unread, *skipped))


def left_out(before: ReadResult, after: ReadResult) -> list[Article]:
    """The articles of one reading that another one hasn't."""
    kept = {article.id for article in (*after.articles, *(copy.article for copy in after.copies))}
    every = (*before.articles, *(copy.article for copy in before.copies))
    return [article for article in every if article.id not in kept]


def notice(reports: Iterable[Report], settings: Settings, day: str) -> list[str]:
    """The line at the top of a day that is told from old articles too; none where there are none, or no limit."""
    most = settings.max_age
    if most is None:
        return []
    old = [r for r in reports if r.status in ("done", "copy") and ages.days_old(ages.newest([r]), day) > most]
    if not old:
        return []
    named = [f"{r.article.outlet or r.article.origin} ({date_text(ages.newest([r]), settings.dates)})" for r in old]
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    are = "is" if len(old) == 1 else "are"
    told = f"{count(len(old), 'article')} {are} older than {count(most, 'day')}"
    return [f"{told}: {listing(named[:_NAMED]) if not more else ', '.join(named[:_NAMED]) + more}."]


def _too_old(article: Article, most: int, day: str, dates: DateStyle) -> str | None:
    days = ages.days_old(article.published, day)
    if days <= most:
        return None
    told = f"published {date_text(article.published, dates)}, {count(days, 'day')} before this briefing"
    return f"{told}; max_age is {most}"
