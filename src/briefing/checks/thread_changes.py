"""Is what a model calls an update really one? What two sentences give as old and new, against the earlier story.

Words that stand in both days' sentences are not yet a change. Where sources disputed a figure, telling one side
alone a day later changes nothing; nor does saying the same with a word less.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.checks.date_support import without_dates
from briefing.checks.date_year import years_in
from briefing.checks.number_support import english_figures
from briefing.text.calendar import english_dates, weekdays_in

if TYPE_CHECKING:
    from briefing.models import OldSentence, Position, Sentence, Story

_SMALL = re.compile(r"(?<![\d.,])\d{1,2}(?![\d]|[.,]\d)")
_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(?:not|no|none|never|nobody|nothing|neither|nor|without|cannot|\w+n't|den(?:y|ies|ied|ial|ying)|reject\w*"
    r"|refut\w+|unsigned|unconfirmed)\b",
    re.IGNORECASE,
)
#: Words that leave a sentence when what was to come has come.
_TO_COME = frozenset(
    ["to", "be", "will", "shall", "would", "may", "might", "could", "should", "expected", "planned", "due", "about"]
)


def figures(text: str) -> set[str]:
    """The figures of a sentence by their value, those written in words up to twelve; days of dates left out."""
    bare = without_dates(text)
    # Years are compared as dates.
    found = {f"{value.normalize():f}" for numeral, value in english_figures(bare) if not years_in(numeral)}
    found |= {str(int(match)) for match in _SMALL.findall(bare)}
    found |= {str(_WORDS.index(match.casefold()) + 2) for match in _WORD.findall(bare)}
    return found


def other_dates(today: str, old: str) -> str | None:
    """A day or year of today's sentence where the old one has another; a day named by one of them alone is none."""
    mine, theirs = ({(d.month, d.days) for d in english_dates(text)} for text in (today, old))
    if mine and theirs and not _pairs(mine) <= _pairs(theirs):
        return next(d.words for d in english_dates(today) if not _pairs({(d.month, d.days)}) <= _pairs(theirs))
    if not (mine and theirs):
        days, before = weekdays_in(today, "en"), weekdays_in(old, "en")
        if days and before and not days <= before:
            return "the weekday"
    years, others = years_in(today), years_in(old)
    return ", ".join(sorted(years - others)) or None if years and others else None


def says_no(text: str) -> bool:
    """Whether a sentence holds a word for no."""
    return bool(_NEGATION.search(text))


def nothing_changed(was: str, now: str, today: Sentence, old: OldSentence, earlier: Story) -> bool:
    """Whether an update tells only what the earlier story had: a side of its dispute, or the same in fewer words.

    What today's sentence itself sets against the old figure ("corrects it to 2.3 billion, from 3.2") is a change.

    Args:
        was: The words of the old sentence that are said to hold no longer.
        now: Those of today's sentence that are said to take their place.
        earlier: The whole story of the earlier day.
    """
    return _side_of_a_dispute(was, now, today, earlier) or _fewer_words(was, now, today, old)


def _side_of_a_dispute(was: str, now: str, today: Sentence, earlier: Story) -> bool:
    before, after = figures(was), figures(now)
    if not before or not after or before & after or before <= figures(today.text):
        return False
    for row in earlier.discrepancies:
        sides = [figures(_said(position)) for position in row.positions]
        if any(before <= side for side in sides) and any(after <= side for side in sides):
            return True
    return False


def _said(position: Position) -> str:
    return position.value or position.statement or ""


def _fewer_words(was: str, now: str, today: Sentence, old: OldSentence) -> bool:
    if figures(was) != figures(now) or says_no(was) != says_no(now) or _days(was) != _days(now):
        return False
    dropped = _words(was) - _words(now)
    # "December or January" → "December" leaves no word behind, and settles something.
    settled = dropped & (_TO_COME | {"or"}) if today.status != old.status else dropped & {"or"}
    return _words(now) <= _words(was) and not settled


def _words(text: str) -> set[str]:
    """Its words, small numbers among them as digits."""
    found = {word.casefold() for word in re.findall(r"\w+", text)}
    return {str(_WORDS.index(word) + 2) if word in _WORDS else word for word in found}


def _days(text: str) -> tuple[object, ...]:
    return {(d.month, d.days) for d in english_dates(text)}, weekdays_in(text, "en"), years_in(text)


def _pairs(dates: set[tuple[int, tuple[int, ...]]]) -> set[tuple[int, int]]:
    return {(month, day) for month, days in dates for day in days or (0,)}
