"""Reader of mbox files (RFC 4155): each message is a job for a worker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.article import Page
from briefing.ingest.sandbox.job import Job, failed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.ingest.formats.base import Source
    from briefing.models import Unread

#: mboxrd: a line that would begin a message has one more `>` than it had.
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_BEGINS = re.compile(rb"From \S.{0,300}\d{4}|From -")


def read_mbox(source: Source) -> Iterator[Job | Unread]:
    """Read an mbox file message by message; one message is held in memory.

    Raises:
        ArticleUnreadable: There is no message in it.
    """
    number = 0
    for content in _messages(source):
        number += 1
        origin = f"{source.origin}:{number}"
        if content is None:
            most = source.limits.max_file_bytes
            reason = (
                f"too large: a message of more than {most:,} bytes; set BRIEFING_MAX_FILE_BYTES to read larger ones"
            )
            yield failed(origin, reason)
        elif content.strip():
            yield Job("eml", Page(_QUOTED.sub(rb"\1", content), origin), source.limits.max_bytes)
        else:
            yield failed(origin, "empty")
    if number == 0:
        raise ArticleUnreadable("empty: contains no message", origin=source.origin)


def _messages(source: Source) -> Iterator[bytes | None]:
    """Each message without its separator; None for one past the limit."""
    lines: list[bytes] | None = None
    size, blank = 0, True
    while line := source.stream.readline(1_000_000):
        if blank and _BEGINS.match(line):
            if lines is not None:
                yield b"".join(lines) if size <= source.limits.max_file_bytes else None
            lines, size = [], 0
        elif lines is not None:
            size += len(line)
            if size <= source.limits.max_file_bytes:
                lines.append(line)
        blank = not line.strip(b"\r\n")
    if lines is not None:
        yield b"".join(lines) if size <= source.limits.max_file_bytes else None
