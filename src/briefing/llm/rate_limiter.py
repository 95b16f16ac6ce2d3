"""How fast to ask: concurrency that adapts, one gate for all calls to a model, one pause for all.

Concurrency starts modest and grows with each reply (slow start, RFC 5681). Calls leave through a gate, one
at a time, each at its moment: as the configured limits per minute, the provider's pauses and the learned rate
(`briefing.llm.adaptive_rate`) allow. A 429 lowers that rate, and with it how many calls are under way, for all at once.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import time
from typing import TYPE_CHECKING

from briefing.llm.adaptive_rate import LearnedRate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

_BEGIN = 4
#: Seconds; a sleep that ends so much early was cut short.
_CUT_SHORT = 0.01


class Pace:
    """Shared by all calls to one model.

    Args:
        most: Calls under way at once, at most.
        requests_per_minute: None where unknown.
        tokens_per_minute: None where unknown.
        clock: Seconds, monotonic; the one that `sleep` goes by.
    """

    def __init__(
        self,
        most: int,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self.limit = min(_BEGIN, most)
        self._under_way = 0
        self._clock = clock
        self._paused_until = 0.0
        self._stepped_at = 0.0
        self._waiting: collections.deque[asyncio.Future[None]] = collections.deque()
        self._gate = asyncio.Lock()
        self._requests = Bucket(requests_per_minute, clock)
        self._tokens = Bucket(tokens_per_minute, clock)
        self._learned = LearnedRate()
        #: What waits here; a run puts one in its place that ends when the run is to stop.
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    @contextlib.asynccontextmanager
    async def turn(self, tokens: int) -> AsyncIterator[None]:
        """Wait for a place and a moment, then hold the place.

        Args:
            tokens: The most this call may use.
        """
        await self._place()
        try:
            # One at a time: moments that went by unused are not made up for in a bunch.
            async with self._gate:
                await self._moment(tokens)
            yield
        finally:
            self._under_way -= 1
            self._hand_on()

    def succeeded(self) -> None:
        """A reply came: room for one more."""
        self.limit = min(self._most, self.limit + 1)

    def throttled(self, began: float, pause: float) -> None:
        """A 429 came: slower from now on, and nothing at all for a while.

        Args:
            began: When the refused call went out, on the monotonic clock.
            pause: Seconds.
        """
        if began >= self._stepped_at:
            self._stepped_at = self._clock()
            self._learned.refused(began, pause)
        else:
            self._learned.refused_too()  # sent before the last step down: it tells nothing new
        self.pause(pause)

    def pause(self, seconds: float) -> None:
        """Nobody begins a call for so many seconds."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    def learn(self, limits: Mapping[str, float]) -> None:
        """Take the provider's own limits, told per minute in a response's headers, where none were configured."""
        if "requests" in limits:
            self._requests.suggest(limits["requests"])
        if "tokens" in limits:
            self._tokens.suggest(limits["tokens"])

    async def _place(self) -> None:
        if self._under_way < self.limit and not self._waiting:
            self._under_way += 1
            return
        mine = asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # it was given a place and can't take it
                self._under_way -= 1
                self._hand_on()
            raise

    def _hand_on(self) -> None:
        """Free places go to those who have waited longest; thousands may wait, and nobody else is woken."""
        while self._waiting and self._under_way < self.limit:
            first = self._waiting.popleft()
            if not first.done():
                self._under_way += 1
                first.set_result(None)

    async def _moment(self, tokens: int) -> None:
        await self.sleep(self._requests.take(1))
        await self.sleep(self._tokens.take(tokens))
        # A pause may begin, and the rate may fall, while this one waits.
        while (due := max(self._paused_until, self._learned.next)) > self._clock():
            await self.sleep(due - self._clock())
            now = self._clock()
            if now < due - _CUT_SHORT:
                break  # the run is to stop, and says so to whoever gets here
            self._learned.woke(due, now)
        self._learned.left(self._clock())


class Bucket:
    """Spreads what a minute allows evenly, with a tenth of it to begin with."""

    def __init__(self, per_minute: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._fixed = per_minute is not None
        self._rate = 0.0
        self._most = self._level = 1.0
        self._at = self._clock()
        self._set(per_minute or 0.0)

    def suggest(self, per_minute: float) -> None:
        """A rate somebody told us; one that was configured stays."""
        if not self._fixed and per_minute > 0 and per_minute / 60 != self._rate:
            self._set(per_minute)

    def take(self, amount: float) -> float:
        """Seconds to wait until so much is allowed."""
        if not self._rate:
            return 0.0
        now = self._clock()
        self._level = min(self._most, self._level + (now - self._at) * self._rate)
        self._at = now
        # Below zero is debt: the next ones wait for it, so a call larger than the bucket passes too.
        self._level -= amount
        return max(0.0, -self._level / self._rate)

    def _set(self, per_minute: float) -> None:
        self._rate = per_minute / 60
        self._most = self._level = max(1.0, per_minute / 10)
