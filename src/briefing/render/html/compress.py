"""The lesser parts of a large page, compressed inside it.

A page of 200 articles would be larger than a mail server lets through. Its headlines and sentences stay plain;
the tables and texts below them are held as trees of elements, gzipped JSON in base64, from which the page's
script builds the same elements. A page of ordinary size needs none of this, and is whole without a script.
"""

from __future__ import annotations

import base64
import gzip
import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final, Protocol

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable

    # A text, or a tag with its attributes and what it holds.
    Tree = str | list[Any]

#: Bytes up to which a page stands plain.
PLAIN: Final = 1_000_000
_VOID = frozenset({"br", "input"})


class Hold(Protocol):
    """What the templates wrap the lesser parts in; called with the part's name."""

    def __call__(self, name: str, caller: Callable[[], str]) -> str:
        """What stands in its place."""
        ...


def plain(name: str, caller: Callable[[], str]) -> str:  # noqa: ARG001
    """Leave every part where it is."""
    return caller()


class Packing:
    """Takes parts out of a page and keeps them."""

    def __init__(self) -> None:
        self._parts: dict[str, list[Tree]] = {}

    def __call__(self, name: str, caller: Callable[[], str]) -> str:
        """Keep a part under its name."""
        self._parts[name] = tree_of(caller())
        return Markup()

    def packed(self) -> str:
        """All parts by their names: base64 of gzipped JSON; the same parts give the same bytes."""
        text = json.dumps(self._parts, ensure_ascii=False, separators=(",", ":"))
        return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode("ascii")


def tree_of(markup: str) -> list[Tree]:
    """Our own well-formed markup as trees: a text is a string, an element `[tag, attributes, *children]`."""
    parser = _Grower()
    # As a plain string: each slice of markup that is marked as safe would be marked anew.
    parser.feed(str.replace(markup, "\n", ""))
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
