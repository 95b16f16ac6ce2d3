"""What the archive keeps of each day."""

from __future__ import annotations

from briefing.models.base import DateStyle, Frozen
from briefing.models.evidence import ClaimStatus
from briefing.models.extraction import NameKind


class ArchivedName(Frozen):
    """A name of a story, as the archive knows it."""

    kind: NameKind
    english: str
    forms: tuple[str, ...]
    """As they stand in the sources."""


class ArchivedStory(Frozen):
    """A story, as the archive knows it."""

    id: str
    number: int
    """Its place in that day's briefing, from 1."""
    headline: str
    status: ClaimStatus
    flagged: bool = False
    """Whether the headline is flagged."""
    event: str
    continues: str | None
    """Date of the earlier story it continues."""
    names: tuple[ArchivedName, ...]


class ArchivedDay(Frozen):
    """A day, as the archive knows it: all that its page and its feed show."""

    date: str
    title: str
    started: str
    """When its briefing was made, RFC 3339."""
    articles: int
    languages: tuple[str, ...]
    flagged: int
    notices: tuple[str, ...]
    stories: tuple[ArchivedStory, ...]
    dates: DateStyle = "day first"
    """How its briefing writes dates."""
