"""Where sentences end, in the scripts at hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Marks that end a sentence before a blank, and those of Chinese and Japanese, which need none.
_STOPS, _WIDE_STOPS = ".!?…؟۔।॥", "。！？｡"
#: What may close behind them.
_CLOSING = "\"'”’»›)\\]）」』】"
_AT_END = re.compile(f"[{_STOPS}{_WIDE_STOPS}][{_CLOSING}]*$")
_ENDS = re.compile(f"[{_STOPS}][{_CLOSING}]*(?=\\s)|[{_WIDE_STOPS}][{_CLOSING}]*")
#: `am 3. Mai` and `J. Smith` go on behind their dot.
_GOES_ON = re.compile(r"(?:\b\d+|\b\w)\.$")


def ends_sentence(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether a sentence ends with `text[start:end]`."""
    return _AT_END.search(text, start, len(text) if end is None else end) is not None


def sentence_ends(text: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Offsets one past each sentence in `text[start:end]`, closing quotation marks included."""
    for match in _ENDS.finditer(text, start, len(text) if end is None else end):
        yield match.end()


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, blanks around it left out; a dot behind a figure or an initial ends none."""
    found: list[tuple[int, int]] = []
    at = 0
    for end in (*sentence_ends(text), len(text)):
        if end < len(text) and _GOES_ON.search(text, max(at, end - 12), end):
            continue
        if piece := text[at:end].strip():
            begin = text.index(piece, at)
            found.append((begin, begin + len(piece)))
        at = end
    return found
