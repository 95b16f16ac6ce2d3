"""Years of other calendars than the common one: Buddhist, of Japan's and Taiwan's eras, Persian; others are named.

The first three have our months and days, and a year that is counted from elsewhere. The Persian year begins at the
equinox; its leap years follow a cycle of 33 years that holds from 1343 to 1472 (1964 to 2093). Days of the Islamic,
Hebrew and Ethiopian calendars are not converted: the Islamic ones differ from country to country. The Ethiopian year
is the only one that looks like a common one, seven or eight years back.

Months are CLDR's; those of other calendars stand in the supplement (`language_extra.toml`).
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass

from briefing.text.calendar_names import named
from briefing.text.language_data import data, extra
from briefing.text.name_folding import key

#: First year of each era, less one.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "㋿": 2018, "民國": 1911, "民国": 1911}
_ERA = re.compile(
    r"(令和|㋿|平成|昭和|民[國国])\s?(元|\d{1,3})\s?[年/.-]\s?(?:(\d{1,2})\s?[月/.-]\s?(?:(\d{1,2})\s?日?)?)?(?!\d)"
)
_TAIWAN = re.compile(r"(?<!\d)(1\d{2})\s?[年/.-]\s?(\d{1,2})\s?[月/.-]\s?(\d{1,2})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})(?!\d)")
_BUDDHIST = 543
_BUDDHIST_LANGUAGES = frozenset({"th", "lo", "km"})
_PERSIAN_LANGUAGES = frozenset({"fa", "prs", "ps"})
#: The year in letters; and what stands behind an Islamic year.
_HEBREW_YEAR = re.compile(r"תש[א-ת]?[\"״]")
_HIJRI = re.compile(r"\d\s?(?:هـ|ھ)(?:\W|$)")
#: Languages in whose countries both the common and the Ethiopian year are written.
ETHIOPIAN_LANGUAGES = frozenset({"am", "ti", "om", "gez", "wal", "byn"})
#: Years that the Ethiopian calendar is behind at least.
_BEHIND = 7
#: Common years of texts begin here; years of the others are lower, or 600 and more above.
_FIRST = 1970
#: Letters of a short form.
_SHORT = 2


@dataclass(frozen=True, slots=True)
class Common:
    """A date of another calendar."""

    calendar: str
    """Its name, for a note."""
    day: tuple[int, ...] | None
    """Year, month and day in the common calendar, as many as are stated; None where they can't be had for sure."""


def in_common_years(text: str, language: str | None) -> Common | None:
    """Convert a date of another calendar.

    Args:
        text: With plain digits.
        language: BCP-47 tag, as declared.

    Returns:
        None where nothing speaks for another calendar.
    """
    base = re.split("[-_]", language or "")[0].lower()
    if common := _of_era(text, language or "") or _persian(text, base) or _buddhist(text, base):
        return common
    name = _unconverted(text, base)
    return Common(f"{name} calendar", None) if name else None


def may_be_ethiopian(year: int) -> bool:
    """Whether an Ethiopian year of that number has come."""
    return year <= dt.datetime.now(dt.UTC).year - _BEHIND


def is_ethiopian_month(word: str) -> bool:
    """Whether it is a month of the Ethiopian calendar, in Ethiopic script; Eritrea calls the common ones so, too."""
    return key(word) in _ethiopic()


def _unconverted(text: str, base: str) -> str | None:
    years = [int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", text)]
    ethiopian = not years or any(may_be_ethiopian(year) for year in years)
    own = any(word in _ethiopic() for word in key(text).split())
    if ethiopian and (own or (base in {"", "en", *ETHIOPIAN_LANGUAGES} and _months(text, "Ethiopian"))):
        return "Ethiopian"
    # Kurdish and Turkish months have Hebrew names, and Recep is a first name.
    if not any(_FIRST <= year < _FIRST + 600 for year in years):
        if _HEBREW_YEAR.search(text) or _months(text, "Hebrew"):
            return "Hebrew"
        if _HIJRI.search(text) or _months(text, "Islamic"):
            return "Islamic"
    return None


@functools.cache
def _ethiopic() -> frozenset[str]:
    """The names in Ethiopic script, Tigrinya's too."""
    names = [name for month in extra("other_calendars")["Ethiopian"]["am"] for name in month.split("|")]
    names += [name for month in data("ti", "calendar")["months"] for name in month if len(name) > _SHORT]
    return frozenset(map(key, names))


@functools.cache
def _names(calendar: str) -> tuple[tuple[str, int], ...]:
    """The names of a calendar's months in all languages, folded, the longest first."""
    found = {
        key(name): n
        for months in extra("other_calendars")[calendar].values()
        for n, names in enumerate(months, 1)
        for name in names.split("|")
    }
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _months(text: str, calendar: str) -> list[int]:
    """The months of another calendar that a text names."""
    # Hebrew writes "in" onto the name.
    folded = re.sub(r"(?<!\w)ב(?=\w{2})", "", f" {key(text)} ") if calendar == "Hebrew" else f" {key(text)} "
    found = []
    for name, month in _names(calendar):
        folded, times = re.subn(rf"(?<= ){re.escape(name)}(?= )", "-", folded)
        found += [month] * times
    return found


def _of_era(text: str, language: str) -> Common | None:
    if found := _ERA.search(text):
        year = _ERAS[found[1]] + (1 if found[2] == "元" else int(found[2]))
        return Common(f"years of {found[1]}", (year, *(int(part) for part in found.groups()[2:] if part)))
    if language.lower().replace("_", "-") in {"zh-tw", "zh-hant", "zh-hant-tw"} and (found := _TAIWAN.search(text)):
        return Common("years of 民國", (1911 + int(found[1]), int(found[2]), int(found[3])))
    return None


def _buddhist(text: str, base: str) -> Common | None:
    """A year between 2500 and 2600, where nothing speaks for another language."""
    if base and base not in _BUDDHIST_LANGUAGES and base != "en":
        return None
    found = re.search(r"(?<!\d)(25\d{2})(?!\d)", text)
    if found is None:
        return None
    numbers = _in_numbers(text) or _in_words(
        text, int(found[1]), _common_months(text, base if base in _BUDDHIST_LANGUAGES else "th")
    )
    if numbers is None or numbers[0] != int(found[1]):
        return None
    return Common("Buddhist years", (numbers[0] - _BUDDHIST, *numbers[1:]))


def _persian(text: str, base: str) -> Common | None:
    found = re.search(r"(?<!\d)(1[34]\d{2})(?!\d)", text)
    if found is None:
        return None
    year = int(found[1])
    numbers = _in_words(text, year, _months(text, "Persian"))
    if numbers is None and base in _PERSIAN_LANGUAGES:
        numbers = _in_numbers(text)
    day = from_persian(*numbers) if numbers and numbers[0] == year else None
    return Common("Persian calendar", (day.year, day.month, day.day)) if day else None


def _in_numbers(text: str) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _YEAR_LAST.search(text):
        first, second = int(found[1]), int(found[2])
        return (int(found[3]), second, first) if first > 12 or first == second else None
    return None


def _common_months(text: str, language: str) -> list[int]:
    """The months of the common calendar that a text names, in that language or else in English."""
    return [month for name in named(text, "months", language) if len(name.values) == 1 for month in name.values]


def _in_words(text: str, year: int, months: list[int]) -> tuple[int, int, int] | None:
    """The one month that was named, with the one day beside the year."""
    days = re.findall(r"(?<![\d:])\d{1,2}(?![\d:])", text)
    return (year, months[0], int(days[0])) if len(set(months)) == 1 and len(days) == 1 else None


#: 1 Farvardin 1403.
_ANCHOR = (1403, dt.date(2024, 3, 20))
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})


def from_persian(year: int, month: int, day: int) -> dt.date | None:
    """A day of the Persian calendar; None for one that isn't, or beyond the years 1343 to 1472."""
    if not 1343 <= year <= 1472 or not 1 <= month <= 12:
        return None
    length = 31 if month < 7 else 30 if month < 12 or year % 33 in _LEAP else 29
    if not 1 <= day <= length:
        return None
    anchor, first = _ANCHOR
    low, high = sorted((anchor, year))
    days = sum(366 if some % 33 in _LEAP else 365 for some in range(low, high))
    before = 31 * min(month - 1, 6) + 30 * max(month - 7, 0)
    return first + dt.timedelta(days=(days if year >= anchor else -days) + before + day - 1)
