"""XML from strangers, as text that can do no harm: no entities of its own, no DOCTYPE, no endless depth.

Decoding comes first and is done here, so that nothing hides in an encoding that a parser knows and a check
doesn't.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.web.body import Decoder
from briefing.ingest.web.types import NotHad
from briefing.text.decode import decode_labelled
from briefing.text.encoding_labels import codecs_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_DECLARED = re.compile(rb"\s{0,100}<\?xml[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_.:-]{1,40})[\"']")
ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z]{1,20})[\s/>]")
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NO_ENCODING = "its bytes fit no encoding it could be in; read as windows-1252"
#: What XML 1.0 has no place for; parsers stop at it.
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DOCTYPE_MARK = re.compile(r"[\"'\[\]<>]")

_DEEPEST = 200


def unzipped(content: bytes, most: int, origin: str) -> bytes:
    """Undo gzip, as sitemaps have it, as far as the limit.

    Raises:
        ArticleUnreadable: It is damaged, or longer than the limit.
    """
    try:
        if not content.startswith(b"\x1f\x8b"):
            return Decoder("identity", most).feed(content)
        decoder = Decoder("gzip", most)
        plain = decoder.feed(content)
        decoder.end()
    except NotHad as error:
        raise ArticleUnreadable(f"{error.why}: {error.message}", origin=origin) from None
    return plain


def as_text(content: bytes, charset: str | None) -> tuple[str, str | None]:
    """Decode by byte order mark, UTF-8, declaration or what the server said, the letters; at last as windows-1252.

    Returns:
        The text without byte order mark, and a note where it is doubtful.
    """
    declared = found[1].decode() if (found := _DECLARED.match(content)) else None
    try:
        # A label that means nothing hides none that does.
        decoded = decode_labelled(content, "", declared if codecs_of(declared) else charset)
    except ArticleUnreadable:
        return content.decode("windows-1252", "replace"), _NO_ENCODING
    return decoded.text, decoded.note


def rooted(text: str, origin: str) -> str:
    """The document from its root element on: without declaration, DOCTYPE, comments and instructions before it.

    Raises:
        ArticleUnreadable: What comes before the root never ends.
    """
    text = _NO_CHARACTER.sub("", text)
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<!--", at):
            at = _past(text, "-->", at + 4, origin)
        elif text.startswith("<?", at):
            at = _past(text, "?>", at + 2, origin)
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            at = _past_doctype(text, at + 9, origin)
        else:
            return text[at:]


def root_of(head: bytes) -> str | None:
    """The local name of the root element, in small letters; None where the first bytes show none."""
    mark = next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")
    text = head.decode(mark, "replace").lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return None
    try:
        found = ROOT.match(rooted(text, ""))
    except ArticleUnreadable:
        return None
    return found[1].casefold() if found else None


def _past(text: str, mark: str, at: int, origin: str) -> int:
    found = text.find(mark, at)
    if found < 0:
        raise ArticleUnreadable("its XML breaks off before its first element", origin=origin)
    return found + len(mark)


def _past_doctype(text: str, at: int, origin: str) -> int:
    """One past its `>`; its own declarations, entities among them, are dropped with it."""
    depth = 0
    while found := _DOCTYPE_MARK.search(text, at):
        mark, at = found[0], found.end()
        if mark in "\"'":
            at = _past(text, mark, at, origin)
        elif mark == "<" and text.startswith("!--", at):
            at = _past(text, "-->", at + 3, origin)
        elif mark in "[<":
            depth += 1
        elif depth == 0:
            return at
        else:
            depth -= 1
    raise ArticleUnreadable("its DOCTYPE never ends", origin=origin)


def walk(text: str, origin: str) -> Iterator[tuple[tuple[str, ...], Element]]:
    """Each element when it is complete, children first, with the local names of its ancestors and itself.

    What was given is taken out of the tree at once, so that memory stays small.

    Raises:
        ArticleUnreadable: Not XML from some place on; what came before was given.
    """
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 - the error only

    from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]  # noqa: PLC0415

    source = io.BytesIO(text.encode("utf-8", "replace"))
    path: list[str] = []
    open_ones: list[Element] = []
    try:
        for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                open_ones.append(element)
                path.append(str(element.tag).rpartition("}")[2].casefold())
                if len(path) > _DEEPEST:
                    raise ArticleUnreadable(f"elements nested more than {_DEEPEST} deep", origin=origin)
                continue
            yield tuple(path), element
            path.pop()
            open_ones.pop()
            if open_ones:
                open_ones[-1].remove(element)
    except (ParseError, ValueError) as error:
        raise ArticleUnreadable(f"damaged XML: {error}", origin=origin) from None
