"""The picture of a story's timeline: where on a line each dated fact stands.

Real distances would put four centuries and four days on one line, and the days on one point. So each stretch
between two dates is as wide as the logarithm of its days; the order is true, the distances are shortened.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from briefing.models import PartialDate
from briefing.models.partial_date import MONTHS
from briefing.render import phrasing as words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.models import DateStyle, TimelineEntry

    Days = tuple[int, int]

#: In the picture's own units, which are pixels on a wide screen.
_WIDTH: Final = 720
_MARGIN: Final = 30
_LANE: Final = 20
_RADIUS: Final = 8.5
_LETTER: Final = 6.4
_LABEL_ROWS: Final = 3
_LABEL_HEIGHT: Final = 15


class Dot(NamedTuple):
    """One dated fact: a circle for a day, a bar for a longer time."""

    number: int
    """As in the list below the picture, from 1."""
    x: float
    """Left edge."""
    y: float
    """Centre."""
    width: float
    status: str
    single: bool
    """Whether it is one day."""
    inside: str
    """The date, where the bar has room for it; else it stands under the line."""

    @property
    def text(self) -> str:
        return f"{self.number}\u2002{self.inside}" if self.inside else str(self.number)

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


class Label(NamedTuple):
    """A date under the line."""

    x: float
    y: float
    text: str


class Picture(NamedTuple):
    """All that is drawn; height and width in units of the picture."""

    width: int
    height: int
    axis: float
    """Where the line runs, from the top."""
    dots: tuple[Dot, ...]
    labels: tuple[Label, ...]
    today: float | None
    """Where the day of the briefing stands; None if nothing lies on or after it."""
    said: str
    """What is to be seen, in one sentence."""

    @property
    def statuses(self) -> tuple[str, ...]:
        """Those drawn, in a fixed order."""
        return tuple(s for s in ("happened", "planned", "alleged", "denied") if any(d.status == s for d in self.dots))


class Timeline(NamedTuple):
    """A story's timeline: the facts on the line with their numbers, those without a full date, the picture."""

    dated: tuple[tuple[int, TimelineEntry], ...]
    undated: tuple[TimelineEntry, ...]
    picture: Picture | None
    """None for fewer than two different dates: a point is no line."""


def timeline_of(entries: Iterable[TimelineEntry], date: str, dates: DateStyle = "day first") -> Timeline:
    """Lay out a story's dated facts.

    Args:
        entries: In the story's order, which the numbers keep.
        date: Of the briefing, ISO.
        dates: How dates are written.
    """
    dated: list[tuple[int, TimelineEntry, Days]] = []
    undated = []
    for entry in entries:
        days = _days(entry.date)
        if days is None:
            undated.append(entry)
        else:
            dated.append((len(dated) + 1, entry, days))
    picture = _drawn(dated, _days(date), dates) if len({days for _, _, days in dated}) > 1 else None
    return Timeline(tuple((n, entry) for n, entry, _ in dated), tuple(undated), picture)


def _days(value: str | None) -> Days | None:
    """First day and the day after the last, as ordinals; None where the year is open or there is no such day."""
    date = PartialDate.parse(value)
    return None if date is None or date.days is None else (date.days.start, date.days.stop)


def _drawn(dated: Sequence[tuple[int, TimelineEntry, Days]], today: Days | None, dates: DateStyle) -> Picture:
    spans = [days for _, _, days in dated]
    shown = today if today and max(end for _, end in spans) > today[0] else None
    at, width = _scale([*spans, *([shown] if shown else [])])
    lanes: list[float] = []
    dots, below = [], []
    for n, entry, (start, end) in dated:
        left, wide = _box(at[start], at[end], single=end - start == 1)
        lane = next((k for k, taken in enumerate(lanes) if taken + 2 <= left), len(lanes))
        lanes[lane : lane + 1] = [left + wide]
        text = _short(entry.date, today, dates)
        fits = end - start > 1 and (len(text) + 4) * _LETTER <= wide
        if not fits:
            below.append((end - start, at[start] / 2 + at[end] / 2, text))
        dots.append(
            Dot(n, round(left, 1), lane * _LANE, round(wide, 1), entry.status, end - start == 1, text if fits else "")
        )
    axis = len(lanes) * _LANE + 8
    dots = [dot._replace(y=axis - 14 - dot.y) for dot in dots]
    labels = _labels(below, axis, width)
    height = int(max((label.y for label in labels), default=axis)) + 6
    first, last = (min(dated, key=lambda row: row[2][0])[1], max(dated, key=lambda row: row[2][1])[1])
    said = (
        f"{words.count(len(dated), 'dated fact')} on a line from {words.date_text(first.date, dates)} to "
        f"{words.date_text(last.date, dates)}; the list below has the same facts with their sources."
    )
    middle = round(at[shown[0]] / 2 + at[shown[1]] / 2, 1) if shown else None
    return Picture(width, height, axis, tuple(dots), tuple(labels), middle, said)


def _scale(spans: Iterable[Days]) -> tuple[dict[int, float], int]:
    """Where each first and last day stands, and how wide the picture must be for it."""
    marks = sorted({day for span in spans for day in span})
    weights = [1 + math.log2(after - before) / 2 for before, after in pairwise(marks)]
    # A day must hold a circle; with very many dates the picture grows and is scrolled.
    unit = max((_WIDTH - 2 * _MARGIN) / sum(weights), 2 * _RADIUS + 2)
    at, x = {marks[0]: float(_MARGIN)}, float(_MARGIN)
    for day, weight in zip(marks[1:], weights, strict=True):
        x += weight * unit
        at[day] = round(x, 1)
    return at, max(_WIDTH, math.ceil(x + _MARGIN))


def _box(left: float, right: float, *, single: bool) -> tuple[float, float]:
    if single:
        return (left + right) / 2 - _RADIUS, 2 * _RADIUS
    return left + 1, max(right - left - 2, 2 * _RADIUS)


def _labels(wanted: Iterable[tuple[int, float, str]], axis: float, width: int) -> list[Label]:
    """Each date once, the most exact first; what finds no room stands in the list alone.

    Args:
        wanted: Days a date takes, its middle, its text.
    """
    rows: list[list[tuple[float, float]]] = [[] for _ in range(_LABEL_ROWS)]
    labels = []
    for _, x, text in sorted(set(wanted)):
        half = len(text) * _LETTER / 2 + 4
        middle = min(max(x, half), width - half)
        free = (k for k, row in enumerate(rows) if all(middle + half <= a or middle - half >= b for a, b in row))
        row = next(free, None)
        if row is not None:
            rows[row].append((middle - half, middle + half))
            labels.append(Label(round(middle, 1), axis + 18 + row * _LABEL_HEIGHT, text))
    return labels


def _short(value: str | None, today: Days | None, dates: DateStyle) -> str:
    """`17 Nov`, `16–22 Nov`, `Dec`, `2027`: the year only where it isn't the briefing's."""
    text = words.date_text(value, dates)
    for month in MONTHS:
        text = text.replace(month, month[:3])
    year = str(dt.date.fromordinal(today[0]).year) if today else ""
    return re.sub(rf",? {year}", "", text) if year else text
