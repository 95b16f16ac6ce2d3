"""Finding a quote again: at exact offsets of the raw text, whatever typography came between.

The comparison folds, on both sides alike, only what carries no letter:

- white space of every kind, runs of it to one space, and none beside a quotation mark or a Chinese or
  Japanese character;
- invisible characters: soft hyphens, zero-width and bidirectional marks, byte order marks;
- the Arabic tatweel and vowel marks (U+064B to U+0652, U+0670, the Quranic signs), not hamza or madda;
- combining marks are composed (NFC) with the letter they stand on;
- quotation marks to " and ', dashes to -, the ellipsis to three dots, full-width ASCII to ASCII.

A long stretch may be given by its first and last words with an ellipsis between them; what is taken then is
the source's own stretch from the first to the last, the shortest there is, within one paragraph.

Letters and digits are never folded: not their case, not their script, not hamza forms. A folded
character remembers the code points it came from, so the offsets are those of the raw text.
"""

from __future__ import annotations

import bisect
import functools
import re
import unicodedata
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.models import Evidence
from briefing.models.kept import kept
from briefing.text.name_folding import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.models import Article, Paragraph

_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u301d\u301e\u301f\uff02"
_SINGLE = "\u2018\u2019\u201a\u201b\u2039\u203a\u2032\u02bc\uff07`\u00b4"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d"
_FOLDS = (
    dict.fromkeys(_DOUBLE, '"')
    | dict.fromkeys(_SINGLE, "'")
    | dict.fromkeys(_DASHES, "-")
    | {"\u2026": "..."}
    | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "\uff02\uff07\uff0d"}
)
_DROPPED = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\ufeff\u061c\u180e\u0640\u0670"
) | {
    chr(code)
    for span in ((0x064B, 0x0653), (0x06D6, 0x06DD), (0x06DF, 0x06E9), (0x06EA, 0x06EE))
    for code in range(*span)
}
_UNSPACED = (("\u2e80", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))
#: Marks that a model may put around a quote.
_WRAPPING = "\"' "
#: Arabic and Hebrew words of one letter ("and", "in", "to", "the") that are written with the next one.
_PROCLITICS = frozenset("وفبلكسוהבלמשכ")
#: What stands for the words between the first and the last, folded.
_ELLIPSIS = "..."


@dataclass(frozen=True)
class Folded:
    """A text folded for comparison.

    Attributes:
        text: The folded text.
        starts: For each folded character the offset where its raw characters begin.
        ends: And where they end.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


@functools.lru_cache(maxsize=1024)
def fold(text: str) -> Folded:
    """Fold a text, keeping the way back to its offsets."""
    chars = set(text)
    others = "".join(sorted(char for char in chars if not _stays(char)))
    # Where no letter closes up, a blank between two of them stays as well.
    stays = _staying(others, blanks=not any(char not in others and _closes_up(char) for char in chars))
    pieces: list[str] = []
    starts, ends = array("I"), array("I")

    def add(piece: str, start: int, end: int) -> None:
        if piece:
            pieces.append(piece)
            starts.extend([start] * len(piece))
            ends.extend([end] * len(piece))

    at = 0
    while at < len(text):
        end = _end_of_run(stays, text, at)
        if end > at:
            pieces.append(text[at:end])
            starts.extend(range(at, end))
            ends.extend(range(at + 1, end + 1))
            at = end
            continue
        end = at + 1
        if _is_blank(text[at]):
            while end < len(text) and (text[end].isspace() or text[end] in _DROPPED):
                end += 1
            after = text[end] if end < len(text) else " "
            if pieces and not _closes_up(pieces[-1][-1]) and not _closes_up(_FOLDS.get(after, after)):
                add(" ", at, end)
        else:
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            add(_cluster(text[at:end]), at, end)
        at = end
    return Folded("".join(pieces), starts, ends)


def _end_of_run(stays: re.Pattern[str], text: str, at: int) -> int:
    found = stays.match(text, at)
    end = found.end() if found else at
    # The last character may carry the mark behind it.
    return end - 1 if end > at and end < len(text) and unicodedata.combining(text[end]) else end


def _cluster(text: str) -> str:
    """A character with its marks, folded. An invisible character before a space must not part two spaces."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(_FOLDS.get(char, char) for char in composed if char not in _DROPPED).strip(" ")


@functools.lru_cache(maxsize=1 << 14)
def _stays(char: str) -> bool:
    """Whether a character is folded to itself, where no combining mark follows."""
    return not (
        _is_blank(char)
        or char in _FOLDS
        or char in _DROPPED
        or unicodedata.combining(char)
        or unicodedata.normalize("NFC", char) != char
    )


@functools.lru_cache(maxsize=256)
def _staying(others: str, *, blanks: bool) -> re.Pattern[str]:
    """A run of characters, none of which is among these; with single blanks between them."""
    if not others:
        return re.compile(".*", re.DOTALL)
    one = f"[^{re.escape(others)}]"
    return re.compile(f"(?:{one}+(?: {one}+)*)?" if blanks and " " in others else f"{one}*")


def _is_blank(char: str) -> bool:
    return char.isspace() or char in "\u0085\u2028\u2029"


@functools.lru_cache(maxsize=1 << 14)
def _closes_up(char: str) -> bool:
    # Quotation marks, inside which French sets spaces; Chinese and Japanese, which know none between words.
    return char == '"' or any(first <= char <= last for first, last in _UNSPACED)


def find(text: str, quote: str) -> tuple[int, int] | None:
    """Where a quote stands in a text, as offsets into the text; None where it doesn't.

    An occurrence that doesn't cut through a word is preferred.
    """
    return _find(fold(text), fold(quote).text.strip(" "))


def _find(haystack: Folded, needle: str) -> tuple[int, int] | None:
    if not _has_word(needle):
        return None
    for wanted in (needle, needle.strip(_WRAPPING)):
        if wanted and (at := _best(haystack.text, wanted)) >= 0:
            return haystack.starts[at], haystack.ends[at + len(wanted) - 1]
    span = _between(haystack.text, needle.strip(_WRAPPING))
    return None if span is None else (haystack.starts[span[0]], haystack.ends[span[1] - 1])


def _between(haystack: str, needle: str) -> tuple[int, int] | None:
    """The shortest stretch that begins and ends with the two parts of `first words ... last words`."""
    first, dots, last = needle.partition(_ELLIPSIS)
    first, last = first.rstrip(" "), last.lstrip(" ")
    # One cut only: with more of them it would not be said which words lie between.
    if not dots or _ELLIPSIS in last or not _has_word(first) or not _has_word(last):
        return None
    ends = list(_occurrences(haystack, last))
    best: tuple[int, int] | None = None
    for start in _occurrences(haystack, first):
        # Of a stretch of nine or ten words the two ends may share some: the last still goes on where the first ends.
        after = bisect.bisect_left(ends, max(start + 1, start + len(first) - len(last) + 1))
        if after < len(ends) and (best is None or ends[after] + len(last) - start < best[1] - best[0]):
            best = start, ends[after] + len(last)
    return best


def _has_word(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _occurrences(haystack: str, needle: str) -> Iterator[int]:
    """Where it stands without cutting through a word; scripts without spaces have no such cuts."""
    at = haystack.find(needle)
    while at >= 0:
        if _whole(haystack, at, needle):
            yield at
        at = haystack.find(needle, at + 1)


def _whole(haystack: str, at: int, needle: str) -> bool:
    before = haystack[at - 1] if at else " "
    if before in _PROCLITICS and (at < 2 or not haystack[at - 2].isalnum()):
        before = " "
    after = haystack[at + len(needle)] if at + len(needle) < len(haystack) else " "
    return not _joins(before, needle[0]) and not _joins(needle[-1], after)


def _joins(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum() and not is_unspaced(left) and not is_unspaced(right)


def _best(haystack: str, needle: str) -> int:
    first = at = haystack.find(needle)
    while at >= 0:
        before = haystack[at - 1] if at else " "
        after = haystack[at + len(needle)] if at + len(needle) < len(haystack) else " "
        if not (before.isalnum() and needle[0].isalnum()) and not (after.isalnum() and needle[-1].isalnum()):
            return at
        at = haystack.find(needle, at + 1)
    return first


@kept(256)
def _folded(article: Article) -> list[tuple[Paragraph, Folded]]:
    """Its paragraphs. The raw stretch, not the one-line text: offsets must hold there."""
    return [(p, fold.__wrapped__(article.raw[p.start : p.end])) for p in article.paragraphs]


def locate(article: Article, paragraph: int, quote: str) -> Evidence | None:
    """Find a quote in an article: in the paragraph it names, otherwise in the nearest that holds it.

    Returns:
        Evidence with the source's own characters and offsets into `article.raw`, or None.
    """
    needle = fold(quote).text.strip(" ")
    if not _has_word(needle):
        return None
    nearest = sorted(_folded(article), key=lambda each: (abs(each[0].n - paragraph), each[0].n))
    for candidate, haystack in nearest:
        span = _find(haystack, needle)
        if span is not None:
            start, end = candidate.start + span[0], candidate.start + span[1]
            return Evidence(
                article=article.id, paragraph=candidate.n, quote=article.raw[start:end], start=start, end=end
            )
    return None
