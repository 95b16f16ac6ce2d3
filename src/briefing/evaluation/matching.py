"""Whether what was recorded is what was expected. Names and words are compared without accents and case."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, TypeVar

from briefing.text.name_folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from briefing.evaluation.cases import ExpectedName, Fact

E = TypeVar("E")
R = TypeVar("R")

_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """Folded, in lower case, with single spaces; digits of any script as 0–9."""
    digits = "".join(str(unicodedata.decimal(char, char)) for char in text)
    return _SPACES.sub(" ", fold(digits)).casefold().strip()


def holds(text: str, words: str) -> bool:
    """Whether a plain text holds some words, not as part of a longer word or figure.

    `a|b` holds where one of them stands, `a + b` where all do.
    """
    if " + " in words:
        return all(holds(text, part) for part in words.split(" + "))
    if "|" in words:
        return any(holds(text, part) for part in words.split("|"))
    wanted = re.escape(plain(words))
    return bool(wanted) and re.search(rf"(?<![^\W_]){wanted}(?![^\W_]|[.,]\d)", plain(text)) is not None


def tells(sentence: str, fact: Fact) -> bool:
    """Whether a sentence says it."""
    return any(holds(sentence, words) for words in fact.any)


def same_name(expected: ExpectedName, *recorded: str) -> bool:
    """Whether one of the recorded forms is an expected one, or the last part of one with a longer form recorded."""
    forms = {plain(form) for form in expected.forms}
    return any(plain(form) in forms for form in recorded if form)


def pair(expected: Sequence[E], recorded: Sequence[R], same: Callable[[E, R], bool]) -> dict[int, int]:
    """Each recorded item paired with at most one expected one: the greatest number of pairs.

    Returns:
        Index of the recorded item by index of the expected one.
    """
    pairs: dict[int, int] = {}
    taken: dict[int, int] = {}

    def place(wanted: int, tried: set[int]) -> bool:
        for found, item in enumerate(recorded):
            if found in tried or not same(expected[wanted], item):
                continue
            tried.add(found)
            if found not in taken or place(taken[found], tried):
                taken[found], pairs[wanted] = wanted, found
                return True
        return False

    for wanted in range(len(expected)):
        place(wanted, set())
    return pairs


def listed(items: Iterable[str], word: str) -> str:
    """A note such as `missed: A, B`; empty where there is nothing."""
    named = [item for item in items if item]
    return f"{word}: {', '.join(named)}" if named else ""
