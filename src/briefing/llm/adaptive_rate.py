"""How many calls a second a provider allows, learned from its refusals.

The first refusal ends the free start. From a low rate the search doubles twice a second until the next
refusal, and then the curve of CUBIC (RFC 9438) takes over: a step below the rate that was refused, quickly
back towards it, slowly past it, then faster and faster, since what is allowed may have risen.

Providers mostly count with a token bucket: so many calls at once, then so many a second. In any stretch of
time such a bucket grants at most what it held and what flowed in, so the calls granted, less what was
granted in one go at the start, tell what it allows at least. That bounds each step down.
"""

from __future__ import annotations

import collections

#: Seconds that the first rate is measured over at least.
_SHORTEST = 1.0
#: The factor by which the rate grows a second while it is searched for.
_SEARCH = 4.0
#: Seconds of the search within which a refusal doesn't end it.
_TOO_SOON = 0.3
#: What a refusal takes off: at first, at least, at most.
_DROP, _LEAST_DROP, _MOST_DROP = 0.1, 0.03, 0.3
#: Seconds until the rate is back where it was refused: at first, and at the least of its ceiling.
_BACK, _SHORTEST_CEILING, _LONGEST_CEILING = 6.0, 3.0, 120.0
#: That time's ceiling in pauses and in calls: so that pauses cost some 2 % of the time, and refusals 1 % of the calls.
_BACK_PAUSES, _BACK_CALLS = 40.0, 150.0
#: How much faster the rate moves away from where it was refused than back to it.
_PAST = 3.0
#: A refusal so early on the way back says that what is allowed has fallen.
_EARLY = 0.25
#: Seconds of calls that are looked back on, and how many calls at most.
_LOOK_BACK, _MOST_CALLS = 20.0, 4096
#: A provider that granted fewer at once minds two calls close together.
_SMALL_BURST = 3
#: Seconds; a moment that is noticed later than this was slept through by the whole program.
_LATE = 0.02


class LearnedRate:
    """The moments at which calls may leave. All times are seconds of one monotonic clock.

    Attributes:
        per_second: None until the first refusal: no limit is known.
        next: When the next call may leave.
    """

    def __init__(self) -> None:
        self.per_second: float | None = None
        self.next = 0.0
        self._left: collections.deque[float] = collections.deque(maxlen=_MOST_CALLS)
        self._last = 0.0
        self._burst = 0
        self._mean: float | None = None
        self._top: float | None = None
        self._base = 0.0
        self._age = 0.0
        self._back = _BACK
        self._drop = _DROP

    def left(self, now: float) -> None:
        """A call leaves: the next one's moment is a whole interval later.

        A call that leaves late doesn't bring several others upon itself: at most one interval is made up
        for, and none where the provider minds two calls close together.
        """
        self._left.append(now)
        if self.per_second is not None:
            # A rate that isn't used proves nothing, and doesn't grow.
            self._age += min(now - self._last, 2 / self.per_second)
            self.per_second = self._rate_now()
            interval = 1 / self.per_second
            share = min(1.0, interval)
            self._mean = self.per_second if self._mean is None else self._mean + share * (self.per_second - self._mean)
            self.next = max(self.next, now - (0.0 if self._minds else interval)) + interval
        self._last = now

    def woke(self, due: float, now: float) -> None:
        """A moment was waited for. If it was slept through, the call before may only now be on its way, too."""
        if self.per_second is not None and self._minds and now - due > min(_LATE, 0.25 / self.per_second):
            self.next = now + 1 / self.per_second

    def refused(self, left: float, pause: float) -> None:
        """The first refusal of a bunch: a step down.

        Args:
            left: When the refused call left.
            pause: Seconds that the provider asks for.
        """
        if self.per_second is None:
            self._burst = len(self._left) - 1
            self._base = max(1.0, self._burst / max(_SHORTEST, left - self._left[0] if self._left else 0.0))
        elif self._top is None and self._age < _TOO_SOON:
            self._base = max(1.0, self._base / 2)  # the search hasn't begun yet: where it begins is too high
        elif self._top is None:
            self._top = min(self.per_second, max(self._granted(left) or 0.0, self.per_second / 2))
        else:
            self._step_down(left)
        if self._top is not None:
            ceiling = max(_BACK_PAUSES * pause, _BACK_CALLS / self._top, _SHORTEST_CEILING)
            self._back = min(self._back, ceiling, _LONGEST_CEILING)
        self._age = 0.0
        self._mean = None
        self.per_second = self._rate_now()

    def refused_too(self) -> None:
        """Another refusal of the same bunch: it counts once, but wasn't granted."""
        if self._top is None:
            self._burst -= 1

    @property
    def _minds(self) -> bool:
        return self._burst < _SMALL_BURST

    def _step_down(self, left: float) -> None:
        used = self._mean or self.per_second or 1.0
        granted = self._granted(left)
        # What is allowed lies between the two.
        self._top = used if granted is None else (min(used, max(granted, used / 2)) + used) / 2
        if self._age < self._back * _EARLY:
            self._drop = min(_MOST_DROP, self._drop * 2)
        else:
            self._back *= 2
            self._drop = max(_LEAST_DROP, self._drop * 0.7)

    def _rate_now(self) -> float:
        if self._top is None:
            return self._base * float(_SEARCH**self._age)
        way = self._age / self._back - 1
        return self._top * float(1 + self._drop * (way if way < 0 else way * _PAST) ** 3)

    def _granted(self, left: float) -> float | None:
        """Calls a second that the provider allows at least; None where too few left to tell."""
        times = [at for at in self._left if left - _LOOK_BACK < at <= left]
        rates = [
            (len(times) - 1 - number - self._burst) / (left - at)
            for number, at in enumerate(times)
            if len(times) - number >= 2 * self._burst and left - at >= 0.1
        ]
        return max(rates, default=None)
