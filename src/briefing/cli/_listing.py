"""The input of a run: as a table, one article's paragraphs, or JSON lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len, set_cell_size

from briefing.llm import tokens
from briefing.text.plain import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.ingest import ReadResult
    from briefing.models import Article

#: Widths in columns: of a line, and of the place where a date was found.
_WIDTH, _PLACE = 100, 24
_INDENT = " " * 14


def table(read: ReadResult) -> Iterator[str]:
    """Two lines per article: its figures, then its title. At most 100 columns, unless the origin is longer."""
    places = [date_of(article)[1] for article in read.articles]
    wide = min(max(map(len, ("from", *places))), _PLACE)
    yield f"{'id':<12}  {'lang':<7} {'paras':>5} {'tokens':>6} {'site':>5}  {'date':<11} {'from':<{wide}}  origin"
    yield f"{_INDENT}outlet · author · title"
    for article in read.articles:
        published, found = date_of(article)
        site = sum(p.kind == "boilerplate" for p in article.paragraphs) / len(article.paragraphs)
        yield (
            f"{article.id:<12}  {article.language:<7} {len(article.paragraphs):>5} {tokens.count(article.raw):>6} "
            f"{site:>5.0%}  {published or '–':<11} {_cut(found, _PLACE):<{wide}}  {article.origin}"
        )
        known = [_cut(part, width) for part, width in ((article.outlet, 28), (article.author, 28)) if part]
        yield _INDENT + _cut(" · ".join((*known, _title(article))), _WIDTH - len(_INDENT))


def _cut(text: str, width: int) -> str:
    """Truncate to a number of terminal columns; Chinese and Japanese characters take two."""
    line = " ".join(text.split())
    return line if cell_len(line) <= width else f"{set_cell_size(line, width - 1).rstrip()}…"


def totals(read: ReadResult) -> str:
    """The outcome of reading in one line; the figures add up."""
    fates = [unread.status for unread in read.unread]
    copies = len(read.copies) + fates.count("copy")
    found = len(read.articles) + len(read.copies) + len(fates)
    return (
        f"{found} found = {len(read.articles)} articles + {copies} copies + "
        f"{fates.count('failed')} failed + {fates.count('skipped')} skipped"
    )


def paragraphs(article: Article) -> Iterator[tuple[str, str]]:
    """An article's metadata, then one line per paragraph, each with its kind for colouring."""
    for name, value in (("title", article.title), ("author", article.author), ("url", article.url)):
        if value:
            yield f"{name}: {value}", "metadata"
    if article.canonical_url and article.canonical_url != article.url:
        yield f"canonical url: {article.canonical_url}", "metadata"
    yield f"language: {article.language if article.language != 'und' else 'unknown'}", "metadata"
    for date in dates_of(article):
        yield f"{date['role']}: {date['value']} ({date['found']}; {date['basis']})", "metadata"
    for p in article.paragraphs:
        rule = f" ({p.rule})" if p.rule else ""
        other = f" [{'language unknown' if p.language == 'und' else p.language}]" if p.language else ""
        yield f"[{p.n}] {p.kind}{rule}{other}: {p.text}", p.kind
    for note in article.notes:
        yield f"note: {note}", "metadata"


def json_line(article: Article) -> str:
    """One object: id, origin, outlet, title, author, addresses, language, encoding, paragraphs, dates, notes."""
    value: dict[str, Any] = {
        "id": article.id,
        "origin": article.origin,
        "outlet": article.outlet,
        "title": article.title,
        "author": article.author,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "language": article.language,
        "encoding": article.encoding,
        "paragraphs": [p.model_dump() for p in article.paragraphs],
        "dates": dates_of(article),
        "notes": list(article.notes),
    }
    return escaped(json.dumps(value, ensure_ascii=False))


def dates_of(article: Article) -> list[dict[str, str]]:
    """The dates found while reading, the publication date first. Dates inside the text are left to the model."""
    if article.dates or article.published is None:
        return [date.model_dump() for date in article.dates]
    return [{"role": "published", "value": article.published, "basis": "stated", "found": "beside it"}]


def date_of(article: Article) -> tuple[str | None, str]:
    """The publication date and where it was found; with a question mark if inferred."""
    if article.published is None:
        return None, "–"
    inferred = bool(article.dates) and article.dates[0].basis == "inferred"
    return article.published + ("?" if inferred else ""), (article.published_from or "beside it").removeprefix("meta ")


def _title(article: Article) -> str:
    heading = next((p.text for p in article.paragraphs if p.kind == "heading"), article.paragraphs[0].text)
    return article.title or heading
