"""A day: its stories, and what became of every article."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefing.models.article import Article
from briefing.models.base import DateStyle, Frozen
from briefing.models.evidence import Flag
from briefing.models.extraction import Extraction, Translation
from briefing.models.story import Story
from briefing.models.verification import Readings


class CopyOf(Frozen):
    """Which article another one repeats, and how that was found."""

    article: str
    """Id of the article that is translated and told in its stead; never itself a copy."""
    by: Literal["address", "canonical address", "text"]
    """What led to it; the text of both was compared in any case."""
    alike: float = Field(ge=0, le=1)
    """Share of their stretches of five words that both have; 1 where every word is the same."""


class Report(Frozen):
    """What became of one article."""

    article: Article
    status: Literal["done", "failed", "skipped", "copy"]
    """`copy`: it says nothing that another article doesn't; a source of that one's story, and not asked for twice."""
    reason: str | None = None
    """Why it failed or was skipped, or what it is a copy of."""
    copy_of: CopyOf | None = None
    translation: Translation | None = None
    extraction: Extraction | None = None
    story: str | None = None
    """Id of the story it is told in."""


class Unread(Frozen):
    """A source that never became an article."""

    origin: str
    status: Literal["failed", "skipped", "copy"]
    """`copy`: the very same content, address and outlet were read before; it is no second source."""
    reason: str


class Sums(Frozen):
    """The figures at the head of a briefing."""

    articles_in: int
    done: int
    failed: int
    skipped: int
    copies: int = 0
    """Articles that repeat another one; articles in = done + failed + skipped + copies."""
    languages: tuple[str, ...]
    stories: int
    sentences: int
    checked: int
    repaired: int
    flagged: int
    citations: int
    """Citations whose words were found in their source."""
    quotes_not_found: int
    """Quotes of any field that were looked for in vain, after repair."""
    discrepancies: int
    contradictions: int
    instructions: int
    """Articles in which text spoke to a machine."""
    flags: dict[str, int]
    """Every flag of what is shown, counted by its code."""
    warned: dict[str, int] = Field(default={})
    """What else carries a warning, by what it is, such as `record`: parts that are no sentence. Notices are none."""
    reading: Readings | None = None
    """What the second reader found in the stories; None where nothing was read twice."""
    repairs: dict[str, int] = Field(default={})
    """Findings that a repair mended, by code."""
    withheld: int = 0
    """Flagged sentences left out of their stories, and listed behind them (`--strict`)."""
    withheld_flags: dict[str, int] = Field(default={})
    """Their flags, by code."""
    unusable: dict[str, int] = Field(default={})
    """What made replies no answer at all, by code; their articles failed, or are told from their records."""


class Briefing(Frozen):
    """The day: stories by weight, and what became of every article that came in."""

    schema_version: str
    date: str
    title: str
    stories: tuple[Story, ...]
    reports: tuple[Report, ...]
    unread: tuple[Unread, ...]
    sums: Sums
    verdict: str = ""
    """The sums in one plain line."""
    notices: tuple[str, ...]
    """What a reader must know first: failed articles, a stopped run."""
    dates: DateStyle = "day first"
    """How its texts write dates; values stay ISO."""
    repairs: tuple[str, ...] = ()
    """Codes of what repairs mended in the grouping, which no article and no story shows."""
    unusable: tuple[Flag, ...] = ()
    """Replies that were no answer, after a repair too."""
