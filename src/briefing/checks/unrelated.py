"""Articles that share nothing with the others of their story: whether they tell of one event, a reader is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.checks.statements import Statement
from briefing.text.name_folding import key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.models import Extraction, Report

_FIGURE = re.compile(r"\d[\d.,]*\d|\d{2,}")
#: Dates of an article's own appearance say nothing of its news.
_OF_THE_PAGE = frozenset({"published", "scraped"})


def grouped(reports: Sequence[Report]) -> Iterator[Statement]:
    """A statement for each article that shares no name, place, date or figure with the others of its story.

    A model that obeyed a poisoned article could put any two together. Each cites what both tell first.

    Args:
        reports: Of the articles of one story, recorded.
    """
    known = [(report.article.id, report.extraction) for report in reports if report.extraction is not None]
    marks = {article: _marks(record) for article, record in known}
    first = {article: place for article, record in known if (place := _first(article, record)) is not None}
    for article, place in first.items():
        others = [other for other in first if other != article and marks[other]]
        # Of whom nothing is recorded, nothing can be compared.
        if others and marks[article] and not marks[article] & set().union(*(marks[other] for other in others)):
            cites = (place, first[others[0]])
            yield Statement(f"grouping {article}", "One event: both articles tell of it", cites)


def _marks(record: Extraction) -> set[str]:
    """What an article can share with another, in English."""
    names = [name.name for names in (record.people, record.organisations, record.places) for name in names]
    found = {word for name in names for word in key(name).split() if len(word) > 3}
    found |= {date.value for date in record.dates if date.value and date.role not in _OF_THE_PAGE}
    return found | {figure.strip(".,") for claim in record.claims for figure in _FIGURE.findall(claim.text)}


def _first(article: str, record: Extraction) -> tuple[str, int] | None:
    """The paragraph of the most important claim."""
    return next(((article, e.paragraph) for claim in record.claims for e in claim.evidence), None)
