"""What a model is asked to reply, one schema per prompt.

The prompts say what goes into each field; a docstring under a field travels to the model as its description, is
paid for with every call, and stands only where the prompt is silent.
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
    NewsKind,
    ObjectionKind,
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


#: How a model quotes: `4 words`, or `A1.4 words` where there are several articles (briefing.checks.cited_words).
Cite = str

# ── translate ────────────────────────────────────────────────────────────────────────────────────


class TranslatedParagraphReply(Reply):
    n: int
    text: str


class TranslationReply(Reply):
    paragraphs: list[TranslatedParagraphReply]
    # Asked for by the schema; a model without strict mode that leaves it out has none to tell of.
    website_text: list[int] = []


# ── extract ──────────────────────────────────────────────────────────────────────────────────────


class TitleReply(Reply):
    original: str
    english: str


class OutletReply(Reply):
    name: str
    quote: Cite | None


class DateReply(Reply):
    role: DateRole
    value: str | None = Field(pattern=PARTIAL_DATE)
    basis: DateBasis
    about: str
    reasoning: str | None
    quotes: list[Cite]


class RoleReply(Reply):
    text: str
    quote: Cite


class PersonReply(Reply):
    name: str
    original: str
    roles: list[RoleReply]


class NameReply(Reply):
    name: str
    original: str


class QuotationReply(Reply):
    speaker: str | None
    english: str
    quote: Cite


class ClaimReply(Reply):
    text: str
    status: ClaimStatus
    attribution: list[str]
    quotes: list[Cite]


class CitedSourceReply(Reply):
    name: str
    kind: SourceKind
    quote: Cite


class InstructionReply(Reply):
    note: str
    quotes: list[Cite]


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
    articles: list[str]
    reason: str


class GroupingReply(Reply):
    groups: list[GroupReply]


# ── merge and summarize ──────────────────────────────────────────────────────────────────────────


class SentenceReply(Reply):
    text: str
    status: ClaimStatus
    cites: list[Cite]


class ValueReply(Reply):
    value: str
    statement: str
    denies: bool
    cites: list[Cite]


class DiscrepancyReply(Reply):
    point: str
    kind: DiscrepancyKind
    contradiction: bool
    values: list[ValueReply]


class TimelineReply(Reply):
    date: str | None = Field(pattern=PARTIAL_DATE)
    basis: DateBasis
    event: str
    status: ClaimStatus
    cites: list[Cite]


class SameNameReply(Reply):
    english: str
    others: list[str]


class OriginReply(Reply):
    name: str
    kind: SourceKind
    articles: list[str]
    reason: str
    cites: list[Cite]


class LeftOutReply(Reply):
    article: str
    paragraphs: str
    reason: str


class EditorNoteReply(Reply):
    about: str
    note: str


class SummaryReply(Reply):
    headline: SentenceReply
    sentences: list[SentenceReply]
    lead: int
    timeline: list[TimelineReply]
    open_questions: list[str]
    editor_notes: list[EditorNoteReply]
    left_out: list[LeftOutReply]


class StoryReply(Reply):
    headline: SentenceReply
    sentences: list[SentenceReply]
    lead: int
    discrepancies: list[DiscrepancyReply]
    timeline: list[TimelineReply]
    same_names: list[SameNameReply] = []
    origins: list[OriginReply]
    origin_unknown: list[str] = []
    open_questions: list[str]
    editor_notes: list[EditorNoteReply]
    left_out: list[LeftOutReply]


# ── thread ───────────────────────────────────────────────────────────────────────────────────────


class EarlierReply(Reply):
    story: str
    """Label of the earlier story, such as B1."""
    continues: bool


class SentenceNewsReply(Reply):
    n: int
    kind: NewsKind
    old: str | None
    """Such as B1.3."""
    label: str | None
    was: str | None
    now: str | None


class ThreadReply(Reply):
    earlier: list[EarlierReply]
    sentences: list[SentenceNewsReply]


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
