"""The inside of a worker: limits on itself, then job after job until its standard input ends."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import BinaryIO

from briefing.models import Article
from briefing.stages.read.jobs import Job, run
from briefing.stages.read.language import language_of

_SIZE = 8


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
    _warm_up()
    _send(replies, b"ready")
    while (header := _part(requests)) is not None:
        content = _part(requests)
        if content is None:
            return
        reply = _reply(Job.of(json.loads(header), content))
        _send(replies, reply)


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


def _reply(job: Job) -> bytes:
    records = [
        {"article" if isinstance(record, Article) else "unread": record.model_dump(mode="json")} for record in run(job)
    ]
    return json.dumps(records, ensure_ascii=True).encode()


def _part(stream: BinaryIO) -> bytes | None:
    size = stream.read(_SIZE)
    if len(size) < _SIZE:
        return None
    length = int.from_bytes(size, "big")
    content = stream.read(length)
    return content if len(content) == length else None
