"""The lines of a PDF's page in the order in which they are read.

pdfium gives a page's characters in the order of its content stream, with line breaks and blanks where it sees
such. That order is the reading order of nearly all files that a program set, columns included. Two things
are mended by the places of the characters: right-to-left words, whose letters come in the order of either
eye or tongue, and pages whose columns were written line by line across the gutter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

#: Gaps within a line wider than this many of its heights part columns.
_GUTTER = 1.2
#: A blank beside a bracket or a comma of a right-to-left line, in heights of the line.
_BLANK = 0.13
#: So many lines of a page must be parted at one place before it is taken for columns.
_FEWEST_PARTED = 3
#: At a hyphen that parts a word pdfium sets a sign of its own and no line break.
_BREAK = re.compile(r"\r\n|\r|\n|(?<=[\ufffe\x02])(?![\r\n])")
_RTL = frozenset(("R", "AL"))
#: No blank stands before these.
_CLOSING = frozenset(".,;:!?…،؛؟%")
_LAM, _ALEFS = "ل", frozenset("اأإآٱ")
_NUMBER_SIGNS = frozenset(".,:/%+-–٫٬")

_BRACKETS = (("(", ")"), ("[", "]"), ("«", "»"), ("‹", "›"))
_INSIDE = re.compile(r"[(\[«‹] +| +[)\]»›]")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    edge: bool = False
    """First or last of its page."""
    rtl: bool = False
    """Whether most of its letters run from right to left."""

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


@dataclass(slots=True)
class _Glyph:
    """A letter with its marks."""

    text: str
    box: Box
    word: int
    """Which of its line's words, as pdfium parts them."""

    @property
    def is_sign(self) -> bool:
        """Neither a letter nor a digit."""
        return unicodedata.category(self.text[0])[0] in "PS"

    @property
    def middle(self) -> float:
        return (self.box[0] + self.box[2]) / 2


def lines_of(page: Any) -> list[Line]:
    """The lines of a page, in points from its lower left corner.

    Args:
        page: Of pypdfium2.
    """
    text = page.get_textpage()
    whole = text.get_text_range()
    if len(whole) != text.count_chars():
        # Beyond the basic plane one character has two places; one by one they are found all the same.
        whole = "".join(_char(text, n) for n in range(text.count_chars()))
    found: list[Line] = []
    at = 0
    for broken in (*_BREAK.finditer(whole), None):
        end = broken.start() if broken else len(whole)
        found.extend(_parts(text, whole, at, end))
        at = broken.end() if broken else end
    ordered = _by_columns(found)
    last = len(ordered) - 1
    return [replace(line, edge=n in {0, last}) for n, line in enumerate(ordered)]


def _char(text: Any, n: int) -> str:
    import pypdfium2.raw as pdfium  # noqa: PLC0415 -- late: native code, for workers

    return chr(pdfium.FPDFText_GetUnicode(text, n) or 32)


def _parts(text: Any, whole: str, start: int, end: int) -> Iterator[Line]:
    """A line, or several where wide gaps part it."""
    words = [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", whole[start:end])]
    if not words:
        return
    # A Latin word within a right-to-left line has its first letter left of its bracket, and its last one right of it.
    mixed = any(unicodedata.bidirectional(char) in _RTL for char in whole[start:end])
    boxes = [_box(text, first, last, 1 if mixed else last - first - 1) for first, last in words]
    height = max(box[3] - box[1] for box in boxes)
    begin = 0
    for n, (one, two) in enumerate(pairwise(boxes), 1):
        if max(two[0] - one[2], one[0] - two[2]) > _GUTTER * max(height, 1.0):
            yield _line(text, whole, words[begin:n], boxes[begin:n])
            begin = n
    yield _line(text, whole, words[begin:], boxes[begin:])


def _box(text: Any, start: int, end: int, step: int) -> Box:
    """Around a word, by its first and last letter, or by each."""
    places = {*range(start, end, max(step, 1)), end - 1}
    left, bottom, right, top = zip(*(text.get_charbox(n, loose=True) for n in places), strict=True)
    return min(left), min(bottom), max(right), max(top)


def _line(text: Any, whole: str, words: Sequence[tuple[int, int]], boxes: Sequence[Box]) -> Line:
    letters = whole[words[0][0] : words[-1][1]]
    right = sum(unicodedata.bidirectional(char) in _RTL for char in letters)
    rtl = 2 * right > sum(char.isalpha() for char in letters) > 0
    left, bottom, over, top = zip(*boxes, strict=True)
    line = Line(letters, min(left), min(bottom), max(over), max(top), rtl=rtl)
    if rtl:
        glyphs = [glyph for n, word in enumerate(words) for glyph in _glyphs(text, whole, word, n)]
        return replace(line, text=_from_right(_ordered(glyphs), line.height))
    if right:
        return replace(line, text=" ".join(_within_latin(text, whole, word, line.height) for word in words))
    return line


def _within_latin(text: Any, whole: str, word: tuple[int, int], height: float) -> str:
    letters = whole[word[0] : word[1]]
    if not any(unicodedata.bidirectional(char) in _RTL for char in letters):
        return letters
    return _from_right(_ordered(_glyphs(text, whole, word, 0)), height)


def _glyphs(text: Any, whole: str, word: tuple[int, int], number: int) -> list[_Glyph]:
    """A word's letters with their places, marks on the letter they stand over."""
    start, end = word
    found = [_Glyph(whole[n], text.get_charbox(n), number) for n in range(start, end)]
    letters = [glyph for glyph in found if not unicodedata.combining(glyph.text)]
    for mark in found:
        if unicodedata.combining(mark.text) and letters:
            min(letters, key=lambda glyph: abs(glyph.middle - mark.middle)).text += mark.text
    return letters


def _ordered(glyphs: Sequence[_Glyph]) -> list[_Glyph]:
    """From right to left by their right edges."""
    ordered = sorted(glyphs, key=lambda glyph: -glyph.box[2])
    for n, (first, second) in enumerate(pairwise(list(ordered))):
        # Of the ligature lam-alef the alef may reach further to the right.
        if first.text[0] in _ALEFS and second.text[0] == _LAM and _overlap(first.box, second.box):
            ordered[n], ordered[n + 1] = second, first
    return ordered


def _from_right(glyphs: Sequence[_Glyph], height: float) -> str:
    """The words of a right-to-left line, its numbers and its Latin words the other way round."""
    told: list[str] = []
    for n, glyph in enumerate(glyphs):
        if n and _parted(glyphs, n, height):
            told.append(" ")
        told.append(glyph.text)
    runs = [
        list(group) if not ltr else list(reversed(list(group)))
        for ltr, group in ((key, [told[n] for n in part]) for key, part in groupby(range(len(told)), _ltr_at(told)))
    ]
    return _mirrored("".join(char for run in runs for char in run))


def _parted(glyphs: Sequence[_Glyph], n: int, height: float) -> bool:
    """Whether a blank stands before a letter. Beside signs its gap decides: pdfium sets it on either side of them."""
    one, two = glyphs[n - 1], glyphs[n]
    if not one.is_sign and not two.is_sign:
        return one.word != two.word
    within_number = one.word == two.word and two.text.isdecimal() and n > 1 and glyphs[n - 2].text.isdecimal()
    if two.text in _CLOSING or (within_number and one.text in _NUMBER_SIGNS):
        return False
    return one.box[0] - two.box[2] > _BLANK * height


def _ltr_at(told: Sequence[str]) -> Callable[[int], bool]:
    """Which places belong to a run that is read from left to right."""
    strong = [_direction(text[0]) for text in told]

    def ltr(n: int) -> bool:
        if strong[n]:
            return True
        before = strong[n - 1] if n else ""
        after = strong[n + 1] if n + 1 < len(told) else ""
        if told[n] in _NUMBER_SIGNS:
            return before == after == "number" or before == after == "latin"
        # Between two Latin words; two numbers follow one another from right to left.
        return told[n] == " " and "latin" in {before, after} and bool(before) and bool(after)

    return ltr


def _direction(char: str) -> str:
    if char.isdecimal():
        return "number"
    return "latin" if unicodedata.bidirectional(char) == "L" else ""


def _mirrored(text: str) -> str:
    """With brackets as they are read: files have them by their meaning, by their shape, or one of each in a line.

    In reading order the first of a pair opens it, whatever its shape; without blanks on its inner side.
    """
    for opening, closing in _BRACKETS:
        places = [n for n, char in enumerate(text) if char in {opening, closing}]
        if not places:
            continue
        shapes = [text[n] == opening for n in places]
        turned = [not shape for shape in shapes]
        if _nested(shapes):
            opens = shapes
        elif _nested(turned) or (len(places) % 2 and not shapes[0]):
            opens = turned
        elif len(places) % 2:
            continue
        else:
            opens = [n % 2 == 0 for n in range(len(places))]
        chars = list(text)
        for n, opened in zip(places, opens, strict=True):
            chars[n] = opening if opened else closing
        text = "".join(chars)
    return _INSIDE.sub(lambda found: found[0].strip(), text)


def _nested(opens: Sequence[bool]) -> bool:
    """Whether every bracket that is opened is closed after it, and none before."""
    depth = 0
    for opened in opens:
        depth += 1 if opened else -1
        if depth < 0:
            return False
    return depth == 0


def _overlap(one: Box, two: Box) -> bool:
    """Whether one of them covers a good part of the other's width."""
    shared = min(one[2], two[2]) - max(one[0], two[0])
    return shared > 0.3 * min(one[2] - one[0], two[2] - two[0])


def _by_columns(lines: list[Line]) -> list[Line]:
    """The same lines, column after column where the page was written across its gutter."""
    rows = [group for group in _rows(lines) if len(group) > 1]
    if len(rows) < _FEWEST_PARTED:
        return lines
    gutter = _gutter(rows)
    if gutter is None:
        return lines
    rtl = sum(line.rtl for line in lines) * 2 > len(lines)
    done: list[Line] = []
    waiting: dict[bool, list[Line]] = {False: [], True: []}
    for line in lines:
        if line.left < gutter < line.right:
            # A headline or a table across both columns ends what stands above it.
            done += waiting[rtl] + waiting[not rtl]
            waiting = {False: [], True: []}
            done.append(line)
        else:
            waiting[line.left >= gutter].append(line)
    return done + waiting[rtl] + waiting[not rtl]


def _rows(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that follow one another at the same height."""
    row: list[Line] = []
    for line in lines:
        if row and abs(line.bottom - row[-1].bottom) < 0.3 * line.height:
            row.append(line)
            continue
        if row:
            yield row
        row = [line]
    if row:
        yield row


def _gutter(rows: Sequence[Sequence[Line]]) -> float | None:
    """The middle of a gap that all parted rows share, if each side is as wide as text is; tables' cells aren't."""
    gaps = []
    for row in rows:
        if len(row) != 2:
            return None
        first, second = sorted(row, key=lambda line: line.left)
        gaps.append((first.right, second.left))
    left, right = max(gap[0] for gap in gaps), min(gap[1] for gap in gaps)
    if left >= right:
        return None
    words = [len(line.text.split()) for row in rows for line in row]
    return (left + right) / 2 if sum(words) / len(words) >= 3 else None
