"""Which markup speaks of the page itself, and which of teasers, comments and other articles beside it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from briefing.ingest.html.blocks import is_comments, names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

#: By these a page's item holds what it is itself about.
_MAIN = frozenset({"mainentity", "maincontentofpage", "blogpost"})
_WORK = re.compile(r"Article|Posting|Report\b|Review|Comment|CreativeWork|Recipe|Event|Product", re.IGNORECASE)
_OTHERS = (
    "//*[@itemtype or @typeof] | //article | //script[contains(@type, 'ld+json')]"
    " | //*[contains(@class, 'omment') or contains(@id, 'omment')]"
)
_HEADS = "descendant-or-self::*[@itemprop='headline' or @itemprop='name' or self::h1 or self::h2]"


def of_page(elements: Iterable[HtmlElement]) -> list[HtmlElement]:
    """Those elements whose microdata or RDFa describes the page's own article.

    Left out are those in asides, menus and the page's footer, in teasers, and in items nested in the
    page's own (comments, mentions, parts). Where several items are left and none holds the headline, they
    are a list, and none is the page.
    """
    inside = [element for element in elements if not is_aside(element)]
    if not inside:
        return []
    works = inside[0].xpath("//*[@itemtype or @typeof]")
    scopes = [work for work in works if _WORK.search(_kind(work)) and not _is_nested(work) and not is_aside(work)]
    if len(scopes) <= 1:
        return inside
    own = _main_scopes(scopes)
    known = ((element, _scope(element)) for element in inside)
    return [element for element, scope in known if scope is None or any(scope is one for one in own)]


def is_aside(element: HtmlElement) -> bool:
    """Whether an element stands in a menu, an aside, a footer of the page, a teaser or a nested item."""
    for above in element.iterancestors():
        if above.tag in {"nav", "aside"} or _is_nested(above):
            return True
        if above.tag == "footer" and not any(up.tag in {"article", "main"} for up in above.iterancestors()):
            return True
        if above.tag == "article" and _is_teaser(above):
            return True
    return False


def drop_other(tree: HtmlElement) -> None:
    """Take out what speaks of others: nested items, teasers, comments, and dates of JSON-LD, which was read."""
    for element in tree.xpath(_OTHERS):
        if element.getparent() is None or element.tag in {"html", "body"}:
            continue
        other = _is_nested(element) or (element.tag == "article" and _is_teaser(element)) or _is_json(element)
        if other or is_comments(names_of(element)):
            element.drop_tree()


def _is_json(element: HtmlElement) -> bool:
    """Whether it is JSON with a day of schema.org; what can't be read as such is still searched for one."""
    if element.tag != "script" or "datePublished" not in (element.text or ""):
        return False
    try:
        json.loads(element.text or "", strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def _is_nested(element: HtmlElement) -> bool:
    """An item of its own that another item only mentions, has as a part, or was commented with."""
    role = element.get("itemprop") or element.get("property") or element.get("rel") or ""
    return bool(role) and _WORK.search(_kind(element)) is not None and role.lower().split(":")[-1] not in _MAIN


def _kind(element: HtmlElement) -> str:
    return element.get("itemtype") or element.get("typeof") or ""


def _is_teaser(article: HtmlElement) -> bool:
    """An article element without the page's only h1, where another one holds it."""
    headings = list(article.getroottree().iter("h1"))
    if len(headings) != 1:
        return False
    holders = [above for above in headings[0].iterancestors() if above.tag == "article"]
    return bool(holders) and not any(above is article for above in holders)


def _scope(element: HtmlElement) -> HtmlElement | None:
    """The work that a property belongs to; its author's or publisher's item is no work."""
    for above in element.iterancestors():
        if _WORK.search(_kind(above)):
            return above
    return None


def _main_scopes(scopes: Sequence[HtmlElement]) -> list[HtmlElement]:
    """Those around the page's only h1; else the first whose headline is in the page's title."""
    tree = scopes[0].getroottree()
    headings = list(tree.iter("h1"))
    if len(headings) == 1:
        holding = [scope for scope in scopes if any(scope is above for above in headings[0].iterancestors())]
        if holding:
            return holding
    titles = [text for path in ("//title/text()", "//meta[@property='og:title']/@content") for text in tree.xpath(path)]
    folded = [_folded(title) for title in titles]
    for scope in scopes:
        heads = (_folded(head.get("content") or head.text_content()) for head in scope.xpath(_HEADS))
        if any(len(head) > 8 and any(head in title for title in folded) for head in heads):
            return [scope]
    return []


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())
