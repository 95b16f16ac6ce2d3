"""How fast to ask: concurrency that adapts, one pause for all, and the provider's rates.

The limit starts modest, grows by one for each round of replies, and halves on a 429, at most once
for the calls that were under way together (additive increase, multiplicative decrease).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_BEGIN = 4


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
        self._under_way = 0
        self._paused_until = 0.0
        self._shrunk_at = 0.0
        self._changed = asyncio.Condition()
        self._requests = _Bucket(requests_per_minute)
        self._tokens = _Bucket(tokens_per_minute)

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
            await self._wait_out_pause()
            await self._requests.take(1)
            await self._tokens.take(tokens)
            yield
        finally:
            async with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def succeeded(self) -> None:
        """A reply came: room for a little more."""
        self.limit = min(float(self._most), self.limit + 1 / max(1.0, self.limit))

    def throttled(self, began: float, pause: float) -> None:
        """A 429 came: half as much, and nothing at all for a while.

        Args:
            began: When the refused call went out, on the monotonic clock.
            pause: Seconds.
        """
        if began >= self._shrunk_at:  # calls sent before the last shrink tell nothing new
            self.limit = max(1.0, self.limit / 2)
            self._shrunk_at = time.monotonic()
        self.pause(pause)

    def pause(self, seconds: float) -> None:
        """Nobody begins a call for so many seconds."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    async def _wait_out_pause(self) -> None:
        # A loop, since the pause may have been prolonged meanwhile.
        while (left := self._paused_until - time.monotonic()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(left)


class _Bucket:
    """Spreads what a minute allows evenly, with a tenth of it to begin with."""

    def __init__(self, per_minute: float | None) -> None:
        self._rate = (per_minute or 0.0) / 60
        self._most = max(1.0, (per_minute or 0.0) / 10)
        self._level = self._most
        self._at = time.monotonic()

    async def take(self, amount: float) -> None:
        if not self._rate:
            return
        now = time.monotonic()
        self._level = min(self._most, self._level + (now - self._at) * self._rate)
        self._at = now
        # Below zero is debt: the next ones wait for it, so a call larger than the bucket passes too.
        self._level -= amount
        if self._level < 0:
            await asyncio.sleep(-self._level / self._rate)
