"""A provider with a Batch API on loopback, over real HTTP, that fails to order and counts what it bills.

What is billed is counted by question, whichever way it was asked: a question that is answered twice shows as 2.
"""

from __future__ import annotations

import collections
import hashlib
import http.server
import itertools
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self

Step = Literal["upload", "create", "get", "cancel", "list", "content", "delete", "live"]
#: What goes wrong at a step: a status; `lost`, the connection closes and nothing was done; `lost-after`, it was done
#: and the connection closes; `garbage`, a page under 200; `cut`, half of the body.
Fault = int | Literal["lost", "lost-after", "garbage", "cut"]
Lines = list[dict[str, Any]]

GOOD = json.dumps({"groups": [{"event": "e", "articles": ["A1"], "reason": "r"}]})


def question_of(body: dict[str, Any]) -> str:
    """The same for the same messages, however they are asked."""
    return hashlib.sha256(json.dumps(body["messages"], sort_keys=True).encode()).hexdigest()[:16]


def completion(text: str, finish: str = "stop", **message: Any) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": text} | message, "finish_reason": finish}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    return {"id": "c", "object": "chat.completion", "model": "m", "choices": [choice], "usage": usage}


def answered(key: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
    return {"id": "r", "custom_id": key, "response": {"status_code": status, "body": body}, "error": None}


def failed(key: str, code: str, message: str = "told") -> dict[str, Any]:
    return {"id": "r", "custom_id": key, "response": None, "error": {"code": code, "message": message}}


@dataclass
class Batch:
    """One batch at the provider."""

    id: str
    mark: str
    asked: Lines
    status: str = "in_progress"
    looks: int = 0
    done: Lines = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    errors: list[dict[str, str]] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id, "object": "batch", "status": self.status, "metadata": {"briefing": self.mark},
            "expires_at": 1_900_000_000, "errors": {"data": self.errors} if self.errors else None,
            "output_file_id": self.files.get("output"), "error_file_id": self.files.get("error"),
            "request_counts": {"total": len(self.asked), "completed": len(self.done), "failed": 0},
        }  # fmt: skip


Plan = Callable[[Batch], None]


class BatchServer:
    """The provider.

    Args:
        answer: The reply's text to a request's body, or a whole completion.
        looks: Looks at a batch before it ends.
        ends: How a batch ends, by its number from 0; `completed` for those beyond. With a number of lines, those are
            answered before.
        line: The output line for a question, instead of its answer; None leaves it to the answer.
        shape: Changes the output's lines: their order, number, form.
        listing: Whether there is a list of batches.
    """

    def __init__(
        self,
        answer: Callable[[dict[str, Any]], str | dict[str, Any]] = lambda _: GOOD,
        *,
        looks: int = 0,
        ends: Sequence[str | tuple[str, int]] = (),
        line: Callable[[int, str, dict[str, Any]], dict[str, Any] | None] = lambda *_: None,
        shape: Callable[[int, Lines], list[Any]] = lambda _, lines: lines,
        listing: bool = True,
        hold: bool = False,
    ) -> None:
        self.answer, self.looks, self.ends, self.line, self.shape = answer, looks, ends, line, shape
        self.listing, self.hold = listing, hold
        self.faults: dict[Step, list[Fault]] = collections.defaultdict(list)
        self.steps: collections.Counter[Step] = collections.Counter()
        self.billed: collections.Counter[str] = collections.Counter()
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, Batch] = {}
        self.live = 0
        #: Called with each step before it is done; a test may kill somebody there.
        self.before: Callable[[Step], None] = lambda _: None
        self.after: Callable[[Step], None] = lambda _: None
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                server.handle(self)

            do_GET = do_DELETE = do_POST  # noqa: N815

            def log_message(self, *_: Any) -> None: ...

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    @property
    def sent(self) -> int:
        """Questions in all batches."""
        return sum(len(batch.asked) for batch in self.batches.values())

    # ── one request ──

    def handle(self, request: http.server.BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        step, do = self._route(request.command, request.path.removeprefix("/v1"), body)
        with self._lock:
            self.steps[step] += 1
            fault = self.faults[step].pop(0) if self.faults[step] else None
            self.before(step)
            if isinstance(fault, int):
                status, reply = fault, json.dumps({"error": {"message": "to order"}}).encode()
            elif fault == "lost":
                status, reply = 0, b""
            else:
                status, reply = do()
            self.after(step)
        if fault == "garbage":
            reply = b"<html>all is well</html>"
        if fault == "cut":
            reply = reply[: len(reply) * 2 // 3]
        if fault in ("lost", "lost-after"):
            request.close_connection = True
            return
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(reply)))
        request.end_headers()
        request.wfile.write(reply)

    def _route(self, method: str, path: str, body: bytes) -> tuple[Step, Callable[[], tuple[int, bytes]]]:  # noqa: PLR0911 - a table
        parts = path.partition("?")[0].strip("/").split("/")
        match method, parts:
            case "POST", ["files"]:
                return "upload", lambda: self._upload(body)
            case "POST", ["batches"]:
                return "create", lambda: self._create(json.loads(body))
            case "POST", ["batches", name, "cancel"]:
                return "cancel", lambda: self._cancel(name)
            case "GET", ["batches"]:
                return "list", lambda: self._list(path)
            case "GET", ["batches", name]:
                return "get", lambda: self._get(name)
            case "GET", ["files", name, "content"]:
                return "content", lambda: self._content(name)
            case "DELETE", ["files", name]:
                return "delete", lambda: (200, self.files.pop(name, b"")[:0] + b"{}")
            case _:
                return "live", lambda: self._live(json.loads(body))

    def _upload(self, form: bytes) -> tuple[int, bytes]:
        edge = form.split(b"\r\n", 1)[0]
        part = next(part for part in form.split(edge) if b"filename=" in part)
        return self._ok({"id": self._keep(part.split(b"\r\n\r\n", 1)[1].removesuffix(b"\r\n"))})

    def _create(self, asked: dict[str, Any]) -> tuple[int, bytes]:
        if asked["input_file_id"] not in self.files:
            return 400, json.dumps({"error": {"message": "no such file"}}).encode()
        lines = [json.loads(line) for line in self.files[asked["input_file_id"]].splitlines()]
        assert len({line["custom_id"] for line in lines}) == len(lines)
        batch = Batch(f"batch_{next(self._numbers)}", asked["metadata"]["briefing"], lines)
        self.batches[batch.id] = batch
        return self._ok(batch.shown())

    def _get(self, name: str) -> tuple[int, bytes]:
        if name not in self.batches:
            return 404, json.dumps({"error": {"message": "no such batch"}}).encode()
        batch = self.batches[name]
        if batch.status == "cancelling":
            self._end(batch, "cancelled")
        elif batch.status == "in_progress" and not self.hold:
            batch.looks += 1
            if batch.looks > self.looks:
                number = list(self.batches).index(name)
                end = self.ends[number] if number < len(self.ends) else "completed"
                self._end(batch, *((end, len(batch.asked)) if isinstance(end, str) else end))
        return self._ok(batch.shown())

    def progress(self, name: str, lines: int) -> None:
        """Answer so many of a batch's questions now."""
        with self._lock:
            batch = self.batches[name]
            for asked in batch.asked[len(batch.done) : lines]:
                batch.done.append(self._line(len(batch.done), asked))

    def _line(self, number: int, asked: dict[str, Any]) -> dict[str, Any]:
        key, body = asked["custom_id"], asked["body"]
        line = self.line(number, key, body)
        if line is None:
            told = self.answer(body)
            line = answered(key, completion(told) if isinstance(told, str) else told)
        if (line.get("response") or {}).get("status_code") == 200:
            self.billed[question_of(body)] += 1
        return line

    def _end(self, batch: Batch, status: str, lines: int = 0) -> None:
        if status == "failed":
            batch.errors = [{"code": "token_limit_exceeded", "message": "Enqueued token limit reached"}]
            lines = 0
        if status not in ("completed", "expired", "failed"):
            lines = len(batch.done)
        self.progress(batch.id, lines)
        batch.status = status
        code = {"expired": "batch_expired", "cancelled": "batch_cancelled"}.get(status)
        errors = [failed(asked["custom_id"], code) for asked in batch.asked[len(batch.done) :]] if code else []
        number = list(self.batches).index(batch.id)
        for name, found in (("output", self.shape(number, batch.done)), ("error", errors)):
            if found:
                rows = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in found]
                batch.files[name] = self._keep(b"\n".join(rows) + b"\n")

    def _cancel(self, name: str) -> tuple[int, bytes]:
        batch = self.batches[name]
        if batch.status != "in_progress":
            return 409, json.dumps({"error": {"message": f"is {batch.status}"}}).encode()
        batch.status = "cancelling"
        return self._ok(batch.shown())

    def _list(self, path: str) -> tuple[int, bytes]:
        if not self.listing:
            return 405, b'{"error": {"message": "Method Not Allowed"}}'
        names = list(reversed(self.batches))
        after = path.partition("after=")[2].partition("&")[0]
        start = names.index(after) + 1 if after else 0
        page = names[start : start + 2]  # short pages, so that there are several
        rows = [self.batches[name].shown() for name in page]
        return self._ok({"object": "list", "data": rows, "has_more": start + 2 < len(names)})

    def _content(self, name: str) -> tuple[int, bytes]:
        if name not in self.files:
            return 404, b'{"error": {"message": "no such file"}}'
        return 200, self.files[name]

    def _live(self, body: dict[str, Any]) -> tuple[int, bytes]:
        self.live += 1
        self.billed[question_of(body)] += 1
        told = self.answer(body)
        return self._ok(completion(told) if isinstance(told, str) else told)

    def _keep(self, content: bytes) -> str:
        name = f"file-{next(self._numbers)}"
        self.files[name] = content
        return name

    @staticmethod
    def _ok(value: dict[str, Any]) -> tuple[int, bytes]:
        return 200, json.dumps(value).encode()
