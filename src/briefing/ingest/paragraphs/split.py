"""Where a plain text's paragraphs begin and end.

Blank lines always separate. Between blank lines (in a block) each line is a paragraph of its own, as
scrapers leave them, unless the text was wrapped at a fixed width, as e-mails and Markdown prose are:

1. A stretch is a part of a block that ends after a line shorter than 0.6 of the block's longest, or before
   a list point. A stretch of three or more lines is wrapped if its longest line has 60 to 100 columns, at
   most a third of its lines before the last end a sentence, and either
   - every line before the last is full (the next line's first word wouldn't have fitted within the longest
     line) and, in scripts with case, a third of the following lines begin with a small letter; or
   - two thirds of the following lines begin with a small letter, and no line before the last is shorter
     than 0.6 of the longest.
   Lists of headlines pass neither test: their lines are not full, and don't begin small.
2. The longest line of all wrapped stretches is the width of the document. None wrapped: nothing is joined.
3. In a document with a width, a line is joined with the one before it in its block if both fit the width
   and the one before was full, or was at least 0.6 of the width long and goes on with a small letter.
   A line that begins with a bullet, a number or a table bar is never joined to the one before.

Paragraphs longer than 4,000 code points are cut at sentence ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from briefing.ingest.paragraphs.spans import Line, Span, columns
from briefing.text.sentences import ends_sentence, sentence_ends

MAX_PARAGRAPH = 4_000

_NARROWEST, _WIDEST = 60, 100
_AMPLE = 0.6

#: A sentence's last character, with what may close after it.
_BULLET = re.compile(r"[-*+•–—|#>‣▪●]\s|\||\d{1,3}[.)]\s")
_BLANK = re.compile(r"\s")
_VISIBLE = re.compile(r"\S")

Block = Sequence[Line]


def split(lines: Sequence[Line | None], flat: str) -> list[Span]:
    """Put lines together to paragraphs.

    Args:
        lines: As `lines_of` gives them.
        flat: The text on one line, character for character.

    Returns:
        The paragraphs' places, in order, none blank, none longer than 4,000 code points. Together they
        hold every character that isn't blank, once.
    """
    blocks = list(_blocks(lines))
    stretches = (stretch for block in blocks if len(block) > 2 for stretch in _stretches(block, flat))
    width = max((_longest(stretch, flat) for stretch in stretches if _is_wrapped(stretch, flat)), default=None)
    spans: list[Span] = []
    for block in blocks:
        for start, end in _paragraphs(block, flat, width):
            spans.extend(cut(start, end, flat))
    return spans


def _blocks(lines: Sequence[Line | None]) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in (*lines, None):
        if line is not None:
            block.append(line)
        elif block:
            yield block
            block = []


def _stretches(block: Block, flat: str) -> Iterator[Block]:
    short = _AMPLE * min(_longest(block, flat), _WIDEST)
    stretch = [block[0]]
    for line, after in pairwise(block):
        if _width(line, flat) < short or _BULLET.match(flat, after.start, after.end):
            yield stretch
            stretch = []
        stretch.append(after)
    yield stretch


def _is_wrapped(block: Block, flat: str) -> bool:
    width = _longest(block, flat)
    if len(block) < 3 or not _NARROWEST <= width <= _WIDEST:
        return False
    pairs = list(pairwise(block))
    if 3 * sum(_ends_sentence(line, flat) for line, _ in pairs) > len(pairs):
        return False
    small = sum(flat[line.start].islower() for _, line in pairs)
    cased = any(flat[line.start].isupper() or flat[line.start].islower() for line in block)
    if all(_is_full(line, after, flat, width) for line, after in pairs):
        return not cased or 3 * small >= len(pairs)
    ample = all(_width(line, flat) >= _AMPLE * width for line, _ in pairs)
    return ample and 3 * small >= 2 * len(pairs)


def _paragraphs(block: Block, flat: str, width: int | None) -> Iterator[tuple[int, int]]:
    start = block[0].start
    for line, after in pairwise(block):
        if width is None or not _goes_on(line, after, flat, width):
            yield start, line.end
            start = after.start
    yield start, block[-1].end


def _goes_on(line: Line, after: Line, flat: str, width: int) -> bool:
    if _BULLET.match(flat, after.start, after.end):
        return False
    length = _width(line, flat)
    if max(length, _width(after, flat)) > width:
        return False
    return _is_full(line, after, flat, width) or (
        length >= _AMPLE * width and flat[after.start].islower() and not _ends_sentence(line, flat)
    )


def _is_full(line: Line, after: Line, flat: str, width: int) -> bool:
    """Whether the next line's first word wouldn't have fitted."""
    first = _BLANK.split(flat[after.start : min(after.end, after.start + 2 * _WIDEST)], maxsplit=1)[0]
    # Scripts without spaces wrap before any character.
    word = 2 if columns(first[0]) == 2 else 1 + columns(first)
    return _width(line, flat) + word > width


def _ends_sentence(line: Line, flat: str) -> bool:
    return ends_sentence(flat, max(line.start, line.end - 10), line.end)


def _longest(block: Block, flat: str) -> int:
    return max(_width(line, flat) for line in block)


def _width(line: Line, flat: str) -> int:
    # Measuring stops where the answer is clear: a line may have two million characters.
    return columns(flat[line.start : min(line.end, line.start + 2 * _WIDEST)])


def cut(start: int, end: int, flat: str) -> Iterator[Span]:
    """Cut an overlong paragraph at its last sentence end within the limit, else at a space, else anywhere."""
    while end - start > MAX_PARAGRAPH:
        limit = start + MAX_PARAGRAPH
        # The character past the limit tells whether a stop before it ends a sentence.
        ends = list(sentence_ends(flat, start, limit + 1))
        stop = next((stop for stop in reversed(ends) if stop <= limit), None) or _last_space(start, limit, flat)
        yield Span(start, start + len(flat[start:stop].rstrip()))
        more = _VISIBLE.search(flat, stop, end)
        if more is None:
            return
        start = more.start()
    yield Span(start, end)


def _last_space(start: int, limit: int, flat: str) -> int:
    space = max(flat.rfind(" ", start + 1, limit), flat.rfind("\u3000", start + 1, limit))
    return space if space > start else limit
