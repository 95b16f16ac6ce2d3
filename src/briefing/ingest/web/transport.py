"""The way to the network: connections go to addresses that were checked, and to no others.

Imported when the first page is fetched: httpx takes a sixth of a second.
"""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import TYPE_CHECKING

import httpcore
import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Iterable

    from briefing.ingest.web.ssrf_guard import Target

#: Seconds for one of several addresses.
_ONE_ADDRESS = 10.0


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Connects to pinned addresses. It resolves nothing, so what wasn't pinned can't be reached."""

    def __init__(self) -> None:
        self._backend: httpcore.AsyncNetworkBackend = httpcore.AnyIOBackend()
        self._pins: dict[tuple[str, int], tuple[str, ...]] = {}

    def pin(self, target: Target) -> None:
        """From now on this host and port mean these addresses; connections already open stay."""
        self._pins[target.place.host, target.place.port] = target.addresses

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Try the pinned addresses in their order; TLS and the Host header keep the name."""
        failure: Exception = httpcore.ConnectError(f"no checked address for {host}:{port}")
        for address in self._pins.get((host, port), ()):
            seconds = _ONE_ADDRESS if timeout is None else min(timeout, _ONE_ADDRESS)
            try:
                return await self._backend.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never."""
        del timeout, socket_options
        raise httpcore.ConnectError(f"sockets of this machine aren't asked: {path}")

    async def sleep(self, seconds: float) -> None:
        """As httpcore asks for it."""
        await self._backend.sleep(seconds)


class _Stream(httpx.AsyncByteStream):
    def __init__(self, stream: AsyncIterable[bytes]) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        if hasattr(self._stream, "aclose"):
            await self._stream.aclose()


class PinnedTransport(httpx.AsyncBaseTransport):
    """httpx over a pool with the pinned backend: no proxies, no netrc, no redirects, no retries."""

    def __init__(self, at_once: int, verify: ssl.SSLContext | None = None) -> None:
        self.backend = PinnedBackend()
        self._pool = httpcore.AsyncConnectionPool(
            # SSL_CERT_FILE and SSL_CERT_DIR are followed, as everywhere in httpx.
            ssl_context=verify or httpx.create_ssl_context(),
            max_connections=at_once,
            max_keepalive_connections=at_once,
            keepalive_expiry=15.0,
            network_backend=self.backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises httpcore's errors."""
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        if not isinstance(answer.stream, AsyncIterable):
            raise httpcore.RemoteProtocolError("a response that can't be read in parts")
        return httpx.Response(answer.status, headers=answer.headers, stream=_Stream(answer.stream), request=request)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()
