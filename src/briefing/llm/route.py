"""The way to one model: ledger → budget → pace → retry → engine → ledger."""

from __future__ import annotations

import contextlib
import json
import time
from typing import TYPE_CHECKING, Any

from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from briefing.errors import (
    AnswerElsewhere,
    BadReply,
    BatchUnfinished,
    BriefingError,
    BudgetExceeded,
    EngineBusy,
    EngineDeferred,
    EngineError,
    EngineRefused,
    EngineUnusable,
    LedgerError,
    ReplyTruncated,
    RetriesExhausted,
)
from briefing.llm import tokens
from briefing.llm.ledger_rows import BUSY, NewReply, Sent, Status, Stored
from briefing.llm.pricing import FIRST_OUTPUT, Usage
from briefing.llm.run import UnderWay

if TYPE_CHECKING:
    from tenacity import RetryCallState

    from briefing.llm.pricing import ModelFacts
    from briefing.llm.providers.base import Engine, EngineReply, Request
    from briefing.llm.rate_limiter import Pace
    from briefing.llm.run import Run

#: Retries a run may always make; past it they may be a tenth of its calls.
RETRY_FLOOR = 20
#: Seconds; the first wait is drawn below it.
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 60.0
#: Seconds that a batch may take.
_LONGEST_BATCH = 86_400.0
#: How much more room a cut-off reply gets at the second try.
_WIDER = 2
#: Seconds between two looks at a question that another run is asking.
_LOOK_AGAIN = 0.25


def _throttled(error: BaseException | None) -> bool:
    return isinstance(error, EngineBusy) and error.throttled


class Route:
    """The way to one model.

    Args:
        model: As the user named it.
        facts: Its prices and limits.
    """

    def __init__(self, model: str, engine: Engine, pace: Pace, facts: ModelFacts, run: Run) -> None:
        self.model = model
        self.engine = engine
        self.facts = facts
        self.closed: BriefingError | None = None
        self._closed_by = ""  # the key of the request that found it out
        self.calls = 0
        self._pace = pace
        self._run = run
        pace.sleep = run.stop.sleep  # a deadline isn't slept through in a provider's pause
        self._retries = 0
        self._throttled = 0
        self._replies = 0

    @property
    def output_limit(self) -> int:
        """Tokens that a reply may have at first."""
        return self._run.settings.output_tokens or min(FIRST_OUTPUT, self.facts.most_output)

    @property
    def room(self) -> int:
        """Tokens that a prompt may have, beside its reply."""
        window = self._run.settings.context_tokens or self.facts.context
        return max(1_000, window - min(self.output_limit, window // 2))

    async def reply(self, request: Request) -> Stored:
        """The reply to a request: from the ledger, where it came before; otherwise asked for, and committed.

        Raises:
            EngineError: As classified, after the retries.
            BudgetExceeded, RetriesExhausted: Nothing was sent.
        """
        limit = request.max_tokens
        seconds = request.timeout * 1.1 + self._run.settings.max_wait + _LONGEST_WAIT
        if self._run.workplace.terms.gathered:
            seconds += 2 * _LONGEST_BATCH  # one that expires, and another one
        while (stored := await self._run.ledger.claim(request.key, self._run.id, seconds)) is BUSY:
            # Another run is asking this very question; its answer is ours too.
            self._run.stop.check()
            await self._run.stop.sleep(_LOOK_AGAIN)
        if isinstance(stored, Stored):
            if stored.status != "truncated":
                return stored
            # Cut off before: only a wider limit is worth another call.
            if stored.token_limit >= self._widest(limit):
                where = f"{request.stage} of {request.about}"
                raise ReplyTruncated(f"{where}: the reply was cut off at {stored.token_limit} tokens", limit=limit)
            limit = self._widest(limit)
        try:
            if isinstance(stored, Sent):
                limit = stored.limit
                await self._run.workplace.rejoin(request, stored)
            return await self._call(request if limit == request.max_tokens else request.changed(max_tokens=limit))
        except ReplyTruncated as error:
            # Where the model allows less than was asked for, asking for more is vain.
            if limit >= self._widest(limit) or error.limit < limit:
                raise
            return await self._call(request.changed(max_tokens=self._widest(limit)))
        finally:
            await self._run.ledger.release(request.key, self._run.id)

    def _widest(self, limit: int) -> int:
        return max(limit, min(self.output_limit * _WIDER, max(self.facts.most_output, self.output_limit)))

    async def _call(self, request: Request) -> Stored:
        def count(state: RetryCallState) -> None:
            if self._waits_anyway(state.outcome.exception() if state.outcome else None):
                pass
            elif _throttled(state.outcome.exception() if state.outcome else None):
                self._throttled += 1
            else:
                self._retries += 1
            for figures in self._run.figures_of(request):
                figures.retries += 1

        settings = self._run.settings
        limit = _LONGEST_BATCH if self._run.workplace.terms.gathered else request.timeout
        asked = UnderWay(request.stage, request.about, self.model, limit, settings.attempts)
        self._run.under_way.append(asked)
        retrying = AsyncRetrying(
            stop=stop_after_attempt(settings.attempts),
            wait=self._wait,
            retry=retry_if_exception(lambda error: self._worth_retrying(error, request)),
            sleep=self._run.stop.sleep,
            before_sleep=count,
            reraise=True,
        )
        try:
            return await retrying(self._attempt, request, asked)
        except EngineError as error:
            await self._failed(request, error)
            if isinstance(error, EngineBusy) and self._asks_too_long(error):
                raise EngineDeferred(error.message, retry_after=error.retry_after) from None
            raise
        except LedgerError as error:
            self._run.stop.now(error)  # before the next in line gets its turn: its reply could not be kept
            raise
        finally:
            self._run.under_way.remove(asked)

    async def _failed(self, request: Request, error: EngineError) -> None:
        """Record a call that failed, and with it what closed the route: not again for those that find it closed."""
        if isinstance(error, EngineUnusable) and error.unsent:
            return
        closed_here = self.closed is not None and self._closed_by == request.key
        errors: list[BriefingError] = [] if error is self.closed and not closed_here else [error]
        if isinstance(self.closed, RetriesExhausted) and closed_here:
            errors.append(self.closed)
        for each in errors:
            await self._run.ledger.fail(request.key, self._run.id, request.stage, request.about, each)

    def _close(self, error: BriefingError, request: Request) -> None:
        if self.closed is None:
            self.closed, self._closed_by = error, request.key

    def _asks_too_long(self, error: EngineBusy) -> bool:
        return error.retry_after is not None and error.retry_after > self._run.settings.max_wait

    def _worth_retrying(self, error: BaseException, request: Request) -> bool:
        if not isinstance(error, (EngineBusy, BadReply)) or self.closed is not None:
            return False
        if self._waits_anyway(error):
            return True
        too_long = isinstance(error, EngineBusy) and self._asks_too_long(error)
        self._throttled += too_long
        # A provider that says "too fast" is up: it costs the pace, not the budget, so long as it also answers.
        down = self._retries >= RETRY_FLOOR + self.calls * 0.1
        if down or self._throttled >= RETRY_FLOOR + self._replies:
            exhausted = RetriesExhausted(
                f"{self._retries + self._throttled} retries for {self.calls} calls to {self.model}: the provider "
                f"seems to be down. Run again later: replies in the ledger are not paid for again. The last error: "
                f"{error}"
            )
            self._close(exhausted, request)
            return False
        return not too_long

    def _waits_anyway(self, error: BaseException | None) -> bool:
        """Whether the next attempt presses nobody: it goes into a batch, or leaves one that ended without it."""
        return isinstance(error, BatchUnfinished) or self._run.workplace.terms.gathered

    def _wait(self, state: RetryCallState) -> float:
        # Full jitter below a doubling ceiling; what the provider asks for comes first.
        error = state.outcome.exception() if state.outcome else None
        if self._waits_anyway(error):
            return 0.0
        jitter = wait_random_exponential(multiplier=_FIRST_WAIT, max=_LONGEST_WAIT)(state)
        told = getattr(error, "retry_after", None)
        return jitter if told is None else float(told) + min(jitter, 0.1 * float(told) + 0.05)

    async def _attempt(self, request: Request, asked: UnderWay) -> Stored:
        bound = tokens.bound(request.messages, request.model)
        # Billed as prompt too, in whatever form it is sent.
        bound += tokens.bound(({"content": json.dumps(request.schema)},), request.model)
        gathered = self._run.workplace.terms.gathered
        async with contextlib.nullcontext() if gathered else self._pace.turn(bound + request.max_tokens):
            # Looked at after the wait: while this call queued, another may have found the door shut.
            self._run.stop.check()
            if self.closed is not None:
                raise self.closed
            most = (self.facts.highest_cost(bound, request.max_tokens) or 0.0) * (self.facts.batch if gathered else 1.0)
            try:
                await self._run.budget.reserve(most, sent=self._run.workplace.holds(request.key))
            except BudgetExceeded as error:
                self._run.stop.now(error)
                raise
            cost = 0.0
            try:
                asked.attempt, asked.began = asked.attempt + 1, time.monotonic()
                cost, stored = await self._send(request)
            except EngineError as error:
                cost = error.billed
                raise
            else:
                return stored
            finally:
                asked.began = None
                await self._run.budget.settle(most, cost)

    async def _send(self, request: Request) -> tuple[float, Stored]:
        began = time.monotonic()
        self._count(request, 1)
        try:
            reply = await self.engine.complete(request)
        except EngineUnusable as error:
            if error.unsent:
                self._count(request, -1)
                raise
            self._close(error, request)  # before the next in line gets its turn
            error.billed = await self._bill_failure(request, error, time.monotonic() - began)
            raise
        except EngineBusy as error:
            if error.throttled:
                # A wait too long for its own call isn't sat out by the others either.
                self._pace.throttled(began, 0.0 if self._asks_too_long(error) else error.retry_after or 0.0)
            raise
        except (EngineRefused, ReplyTruncated, BadReply, AnswerElsewhere) as error:
            error.billed = await self._bill_failure(request, error, time.monotonic() - began)
            raise
        self._replies += 1
        self._pace.succeeded()
        self._pace.learn(reply.limits)
        return await self._commit(request, reply, time.monotonic() - began)

    def _count(self, request: Request, calls: int) -> None:
        self.calls += calls
        for figures in self._run.figures_of(request):
            figures.calls += calls

    async def _commit(self, request: Request, reply: EngineReply, seconds: float) -> tuple[float, Stored]:
        cost = self._book(request, reply.usage, seconds, in_batch=reply.in_batch)
        new = self._row(request, "ok", {"text": reply.text, "model": reply.model}, (reply.usage, cost, seconds))
        return cost or 0.0, await self._run.ledger.record(new)

    async def _bill_failure(self, request: Request, error: EngineError, seconds: float) -> float:
        """A refusal or a cut-off reply is paid for too; it is recorded and never served."""
        usage = error.data.get("usage")
        if usage is None:
            return 0.0
        status: Status = "truncated" if isinstance(error, ReplyTruncated) else "refused"
        cost = self._book(request, usage, seconds, in_batch=bool(error.data.get("in_batch")))
        if isinstance(error, ReplyTruncated) and error.limit < request.max_tokens:
            request = request.changed(max_tokens=self._widest(request.max_tokens))  # no wider limit would be granted
        await self._run.ledger.record(self._row(request, status, error.data, (usage, cost, seconds)))
        return cost or 0.0

    def _row(
        self, request: Request, status: Status, said: dict[str, Any], bill: tuple[Usage, float | None, float]
    ) -> NewReply:
        usage, cost, seconds = bill
        return NewReply(
            key=request.key,
            run=self._run.id,
            stage=request.stage,
            about=request.about,
            model=said.get("model") or request.model,
            status=status,
            text=said.get("text") or "",
            token_limit=request.max_tokens,
            usage=usage,
            cost=cost,
            seconds=seconds,
        )

    def _book(self, request: Request, usage: Usage, seconds: float, *, in_batch: bool) -> float | None:
        cost = self.facts.cost(usage)
        if cost is not None and in_batch:
            cost *= self.facts.batch
        for figures in self._run.figures_of(request):
            figures.book(usage, cost, seconds)
        return cost
