"""Pages from the network, politely and safely: each is had, or there is one line that says why not.

    url ─► robots.txt ─► turn ─► check ─► request ─┬─► judge ─► Fetched
             └──────────── redirect, at most 5 ◄───┤
                                                   └─► NotFetched, with the reason

Each hop is checked anew: its scheme, its host, every address the host leads to, and its robots.txt.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import urljoin

from briefing.ingest.web.paywalls import bot_check, judge
from briefing.ingest.web.politeness import HostPace
from briefing.ingest.web.robots import MOST_BYTES, RobotsBook
from briefing.ingest.web.ssrf_guard import Resolve, resolve_by_system
from briefing.ingest.web.types import REDIRECTS, Fetched, FetchSettings, NotFetched, NotHad, cut
from briefing.ingest.web.url import AddressRefused, Place, place_of

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
    from types import TracebackType

    from briefing.ingest.web.request import Answer, Hops, Visit

__all__ = ["FetchSettings", "Fetched", "Fetcher", "NotFetched", "fetch_pages"]

_GOOD = frozenset({200, 203})
_EMPTY = frozenset({204, 205})
_WORTH_ANOTHER_TRY = frozenset({429, 502, 503, 504})
_FIRST_WAIT = 2.0


Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Clocks:
    """Where the time comes from."""

    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    """Stamped on what is fetched."""
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(slots=True)
class _Walk:
    """The way of one page through its redirects."""

    asked: str
    url: str
    """Where it has come to."""
    visit: Visit
    rules: bool = False
    """It is after a robots.txt, which is asked for without leave and without a turn."""
    hosts: set[str] = field(default_factory=set)
    """Asked on the way."""


class Fetcher:
    """Fetches pages for one run; used as `async with Fetcher(settings) as fetcher`."""

    def __init__(
        self,
        settings: FetchSettings | None = None,
        *,
        clocks: Clocks | None = None,
        resolve: Resolve = resolve_by_system,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        """Get ready; nothing is asked yet.

        Args:
            settings: How pages are fetched.
            clocks: Where the time comes from.
            resolve: How names become addresses.
            verify: Whom TLS trusts; None trusts certifi's authorities, or those of SSL_CERT_FILE.
        """
        from briefing.ingest.web.request import Hops  # noqa: PLC0415 - it imports httpx

        self._settings = settings or FetchSettings()
        self._clocks = clocks or Clocks()
        self._pace = HostPace(
            self._settings.per_host,
            self._settings.delay,
            monotonic=self._clocks.monotonic,
            sleep=self._clocks.sleep,
        )
        self._hops: Hops = Hops(self._settings, resolve, lambda: self._clocks.now().timestamp(), verify)
        self._book = RobotsBook(self._read_robots)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._hops.close()

    @property
    def problem(self) -> str | None:
        """What is wrong with the cache, in one line; fetching goes on without it."""
        return self._hops.cache.problem

    async def fetch(self, url: str) -> Fetched | NotFetched:
        """Fetch one page. Raises nothing: what goes wrong is in the NotFetched."""
        try:
            return await self._tried(url, self._page)
        except NotHad as error:
            return self._not_fetched(url, error)
        except Exception as error:  # noqa: BLE001 - one page's surprise is no other's
            return self._not_fetched(url, NotHad("broken", f"{type(error).__name__}: {error}"))

    async def each(self, urls: Iterable[str]) -> AsyncIterator[tuple[int, Fetched | NotFetched]]:
        """Fetch pages, hosts beside one another.

        Yields:
            n pairs for n addresses, as they come: the place in the list from 0, and the outcome. An
            address that stands there twice is asked once.
        """
        places: dict[str, list[int]] = {}
        for n, url in enumerate(urls):
            places.setdefault(url, []).append(n)

        # Bounded, so that pages wait to be taken and not in memory.
        ready: asyncio.Queue[tuple[str, Fetched | NotFetched]] = asyncio.Queue(self._settings.at_once)

        async def one(url: str) -> None:
            await ready.put((url, await self.fetch(url)))

        tasks = [asyncio.create_task(one(url)) for url in places]
        try:
            for _ in tasks:
                url, outcome = await ready.get()
                for n in places[url]:
                    yield n, outcome
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def all(self, urls: Iterable[str]) -> tuple[Fetched | NotFetched, ...]:
        """Fetch pages; n outcomes for n addresses, in their order. All bodies are in memory: see `each`."""
        outcomes = [pair async for pair in self.each(urls)]
        return tuple(outcome for _, outcome in sorted(outcomes, key=lambda pair: pair[0]))

    async def _tried(self, url: str, go: Callable[[_Walk], Awaitable[Outcome]], *, rules: bool = False) -> Outcome:
        """Go, and go again after what may pass."""
        tries = self._settings.retries
        while True:
            walk = _Walk(url, url, self._hops.visit(), rules)
            try:
                return await go(walk)
            except NotHad as error:
                error.at = walk.url
                if tries < 1 or error.again is None or error.again > self._settings.max_retry_after:
                    raise
                tries -= 1
                self._pace.rest(place_of(walk.url).host, error.again)
                await self._clocks.sleep(error.again)

    async def _page(self, walk: _Walk) -> Fetched:
        answer = await self._follow(walk)
        if answer.status in _EMPTY:
            raise NotHad("empty", f"status {_status(answer.status)}", status=answer.status)
        if answer.status not in _GOOD:
            raise _refusal(answer, self._clocks.now())
        page = Fetched(
            url=walk.asked,
            final_url=walk.url,
            status=answer.status,
            content_type=answer.media_type,
            charset=answer.charset,
            body=answer.body,
            from_cache=answer.from_cache,
            fetched_at=self._clocks.now(),
        )
        return replace(page, notes=judge(page))

    async def _follow(self, walk: _Walk) -> Answer:
        """Go from hop to hop until one is no redirect."""
        for _ in range(self._settings.max_redirects + 1):
            answer = await self._hop(walk)
            location = answer.headers.get("location")
            if answer.status not in REDIRECTS or not location:
                return answer
            walk.url = _joined(walk.url, location)
        raise NotHad("too-many-redirects", f"more than {self._settings.max_redirects}")

    async def _hop(self, walk: _Walk) -> Answer:
        try:
            place = place_of(walk.url)
        except AddressRefused as error:
            raise NotHad("not-http" if error.not_http else "refused-address", error.message) from None
        walk.url = place.url
        if walk.rules:
            return await self._hops.send(place, walk.visit)
        delay = await self._permitted(place, walk) if self._settings.robots else None
        async with self._pace.turn(place.host, delay):
            return await self._hops.send(place, walk.visit)

    async def _permitted(self, place: Place, walk: _Walk) -> float | None:
        robots = await self._book.of(place)
        robots.allow(place)
        delay = robots.crawl_delay()
        limit = self._settings.max_crawl_delay
        if delay is not None and delay > limit:
            if self._pace.used(place.host) and place.host not in walk.hosts:
                asked = f"{place.host} asks for {delay:g} seconds between requests, the limit is {limit:g}"
                raise NotHad("robots", f"{asked}; it was asked once in this run")
            delay = None
        walk.hosts.add(place.host)
        return delay

    async def _read_robots(self, url: str) -> bytes:
        async def go(walk: _Walk) -> bytes:
            answer = await self._follow(walk)
            if answer.status not in _GOOD:
                raise _refusal(answer, self._clocks.now())
            return answer.body[:MOST_BYTES]

        return await self._tried(url, go, rules=True)

    def _not_fetched(self, url: str, error: NotHad) -> NotFetched:
        return NotFetched(
            url=url,
            why=error.why,
            message=cut(error.message),
            final_url=error.at or url,
            fetched_at=self._clocks.now(),
            status=error.status,
            page=error.page,
        )


def fetch_pages(urls: Sequence[str], settings: FetchSettings | None = None) -> tuple[Fetched | NotFetched, ...]:
    """Fetch pages where no event loop runs; n outcomes for n addresses."""

    async def run() -> tuple[Fetched | NotFetched, ...]:
        async with Fetcher(settings) as fetcher:
            return await fetcher.all(urls)

    return asyncio.run(run())


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise NotHad("broken", "it redirects to an address that can't be read") from None


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _refusal(answer: Answer, now: datetime) -> NotHad:
    """What a status other than 200 means for the page."""
    said = f"status {_status(answer.status)}"
    if answer.status == HTTPStatus.PAYMENT_REQUIRED:
        return NotHad("paywall", said, status=answer.status)
    if bot_check(answer.headers, answer.body):
        return NotHad("status", f"{said}: the site checks for robots", status=answer.status)
    wait = _retry_after(answer.headers.get("retry-after"), now) if answer.status in _WORTH_ANOTHER_TRY else None
    return NotHad("status", said, status=answer.status, again=wait)


def _retry_after(value: str | None, now: datetime) -> float:
    """Seconds (RFC 9110); two where nothing readable is said."""
    if value and value.strip().isascii() and value.strip().isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value or "")
        return max(0.0, (until.astimezone(UTC) - now.astimezone(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return _FIRST_WAIT
