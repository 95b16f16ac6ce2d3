"""Is a date that the reader sees carried by the quotes beside it, or by the record of their words?

Days, months and weekdays are read in the languages at hand. What was worked out (a Wednesday, "this month") is
carried by the record's dates, if their own evidence touches the cited words; a date of scraping carries nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.checks.date_year import ERAS, years_in
from briefing.models import PartialDate, overlap
from briefing.text.calendar import Calendar, EnglishDate, english_dates, read_calendar, united
from briefing.text.languages import Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.models import Article, DateMention, Evidence, Extraction
    from briefing.models.partial_date import DateEnd

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})s?\b")
#: A time of day, which a page's own date has and a scraper's seldom.
_CLOCK = re.compile(r"\d{1,2}\s?[:h.]\s?\d{2}(?!\d)|\d{1,2}\s?(?:Uhr|時|时|시)")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Ground:
    """What a date may rest on.

    Attributes:
        quotes: The cited words, each in its language; but for the line in which a page is dated, where others are cited
            too.
        dates: Of the record, those whose evidence touches them.
        known: All dates that the records of the cited articles give, but for those of scraping.
        years: Theirs, and those of the page's date line.
    """

    quotes: tuple[Written, ...]
    dates: tuple[DateMention, ...]
    known: tuple[DateMention, ...]
    years: frozenset[str]


def ground_of(
    evidence: Sequence[Evidence],
    extractions: Iterable[Extraction],
    articles: Iterable[Article] = (),
    *,
    pages: bool = False,
) -> Ground:
    """The ground of some quotes of articles with these records.

    Args:
        evidence: The quotes.
        extractions: The records.
        articles: They tell the languages.
        pages: What is told may be about the date of a page itself.
    """
    known = [date for extraction in extractions for date in extraction.dates if date.role != "scraped" and date.value]
    touching = [date for date in known if overlap(date.evidence, evidence)]
    years = {year for date in known for year in years_in(date.value or "")}
    # A page's own date says in which year "am 17. November" lies, and dates nothing else.
    lines = [mine for date in known if date.role == "published" for mine in date.evidence]
    news = [e for e in evidence if pages or not any(e.overlaps(mine) for mine in lines)]
    if news and not pages:
        touching = [date for date in touching if date.role != "published"]
    quotes = tuple(written(e, articles) for e in news or evidence)
    return Ground(quotes, tuple(touching), tuple(known), frozenset(years))


def written(evidence: Evidence, articles: Iterable[Article]) -> Written:
    """The words of a quote, in the language of its paragraph; of none where its article isn't among these."""
    article = next((one for one in articles if one.id == evidence.article), None)
    if article is None:
        return Written(evidence.quote)
    own = next((p.language for p in article.paragraphs if p.n == evidence.paragraph), None)
    return Written(evidence.quote, own or article.language)


def unsupported_dates(text: str, ground: Ground) -> list[str]:
    """The dates and weekdays of an English text that its ground doesn't carry, as they stand in it."""
    calendar = _calendar(ground.quotes)
    ends = [end for date in ground.dates for end in _ends(date.value)]
    pairs = {(end.month, end.day) for end in ends}
    months = {end.month for end in ends}
    bad = []
    for date in english_dates(text):
        held = calendar.holds(date.month, None) or date.month in months
        if date.days:
            held = all(calendar.holds(date.month, day) or (date.month, day) in pairs for day in date.days)
        if not held:
            bad.append(date.words)
    weekdays = calendar.weekdays | {day for date in ground.dates for day in _weekdays_of(date.value)}
    told = {day for date in english_dates(text) for day in _told_weekdays(date, ground.known)}
    return bad + [day for day in _WEEKDAY.findall(text) if _WEEKDAYS.index(day) not in weekdays | told]


def without_dates(text: str) -> str:
    """An English text with its days and months blanked out, years left: for the check of its figures."""
    for date in reversed(english_dates(text)):
        years = " ".join(re.findall(r"\d{4}", date.words))
        text = f"{text[: date.start]} {years} {text[date.end :]}"
    return text


def unsupported_value(value: str, ground: Ground) -> list[str]:
    """The ends of a partial ISO date, or of a span, that the ground doesn't carry."""
    date = PartialDate.parse(value)
    if date is None:
        return [value]
    calendar = _calendar(ground.quotes)
    known = [found for each in ground.dates if (found := PartialDate.parse(each.value))]
    era = any(ERAS.search(quote.text) for quote in ground.quotes)
    years = ground.years | years_in(" ".join(quote.text for quote in ground.quotes))
    bad = []
    for end in date.ends:
        if any(_within(end, span) for span in known):
            continue
        year_held = end.year is None or f"{end.year:04}" in years or era
        if not year_held or (end.month and not calendar.holds(end.month, end.day)):
            bad.append(str(end))
    return bad


def _calendar(quotes: Iterable[Written]) -> Calendar:
    """What some quotes say of days and months, taken together; those of one language are one text."""
    texts: dict[str | None, list[str]] = {}
    for quote in quotes:
        texts.setdefault(quote.language, []).append(quote.text)
    read = [read_calendar("\n".join(mine), language) for language, mine in texts.items()]
    return read[0] if len(read) == 1 else united(read)


def _ends(value: str | None) -> tuple[DateEnd, ...]:
    date = PartialDate.parse(value)
    return date.ends if date else ()


def _within(end: DateEnd, known: PartialDate) -> bool:
    """Whether a date says no more than a known one, or lies within a known span."""
    if any(end.contains(other) for other in known.ends):
        return True
    return end.year is not None and known.first < end < known.ends[-1]


def _weekdays_of(value: str | None) -> set[int]:
    return {end.weekday for end in _ends(value) if end.weekday is not None}


def _told_weekdays(told: EnglishDate, known: Iterable[DateMention]) -> set[int]:
    """The weekdays of the record's full dates that lie on the days of a sentence; these days are checked themselves."""
    ends = (end for date in known for end in _ends(date.value) if end.month == told.month and end.day in told.days)
    return {end.weekday for end in ends if end.weekday is not None}
