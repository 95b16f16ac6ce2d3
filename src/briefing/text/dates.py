"""Dates as pages write them, to partial ISO dates. What may be read two ways is not read."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from briefing.text.calendar_names import Named, named
from briefing.text.calendars import is_ethiopian_month, may_be_ethiopian
from briefing.text.scripts import digits

if TYPE_CHECKING:
    from collections.abc import Callable

#: Nothing on the web is older; later than tomorrow no article is out.
_FIRST_YEAR = 1990
#: Years of the Buddhist era that are 1990 to 2156.
_BUDDHIST = (2533, 2699)

_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)"
    r"(?:[T ]+(\d{1,2}):?(\d{2})(?::?\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_SLASHED = re.compile(r"(?<!\d)(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?(?!\d)")
_FIGURE = re.compile(r"\d")
_MONTH_ONLY = re.compile(r"(\d{4})-(\d{2})$")
_HAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]")
_DAY_FIRST = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_AMBIGUOUS = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
#: Between a day, a month and a year: marks, and the words that languages write there.
_OF = r"(?:\s*(?:de|d['’]|of|del|of the)\s*|[\s.,\-]{0,3})"
_BEFORE_YEAR = r"(?:[\s.,\-]{0,3}(?:de|del|del año|of|năm|год|года|року)?\s*)"
_DAY_BEFORE = re.compile(
    r"(?<![\d.,:])(\d{1,2})(?:\.|st|nd|rd|th|er|ère|º|ª|ος|ής|η|e|-го|-е|-е число)?" + _OF + r"$", re.IGNORECASE
)
_YEAR_AFTER = re.compile(_BEFORE_YEAR + r"(\d{4})(?!\d)", re.IGNORECASE)
_DAY_AFTER = re.compile(r"\.?\s*(\d{1,2})(?:st|nd|rd|th|er|º)?(?![\d:])", re.IGNORECASE)
_COMMA_YEAR = re.compile(r"\s*,?\s+(\d{4})(?!\d)")
#: `2026. november`, `2026 m. lapkričio`, `2026. gada`, `2026ko`.
_YEAR_BEFORE = re.compile(
    r"(?<!\d)(\d{4})(?:\(?e?\)?ko|\.)?\s*(?:m\.|gada|г\.|-ж\.|жылы|жылдың|йил|он|оны)?\s*$", re.IGNORECASE
)
_IN_PATH = re.compile(
    r"/(\d{4})[/-]([01]?\d)(?:[/-]([0-3]?\d))?(?=[/_.-]|$)|[/_-](20\d{2})([01]\d)([0-3]\d)(?!\d)|(?<!\d)(20\d{2})-([01]\d)-([0-3]\d)(?!\d)"
)


_SHORT_YEAR = re.compile(r"(?<![\w.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{2})(?![\d.])")


def date_in(text: str | None, *, short_year: bool = False, language: Callable[[], str] | None = None) -> str | None:
    """The first date written in a text, to the day; None where there is none, or it may be another.

    `03/04/2026` is one of two days and is left; `23/04/2026` can only be one.

    Args:
        text: On one line.
        short_year: Whether `8.5.12` is a date; elsewhere it is a version, or a paragraph's number.
        language: Tells the text's language, and is asked only where a month's name is another month's elsewhere;
            without it *18. listopada 2026*, in October or in November, is no date.
    """
    if not text or not _FIGURE.search(text):
        return None
    plain = digits(text)
    for pattern in (_ISO, _HAN, _SLASHED):
        if found := pattern.search(plain):
            return _day(found[1], found[2], found[3])
    if found := _DAY_FIRST.search(plain):
        return _day(found[3], found[2], found[1])
    if day := _written(plain, language) or _numbered(plain):
        return day
    found = _SHORT_YEAR.search(plain) if short_year else None
    # 99 is 1999, and 12 isn't 1912.
    return _day(f"{'19' if int(found[3]) >= 90 else '20'}{found[3]}", found[2], found[1]) if found else None


def _written(text: str, language: Callable[[], str] | None) -> str | None:
    """`20 November 2026`, `November 20, 2026`, `2026. november 20.`, in any language."""
    for name in named(text, "months"):
        values = name.values
        if len(values) > 1 and language is not None:
            own = named(text, "months", language())
            values = next((other.values for other in own if other.start == name.start), values)
        if len(values) != 1 or (day := _around(text, name, *values)) is None:
            continue
        if not (is_ethiopian_month(text[name.start : name.end]) and may_be_ethiopian(int(day[:4]))):
            return day
    return None


def _around(text: str, name: Named, month: int) -> str | None:
    """The date whose month is named there, day and year beside it."""
    before, after = text[max(0, name.start - 24) : name.start], text[name.end : name.end + 24]
    if day := _DAY_BEFORE.search(before):
        if year := _YEAR_AFTER.match(after):
            return _day(_common(year[1]), month, day[1])
        # `2026. gada 18. novembris`
        year = _YEAR_BEFORE.search(before[: day.start()])
        return _day(year[1], month, day[1]) if year else None
    day = _DAY_AFTER.match(after)
    if day is None:
        return None
    if year := _COMMA_YEAR.match(after, day.end()):
        return _day(_common(year[1]), month, day[1])
    year = _YEAR_BEFORE.search(before)
    return _day(year[1], month, day[1]) if year else None


def _common(year: str) -> int:
    """The common year; in Thai dates the Buddhist one stands, 543 years ahead."""
    return int(year) - 543 if _BUDDHIST[0] <= int(year) <= _BUDDHIST[1] else int(year)


def _numbered(text: str) -> str | None:
    found = _AMBIGUOUS.search(text)
    if found is None:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12 or first == second:
        return _day(found[3], second, first)
    return _day(found[3], first, second) if second > 12 else None


def date_of_value(value: str | None, language: Callable[[], str] | None = None) -> str | None:
    """A date in a machine's value, such as a meta element's: also `20261119`, `2026-11` and RFC 2822."""
    if not value:
        return None
    value = digits(value.strip())
    if day := date_in(value, language=language):
        return day
    if found := _COMPACT.match(value):
        return _day(*found.groups())
    month = _MONTH_ONLY.match(value)
    return value if month and 1 <= int(month[2]) <= 12 and _plausible(int(month[1])) else None


def date_in_url(url: str | None) -> str | None:
    """The date that many addresses carry: `/2026/11/19/`, `/2026/11/`, `-20261119`."""
    if not url:
        return None
    found = _IN_PATH.search(re.sub(r"^\w+://[^/]*", "", url).split("?")[0])
    if found is None:
        return None
    year, month, day = (
        found[1] or found[4] or found[7],
        found[2] or found[5] or found[8],
        found[3] or found[6] or found[9],
    )
    if day:
        return _day(year, month, day)
    return f"{year}-{int(month):02}" if _plausible(int(year)) and 1 <= int(month) <= 12 else None


def _plausible(year: int) -> bool:
    return _FIRST_YEAR <= year <= dt.datetime.now(dt.UTC).year + 1


def _day(year: str | int, month: str | int, day: str | int) -> str | None:
    try:
        value = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return value.isoformat() if _plausible(value.year) else None
