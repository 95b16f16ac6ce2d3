"""What one article says: its translation, and its extraction field by field."""

from __future__ import annotations

from typing import Literal

from briefing.models.article import Article, ParagraphKind
from briefing.models.base import Frozen
from briefing.models.evidence import ClaimStatus, Flag, Supported
from briefing.models.partial_date import DateBasis

DateRole = Literal["published", "event", "scraped", "mentioned"]
NameKind = Literal["person", "organisation", "place"]
SourceKind = Literal["newspaper", "magazine", "agency", "broadcaster", "website", "official", "person", "other"]


class TranslatedParagraph(Frozen):
    n: int
    kind: ParagraphKind
    """The translator's opinion of what the paragraph is; the reader's own stands in the article."""
    text: str


class Translation(Frozen):
    """n English paragraphs for n."""

    article: str
    paragraphs: tuple[TranslatedParagraph, ...]
    model: str | None
    """None where nothing was asked: an English article passes through."""
    repaired: bool = False
    repairs: tuple[str, ...] = ()
    """Codes of the findings that a repair mended."""
    flags: tuple[Flag, ...] = ()


class Title(Supported):
    original: str
    english: str


class Outlet(Supported):
    name: str


class DateMention(Supported):
    """A date with what it is the date of, and how we know."""

    role: DateRole
    value: str | None
    """Partial ISO date (`2026-11`, `XXXX-09-24` without a year, `2026-11-17/2026-11-18`); None if unknown."""
    basis: DateBasis
    about: str
    """What happened, or happens, on it."""
    reasoning: str | None
    """How an inferred value was worked out."""


class Role(Supported):
    text: str


class Person(Supported):
    name: str
    """English form."""
    original: str
    """As it stands in the article."""
    roles: tuple[Role, ...]


class Organisation(Supported):
    name: str
    original: str


class Place(Supported):
    name: str
    original: str


class Quotation(Supported):
    """Words the article gives as somebody's own; the original words are the evidence."""

    speaker: str | None
    english: str


class Claim(Supported):
    id: str
    """`c1`, `c2`, … within the article."""
    text: str
    status: ClaimStatus
    attribution: tuple[str, ...]
    """Whom the article has it from, nearest first; empty where it speaks in its own voice."""


class CitedSource(Supported):
    """A source the article itself says it draws on."""

    name: str
    kind: SourceKind


class Instruction(Supported):
    """Text that speaks to a machine instead of the readers. It is reported and never followed."""

    found_by: Literal["model", "rule"]
    note: str


class FieldValue(Supported):
    """A value of a field of the user's own."""

    name: str
    """The field."""
    value: str | int | float | bool
    """Dates as ISO text."""


class Extraction(Frozen):
    """What one article says, field by field, each with its evidence."""

    article: str
    title: Title | None
    outlet: Outlet | None
    dates: tuple[DateMention, ...]
    people: tuple[Person, ...]
    organisations: tuple[Organisation, ...]
    places: tuple[Place, ...]
    quotations: tuple[Quotation, ...]
    claims: tuple[Claim, ...]
    cited_sources: tuple[CitedSource, ...]
    instructions: tuple[Instruction, ...]
    model: str
    repaired: bool = False
    repairs: tuple[str, ...] = ()
    """Codes of the findings that a repair mended."""
    flags: tuple[Flag, ...] = ()
    fields: tuple[FieldValue, ...] = ()
    """Values of the user's own fields (`--fields`), several of one name for a list."""


class Member(Frozen):
    """An article with what was recorded of it."""

    article: Article
    extraction: Extraction


class Group(Frozen):
    """Articles of one event, in the order in which they came in."""

    event: str
    members: tuple[Member, ...]
