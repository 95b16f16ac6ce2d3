"""Bytes to text: a byte order mark, then UTF-8, then the label, then a guess that says so.

One decoder for all readers: `decode` for files that say nothing of how they are written, `decode_labelled` for
pages, feeds and mails, whose label is often wrong and never the whole truth.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from briefing.errors import ArticleUnreadable
from briefing.text.encoding import CANDIDATES, Guess, guess, plausible
from briefing.text.encoding_labels import codecs_of, decoded, seven_bit
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

#: A larger share of broken characters means that bytes aren't what their label says; and where nothing else fits.
_MOST_BROKEN, _MOST_BROKEN_LABELLED = 0.01, 0.1

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
    note: str | None = None
    """What the reader of the article should know of it: a close call, a label that was wrong."""


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
            return _marked(content[len(mark) :], name, origin, most_broken=0.0)
    if b"\0" in content[:_SAMPLE] and (wide := _utf16(content)):
        return wide
    if switched := seven_bit(content):
        return Decoded(switched[0], f"{switched[1]} (guessed)")
    _refuse_binary(content, origin)
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        _refuse_damaged(content, error, origin)
    found = guess(content)
    if found is None:
        tried = ", ".join(("utf-8", "utf-16", *CANDIDATES))
        raise ArticleUnreadable(f"the letters make no sense in any encoding tried ({tried})", origin=origin)
    return _guessed(found)


def decode_labelled(content: bytes, origin: str, label: str | None, how: str = "declared") -> Decoded:
    """Decode a page, a feed or a part of a mail.

    Bytes that are valid UTF-8 with letters beyond ASCII are UTF-8 whatever the label says: they can hardly be
    anything else. A label means what it means on the web, with all characters that are written under it; what is
    labelled and isn't so is guessed from its letters. A few broken bytes become U+FFFD, and are counted.

    Args:
        content: All of it.
        origin: Named in the error.
        label: As a header or the document itself says; None where neither does.
        how: Where the label is from: `declared`, `header`.

    Raises:
        ArticleUnreadable: It is in none of the encodings tried.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _marked(content[len(mark) :], name, origin, _MOST_BROKEN)
    named = one_line(label or "").strip().lower()
    if switched := seven_bit(content):
        agrees = switched[1] in named or named in {"hz", "csiso2022jp", "csiso2022kr"}
        return Decoded(switched[0], f"{switched[1]} ({how if agrees else 'guessed'})")
    # What could be read byte by byte as far as its label is in no wide encoding, whatever the label says.
    codecs = tuple(codec for codec in codecs_of(label) if not codec.startswith("utf-"))
    if (text := decoded(content, "utf-8")) is not None:
        return Decoded(text, f"{named} ({how})" if codecs and text.isascii() else "utf-8")
    return _legacy(content, named, codecs, how) or decode(content, origin)


def _legacy(content: bytes, label: str, codecs: tuple[str, ...], how: str) -> Decoded | None:
    """What is no UTF-8; None where neither its label nor its letters say what it is."""
    # The label of a program that never asked: it fits any bytes.
    believed = not (codecs == ("cp1252",) and not plausible(content, "cp1252"))
    found = None if believed and codecs else guess(content)
    if codecs and (found is None or found.encoding == "windows-1252"):
        for codec in codecs:
            if (text := decoded(content, codec)) is not None:
                return Decoded(text, f"{label} ({how})")
    for codec in codecs[:1] if believed and codecs else ("utf-8",):
        text = content.decode(codec, "replace")
        of = len(text) if codecs else sum(not char.isascii() for char in text)
        if _broken(text) <= _MOST_BROKEN * of:
            named = f"{label} ({how}; " if codecs else "utf-8 ("
            return Decoded(text, f"{named}{_broken(text)} broken bytes replaced)")
    if found := found or guess(content):
        return _guessed(found, label)
    # One broken byte among few letters: the label is the best there is.
    for codec in codecs or codecs_of(label):
        text = content.decode(codec, "replace")
        if _broken(text) <= _MOST_BROKEN_LABELLED * len(text):
            return Decoded(text, f"{codec} ({_broken(text)} broken bytes replaced)")
    return None


def _guessed(found: Guess, label: str = "") -> Decoded:
    notes: list[str] = []
    if label:
        notes.append(f"labelled {label}, which it isn't: read as {found.encoding}")
    if found.rival:
        notes.append(f"encoding guessed: {found.encoding}; {found.rival} is nearly as likely and gives other letters")
    return Decoded(found.text, f"{found.encoding} (guessed)", "; ".join(notes) or None)


def _broken(text: str) -> int:
    return text.count("\ufffd")


def _marked(content: bytes, name: str, origin: str, most_broken: float) -> Decoded:
    how = "byte order mark"
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        text = content.decode(name, "replace")
        how = f"{how}; {_broken(text)} broken bytes replaced"
        if _broken(text) > most_broken * len(text):
            raise ArticleUnreadable(
                f"its byte order mark says {name}, but it is not: {error.reason} at byte {error.start}; "
                f"encoding tried: {name}",
                origin=origin,
            ) from None
    if text.count("\0") > _MOST_CONTROLS * len(text):
        raise ArticleUnreadable("binary: NUL bytes after a byte order mark", origin=origin)
    return Decoded(text, f"{name} ({how})")


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
