"""The day that a feed or a mail states, as a partial ISO date; what may be read two ways is not read.

    text ─► RFC 822, ISO 8601 ─► numbers in an order that is sure ─► another calendar ─► words of its language ─► none

What is left undated carries the reason. A library that guesses is asked only for words (dateparser, with the
language given), and what it finds is held to the numbers in the text.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from briefing.text.calendar_names import named
from briefing.text.calendars import ETHIOPIAN_LANGUAGES, in_common_years, may_be_ethiopian
from briefing.text.one_line import one_line
from briefing.text.scripts import digits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_FIRST = dt.date(1970, 1, 1)
_SHOWN = 60
_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}  # noqa: SIM905

_TIME = r"(?:[01]?\d|2[0-4])[:.hH][0-5]\d(?:[:.][0-5]\d(?:[.,]\d{1,9})?)?(?:\s?[ap]\.?m\b\.?)?"
_ZONE = r"(?:Z|\(?[A-Za-z]{1,5}\)?(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{1,2}(?::?\d{2})?)(?:\s*\([^()]{1,40}\))?"
_ISO = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?"
    rf"(?:[Tt ]\s*(?:[01]\d|2[0-4])(?::?[0-5]\d(?::?[0-5]\d(?:[.,]\d{{1,9}})?)?)?\s?(?:{_ZONE})?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{4,6}(?:Z|[+-]\d{4})?)?")
_WEEK = re.compile(r"\d{4}-?W\d{2}-?[1-7]")
_RFC_822 = re.compile(
    r"(?:[A-Za-z]{2,9}\.?,?\s+)?(\d{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}\.?[ -](\d{4}|\d{2})"
    rf"(?:,?\s+{_TIME}(?:\s?{_ZONE})?)?",
    re.ASCII,
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?(?:[-/.]|[年년]\s?)\s?(\d{1,2})\s?(?:[-/.]|[月월])\s?(\d{1,2})(?![\d/])")
_YEAR_LAST = re.compile(r"(?<![\d/.-])(\d{1,2})(?P<by>[-/.])\s?(\d{1,2})(?P=by)\s?(\d{4})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<![\d/.-])\d{1,2}([-/.])\d{1,2}\1\d{2}(?!\d)")
_ANY_TIME = re.compile(
    rf"(?<![\d.:]){_TIME}(?![\d.:]\d)|\b(?:GMT|UTC)\s?[+-]\d{{1,2}}(?::?\d{{2}})?(?!\d)|[+-]\d{{2}}:?\d{{2}}(?!\d)",
    re.IGNORECASE,
)
_ONLY_TIME = re.compile(rf"{_TIME}\s?(?:{_ZONE})?")
_TAG = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", re.IGNORECASE)
#: Tags that libraries have under another name.
_CALLED = {"no": "nb", "iw": "he", "in": "id", "mo": "ro"}


@dataclass(frozen=True, slots=True)
class StatedDate:
    """What a statement of a date says."""

    value: str | None
    """Partial ISO date, the day in the statement's own time zone."""
    basis: Literal["stated", "inferred"] = "stated"
    """`inferred` where the order of day and month, or the calendar, follows from the language alone."""
    note: str | None = None
    """Why there is none, or how it was inferred."""


_NONE = StatedDate(None)


def stated_date(text: str | None, language: str | None = None, likely: str | None = None) -> StatedDate:
    """Read one statement of a date.

    Args:
        text: Such as a feed's `pubDate`.
        language: BCP-47 tag of it, as its document declares it.
        likely: The language that its neighbours are in, where none is declared: it tells the names of months, never
            the order of numbers.
    """
    shown = " ".join(one_line(text or "").split())
    plain = digits(shown)[:200]
    if not plain:
        return _NONE
    found = _standard(plain) or _numbers(plain, language)
    if found is None or (found.value is None and _may_be_another(plain)):
        common = in_common_years(plain, language)
        if common is not None and common.day is not None:
            value = _day(*common.day).value
            note = f"“{shown[:_SHOWN]}” taken as {value}: {common.calendar}"
            found = StatedDate(value, "inferred", note) if value else found
        elif common is not None:
            found = StatedDate(None, note=f"it is in the {common.calendar}, whose days can't be converted for sure")
    found = found or _words(plain, language, likely)
    found = _not_ethiopian(found, plain, _base(language) or _base(likely))
    if found.value is not None or found.note is None:
        return found
    return StatedDate(None, note=f"date “{shown[:_SHOWN]}” left out: {found.note}")


def _not_ethiopian(found: StatedDate, text: str, base: str | None) -> StatedDate:
    """The same; but none where the year may as well be an Ethiopian one, which is seven or eight years behind."""
    if base not in ETHIOPIAN_LANGUAGES or found.value is None or not may_be_ethiopian(int(found.value[:4])):
        return found
    # Standards have common years alone, and so have the common months' own names in Amharic.
    if _standard(text) or (base == "am" and named(text, "months", "am")):
        return found
    return StatedDate(None, note="its year may be a common or an Ethiopian one")


def _may_be_another(text: str) -> bool:
    """Whether its year is none of ours."""
    years = [int(year) for year in re.findall(r"(?<!\d)\d{3,4}(?!\d)", text)]
    return bool(years) and not any(_FIRST.year <= year <= _last_year() for year in years)


def _last_year() -> int:
    return dt.datetime.now(dt.UTC).year + 1


def _standard(text: str) -> StatedDate | None:
    """RFC 822 and what came after it, ISO 8601; None for another form."""
    if found := _ISO.fullmatch(text):
        return _day(*found.groups())
    if found := _COMPACT.fullmatch(text):
        return _day(*found.groups())
    if _WEEK.fullmatch(text):
        return _of_week(text)
    found = _RFC_822.fullmatch(text)
    month = _MONTHS.get(found[2].lower()) if found else None
    if found is None or month is None:
        return None
    year = int(found[3])
    if len(found[3]) == 2:
        # RFC 5322, 4.3.
        year += 2000 if year < 50 else 1900
    return _day(year, month, found[1])


def _of_week(text: str) -> StatedDate:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return StatedDate(None, note="there is no such week")
    return _day(day.year, day.month, day.day)


def _numbers(text: str, language: str | None) -> StatedDate | None:
    """Days in numbers alone, in an order that is sure."""
    if _ONLY_TIME.fullmatch(text):
        return StatedDate(None, note="a time without a day")
    year_first, year_last = list(_YEAR_FIRST.finditer(text)), list(_YEAR_LAST.finditer(text))
    if len(year_first) + len(year_last) > 1:
        return StatedDate(None, note="more than one day")
    if year_first:
        return _day(*year_first[0].groups())
    if not year_last:
        short = _SHORT_YEAR.search(_ANY_TIME.sub("", text))
        return StatedDate(None, note="its year has two digits, and its order is open") if short else None
    first, by, second, year = year_last[0].groups()
    return _by_order(int(first), int(second), year, by, language)


def _by_order(first: int, second: int, year: str, by: str, language: str | None) -> StatedDate:
    if second > 12 or first == second:
        return _day(year, first, second)
    # Points are set by languages that have the day first.
    if first > 12 or by == ".":
        return _day(year, second, first)
    order = _order_in(language)
    if order is None:
        return StatedDate(None, note="day and month can't be told apart")
    month, day = (first, second) if order == "month" else (second, first)
    told = _day(year, month, day)
    return StatedDate(
        told.value,
        "inferred",
        told.note or f"“{first}{by}{second}{by}{year}” taken as {told.value}, as {language} writes dates",
    )


@cache
def _order_in(language: str | None) -> Literal["day", "month"] | None:
    """What comes first in short dates (CLDR); None where regions of the language differ and none is given."""
    if not language or not _TAG.fullmatch(language) or language.lower() == "en":
        return None
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 -- only where a day depends on it

    try:
        locale = Locale.parse(language.replace("-", "_"), sep="_", resolve_likely_subtags=True)
    except (ValueError, UnknownLocaleError):
        return None
    letters = [letter for letter in locale.date_formats["short"].pattern if letter in "dMy"]
    if not letters or letters[0] == "y":
        return None
    return "day" if letters[0] == "d" else "month"


def _day(year: str | int, month: str | int | None = None, day: str | int | None = None) -> StatedDate:
    """A partial date if there is such a one in a year of ours; the zeros of clocks are no dates."""
    numbers = [int(part) for part in (year, month, day) if part is not None]
    if not any(numbers[1:]) and numbers[0] == 0:
        return StatedDate(None, note="zeros, no date")
    whole = (*numbers, 1, 1)[:3]
    try:
        date = dt.date(*whole)
    except ValueError:
        return StatedDate(None, note="there is no such day")
    if date <= _FIRST:
        return StatedDate(None, note="the zero of a clock, or of another calendar")
    if date.year > _last_year():
        return StatedDate(None, note=f"the year {date.year} is to come, or of another calendar")
    return StatedDate("-".join((f"{numbers[0]:04}", *(f"{part:02}" for part in numbers[1:]))))


def _words(text: str, language: str | None, likely: str | None) -> StatedDate:
    """A day with its month in words: of the language declared, else of the likely one; or in English."""
    found: set[str] = set()
    tags = [tag for tag in dict.fromkeys((_base(language) or _base(likely), "en")) if tag]
    for tag in tags:
        found.update(value for value in (_parsed(text, tag) or _by_names(text, tag),) if value)
    if len(found) == 1:
        return _day(*found.pop().split("-"))
    return StatedDate(None, note="days of two languages" if found else "no day that can be read for sure")


def day_in_any(text: str | None, tags: Sequence[str]) -> StatedDate:
    """A day whose month is in words of a language that nothing tells: one of several, by CLDR's names alone.

    dateparser takes seconds to load as many languages.

    Returns:
        None as its value where no language reads it, or two read different days.
    """
    plain = digits(" ".join(one_line(text or "").split()))[:200]
    found = {day for tag in tags if (day := _by_names(plain, tag))}
    return _day(*found.pop().split("-")) if len(found) == 1 else _NONE


def _base(language: str | None) -> str | None:
    if not language or not _TAG.fullmatch(language):
        return None
    base = re.split("[-_]", language)[0].lower()
    return _CALLED.get(base, base)


def _parsed(text: str, tag: str) -> str | None:
    """Dateparser's reading in one language, where its numbers are those of the text."""
    import dateparser  # type: ignore[import-untyped]  # noqa: PLC0415 -- late: only dates in words need it

    settings = {
        "STRICT_PARSING": True,
        "RELATIVE_BASE": dt.datetime(2000, 1, 1),  # noqa: DTZ001 -- never used: nothing relative is read
        "PARSERS": ["absolute-time"],
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    try:
        day = dateparser.parse(text, languages=[tag], settings=settings)
    except (ValueError, TypeError, OverflowError, re.error):
        return None
    if day is None:
        return None
    numbers = [int(number) for number in re.findall(r"\d+", _ANY_TIME.sub(" ", text))]
    wanted = ([day.year, day.day], [day.year, day.month, day.day])
    return day.date().isoformat() if any(sorted(numbers) == sorted(some) for some in wanted) else None


def _by_names(text: str, tag: str) -> str | None:
    """The one month that CLDR's names tell, with the one year and the one other number beside it."""
    words = _ANY_TIME.sub(" ", text).casefold()
    months: list[int] = []
    for name, month in _names(tag):
        # Hebrew writes "in" onto the name.
        words, times = re.subn(rf"(?<![^\W\d_])ב?{re.escape(name)}(?![^\W\d_])", "\0", words)
        months += [month] * times
    years = re.findall(r"(?<!\d)\d{4}(?!\d)", words)
    days = re.findall(r"(?<!\d)\d{1,2}(?!\d)", words)
    # Beside its month, but for a short word such as "de".
    beside = re.search(r"(?<!\d)(\d{1,2})\W*(?:[^\W\d]{1,4}\W+)?\0|\0\W*(\d{1,2})(?!\d)", words)
    if beside is None or len(months) != 1 or len(years) != 1 or len(days) != 1:
        return None
    return f"{years[0]}-{months[0]:02}-{int(days[0]):02}"


@cache
def _names(tag: str) -> tuple[tuple[str, int], ...]:
    """Names of months in the regions of a language, the longest first; those of two months left out."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415
    from babel.localedata import locale_identifiers  # noqa: PLC0415

    found: dict[str, set[int]] = {}
    # Arabic's differ from Morocco to Iraq; elsewhere regions share them.
    identifiers = [name for name in locale_identifiers() if name == tag or (tag == "ar" and name.startswith("ar_"))]
    for identifier in identifiers:
        try:
            widths = Locale.parse(identifier).months["format"]
        except (ValueError, UnknownLocaleError, KeyError):
            continue
        for month, name in _pairs(widths):
            found.setdefault(name, set()).add(month)
    sure = [(name, months.pop()) for name, months in found.items() if len(months) == 1]
    return tuple(sorted(sure, key=lambda pair: -len(pair[0])))


def _pairs(widths: Mapping[str, Mapping[int, str]]) -> Iterator[tuple[int, str]]:
    for width in ("wide", "abbreviated"):
        for month, name in widths[width].items():
            plain = str(name).casefold().strip(". ")
            if not plain.isdigit():
                yield month, plain
