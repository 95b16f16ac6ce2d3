"""Politeness: few requests at a time to one host, and a pause between them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable


class HostPace:
    """Gives each host's requests their turns, first come, first served."""

    def __init__(
        self,
        per_host: int,
        delay: float,
        *,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._delay = delay
        self._monotonic = monotonic
        self._sleep = sleep
        self._places: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(per_host))
        self._next: dict[str, float] = {}
        self._rests: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, host: str, crawl_delay: float | None = None) -> AsyncIterator[None]:
        """Wait for a turn, and hold it.

        Args:
            host: All its ports and schemes share the turns.
            crawl_delay: Seconds the host asks for; counted where it is longer than our own.
        """
        async with self._places[host]:
            pause = max(self._delay, crawl_delay or 0.0)
            now = self._monotonic()
            start = max(now, self._next.get(host, now))
            self._next[host] = start + pause
            if start > now:
                await self._sleep(start - now)
            # A host may have asked for a rest while we waited.
            while (left := self._rests.get(host, 0.0) - self._monotonic()) > 0:
                await self._sleep(left)
            yield

    def used(self, host: str) -> bool:
        """Whether the host had a turn."""
        return host in self._next

    def rest(self, host: str, seconds: float) -> None:
        """Let the host rest: no turn of it starts before."""
        self._rests[host] = max(self._rests.get(host, 0.0), self._monotonic() + seconds)
