"""What a reader of one form is given, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from briefing.errors import ArticleUnreadable

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator

    from briefing.ingest.sandbox.job import Job
    from briefing.models import Article, Unread


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read."""

    max_bytes: int = 2_000_000
    """Bytes one article may have: a text file or a page as a whole, a JSONL or CSV file in each line."""
    max_file_bytes: int = 50_000_000
    """Bytes of a file whose text is the smaller part of it: PDF, Word, e-mail, saved page."""
    seconds: float = 20.0
    """What one page or file may take before its worker is ended."""
    memory: int = 1_500_000_000
    """Bytes of address space of a worker, on systems that can limit it."""


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
        return self._all(self.limits.max_bytes, "max_bytes")

    def all_of_file(self) -> bytes:
        """Everything there is of a file with pictures in it; the limit is the larger one.

        Raises:
            ArticleUnreadable: It is longer than the limit.
        """
        return self._all(self.limits.max_file_bytes, "max_file_bytes")

    def _all(self, most: int, setting: str) -> bytes:
        content = self.stream.read(most + 1)
        if len(content) > most:
            raise ArticleUnreadable(_too_large(self.size, most, setting), origin=self.origin)
        return content


class Reader(Protocol):
    """Reads sources of one form."""

    def __call__(self, source: Source) -> Iterator[Article | Unread | Job]:
        """Read one source.

        Yields:
            Its articles in their order, an Unread for each part that couldn't be read, and a Job for each
            that a worker had better read.

        Raises:
            ArticleUnreadable: The source as a whole can't be read; the caller makes it an Unread.
        """
        ...


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """A format that articles are read from.

    Attributes:
        name: What it is called.
        suffixes: Endings of the names of its files, in small letters, each with its dot.
        read: Reads one source.
        description: What it is, for messages.
        sniff: Whether the first bytes, some thousand at most, leave no doubt; None where only the name tells.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Reader
    description: str = ""
    sniff: Callable[[bytes], bool] | None = None


def too_large(size: int | None, limits: Limits) -> str:
    """Why something longer than the limit wasn't read, and what the user can do."""
    return _too_large(size, limits.max_bytes, "max_bytes")


def _too_large(size: int | None, most: int, setting: str) -> str:
    found = f"{size:,} bytes" if size is not None else f"more than {most:,} bytes"
    return f"too large: {found}, the limit is {most:,}; set BRIEFING_{setting.upper()} to read larger ones"
