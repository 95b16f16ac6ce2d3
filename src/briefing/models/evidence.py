"""The words of a source that a statement rests on, and what checks found against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from briefing.models.base import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

ClaimStatus = Literal["happened", "planned", "denied", "alleged"]


class Finding(Frozen):
    """What a check has against a reply, for the model that mends it and, if it stays, for the reader."""

    code: str
    """Short and stable, such as `quote-not-found`; the sums count by it."""
    message: str
    """One line."""
    where: str
    """The part of the reply it is about, such as `sentences.3`."""
    severity: Literal["broken", "mend", "note"] = "mend"
    """`broken` must be mended or the reply is no answer; `mend` is repaired once and flagged if it stays;
    `note` is flagged only."""


class Evidence(Frozen):
    """Words of a source, found again by code."""

    article: str
    """Article id."""
    paragraph: int
    quote: str
    """The source's own words: exactly `raw[start:end]`."""
    start: int
    end: int

    def overlaps(self, other: Evidence) -> bool:
        """Whether both are of one article and share at least one code point; words that only touch don't."""
        return self.article == other.article and self.start < other.end and other.start < self.end


class Flag(Frozen):
    """Something that a check proved or the second reader found, and no repair mended; counted by its code.

    While a run is under way a flag may also be a suspicion: a question to the second reader, set aside before
    anybody sees it.
    """

    code: str
    """Short and stable, such as `quote-not-found`; the sums count by it."""
    message: str
    """One line for the reader."""
    words: str | None = None
    """The words of the flagged text that it is about, verbatim; None where it is about all of it."""
    start: int | None = None
    """Where they begin in that text, in code points."""
    evidence: tuple[Evidence, ...] = ()
    """The source's words that speak against them."""


def overlap(one: Iterable[Evidence], other: Iterable[Evidence]) -> bool:
    """Whether any evidence of one side overlaps any of the other."""
    theirs = tuple(other)
    return any(mine.overlaps(their) for mine in one for their in theirs)


class Supported(Frozen):
    """Anything said about an article: what it rests on, and what is wrong with that."""

    evidence: tuple[Evidence, ...] = ()
    flags: tuple[Flag, ...] = ()


class Citation(Evidence):
    claims: tuple[str, ...] = ()
    """Ids of the article's claims whose evidence overlaps these words."""
