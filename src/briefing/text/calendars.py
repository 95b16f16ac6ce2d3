"""Years of other calendars than the common one: Buddhist, of Japan's and Taiwan's eras, Persian; others are named.

The first three have our months and days, and a year that is counted from elsewhere. The Persian year begins at the
equinox; its leap years follow a cycle of 33 years that holds from 1343 to 1472 (1964 to 2093). Days of the Islamic,
Hebrew and Ethiopian calendars are not converted: the Islamic ones differ from country to country.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

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
_THAI_MONTHS = (
    "มกราคม|ม.ค.", "กุมภาพันธ์|ก.พ.", "มีนาคม|มี.ค.", "เมษายน|เม.ย.", "พฤษภาคม|พ.ค.", "มิถุนายน|มิ.ย.",
    "กรกฎาคม|ก.ค.", "สิงหาคม|ส.ค.", "กันยายน|ก.ย.", "ตุลาคม|ต.ค.", "พฤศจิกายน|พ.ย.", "ธันวาคม|ธ.ค.",
)  # fmt: skip
_ENGLISH = "jan feb mar apr may jun jul aug sep oct nov dec"
_PERSIAN_MONTHS = (
    "فروردین|حمل", "اردیبهشت|ثور", "خرداد|جوزا", "تیر|سرطان", "مرداد|امرداد|اسد", "شهریور|سنبله",
    "مهر|میزان", "آبان|عقرب", "آذر|قوس", "دی|جدی", "بهمن|دلو", "اسفند|حوت",
)  # fmt: skip
_PERSIAN_LANGUAGES = frozenset({"fa", "prs", "ps"})
_ISLAMIC = re.compile(
    r"محر+م|صفر|ربيع|جماد[ىي]|رجب|شعبان|رمضان|شوال|ذو? ?ي? ?القعدة|ذو? ?ي? ?الحجة|هـ(?:\W|$)"
    r"|ramadan|shawwal|ramazan|muharram"
)
_HEBREW = re.compile(r"תשרי|חשו?ון|כסלו|טבת|שבט|אדר|ניסן|אייר|סיו?ון|תמוז|אלול|תש[א-ת]?[\"״]")
_ETHIOPIC = re.compile("መስከረም|ጥቅምት|ኅዳር|ህዳር|ታኅሣሥ|ታህሳስ|ጥር|የካቲት|መጋቢት|ሚያዝያ|ግንቦት|ሰኔ|ሐምሌ|ነሐሴ|ጳጉሜ")


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
    return (
        _of_era(text, language or "")
        or _persian(text, base)
        or _buddhist(text, base)
        or next((Common(name, None) for name, pattern in _UNCONVERTED if pattern.search(text.casefold())), None)
    )


_UNCONVERTED = (("Islamic calendar", _ISLAMIC), ("Hebrew calendar", _HEBREW), ("Ethiopian calendar", _ETHIOPIC))


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
    numbers = (
        _in_numbers(text)
        or _in_words(text, int(found[1]), _THAI_MONTHS)
        or _in_words(text.casefold(), int(found[1]), tuple(_ENGLISH.split()))
    )
    if numbers is None or numbers[0] != int(found[1]):
        return None
    return Common("Buddhist years", (numbers[0] - _BUDDHIST, *numbers[1:]))


def _persian(text: str, base: str) -> Common | None:
    found = re.search(r"(?<!\d)(1[34]\d{2})(?!\d)", text)
    if found is None:
        return None
    year = int(found[1])
    numbers = _in_words(text.replace("ي", "ی").replace("ك", "ک"), year, _PERSIAN_MONTHS)
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


def _in_words(text: str, year: int, months: tuple[str, ...]) -> tuple[int, int, int] | None:
    named = [
        n for n, names in enumerate(months, 1)
        if any(re.search(rf"(?<!\w){re.escape(name)}", text) for name in names.split("|"))
    ]  # fmt: skip
    days = re.findall(r"(?<![\d:])\d{1,2}(?![\d:])", text)
    return (year, named[0], int(days[0])) if len(named) == 1 and len(days) == 1 else None


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
