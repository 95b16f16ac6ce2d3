"""What a page says of itself in JSON-LD (schema.org), as far as an article needs it."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_ARTICLE = re.compile(r"Article|BlogPosting|Report$|LiveBlogPosting|Review$|AdvertiserContent")
_PAGE = re.compile(r"WebPage$|ItemPage$|VideoObject$|QAPage$")
_FEWEST = 2
_DEEPEST = 12
_MOST_NODES = 5_000
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$"
)


@dataclass(frozen=True, slots=True)
class Linked:
    """One article as JSON-LD tells of it."""

    title: str | None = None
    published: str | None = None
    """As written."""
    updated: str | None = None
    """As written."""
    author: str | None = None
    outlet: str | None = None
    url: str | None = None


def linked(tree: HtmlElement) -> Linked:
    """The page's own article among all that its JSON-LD speaks of; empty where there is none."""
    nodes = [node for script in tree.iter("script") for node in _nodes(script)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > _FEWEST}
    articles = [node for node in nodes if _is(node, _ARTICLE)]
    chosen = max(articles, key=_weight, default=None) or next((node for node in nodes if _is(node, _PAGE)), None)
    if chosen is None:
        return Linked()
    return Linked(
        title=_text(chosen.get("headline")) or (_text(chosen.get("name")) if _is(chosen, _ARTICLE) else None),
        published=_text(chosen.get("datePublished")),
        updated=_text(chosen.get("dateModified")),
        author=_names(chosen.get("author") or chosen.get("creator"), by_id),
        outlet=_names(chosen.get("publisher") or chosen.get("sourceOrganization"), by_id),
        url=_address(chosen),
    )


def _weight(node: dict[str, Any]) -> int:
    """Teasers of other articles have less to say of themselves; of equals the first is taken."""
    return sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "publisher", "articleBody"))


def _nodes(script: HtmlElement) -> Iterator[dict[str, Any]]:
    if "ld+json" not in (script.get("type") or "").lower() or not script.text:
        return
    text = _WRAPPING.sub("", _WRAPPING.sub("", script.text)).strip()
    try:
        # Many pages break lines within strings.
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    waiting = [(value, 0)]
    seen = 0
    while waiting and seen < _MOST_NODES:
        node, depth = waiting.pop(0)
        seen += 1
        if isinstance(node, list) and depth < _DEEPEST:
            waiting.extend((part, depth + 1) for part in node)
        elif isinstance(node, dict) and depth < _DEEPEST:
            yield node
            waiting.extend((part, depth + 1) for part in node.values() if isinstance(part, dict | list))


def _is(node: dict[str, Any], kind: re.Pattern[str]) -> bool:
    types = node.get("@type")
    return any(isinstance(name, str) and kind.search(name) for name in (types if isinstance(types, list) else [types]))


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    # Written for browsers, then put into JSON: entities and tags are common.
    words = re.sub(r"</?[a-z]{1,10}[^<>]{0,100}>", "", html.unescape(value))
    return " ".join(one_line(words.encode("utf-8", "replace").decode()).split()) or None


def _names(value: object, by_id: dict[str, dict[str, Any]]) -> str | None:
    people = value if isinstance(value, list) else [value]
    names = []
    for person in people[:10]:
        known = by_id.get(str(person.get("@id")), person) if isinstance(person, dict) else person
        name = _text(known.get("name")) if isinstance(known, dict) else _text(known)
        # Some give the address of a profile for a name.
        if name and not re.match(r"https?://", name) and name not in names:
            names.append(name)
    return ", ".join(names) or None


def _address(node: dict[str, Any]) -> str | None:
    page = node.get("mainEntityOfPage")
    page = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    return next((value for value in (node.get("url"), page) if isinstance(value, str)), None)
