"""What would go into a run: a table, one article's paragraphs, or JSON lines for pipes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from briefing import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.models import Article
    from briefing.stages.read import ReadResult

_FOUND = "published from: "


def table(read: ReadResult) -> Iterator[str]:
    """A line for each article."""
    head = f"{'id':<12}  {'lang':<4} {'paras':>5} {'tokens':>6} {'site':>5}  {'date':<10} {'from':<12}"
    yield f"{head} outlet · title · origin"
    for article in read.articles:
        published, found = date_of(article)
        site = sum(p.kind == "boilerplate" for p in article.paragraphs) / len(article.paragraphs)
        known = [part for part in (article.outlet, _title(article), article.origin) if part]
        yield (
            f"{article.id:<12}  {article.language:<4} {len(article.paragraphs):>5} {tokens.count(article.raw):>6} "
            f"{site:>5.0%}  {published or '–':<10} {found:<12} {' · '.join(known)}"
        )


def sums(read: ReadResult) -> str:
    """What came in, in one line; the figures add up."""
    fates = [unread.status for unread in read.unread]
    copies = len(read.copies) + fates.count("copy")
    found = len(read.articles) + len(read.copies) + len(fates)
    return (
        f"{found} found = {len(read.articles)} articles + {copies} copies + "
        f"{fates.count('failed')} failed + {fates.count('skipped')} skipped"
    )


def paragraphs(article: Article) -> Iterator[tuple[str, str]]:
    """Each paragraph as a line, with its kind for whoever draws it in colour."""
    for p in article.paragraphs:
        rule = f" ({p.rule})" if p.rule else ""
        yield f"[{p.n}] {p.kind}{rule}: {p.text}", p.kind
    for note in article.notes:
        yield f"note: {note}", "metadata"


def json_line(article: Article) -> str:
    """One object: id, origin, outlet, title, url, language, encoding, paragraphs, dates, notes."""
    published, found = date_of(article)
    value: dict[str, Any] = {
        "id": article.id,
        "origin": article.origin,
        "outlet": article.outlet,
        "title": article.title,
        "url": article.url,
        "language": article.language,
        "encoding": article.encoding,
        "paragraphs": [p.model_dump() for p in article.paragraphs],
        "dates": [{"role": "published", "value": published, "basis": "stated", "found": found}] if published else [],
        "notes": list(article.notes),
    }
    return json.dumps(value, ensure_ascii=False)


def date_of(article: Article) -> tuple[str | None, str]:
    """The date of publication as reading found it, and where; what a text itself says is the model's to read."""
    found = next((note.removeprefix(_FOUND) for note in article.notes if note.startswith(_FOUND)), "beside it")
    return article.published, found if article.published else "–"


def _title(article: Article) -> str:
    heading = next((p.text for p in article.paragraphs if p.kind == "heading"), article.paragraphs[0].text)
    return (article.title or heading)[:60]
