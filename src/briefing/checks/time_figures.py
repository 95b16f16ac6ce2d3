"""Clock times, decades and centuries of an English text: figures that other languages write in another way.

7.55 a.m. is 7 Uhr 55 and 07h55, 9.30 p.m. is 21.30 Uhr; the 1930s are *les années 30*, 30年代 and *ثلاثينيات*; the 19th
century is *le XIXe siècle*.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

_TIME = re.compile(
    r"(?<![\d.,])(?P<hour>\d{1,2})[.:](?P<minute>[0-5]\d)"
    # Between 9.27 and 9.30 p.m.
    r"(?:\s?(?P<half>[ap])\.?m\b\.?|(?=\s?(?:and|to|until|or|-|–)\s?\d{1,2}[.:][0-5]\d\s?(?P<later>[ap])\.?m\b))"
    r"|(?<![\d.,])(?P<decade>(?:1\d|20)\d0)s\b"
    r"|\b(?P<century>\d{1,2})(?:st|nd|rd|th)[\s-]century\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?<![\d.,:])(\d{1,2})\s?(?:[:.,h時时點点시]|Uhr)\s?([0-5]\d)(?!\d)", re.IGNORECASE)
_ROMAN = re.compile(r"(?<![^\W_])[IVX]{1,5}(?![IVXLCDM])")
#: Ukrainian and Russian papers write Roman numerals with their own letters.
_ALIKE = str.maketrans("ІХ", "IX")
_VALUES = {"I": 1, "V": 5, "X": 10}


class TimeFigure(NamedTuple):
    """One of an English text's; `written` is its numeral as it stands there."""

    written: str
    start: int
    end: int
    clock: int | None = None
    """Minutes since midnight."""
    decade: int | None = None
    """Its first year."""
    century: int | None = None


def time_figures(text: str) -> list[TimeFigure]:
    """The clock times with a.m. or p.m., the decades and the centuries of an English text."""
    found = []
    for match in _TIME.finditer(text):
        if match["hour"]:
            hour = int(match["hour"]) % 12 + 12 * ((match["half"] or match["later"]).casefold() == "p")
            written = text[match.start("hour") : match.end("minute")]
            found.append(TimeFigure(written, match.start(), match.end(), clock=60 * hour + int(match["minute"])))
        elif match["decade"]:
            decade = int(match["decade"])
            found.append(TimeFigure(match["decade"], match.start(), match.end(), decade=decade))
        else:
            century = int(match["century"])
            found.append(TimeFigure(match["century"], match.start(), match.end(), century=century))
    return found


def stands(told: TimeFigure, values: AbstractSet[Decimal], sources: Iterable[str]) -> bool:
    """Whether a time of an English text stands in its sources.

    Args:
        values: What the sources' numerals and number words can mean.
        sources: Their texts, with digits 0 to 9.
    """
    if told.clock is not None:
        return any(_same(told.clock, clock) for source in sources for clock in _clocks(source))
    if told.century is not None:
        return Decimal(told.century) in values or any(told.century in romans(source) for source in sources)
    decade = told.decade or 0
    if {Decimal(decade), Decimal(decade % 100)} & values:
        return True
    # The early 2000s are the beginning of the 21st century.
    century = decade // 100 + 1
    return decade % 100 == 0 and (Decimal(century) in values or any(century in romans(source) for source in sources))


def values_of(told: TimeFigure) -> set[Decimal]:
    """The figures that another language may write for an English time."""
    if told.clock is not None:
        hour, minute = divmod(told.clock, 60)
        return {Decimal(hour), Decimal(hour % 12 or 12), Decimal(minute)}
    if told.decade is not None:
        return {Decimal(told.decade), Decimal(told.decade % 100), Decimal(told.decade // 100 + 1)}
    return {Decimal(told.century or 0)}


def romans(text: str) -> set[int]:
    """The Roman numerals of a text, up to 39."""
    return {_value(match.group()) for match in _ROMAN.finditer(text.translate(_ALIKE))}


def _value(numeral: str) -> int:
    values = [_VALUES[sign] for sign in numeral]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _clocks(source: str) -> list[tuple[int, int]]:
    return [(int(hour), int(minute)) for hour, minute in _CLOCK.findall(source) if int(hour) <= 24]


def _same(told: int, clock: tuple[int, int]) -> bool:
    """Whether it is that time; before 13 hours the words beside a source's time tell which half of the day is meant."""
    hour, minute = clock
    return told == 60 * (hour % 24) + minute or (hour <= 12 and told % 720 == 60 * (hour % 12) + minute)
