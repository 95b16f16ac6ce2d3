"""One request: an address checked, connected to as checked, and answered within its limits."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpcore
import httpx

from briefing.ingest.web.body import ACCEPT_ENCODING, Decoder, read_body
from briefing.ingest.web.cache import Cached, PageCache
from briefing.ingest.web.ssrf_guard import HostUnknown, Resolve, check
from briefing.ingest.web.transport import PinnedTransport
from briefing.ingest.web.types import REDIRECTS, FetchSettings, NotHad, cut, user_agent
from briefing.ingest.web.url import AddressRefused, Place

if TYPE_CHECKING:
    from collections.abc import Callable

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.8,*/*;q=0.7"
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:+-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one hop answered."""

    place: Place
    status: int
    headers: httpx.Headers
    body: bytes
    """Empty for a redirect."""
    content_type: str
    """The whole header; the cached one's for a page that is still the same."""
    from_cache: bool = False

    @property
    def media_type(self) -> str:
        """Such as `text/html`."""
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """As the server said."""
        found = _CHARSET.search(self.content_type)
        return found[1].lower() if found else None


@dataclass(slots=True)
class Visit:
    """What one page's hops share, and no two pages do."""

    cookies: httpx.Cookies
    seconds: float
    """Left for the hops still to come."""


class Hops:
    """Sends single requests. What it is asked for it checks; where the answer leads is the caller's to follow."""

    def __init__(
        self, settings: FetchSettings, resolve: Resolve, wall: Callable[[], float], verify: ssl.SSLContext | None
    ) -> None:
        self.cache = PageCache(settings.cache, settings.cache_bytes)
        self._settings = settings
        self._resolve = resolve
        self._wall = wall
        self._transport = PinnedTransport(settings.at_once, verify)
        self._at_once = asyncio.Semaphore(settings.at_once)
        self._headers = {
            "User-Agent": user_agent(settings.contact),
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
            "Accept-Language": settings.languages,
        }

    def visit(self) -> Visit:
        """Begin with one page."""
        return Visit(httpx.Cookies(), self._settings.max_seconds)

    async def send(self, place: Place, visit: Visit) -> Answer:
        """Send one request.

        Raises:
            NotHad: It wasn't answered, or not within the limits; a status is no failure here.
        """
        async with self._at_once:
            begun = time.monotonic()
            try:
                async with asyncio.timeout(max(visit.seconds, 0.001)):
                    return await self._checked(place, visit.cookies)
            except (TimeoutError, httpcore.TimeoutException):
                raise NotHad("timed-out", f"no whole answer within {self._settings.max_seconds:g} seconds") from None
            except (httpcore.NetworkError, ssl.SSLError, OSError) as error:
                raise NotHad("unreachable", _told(error, place), again=2.0) from error
            except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
                raise NotHad("broken", cut(f"{place.host} sent invalid HTTP: {error}"), again=2.0) from error
            finally:
                visit.seconds -= time.monotonic() - begun

    async def _checked(self, place: Place, cookies: httpx.Cookies) -> Answer:
        try:
            target = await check(place.url, self._settings.allow, self._resolve)
        except AddressRefused as error:
            raise NotHad("not-http" if error.not_http else "refused-address", error.message) from None
        except HostUnknown as error:
            raise NotHad("unreachable", error.message, again=2.0) from None
        self._transport.backend.pin(target)
        known = self.cache.get(place.url)
        request = httpx.Request("GET", place.url, headers=self._headers | (known.conditions if known else {}))
        cookies.set_cookie_header(request)
        response = await self._transport.handle_async_request(request)
        try:
            cookies.extract_cookies(response)
            return await self._answer(place, response, known)
        finally:
            await response.aclose()

    async def _answer(self, place: Place, response: httpx.Response, known: Cached | None) -> Answer:
        kind = response.headers.get("content-type", "")
        if response.status_code == HTTPStatus.NOT_MODIFIED and known:
            self.cache.touch(place.url, self._wall())
            return Answer(place, known.status, response.headers, known.body, known.content_type, from_cache=True)
        if response.status_code in REDIRECTS:
            return Answer(place, response.status_code, response.headers, b"", kind)
        body = await self._body(response)
        answer = Answer(place, response.status_code, response.headers, body, kind)
        if answer.status == HTTPStatus.OK and "no-store" not in response.headers.get("cache-control", "").lower():
            headers = response.headers
            page = Cached(headers.get("etag"), headers.get("last-modified"), answer.status, kind, body)
            self.cache.put(place.url, page, self._wall())
        return answer

    async def _body(self, response: httpx.Response) -> bytes:
        wire = self._settings.max_wire_bytes
        announced = response.headers.get("content-length", "")
        if announced.isascii() and announced.isdigit() and len(announced) < 20 and int(announced) > wire:
            raise NotHad("too-large", f"{int(announced):,} bytes, the limit is {wire:,}", status=response.status_code)
        decoder = Decoder(response.headers.get("content-encoding", ""), self._settings.max_decoded_bytes)
        try:
            return await read_body(response.aiter_raw(), decoder, wire)
        except NotHad as error:
            error.status = response.status_code
            raise

    async def close(self) -> None:
        """Close connections and cache."""
        await self._transport.aclose()
        self.cache.close()


def _told(error: Exception, place: Place) -> str:
    what = str(error) or type(error).__name__
    return cut(f"no connection to {place.host}: {what}")
