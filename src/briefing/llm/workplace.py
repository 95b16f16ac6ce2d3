"""The seam where a run's work is done: on this machine, in the provider's batches, or on a cluster.

The setting `engine` names the workplace. Whichever it is, it promises what a run promises:

- **The same bytes.** The same replies give the same briefing.json and pages: nothing a reader sees depends on where a
  call was made, in which order replies came, or how many workers there were.
- **The driver keeps the ledger, the budget and the pace.** A workplace gets a request that was reserved for and whose
  turn it is, and hands back a reply or a classified error; it writes no reply, counts no money, and never retries.
  A hundred workers so never mean a hundred times the rate, and SQLite keeps one writer.
- **Nothing is paid twice.** A request that may have reached the provider is not sent again before it is known what
  became of it: over a crash, a lost worker, and another day. What must outlive the process stands in the ledger
  before anything is waited for.
- **What is lost is said.** A worker or batch that is gone ends as an `EngineError` of each request it held.

Reading files has its seam in `briefing.ingest.sandbox.pool`; it asks no model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from briefing.errors import BatchOpen

if TYPE_CHECKING:
    from briefing.llm.ledger_rows import Sent
    from briefing.llm.providers.base import Engine, Request
    from briefing.settings.renames import EngineName


@dataclass(frozen=True)
class Terms:
    """What holds for the calls of a workplace and not for others.

    Attributes:
        gathered: Calls wait for each other and are answered hours later, at a batch's price: they take no turn in
            the pace, none goes ahead alone to learn what the model takes, and one that has to be made again costs
            nothing of what a run has for retries.
    """

    gathered: bool = False


class Workplace(Protocol):
    """Where a run's calls are made; one for each run. What it promises stands at the head of this module."""

    @property
    def name(self) -> EngineName:
        """As the setting names it."""
        ...

    @property
    def terms(self) -> Terms:
        """As they are now: a run may go on elsewhere at its deadline."""
        ...

    def engine(self, model: str, client: Engine) -> Engine:
        """What asks a model where the work is done.

        Args:
            model: As the settings name it, with its prefix.
            client: The way to it from this machine; the run closes it.
        """
        ...

    async def begin(self) -> None:
        """Make ready; before the first call."""
        ...

    async def rejoin(self, request: Request, sent: Sent) -> None:
        """Take up a question that an earlier run sent and that was not answered yet; its engine is asked next.

        Raises:
            BatchOpen: It can't be taken up here, and nothing was sent.
        """
        ...

    def holds(self, key: str) -> bool:
        """Whether an earlier run sent the question: its answer is paid for, whatever this run's cap says."""
        ...

    def at_deadline(self) -> bool:
        """It is the time of `--until`. True: the work goes on in another way; False: no new call is to start."""
        ...

    async def close(self) -> None:
        """Give back what was opened; called once, after the last call and before the ledger closes."""
        ...


class Local:
    """This machine: every call goes out as its turn comes."""

    name: EngineName = "local"
    terms = Terms()

    def engine(self, model: str, client: Engine) -> Engine:  # noqa: ARG002 - as every workplace takes it
        """The client itself."""
        return client

    async def begin(self) -> None:
        """Nothing to make ready."""

    async def rejoin(self, request: Request, sent: Sent) -> None:
        """It can't be: only a provider with a Batch API knows what became of it."""
        raise BatchOpen(
            f"{request.where}: was already sent in batch {sent.name}, to another endpoint, and not sent again: run "
            f"with --engine batch and that endpoint to collect it, or give it up with `briefing ledger --forget-batch "
            f"{sent.name}`"
        )

    def holds(self, key: str) -> bool:  # noqa: ARG002
        """Nothing."""
        return False

    def at_deadline(self) -> bool:
        """No new call starts."""
        return False

    async def close(self) -> None:
        """Nothing to give back."""
