"""Lines and spans: places in a raw text, as code-point offsets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.models import ParagraphKind

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line with something on it, its blank edges cut off."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """The place of one paragraph; its kind, where the form itself tells it."""

    start: int
    end: int
    kind: ParagraphKind | None = None
    rule: str | None = None


def lines_of(raw: str, flat: str) -> list[Line | None]:
    """Cut a text into its lines.

    Args:
        raw: The text.
        flat: `one_line(raw)`: tells what is blank.

    Returns:
        The lines in order, None for each that is blank; U+2029 counts as a blank line of its own.
    """
    lines: list[Line | None] = []
    start = 0
    for match in _BREAK.finditer(raw):
        lines.append(_trimmed(flat, start, match.start()))
        if match.group() == "\u2029":
            lines.append(None)
        start = match.end()
    lines.append(_trimmed(flat, start, len(raw)))
    return lines


def _trimmed(flat: str, start: int, end: int) -> Line | None:
    piece = flat[start:end]
    words = piece.strip()
    if not words:
        return None
    first = start + len(piece) - len(piece.lstrip())
    return Line(first, first + len(words))


def columns(text: str) -> int:
    """Width in columns of a terminal: two for East Asian wide characters, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 0 if unicodedata.category(char) in {"Mn", "Me"} else 1
