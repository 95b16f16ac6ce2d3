"""Which of several articles that a page's structured data describes is the page itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Node = dict[str, Any]

_FIELDS = ("headline", "datePublished", "author", "publisher", "articleBody")
#: Share of a headline's words, or pairs of ideographs, that another form of it has too.
_SAME, _AKIN = 0.6, 0.2
_SHORTEST = 6
_WORD = re.compile(r"[^\W_]+")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class Known:
    """What a page says of itself outside of its JSON-LD."""

    addresses: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Judged:
    node: Node
    address: bool | None
    """Whether its address is the page's; None where one of them is missing."""
    headline: float | None
    """How much of its headline is in one of the page's titles, 0 to 1; None where one is missing."""
    words: str

    @property
    def own(self) -> bool:
        return self.address is True or (self.headline is not None and self.headline >= _SAME)

    @property
    def foreign(self) -> bool:
        """What it says of itself fits nothing that the page says."""
        if self.headline is None:
            return self.address is False
        return self.headline < (_SAME if self.address is False else _AKIN)

    @property
    def rank(self) -> tuple[float, int, int]:
        likeness = self.headline or 0.0
        return (
            likeness >= _SAME,
            self.address is True,
            sum(bool(self.node.get(key)) for key in _FIELDS),
        )


def ranked(
    nodes: Sequence[Node], known: Known, by_id: dict[str, Node], headline: Callable[[Node], str | None]
) -> list[Node]:
    """Those of a page's nodes that describe the page itself.

    Args:
        nodes: Nodes at the top of its JSON-LD.
        known: The page's addresses and titles.
        by_id: All nodes that have an `@id`.
        headline: A node's headline.

    Returns:
        The most telling first; all of one article. None where none describes the page, or where several
        claim to and nothing tells which.
    """
    judged = [_judge(node, known, by_id, headline(node)) for node in nodes]
    own = [one for one in judged if one.own] or [one for one in judged if not one.foreign]
    own.sort(key=lambda one: one.rank, reverse=True)
    if not own:
        return []
    first = own[0]
    same = [one for one in own if _alike(one.words, first.words) >= _SAME or not one.words]
    others = len(own) - len(same)
    if others and not (first.headline is not None and first.headline >= _SAME):
        # Several articles, and the page's title is none of theirs: a list.
        return []
    return [one.node for one in same]


def _judge(node: Node, known: Known, by_id: dict[str, Node], headline: str | None) -> _Judged:
    base = known.addresses[0] if known.addresses else None
    pages = {form for address in known.addresses if (form := _form(address, None))}
    forms = {form for address in _addresses(node, by_id) if (form := _form(address, base))}
    address = bool(forms & pages) if forms and pages else None
    likeness = max((_alike(headline, title) for title in known.titles if title), default=None) if headline else None
    return _Judged(node, address, likeness, headline or "")


def _addresses(node: Node, by_id: dict[str, Node]) -> list[str]:
    page = node.get("mainEntityOfPage")
    if isinstance(page, dict):
        page = by_id.get(str(page.get("@id")), page)
        found = [page.get("@id"), page.get("url")]
    else:
        found = [page]
    url = node.get("url")
    # `#/schema/article/1` behind an address names a part of that page's data; a part of its text has one in `url`.
    return [value for value in (url, str(node.get("@id") or "").partition("#")[0], *found) if isinstance(value, str)]


def _form(address: str, base: str | None) -> str | None:
    """An address without what differs between ways to the same page; None for a front page, or a part of a page."""
    if not address or address.startswith("#"):
        return None
    try:
        parts = urlsplit(urljoin(base, address) if base else address)
    except ValueError:
        return None
    path = unquote(parts.path).rstrip("/").removesuffix("/amp").removesuffix(".amp")
    if parts.fragment and not parts.fragment.startswith(("/", "article", "webpage", "main", "content", "primary")):
        return None
    if not path and not parts.query:
        return None
    host = re.sub(r"^(?:www|m|mobile|amp)\.", "", (parts.hostname or "").lower())
    query = "&".join(sorted(part for part in parts.query.split("&") if part and not part.startswith("utm_")))
    return f"{host}{path}?{query}".lower() if parts.scheme in {"http", "https", ""} else None


def _alike(one: str, two: str) -> float:
    """The share of the shorter text's words that are in the other; 1 where one holds the other."""
    first, second = (_folded(text) for text in (one, two))
    if not first or not second:
        return 0.0
    shorter, longer = sorted((first, second), key=len)
    if shorter == longer or (len(shorter) >= _SHORTEST and shorter in longer):
        return 1.0
    few, many = sorted((_words(one), _words(two)), key=len)
    return len(few & many) / len(few) if few else 0.0


def _folded(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))


def _words(text: str) -> set[str]:
    folded = text.casefold()
    if len(_WIDE.findall(folded)) * 2 > len(_folded(text)):
        flat = _folded(text)
        return {flat[n : n + 2] for n in range(len(flat) - 1)}
    words = {word for word in _WORD.findall(folded) if len(word) > 3 or word.isdecimal()}
    return words or set(_WORD.findall(folded))
