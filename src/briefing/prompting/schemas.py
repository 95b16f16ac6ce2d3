"""What a model is asked to reply, one schema per prompt.

The docstring under a field travels to the model as its description, so it is written for the model.
Only what every provider's strict mode takes is used: all fields required, `X | None` without a
default, plain unions, no open dictionaries. What strict mode can't say is said by the checks.
"""

from __future__ import annotations

import functools
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from briefing.models import (
    PARTIAL_DATE,
    ClaimStatus,
    DateBasis,
    DateRole,
    DiscrepancyKind,
    NameKind,
    NewsKind,
    ObjectionKind,
    ParagraphKind,
    SourceKind,
)


class Reply(BaseModel):
    """The root of all reply schemas: unknown fields are errors, field docstrings are descriptions."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


@functools.cache
def json_schema(reply: type[Reply]) -> dict[str, Any]:
    """The strict JSON schema of a reply: references kept, titles and what strict mode refuses removed."""
    shape: dict[str, Any] = _strict(reply.model_json_schema())
    return shape


# Strict mode of the large providers rejects these keywords; the checks enforce what they said.
_REFUSED = {"title", "default", "pattern", "minItems", "maxItems", "minimum", "maximum", "minLength"}


def _strict(node: Any, *, names: bool = False) -> Any:
    if isinstance(node, list):
        return [_strict(part) for part in node]
    if not isinstance(node, dict):
        return node
    # Below `properties` and `$defs` the keys are names of ours, not keywords.
    kept = {
        key: _strict(value, names=key in ("properties", "$defs"))
        for key, value in node.items()
        if names or key not in _REFUSED
    }
    if not names and kept.get("type") == "object":
        kept["required"] = list(kept.get("properties", {}))
        kept["additionalProperties"] = False
    return kept


class Quote(Reply):
    paragraph: int
    """The number of the paragraph the quote stands in."""
    quote: str
    """Copied character for character from that one paragraph, in the original language. No ellipsis."""


# ── translate ────────────────────────────────────────────────────────────────────────────────────


class TranslatedParagraphReply(Reply):
    n: int
    """The number of the source paragraph."""
    kind: ParagraphKind
    """What this paragraph is on the page."""
    text: str
    """The paragraph in the target language."""


class TranslationReply(Reply):
    paragraphs: list[TranslatedParagraphReply]
    """One for each source paragraph, in the source's order."""


# ── extract ──────────────────────────────────────────────────────────────────────────────────────


class TitleReply(Reply):
    original: str
    english: str
    evidence: list[Quote]


class OutletReply(Reply):
    name: str
    """The outlet that publishes this page, in Latin script."""
    evidence: list[Quote]
    """Empty only if the name is given beside the article and stands nowhere in its paragraphs."""


class DateReply(Reply):
    role: DateRole
    value: str | None = Field(pattern=PARTIAL_DATE)
    """YYYY, YYYY-MM or YYYY-MM-DD; XXXX-MM-DD where the year is not known; a/b for a span; null if unknown."""
    basis: DateBasis
    about: str
    """What happened or will happen on this date, in English."""
    reasoning: str | None
    """For inferred: how it was worked out; for unknown: what is missing; for scraped: why. Otherwise null."""
    evidence: list[Quote]


class RoleReply(Reply):
    text: str
    """The role in English, as this article gives it."""
    evidence: list[Quote]


class PersonReply(Reply):
    name: str
    """English form of the name."""
    original: str
    """The fullest form of the name in this article, as it stands there."""
    roles: list[RoleReply]
    evidence: list[Quote]


class NameReply(Reply):
    name: str
    """English form of the name."""
    original: str
    """The fullest form of the name in this article, as it stands there."""
    evidence: list[Quote]


class QuotationReply(Reply):
    speaker: str | None
    """Who says it, in the English form used under people or organisations; null if the article doesn't say."""
    english: str
    evidence: list[Quote]
    """The quoted words themselves."""


class ClaimReply(Reply):
    text: str
    """One statement in English, understandable alone."""
    status: ClaimStatus
    marker: str | None
    """For planned, denied, alleged: the original words that make it so. Null for happened."""
    attribution: list[str]
    """Whom the article has it from, nearest first. Empty if the article says it in its own voice."""
    evidence: list[Quote]


class CitedSourceReply(Reply):
    name: str
    kind: SourceKind
    evidence: list[Quote]


class InstructionReply(Reply):
    note: str
    """What the text tries to make a machine do, in English."""
    evidence: list[Quote]


class ExtractionReply(Reply):
    title: TitleReply | None
    outlet: OutletReply | None
    dates: list[DateReply]
    people: list[PersonReply]
    organisations: list[NameReply]
    places: list[NameReply]
    quotations: list[QuotationReply]
    claims: list[ClaimReply]
    cited_sources: list[CitedSourceReply]
    instructions: list[InstructionReply]


# ── group ────────────────────────────────────────────────────────────────────────────────────────


class GroupReply(Reply):
    event: str
    """The one event in one English line: who, what, where, when."""
    articles: list[str]
    """Labels of the articles that tell of this event."""
    reason: str
    """What makes them one event, or what keeps this one apart from its nearest neighbour."""


class GroupingReply(Reply):
    groups: list[GroupReply]


# ── merge and summarize ──────────────────────────────────────────────────────────────────────────


class SourceQuote(Reply):
    article: str
    """Label of the article, such as A1."""
    paragraph: int
    """The number of the paragraph the quote stands in."""
    quote: str
    """Copied character for character from that one paragraph, in the original language. No ellipsis."""


class SentenceReply(Reply):
    text: str
    status: ClaimStatus
    """Of what the sentence is there to tell."""
    citations: list[SourceQuote]


class PositionReply(Reply):
    article: str
    """Label of the article."""
    denies: bool
    """True only if the article rejects what others of this row assert."""
    statement: str
    """What this article says on the point, in English, in a few words."""
    evidence: list[SourceQuote]


class DiscrepancyReply(Reply):
    point: str
    """The question on which the sources differ, in English, such as `Number of injured`."""
    kind: DiscrepancyKind
    contradiction: bool
    """True if they can't all be right; false if they differ in degree, scope, emphasis or holder of a view."""
    positions: list[PositionReply]
    """Only the articles that say something on the point. Leave out the silent ones."""


class TimelineReply(Reply):
    date: str | None = Field(pattern=PARTIAL_DATE)
    """YYYY, YYYY-MM or YYYY-MM-DD; XXXX-MM-DD where the year is not known; a/b for a span; null if unknown."""
    basis: DateBasis
    event: str
    status: ClaimStatus
    citations: list[SourceQuote]


class VariantReply(Reply):
    article: str
    form: str
    """The name as it stands in that article, copied character for character."""


class StoryRoleReply(Reply):
    text: str
    """The role in English, as that article gives it."""
    citations: list[SourceQuote]


class StoryNameReply(Reply):
    english: str
    kind: NameKind
    roles: list[StoryRoleReply]
    """Every different role the sources give; several if they disagree."""
    variants: list[VariantReply]
    """One for each article in which the name stands."""


class OriginReply(Reply):
    name: str
    """The newspaper, agency, official body or person from whom the news comes; for an outlet's own work, the outlet."""
    kind: SourceKind
    articles: list[str]
    """Labels of the articles that rest on it."""
    reason: str
    evidence: list[SourceQuote]


class LeftOutReply(Reply):
    article: str
    paragraphs: list[int]
    reason: str


class EditorNoteReply(Reply):
    about: str
    note: str


class StoryReply(Reply):
    headline: SentenceReply
    sentences: list[SentenceReply]
    discrepancies: list[DiscrepancyReply]
    """Contradictions first, then who, where, when and how many, then status, then attribution and framing."""
    timeline: list[TimelineReply]
    """In the order of time."""
    names: list[StoryNameReply]
    origins: list[OriginReply]
    open_questions: list[str]
    editor_notes: list[EditorNoteReply]
    left_out: list[LeftOutReply]
    """Every paragraph that no citation of a sentence touches."""


class SummaryReply(Reply):
    headline: SentenceReply
    sentences: list[SentenceReply]
    timeline: list[TimelineReply]
    """In the order of time."""
    open_questions: list[str]
    editor_notes: list[EditorNoteReply]
    left_out: list[LeftOutReply]
    """Every paragraph that no citation of a sentence touches."""


# ── thread ───────────────────────────────────────────────────────────────────────────────────────


class EarlierReply(Reply):
    story: str
    """Label of the earlier story, such as B1."""
    continues: bool
    """True only if today's story is the same event or its direct follow-up."""


class SentenceNewsReply(Reply):
    n: int
    """The number of today's sentence."""
    kind: NewsKind
    old: str | None
    """For update and repeated: label and number of the earlier sentence, such as B1.3. Null for new."""
    was: str | None
    """For update: the changed words, copied character for character from the earlier sentence. Otherwise null."""
    now: str | None
    """For update: the words in their place, copied character for character from today's sentence. Otherwise null."""


class ThreadReply(Reply):
    earlier: list[EarlierReply]
    """One for each earlier story."""
    sentences: list[SentenceNewsReply]
    """One for each of today's numbered sentences, in their order. Empty if no earlier story is continued."""


# ── verify ───────────────────────────────────────────────────────────────────────────────────────


class ObjectionReply(Reply):
    n: int
    verdict: Literal["contradicted", "not supported", "can't tell"]
    words: str
    against: list[str]
    kind: ObjectionKind
    why: str


class VerifyReply(Reply):
    supported: list[int]
    objections: list[ObjectionReply]


#: The schema of each prompt's reply.
SCHEMAS: dict[str, type[Reply]] = {
    "translate": TranslationReply,
    "extract": ExtractionReply,
    "group": GroupingReply,
    "merge": StoryReply,
    "summarize": SummaryReply,
    "thread": ThreadReply,
    "verify": VerifyReply,
}
