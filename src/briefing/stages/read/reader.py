"""What a reader of one form is given, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from briefing.errors import ArticleUnreadable

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from briefing.models import Article, Unread


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read."""

    max_bytes: int = 2_000_000
    """Bytes one article may have: a text file as a whole, a JSONL file in each line."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or standard input, opened and not yet read."""

    origin: str
    """As the caller named it, in POSIX form."""
    stream: io.BufferedReader
    limits: Limits
    size: int | None = None
    """Bytes; None where it can't be told before reading."""

    def head(self) -> bytes:
        """The first bytes, without taking them off the stream."""
        return self.stream.peek(1)

    def all_bytes(self) -> bytes:
        """Everything there is.

        Raises:
            ArticleUnreadable: It is longer than the limit. Nothing past the limit was read.
        """
        content = self.stream.read(self.limits.max_bytes + 1)
        if len(content) > self.limits.max_bytes:
            raise ArticleUnreadable(too_large(self.size, self.limits), origin=self.origin)
        return content


class Reader(Protocol):
    """Reads sources of one form."""

    def __call__(self, source: Source) -> Iterator[Article | Unread]:
        """Read one source.

        Yields:
            Its articles in their order, and an Unread for each part that couldn't be read.

        Raises:
            ArticleUnreadable: The source as a whole can't be read; the caller makes it an Unread.
        """
        ...


def too_large(size: int | None, limits: Limits) -> str:
    """Why something longer than the limit wasn't read, and what the user can do."""
    found = f"{size:,} bytes" if size is not None else f"more than {limits.max_bytes:,} bytes"
    return f"too large: {found}, the limit is {limits.max_bytes:,}; set BRIEFING_MAX_BYTES to read larger ones"
