"""A page's bytes to a tree: which letters, and never deeper than what walks it can stand.

The encoding is asked for as browsers do, with two differences: bytes that are valid UTF-8 with letters
beyond ASCII are UTF-8 whatever the page says (they can hardly be anything else), and what a page declares
but isn't is guessed from its letters. A few broken bytes become U+FFFD and are noted.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.text.decode import Decoded, decode
from briefing.text.encoding import guess

if TYPE_CHECKING:
    from lxml.html import HtmlElement, HTMLParser

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w:.-]{2,40})",
    re.IGNORECASE,
)
_HEAD = 8_192

#: What browsers read these names as (WHATWG Encoding).
_LABELS = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "windows-874": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "unicode": "utf-16-le",
}  # fmt: skip
#: A larger share of broken characters means that the page isn't what it says.
_MOST_BROKEN = 0.01

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


def decode_page(content: bytes, origin: str, charset: str | None = None) -> Decoded:
    """Decode a page.

    Args:
        content: The whole page.
        origin: Named in the error.
        charset: As a server's header said; None where there was none.

    Raises:
        ArticleUnreadable: It is in none of the encodings tried.
    """
    if content.startswith(_MARKS):
        return decode(content, origin)
    named, how = (charset, "header") if charset else (_declared(content), "declared")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(content, named, how, origin)
    if named is None or _codec(named) in {None, "utf-8", "utf-16-le", "utf-16-be"} or not text.isascii():
        return Decoded(text, "utf-8")
    return Decoded(text, f"{named.lower()} ({how})")


def _declared(content: bytes) -> str | None:
    found = _DECLARED.search(content, 0, _HEAD)
    return (found[1] or found[2]).decode("ascii") if found else None


def _codec(name: str) -> str | None:
    label = name.strip().lower()
    try:
        found = codecs.lookup(_LABELS.get(label, label))
    except LookupError:
        return None
    # `rot13` and the like are codecs too.
    return found.name if getattr(found, "_is_text_encoding", True) else None


def _legacy(content: bytes, named: str | None, how: str, origin: str) -> Decoded:
    codec = _codec(named) if named else None
    if codec == "utf-8" or codec is None:
        text = content.decode("utf-8", "replace")
        if _broken(text) <= _MOST_BROKEN * sum(not char.isascii() for char in text):
            return Decoded(text, f"utf-8 ({text.count(chr(0xFFFD))} broken bytes replaced)")
    else:
        text = content.decode(codec, "replace")
        if _broken(text) <= _MOST_BROKEN * len(text):
            return Decoded(text, f"{(named or '').lower()} ({how})")
    if found := guess(content):
        return Decoded(found[0], f"{found[1]} (guessed)")
    if codec:
        # One broken byte among few letters: what the page says of itself is the best there is.
        text = content.decode(codec, "replace")
        if _broken(text) <= 0.1 * len(text):
            return Decoded(text, f"{codec} ({_broken(text)} broken bytes replaced)")
    return decode(content, origin)


def _broken(text: str) -> int:
    return text.count("\ufffd")


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
