"""Dates as far as they are known: `2026`, `2026-11`, `2026-11-20`, `XXXX-09-24` without a year, and spans of two.

In models and files they are strings; this is what they mean.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from briefing.models.base import DateStyle

#: One partial date: year, month and day as far as known, XXXX for an unknown year.
_END = r"(?:\d{4}|XXXX)(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
#: The same, or a span of two with a slash.
PARTIAL_DATE = f"^{_END}(?:/{_END})?$"
DateBasis = Literal["stated", "inferred", "unknown"]
Precision = Literal["year", "month", "day"]

_WHOLE = re.compile(_END, re.ASCII)
#: A year in which every day of the calendar exists, for days of an unknown one.
_LEAP_YEAR = 2024
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class DateEnd:
    """One date, or one end of a span; None for what isn't known."""

    year: int | None
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> DateEnd | None:
        """Read `2026-11-20`, `XXXX-11` and the like; None for anything else."""
        if not _WHOLE.fullmatch(text):
            return None
        year, month, day = (*text.split("-"), "", "")[:3]
        return cls(None if year == "XXXX" else int(year), int(month) if month else None, int(day) if day else None)

    def __str__(self) -> str:
        parts = ["XXXX" if self.year is None else f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def __lt__(self, other: DateEnd) -> bool:
        """By the calendar; what is less precise comes before what it contains, an unknown year after all years."""
        return str(self) < str(other)

    @property
    def precision(self) -> Precision:
        """The smallest part that is known."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def exists(self) -> bool:
        """Whether there is such a day; without a year, 29 February is one."""
        year = _LEAP_YEAR if self.year is None else self.year
        return year > 0 and (not self.month or not self.day or self.day <= calendar.monthrange(year, self.month)[1])

    @property
    def weekday(self) -> int | None:
        """Monday is 0; None where the date isn't full, or there is no such day."""
        if self.year is None or not self.month or not self.day or not self.exists:
            return None
        return dt.date(self.year, self.month, self.day).weekday()

    @property
    def days(self) -> range | None:
        """Its days as ordinals of the calendar; None where the year is open or there is no such day."""
        if self.year is None or not self.exists:
            return None
        first = dt.date(self.year, self.month or 1, self.day or 1).toordinal()
        if self.day:
            return range(first, first + 1)
        last = self.month or 12
        return range(first, dt.date(self.year, last, calendar.monthrange(self.year, last)[1]).toordinal() + 1)

    def contains(self, other: DateEnd) -> bool:
        """Whether the other says the same and perhaps more; a year that isn't known is any year."""
        return self.year in (None, other.year) and self.month in (None, other.month) and self.day in (None, other.day)


@dataclass(frozen=True)
class PartialDate:
    """A date, or a span from one to another."""

    first: DateEnd
    last: DateEnd | None = None

    @classmethod
    def parse(cls, value: str | None) -> PartialDate | None:
        """Read a value of the models; None for None, and for what is no partial date."""
        ends = [DateEnd.parse(end) for end in value.split("/")] if value else []
        known = [end for end in ends if end is not None]
        return cls(*known) if len(known) == len(ends) and len(ends) in (1, 2) else None

    def __str__(self) -> str:
        return "/".join(map(str, self.ends))

    @property
    def ends(self) -> tuple[DateEnd, ...]:
        """One of a date, two of a span."""
        return (self.first,) if self.last is None else (self.first, self.last)

    @property
    def exists(self) -> bool:
        """Whether both ends are days of the calendar."""
        return all(end.exists for end in self.ends)

    @property
    def days(self) -> range | None:
        """Its days as ordinals; None where a year is open, a day doesn't exist, or it ends before it begins."""
        spans = [end.days for end in self.ends]
        begin, end = spans[0], spans[-1]
        if begin is None or end is None or end.stop <= begin.start:
            return None
        return range(begin.start, end.stop)

    def overlaps(self, other: PartialDate) -> bool:
        """Whether some day may be in both; False where either has no known days."""
        mine, theirs = self.days, other.days
        return mine is not None and theirs is not None and mine.start < theirs.stop and theirs.start < mine.stop

    def text(self, dates: DateStyle = "day first") -> str:
        """In words; no part is filled in that the value leaves open.

        `20 November 2026`, `24 September, year unknown`, `17–18 November 2026`; month first `November 20, 2026`,
        `September 24, year unknown` and `November 17–18, 2026`.
        """
        first, last = self.first, self.last
        if last is not None and first.year == last.year and first.month and last.month:
            if first.month == last.month and first.day and last.day:
                return _with_year(first, f"{first.day}–{last.day}", dates)
            return f"{_without_year(first, _day(first), dates)} – {_with_year(last, _day(last), dates)}"
        return " – ".join(_with_year(end, _day(end), dates) for end in self.ends)


def _day(end: DateEnd) -> str:
    return str(end.day) if end.day else ""


def _without_year(end: DateEnd, days: str, dates: DateStyle) -> str:
    name = MONTHS[(end.month or 1) - 1]
    if not days:
        return name
    return f"{days} {name}" if dates == "day first" else f"{name} {days}"


def _with_year(end: DateEnd, days: str, dates: DateStyle) -> str:
    if not end.month:
        return "year unknown" if end.year is None else f"{end.year:04}"
    named = _without_year(end, days, dates)
    if end.year is None:
        return f"{named}, year unknown"
    return f"{named}, {end.year:04}" if days and dates == "month first" else f"{named} {end.year:04}"
