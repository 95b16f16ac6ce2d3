"""robots.txt: whether a page may be had, and how fast (RFC 9309; Crawl-delay as is the custom)."""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from briefing.ingest.web.types import AGENT, NotHad

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from briefing.ingest.web.url import Place

#: Bytes of a robots.txt that are read, as RFC 9309 asks for.
MOST_BYTES = 512_000

_TOO_MANY_REQUESTS = 429


class Rules(Protocol):
    """What a robots.txt says."""

    def can_fetch(self, url: str, user_agent: str) -> bool:
        """Whether the page may be had."""
        ...

    def crawl_delay(self, user_agent: str) -> float | None:
        """Seconds between requests."""
        ...


@dataclass(frozen=True, slots=True)
class Robots:
    """One origin's rules, or why they couldn't be had."""

    rules: Rules | None = None
    """None where there are none: everything may be had."""
    missing: NotHad | None = None
    """The rules can't be had, so nothing may."""

    def crawl_delay(self) -> float | None:
        """Seconds the origin asks for between requests."""
        delay = self.rules.crawl_delay(AGENT) if self.rules else None
        return delay if delay is not None and math.isfinite(delay) and delay > 0 else None

    def allow(self, place: Place) -> None:
        """Go on if the page may be had.

        Raises:
            NotHad: It mayn't.
        """
        if self.missing:
            raise NotHad(self.missing.why, self.missing.message)
        if self.rules and not self.rules.can_fetch(place.url, AGENT):
            raise NotHad("robots", f"the robots.txt of {place.host} disallows {AGENT}")


class RobotsBook:
    """The robots.txt of each origin, read once a run."""

    def __init__(self, read: Callable[[str], Awaitable[bytes]]) -> None:
        """Begin with an empty book.

        Args:
            read: Fetches one address; raises NotHad.
        """
        self._read = read
        self._known: dict[str, Robots] = {}
        self._reading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, place: Place) -> Robots:
        """The rules of a place's origin."""
        async with self._reading[place.origin]:
            if place.origin not in self._known:
                self._known[place.origin] = await self._fetch(place)
            return self._known[place.origin]

    async def _fetch(self, place: Place) -> Robots:
        try:
            content = await self._read(f"{place.origin}/robots.txt")
        except NotHad as error:
            return _without(error, place)
        from protego import Protego  # noqa: PLC0415 - only where pages are fetched

        # Reading half a megabyte of rules takes a while; the other hosts go on meanwhile.
        text = content.decode("utf-8", "replace").removeprefix("\ufeff")
        return Robots(await asyncio.to_thread(Protego.parse, text))


def _without(error: NotHad, place: Place) -> Robots:
    """What holds without a robots.txt: none says all is allowed, an unreachable one that nothing is."""
    absent = error.status is not None and 400 <= error.status < 500 and error.status != _TOO_MANY_REQUESTS
    if absent or error.why in {"too-many-redirects", "empty"}:
        return Robots()
    message = f"the robots.txt of {place.host} can't be fetched, so nothing else is: {error.message}"
    same = error.why in {"refused-address", "unreachable", "timed-out", "not-http"}
    missing = NotHad(error.why if same else "robots", error.message if same else message)
    return Robots(missing=missing)
