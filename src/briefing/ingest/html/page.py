"""A web page as an article: every visible and every hidden word of it, each with its kind and rule.

    bytes ─ decode_page ─► text ─ parse ─► tree ─┬─ facts_of ─► title, outlet, author, address, dates
                                                 ├─ mark_hidden, blocks_of ─► raw text, one block a line
                                                 └─ extract ─► which blocks are the article

Everything that imports lxml or trafilatura does so when it is called: reading text needs neither.
"""

from __future__ import annotations

import functools
from collections import Counter
from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.article import Given, Page, build
from briefing.ingest.html.blocks import Block, blocks_of
from briefing.ingest.html.byline import byline_of
from briefing.ingest.html.dates import near_dates, published_of
from briefing.ingest.html.dates_markup import by_htmldate, time_elements
from briefing.ingest.html.laid import Laid
from briefing.ingest.html.main_text import by_shape, compact, extract, kept, recovered, strays
from briefing.ingest.html.marks import headline_of, marks_of
from briefing.ingest.html.metadata import facts_of
from briefing.ingest.html.notices import notices
from briefing.ingest.html.parse import decode_page, make_settable, parse
from briefing.ingest.html.unseen import readable, why_empty
from briefing.ingest.html.visibility import DELETED, mark_hidden
from briefing.ingest.paragraphs.features import Mark
from briefing.ingest.paragraphs.spans import Span
from briefing.ingest.paragraphs.split import cut
from briefing.text.language_id import language_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml.html import HtmlElement

    from briefing.models import Article, ParagraphKind

#: With fewer code points the extractor's find is no article.
_LEAST = 80


def read_page(page: Page) -> Article:
    """Make an article of a web page.

    Raises:
        ArticleUnreadable: No word can be seen in it, or its letters can't be told.
    """
    decoded = decode_page(page.content, page.origin, page.charset)
    tree, notes = parse(decoded.text, page.origin)
    language = _language(tree)
    facts = facts_of(tree, page.given.url, language)
    timed = list(time_elements(tree, language))[:5]
    mark_hidden(tree)
    blocks, uncovered = readable(tree, blocks_of(tree), facts.text)
    notes = (*notes, *uncovered)
    if not any(not block.hidden for block in blocks):
        raise ArticleUnreadable(why_empty(tree, blocks), origin=page.origin)
    make_settable(tree, decoded.text)
    found = extract(tree, facts.url)
    main = kept(blocks, found) if found else set()
    if sum(len(compact(blocks[n].text)) for n in main) < _LEAST:
        main |= by_shape(blocks)
        notes = (*notes, "the extractor found no article: all outside of menus and forms is taken for it")
    main |= recovered(blocks, main)
    stray = strays(blocks, main)
    main -= stray.keys()
    main |= notices(blocks, main)
    title = page.given.title or facts.title
    marks = marks_of(blocks, main, title)
    for n, rule in stray.items():
        marks[n] = Mark("boilerplate", rule)
    laid = Laid(blocks, marks, frozenset(main), headline_of(blocks, main, title), language)
    weak = by_htmldate(decoded.text, facts.url, near=near_dates(blocks, main, language))
    dated = published_of(page, facts, timed, laid, weak)
    given = Given(
        title=title,
        url=page.given.url or facts.url,
        outlet=page.given.outlet or facts.outlet,
        published=dated.value,
        published_from=dated.where,
        dates=dated.dates,
        author=page.given.author or facts.author or byline_of(laid),
        canonical_url=page.given.canonical_url or facts.canonical_url,
        notes=(
            *page.given.notes,
            *((decoded.note,) if decoded.note else ()),
            *notes,
            *dated.notes,
            *facts.notes,
            *_hidden_noted(blocks),
        ),
    )
    raw = "\n".join(block.text for block in blocks)
    spans = _spans(blocks, marks)
    return build(raw, origin=page.origin, encoding=decoded.encoding, given=given, cut=lambda _, flat: _cut(spans, flat))


def _language(tree: HtmlElement) -> Callable[[], str]:
    """What tells the language of a page's text, once it is asked for: dates seldom need it."""
    return functools.cache(lambda: language_of(" ".join(tree.xpath("//p//text()"))))


def _hidden_noted(blocks: Sequence[Block]) -> Iterator[str]:
    hidden = Counter(block.hidden for block in blocks if block.hidden)
    if deleted := hidden.pop(DELETED, 0):
        yield f"deleted text: {deleted} {'piece' if deleted == 1 else 'pieces'}"
    if hidden:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(hidden.items()))
        yield f"hidden text: {hidden.total()} {'piece' if hidden.total() == 1 else 'pieces'} ({reasons})"


def _spans(blocks: Sequence[Block], marks: Sequence[Mark | None]) -> list[Span]:
    spans: list[Span] = []
    at = 0
    for block, found in zip(blocks, marks, strict=True):
        kind: ParagraphKind | None = found.kind if found else None
        spans.append(Span(at, at + len(block.text), kind, found.rule or None if found else None))
        at += len(block.text) + 1
    return spans


def _cut(spans: Sequence[Span], flat: str) -> list[Span]:
    """Without blank blocks and blank edges (of invisible characters), none too long."""
    pieces: list[Span] = []
    for span in spans:
        text = flat[span.start : span.end]
        words = text.strip()
        if words:
            start = span.start + len(text) - len(text.lstrip())
            pieces.extend(Span(p.start, p.end, span.kind, span.rule) for p in cut(start, start + len(words), flat))
    return pieces
