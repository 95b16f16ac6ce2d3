"""The day of publication in the page's own time zone, where its markup gives the moment in UTC.

`2023-11-09T01:49:09Z` is the evening of 8 November in California. The page's readers see 8 November, and so
do those who cite it. What the page shows, its address, and a second stamp of the same moment with an offset
tell the page's own day; without any of them the day in UTC is the best there is.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.ingest.html.found import Found

_STAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_PLAIN = re.compile(r"\d{4}-?\d\d-?\d\d")
_DAY = dt.timedelta(days=1)
#: Clocks are at most 12 hours behind UTC, and 14 ahead of it: before noon the day before is possible, from 10:00 on
#: the day after.
_NOON, _AHEAD = 12, 10
_SAME_MOMENT = dt.timedelta(minutes=2)
_WORDS = frozenset({"visible text", "dateline", "time element", "date element"})


def stamp_of(found: Found) -> tuple[dt.datetime, dt.timedelta | None] | None:
    """A machine's value as its time on the clock it was written by, and that clock's offset; None without a time.

    The offset is None where the value doesn't give one.
    """
    match = _STAMP.match(found.written.strip())
    if match is None:
        return None
    try:
        time = dt.datetime(*(int(part or 0) for part in match.groups()[:6]))  # type: ignore[arg-type] # noqa: DTZ001
    except ValueError:
        return None
    zone = match[7]
    if zone is None:
        return time, None
    if zone[0] not in "+-":
        return time, dt.timedelta()
    digits = zone[1:].replace(":", "")
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return time, -offset if zone[0] == "-" else offset


def local_day(candidates: Sequence[Found]) -> Found | None:
    """What tells that the page's own day isn't that of the first candidate, which is in UTC.

    Args:
        candidates: All that speaks for a day of publication, most trusted first.

    Returns:
        The candidate with the page's own day; None where the first one's day stays.
    """
    stamp = stamp_of(candidates[0]) or _bare_day(candidates[0])
    if stamp is None or stamp[1]:
        return None
    time, offset = stamp
    day = time.date()
    if offset is not None:
        for other in candidates[1:]:
            twin = stamp_of(other)
            if twin and twin[1] and abs(twin[0] - twin[1] - time) <= _SAME_MOMENT:
                return other if twin[0].date() != day else None
    possible = set(_near(time)) if stamp_of(candidates[0]) else _beside(day)
    words = [found for found in candidates[1:] if found.where in _WORDS and not found.written]
    address = [found for found in candidates[1:] if found.where in {"address", "time pubdate"} and not found.written]
    if any(found.value == day.isoformat() for found in (*words, *address)):
        return None
    shown = next((found for found in words if found.value in possible), None)
    placed = next((found for found in address if found.value in possible), None)
    if offset is None:
        # A stamp without a zone is mostly the page's own clock; two places have to say otherwise.
        return shown if shown and placed and shown.value == placed.value else None
    return shown or placed


def _bare_day(found: Found) -> tuple[dt.datetime, None] | None:
    """A day in a meta element, which many systems cut from a moment of UTC; it gives way as one without a zone does."""
    if not found.where.startswith("meta ") or not _PLAIN.fullmatch(found.written.strip()):
        return None
    return dt.datetime.fromisoformat(found.value), None


def _beside(day: dt.date) -> set[str]:
    return {(day - _DAY).isoformat(), (day + _DAY).isoformat()}


def same_moment(found: Found, first: Found) -> bool:
    """Whether a candidate gives the day of the same UTC stamp as the first."""
    stamp = stamp_of(found)
    return found is first or (stamp is not None and not stamp[1] and found.value == first.value)


def _near(time: dt.datetime) -> Iterator[str]:
    """The days before and after that somewhere on earth have this moment of UTC."""
    if time.hour < _NOON:
        yield (time.date() - _DAY).isoformat()
    if time.hour >= _AHEAD:
        yield (time.date() + _DAY).isoformat()
