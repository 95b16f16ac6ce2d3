"""The words of an e-mail: headers and parts, whatever charset they are in and whatever their label says."""

from __future__ import annotations

import binascii
import email.errors
import email.header
import email.utils
import html
import re
from typing import TYPE_CHECKING

from briefing.text.decode import Decoded, decode_labelled
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import MIMEPart

_UNSEEN = re.compile(r"<(style|script|head)\b|<!--", re.IGNORECASE)
_LINE_END = re.compile(r"<br\b[^<>]*>|</?(?:p|div|tr|li|h[1-6]|blockquote|table|hr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
#: A file within the text, as mail programs before MIME had it.
_UUENCODED = re.compile(r"^begin [0-7]{3,4} ([^\n]{1,200})\n(?:[ -`]{1,70}\r?\n)+?end[ \t]*$", re.MULTILINE)


def header(message: MIMEPart, name: str) -> str | None:
    """A header in words; None where there is none."""
    raw = raw_header(message, name)
    return words(raw) if raw else None


def raw_header(message: MIMEPart, name: str) -> str | None:
    """A header as it was sent, bytes beyond ASCII as surrogates."""
    return next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), None)


def words(raw: str) -> str | None:
    """Encoded words (RFC 2047) and bytes of any charset as text on one line; None where nothing is left."""
    try:
        pieces = email.header.decode_header(raw)
    except (email.errors.HeaderParseError, binascii.Error, ValueError):
        pieces = [(raw, None)]
    text = "".join(_piece(piece, charset) for piece, charset in pieces)
    return " ".join(one_line(text).split()) or None


def _piece(piece: bytes | str, charset: str | None) -> str:
    content = piece.encode("utf-8", "surrogateescape") if isinstance(piece, str) else piece
    try:
        return decode_labelled(content, "header", charset, "header").text
    except ValueError:
        return content.decode("utf-8", "replace")


def sender(raw: str | None) -> str | None:
    """Who sent a message: the name, else the host of the address."""
    name, address = email.utils.parseaddr(raw or "")
    return words(name) or one_line(address.rpartition("@")[2]).strip() or None


def content_of(part: MIMEPart) -> bytes:
    """A part's bytes, without their transfer encoding."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def text_of_part(part: MIMEPart, origin: str) -> Decoded:
    """The text of a part of text/plain, its lines joined where it says that they flow.

    Raises:
        ArticleUnreadable: It is in none of the encodings tried.
    """
    content, label = content_of(part), part.get_content_charset()
    if (label or "").replace("_", "-") == "utf-7":
        found = Decoded(content.decode("utf-7", "replace"), "utf-7 (header)")
    else:
        found = decode_labelled(content, origin, label, "header")
    if str(part.get_param("format") or "").lower() != "flowed":
        return found
    together = str(part.get_param("delsp") or "").lower() == "yes"
    return Decoded(unflowed(found.text, together=together), found.encoding, found.note)


def markup_lines(part: MIMEPart, origin: str) -> str:
    """The words of a part of text/html, with its line breaks and blocks as lines.

    Raises:
        ArticleUnreadable: It is in none of the encodings tried.
    """
    markup = decode_labelled(content_of(part), origin, part.get_content_charset(), "header").text
    words = " ".join(_seen(markup).split())
    return html.unescape(_TAG.sub("", _LINE_END.sub("\n", words)))


def _seen(markup: str) -> str:
    """Markup without styles, scripts, head and comments; one that never ends hides nothing."""
    pieces: list[str] = []
    at, endless = 0, set[str]()
    for found in _UNSEEN.finditer(markup):
        end = f"</{found[1].lower()}" if found[1] else "-->"
        if found.start() < at or end in endless:
            continue
        # Lower-casing the whole would move places: İ becomes two.
        close = re.compile(end, re.IGNORECASE).search(markup, found.end())
        if close is None:
            endless.add(end)
            continue
        pieces.append(markup[at : found.start()])
        at = close.start() if found[1] else close.end()
    return " ".join((*pieces, markup[at:]))


def unflowed(text: str, *, together: bool = False) -> str:
    """Join the lines of format=flowed (RFC 3676).

    Args:
        text: As it was sent.
        together: `DelSp=yes`: the blank at a line's end is none of the text.
    """
    told: list[list[str]] = []
    depth_before, open_line = 0, False
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip(">"))
        rest = line[depth:].removeprefix(" ")
        flows = rest.endswith(" ") and rest != "-- "
        shown = rest[:-1] if flows and together else rest
        if open_line and depth == depth_before and rest != "-- ":
            told[-1].append(shown)
        else:
            told.append([">" * depth + " " if depth else "", shown])
        depth_before, open_line = depth, flows
    return "\n".join("".join(pieces) for pieces in told)


def without_files(text: str) -> tuple[str, list[str]]:
    """A text without the uuencoded files in it, and their names."""
    if "\nbegin " not in f"\n{text}":
        return text, []
    return _UUENCODED.sub("", text), [one_line(name).strip() for name in _UUENCODED.findall(text)]


def own_leaves(part: MIMEPart) -> Iterator[MIMEPart]:
    """The parts of a message, but not those of the messages attached to it."""
    if part.get_content_maintype() == "message" and part.is_multipart():
        return
    if not part.is_multipart():
        yield part
        return
    for below in part.iter_parts():
        yield from own_leaves(below)
