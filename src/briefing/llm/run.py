"""What the calls of one run share: its figures, its money, and the reason to stop."""

from __future__ import annotations

import asyncio
import collections
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.errors import BriefingError, Interrupted, LedgerError
from briefing.llm.pricing import Usage
from briefing.llm.workplace import Local
from briefing.text.plain import plain

if TYPE_CHECKING:
    from briefing.llm.budget import Budget
    from briefing.llm.ledger import Ledger
    from briefing.llm.providers.base import Request
    from briefing.llm.workplace import Workplace
    from briefing.settings.settings import Settings


_log = logging.getLogger(__name__)


@dataclass
class Figures:
    """Of one stage, model or article in one run; see `briefing.models.StageFigures`."""

    replies: int = 0
    calls: int = 0
    usage: Usage = field(default_factory=Usage)
    cost: float | None = 0.0
    seconds: float = 0.0
    repairs: int = 0
    changes_not_taken: int = 0
    retries: int = 0
    worth: float | None = 0.0
    mended: collections.Counter[str] = field(default_factory=collections.Counter)

    def book(self, usage: Usage, cost: float | None, seconds: float) -> None:
        """Add a bill. A single unknown price makes the sum unknown."""
        self.usage = self.usage + usage
        self.cost = None if cost is None or self.cost is None else self.cost + cost
        self.seconds += seconds

    def rest_on(self, cost: float | None) -> None:
        """Count a reply that the results rest on, whichever run paid for it."""
        self.replies += 1
        self.worth = None if cost is None or self.worth is None else self.worth + cost


@dataclass
class UnderWay:
    """A question that is being asked now."""

    stage: str
    about: str
    model: str
    limit: float
    """Seconds that one attempt may take."""
    attempts: int
    """How many there may be."""
    attempt: int = 0
    """Which one it is, from 1; 0 before the first."""
    began: float | None = None
    """By the monotonic clock; None while it waits for its turn, or for its next attempt."""


class Stop:
    """Says to everyone at once that no new call may start.

    Attributes:
        error: Why.
        interrupted: A signal came, whatever else stopped the run.
    """

    def __init__(self) -> None:
        self.error: BriefingError | None = None
        self.interrupted = False
        self._set = asyncio.Event()

    def now(self, error: BriefingError) -> None:
        """The first reason counts, unless the ledger fails: then its last error, which knows all that was lost."""
        self.interrupted = self.interrupted or isinstance(error, Interrupted)
        if self.error is None or isinstance(error, LedgerError):
            self.error = error
            self._set.set()

    def check(self) -> None:
        """Raise the reason, if there is one."""
        if self.error is not None:
            raise self.error

    async def wait(self) -> None:
        """Wait for the stop."""
        await self._set.wait()

    async def sleep(self, seconds: float) -> None:
        """Sleep, but not past the stop."""
        if seconds <= 0:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._set.wait()
        except TimeoutError:
            return


@dataclass
class Run:
    """What all routes of one run share.

    Attributes:
        id: Of the run, in the ledger and in run.json.
        stages: Figures by prompt, by model asked, and by what was asked about.
        unusable: Replies that were no answer, after a repair too: what was asked, and the code of what was wrong.
        under_way: The questions that are being asked, the oldest first.
        workplace: Where its calls are made.
        notices: What was found out about a model and how it was met, one line each; also a warning in the log.
    """

    id: str
    settings: Settings
    ledger: Ledger
    budget: Budget
    stop: Stop = field(default_factory=Stop)
    stages: dict[str, Figures] = field(default_factory=lambda: collections.defaultdict(Figures))
    models: dict[str, Figures] = field(default_factory=lambda: collections.defaultdict(Figures))
    abouts: dict[str, Figures] = field(default_factory=lambda: collections.defaultdict(Figures))
    unusable: list[tuple[str, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    under_way: list[UnderWay] = field(default_factory=list)
    workplace: Workplace = field(default_factory=Local)

    def notice(self, line: str) -> None:
        """Note something that whoever started the run should know; the command line shows it at once."""
        line = plain(line)
        self.notices.append(line)
        _log.warning(line)

    def figures_of(self, request: Request) -> tuple[Figures, Figures, Figures]:
        """Where a call is booked: its stage, its model, what it is about."""
        return self.stages[request.stage], self.models[request.model], self.abouts[request.about]
