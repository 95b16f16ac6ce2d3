"""What each block of a page is, as far as its place tells it: headline, article, date beside it, furniture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.ingest.html.main_text import compact
from briefing.ingest.html.visibility import DELETED
from briefing.ingest.paragraphs.features import Mark, Sight
from briefing.ingest.paragraphs.rules import mark
from briefing.text.dates import date_in
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.ingest.html.blocks import Block

FURNITURE = "page-furniture"
HIDDEN = "hidden-text"
DELETED_TEXT = "deleted-text"

_LONGEST_DATED = 100
_SHORT, _LONG, _MOST_LINKS = 40, 15, 0.6
#: Captions and embedded posts have dates too.
_NO_BYLINE = re.compile(
    r"photo|foto[:\s]|bild:|picture|©|。|post shared by|beitrag geteilt|publication partag|publicación compart",
    re.IGNORECASE,
)
_ABOVE, _BELOW = 4, 3
_CLOCK = re.compile(
    r"\d{1,2}\s?(?:[:.h]\s?\d{2}){1,2}:?\s?(?:uhr|h|hrs|o['’]clock|[ap]\.?m\.?|ч|час|時|点|点钟)\.?", re.IGNORECASE
)


def marks_of(blocks: Sequence[Block], main: set[int], title: str | None) -> list[Mark | None]:
    """What the page tells of each block; None for body, where the rules have their say."""
    headline = headline_of(blocks, main, title)
    first = min((n for n in main if blocks[n].around.role != "heading"), default=len(blocks))
    marks: list[Mark | None] = []
    for n, block in enumerate(blocks):
        if block.hidden:
            marks.append(Mark("boilerplate", DELETED_TEXT if block.hidden == DELETED else HIDDEN))
        elif n == headline or (n in main and block.around.role == "heading"):
            marks.append(Mark("heading", ""))
        elif n in main:
            edge = n == max(main) or (headline is not None and headline < n <= headline + _BELOW)
            marks.append(_kept(block, edge=edge and len(main) > 1))
        else:
            between = headline is not None and headline < n < first
            marks.append(_dropped(block, near=between or _is_beside(blocks, n, headline, main), between=between))
    return marks


def _kept(block: Block, *, edge: bool) -> Mark | None:
    """What the extractor kept: body but for captions, and for a byline with its date at either end of the text."""
    if block.around.role == "caption":
        return Mark("caption", "figcaption")
    text = one_line(block.text).strip()
    return (
        Mark("metadata", "date-line") if edge and mark(Sight(text or "-")) is None and _is_dated(block, text) else None
    )


def _is_beside(blocks: Sequence[Block], n: int, headline: int | None, main: set[int]) -> bool:
    """Whether a block stands in the headline's or the article's own container: just above, within or just below."""
    around = blocks[n].around
    if around.furniture or around.comment or not main:
        return False
    if headline is not None and headline - _ABOVE <= n < headline:
        holder = blocks[headline].around.path.rpartition("/")[0]
        return bool(holder) and f"{around.path}/".startswith(f"{holder}/")
    if not min(main) < n <= max(main) + _BELOW:
        return False
    neighbours = (max(place for place in main if place < n), min((place for place in main if place > n), default=n))
    holders = {blocks[place].around.path for place in neighbours if place != n}
    return any(holder and around.path.startswith(holder) for holder in holders)


def headline_of(blocks: Sequence[Block], main: set[int], title: str | None) -> int | None:
    """The heading that is the title, whatever the extractor thinks of it; the nearest above the text."""
    wanted = compact(title or "").casefold()
    first = min(main, default=0)
    top = [
        n
        for n, block in enumerate(blocks)
        if not block.hidden and block.around.role == "heading" and n <= first + 3 and not block.around.furniture
    ]
    same = [n for n in top if wanted and compact(blocks[n].text).casefold() == wanted]
    # A kicker stands before it: `Election: The mayor is re-elected`.
    same = same or [n for n in top if len(wanted) > _LONG and wanted in compact(blocks[n].text).casefold()]
    if same:
        return same[-1]
    largest = [n for n in top if blocks[n].around.level == 1 and n not in main]
    return largest[-1] if len(largest) == 1 else None


def _dropped(block: Block, *, near: bool, between: bool) -> Mark:
    """What the extractor left out: furniture, but by its own rule where one knows it.

    Beside the headline and the text stand their date and author; elsewhere the like belong to teasers.
    """
    text = one_line(block.text).strip() or "-"
    known = mark(Sight(text, top=6, bottom=20))
    if known and (known.kind == "boilerplate" or between or (near and known.kind == "metadata")):
        return known
    if near and known is None and _is_dated(block, text):
        return Mark("metadata", "date-line")
    if block.around.role == "caption":
        return Mark("caption", "figcaption")
    return Mark("boilerplate", FURNITURE)


def _is_dated(block: Block, text: str) -> bool:
    """A short line with a day or a time of day: a byline with its date, an entry's hour."""
    if len(text) > _LONGEST_DATED or block.around.role in {"heading", "caption", "button"} or block.links > _MOST_LINKS:
        return False
    if _CLOCK.fullmatch(text):
        return True
    if _NO_BYLINE.search(text):
        return False
    sight = Sight(text)
    return date_in(text) is not None and (not sight.ends_sentence or len(text) < _SHORT)
