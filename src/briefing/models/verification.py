"""What the second reader found, and what its silence is worth."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefing.models.base import Frozen
from briefing.models.evidence import Evidence

ObjectionKind = Literal[
    "number", "date", "name", "role", "who did what", "status", "negation", "attribution", "scope", "cause",
    "order in time", "side taken", "added", "left out", "mistranslated",
]  # fmt: skip
AlterationKind = Literal[
    "number", "unit", "date", "negation", "modality", "names exchanged", "attribution dropped", "comparison"
]


class Objection(Frozen):
    """What the second reader has against one statement, held to its words by code."""

    where: str
    """The statement: `headline`, `sentences.3`, `timeline.1`, `discrepancies.2.0`, `translation ID 4`."""
    verdict: Literal["contradicted", "not supported", "can't tell"]
    words: str
    """Words of the statement, verbatim."""
    start: int
    """Where they begin in the statement, in code points."""
    kind: ObjectionKind
    why: str
    evidence: tuple[Evidence, ...] = ()
    """The source's words that speak against it."""


class SeededErrors(Frozen):
    """How many of the errors that code put among the statements a reader found, by kind. Their text is not kept."""

    seeded: dict[AlterationKind, int] = Field(default_factory=dict)
    found: dict[AlterationKind, int] = Field(default_factory=dict)
    correct: int = 0
    """Unaltered statements put beside them."""
    objected: int = 0
    """Of these, how many the reader objected to: false alarms."""

    @property
    def rate(self) -> float | None:
        """The share of seeded errors that was found; None where there were none."""
        total = sum(self.seeded.values())
        return sum(self.found.values()) / total if total else None

    @property
    def alarms(self) -> float | None:
        """The share of correct statements that was objected to; None where there were none."""
        return self.objected / self.correct if self.correct else None


class SecondReading(Frozen):
    """One story read a second time."""

    model: str
    """Who read it."""
    statements: int
    """Statements put to the reader, seeded ones not counted."""
    supported: int
    unanswered: tuple[str, ...] = ()
    """Statements that the reader passed over; they count as not read twice."""
    objections: tuple[Objection, ...] = ()
    mended: int = 0
    """Statements that the reader objected to, and to whose new wording it doesn't object."""
    dropped: int = 0
    """Objections dropped because they quote words that stand nowhere."""
    seeded: SeededErrors = SeededErrors()


class Readings(Frozen):
    """What the second reader found in all that it read of a day."""

    models: tuple[str, ...]
    """Who read."""
    own: bool = False
    """The reader is the model that wrote, of every story that was read."""
    stories: int
    """Stories that were read twice."""
    not_read: int = 0
    """Stories that were to be read twice and were not."""
    statements: int
    supported: int
    unanswered: int = 0
    objections: int
    """Those that stand, each as a flag."""
    mended: int = 0
    dropped: int = 0
    seeded: SeededErrors = SeededErrors()
