"""Sources that give different figures, and a sentence that gives one of them as if there were no other."""

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
#: Words that say whose figure it is.
_ATTRIBUTED = re.compile(
    r"\b(?:according to|sa(?:y|ys|id)|reports?|reported|puts?|gives?|gave|cit(?:es|ed|ing)|speaks? of|claims?"
    r"|officials?|authorities|ministry|police)\b",
    re.IGNORECASE,
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


def side_taken(text: str, rows: Iterable[Discrepancy]) -> tuple[str, str] | None:
    """The point and the other value, where a text gives one side of a contradiction as everybody's.

    Only figures are seen, and only a text that says of nobody that he says so: a question, no more.
    """
    if _DIFFER.search(text) or _ATTRIBUTED.search(text):
        return None
    given = figures(text, "en")
    for row in rows:
        if row.kind != "number" or not row.contradiction:
            continue
        values = {p.value: figures(p.value, "en") for p in row.positions if p.value}
        told = [value for value, found in values.items() if found & given]
        others = [value for value, found in values.items() if found and not found & given]
        if (
            told
            and others
            and set(re.findall(r"[^\W\d_]{4,}", row.point.casefold()))
            & set(re.findall(r"[^\W\d_]{4,}", text.casefold()))
        ):
            return row.point, others[0]
    return None


def _passed_over(told: set[Decimal], sides: Sequence[tuple[set[Decimal], Sequence[Evidence]]]) -> str | None:
    kept = [found for found, _ in sides if told & found]
    for found, evidence in sides:
        own = found - {value for other in kept for value in other}
        if kept and own and not told & found:
            return evidence[0].quote
    return None
