"""Dates as pages write them, to partial ISO dates. What may be read two ways is not read."""

# ruff: noqa: E501 -- a table of months

from __future__ import annotations

import datetime as dt
import re

#: Nothing on the web is older; later than tomorrow no article is out.
_FIRST_YEAR = 1990

_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)(?:[T ]+(\d{1,2}):?(\d{2})(?::?\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_SLASHED = re.compile(r"(?<!\d)(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?(?!\d)")
_MONTH_ONLY = re.compile(r"(\d{4})-(\d{2})$")
_HAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]")
_DAY_FIRST = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_AMBIGUOUS = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
_DIGITS = {ord(digit): str(n % 10) for n, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९０１２３４５６７８９")}

_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier janv enero ene gennaio gen janeiro января январь ocak січня يناير جانفي ژانویه stycznia januari",
            "february feb februar février févr fevrier febrero febbraio fevereiro fev февраля февраль şubat лютого فبراير فيفري شباط فوریه lutego februari",
            "march mar märz mär mars marzo março марта март mart березня مارس آذار marca maart",
            "april apr avril avr abril abr aprile апреля апрель nisan квітня أبريل إبريل أفريل نيسان آوریل kwietnia",
            "may mai mayo maggio mag maio мая май mayıs травня مايو ماي أيار مه maja mei",
            "june jun juni juin junio giugno giu junho июня июнь haziran червня يونيو يونيه جوان حزيران ژوئن czerwca",
            "july jul juli juillet juil julio luglio lug julho июля июль temmuz липня يوليو يوليوز جويلية تموز ژوئیه lipca",
            "august aug août aout agosto ago августа август ağustos серпня أغسطس غشت أوت آب اوت sierpnia augustus",
            "september sep sept septembre septiembre setiembre settembre set setembro сентября сентябрь eylül вересня سبتمبر شتنبر أيلول سپتامبر września",
            "october oct oktober okt octobre octubre ottobre ott outubro out октября октябрь ekim жовтня أكتوبر اکتبر października",
            "november nov novembre noviembre novembro ноября ноябрь kasım листопада نوفمبر نونبر نوامبر listopada",
            "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro декабря декабрь aralık грудня ديسمبر دجنبر دسامبر grudnia",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_NAME = r"([^\W\d_]{2,12})"
_DAY_NAME = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|st|nd|rd|th|er|º)?\s+(?:de\s+|d['’]\s?)?{_NAME}\.?,?\s+(?:de\s+|del\s+)?(\d{{4}})(?!\d)"
)
_NAME_DAY = re.compile(rf"(?<!\w){_NAME}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)")
_IN_PATH = re.compile(
    r"/(\d{4})[/-]([01]?\d)(?:[/-]([0-3]?\d))?(?=[/_.-]|$)|[/_-](20\d{2})([01]\d)([0-3]\d)(?!\d)|(?<!\d)(20\d{2})-([01]\d)-([0-3]\d)(?!\d)"
)


_SHORT_YEAR = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{2})(?![\d.])")


def date_in(text: str | None, *, short_year: bool = False) -> str | None:
    """The first date written in a text, to the day; None where there is none, or it may be another.

    `03/04/2026` is one of two days and is left; `23/04/2026` can only be one.

    Args:
        text: On one line.
        short_year: Whether `8.5.12` is a date; elsewhere it is a version, or a paragraph's number.
    """
    if not text:
        return None
    plain = text.translate(_DIGITS)
    for pattern in (_ISO, _HAN, _SLASHED):
        if found := pattern.search(plain):
            return _day(found[1], found[2], found[3])
    if found := _DAY_FIRST.search(plain):
        return _day(found[3], found[2], found[1])
    if day := _named(plain) or _numbered(plain):
        return day
    found = _SHORT_YEAR.search(plain) if short_year else None
    # 99 is 1999, and 12 isn't 1912.
    return _day(f"{'19' if int(found[3]) >= 90 else '20'}{found[3]}", found[2], found[1]) if found else None


def _named(text: str) -> str | None:
    """`20 November 2026`, `November 20, 2026`, in the languages at hand."""
    for found in _DAY_NAME.finditer(text):
        if month := _MONTHS.get(found[2].casefold()):
            return _day(found[3], month, found[1])
    for found in _NAME_DAY.finditer(text):
        if month := _MONTHS.get(found[1].casefold()):
            return _day(found[3], month, found[2])
    return None


def _numbered(text: str) -> str | None:
    found = _AMBIGUOUS.search(text)
    if found is None:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12 or first == second:
        return _day(found[3], second, first)
    return _day(found[3], first, second) if second > 12 else None


def date_of_value(value: str | None) -> str | None:
    """A date in a machine's value, such as a meta element's: also `20261119`, `2026-11` and RFC 2822."""
    if not value:
        return None
    value = value.strip().translate(_DIGITS)
    if day := date_in(value):
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
