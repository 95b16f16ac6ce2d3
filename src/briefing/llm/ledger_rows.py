"""What goes into the ledger, and what comes out of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from briefing.llm.pricing import Usage

Status = Literal["ok", "invalid", "truncated", "refused"]


class Busy(enum.Enum):
    """Another run is asking this question now."""

    BUSY = "busy"


BUSY = Busy.BUSY


class Sent(NamedTuple):
    """The question lies in a batch, and whoever is told of it has the right to take its answer.

    Attributes:
        batch: Its number in the ledger.
        name: The provider's id, or our mark where that isn't known.
        limit: Tokens that the reply may have.
    """

    batch: int
    name: str
    limit: int


@dataclass(frozen=True)
class Stored:
    """A reply as the ledger holds it.

    Attributes:
        settled: It is the answer to its question; otherwise it came, was committed, and the run died.
        mended: The answer came from a repair, which mended these parts; None: there was no repair.
        cost: US dollars, whichever run paid them; None where the price is unknown.
    """

    id: int
    text: str
    model: str
    status: Status
    token_limit: int
    settled: bool
    mended: frozenset[str] | None = None
    cost: float | None = None


@dataclass(frozen=True)
class NewReply:
    """A reply to be committed."""

    key: str
    run: str
    stage: str
    about: str
    model: str
    status: Status
    text: str
    token_limit: int
    usage: Usage
    cost: float | None
    seconds: float


class RunRow(NamedTuple):
    """One run as the ledger saw it; cost in US dollars, None where a price is unknown; `reason` is what stopped it."""

    run: str
    started: str
    ended: str | None
    calls: int
    tokens: int
    cost: float | None
    failures: int
    reason: str | None
    day: str | None = None
    """ISO date of the briefing that it was to make; None of a single article, and of a run that did not end."""


class FailureRow(NamedTuple):
    """One call that gave no answer."""

    at: str
    stage: str
    about: str
    kind: str
    message: str
