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

from briefing.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.llm.providers.base import Engine
    from briefing.llm.run import Run
    from briefing.settings.renames import EngineName
    from briefing.settings.settings import Settings


@dataclass(frozen=True)
class Terms:
    """What holds for the calls of a workplace and not for others.

    Attributes:
        gathered: Calls wait for each other and are answered hours later: they take no turn in the pace, and a call
            that has to be made again costs nothing of what a run has for retries.
    """

    gathered: bool = False


class Workplace(Protocol):
    """Where a run's calls are made; one for each run. What it promises stands at the head of this module."""

    name: EngineName

    @property
    def terms(self) -> Terms:
        """As they are now: a run may go on elsewhere at its deadline."""
        ...

    def client(self, model: str, settings: Settings) -> Engine:
        """The way to a model. Nothing is sent or written yet.

        Args:
            model: As the settings name it, with its prefix.

        Returns:
            An engine that makes each call where the work is done; the run closes it.

        Raises:
            BriefingError: The model can't be asked there; the message says what is missing.
        """
        ...

    def begin(self, run: Run) -> None:
        """Take the run whose calls these are, with its ledger and its stop; before the first call."""
        ...

    async def close(self) -> None:
        """Give back what was opened; called once, after the last call and before the ledger closes."""
        ...


class Local:
    """This machine: every call goes out as its turn comes.

    Args:
        choose: Gives the client for a model.
    """

    name: EngineName = "local"
    terms = Terms()

    def __init__(self, choose: Callable[[str, Settings], Engine]) -> None:
        self._choose = choose

    def client(self, model: str, settings: Settings) -> Engine:
        """As `Workplace.client`."""
        return self._choose(model, settings)

    def begin(self, run: Run) -> None:
        """Nothing to make ready."""

    async def close(self) -> None:
        """Nothing to give back."""


def workplace_of(engine: EngineName, choose: Callable[[str, Settings], Engine]) -> Workplace:
    """The workplace that a setting names.

    Args:
        choose: Gives the client that asks a model from this machine.

    Raises:
        ConfigError: It can't be used.
    """
    if engine == "local":
        return Local(choose)
    raise ConfigError(
        f'engine = "{engine}": work can\'t be done there yet; engine = "local" (BRIEFING_ENGINE) does it on this '
        "machine"
    )
