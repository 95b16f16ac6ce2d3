"""Years as a text writes them."""

from __future__ import annotations

import re

from briefing.text.scripts import digits

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
