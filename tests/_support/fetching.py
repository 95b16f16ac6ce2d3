"""A site on loopback and a fetcher that may ask it."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.ingest.web.fetch import Clocks, Fetcher, FetchSettings
from briefing.ingest.web.ssrf_guard import AllowList

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class Asked:
    path: str
    headers: dict[str, str]


@dataclass
class Site:
    """Answers by path: bytes are sent as they are, text as a page, a number as a status."""

    answers: dict[str, object] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    now: int = 0
    most: int = 0
    serving: set[asyncio.Task] = field(default_factory=set)

    def url(self, path: str = "/", host: str = "news.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.serving.add(asyncio.current_task())
        self.now += 1
        self.most = max(self.most, self.now)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                pairs = (line.split(": ", 1) for line in head[1:] if line)
                headers = {name.lower(): value for name, value in pairs}
                self.asked.append(Asked(head[0].split(" ")[1], headers))
                if not await self._answer(self.asked[-1], writer):
                    break
        self.now -= 1
        writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> bool:
        answer = self.answers.get(asked.path.partition("?")[0], 404)
        if callable(answer):
            answer = answer(asked)
            if asyncio.iscoroutine(answer):
                answer = await answer
        if isinstance(answer, bytes):
            writer.write(answer)
            await writer.drain()
            return False
        if hasattr(answer, "__aiter__"):
            async for part in answer:
                writer.write(part)
                await writer.drain()
            return False
        writer.write(response(*answer) if isinstance(answer, tuple) else response(answer))
        await writer.drain()
        return True


async def here(host: str, port: int) -> list[str]:
    """A resolver to which every name is this machine."""
    return ["127.0.0.1"]


@functools.cache
def authorities() -> ssl.SSLContext:
    """Loaded once; it takes longer than most tests."""
    return ssl.create_default_context()


LOOPBACK = AllowList.of(["127.0.0.0/8"])


PAGE = (
    "<!doctype html><html><head><title>T</title></head><body><p>"
    + "Ein Satz aus dem Artikel. " * 40
    + "</p></body></html>"
)


def response(answer: object, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """A whole response: of a page, or of a status with headers and a body."""
    status = 200
    if isinstance(answer, int):
        status = answer
    else:
        body = answer.encode() if isinstance(answer, str) else bytes(answer)
    lines = {"content-type": "text/html; charset=UTF-8", "content-length": str(len(body))} | (headers or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode("latin-1") + body


def to(location: str, status: int = 302) -> tuple:
    return (status, {"location": location})


@contextlib.asynccontextmanager
async def site(answers: dict[str, object] | None = None, tls: ssl.SSLContext | None = None):
    """Run one."""
    served = Site(answers or {})
    server = await asyncio.start_server(served.serve, "127.0.0.1", 0, ssl=tls, limit=2**20)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        for task in served.serving:
            task.cancel()
        await asyncio.gather(*served.serving, return_exceptions=True)


def fetcher(*, resolve: Callable = here, clocks: Clocks | None = None, verify=None, **settings: object) -> Fetcher:
    """One that may ask this machine, without pauses."""
    settings = {"allow": LOOPBACK, "delay": 0.0, "max_seconds": 5.0, "retries": 0} | settings
    return Fetcher(FetchSettings(**settings), clocks=clocks, resolve=resolve, verify=verify or authorities())


async def get(served: Site, path: str = "/", **settings: object):
    """Fetch one page of the site with a fetcher of its own."""
    async with fetcher(**settings) as made:
        return await made.fetch(served.url(path))
