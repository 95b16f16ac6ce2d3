"""A page's tree as blocks of text, in the order of the page: one for each line of the article's raw text.

Block elements, double line breaks, and single ones after a full stop begin a new block; the cells of a
table's row stand on one line with tabs between them; runs of blanks are one space, as browsers show them.
Hidden text becomes a block of its own, after the block it stands in. Scripts and styles are no text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from briefing.ingest.html.notice_classes import is_notice_class
from briefing.ingest.html.visibility import REASON
from briefing.text.sentences import ends_sentence

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Role = Literal["text", "heading", "caption", "button", "row", "item"]

_BLOCKS = frozenset(
    """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol optgroup option p pre search
    section select summary table tbody template textarea tfoot thead tr ul video audio button caption td th iframe
    """.split()  # noqa: SIM905 -- a table
)
_NO_TEXT = frozenset(
    [
        "script",
        "style",
        "head",
        "svg",
        "canvas",
        "object",
        "embed",
        "map",
        "datalist",
        "rp",
        "rt",
        "link",
        "meta",
        "title",
        "iframe",
        "math-annotation",
    ]
)
_FURNITURE = frozenset(["nav", "footer", "aside", "form", "button", "select", "textarea", "menu", "dialog", "search"])
_ROLES: dict[str, Role] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    **dict.fromkeys(("button", "option", "textarea", "select"), "button"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
}
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:figcaption|wp-caption-text|image-?caption|photo-?caption|bildunterschrift)(?:$|[\s_-])"
)
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")
_COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments|comment-?list|comments?[-_](?:area|section|body|text|content|thread|wrapper|container)"
    r"|kommentare|comentarios|comentario|commentaires|commenti|disqus_thread|usercomments?)(?:$|[\s_-])"
)
#: A comment of words: neither markup, nor a condition, nor a block's name, nor a program.
_WORDS = re.compile(r"[^\W\d_]{2,}(?:[\s,.;:!?'’-]+[^\W\d_]{1,}){2,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{4,}")
_NO_WORDS = re.compile(r"[<>{}=\[\]]|^\s*/?(?:wp:|sse|esi|google_ad|end\b|start\b|begin\b|/?#|ko\b)", re.IGNORECASE)
_LONGEST_COMMENT = 20_000
_MOST_IN_FORM = 5


@dataclass(frozen=True, slots=True)
class Around:
    """What an element hands down to all that lies within."""

    role: Role = "text"
    level: int = 0
    """Of a heading, 1 to 6."""
    furniture: bool = False
    linked: bool = False
    kept_lines: bool = False
    comment: bool = False
    """Within what the page calls its comments."""
    notice: bool = False
    """Within what the page calls a correction or an editor's note."""
    path: str = ""
    """The block elements above, for telling neighbours of one container."""


@dataclass(slots=True)
class Block:
    """One line of the raw text."""

    text: str
    around: Around
    hidden: str | None = None
    """Why its readers don't see it."""
    links: float = 0.0
    """Share of its letters that are links."""


@dataclass(slots=True)
class _Line:
    """A block while it grows."""

    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    aside: list[Block] = field(default_factory=list)
    """Hidden blocks that wait until this one is done."""


def blocks_of(tree: HtmlElement) -> list[Block]:
    """Lay out a page whose hidden elements are marked; what is in no block is lost."""
    layout = _Layout()
    body = tree.find("body")
    layout.walk(tree if body is None else body, Around())
    layout.flush(Around())
    return layout.blocks


class _Layout:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.line = _Line()
        self.number = 0

    def walk(self, element: HtmlElement, around: Around) -> None:
        tag = element.tag.lower()
        if reason := element.get(REASON):
            self.hide(element, reason)
            return
        block = tag in _BLOCKS
        if block and tag not in {"td", "th"}:
            self.flush(around)
        inner = self._inner(element, tag, around, block=block)
        if tag == "tr" and _is_plain_row(element):
            self.row(element, inner)
        else:
            if tag in {"td", "th"}:
                self.flush(around)
            self.add(element.text, inner)
            self.children(element, inner)
        if block:
            self.flush(inner)

    def children(self, element: HtmlElement, around: Around) -> None:
        for child in element:
            tag = child.tag.lower() if isinstance(child.tag, str) else None
            if tag is None:
                self.comment(child)
            elif tag == "br":
                self.line_break(child, around)
            elif tag not in _NO_TEXT:
                self.walk(child, around)
            self.add(child.tail, around)

    def _inner(self, element: HtmlElement, tag: str, around: Around, *, block: bool) -> Around:
        if tag == "a":
            return replace(around, linked=True)
        if not block:
            return around
        self.number += 1
        names = names_of(element)
        role = _ROLES.get(tag, around.role if around.role in {"heading", "caption", "button"} else "text")
        if role == "text" and _CAPTION.search((element.get("class") or "").lower()):
            role = "caption"
        return Around(
            role=role,
            level=int(tag[1]) if role == "heading" and tag[1:].isdecimal() else around.level,
            furniture=around.furniture or _is_furniture(element, tag),
            linked=around.linked,
            kept_lines=around.kept_lines or tag == "pre",
            comment=around.comment or is_comments(names),
            notice=around.notice or is_notice_class(names),
            path=around.path if tag in {"p", "li"} else f"{around.path}/{self.number}",
        )

    def add(self, text: str | None, around: Around) -> None:
        if not text:
            return
        if not around.kept_lines:
            self._add(_BLANKS.sub(" ", text), around)
            return
        for n, part in enumerate(text.replace("\r\n", "\n").split("\n")):
            if n:
                self.flush(around)
            self._add(part, around)

    def _add(self, text: str, around: Around) -> None:
        self.line.pieces.append(text)
        if around.linked:
            self.line.linked += len(text.strip())

    def line_break(self, element: HtmlElement, around: Around) -> None:
        """Two of them part paragraphs; one does after a full stop, else it is a blank."""
        before = "".join(self.line.pieces[-3:]).rstrip()
        after = element.getnext()
        doubled = after is not None and after.tag == "br" and not (element.tail or "").strip()
        if doubled or around.kept_lines or ends_sentence(before[-10:]):
            self.flush(around)
        else:
            self.line.pieces.append(" ")

    def row(self, element: HtmlElement, around: Around) -> None:
        for n, cell in enumerate(element.iterchildren("td", "th")):
            if cell.get(REASON):
                self.hide(cell, cell.get(REASON, ""))
                continue
            if n:
                self.line.pieces.append("\t")
            self.add(cell.text, around)
            self.children(cell, replace(around, role="row"))
        self.flush(replace(around, role="row"))

    def hide(self, element: HtmlElement, reason: str) -> None:
        """A hidden element's text, laid out by itself and set aside."""
        inner = _Layout()
        del element.attrib[REASON]
        inner.walk(element, Around())
        inner.flush(Around())
        element.set(REASON, reason)
        for block in inner.blocks:
            block.hidden = block.hidden or reason
        self.line.aside.extend(inner.blocks)

    def comment(self, node: HtmlElement) -> None:
        text = _BLANKS.sub(" ", node.text or "").strip()
        if len(text) <= _LONGEST_COMMENT and _WORDS.search(text) and not _NO_WORDS.search(text):
            self.line.aside.append(Block(text, Around(), hidden="comment"))

    def flush(self, around: Around) -> None:
        line, self.line = self.line, _Line()
        text = _squeeze("".join(line.pieces), kept_lines=around.kept_lines)
        if text:
            self.blocks.append(Block(text, around, links=min(1.0, line.linked / len(text))))
        self.blocks.extend(line.aside)


def _squeeze(text: str, *, kept_lines: bool) -> str:
    """Single blanks within cells, single tabs between them, none at the edges."""
    if kept_lines:
        return text.strip()
    if "\t" not in text:
        return re.sub(" {2,}", " ", text).strip()
    cells = (re.sub(" {2,}", " ", cell).strip() for cell in text.split("\t"))
    return "\t".join(cell for cell in cells if cell)


def _is_furniture(element: HtmlElement, tag: str) -> bool:
    """Menus, asides and forms; some systems put a whole page into a form."""
    if tag == "form" and (element.find(".//h1") is not None or len(element.findall(".//p")) > _MOST_IN_FORM):
        return False
    return tag in _FURNITURE or element.get("role") in {"navigation", "contentinfo"}


def is_comments(names: str) -> bool:
    """Whether an element's class or id, in small letters, says that readers' comments are in it."""
    return len(names) > 1 and _COMMENTS.search(names) is not None


def names_of(element: HtmlElement) -> str:
    """An element's id and classes, in small letters."""
    return f"{element.get('id') or ''} {element.get('class') or ''}".lower()


def _is_plain_row(row: HtmlElement) -> bool:
    """Whether its cells hold words only; tables that lay out a page hold blocks."""
    inside = (node.tag for cell in row for node in cell.iterdescendants() if isinstance(node.tag, str))
    return all(tag not in _BLOCKS for tag in inside)
