"""Reader of JSON lines: one object for a line, one article for an object.

    {"text": "…", "title": "…", "url": "https://…", "outlet": "…", "published": "2026-11-19"}

`text` is required. A line that is no such object becomes an Unread of its own, and the others are read.
"""

from __future__ import annotations

import codecs
import datetime as dt
import io
import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO

from briefing.errors import ArticleUnreadable
from briefing.models import PARTIAL_DATE, Article, Unread
from briefing.stages.read.articles import Given, build
from briefing.stages.read.decode import decode
from briefing.stages.read.oneline import one_line
from briefing.stages.read.reader import Limits, Source, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEYS = ("text", "title", "url", "outlet", "published")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ADDRESS = re.compile(r"https?://[^\s<>\"\\]+", re.IGNORECASE)
_DATED_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}(?::?\d{2}.*)?", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = 60


def read_jsonl(source: Source) -> Iterator[Article | Unread]:
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
            yield _article(line, origin, encoding)
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


def _article(line: bytes | str, origin: str, encoding: str) -> Article:
    values, notes = _object(line, origin), []
    text = values.get("text")
    if not isinstance(text, str):
        raise ArticleUnreadable(
            'no "text": every line needs one' if text is None else '"text" is no string', origin=origin
        )
    if _SURROGATE.search(text):
        raise ArticleUnreadable('"text" holds half of a surrogate pair, which is no character', origin=origin)
    unknown = [key for key in values if key not in _KEYS]
    if unknown:
        shown = ", ".join(sorted(_shown(key) for key in unknown[:20]))
        notes.append(f"ignored what this tool doesn't know: {shown}{', …' if len(unknown) > 20 else ''}")
    title, outlet = _words(values, "title", notes), _words(values, "outlet", notes)
    url, published = _address(values, notes), _date(values, notes)
    given = Given(title, url, outlet, published, tuple(notes))
    return build(text, origin=origin, encoding=encoding, given=given)


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


def _words(values: dict[str, Any], key: str, notes: list[str]) -> str | None:
    """A value on one line; what is no usable string is left out, and said."""
    value = values.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or _SURROGATE.search(value):
        notes.append(f"{key} left out: {_shown(value)} is no usable text")
        return None
    return one_line(value).strip() or None


def _address(values: dict[str, Any], notes: list[str]) -> str | None:
    url = _words(values, "url", notes)
    # It becomes a link in the report: nothing but what a browser opens as a page.
    if url is not None and not _ADDRESS.fullmatch(url):
        notes.append(f"url left out: {_shown(url)} is no http(s) address")
        return None
    return url


def _date(values: dict[str, Any], notes: list[str]) -> str | None:
    value = _words(values, "published", notes)
    if value is None:
        return None
    timed = _DATED_TIME.fullmatch(value)
    date = timed[1] if timed else value
    # Digits of other scripts fit the pattern, and nobody else would read them as a date.
    if date.isascii() and re.fullmatch(PARTIAL_DATE, date) and _exists(date):
        return date
    notes.append(f"published left out: {_shown(value)} is no ISO date (such as 2026-11-19 or 2026-11)")
    return None


def _exists(date: str) -> bool:
    """Whether its days are on the calendar; where the year is unknown, 29 February is."""
    for day in date.split("/"):
        if len(day) == len("2026-11-19"):
            try:
                dt.date.fromisoformat(day.replace("XXXX", "2024"))
            except ValueError:
                return False
    return True


def _shown(value: object) -> str:
    """A stranger's value in a message: on one line, printable, short."""
    text = one_line(str(value)).encode("utf-8", "backslashreplace").decode()
    return f'"{text[:_SHOWN]}{"…" if len(text) > _SHOWN else ""}"'
