"""Suspicions: kept beside what they concern until the second reader was asked about them, then set aside.

A suspicion is shown to nobody, counts against nothing and asks for no repair. What it leaves is its number by code.
"""

from __future__ import annotations

import collections
import re
from typing import TYPE_CHECKING, Final, TypeVar

from briefing.checks.codes import CODES, is_suspicion
from briefing.checks.flags_taken import without_flags
from briefing.models import Flag, Frozen, inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

M = TypeVar("M", bound=Frozen)

#: What the second reader is asked. None: as the check told it, which names figures, days or names alone; so with the
#: suspicions of installed checks. Others are asked without their words: the reader sees nothing that the writer noted.
_QUESTIONS: Final[Mapping[str, str | None]] = {
    "number-unsupported": None,
    "number-changed": None,
    "date-unsupported": None,
    "untranslated": "is it translated?",
    "figure-smoothed": "is there another figure too?",
    "side-taken": None,
}
_LONGEST = 120
#: What is told of a check's manner, in brackets at the end, says nothing to the second reader.
_MANNER = re.compile(r"\s*\((?:judged|a rough)[^)]*\)$")
_OF_PARAGRAPH = re.compile(r"^paragraphs? (\d+)(?: and (\d+))?\b:?\s*")


def questions_of(flags: Iterable[Flag]) -> tuple[str, ...]:
    """The suspicions among some flags, as questions, each once."""
    asked = [
        _QUESTIONS.get(flag.code) or _MANNER.sub("", _OF_PARAGRAPH.sub("", flag.message))
        for flag in flags
        if flag.code in _QUESTIONS or (flag.code not in CODES and is_suspicion(flag.code))
    ]
    return tuple(dict.fromkeys(" ".join(each.split())[:_LONGEST] for each in asked))


def of_paragraph(flags: Iterable[Flag], n: int) -> list[Flag]:
    """Those of a translation's flags that are about its paragraph n."""
    return [flag for flag in flags if (found := _OF_PARAGRAPH.match(flag.message)) and str(n) in found.groups()]


def counted(values: Iterable[Frozen]) -> collections.Counter[str]:
    """How many suspicions there are inside some values, by code."""
    return collections.Counter(
        flag.code for value in values for _, flag in inside(value, Flag) if is_suspicion(flag.code)
    )


def set_aside(value: M) -> M:
    """A value without its suspicions. A sentence that has no other flag is no longer called flagged."""
    return without_flags(value, lambda flag: is_suspicion(flag.code))
