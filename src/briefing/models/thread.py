"""What ties a story to those of earlier days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from briefing.models.base import Frozen
from briefing.models.evidence import ClaimStatus, Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

NewsKind = Literal["new", "update", "repeated"]


class StoryRef(Frozen):
    """A story of an earlier day, and where it stands."""

    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    """ISO date of its briefing, and the name of that day's folder."""
    story: str
    """Its id there."""
    number: int = Field(ge=1)
    """Its place in that briefing, from 1; its page has it as `story-NUMBER`."""
    headline: str


class OldSentence(Frozen):
    """A sentence of an earlier day's story, as it stood there."""

    date: str
    story: str
    n: int
    text: str
    status: ClaimStatus


class SentenceNews(Frozen):
    """What one of today's sentences adds to what was told before."""

    n: int = Field(ge=1)
    """Number of the sentence in today's story."""
    kind: NewsKind
    old: OldSentence | None
    """What it changes or repeats; None for what is new."""
    label: str = ""
    """Of an update: what changed, in at most three words, such as `dead`."""
    was: str | None = None
    """Of an update: the words of the old sentence that no longer hold; None where it said nothing on the point."""
    now: str | None = None
    """Of an update: the words of today's sentence that take their place."""
    flags: tuple[Flag, ...] = ()


class Continuation(StoryRef):
    """The story of an earlier day that this one continues, and what is new since, sentence by sentence."""

    also: tuple[StoryRef, ...] = ()
    """Other stories of earlier days that it continues, the latest first."""
    sentences: tuple[SentenceNews, ...]
    """One for each sentence of today's story, in its order; the headline has none."""
    model: str = ""

    def changes(self) -> Iterator[SentenceNews]:
        """The updates of which the old and the new words were both found in the two days' sentences."""
        return (each for each in self.sentences if each.kind == "update" and each.was and each.now and not each.flags)
