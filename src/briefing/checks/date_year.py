"""Dates that come from nowhere: a year the article doesn't give, or one worked out from a scrape date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.text.scripts import digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.models import Article, DateMention

#: 1195 is a length, 2154 a counter; news hardly ever reaches further back without saying so in words.
_YEAR = re.compile(r"(?<!\d)((?:1[4-9]|20)\d{2})(?!\d)")
#: Calendars whose years are other numbers: the quote proves them, but not digit by digit.
ERAS = re.compile(
    r"昭和|平成|令和|大正|明治|民國|民国|هـ|هجري|ه‍|ש\"|พ\.ศ\."
    r"|\d{1,2} (?:فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند)"
)


def years_in(text: str) -> set[str]:
    """Four-digit numbers of a text, in whatever digits."""
    return set(_YEAR.findall(digits(text)))


def groundless_year(article: Article, date: DateMention, dates: Sequence[DateMention]) -> str | None:
    """Why the year of a date has no ground in the article; None where it has.

    Stated: the year stands in the quote. Inferred: some year stands in the article, or was given
    beside it, that is not merely part of a date of scraping.
    """
    years = years_in(date.value or "")
    if not years:
        return None
    quoted = " ".join(evidence.quote for evidence in date.evidence)
    if date.basis == "stated":
        if years <= years_in(quoted) or ERAS.search(quoted):
            return None
        return f"{date.value} is given as stated, but the year doesn't stand in its quote"
    scraped = [(e.start, e.end) for other in dates if other.role == "scraped" for e in other.evidence]
    if date.role == "scraped":
        return None
    text = article.raw
    for start, end in scraped:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    if years_in(text) or (article.published and years_in(article.published)) or ERAS.search(text):
        return None
    return f"{date.value} was worked out, but the article gives no year except that of its scraping"
