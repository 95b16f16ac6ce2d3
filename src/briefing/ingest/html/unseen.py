"""Pages whose text nobody sees until a script has run: where the article is then, and whether it is read.

Hidden text is no article as long as there is visible text; a page could say anything there. Only where the
visible text is none, or a line or two, the article is taken from what scripts would show, or from the
JSON-LD. HTML comments, and what is hidden so that nobody ever sees it, are never taken.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from briefing.ingest.html.blocks import blocks_of
from briefing.ingest.html.parse import as_settable
from briefing.ingest.html.visibility import SHOWN_BY_SCRIPT, reveal
from briefing.ingest.paragraphs.features import Sight
from briefing.ingest.paragraphs.rules import mark
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from briefing.ingest.html.blocks import Block

#: Visible code points of prose below which a page shows next to nothing.
_NEXT_TO_NONE = 120
#: Hidden code points from which on they may be an article.
_LEAST = 80
_MOST_LINKS = 0.4
#: Programs' data in the page, by the names that frameworks give them.
_STATES = ("__NEXT_DATA__", "__NUXT__", "__INITIAL_STATE__", "__PRELOADED_STATE__", "__APOLLO_STATE__", "__next_f")
_LEAST_STATE = 2_000


def readable(tree: HtmlElement, blocks: list[Block], described: Sequence[str]) -> tuple[list[Block], tuple[str, ...]]:
    """Where a page shows next to nothing, uncover its article.

    Args:
        tree: The page, its hidden elements marked; changed where something is uncovered.
        blocks: The page laid out.
        described: The article's paragraphs in its JSON-LD.

    Returns:
        The blocks to read, and a note for what was uncovered; the same blocks where enough is visible.
    """
    if not _shows_little(blocks):
        return blocks, ()
    # Pages of links and headings show no prose either; what they hide are dialogs.
    shown = sum(len(block.text) for block in blocks if not block.hidden and _is_content(block))
    hidden: Counter[str] = Counter()
    for block in blocks:
        if block.hidden in SHOWN_BY_SCRIPT and _is_prose(block):
            hidden[block.hidden] += len(block.text)
    reason, letters = hidden.most_common(1)[0] if hidden else ("", 0)
    told = sum(map(len, described))
    if letters >= max(_LEAST, shown) and 2 * letters >= told:
        reveal(tree, reason)
        return blocks_of(tree), (f"next to no text is visible: the article was taken from hidden text ({reason})",)
    if told >= max(_LEAST, shown):
        _append(tree, described)
        return blocks_of(tree), ("next to no text is visible: the article was taken from the JSON-LD (articleBody)",)
    if any(not block.hidden for block in blocks) and (state := _state(tree)):
        return blocks, (f"next to no text is visible; the page's scripts hold data ({state}), which aren't read",)
    return blocks, ()


def why_empty(tree: HtmlElement, blocks: Sequence[Block]) -> str:
    """Why a page without a visible word has no article."""
    state = _state(tree)
    if state or any(block.hidden == "noscript" for block in blocks):
        why = "empty: the page shows its text by script only"
        return f"{why} (its data in {state} aren't read)" if state else why
    return "empty: all text of the page is hidden" if blocks else "empty"


def _shows_little(blocks: Iterable[Block]) -> bool:
    letters = 0
    for block in blocks:
        if not block.hidden and not block.around.furniture and _is_prose(block):
            letters += len(block.text)
            if letters >= _NEXT_TO_NONE:
                return False
    return True


def _is_content(block: Block) -> bool:
    """Outside of menus, asides and footers; the options of a search form are what such a page is for."""
    return not block.around.furniture or block.around.role == "button"


def _is_prose(block: Block) -> bool:
    """Neither a heading, a button, a link nor a line that stands on every page."""
    if block.around.role not in {"text", "item", "row"} or block.links > _MOST_LINKS:
        return False
    known = mark(Sight(one_line(block.text).strip() or "-", top=6, bottom=20))
    return known is None or known.kind == "caption"


def _append(tree: HtmlElement, paragraphs: Sequence[str]) -> None:
    from lxml import etree  # noqa: PLC0415 -- late: most runs read no page

    body = tree.find("body")
    article = etree.SubElement(tree if body is None else body, "article")
    for text in paragraphs:
        etree.SubElement(article, "p").text = as_settable(text)


def _state(tree: HtmlElement) -> str | None:
    """The name of the data that a page's scripts make its text of; None where there are none of size."""
    for script in tree.iter("script"):
        text = script.text or ""
        if len(text) < _LEAST_STATE:
            continue
        head = f"{script.get('id') or ''} {text[:300]}"
        if named := next((state for state in _STATES if state in head), None):
            return named
        if script.get("type") == "application/json":
            return str(script.get("id") or "application/json")
    return None
