"""An OpenAI-compatible server on loopback that misbehaves to order, down to the byte.

    with HostileServer([rate_limited(1), reply("hello")]) as server:
        ...  # call f"{server.base_url}/chat/completions"
    assert [arrival.index for arrival in server.arrivals] == [0, 1]

A script says what each request gets: one `Action` for all, a list of them taken in order of
arrival (then `default`), or a callable `(Arrival) -> Action`, such as `by_prompt` and `RateLimit`.
An Action is content (a chat reply, an error, any bytes) and the manner of its delivery:
`reply("hello").sent(Delivery.RESET)`, `rate_limited(2).after(0.1)`.

The script runs in the server's thread.  What it raises resets the connection and is raised again
when the `with` block ends; a request that is not HTTP fails the same way.  Only
POST /v1/chat/completions reaches the script; all else gets a plain 404.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import enum
import http
import json
import math
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Self

PATH = "/v1/chat/completions"
MEGABYTE = 1 << 20
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER for zero seconds: close() sends RST, not FIN


@dataclass(frozen=True)
class Arrival:
    """One request, as it reached the server.

    Attributes:
        index: Its place in the order of arrival, from 0.
        at: time.monotonic() when its last byte had been read.
        body: The parsed JSON object; None where the body was none.
        headers: Names in lower case.
        concurrent: Requests in flight at that moment, this one included.
    """

    index: int
    at: float
    body: dict[str, Any] | None
    headers: Mapping[str, str]
    concurrent: int

    @property
    def prompt(self) -> str:
        """The text of the last user message; empty where there is none."""
        texts = [_text_of(m) for m in (self.body or {}).get("messages") or [] if m.get("role") == "user"]
        return texts[-1] if texts else ""


def _text_of(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content)
    return content or ""


class Delivery(enum.Enum):
    """How an action's bytes reach the caller, or fail to."""

    WHOLE = "all at once; the connection lives on"
    DROP = "all at once, then an unannounced close (a stale keep-alive)"
    DRIP = "the body byte by byte, `pace` seconds before each"
    STALL = "half of the body, then silence"
    CUT = "half of the body, then an orderly close"
    RESET = "half of the body, then RST"
    CLOSE = "no byte, an orderly close"
    HANG = "no byte, silence until the server stops or the caller leaves"
    RAW = "the body alone, without status line or headers, then a close"


@dataclass(frozen=True)
class Chat:
    """The body of a chat completion; model and usage follow the request unless they are given."""

    choices: Any
    usage: Mapping[str, Any] | None = None
    model: str | None = None
    mangle: Callable[[bytes], bytes] = bytes

    def render(self, arrival: Arrival) -> bytes:
        asked = arrival.body or {}
        completion = {
            "id": f"chatcmpl-{arrival.index}",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": self.model or asked.get("model"),
            "choices": self.choices,
        }
        usage = self._rough_usage(asked) if self.usage is None else self.usage
        if usage:
            completion["usage"] = usage
        return self.mangle(answer_json(completion).encode())

    def _rough_usage(self, asked: Mapping[str, Any]) -> dict[str, int]:
        asked_tokens = sum(len(_text_of(message)) // 4 for message in asked.get("messages") or [])
        answer_tokens = sum(len(_text_of(choice["message"])) // 4 for choice in self.choices or [])
        return {
            "prompt_tokens": asked_tokens,
            "completion_tokens": answer_tokens,
            "total_tokens": asked_tokens + answer_tokens,
        }


@dataclass(frozen=True)
class Bomb:
    """A valid gzipped reply whose content is `megabytes` of the letter A; made while it is sent."""

    megabytes: int

    def pieces(self, arrival: Arrival) -> Iterator[bytes]:
        before, after = Chat([_choice({"content": "\0"})]).render(arrival).split(b"\\u0000")
        packer = zlib.compressobj(wbits=31)
        yield packer.compress(before)
        for _ in range(self.megabytes):
            yield packer.compress(b"A" * MEGABYTE)
        yield packer.compress(after) + packer.flush()


@dataclass(frozen=True)
class Action:
    """What one request gets.  `headers` replace the server's own of the same name."""

    body: bytes | Chat | Bomb = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    gate: threading.Event | None = None
    delivery: Delivery = Delivery.WHOLE
    pace: float = 0.0

    def after(self, delay: float) -> Action:
        """Wait `delay` seconds before the first byte."""
        return dataclasses.replace(self, delay=delay)

    def once(self, gate: threading.Event) -> Action:
        """Wait until `gate` is set before the first byte."""
        return dataclasses.replace(self, gate=gate)

    def sent(self, delivery: Delivery, pace: float = 0.0) -> Action:
        """Deliver the same content in another manner."""
        return dataclasses.replace(self, delivery=delivery, pace=pace)

    def with_headers(self, headers: Mapping[str, str]) -> Action:
        """Add or replace response headers, `x-ratelimit-remaining-requests` for one."""
        return dataclasses.replace(self, headers={**self.headers, **headers})

    def head(self, length: int | None) -> bytes:
        """Status line and headers for a body of `length` bytes; None means chunks."""
        own = {"content-type": "application/json"}
        own |= {"transfer-encoding": "chunked"} if length is None else {"content-length": str(length)}
        own |= {name.lower(): value for name, value in self.headers.items()}
        lines = [f"HTTP/1.1 {self.status} {_phrase(self.status)}"]
        lines += [f"{name}: {value}" for name, value in own.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _phrase(status: int) -> str:
    return http.HTTPStatus(status).phrase if status in set(http.HTTPStatus) else "Unassigned"


# Good replies, and replies that are good HTTP only.


def answer_json(obj: Any) -> str:
    """Compact JSON with foreign letters as they are: the content of a structured answer."""
    return json.dumps(obj, ensure_ascii=False, separators=(",", ":"))


def _choice(message: Mapping[str, Any], finish_reason: str | None = "stop") -> dict[str, Any]:
    return {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish_reason}


def reply(
    content: str | None,
    finish_reason: str | None = "stop",
    usage: Mapping[str, Any] | None = None,
    model: str | None = None,
    *,
    delay: float = 0.0,
    headers: Mapping[str, str] | None = None,
) -> Action:
    """Answer as a model would.

    Args:
        content: The assistant's text.
        finish_reason: `stop`, `length`, `content_filter`, or anything else.
        usage: Token counts; None takes len(text) // 4, `{}` leaves the field out.
        model: The name in the reply; None echoes the request's.
        delay: Seconds before the first byte.
        headers: Extra response headers.
    """
    chat = Chat([_choice({"content": content}, finish_reason)], usage, model)
    return Action(chat, headers=headers or {}, delay=delay)


def refusal(text: str = "I can't help with that.") -> Action:
    """The model declines: null content and the `refusal` field."""
    return Action(Chat([_choice({"content": None, "refusal": text})]))


def null_content(finish_reason: str | None = "stop") -> Action:
    return reply(None, finish_reason)


def no_choices() -> Action:
    return Action(Chat([]))


def null_choices() -> Action:
    return Action(Chat(None))


def html_page(status: int = 200) -> Action:
    """Answer with a web page, as proxies and captive portals do."""
    page = f"<!doctype html>\n<html><head><title>{_phrase(status)}</title></head><body></body></html>\n"
    return Action(page.encode(), status, {"Content-Type": "text/html; charset=utf-8"})


def body(content: bytes, status: int = 200) -> Action:
    """Answer with any bytes, labelled as JSON: `b""`, `b"null"`, `b"[]"`."""
    return Action(content, status)


def truncated(content: str = "cut short") -> Action:
    """Half of a reply under a Content-Length that says it is all."""
    return Action(Chat([_choice({"content": content})], mangle=lambda whole: whole[: len(whole) // 2]))


def bad_utf8(content: str = "broken") -> Action:
    """Valid JSON but for bytes that are no UTF-8, at the start of the content."""
    spoilt = b'"content":"\xff\xfe\xc3'
    return Action(Chat([_choice({"content": content})], mangle=lambda whole: whole.replace(b'"content":"', spoilt)))


def gzip_bomb(megabytes: int) -> Action:
    """A reply that unpacks to `megabytes`, about a thousandth of it on the wire."""
    return Action(Bomb(megabytes), headers={"Content-Encoding": "gzip"})


# Refusals in OpenAI's form.


def error(
    status: int,
    message: str,
    code: str | None = None,
    type: str | None = None,  # noqa: A002 - the field's own name
    headers: Mapping[str, str] | None = None,
) -> Action:
    """Answer `{"error": {message, type, param, code}}` under any status, 200 included."""
    told = {"message": message, "type": type, "param": None, "code": code}
    return Action(answer_json({"error": told}).encode(), status, headers or {})


def rate_limited(retry_after: float | str | datetime | None = None, ms: float | None = None) -> Action:
    """Answer 429.

    Args:
        retry_after: The header's value, verbatim (0, -5, 10**9, "soon"); a datetime is written as
            an HTTP date, see `in_seconds`; None leaves it out.
        ms: The value of retry-after-ms; None leaves it out.
    """
    if isinstance(retry_after, datetime):
        retry_after = format_datetime(retry_after.astimezone(UTC), usegmt=True)
    told = {"Retry-After": retry_after, "retry-after-ms": ms}
    headers = {name: str(value) for name, value in told.items() if value is not None}
    return error(429, "Rate limit reached", "rate_limit_exceeded", "requests", headers)


def in_seconds(seconds: float) -> datetime:
    """Return a moment for `rate_limited`; HTTP dates hold whole seconds, the rest is cut off."""
    return datetime.now(UTC) + timedelta(seconds=seconds)


def out_of_quota() -> Action:
    message = "You exceeded your current quota, please check your plan and billing details."
    return error(429, message, "insufficient_quota", "insufficient_quota")


def unauthorized() -> Action:
    return error(401, "Incorrect API key provided.", "invalid_api_key", "invalid_request_error")


def unknown_model(model: str = "no-such-model") -> Action:
    message = f"The model `{model}` does not exist or you do not have access to it."
    return error(404, message, "model_not_found", "invalid_request_error")


def context_too_long(limit: int = 8192, asked: int = 9000) -> Action:
    message = (
        f"This model's maximum context length is {limit} tokens. However, your messages resulted in {asked} tokens."
    )
    return error(400, message, "context_length_exceeded", "invalid_request_error")


def server_error() -> Action:
    return error(500, "The server had an error while processing your request.", type="server_error")


def bad_gateway() -> Action:
    return html_page(502)


# Bad deliveries.


def close() -> Action:
    return Action(delivery=Delivery.CLOSE)


def hang() -> Action:
    return Action(delivery=Delivery.HANG)


def reset(content: str = "never whole") -> Action:
    return reply(content).sent(Delivery.RESET)


def drip(content: str, every: float) -> Action:
    """Send a valid reply, one byte of the body each `every` seconds (some 270 bytes with usage)."""
    return reply(content).sent(Delivery.DRIP, every)


def raw(content: bytes) -> Action:
    """Send these bytes in place of any HTTP, then close."""
    return Action(content, delivery=Delivery.RAW)


# Scripts.

Script = Action | Sequence[Action] | Callable[[Arrival], Action]


def _plan(script: Script, default: Action) -> Callable[[Arrival], Action]:
    if isinstance(script, Action):
        return lambda _arrival: script
    if callable(script):
        return script
    actions = iter(script)
    return lambda _arrival: next(actions, default)


def by_prompt(mapping: Mapping[str, Script], default: Action | None = None) -> Callable[[Arrival], Action]:
    """Choose by the first key that is a substring of the last user message.

    Args:
        mapping: Each key's own script; a list's last action repeats, so it must not be empty.
        default: For other prompts; None makes them an error of the test.
    """
    plans = {
        key: _plan(script, script[-1] if isinstance(script, Sequence) else Action()) for key, script in mapping.items()
    }

    def choose(arrival: Arrival) -> Action:
        for key, plan in plans.items():
            if key in arrival.prompt:
                return plan(arrival)
        if default is None:
            raise LookupError(f"by_prompt has no key for {arrival.prompt[:200]!r}; it has {list(plans)}")
        return default

    return choose


class RateLimit:
    """A token bucket: `burst` at once, then `per_second`; what exceeds it gets 429 and costs nothing.

    The refusal names the time to the next free token: Retry-After in whole seconds, rounded up, and,
    where `precise`, retry-after-ms too, as OpenAI does.

    Attributes:
        granted: Requests let through to `then`.
        refused: Requests answered 429.
    """

    def __init__(self, per_second: float, burst: int = 1, then: Script | None = None, *, precise: bool = True) -> None:
        self.per_second, self.burst, self.precise = per_second, burst, precise
        self.granted = self.refused = 0
        self._then = _plan(then or (), reply("ok"))
        self._tokens, self._at = float(burst), -math.inf

    def __call__(self, arrival: Arrival) -> Action:
        self._tokens = min(self.burst, self._tokens + (arrival.at - self._at) * self.per_second)
        self._at = arrival.at
        if self._tokens >= 1:
            self._tokens -= 1
            self.granted += 1
            return self._then(arrival)
        self.refused += 1
        wait = (1 - self._tokens) / self.per_second
        return rate_limited(math.ceil(wait), math.ceil(wait * 1000) if self.precise else None)


# The wire.


class _Reader(asyncio.StreamReader):
    """A reader that also tells when the caller has left, with unread bytes or without."""

    def __init__(self) -> None:
        super().__init__(limit=MEGABYTE)
        self.gone = asyncio.Event()

    def feed_eof(self) -> None:
        super().feed_eof()
        self.gone.set()

    def set_exception(self, exc: Exception) -> None:
        super().set_exception(exc)
        self.gone.set()


@dataclass(frozen=True)
class _Request:
    line: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def is_chat(self) -> bool:
        return self.line.startswith(f"POST {PATH} ")

    @property
    def is_last(self) -> bool:
        return self.line.endswith("HTTP/1.0") or self.headers.get("connection", "").lower() == "close"

    def parsed(self) -> dict[str, Any] | None:
        try:
            found = json.loads(self.content)
        except ValueError:
            return None
        return found if isinstance(found, dict) else None


class _Wire:
    """One connection.  Whatever it awaits ends in ConnectionError when the caller leaves."""

    def __init__(self, reader: _Reader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def request(self) -> _Request:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *fields = head.rstrip().split("\r\n")
        pairs = (one.partition(":") for one in fields)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return _Request(line, headers, await self._chunks())
        return _Request(line, headers, await self.reader.readexactly(int(headers.get("content-length", 0))))

    async def _chunks(self) -> bytes:
        content = b""
        while size := int((await self.reader.readline()).split(b";")[0] or b"0", 16):
            content += await self.reader.readexactly(size)
            await self.reader.readexactly(2)
        await self.reader.readline()
        return content

    async def pause(self, seconds: float | None) -> None:
        """Wait, for ever where None; the caller's leaving ends it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.reader.gone.wait()
                raise ConnectionAbortedError

    async def send(self, content: bytes) -> None:
        self.writer.write(content)
        await self.writer.drain()

    async def send_chunks(self, pieces: Iterable[bytes]) -> None:
        for piece in filter(None, pieces):
            await self.send(b"%x\r\n%b\r\n" % (len(piece), piece))
            await asyncio.sleep(0)  # drain alone gives the other connections no turn
        await self.send(b"0\r\n\r\n")

    def reset(self) -> None:
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.writer.transport.abort()

    async def play(self, action: Action, arrival: Arrival) -> bool:
        """Carry the action out; True where the connection may serve another request."""
        if action.delay:
            await self.pause(action.delay)
        while action.gate is not None and not action.gate.is_set():
            await self.pause(0.01)
        if isinstance(action.body, Bomb):
            await self.send(action.head(None))
            await self.send_chunks(action.body.pieces(arrival))
            return True
        content = action.body.render(arrival) if isinstance(action.body, Chat) else action.body
        return await self.play_bytes(action, content)

    async def play_bytes(self, action: Action, content: bytes) -> bool:
        head, half = action.head(len(content)), content[: len(content) // 2]
        match action.delivery:
            case Delivery.WHOLE | Delivery.DROP:
                await self.send(head + content)
            case Delivery.DRIP:
                await self.send(head)
                for at in range(len(content)):
                    await self.pause(action.pace)
                    await self.send(content[at : at + 1])
            case Delivery.STALL:
                await self.send(head + half)
                await self.pause(None)
            case Delivery.CUT:
                await self.send(head + half)
            case Delivery.RESET:
                await self.send(head + half)
                await self.pause(0.01)  # so that the caller is reading when it strikes
                self.reset()
            case Delivery.RAW:
                await self.send(content)
            case Delivery.HANG:
                await self.pause(None)
            case Delivery.CLOSE:
                pass
        return action.delivery in {Delivery.WHOLE, Delivery.DRIP}


# The server.


class HostileServer:
    """The server, alive inside a `with` block, in a thread of its own, on a free port of 127.0.0.1.

    Attributes:
        base_url: http://127.0.0.1:PORT/v1
        connections: TCP connections accepted so far.
        abandoned: Requests whose caller left before the answer was out.
    """

    base_url: str

    def __init__(self, script: Script = (), default: Action | None = None) -> None:
        self.connections = self.abandoned = 0
        self._decide = _plan(script, default or reply("ok"))
        self._arrivals: list[Arrival] = []
        self._arrived = threading.Condition()
        self._in_flight = 0
        self._faults: list[Exception] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._started: Future[int] = Future()
        self._thread = threading.Thread(target=self._run, name="hostile-server", daemon=True)

    @property
    def arrivals(self) -> list[Arrival]:
        """The requests so far, in order of arrival: a copy, safe to keep."""
        with self._arrived:
            return list(self._arrivals)

    @property
    def peak(self) -> int:
        """The most requests ever in flight together."""
        return max((arrival.concurrent for arrival in self.arrivals), default=0)

    def wait_for(self, count: int, timeout: float = 5.0) -> list[Arrival]:
        """Block until `count` requests have arrived; from async code through asyncio.to_thread."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self._arrivals) >= count, timeout):
                raise TimeoutError(f"{len(self._arrivals)} of {count} requests came in {timeout} seconds")
            return list(self._arrivals)

    def __enter__(self) -> Self:
        self._thread.start()
        self.base_url = f"http://127.0.0.1:{self._started.result(timeout=10)}/v1"
        return self

    def __exit__(self, exc_type: object, exc: BaseException | None, traceback: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(timeout=10)
        if self._thread.is_alive():
            raise RuntimeError("the hostile server's thread did not end within 10 seconds")
        if self._faults and exc is None:
            raise self._faults[0]
        if self._faults:
            exc.add_note(f"the hostile server's script had failed: {self._faults[0]!r}")

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:
            if self._started.done():
                raise
            self._started.set_exception(failure)

    async def _serve(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(
            lambda: asyncio.StreamReaderProtocol(_Reader(), self._accept), "127.0.0.1", 0, backlog=1024
        )
        self._started.set_result(server.sockets[0].getsockname()[1])
        await self._stopping.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: _Reader, writer: asyncio.StreamWriter) -> None:
        if self._stopping.is_set():
            writer.transport.abort()
            return
        self.connections += 1
        task = self._loop.create_task(self._converse(_Wire(reader, writer)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # Not in the task's own `finally`: a task cancelled before its first step never gets there.
        task.add_done_callback(lambda _task: writer.transport.abort())

    async def _converse(self, wire: _Wire) -> None:
        try:
            while await self._serve_one(wire):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        except Exception as fault:  # noqa: BLE001 - raised again by __exit__, in the test's own thread
            self._faults.append(fault)
            wire.reset()
        wire.writer.close()
        with contextlib.suppress(OSError):
            await wire.writer.wait_closed()

    async def _serve_one(self, wire: _Wire) -> bool:
        request = await wire.request()
        if not request.is_chat:
            return await wire.play_bytes(Action(status=404), b"no such path\n") and not request.is_last
        arrival = self._note(request)
        try:
            goes_on = await wire.play(self._action_for(arrival), arrival)
        except ConnectionError:
            self.abandoned += 1
            raise
        finally:
            self._in_flight -= 1
        return goes_on and not request.is_last

    def _note(self, request: _Request) -> Arrival:
        self._in_flight += 1
        with self._arrived:
            arrival = Arrival(len(self._arrivals), time.monotonic(), request.parsed(), request.headers, self._in_flight)
            self._arrivals.append(arrival)
            self._arrived.notify_all()
        return arrival

    def _action_for(self, arrival: Arrival) -> Action:
        action = self._decide(arrival)
        if not isinstance(action, Action):
            raise TypeError(f"the script answered request {arrival.index} with {action!r}, not an Action")
        return action
