"""A page's bytes to a tree: which letters, and never deeper than what walks it can stand.

The encoding is asked for as browsers do, with the differences that `text.decode.decode_labelled` names.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.text.decode import Decoded, decode_labelled

if TYPE_CHECKING:
    from lxml.html import HtmlElement, HTMLParser

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w:.-]{2,40})",
    re.IGNORECASE,
)
_HEAD = 8_192

#: Elements are opened no deeper than this; libxml2 stops reading at 2,048, silently.
MAX_DEPTH = 200
_LIBXML_DEPTH = 2_000
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
#: One ends the other before it, so they never nest, and parting paragraphs is what they are kept for.
_SELF_CLOSING = frozenset({"p", "li"})
#: What tells what a paragraph is goes a little deeper.
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "figcaption"})
_MORE_FOR_HEADINGS = 5
_OPENS = re.compile(r"<[a-zA-Z]")
#: What lxml refuses or reads as the end of the text.
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
#: Control characters and what is no character: lxml reads them, and refuses to set what stands behind an element that
#: is taken out.
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCES = re.compile(
    r"&#(?:0*(?:[1-8]|1[1-24-9]|2\d|3[01]|6553[45])(?!\d)|x0*(?:[1-8bcef]|1[\da-f]|fff[ef])(?![\da-f]));?",
    re.IGNORECASE,
)


def decode_page(content: bytes, origin: str, charset: str | None = None) -> Decoded:
    """Decode a page.

    Args:
        content: The whole page.
        origin: Named in the error.
        charset: As a server's header said; None where there was none.

    Raises:
        ArticleUnreadable: It is in none of the encodings tried.
    """
    named, how = (charset, "header") if charset else (_declared(content), "declared")
    return decode_labelled(content, origin, named, how)


def _declared(content: bytes) -> str | None:
    found = _DECLARED.search(content, 0, _HEAD)
    return (found[1] or found[2]).decode("ascii") if found else None


def parse(text: str, origin: str) -> tuple[HtmlElement, tuple[str, ...]]:
    """Make a tree of a page.

    Returns:
        The tree, at most 200 elements deep, and a note for each thing that had to be mended.

    Raises:
        ArticleUnreadable: There is no element and no word in it.
    """
    from lxml import etree, html  # noqa: PLC0415 -- late: most runs read no page

    text = _UNREADABLE.sub("\ufffd", text)
    notes: tuple[str, ...] = ()
    # Cheap to count, and an upper bound of the depth.
    if len(_OPENS.findall(text)) > MAX_DEPTH and (flat := flatten(text)) is not text:
        text, notes = flat, (f"elements nested deeper than {MAX_DEPTH} were taken out of each other",)
    # An encoding declared within a text that is decoded already is refused by lxml.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)
    parser = html.HTMLParser(huge_tree=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text, parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        _must_be_whole(parser, origin)
        raise ArticleUnreadable("empty: a page without a word", origin=origin) from None
    _must_be_whole(parser, origin)
    return tree, notes


def as_settable(text: str) -> str:
    """The text as lxml takes it anywhere: a blank for a control character, U+FFFD for half a character."""
    return _CONTROLS.sub(" ", _UNREADABLE.sub("\ufffd", text))


def settable_markup(text: str) -> str:
    """Markup in which neither characters nor references are any that lxml refuses to set."""
    return _REFERENCES.sub(" ", as_settable(text))


def make_settable(tree: HtmlElement, text: str) -> None:
    """Put blanks into a tree where lxml would refuse to set what it holds; nothing is done where no page needs it.

    Args:
        text: The page it was made of.
    """
    if not (_CONTROLS.search(text) or _REFERENCES.search(text)):
        return
    for element in tree.iter():
        if element.text and _CONTROLS.search(element.text):
            element.text = as_settable(element.text)
        if element.tail and _CONTROLS.search(element.tail):
            element.tail = as_settable(element.tail)
        for name, value in element.attrib.items() if isinstance(element.tag, str) else ():
            if _CONTROLS.search(value):
                # A name that can't be set is one that nobody copies.
                with contextlib.suppress(ValueError):
                    element.set(name, as_settable(value))


def _must_be_whole(parser: HTMLParser, origin: str) -> None:
    """libxml2 stops without a word where memory or one of its own limits ends, and gives what it has."""
    for entry in parser.error_log.filter_from_fatals():
        if entry.type_name == "ERR_NO_MEMORY":
            raise MemoryError
        if entry.type_name == "ERR_RESOURCE_LIMIT":
            raise ArticleUnreadable("nested too deep, or too large, to be parsed to its end", origin=origin)


def flatten(text: str) -> str:
    """Take out tags that open deeper than 200 elements; the same text where there are none.

    Every end tag of such an element goes too, so that what is left stays balanced.
    """
    open_tags: list[str] = []
    dropped: dict[str, int] = {}
    pieces: list[str] = []
    at = 0
    for match in _TAG.finditer(text):
        name = match[2].lower()
        if name in _VOID or name in _SELF_CLOSING or match[3].endswith("/"):
            continue
        if match[1]:
            drop = _close(name, open_tags, dropped)
        elif drop := len(open_tags) >= MAX_DEPTH + (_MORE_FOR_HEADINGS if name in _HEADINGS else 0):
            dropped[name] = dropped.get(name, 0) + 1
        else:
            open_tags.append(name)
        if drop:
            pieces.extend((text[at : match.start()], " "))
            at = match.end()
    if not pieces:
        return text
    return "".join((*pieces, text[at:]))


def _close(name: str, open_tags: list[str], dropped: dict[str, int]) -> bool:
    """Whether an end tag belongs to an element that was taken out."""
    if dropped.get(name):
        dropped[name] -= 1
        return True
    if name in open_tags[-20:]:
        while open_tags.pop() != name:
            pass
    return False
