"""Text broken into lines by the cells that a terminal gives its letters: two for a Chinese one, none for an accent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING: Final = "\u2066\u2067\u2068"
_CLOSING: Final = "\u2069"
#: Cells below which a word without blanks is not begun on a line.
_ROOM: Final = 8


def broken(text: str, first: int, rest: int) -> list[str]:
    """A text on one line as several, at least one; isolates are closed on each line and opened anew on the next.

    Args:
        text: Words parted by blanks; one that is too wide by itself, as in Chinese, is cut.
        first: Cells of the first line.
        rest: Cells of each further line.
    """
    return list(_isolated(_greedy(text, max(first, 2), max(rest, 2)))) or [""]


def _greedy(text: str, room: int, rest: int) -> Iterator[str]:
    line = ""
    for each in text.split(" "):
        word = each
        while True:
            longer = f"{line} {word}" if line else word
            if _cells(longer) <= room:
                line = longer
                break
            left = room - _cells(line) - 1 if line else room
            if line and (_cells(word) <= rest or left < _ROOM):
                yield line
            else:
                fits = _fitting(word, left)
                yield f"{line} {word[:fits]}" if line else word[:fits]
                word = word[fits:]
            line, room = "", rest
    if line:
        yield line


def _fitting(word: str, room: int) -> int:
    """How many letters of a word fit, at least one."""
    n = 1
    while n < len(word) and _cells(word[: n + 1]) <= room:
        n += 1
    return n


def _cells(text: str) -> int:
    return cell_len(text.translate(_UNSEEN))


_UNSEEN: Final = dict.fromkeys(map(ord, _OPENING + _CLOSING))


def _isolated(lines: Iterator[str]) -> Iterator[str]:
    opened: list[str] = []
    for line in lines:
        begins = "".join(opened)
        for letter in line:
            if letter in _OPENING:
                opened.append(letter)
            elif letter == _CLOSING and opened:
                opened.pop()
        yield f"{begins}{line}{_CLOSING * len(opened)}"
