"""One model's questions: gathered, sent as batches, waited for, each handed its answer."""

from __future__ import annotations

import asyncio
import dataclasses
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from briefing.errors import BadReply, BadRequest, BatchOpen, EngineBusy, EngineError, EngineRefused, UnknownModel
from briefing.llm.batches.delivery import Delivery
from briefing.llm.batches.lines import Outcome, count, file_of, reply_from, were
from briefing.llm.batches.sending import send, settle_creation
from briefing.llm.providers.batch_api import ENDED

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.llm.batches.notes import Noted, Notes
    from briefing.llm.providers.base import Engine, EngineReply, Request
    from briefing.llm.providers.batch_api import BatchApi, State
    from briefing.llm.run import Run

    Waiter = asyncio.Future[Outcome | None]

#: Questions are sent at last when so many times the gathering has passed, whatever else is still expected.
_PATIENCE = 10
#: Bytes of one file, roughly; OpenAI takes 200 MB.
_MOST_BYTES = 90_000_000
#: Seconds that a batch which is just being made has when the run ends.
_GRACE = 5.0
#: So often a provider says that it knows no such batch, before it is believed.
_UNKNOWN = 3


@dataclass
class Held:
    """A batch that this run knows of.

    Attributes:
        noted: As the ledger has it.
        earlier: Another run sent it.
        waiting: Who waits for the answer to a question, by key.
        taken: Questions whose outcome was handed over.
        state: As the provider told it last.
        looked: Whether it was found to be still under way.
        unknown: How often the provider said that it knows no such batch.
        outcomes: What it brought; None as long as nothing did.
    """

    noted: Noted
    earlier: bool
    waiting: dict[str, Waiter] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    state: State | None = None
    looked: bool = False
    unknown: int = 0
    outcomes: dict[str, Outcome] | None = None
    watch: asyncio.Task[None] | None = None


class Tools(NamedTuple):
    """What the engines of a run share."""

    notes: Notes
    run: Run
    missing: Callable[[], int]
    """Questions that are being asked and wait in no batch and in no queue."""


class BatchEngine:
    """The way to one model in batches, which is an `Engine` itself.

    Args:
        model: As the user named it.
        client: Asked where a question is not to go into a batch.
        api: Made when it is first needed.
        live: Whether questions go to the client from the start; then only what lies in batches is taken up, and not
            waited for.
    """

    def __init__(self, model: str, client: Engine, api: Callable[[], BatchApi], tools: Tools, *, live: bool) -> None:
        self.name = client.name
        self.model = model
        self.live = live
        self.held: dict[int, Held] = {}
        self.queue: dict[str, tuple[Request, Waiter]] = {}
        self.sending = 0
        self.api = api
        self._client = client
        self._notes, self._run, self._missing = tools
        self._waits = not live
        self._sender: asyncio.Task[None] | None = None
        self._most_lines = self._run.settings.batch_lines

    async def complete(self, request: Request) -> EngineReply:
        """The answer to a question, hours later. Errors as `Engine.complete`."""
        held = self.holding(request.key)
        if held is None and self.live:
            return await self._client.complete(request)
        self._run.stop.check()
        if held is None and self._run.settings.detach and await self._notes.without_answer(request.key):
            # The same command runs again and again: each time would pay for another refusal, and wait for it.
            raise EngineRefused(
                f"{request.where}: was refused, or its reply couldn't be used, in the last two days; not sent again "
                "with --detach"
            )
        waiter: Waiter = asyncio.get_running_loop().create_future()
        if held is None:
            self._enqueue(request, waiter)
        elif held.outcomes is None:
            held.waiting[request.key] = waiter
            if held.watch is None or held.watch.done():  # it failed for those who waited before
                held.watch = asyncio.create_task(self._watch(held, self._run.settings.batch_gather))
        else:
            held.taken.add(request.key)
            waiter.set_result(held.outcomes.get(request.key))
        try:
            reply = reply_from(request, await waiter, self.api().clean)
        except EngineError as error:
            error.data["in_batch"] = True
            raise
        return dataclasses.replace(reply, in_batch=True)

    async def close(self) -> None:
        """The client is closed by whoever made it."""

    def holding(self, key: str) -> Held | None:
        """The batch in which a question lies and whose outcome was not handed over yet."""
        return next((h for h in self.held.values() if key in h.noted.lines and key not in h.taken), None)

    @property
    def delivery(self) -> Delivery:
        """What fetches and keeps answers."""
        return Delivery(self.model, self.api(), self._notes, self._run)

    @property
    def waiting(self) -> int:
        """Questions that lie in batches and are waited for."""
        return sum(len(held.waiting) for held in self.held.values())

    @property
    def idle(self) -> bool:
        """Whether all that was asked lies in batches that were found to be still under way."""
        return not self.queue and not self.sending and all(h.looked for h in self.held.values() if h.waiting)

    def take_up(self, noted: Noted) -> Held:
        """Hold a batch that an earlier run sent, and watch it."""
        held = self.held[noted.number] = Held(noted, earlier=True)
        # Whoever wants its answers comes within a moment.
        held.watch = asyncio.create_task(self._watch(held, self._run.settings.batch_gather))
        return held

    def go_live(self) -> None:
        """From now on nothing more goes into a batch."""
        self.live = True
        for _, waiter in self.queue.values():
            _settle(waiter, Outcome(None, "", "it wasn't sent yet, and is sent live"))
        self.queue.clear()

    def give_up(self, error: Exception) -> None:
        """Nobody waits any longer; what lies in batches stays there."""
        waiters = [waiter for _, waiter in self.queue.values()]
        waiters += [waiter for held in self.held.values() for waiter in held.waiting.values()]
        for waiter in waiters:
            _fail(waiter, error)
        self.queue.clear()

    async def end(self) -> None:
        """End all tasks. A batch that is just being made is let through, if it doesn't take long."""
        if self._sender is not None and not self._sender.done():
            await asyncio.wait([self._sender], timeout=_GRACE if self.sending else 0.0)
        tasks = [task for task in (self._sender, *(held.watch for held in self.held.values())) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _enqueue(self, request: Request, waiter: Waiter) -> None:
        self.queue[request.key] = (request, waiter)
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._gather())

    async def _gather(self) -> None:
        settings, stop = self._run.settings, self._run.stop
        began, before = time.monotonic(), 0
        while self.queue:
            await stop.sleep(settings.batch_gather)
            if stop.error is not None or self.live:
                return
            quiet, before = len(self.queue) == before, len(self.queue)
            late = time.monotonic() - began > _PATIENCE * settings.batch_gather
            if before >= self._most_lines or (quiet and (late or not self._missing())):
                await self._send(self._next())
                began, before = time.monotonic(), 0

    def _next(self) -> dict[str, tuple[Request, Waiter]]:
        """What goes into the next batch, and leaves the queue."""
        chosen: dict[str, tuple[Request, Waiter]] = {}
        size = 0
        for key, (request, waiter) in list(self.queue.items())[: self._most_lines]:
            size += sum(4 * len(message["content"]) for message in request.messages)
            if chosen and size > _MOST_BYTES:
                break
            del self.queue[key]
            if not waiter.done():
                chosen[key] = (request, waiter)
        return chosen

    async def _send(self, chosen: dict[str, tuple[Request, Waiter]]) -> None:
        self.sending += len(chosen)
        try:
            await self._send_these(chosen)
        except Exception as error:  # noqa: BLE001 - whoever waits must learn of it
            for _, waiter in chosen.values():
                _fail(waiter, error)
        finally:
            self.sending -= len(chosen)

    async def _send_these(self, chosen: dict[str, tuple[Request, Waiter]]) -> None:
        api, settings = self.api(), self._run.settings
        taken = [(number, key) for number, held in self.held.items() for key in held.taken & chosen.keys()]
        noted, elsewhere = await self._notes.begin(
            f"briefing-{uuid.uuid4().hex}",
            self._run.id,
            (self.model, api.endpoint),
            [request for request, _ in chosen.values()],
            taken,
        )
        for key, number in elsewhere.items():
            await self._wait_elsewhere(number, key, chosen[key][1])
        if not noted.lines:
            await self._notes.void(noted)
            return
        # Rendered in the thread pool: thousands of prompts are many megabytes.
        content = await asyncio.to_thread(file_of, [chosen[key][0] for key in noted.lines])
        await send(noted, content, api, self._notes, settings)
        held = self.held[noted.number] = Held(noted, earlier=False)
        held.waiting = {key: chosen[key][1] for key in noted.lines if not chosen[key][1].done()}
        held.watch = asyncio.create_task(self._watch(held, 0.0))

    async def _wait_elsewhere(self, number: int, key: str, waiter: Waiter) -> None:
        """A question that lies in another batch, which another run sent meanwhile: its answer is ours too."""
        held = self.held.get(number)
        if held is None:
            noted = await self._notes.load(number)
            if noted is None:
                _settle(waiter, None)
                return
            held = self.take_up(noted)
        held.waiting[key] = waiter

    async def _watch(self, held: Held, first: float) -> None:
        """Look at a batch until it ends, and hand over what it brought."""
        stop = self._run.stop
        try:
            await stop.sleep(first)
            if held.noted.batch is None and not await settle_creation(
                held.noted, self.api(), self._notes, self._run.settings
            ):
                del self.held[held.noted.number]  # it was never made: its questions are asked anew
                self._hand_over(held, {})
                return
            while not await self._look(held):
                if not self._waits:
                    raise self._still_open(held)  # noqa: TRY301 - its waiters get it as any other
                await stop.sleep(self._run.settings.batch_poll)
                stop.check()  # its waiters may have been on the way into the batch when the others were told
            await self._bring(held)
        except Exception as error:  # noqa: BLE001 - whoever waits must learn of it
            for waiter in held.waiting.values():
                _fail(waiter, error)
            held.waiting.clear()

    def _still_open(self, held: Held) -> BatchOpen:
        noted = held.noted
        return BatchOpen(
            f"{count(len(held.waiting), 'request')} {were(len(held.waiting))} already sent in batch {noted.batch}, due "
            f"{noted.due}, and not sent again: run with --engine batch to wait for it, or cancel it with `briefing "
            "ledger --cancel-batches`, which keeps the replies that have arrived"
        )

    async def _look(self, held: Held) -> bool:
        """Ask how far a batch is; True where it has ended."""
        try:
            held.state = await self.api().get(str(held.noted.batch))
        except (EngineBusy, BadReply):
            held.looked = True
            return False  # it goes on without us; the next look is soon enough
        except (UnknownModel, BadRequest) as error:
            held.unknown += 1
            if held.unknown >= _UNKNOWN:
                raise self._unknown(held, error) from None
            return False  # one that was just made isn't known everywhere yet
        ended = held.state.status in ENDED
        held.looked = not ended
        return ended

    def _unknown(self, held: Held, error: EngineError) -> BatchOpen:
        noted = held.noted
        return BatchOpen(
            f"{error.message}: {count(len(noted.lines), 'request')} {were(len(noted.lines))} sent in batch "
            f"{noted.batch}, which {noted.endpoint} doesn't know under this key. They may have been paid for, so "
            f"nothing was sent again: use the key that sent it, or give it up with `briefing ledger "
            f"--forget-batch {noted.batch}`"
        )

    async def _bring(self, held: Held) -> None:
        if held.state is None:
            raise AssertionError
        outcomes = await self.delivery.fetch(held.noted, held.state)
        if held.state.status == "failed" and not outcomes:
            # Refused as a whole, mostly for its size.
            self._most_lines = max(1, min(self._most_lines, len(held.noted.lines)) // 2)
        self._hand_over(held, outcomes)

    def _hand_over(self, held: Held, outcomes: dict[str, Outcome]) -> None:
        held.outcomes = outcomes
        for key, waiter in held.waiting.items():
            if _settle(waiter, outcomes.get(key)):
                held.taken.add(key)
        held.waiting.clear()


def _settle(waiter: Waiter, outcome: Outcome | None) -> bool:
    if waiter.done():
        return False
    waiter.set_result(outcome)
    return True


def _fail(waiter: Waiter, error: Exception) -> None:
    if not waiter.done():
        waiter.set_exception(error)
        waiter.exception()  # where nobody waits any more, nobody is to be warned of it
