"""A provider with a token bucket, and a clock that jumps to the next event: minutes of calls in a second.

The pace runs as it is, on an event loop whose time is virtual; nothing sleeps and no socket is opened.
"""

from __future__ import annotations

import asyncio
import math
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from briefing.llm.rate_limiter import Pace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

RetryAfter = Literal["whole", "ms", "absent"]


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop that never waits: its clock jumps to the next timer, and a little past it.

    Args:
        late: Seconds by which a timer is noticed late, drawn each time.
    """

    def __init__(self, late: Callable[[], float] = lambda: 0.0) -> None:
        super().__init__()
        self._virtual = 0.0
        look = self._selector.select  # type: ignore[attr-defined]

        def select(timeout: float | None = None) -> Any:
            ready = look(0)
            if not ready and timeout:
                self._virtual += timeout + late()
            return ready

        self._selector.select = select  # type: ignore[attr-defined]

    def time(self) -> float:
        return self._virtual

    def stall(self, seconds: float) -> None:
        """The program does nothing for so long: the machine was busy with something else."""
        self._virtual += seconds


def on_virtual_time(main: Callable[[VirtualLoop], Awaitable[Any]], late: Callable[[], float] = lambda: 0.0) -> Any:
    """Run a coroutine function to its end on a loop of its own."""
    loop = VirtualLoop(late)
    try:
        return loop.run_until_complete(main(loop))
    finally:
        loop.close()


@dataclass
class Provider:
    """So many at once, then so many a second; what exceeds them is refused and costs nothing.

    Attributes:
        rate: Requests a second, at a moment.
        granted: Moments of the requests let through.
        refused: Moments of the others.
    """

    rate: Callable[[float], float]
    burst: int
    retry_after: RetryAfter = "whole"
    granted: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    _tokens: float = math.inf
    _at: float = 0.0

    def asked(self, now: float) -> float | None:
        """None where the request is granted; otherwise the seconds told in Retry-After."""
        rate = self.rate(now)
        self._tokens = min(self.burst, self._tokens + (now - self._at) * rate)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            self.granted.append(now)
            return None
        self.refused.append(now)
        wait = (1 - self._tokens) / rate
        return {"whole": math.ceil(wait), "ms": math.ceil(wait * 1000) / 1000, "absent": 0.0}[self.retry_after]

    def share(self, low: float, high: float) -> float:
        """What was granted, of what could have been."""
        could = sum(self.rate(low + (high - low) * (n + 0.5) / 1000) for n in range(1000)) / 1000 * (high - low)
        return sum(low <= at < high for at in self.granted) / could

    def refusals(self, low: float = 0.0, high: float = math.inf) -> float:
        """Refused, of all requests."""
        no = sum(low <= at < high for at in self.refused)
        return no / (no + sum(low <= at < high for at in self.granted))


def simulate(provider: Provider, seconds: float, *, seed: int = 0, stalls: bool = False, askers: int = 64) -> Provider:
    """Ask a provider for so long, with a pace that knows nothing of it.

    Timers come about a millisecond late, requests take about a millisecond there, replies 40 to 120 ms.

    Args:
        stalls: Now and then the whole program stands still for up to 0.4 s.
    """
    chance = random.Random(seed)
    next_stall = [chance.expovariate(0.2)]

    async def main(loop: VirtualLoop) -> None:
        pace = Pace(askers, clock=loop.time)

        async def asker() -> None:
            tries = 0
            while loop.time() < seconds:
                async with pace.turn(1):
                    if loop.time() >= seconds:
                        return
                    if stalls and loop.time() > next_stall[0]:
                        next_stall[0] = loop.time() + chance.expovariate(0.2)
                        loop.stall(chance.uniform(0.05, 0.4))
                    began = loop.time()
                    await asyncio.sleep(chance.expovariate(1000))
                    told = provider.asked(loop.time())
                    await asyncio.sleep(0.003 if told is not None else chance.uniform(0.04, 0.12))
                    if told is None:
                        pace.succeeded()
                        tries = 0
                        continue
                    pace.throttled(began, told)
                tries += 1
                await asyncio.sleep(
                    told + chance.uniform(0, 0.1 * told + 0.05) if told else chance.uniform(0, 2**tries)
                )

        await asyncio.gather(*(asker() for _ in range(askers)))

    on_virtual_time(main, lambda: chance.expovariate(1 / 0.0007))
    return provider
