"""Does a translated paragraph belong to its source?

A proxy: it compares what survives a translation (figures, names by their letters or sounds), not the meaning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.checks.name_support import names_in, sounds_in, words_of
from briefing.checks.number_support import figures
from briefing.text.scripts import digits

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Marks of two paragraphs that must cross before they are called swapped.
_MARGIN = 2


#: Doubtful paragraphs further apart than this are not compared: the pairs would grow with the square.
_NEAR = 10


def swapped(sources: Mapping[int, str], translations: Mapping[int, str]) -> list[tuple[int, int]]:
    """Pairs of paragraphs whose translations seem to have changed places: their figures and names stand crosswise."""
    marks = {n: _marks(text) for n, text in translations.items()}
    own = {n: _standing(marks[n], sources[n]) for n in marks}
    doubtful = [n for n in marks if marks[n] and own[n] < len(marks[n]) / 2]
    found = []
    for at, first in enumerate(doubtful):
        for second in doubtful[at + 1 : at + 1 + _NEAR]:
            crossed = _standing(marks[first], sources[second]) + _standing(marks[second], sources[first])
            if crossed >= own[first] + own[second] + _MARGIN:
                found.append((first, second))
    return found


def _marks(english: str) -> set[str]:
    numerals = set(re.findall(r"\d[\d.,]*\d|\d", digits(english)))
    return numerals | {name for name in names_in(f"— {english}") if len(name) > 3}


def _standing(marks: set[str], source: str) -> int:
    values, words = figures(source, bare=True), words_of(source)
    return sum(
        bool(figures(mark, bare=True) & values)
        if mark[0].isdigit()
        else bool(words_of(mark) & words) or sounds_in(mark, source)
        for mark in marks
    )
