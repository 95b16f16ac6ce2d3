"""How fast to ask: concurrency that adapts, a rate learned from refusals, one pause for all.

Concurrency starts modest and doubles with each round of replies until the first refusal, then grows
by one a round (slow start and additive increase, as TCP does it: RFC 5681). A 429 tells that the
provider counts requests over time, which concurrency alone can't steer: from then on calls are spread
evenly at a learned rate, which closes in on what the provider allows from below.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

_BEGIN = 4
#: Seconds over which the rate of replies is measured.
_WINDOW = 4.0
#: Seconds that a rate is measured over at least.
_SHORTEST = 0.5
#: The factor by which a learned rate grows a second: at first, and at least.
_FIRST_STEP, _LEAST_STEP = 1.5, 1.003
#: What a refusal takes off beside the last step.
_BACK = 1.02
#: Seconds without a refusal after which the steps grow again.
_LONG = 15.0
#: Refusals closer together than this are one event.
_ONE_EVENT = 0.5


class Pace:
    """Shared by all calls to one model.

    Args:
        most: Calls under way at once, at most.
        requests_per_minute: None where unknown.
        tokens_per_minute: None where unknown.
    """

    def __init__(
        self, most: int, requests_per_minute: float | None = None, tokens_per_minute: float | None = None
    ) -> None:
        self._most = most
        self.limit = float(min(_BEGIN, most))
        self._starting = True
        self._under_way = 0
        self._paused_until = 0.0
        self._shrunk_at = 0.0
        self._changed = asyncio.Condition()
        self._requests = Bucket(requests_per_minute)
        self._tokens = Bucket(tokens_per_minute)
        self._learned = _LearnedRate()
        #: What waits here; a run puts one in its place that ends when the run is to stop.
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    @contextlib.asynccontextmanager
    async def turn(self, tokens: int) -> AsyncIterator[None]:
        """Wait for a place, then hold it.

        Args:
            tokens: The most this call may use.
        """
        async with self._changed:
            await self._changed.wait_for(lambda: self._under_way < int(self.limit))
            self._under_way += 1
        try:
            await self.sleep(self._requests.take(1))
            await self.sleep(self._tokens.take(tokens))
            await self.sleep(self._learned.take())
            while self._paused():
                # Whoever waited out a pause lines up anew: all at once they would be the next refusal.
                until = self._paused_until
                await self.sleep(max(0.0, until - time.monotonic()))
                if time.monotonic() < until - 0.01:
                    break  # cut short: the run is to stop, and says so to whoever gets here
                await self.sleep(self._learned.take())
            yield
        finally:
            async with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def succeeded(self, began: float) -> None:
        """A reply came: room for a little more.

        Args:
            began: When its call went out, on the monotonic clock.
        """
        self._learned.replied(began)
        self.limit = min(float(self._most), self.limit + (1 if self._starting else 1 / max(1.0, self.limit)))

    def throttled(self, began: float, pause: float) -> None:
        """A 429 came: less from now on, and nothing at all for a while.

        Args:
            began: When the refused call went out, on the monotonic clock.
            pause: Seconds.
        """
        self._starting = False
        now = time.monotonic()
        if began >= self._shrunk_at and now - self._shrunk_at > _ONE_EVENT:
            # Calls sent before the last shrink tell nothing new.
            self._shrunk_at = now
            self._learned.refused()
        self.pause(pause)

    def pause(self, seconds: float) -> None:
        """Nobody begins a call for so many seconds."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)
        self._learned.hold(self._paused_until)

    def learn(self, limits: Mapping[str, float]) -> None:
        """Take the provider's own limits, told per minute in a response's headers, where none were configured."""
        if "requests" in limits:
            self._requests.suggest(limits["requests"])
        if "tokens" in limits:
            self._tokens.suggest(limits["tokens"])

    def _paused(self) -> bool:
        return self._paused_until > time.monotonic()


class Bucket:
    """Spreads what a minute allows evenly, with a tenth of it to begin with."""

    def __init__(self, per_minute: float | None) -> None:
        self._fixed = per_minute is not None
        self._rate = 0.0
        self._most = self._level = 1.0
        self._at = time.monotonic()
        self._set(per_minute or 0.0)

    def suggest(self, per_minute: float) -> None:
        """A rate somebody told us; one that was configured stays."""
        if not self._fixed and per_minute > 0 and per_minute / 60 != self._rate:
            self._set(per_minute)

    def take(self, amount: float) -> float:
        """Seconds to wait until so much is allowed."""
        if not self._rate:
            return 0.0
        now = time.monotonic()
        self._level = min(self._most, self._level + (now - self._at) * self._rate)
        self._at = now
        # Below zero is debt: the next ones wait for it, so a call larger than the bucket passes too.
        self._level -= amount
        return max(0.0, -self._level / self._rate)

    def _set(self, per_minute: float) -> None:
        self._rate = per_minute / 60
        self._most = self._level = max(1.0, per_minute / 10)


class _LearnedRate:
    """Requests per second, as refusals taught them; unlimited until the first.

    The rate grows by a factor each second; a refusal takes the last step back and makes the next ones
    smaller, so that it closes in on what the provider allows; a long time without one makes them larger
    again, since what is allowed may have risen.
    """

    def __init__(self) -> None:
        self._replies: collections.deque[float] = collections.deque()
        self._began: float | None = None
        self.rate: float | None = None
        self._step = _FIRST_STEP
        self._grown_at = self._refused_at = 0.0
        self._next = 0.0

    def replied(self, began: float) -> None:
        now = time.monotonic()
        if self._began is None:
            self._began = began
        self._replies.append(now)
        while self._replies[0] < now - _WINDOW:
            self._replies.popleft()

    def refused(self) -> None:
        """Step back below what was reached."""
        now = time.monotonic()
        if self.rate is None:
            span = min(_WINDOW, max(_SHORTEST, now - (self._began or now)))
            self.rate = max(1.0, len(self._replies) / span)
        else:
            # The step before was allowed for a whole second: what is allowed lies between the two.
            self.rate = max(0.1, self.rate / self._step / _BACK)
            self._step = max(_LEAST_STEP, 1 + (self._step - 1) / 3)
        self._grown_at = self._refused_at = now

    def hold(self, until: float) -> None:
        """Give out no moment before then."""
        self._next = max(self._next, until)

    def take(self) -> float:
        """Seconds to wait."""
        if self.rate is None:
            return 0.0
        now = time.monotonic()
        self._grow(now)
        # Evenly spread: each call has its own moment.
        mine = max(self._next, now)
        self._next = mine + 1 / self.rate
        return mine - now

    def _grow(self, now: float) -> None:
        assert self.rate is not None  # only called where a rate was learned
        seconds = min(60, int(now - self._grown_at))
        for _ in range(seconds):
            self.rate *= self._step
            if now - self._refused_at > _LONG:
                self._step = min(_FIRST_STEP, 1 + (self._step - 1) * 1.2)
        self._grown_at += int(now - self._grown_at)
