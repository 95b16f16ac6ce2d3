"""What a run begins with, and how it ended."""

from __future__ import annotations

import collections
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.storage.earlier import NOTHING, Earlier

if TYPE_CHECKING:
    import datetime as dt

    from briefing.errors import BriefingError
    from briefing.models import Briefing, Report, Unread
    from briefing.names.book import NameBook


@dataclass(frozen=True)
class Day:
    """The day of a run.

    Attributes:
        date: Of the briefing, ISO.
        names: What is known of names on that day.
        earlier: What the days before reported, for stories that continue.
    """

    date: str
    names: NameBook
    earlier: Earlier = NOTHING


@dataclass
class Outcome:
    """How a run ended.

    Attributes:
        briefing: None where the run was stopped with nothing to ship.
        stopped: What stopped it.
        degraded: A story could not be written, and its articles are told from their records; or not read twice.
        recorded: The reports with what checks suspect, which is shown to nobody.
        suspicions: How many of these there are, by code.
        doubts: Why the second reader's silence, or its objections, mean little.
    """

    run: str
    started: dt.datetime
    seconds: float
    reports: list[Report]
    unread: tuple[Unread, ...]
    briefing: Briefing | None
    stopped: BriefingError | None
    degraded: bool
    notices: list[str] = field(default_factory=list)
    recorded: list[Report] = field(default_factory=list)
    suspicions: collections.Counter[str] = field(default_factory=collections.Counter)
    doubts: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 all done, 1 some failed, otherwise as what stopped it."""
        if self.stopped is not None:
            return self.stopped.exit_code
        failed = any(r.status == "failed" for r in self.reports) or any(u.status == "failed" for u in self.unread)
        return 1 if failed or self.degraded else 0
