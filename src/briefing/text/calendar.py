"""Months, days and weekdays as the languages at hand write them: a table, and what reads it.

For the side of the source it reads generously: a day belongs to a month that stands near it. For the
English side it reads exactly, since what it finds there must be proven.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass, field

from briefing.text.number_words import worded
from briefing.text.scripts import digits

#: January first: en de fr es it pt nl, Slavic, Turkish, Arabic (both systems), Persian, Hebrew, Hindi.
_MONTHS: tuple[str, ...] = (
    (
        r"jan(?:\.|uary|uar|vier|eiro|uari)?|jänner|enero|ene\.|gennaio|stycz\w+|январ\w+|янв\.|січ\w+|ocak\w*"
        r"|يناير|كانون الثاني|جانفي|ژانویه|ינואר|जनवरी"
    ),
    (
        r"feb(?:\.|ruary|ruar|ruari)?|feber|févr(?:ier|\.)|febrero|febbraio|fevereiro|lut(?:y|ego|ym)|феврал\w+|фев\.|лют\w+"
        r"|şubat\w*|فبراير|شباط|فيفري|فوریه|פברואר|फ़रवरी|फरवरी"
    ),
    r"mar(?:ch|\.|ço|zo|s|zec|ca)|märz|maart|marz\w*|март\w*|берез\w+|mart\w{0,3}|مارس|آذار|מרץ|मार्च",
    r"apr(?:\.|il)?|avril|abril|abr\.|aprile|kwie\w+|апрел\w+|квіт\w+|nisan\w*|أبريل|ابريل|نيسان|أفريل|آوریل|אפריל|अप्रैल",
    r"may|mai|mayo|maggio|maio|mei|maj\w?|май|мая|мае|маем|трав(?:ень|ня|ні)|mayıs\w*|مايو|أيار|ماي|مه|מאי|मई",
    r"june?|jun(?:\.|i|ho|io)|juin|giugno|czerw\w+|июн\w+|черв\w+|haziran\w*|يونيو|حزيران|جوان|ژوئن|יוני|जून",
    (
        r"july?|jul(?:\.|i|ho|io)|juil(?:let|\.)|luglio|lip(?:iec|ca|cu)|июл\w+|лип(?:ень|ня|ні)|temmuz\w*|يوليو|تموز|جويلية"
        r"|ژوئیه|יולי|जुलाई"
    ),
    r"aug(?:\.|ust|ustus)?|août|agosto|ago\.|sierp\w+|август\w*|серп\w+|ağustos\w*|أغسطس|آب|أوت|اوت|אוגוסט|अगस्त",
    (
        r"sept?(?:\.|ember)?|septembre|septiembre|settembre|setembro|wrze\w+|сентябр\w+|сент\.|верес\w+|eylül\w*"
        r"|سبتمبر|أيلول|سپتامبر|ספטמבר|सितंबर"
    ),
    (
        r"o[ck]t(?:\.|ober)?|octobre|octubre|ottobre|outubro|paździer\w+|октябр\w+|окт\.|жовт\w+|ekim\w*"
        r"|أكتوبر|تشرين الأول|اکتبر|אוקטובר|अक्टूबर"
    ),
    (
        r"nov(?:\.|ember)?|novembre|noviembre|novembro|listopad\w*|ноябр\w+|ноя\.|листопад\w*|kasım\w*"
        r"|نوفمبر|تشرين الثاني|نوامبر|נובמבר|नवंबर"
    ),
    (
        r"de[cz](?:\.|ember)?|décembre|déc\.|diciembre|dic\.|dicembre|dezembro|grud\w+|декабр\w+|дек\.|груд\w+|aralık\w*"
        r"|ديسمبر|كانون الأول|دسامبر|דצמבר|दिसंबर"
    ),
)
_WEEKDAYS: tuple[str, ...] = (
    (
        r"monday|montag\w*|lundi|lunes|lunedì|segunda-feira|maandag|poniedział\w+|понедельник\w*|понеділ\w+|pazartesi\w*"
        r"|الاثنين|الإثنين|دوشنبه|(?:星期|周|週|礼拜)一|月曜|월요일"
    ),
    (
        r"tuesday|dienstag\w*|mardi|martes|martedì|terça-feira|dinsdag|wtor\w+|вторник\w*|вівтор\w+|salı\w*"
        r"|الثلاثاء|سه‌?شنبه|(?:星期|周|週|礼拜)二|火曜|화요일"
    ),
    (
        r"wednesday|mittwoch\w*|mercredi|miércoles|mercoledì|quarta-feira|woensdag|środ\w+|сред[аыуе]|серед[аиу]|çarşamba\w*"
        r"|الأربعاء|الاربعاء|چهارشنبه|(?:星期|周|週|礼拜)三|水曜|수요일"
    ),
    (
        r"thursday|donnerstag\w*|jeudi|jueves|giovedì|quinta-feira|donderdag|czwart\w+|четверг\w*|четвер\w*|perşembe\w*"
        r"|الخميس|پنج‌?شنبه|(?:星期|周|週|礼拜)四|木曜|목요일"
    ),
    (
        r"friday|freitag\w*|vendredi|viernes|venerdì|sexta-feira|vrijdag|piąt\w+|пятниц\w+|п.ятниц\w+|cuma(?!rtesi)\w*"
        r"|الجمعة|جمعه|(?:星期|周|週|礼拜)五|金曜|금요일"
    ),
    (
        r"saturday|samstag\w*|sonnabend\w*|samedi|sábado|sabato|zaterdag|sobot\w+|суббот\w+|субот\w+|cumartesi\w*"
        r"|السبت|(?:星期|周|週|礼拜)六|土曜|토요일"
    ),
    (
        r"sunday|sonntag\w*|dimanche|domingo|domenica|zondag|niedziel\w+|воскресень\w+|неділ\w+|pazar(?!tesi)\w*"
        r"|الأحد|الاحد|یکشنبه|(?:星期|周|週|礼拜)(?:日|天)|日曜|일요일"
    ),
)
# Arabic writes "and", "in", "for" onto the word.
_BEFORE = r"(?<![^\W_])(?:[وفبلك]{0,2})"
_MONTH = re.compile(
    "|".join(f"(?P<m{number}>{_BEFORE}(?:{words})(?!\\w))" for number, words in enumerate(_MONTHS, start=1)),
    re.IGNORECASE,
)
_WEEKDAY = tuple(re.compile(f"(?:{words})", re.IGNORECASE) for words in _WEEKDAYS)
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


@functools.lru_cache(maxsize=4096)
def read_calendar(text: str) -> Calendar:
    """All readings of all dates of a text, in whatever language."""
    folded = digits(text)
    found = Calendar()
    for match in _MONTH.finditer(folded):
        month = int(str(match.lastgroup)[1:])
        found.months.add(month)
        near = folded[max(0, match.start() - _NEAR) : match.start()], folded[match.end() : match.end() + _NEAR // 2]
        found.pairs |= {(month, int(day)) for side in near for day in _DAY.findall(side)}
        found.pairs |= {(month, int(day)) for side in near for day in worded(side) if 1 <= day <= 31}
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
        # A language that isn't in the table: its bare numbers are all there is to go by.
        found.days |= {int(day) for day in _DAY.findall(folded)}
    found.weekdays = weekdays_in(folded)
    return found


def weekdays_in(text: str) -> set[int]:
    """The weekdays that a text names, Monday 0."""
    return {number for number, pattern in enumerate(_WEEKDAY) if pattern.search(text)}


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


def weekday_of(value: str) -> int | None:
    """The weekday of a full ISO date, Monday 0; None where it isn't full, or is no day of any calendar."""
    try:
        return dt.date.fromisoformat(value).weekday()
    except ValueError:
        return None
