"""The provider's Batch API as a workplace; and a live run that meets questions which lie in batches."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from briefing.errors import BatchOpen, DeadlineReached, Detached, EngineError
from briefing.llm.batches.engine import BatchEngine, Held, Tools
from briefing.llm.batches.lines import batches, count, replies, were
from briefing.llm.batches.notes import Notes
from briefing.llm.batches.sending import persist, settle_creation
from briefing.llm.endpoints import endpoint_of
from briefing.llm.providers.batch_api import ENDED, BatchApi
from briefing.llm.workplace import Terms

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from briefing.llm.ledger_rows import Sent
    from briefing.llm.providers.base import Engine, Request
    from briefing.llm.providers.compatible import CompatibleEngine
    from briefing.llm.run import Run
    from briefing.settings.renames import EngineName

#: Seconds that a provider has to stop a batch; OpenAI says ten minutes.
MOST_CANCELLING = 900.0
#: Seconds that whoever interrupts a run is asked to wait for that.
_CANCELLING_NOW = 60.0


class Batches:
    """The workplace `batch`; with `live` the workplace `local`, which takes up answers that lie in batches."""

    def __init__(self, run: Run, *, live: bool = False) -> None:
        self.name: EngineName = "local" if live else "batch"
        self.notes = Notes(run.ledger)
        self._run = run
        self._live = live
        self._engines: dict[str, BatchEngine] = {}
        self._clients: dict[str | None, CompatibleEngine] = {}
        self._lock = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def terms(self) -> Terms:
        """Gathered, until the deadline."""
        return Terms(gathered=not self._live)

    async def begin(self) -> None:
        """Close what an earlier run left half done in the ledger, and watch for the run's end."""
        if not self._live:
            await self.notes.tidy()
            self._start(self._give_up_at_the_stop())
            if self._run.settings.detach:
                self._start(self._detach_when_all_is_sent())

    def engine(self, model: str, client: Engine) -> Engine:
        """As `Workplace.engine`."""
        tools = Tools(self.notes, self._run, self._missing)
        self._engines[model] = BatchEngine(model, client, lambda: self._api(model), tools, live=self._live)
        return self._engines[model]

    async def rejoin(self, request: Request, sent: Sent) -> None:
        """As `Workplace.rejoin`."""
        engine = self._engines[request.model]
        async with self._lock:
            if sent.batch in engine.held or (noted := await self.notes.load(sent.batch)) is None:
                return
            endpoint = engine.api().endpoint
            if (noted.endpoint, noted.model) != (endpoint, request.model):
                raise BatchOpen(
                    f"{request.where}: was sent in batch {sent.name} to {noted.endpoint}, but this run uses "
                    f"{endpoint}. It was not sent again: set that endpoint (--api-base), or give the batch up with "
                    f"`briefing ledger --forget-batch {sent.name}`"
                )
            engine.take_up(noted)

    async def take_up_all(self) -> int:
        """Hold all open batches of the run's models.

        Returns:
            How many others there are.
        """
        left = 0
        for number in await self.notes.open():
            noted = await self.notes.load(number)
            engine = self._engines.get(noted.model) if noted else None
            if noted is None or engine is None or engine.api().endpoint != noted.endpoint:
                left += noted is not None
            elif noted.batch is not None or await settle_creation(noted, engine.api(), self.notes, self._run.settings):
                engine.held[number] = Held(noted, earlier=True)
        return left

    def holds(self, key: str) -> bool:
        """As `Workplace.holds`."""
        for engine in self._engines.values():
            if (held := engine.holding(key)) is not None:
                return held.earlier
        return False

    def at_deadline(self) -> bool:
        """What no batch has brought is cancelled there, and then asked live."""
        if self._live:
            return False
        self._live = True
        self._start(self._turn_live())
        return True

    @property
    def open(self) -> list[tuple[BatchEngine, Held]]:
        """The batches that this run knows of and that have not ended."""
        return [
            (engine, held)
            for engine in self._engines.values()
            for held in engine.held.values()
            if held.outcomes is None
        ]

    async def cancel(self, *, ended: float = _CANCELLING_NOW) -> str:
        """Cancel all open batches at the provider, and keep what has come.

        Args:
            ended: Seconds to wait until the provider has stopped them.

        Returns:
            What came of it, for people.
        """
        told = []
        for engine, held in self.open:
            await self._cancel_one(engine, held)
            try:
                async with asyncio.timeout(ended):
                    while held.state is None or held.state.status not in ENDED:
                        await asyncio.sleep(min(1.0, self._run.settings.batch_poll))
                        with contextlib.suppress(EngineError):
                            held.state = await engine.api().get(str(held.noted.batch))
            except TimeoutError:
                told.append(
                    f"{held.noted.batch} is still being cancelled; run the same command again to collect its replies"
                )
                continue
            held.outcomes = await engine.delivery.fetch(held.noted, held.state)
            came = sum(outcome.asked for outcome in held.outcomes.values())
            cost = engine.delivery.bill(held.noted, held.outcomes)
            told.append(
                f"{held.noted.batch} was cancelled; {replies(came)} had arrived and {were(came)} kept{_usd(cost)}"
            )
        return "; ".join(told)

    async def close(self) -> None:
        """Keep what came and nobody took; leave what is open for the next run."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for engine in self._engines.values():
            await engine.end()
        try:
            if self._run.ledger.failed is None:
                await self._keep()
        finally:
            for client in self._clients.values():
                await client.close()

    async def _keep(self) -> None:
        for engine in self._engines.values():
            for held in engine.held.values():
                if held.outcomes is not None:
                    kept = await engine.delivery.keep(held.noted, held.outcomes)
                    if kept:
                        self._run.notice(
                            f"{replies(kept)} of batch {held.noted.batch} {were(kept)} not needed by this run, and "
                            "kept in the ledger"
                        )

    def _api(self, model: str) -> BatchApi:
        from briefing.llm.providers.compatible import CompatibleEngine  # noqa: PLC0415 - aiohttp takes half a second

        settings = self._run.settings
        base = endpoint_of(model, settings)
        if base not in self._clients:
            self._clients[base] = CompatibleEngine(base, ca_file=settings.ca_file)
        return BatchApi(self._clients[base], settings.timeout)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    def _missing(self) -> int:
        """Questions that are being asked, and wait neither in a batch nor for one."""
        there = sum(len(engine.queue) + engine.sending + engine.waiting for engine in self._engines.values())
        return len(self._run.under_way) - there

    async def _give_up_at_the_stop(self) -> None:
        await self._run.stop.wait()
        if self._run.stop.error is not None:
            for engine in self._engines.values():
                engine.give_up(self._run.stop.error)

    async def _detach_when_all_is_sent(self) -> None:
        settings, stop, quiet = self._run.settings, self._run.stop, 0
        while stop.error is None and not self._live:
            await stop.sleep(settings.batch_gather)
            waiting = sum(engine.waiting for engine in self._engines.values())
            sent = waiting and not self._missing() and all(engine.idle for engine in self._engines.values())
            quiet = quiet + 1 if sent else 0
            if quiet > 1:
                stop.now(Detached(self._told_of_open(waiting)))

    def _told_of_open(self, waiting: int) -> str:
        open_ = [held for _, held in self.open if held.waiting]
        dues = sorted(held.noted.due for held in open_ if held.noted.due)
        done = sum(held.state.done for held in open_ if held.state)
        due = f", due by {dues[-1]}" if dues else ""
        return (
            f"{count(waiting, 'request')} in {batches(len(open_))} at the provider{due} ({done:,} done so far). Run "
            "the same command again to collect the replies and continue; `briefing ledger` shows the batches"
        )

    async def _turn_live(self) -> None:
        """Cancel what is open, take what has come, and have the rest asked live."""
        settings = self._run.settings
        for engine in self._engines.values():
            engine.go_live()
        met: dict[int, tuple[BatchEngine, Held]] = {}
        try:
            async with asyncio.timeout(MOST_CANCELLING):
                while self.open or any(engine.sending for engine in self._engines.values()):
                    for engine, held in self.open:
                        if held.noted.number not in met and held.noted.batch is not None:
                            met[held.noted.number] = (engine, held)
                            await self._cancel_one(engine, held)
                    await self._run.stop.sleep(min(1.0, settings.batch_poll))
                    if self._run.stop.error is not None:
                        return
        except TimeoutError:
            self._run.stop.now(
                DeadlineReached(
                    f"It was {settings.until}, and the provider did not stop its batches within "
                    f"{MOST_CANCELLING / 60:.0f} minutes; their requests are not sent twice. Run again for the rest."
                )
            )
            return
        self._tell_of_turn(list(met.values()))

    def _tell_of_turn(self, met: list[tuple[BatchEngine, Held]]) -> None:
        asked = sum(len(held.noted.lines) for _, held in met)
        came = sum(outcome.asked for _, held in met for outcome in (held.outcomes or {}).values())
        bills = [engine.delivery.bill(held.noted, held.outcomes or {}) for engine, held in met]
        cost = None if None in bills else sum(bill for bill in bills if bill is not None)
        self._run.notice(
            f"it was {self._run.settings.until}: {batches(len(met))} {were(len(met))} cancelled. {replies(came)} "
            f"had arrived, are used, and are billed{_usd(cost)}; {count(asked - came, 'request')} "
            f"{were(asked - came)} sent live, at the full price and within the budget"
        )

    async def _cancel_one(self, engine: BatchEngine, held: Held) -> None:
        # One that has ended meanwhile can't be cancelled, and needn't be.
        with contextlib.suppress(EngineError):
            held.state = await persist(lambda: engine.api().cancel(str(held.noted.batch)), self._run.settings)


def _usd(cost: float | None) -> str:
    return "" if cost is None else f" (${cost:.4f})"
