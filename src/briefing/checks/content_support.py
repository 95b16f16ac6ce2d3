"""Does a sentence share its content with what it cites?

Proxies, and called such. The bridge between the languages is the record: the English claims that rest on the cited
words. What isn't bridged (an editor's turn of phrase, a name of an outlet) is allowed for by a low bar.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.checks.name_support import words_of
from briefing.checks.number_support import english_figures, figures, scaled
from briefing.checks.status_wording import stems
from briefing.models import overlap
from briefing.text.scripts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from briefing.models import Citation, Claim, Discrepancy, Evidence, Extraction, Quotation

#: Below this share of its content a sentence and its quotes speak of different things.
_THIN = 0.25
#: Content words that a text needs before it is judged.
_ENOUGH = 4
#: Words inside quotation marks that make somebody's words of them.
_SPOKEN = 3
#: Words up to which what stands in quotation marks may be a term or a title.
_TERM = 4
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«\s*([^«»]+?)\s*»|„([^„“”]+)[“”]|「([^「」]+)」|『([^『』]+)』")
_DIFFER = re.compile(
    r"\b(?:differ\w*|conflict\w*|contradict\w*|disagree\w*|dispute\w*|vary|varies|between|or)\b", re.IGNORECASE
)


def shared_content(text: str, quotes: Sequence[Evidence], claims: Iterable[Claim]) -> float | None:
    """The share of a text's content that stands in its quotes or in the claims that rest on them.

    None where that can't be judged: no claim rests on the quotes, or the text is too short.
    """
    claims = [claim for claim in claims if not claim.flags]
    mine = stems(text)
    if not claims or len(mine) < _ENOUGH:
        return None
    theirs = {stem for claim in claims for stem in stems(claim.text)}
    theirs |= {stem for quote in quotes for stem in stems(quote.quote)}
    return len(mine & theirs) / len(mine)


def is_thin(share: float | None) -> bool:
    """Whether a share is too small for a sentence that rests on its quotes."""
    return share is not None and share < _THIN


# ── quotations ───────────────────────────────────────────────────────────────────────────────────


def unsupported_quotations(text: str, quotes: Iterable[Evidence], extractions: Sequence[Extraction]) -> list[str]:
    """What a text gives between quotation marks, and nobody's recorded words say."""
    spoken = [words_of(quotation.english) for extraction in extractions for quotation in extraction.quotations]
    quotes = list(quotes)
    spoken += [words_of(quote.quote) for quote in quotes]
    # A term in quotation marks, a title or somebody's "serious and immediate", is no recorded quotation.
    terms = any(0 < len(term.split()) <= _TERM for quote in quotes for term in _marked(quote.quote))
    bad = []
    for quoted in quotations_in(text):
        words = words_of(quoted)
        if terms and len(quoted.split()) <= _TERM:
            continue
        if not any(len(words & known) >= 0.6 * len(words) for known in spoken):
            bad.append(quoted)
    return bad


def quotations_in(text: str) -> list[str]:
    """What stands between quotation marks, single terms left out."""
    return [quoted for quoted in _marked(text) if len(quoted.split()) >= _SPOKEN]


def _marked(text: str) -> list[str]:
    """What stands between quotation marks."""
    return [next(part for part in match.groups() if part) for match in _QUOTED.finditer(text)]


def another_speaker(quotation: Quotation, extraction: Extraction, paragraphs: Mapping[int, str]) -> list[str]:
    """The recorded people whom the paragraphs of a quotation name, where its speaker is none of them.

    A proxy: it knows nothing of pronouns.

    Args:
        paragraphs: The article's text by number.
    """
    speaker = words_of(quotation.speaker or "")
    people = [p for p in extraction.people if not p.flags]
    if not any(speaker & words_of(person.name) for person in people):
        return []
    text = plain(" ".join(paragraphs[e.paragraph] for e in quotation.evidence))
    present = [p for p in people if any(len(word) > 2 and word in text for word in words_of(p.original))]
    if any(speaker & words_of(person.name) for person in present):
        return []
    return [person.name for person in present]


# ── figures that differ ──────────────────────────────────────────────────────────────────────────


def smoothed(text: str, citations: Sequence[Citation], rows: Iterable[Discrepancy]) -> str | None:
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
