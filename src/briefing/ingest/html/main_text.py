"""Which blocks of a page are its article: what trafilatura keeps, found again among the blocks.

trafilatura gives text, not places. So its paragraphs, without their blanks, are joined to one string, and
each block is looked for in it: long blocks anywhere, short ones (menu words occur in articles too) only as
a whole paragraph between the places of their long neighbours. Of blocks that stand on the page twice, the
one among the article's other blocks is taken.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.ingest.html.visibility import REASON
from briefing.ingest.paragraphs.features import Sight
from briefing.ingest.paragraphs.rules import mark
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from briefing.ingest.html.blocks import Block

_BLANK = re.compile("[\\s\u200b\u00ad\ufeff\x00-\x1f\ufffe\uffff]+")
_OUTPUT_BLOCKS = frozenset({"p", "head", "item", "row", "quote", "list", "table", "code", "div", "fw"})

#: Code points without blanks above which a block is looked for anywhere.
_LONG = 24
#: A block that was kept in part counts as kept from this share of its pieces on.
_PIECE, _KEPT_SHARE = 12, 0.6
#: Blocks between a short one and the nearest that is known.
_NEAR = 15
#: Blocks times code points above which only whole lines are compared: searching would take seconds.
_MOST_SEARCHING = 500_000_000
_SHORTEST_RECOVERED = 80
_MOST_LINKS = 0.4
_WHOLE_LINK, _LONGEST_LINK, _FEWEST_LINKS = 0.9, 150, 3
_LAST_LINK = 40
_FAR, _LITTLE = 25, 200


@dataclass(frozen=True, slots=True)
class Extracted:
    """What the extractor kept, without blanks."""

    whole: str
    lines: dict[str, int]
    """Paragraphs, each with its first place in the whole."""


def extract(tree: HtmlElement, url: str | None) -> Extracted | None:
    """Ask trafilatura for a page's main text. It takes the tree apart: what is hidden first.

    Returns:
        None where it finds none.
    """
    from trafilatura import bare_extraction  # noqa: PLC0415 -- late: half a second

    for element in tree.xpath(f"//*[@{REASON}] | //comment()"):
        if element.getparent() is not None:
            element.drop_tree()
    found = bare_extraction(tree, url=url, include_comments=False, include_tables=True)
    if found is None or isinstance(found, dict) or found.body is None:
        return None
    lines: dict[str, int] = {}
    at = 0
    pieces = [piece for line in _lines(found.body) if (piece := compact(line))]
    for piece in pieces:
        lines.setdefault(piece, at)
        at += len(piece)
    return Extracted("".join(pieces), lines) if pieces else None


def _lines(body: HtmlElement) -> Iterator[str]:
    line: list[str] = []
    for event, element in _walk(body):
        broken = element.tag in _OUTPUT_BLOCKS or element.tag == "lb"
        if broken:
            yield "".join(line)
            line = []
        line.append((element.text if event == "start" else element.tail) or "")
    yield "".join(line)


def _walk(body: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    from lxml import etree  # noqa: PLC0415

    return etree.iterwalk(body, events=("start", "end"))  # type: ignore[no-any-return]


def compact(text: str) -> str:
    """Without blanks, which libraries set as they like."""
    return _BLANK.sub("", text)


def kept(blocks: Sequence[Block], found: Extracted) -> set[int]:
    """Which blocks the extractor kept.

    Returns:
        Their places in `blocks`.
    """
    texts = ["" if block.hidden else compact(block.text) for block in blocks]
    aside = {n for n, block in enumerate(blocks) if block.around.furniture or block.links > _MOST_LINKS}
    places = _anchors(texts, found, aside)
    places.update(_in_part(texts, found, places))
    places.update(_short(texts, found, places))
    return set(places)


def _anchors(texts: Sequence[str], found: Extracted, aside: set[int]) -> dict[int, int]:
    """Long blocks that stand in the output: block → place in it."""
    at: dict[str, list[int]] = {}
    searching = len(texts) * len(found.whole) <= _MOST_SEARCHING
    for n, text in enumerate(texts):
        long = len(text) >= _LONG and (searching or text in found.lines)
        if long or (len(text) >= _LONG // 3 and not text.isascii() and text in found.lines):
            at.setdefault(text, []).append(n)
    places: dict[int, int] = {}
    twins: list[tuple[list[int], int]] = []
    for text, numbers in at.items():
        place = found.lines[text] if text in found.lines else found.whole.find(text)
        if place < 0:
            continue
        if len(numbers) == 1:
            places[numbers[0]] = place
        else:
            twins.append((numbers, place))
    known = sorted(places)
    for numbers, place in twins:
        places[min(numbers, key=lambda n: (n in aside, _distance(n, known)))] = place
    return places


def _distance(n: int, known: Sequence[int]) -> int:
    """Blocks between this one and the nearest of the known ones."""
    at = bisect_left(known, n)
    return min((abs(n - other) for other in known[max(0, at - 1) : at + 1]), default=0)


def _in_part(texts: Sequence[str], found: Extracted, places: dict[int, int]) -> dict[int, int]:
    """Long blocks of which the extractor left something out, a share button or a footnote mark."""
    parts: dict[int, int] = {}
    if not places or len(texts) * len(found.whole) > _MOST_SEARCHING:
        return parts
    placed = {texts[n] for n in places}
    around = range(max(0, min(places) - _NEAR), min(len(texts), max(places) + _NEAR + 1))
    for n in around:
        text = texts[n]
        if text in placed or len(text) < 2 * _LONG:
            continue
        pieces = [text[at : at + _PIECE] for at in range(0, len(text) - _PIECE + 1, _PIECE)][:400]
        hits = [place for piece in pieces if (place := found.whole.find(piece)) >= 0]
        if len(hits) >= _KEPT_SHARE * len(pieces):
            parts[n] = hits[len(hits) // 2]
    return parts


def _short(texts: Sequence[str], found: Extracted, places: dict[int, int]) -> dict[int, int]:
    """Short blocks that are whole paragraphs of the output, between the places of their neighbours."""
    known = sorted(places)
    more: dict[int, int] = {}
    taken = {texts[n] for n in places}
    lower, ahead = 0, 0
    for n, text in enumerate(texts):
        if n in places:
            lower = places[n]
            continue
        while ahead < len(known) and known[ahead] <= n:
            ahead += 1
        if not text or len(text) >= 2 * _LONG or text not in found.lines or (text in taken and len(text) > 3):
            continue
        upper = places[known[ahead]] if ahead < len(known) else len(found.whole)
        place = found.whole.find(text, lower, max(upper, lower))
        near = not known or _distance(n, known) <= _NEAR
        if place >= 0 and near:
            more[n] = lower = place
            taken.add(text)
    return more


def recovered(blocks: Sequence[Block], kept_places: set[int]) -> set[int]:
    """Paragraphs that the extractor lost between others of the same container that it kept, and their headings."""
    if not kept_places:
        return set()
    first, last = min(kept_places), max(kept_places)
    containers = {blocks[n].around.path for n in kept_places}
    found = {
        n
        for n in range(first, last)
        if n not in kept_places and _is_prose(blocks[n]) and blocks[n].around.path in containers
    }
    kept_now = kept_places | found
    return found | {n for n in range(first, last) if n not in kept_now and _heads(blocks, n, kept_now)}


def _heads(blocks: Sequence[Block], n: int, kept_places: set[int]) -> bool:
    """Whether it is the heading of the paragraph behind it, in the same container."""
    block = blocks[n]
    around = block.around
    if block.hidden or around.furniture or around.role != "heading" or around.level < 2 or block.links > _MOST_LINKS:
        return False
    if n + 1 not in kept_places or blocks[n + 1].around.role != "text":
        return False
    return around.path.rpartition("/")[0] == blocks[n + 1].around.path and not _leads_away(block.text)


def strays(blocks: Sequence[Block], main: set[int]) -> dict[int, str]:
    """Blocks the extractor kept that are no part of the article, each with the rule that says so.

    Readers' comments; lists of other articles; and few words far off from all
    the rest. None of it where it would be the larger part.
    """
    found = {n: "comment" for n in main if blocks[n].around.comment}
    found |= dict.fromkeys(_link_runs(blocks, sorted(main)), "link-list")
    found |= dict.fromkeys(_last_links(blocks, sorted(main)), "link-list")
    found |= dict.fromkeys(_far_off(blocks, sorted(main)), "page-furniture")
    letters = sum(len(blocks[n].text) for n in main)
    return found if 2 * sum(len(blocks[n].text) for n in found) < letters else {}


def _link_runs(blocks: Sequence[Block], main: Sequence[int]) -> Iterator[int]:
    """Three or more in a row, each nothing but a link, below a heading that says they are other articles."""
    run: list[int] = []
    head: int | None = None
    for n in (*main, -1):
        if n >= 0 and blocks[n].links >= _WHOLE_LINK and len(blocks[n].text) < _LONGEST_LINK:
            run.append(n)
            continue
        if len(run) >= _FEWEST_LINKS and head is not None:
            yield from (head, *run)
        run = []
        head = n if n >= 0 and _leads_away(blocks[n].text) else None


def _last_links(blocks: Sequence[Block], main: Sequence[int]) -> Iterator[int]:
    """Short lines at the end that are nothing but a link, behind one that is furniture by its own words.

    `To the front page`, behind `Already a subscriber?`. Behind the article's own words a link may be its own.
    """
    tail: list[int] = []
    for n in reversed(main):
        if blocks[n].links >= _WHOLE_LINK and len(blocks[n].text) < _LAST_LINK:
            tail.append(n)
            continue
        known = mark(Sight(one_line(blocks[n].text).strip() or "-"))
        if known and known.kind == "boilerplate":
            yield from tail
        return


def _leads_away(text: str) -> bool:
    known = mark(Sight(one_line(text).strip() or "-"))
    return known is not None and known.rule == "related-link"


def _far_off(blocks: Sequence[Block], main: Sequence[int]) -> Iterator[int]:
    """Groups with many other blocks between them and the rest, and little in them."""
    groups: list[list[int]] = []
    for n in main:
        if groups and n - groups[-1][-1] <= _FAR:
            groups[-1].append(n)
        else:
            groups.append([n])
    sizes = [sum(len(blocks[n].text) for n in group) for group in groups]
    for group, size in zip(groups, sizes, strict=True):
        if size < min(_LITTLE, max(sizes) / 5):
            yield from group


def _is_prose(block: Block) -> bool:
    around = block.around
    if block.hidden or around.furniture or around.role != "text" or block.links > _MOST_LINKS:
        return False
    return len(block.text) >= _SHORTEST_RECOVERED or (not block.text.isascii() and len(block.text) >= 40)


def by_shape(blocks: Sequence[Block]) -> set[int]:
    """Where no extractor finds anything: blocks outside of menus and forms that are not mostly links."""
    return {
        n
        for n, block in enumerate(blocks)
        if not block.hidden and not block.around.furniture and block.around.role != "button" and block.links < 0.5
    }
