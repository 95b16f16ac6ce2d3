"""A figure that a sentence passes over though it cites it: sources that differ, told as one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.checks.number_support import english_figures, figures, scaled
from briefing.models import overlap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from briefing.models import Citation, Discrepancy, Evidence

_DIFFER = re.compile(
    r"\b(?:differ\w*|conflict\w*|contradict\w*|disagree\w*|dispute\w*|vary|varies|between|or)\b", re.IGNORECASE
)


def passed_over(text: str, citations: Sequence[Citation], rows: Iterable[Discrepancy]) -> str | None:
    """The figure that a sentence passes over though it cites it beside another of the same thing, as it is quoted.

    Either the story's own table says that the figures differ, or they are of one large unit.
    """
    told = {value for _, value in english_figures(text)}
    if not told or _DIFFER.search(text):
        return None
    for row in rows:
        if row.kind != "number" or not row.contradiction:
            continue
        sides = [
            (figures(" ".join(e.quote for e in position.evidence)), position.evidence)
            for position in row.positions
            if overlap(position.evidence, citations)
        ]
        if passed := _passed_over(told, sides):
            return passed
    by_article: dict[str, list[Citation]] = {}
    for citation in citations:
        by_article.setdefault(citation.article, []).append(citation)
    large = {value for value in scaled(text) if value in told}
    return _passed_over(large, [(scaled(" ".join(c.quote for c in mine)), mine) for mine in by_article.values()])


def _passed_over(told: set[Decimal], sides: Sequence[tuple[set[Decimal], Sequence[Evidence]]]) -> str | None:
    kept = [found for found, _ in sides if told & found]
    for found, evidence in sides:
        own = found - {value for other in kept for value in other}
        if kept and own and not told & found:
            return evidence[0].quote
    return None
