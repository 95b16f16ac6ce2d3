"""Bytes to text: what says of itself how it is written, then UTF-8, then a guess that says so."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from briefing.errors import ArticleUnreadable
from briefing.text.encoding import CANDIDATES, guess
from briefing.text.one_line import one_line

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: Control characters that text has: tab, line breaks, form feed, ESC of coloured terminals, the old
#: end-of-file mark.
_TEXT_CONTROLS = frozenset(b"\t\n\v\f\r\x1a\x1b")
_CONTROLS = bytes(byte for byte in (*range(0x20), 0x7F) if byte not in _TEXT_CONTROLS)

#: Share of control characters above which bytes are no text.
_MOST_CONTROLS = 0.05

_CJK_STOPS = re.compile("[、。，！？]")

#: Bytes of a file that are looked at to tell UTF-16 without a mark.
_SAMPLE = 4_096


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how it was read."""

    text: str
    """Without byte order mark; line breaks as they were."""
    encoding: str
    """Such as `utf-8`, `utf-16-le (byte order mark)`, `windows-1256 (guessed)`."""


def decode(content: bytes, origin: str) -> Decoded:
    """Decode a text file.

    Args:
        content: The whole file.
        origin: Named in the error.

    Raises:
        ArticleUnreadable: It is binary, damaged, or in none of the encodings tried; the reason says which.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _marked(content[len(mark) :], name, origin)
    if b"\0" in content[:_SAMPLE] and (wide := _utf16(content)):
        return wide
    _refuse_binary(content, origin)
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        _refuse_damaged(content, error, origin)
    found = guess(content)
    if found is None:
        tried = ", ".join(("utf-8", "utf-16", *CANDIDATES))
        raise ArticleUnreadable(f"the letters make no sense in any encoding tried ({tried})", origin=origin)
    return Decoded(found[0], f"{found[1]} (guessed)")


def _marked(content: bytes, name: str, origin: str) -> Decoded:
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        raise ArticleUnreadable(
            f"its byte order mark says {name}, but it is not: {error.reason} at byte {error.start}; "
            f"encoding tried: {name}",
            origin=origin,
        ) from None
    if text.count("\0") > _MOST_CONTROLS * len(text):
        raise ArticleUnreadable("binary: NUL bytes after a byte order mark", origin=origin)
    return Decoded(text, f"{name} (byte order mark)")


def _utf16(content: bytes) -> Decoded | None:
    """UTF-16 without a mark: one byte order gives plausible text, the other nonsense."""
    if len(content) % 2:
        return None
    scores = {}
    for name in ("utf-16-le", "utf-16-be"):
        # Cut between characters: a surrogate pair has four bytes, and the decoder tells where half of one is.
        sample = codecs.getincrementaldecoder(name)("replace").decode(content[:_SAMPLE])
        scores[name] = _plausible(sample)
    best = max(scores, key=scores.__getitem__)
    if scores[best] < 0.9 or min(scores.values()) > 0.6:
        return None
    try:
        return Decoded(content.decode(best), f"{best} (guessed)")
    except UnicodeDecodeError:
        return None


def _plausible(text: str) -> float:
    """Share of ASCII, of general punctuation and spaces, and of the script that is commonest in the text."""
    if not text or "\0" in text:
        return 0.0
    plain = punctuation = han = 0
    blocks: Counter[int] = Counter()
    for char in text:
        if " " <= char <= "~" or char in "\t\r\n":
            plain += 1
        elif "\u2000" <= char <= "\u206f" or char.isspace():
            punctuation += 1
        elif "\u3000" <= char <= "\u30ff" or "\u4e00" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef":
            han += 1
        else:
            blocks[ord(char) >> 8] += 1
    # English with its bytes swapped is all Chinese characters, but without a comma or a line break.
    if not plain and not _CJK_STOPS.search(text):
        han = 0
    return (plain + punctuation + max(han, *blocks.values(), 0)) / len(text)


def _refuse_binary(content: bytes, origin: str) -> None:
    if b"\0" in content:
        raise ArticleUnreadable("binary: NUL bytes that are no UTF-16", origin=origin)
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS * len(content):
        raise ArticleUnreadable(f"binary: {controls:,} of {len(content):,} bytes are controls", origin=origin)


def _refuse_damaged(content: bytes, error: UnicodeDecodeError, origin: str) -> None:
    """UTF-8 with a few broken bytes is no other encoding: guessing on would garble all of it."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if sum(not char.isascii() for char in text) - broken > 3 * broken:
        where = one_line(text[max(0, text.index("\ufffd") - 20) : text.index("\ufffd")]).strip()
        raise ArticleUnreadable(
            f"damaged UTF-8: {error.reason} at byte {error.start}, after “{where}”; everything else is UTF-8",
            origin=origin,
        )
