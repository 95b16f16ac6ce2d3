"""The lesser parts of a large page, compressed inside it.

A page of 200 articles would be larger than a mail server lets through. Its headlines and sentences stay plain;
the tables and texts below them are held as trees of elements, gzipped JSON in base64, from which the page's
script builds the same elements. A page of ordinary size needs none of this, and is whole without a script.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable

    # A text, or a tag with its attributes and what it holds.
    Tree = str | list[Any]

_SMALL, _LARGE, _END = "\x02s", "\x02l", "\x02e"
_IN_SMALL = re.compile(f"{_SMALL}.*?{_END}", re.DOTALL)
_IN_LARGE = re.compile(f"{_LARGE}.*?{_END}", re.DOTALL)
#: Where the packed parts go.
PARTS: Final = "\x01packed"
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[a-z][a-z-]*(?:="[^"<>]*")?)*)\s*(/?)>')
_ATTRIBUTE = re.compile(r'([a-z][a-z-]*)(?:="([^"]*)")?')
#: Bytes up to which a page stands plain.
PLAIN: Final = 1_000_000
_VOID = frozenset({"br", "input"})


class Ways:
    """A page written once for both ways: its templates mark what is in the plain page alone, or in the packed one.

    A mark is a control character, which no cleaned text holds.
    """

    def __init__(self) -> None:
        self._parts: dict[str, str] = {}

    def hold(self, name: str, caller: Callable[[], str]) -> str:
        """A lesser part, which stands in its place in the plain page."""
        self._parts[name] = text = caller()
        return self.small(text)

    @staticmethod
    def small(text: str) -> Markup:
        """What the plain page alone has."""
        return Markup(f"{_SMALL}{text}{_END}")  # noqa: S704 - of our own templates

    @staticmethod
    def large(text: str) -> Markup:
        """What the packed page alone has."""
        return Markup(f"{_LARGE}{text}{_END}")  # noqa: S704

    @staticmethod
    def plain(written: str) -> str:
        """The page with all parts in their places."""
        return _IN_LARGE.sub("", written).replace(_SMALL, "").replace(_END, "")

    def packed(self, written: str) -> str:
        """The page with its lesser parts in one: base64 of gzipped JSON; the same parts give the same bytes."""
        trees = {name: tree_of(text) for name, text in self._parts.items()}
        text = json.dumps(trees, ensure_ascii=False, separators=(",", ":"))
        parts = base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode("ascii")
        page = _IN_SMALL.sub("", written).replace(_LARGE, "").replace(_END, "")
        return page.replace(PARTS, parts, 1)


def tree_of(markup: str) -> list[Tree]:
    """Our own well-formed markup as trees: a text is a string, an element `[tag, attributes, *children]`."""
    # As a plain string: each slice of markup that is marked as safe would be marked anew.
    text = str.replace(markup, "\n", "")
    return _grown(text) or _parsed(text)


def _grown(text: str) -> list[Tree] | None:
    """The trees of markup as our templates write it; None where something else stands in it."""
    root: list[Any] = []
    above: list[list[Any]] = []
    inside, at, tags = root, 0, 0
    for match in _TAG.finditer(text):
        if match.start() > at:
            inside.append(unescape(text[at : match.start()]))
        at = match.end()
        tags += 1
        closes, tag, attributes, closed = match.groups()
        if closes:
            if not above or inside[0] != tag or attributes:
                return None
            inside = above.pop()
            continue
        given = {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)} if attributes else 0
        element = [tag, given or 0]
        inside.append(element)
        if tag not in _VOID and not closed:
            above.append(inside)
            inside = element
    if above or text.count("<") != tags:
        return None
    if at < len(text):
        inside.append(unescape(text[at:]))
    return root


def _parsed(text: str) -> list[Tree]:
    parser = _Grower()
    parser.feed(text)
    parser.close()
    (root,) = parser.open
    return root[2:]


class _Grower(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[list[Any]] = [["", 0]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in _VOID:
            self.open.append(self.open[-1][-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].append([tag, {name: value or "" for name, value in attrs} or 0])

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        if closed[0] != tag:
            raise ValueError(f"</{tag}> closes <{closed[0]}>")

    def handle_data(self, data: str) -> None:
        inside = self.open[-1]
        if len(inside) > 2 and isinstance(inside[-1], str):
            inside[-1] += data
        else:
            inside.append(data)
