"""What a page's JSON-LD (schema.org) says of the page's own article.

Pages carry the structured data of other articles too: entries of a live blog, articles that are mentioned,
teasers of a list. Only a node at the top, one of a `@graph`, or what such a node calls the page's main
entity can describe the page, and of those only one whose address or headline is the page's.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.ingest.html.main_entity import Known, ranked
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

ARTICLE = re.compile(r"Article|BlogPosting|Report$|LiveBlogPosting|Review$|AdvertiserContent")
_PAGE = re.compile(r"WebPage$|ItemPage$|VideoObject$|QAPage$")
_FEWEST = 2
_DEEPEST = 12
_MOST_NODES = 5_000
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$"
)
_TAGS = re.compile(r"</?[a-z]{1,10}[^<>]{0,100}>")
_BREAKS = re.compile(r"\s*(?:\n|<br\s*/?>|</p>|</div>|</h[1-6]>|</li>)\s*", re.IGNORECASE)

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Linked:
    """The page's article as JSON-LD describes it; each field None where it says nothing."""

    title: str | None = None
    published: str | None = None
    """As written."""
    updated: str | None = None
    """As written."""
    author: str | None = None
    outlet: str | None = None
    url: str | None = None
    text: tuple[str, ...] = ()
    """The paragraphs of `articleBody`, and of a live blog's entries."""
    notes: tuple[str, ...] = ()


def linked(tree: HtmlElement, known: Known) -> Linked:
    """Read the JSON-LD of a page.

    Args:
        tree: The page.
        known: What the rest of the page says of its address and title.
    """
    values = [value for script in tree.iter("script") if (value := _value(script)) is not None]
    nodes = [node for value in values for node in _all(value)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > _FEWEST}
    top = [node for value in values for node in _top(value, by_id)]
    articles = [node for node in top if _is(node, ARTICLE)]
    own = ranked(articles, known, by_id, _headline)
    pages = ranked([node for node in top if _is(node, _PAGE)], known, by_id, _headline) if not own else []
    chosen = own or pages
    notes = tuple(_left_out(articles, own))
    if not chosen:
        return Linked(notes=notes)
    described = [_described(node, by_id) for node in chosen]
    return Linked(
        title=_first(described, "title"),
        published=_first(described, "published"),
        updated=_first(described, "updated"),
        author=_first(described, "author"),
        outlet=_first(described, "outlet"),
        url=_first(described, "url"),
        text=next((one.text for one in described if one.text), ()),
        notes=(*notes, *_conflicts(described)),
    )


def _described(node: Node, by_id: dict[str, Node]) -> Linked:
    return Linked(
        title=_headline(node),
        published=_text(node.get("datePublished")),
        updated=_text(node.get("dateModified")),
        author=_names(node.get("author") or node.get("creator"), by_id),
        outlet=_names(node.get("publisher") or node.get("sourceOrganization"), by_id),
        url=_address(node),
        text=tuple(_paragraphs(node)),
    )


def _first(described: Sequence[Linked], field: str) -> str | None:
    return next((value for one in described if (value := getattr(one, field))), None)


def _conflicts(described: Sequence[Linked]) -> Iterator[str]:
    """Where two nodes that describe the page disagree on a field, the first counts."""
    for field, name in (("published", "datePublished"), ("author", "author"), ("outlet", "publisher")):
        values = dict.fromkeys(value for one in described if (value := getattr(one, field)))
        if len(values) > 1:
            first, other = list(values)[:2]
            yield f"JSON-LD gives two values for {name}: “{first[:80]}” and “{other[:80]}”"


def _left_out(articles: Sequence[Node], own: Sequence[Node]) -> Iterator[str]:
    others = [node for node in articles if not any(node is mine for mine in own)]
    if others:
        name = _headline(others[0]) or _address(others[0]) or "without a headline"
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        yield f"JSON-LD of another article on the page is not used: “{name[:80]}”{more}"


def _value(script: HtmlElement) -> object:
    if "ld+json" not in (script.get("type") or "").lower() or not script.text:
        return None
    text = _WRAPPING.sub("", _WRAPPING.sub("", script.text)).strip()
    try:
        # Many pages break lines within strings.
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _all(value: object) -> Iterator[Node]:
    """Every node of a script, however deep: references may lead to any."""
    waiting = [(value, 0)]
    for seen, (node, depth) in enumerate(waiting):
        if seen >= _MOST_NODES or depth >= _DEEPEST:
            return
        parts: list[object] = []
        if isinstance(node, dict):
            yield node
            parts = list(node.values())
        elif isinstance(node, list):
            parts = node
        waiting.extend((part, depth + 1) for part in parts if isinstance(part, dict | list))


def _top(value: object, by_id: dict[str, Node], depth: int = 0) -> Iterator[Node]:
    """The nodes that may describe the page: at the top, in a `@graph`, or called the main entity by such a node."""
    if depth > 3:
        return
    if isinstance(value, list):
        for part in value[:_MOST_NODES]:
            yield from _top(part, by_id, depth + 1)
        return
    if not isinstance(value, dict):
        return
    yield value
    yield from _top(value.get("@graph"), by_id, depth + 1)
    if _is(value, _PAGE):
        entity = value.get("mainEntity")
        if isinstance(entity, dict) and len(entity) > _FEWEST:
            yield entity


def _is(node: Node, kind: re.Pattern[str]) -> bool:
    types = node.get("@type")
    return any(isinstance(name, str) and kind.search(name) for name in (types if isinstance(types, list) else [types]))


def _headline(node: Node) -> str | None:
    return _text(node.get("headline")) or (_text(node.get("name")) if _is(node, ARTICLE) else None)


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    # Written for browsers, then put into JSON: entities and tags are common.
    words = _TAGS.sub("", html.unescape(value))
    return " ".join(one_line(words.encode("utf-8", "replace").decode()).split()) or None


def _names(value: object, by_id: dict[str, Node]) -> str | None:
    people = value if isinstance(value, list) else [value]
    names = []
    for person in people[:10]:
        known = by_id.get(str(person.get("@id")), person) if isinstance(person, dict) else person
        name = _text(known.get("name")) if isinstance(known, dict) else _text(known)
        # Some give the address of a profile for a name.
        if name and not re.match(r"https?://", name) and name not in names:
            names.append(name)
    return ", ".join(names) or None


def _address(node: Node) -> str | None:
    page = node.get("mainEntityOfPage")
    page = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    return next((value for value in (node.get("url"), page) if isinstance(value, str)), None)


def _paragraphs(node: Node) -> Iterator[str]:
    """`articleBody`, a paragraph for each line or HTML block; then the same of a live blog's entries."""
    entries = node.get("liveBlogUpdate")
    for part in (node, *(entries if isinstance(entries, list) else [entries])):
        body = part.get("articleBody") if isinstance(part, dict) else None
        if not isinstance(body, str):
            continue
        if part is not node and (head := _headline(part)):
            yield head
        yield from (line for piece in _BREAKS.split(html.unescape(body)) if (line := _text(piece)))
