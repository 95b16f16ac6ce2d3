"""The inside of a worker: limits on itself, then job after job until its standard input ends."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from briefing.errors import ArticleUnreadable
from briefing.ingest.sandbox.defects import unforeseen
from briefing.ingest.sandbox.job import Job
from briefing.ingest.sandbox.jobs import run
from briefing.models import Article
from briefing.text.language_id import language_of

_SIZE = 8


class _Kept(logging.Handler):
    """Keeps what is logged, tracebacks and all, for the process that asked."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def main(memory: int) -> None:
    """Serve jobs.

    Args:
        memory: Bytes of address space it may have, where the system can limit that.
    """
    limit_memory(memory)
    replies = os.fdopen(os.dup(1), "wb")
    # A library that prints would break the conversation.
    os.dup2(2, 1)
    requests = sys.stdin.buffer
    log = _Kept()
    logging.getLogger("briefing").addHandler(log)
    _warm_up()
    _send(replies, b"ready")
    while (header := _part(requests)) is not None:
        content = _part(requests)
        if content is None:
            return
        log.lines.clear()
        _send(replies, _reply(json.loads(header), content, log))


def _send(stream: BinaryIO, part: bytes) -> None:
    stream.write(len(part).to_bytes(_SIZE, "big") + part)
    stream.flush()


def _warm_up() -> None:
    """Import what nearly every job needs, before its time begins to count."""
    with contextlib.suppress(ImportError, MemoryError):
        import htmldate  # noqa: F401, PLC0415
        import trafilatura  # noqa: F401, PLC0415

        language_of("A few words, so that the model of languages is there.")


def limit_memory(memory: int) -> None:
    """Hold this process to an address space; does nothing where that is unknown, as on Windows."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 -- not everywhere

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _reply(header: dict[str, Any], content: bytes, log: _Kept) -> bytes:
    """The answer in JSON. Nothing that a file does, and no mistake of ours, ends the worker without one."""
    origin = header["origin"]
    try:
        answer = _listing(header, content) if header["do"] == "list" else _records(Job.of(header["job"], content))
        return json.dumps({**answer, "log": log.lines}, ensure_ascii=True).encode()
    except Exception as error:  # noqa: BLE001 -- what was read can't be sent
        unread = unforeseen(error, origin, header["do"])
        answer = {"records": [{"unread": unread.model_dump(mode="json")}], "error": unread.reason}
        return json.dumps({**answer, "log": log.lines}, ensure_ascii=True).encode()


def _records(job: Job) -> dict[str, Any]:
    return {
        "records": [
            {"article" if isinstance(record, Article) else "unread": record.model_dump(mode="json")}
            for record in run(job)
        ]
    }


def _listing(header: dict[str, Any], content: bytes) -> dict[str, Any]:
    from briefing.ingest.web.feeds import read_listing  # noqa: PLC0415 -- late: it brings its own libraries

    try:
        found = read_listing(content, origin=header["origin"], base=header["base"], charset=header["charset"])
    except ArticleUnreadable as error:
        return {"error": error.message}
    return {"listing": asdict(found)}


def _part(stream: BinaryIO) -> bytes | None:
    size = stream.read(_SIZE)
    if len(size) < _SIZE:
        return None
    length = int.from_bytes(size, "big")
    content = stream.read(length)
    return content if len(content) == length else None
