"""The articles of a day, read once more from their raw texts: ids, and where the text alone was read, paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.article import Given, article_id, build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.models import Article, Briefing

#: Where, and what doesn't hold.
Found = tuple[str, str]
#: What reading makes of the text, whatever was given beside it.
_MADE = ("language", "paragraphs")


def article_faults(briefing: Briefing) -> Iterator[Found]:
    """What of the articles isn't what their raw texts give."""
    for number, report in enumerate(briefing.reports):
        article, where = report.article, f"reports.{number}.article"
        if article_id(article.raw, article.url, article.outlet) != article.id:
            yield f"{where}.id", "doesn't match its text, URL and outlet"
        if article.dates and article.published and (article.dates[0].value, article.dates[0].role) != (
            article.published, "published"
        ):  # fmt: skip
            yield f"{where}.published", "isn't the first of the dates found"
        yield from ((f"{where}.{place}", why) for place, why in _read_again(article))


def _read_again(article: Article) -> Iterator[Found]:
    """A page's paragraphs are cut by its HTML, which isn't here; those of a plain text by the text alone."""
    given = Given(title=article.title, url=article.url, outlet=article.outlet)
    try:
        again = build(article.raw, origin=article.origin, encoding=article.encoding, given=given)
    except ArticleUnreadable:
        yield "raw", "contains no text"
        return
    plain = article.origin.lower().endswith(".txt")
    if plain or [(p.start, p.end) for p in again.paragraphs] == [(p.start, p.end) for p in article.paragraphs]:
        for name in _MADE:
            if getattr(again, name) != getattr(article, name):
                yield name, "differs from reading the text again"
