"""Reader of JSON lines: one object for a line, one article for an object.

    {"text": "…", "title": "…", "author": "…", "url": "https://…", "outlet": "…", "published": "2026-11-19"}

`text` is required. A line that is no such object becomes an Unread of its own, and the others are read.
"""

from __future__ import annotations

import codecs
import io
import json
from typing import TYPE_CHECKING, Any, BinaryIO

from briefing.errors import ArticleUnreadable
from briefing.ingest.formats.base import Limits, Source, too_large
from briefing.ingest.formats.fields import article_of
from briefing.models import Article, Unread
from briefing.text.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.ingest.sandbox.job import Job

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_jsonl(source: Source) -> Iterator[Article | Unread | Job]:
    """Read JSON lines in UTF-8 (or UTF-16 with a byte order mark); blank lines are passed over."""
    stream: BinaryIO = source.stream
    encoding = "utf-8"
    if source.head().startswith(_WIDE_MARKS):
        decoded = decode(source.all_bytes(), source.origin)
        stream, encoding = io.BytesIO(decoded.text.encode("utf-8")), decoded.encoding
    empty = True
    for n, line in enumerate(_lines(stream, source.limits), 1):
        if line == b"":
            continue
        empty = False
        origin = f"{source.origin}:{n}"
        try:
            yield _article(line, origin, encoding, source.limits)
        except ArticleUnreadable as error:
            yield Unread(origin=origin, status="failed", reason=error.message)
    if empty:
        raise ArticleUnreadable("empty", origin=source.origin)


def _lines(stream: BinaryIO, limits: Limits) -> Iterator[bytes | str]:
    """Lines without their blank edges; for a line that is too long the reason why it isn't read."""
    first = True
    # Room for the line's end.
    while line := stream.readline(limits.max_bytes + 2):
        length = len(line)
        while not line.endswith(b"\n") and (more := stream.readline(65_536)):
            length += len(more)
            line = more
        if length > limits.max_bytes + 2:
            yield too_large(length, limits)
        else:
            yield (line.removeprefix(codecs.BOM_UTF8) if first else line).strip(b" \t\r\n")
        first = False


def _article(line: bytes | str, origin: str, encoding: str, limits: Limits) -> Article | Job:
    return article_of(_object(line, origin), origin, encoding, limits.max_bytes)


def _object(line: bytes | str, origin: str) -> dict[str, Any]:
    if isinstance(line, str):
        raise ArticleUnreadable(line, origin=origin)
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ArticleUnreadable(
            f"not UTF-8, as JSON must be: {error.reason} at byte {error.start} of the line; encoding tried: utf-8",
            origin=origin,
        ) from None
    except json.JSONDecodeError as error:
        raise ArticleUnreadable(f"no JSON: {error.msg} at column {error.colno}", origin=origin) from None
    except (ValueError, RecursionError):
        raise ArticleUnreadable(
            "no JSON that can be read: nested too deep, or a number too long", origin=origin
        ) from None
    if not isinstance(value, dict):
        raise ArticleUnreadable('no JSON object; a line looks like {"text": "…"}', origin=origin)
    return value
