"""Months, days and weekdays that a text names.

For the side of the source it reads generously: a day belongs to a month that stands near it. For the
English side it reads exactly, since what it finds there must be proven.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.text.calendar_names import named
from briefing.text.number_words import worded
from briefing.text.scripts import digits

if TYPE_CHECKING:
    from collections.abc import Iterable

_WIDE = re.compile(r"(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日号號일])?")
_WIDE_DAY = re.compile(r"(\d{1,2})\s?[日号號일]")
_ISO = re.compile(r"(?<!\d)\d{4}-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})?(?!\d)")
_DAY = re.compile(r"(?<![\d.,])(\d{1,2})(?![\d]|[.,]\d)")
#: Characters beside the name of a month in which its days stand: "in the night of the 15th to the 16th of …".
_NEAR = 30

_ENGLISH_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# Bounded, and with one way only to read a row of separators: a text may hold thousands of them.
_BETWEEN = r"(?:,|–|-|/|and|to|or|until)"
_DAYS = (
    r"\d{1,2}(?:st|nd|rd|th)?"
    rf"(?:\s*{_BETWEEN}(?:\s*{_BETWEEN}){{0,3}}\s*(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?){{0,9}}"
)
_ENGLISH_DATE = re.compile(
    rf"(?:(?<![\d.,])(?P<before>{_DAYS})\s+(?:of\s+)?)?\b(?P<month>{_ENGLISH_MONTHS})\b"
    rf"(?:\s+(?P<after>{_DAYS})(?![\d%]|[.,]\d|\s+(?:people|per|euros?|dollars?|years?|megawatts?)))?"
    r"(?:,?\s+(?P<year>\d{4})(?!\d))?"
)
_MODAL = re.compile(
    r"\b(?:in|of|since|until|by|late|early|mid|last|next|this|from|during|for|to|and)[ -]$", re.IGNORECASE
)


@dataclass
class Calendar:
    """What a source text says of days and months; nobody changes it after it was read.

    Attributes:
        months: Numbers from 1.
        days: Days whose month isn't told beside them, as in 16日.
        pairs: Month and day.
        weekdays: Numbers from 0, Monday.
    """

    months: set[int] = field(default_factory=set)
    days: set[int] = field(default_factory=set)
    pairs: set[tuple[int, int]] = field(default_factory=set)
    weekdays: set[int] = field(default_factory=set)

    def holds(self, month: int, day: int | None) -> bool:
        """Whether a month, or a day of it, can be read here."""
        if day is None:
            return month in self.months
        return (month, day) in self.pairs or (day in self.days and (month in self.months or not self.months))


@dataclass(frozen=True)
class EnglishDate:
    """A date as an English sentence writes it; `words` is how it stands there."""

    words: str
    month: int
    days: tuple[int, ...]
    start: int
    end: int


@functools.lru_cache(maxsize=1024)
def read_calendar(text: str, language: str | None = None) -> Calendar:
    """All readings of all dates of a text.

    Args:
        text: In any language.
        language: Its BCP-47 tag. Without one, a name that is one month here and another there is both.
    """
    folded = digits(text)
    found = Calendar()
    for name in named(folded, "months", language):
        found.months |= name.values
        near = folded[max(0, name.start - _NEAR) : name.start], folded[name.end : name.end + _NEAR // 2]
        days = {int(day) for side in near for day in _DAY.findall(side)}
        days |= {int(day) for side in near for day in worded(side) if 1 <= day <= 31}
        found.pairs |= {(month, day) for month in name.values for day in days}
    for match in _WIDE.finditer(folded):
        found.months.add(int(match[1]))
        if match[2]:
            found.pairs.add((int(match[1]), int(match[2])))
    found.days |= {int(day) for day in _WIDE_DAY.findall(folded)}
    for first, second in (*_ISO.findall(folded), *_NUMERIC.findall(folded)):
        for month, day in ((int(first), int(second)), (int(second), int(first))):
            if 1 <= month <= 12:
                found.months.add(month)
                found.pairs.add((month, day))
    if not found.months:
        # No month is named that is known: its bare numbers are all there is to go by.
        found.days |= {int(day) for day in _DAY.findall(folded)}
    found.weekdays = weekdays_in(folded, language)
    return found


def united(calendars: Iterable[Calendar]) -> Calendar:
    """What several texts say together."""
    whole = Calendar()
    for one in calendars:
        whole.months |= one.months
        whole.days |= one.days
        whole.pairs |= one.pairs
        whole.weekdays |= one.weekdays
    return whole


def weekdays_in(text: str, language: str | None = None) -> set[int]:
    """The weekdays that a text names, Monday 0."""
    return {value for name in named(text, "weekdays", language) for value in name.values}


def english_dates(text: str) -> list[EnglishDate]:
    """The dates of an English sentence. `May` counts only where it can't be the verb."""
    found = []
    for match in _ENGLISH_DATE.finditer(text):
        month = _ENGLISH_MONTHS.split("|").index(match["month"]) + 1
        days = tuple(int(day) for side in (match["before"], match["after"]) for day in re.findall(r"\d+", side or ""))
        at = match.start("month")
        if month == 5 and not days and not match["year"] and not _MODAL.search(text, max(0, at - 8), at):
            continue
        found.append(EnglishDate(match.group().strip(), month, days, match.start(), match.end()))
    return found
