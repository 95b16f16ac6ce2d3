"""How old news is, and whether what was planned for a day should have come to pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.models import PartialDate
from briefing.render.phrasing import count, date_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.models import ClaimStatus, DateStyle, Report

#: Beside what was planned for a day before the briefing's.
PASSED = "planned, and its day has passed"


def has_passed(status: ClaimStatus, value: str | None, today: str) -> bool:
    """Whether a planned event lies wholly before a day. Where the date is open, that isn't known, and False.

    Args:
        status: Of the event.
        value: Its partial ISO date.
        today: ISO date of the briefing.
    """
    day, now = _days(value), _days(today)
    return status == "planned" and day is not None and now is not None and day.stop <= now.start


def newest(reports: Iterable[Report]) -> str | None:
    """The latest day on which an article of these was published, as a partial ISO date.

    As given beside the article; else as its own text states it. None where no article has such a date.
    """
    known = [(days.stop, value) for report in reports for value in _published(report) if (days := _days(value))]
    return max(known)[1] if known else None


def age(value: str | None, today: str, dates: DateStyle = "day first") -> str:
    """`newest source: 18 November 2026, 2 days before this briefing`; empty where it isn't known.

    Args:
        value: As `newest` gives it.
        today: ISO date of the briefing.
        dates: How dates are written.
    """
    if _days(value) is None or _days(today) is None:
        return ""
    told = f"newest source: {date_text(value, dates)}"
    old = days_old(value, today)
    return f"{told}, {count(old, 'day')} before this briefing" if old > 0 else told


def days_old(value: str | None, today: str) -> int:
    """Days from a date, as `newest` gives it, to the briefing's; 0 where that isn't known, as of a month alone."""
    day, now = _days(value), _days(today)
    return max(now[0] - day[0], 0) if day is not None and now is not None and len(day) == 1 else 0


def _published(report: Report) -> list[str]:
    if report.article.published:
        return [report.article.published]
    mentions = report.extraction.dates if report.extraction else ()
    return [mention.value for mention in mentions if mention.role == "published" and mention.value]


def _days(value: str | None) -> range | None:
    parsed = PartialDate.parse(value)
    return parsed.days if parsed else None
