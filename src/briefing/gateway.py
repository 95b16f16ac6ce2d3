"""The only way to a model: ledger → budget → pace → retry → engine → parse → check → repair."""

from __future__ import annotations

import asyncio
import collections
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from briefing import tokens
from briefing.engines import Request
from briefing.errors import (
    BadReply,
    BudgetExceeded,
    EngineBusy,
    EngineError,
    EngineRefused,
    EngineUnusable,
    InvalidReply,
    ReplyTruncated,
    RetriesExhausted,
)
from briefing.ledger import NewReply, Stored
from briefing.models import Finding
from briefing.prices import FIRST_OUTPUT, Usage
from briefing.replies import Unparsable, validate
from briefing.schemas import Reply, json_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tenacity import RetryCallState

    from briefing.budget import Budget
    from briefing.config import Settings
    from briefing.engines import Engine, EngineReply
    from briefing.ledger import Ledger
    from briefing.pace import Pace
    from briefing.prices import ModelFacts
    from briefing.prompts import Prompts, Rendered

T = TypeVar("T", bound=Reply)

#: Retries a run may always make; past it they may be a tenth of its calls.
RETRY_FLOOR = 20
#: Seconds; the first wait is drawn below it.
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 60.0
#: Room that a truncated reply gets at the second try.
_WIDER = 2


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A reply that fits its schema, and what the checks still have against it.

    Attributes:
        model: Who answered.
        repaired: It came from a repair.
        mended: The parts of the reply that the repair was asked to mend and did.
    """

    value: T
    findings: tuple[Finding, ...]
    model: str
    repaired: bool
    mended: frozenset[str]


@dataclass
class Figures:
    """Of one stage in one run; see `briefing.models.StageFigures`."""

    replies: int = 0
    calls: int = 0
    usage: list[Usage] = field(default_factory=list)
    cost: float | None = 0.0
    seconds: float = 0.0
    repairs: int = 0
    retries: int = 0


@dataclass(frozen=True)
class _Verdict(Generic[T]):
    value: T | None
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> bool:
        return self.value is None or any(f.severity == "broken" for f in self.findings)

    @property
    def to_mend(self) -> list[Finding]:
        return [f for f in self.findings if f.severity != "note"]

    @property
    def weight(self) -> tuple[bool, int]:
        return self.broken, len(self.to_mend)


class Gateway:
    """One run's way to its model.

    Args:
        run: The run's id.
        parts: Engine, ledger, budget and pace; owned by the caller, who closes them.
    """

    def __init__(self, run: str, settings: Settings, prompts: Prompts, parts: Parts) -> None:
        self.run = run
        self.prompts = prompts
        self.figures: dict[str, Figures] = collections.defaultdict(Figures)
        self.models: set[str] = set()
        self._settings = settings
        self._parts = parts
        self._retries = 0
        self._calls = 0
        self._stopped: Exception | None = None
        self._locks: dict[str, asyncio.Lock] = collections.defaultdict(asyncio.Lock)

    @property
    def engine_name(self) -> str:
        """Which SDK carries the calls."""
        return self._parts.engine.name

    @property
    def calls(self) -> int:
        """Calls that went out."""
        return self._calls

    async def knows(self, request: Request) -> bool:
        """Whether the ledger holds the reply, so that asking would cost nothing."""
        return await self._parts.ledger.lookup(request.key) is not None

    @property
    def output_limit(self) -> int:
        """Tokens that a reply may have."""
        return self._settings.output_tokens or min(FIRST_OUTPUT, self._parts.facts.most_output)

    @property
    def room(self) -> int:
        """Tokens that a prompt may have, beside its reply."""
        window = self._settings.context_tokens or self._parts.facts.context
        return max(1_000, window - min(self.output_limit, window // 2))

    @property
    def part_tokens(self) -> int:
        """Tokens of an article that go into one call."""
        # A reply holds about as many tokens as its article, or two or three times as many where it quotes.
        return min(self._settings.part_tokens, self.room // 2, max(200, self.output_limit // 2))

    def request(self, prompt: Rendered, schema: type[Reply], about: str) -> Request:
        """The request that `ask` would send; its key tells whether the ledger has the answer."""
        shape = json_schema(schema)
        system = prompt.system
        if self._settings.structured != "json_schema":
            import json  # noqa: PLC0415

            system += f"\n\nTHE SCHEMA\n{json.dumps(shape, ensure_ascii=False)}"
        return Request(
            model=str(self._settings.model),
            messages=({"role": "system", "content": system}, {"role": "user", "content": prompt.user}),
            schema=shape,
            schema_name=schema.__name__,
            structured=self._settings.structured,
            temperature=self._settings.temperature,
            max_tokens=self.output_limit,
            timeout=self._settings.timeout,
            stage=prompt.name,
            about=about,
            fingerprint=prompt.fingerprint,
        )

    async def ask(
        self,
        prompt: Rendered,
        schema: type[T],
        *,
        about: str,
        check: Callable[[T], Sequence[Finding]] | None = None,
    ) -> Answer[T]:
        """Ask once and for all: what the ledger has is not asked again.

        Args:
            about: What is asked about, for messages: an article's id, a group's event.
            check: Looks at a reply that fits its schema. Findings are repaired once; what stays is
                handed back beside the value, unless it is `broken`.

        Raises:
            InvalidReply: It breaks the schema or a check that must hold, after the repair too.
            BudgetExceeded: The cap could be passed; nothing was sent.
            EngineError: As the engine classified it, after the retries.
        """
        request = self.request(prompt, schema, about)
        async with self._locks[request.key]:
            return await self._ask(request, schema, check)

    async def _ask(
        self, request: Request, schema: type[T], check: Callable[[T], Sequence[Finding]] | None
    ) -> Answer[T]:
        ledger = self._parts.ledger
        stored = await self._reply(request)
        verdict = self._judge(stored, schema, check)
        if stored.settled and not verdict.broken:
            return self._answer(request, stored, verdict, stored.mended)
        best, best_verdict, mended, given_up = stored, verdict, None, False
        asked = [request]
        if verdict.to_mend:
            self.figures[request.stage].repairs += 1
            asked.append(self._repair(request, stored, verdict))
            try:
                second = await self._reply(asked[-1])
            except (EngineBusy, EngineRefused, BadReply, ReplyTruncated):
                given_up = True  # the first reply may still serve; unsettled, so that a later run tries again
            else:
                after = self._judge(second, schema, check)
                if after.weight < verdict.weight:  # a repair that makes it worse is not taken
                    best, best_verdict, mended = second, after, _mended(verdict, after)
        if best_verdict.broken:
            for question in [] if given_up else asked:
                await ledger.settle(question.key, None)
            reasons = [finding.message for finding in best_verdict.to_mend]
            raise InvalidReply(
                f"{request.stage} of {request.about}: the model's reply can't be used, after a repair too: "
                + "; ".join(reasons[:3]),
                stage=request.stage,
                reasons=reasons,
            )
        if not given_up:
            await ledger.settle(request.key, best, mended)
        return self._answer(request, best, best_verdict, mended)

    def _answer(
        self, request: Request, stored: Stored, verdict: _Verdict[T], mended: frozenset[str] | None
    ) -> Answer[T]:
        assert verdict.value is not None  # a verdict without a value is broken
        self.figures[request.stage].replies += 1
        self.models.add(stored.model)
        return Answer(verdict.value, verdict.findings, stored.model, mended is not None, mended or frozenset())

    def _judge(self, stored: Stored, schema: type[T], check: Callable[[T], Sequence[Finding]] | None) -> _Verdict[T]:
        try:
            value = validate(stored.text, schema)
        except Unparsable as error:
            return _Verdict(
                None,
                (Finding(code=f"reply-{error.reason}", message=error.detail, where="", severity="broken"),),
            )
        return _Verdict(value, tuple(check(value)) if check else ())

    def _repair(self, request: Request, stored: Stored, verdict: _Verdict[Any]) -> Request:
        prompt = self.prompts.render("repair", findings=[finding.message for finding in verdict.to_mend])
        messages = (
            *request.messages,
            {"role": "assistant", "content": stored.text},
            {"role": "user", "content": f"{prompt.system}\n\n{prompt.user}"},
        )
        return _with(request, messages=messages)

    # ── one reply, from the ledger or from the engine ────────────────────────────────────────────

    async def _reply(self, request: Request) -> Stored:
        stored = await self._parts.ledger.lookup(request.key)
        limit = request.max_tokens
        if stored is not None:
            if stored.status != "truncated":
                return stored
            # Cut off before: only a wider limit is worth another call.
            if stored.token_limit >= self._widest(limit):
                raise ReplyTruncated(
                    f"{request.stage} of {request.about}: the reply was cut off at {stored.token_limit} tokens",
                    limit=stored.token_limit,
                )
            limit = self._widest(limit)
        try:
            return await self._call(_with(request, max_tokens=limit))
        except ReplyTruncated:
            if limit >= self._widest(limit):
                raise
            return await self._call(_with(request, max_tokens=self._widest(limit)))

    def _widest(self, limit: int) -> int:
        return max(limit, min(self.output_limit * _WIDER, max(self._parts.facts.most_output, self.output_limit)))

    async def _call(self, request: Request) -> Stored:
        figures = self.figures[request.stage]

        def before_sleep(state: RetryCallState) -> None:  # noqa: ARG001
            self._retries += 1
            figures.retries += 1

        retrying = AsyncRetrying(
            stop=stop_after_attempt(self._settings.attempts),
            wait=self._wait,
            retry=retry_if_exception(self._worth_retrying),
            before_sleep=before_sleep,
            reraise=True,
        )
        try:
            return await retrying(self._attempt, request)
        except EngineError as error:
            await self._parts.ledger.fail(request.key, self.run, request.stage, request.about, error)
            raise

    def _worth_retrying(self, error: BaseException) -> bool:
        if not isinstance(error, (EngineBusy, BadReply)) or self._stopped is not None:
            return False
        told = getattr(error, "retry_after", None)
        if told is not None and told > self._settings.max_wait:
            return False
        if self._retries >= RETRY_FLOOR + self._calls * 0.1:
            self._stopped = RetriesExhausted(
                f"{self._retries} retries for {self._calls} calls: the provider seems to be down. Nothing is lost; run "
                f"again later. The last error: {error}"
            )
            return False
        return True

    @staticmethod
    def _wait(state: RetryCallState) -> float:
        # Full jitter below a doubling ceiling; what the provider asks for comes first.
        jitter = wait_random_exponential(multiplier=_FIRST_WAIT, max=_LONGEST_WAIT)(state)
        error = state.outcome.exception() if state.outcome else None
        told = getattr(error, "retry_after", None)
        return jitter if told is None else float(told) + min(jitter, 0.1 * float(told) + 0.05)

    async def _attempt(self, request: Request) -> Stored:
        parts = self._parts
        prompt_bound = tokens.bound(request.messages, request.model)
        async with parts.pace.turn(prompt_bound + request.max_tokens):
            # Looked at after the wait: while this call queued, another may have found the door shut.
            if self._stopped is not None:
                raise self._stopped
            most = parts.facts.cost(Usage(prompt_bound, request.max_tokens))
            try:
                await parts.budget.reserve(most or 0.0)
            except BudgetExceeded as error:
                self._stopped = error
                raise
            began = time.monotonic()
            self._calls += 1
            self.figures[request.stage].calls += 1
            cost = 0.0
            try:
                reply = await parts.engine.complete(request)
            except (EngineRefused, ReplyTruncated, BadReply) as error:
                cost = await self._bill_failure(request, error, time.monotonic() - began)
                raise
            except EngineUnusable as error:
                self._stopped = error  # before the next in line gets its turn
                raise
            except EngineBusy as error:
                if error.throttled:
                    parts.pace.throttled(began, min(error.retry_after or 0.0, self._settings.max_wait))
                raise
            else:
                cost, stored = await self._commit(request, reply, time.monotonic() - began)
                parts.pace.succeeded()
                return stored
            finally:
                await parts.budget.settle(most or 0.0, cost)

    async def _commit(self, request: Request, reply: EngineReply, seconds: float) -> tuple[float, Stored]:
        cost = self._book(request, reply.usage, seconds)
        stored = await self._parts.ledger.record(
            self._row(request, "ok", reply.text, reply.model, reply.usage, cost, seconds)
        )
        return cost or 0.0, stored

    async def _bill_failure(self, request: Request, error: EngineError, seconds: float) -> float:
        """A refusal or a cut-off reply is paid for too; it is recorded and never served."""
        usage = getattr(error, "usage", None)
        if usage is None:
            self.figures[request.stage].seconds += seconds
            return 0.0
        status: Literal["truncated", "refused", "invalid"] = (
            "truncated" if isinstance(error, ReplyTruncated) else "refused"
        )
        cost = self._book(request, usage, seconds)
        text, model = getattr(error, "text", ""), getattr(error, "model", None) or request.model
        await self._parts.ledger.record(self._row(request, status, text, model, usage, cost, seconds))
        return cost or 0.0

    def _row(  # noqa: PLR0913, PLR0917
        self,
        request: Request,
        status: Literal["ok", "truncated", "refused", "invalid"],
        text: str,
        model: str,
        usage: Usage,
        cost: float | None,
        seconds: float,
    ) -> NewReply:
        return NewReply(
            request.key, self.run, request.stage, request.about, model, status, text,
            request.max_tokens, usage, cost, seconds,
        )  # fmt: skip

    def _book(self, request: Request, usage: Usage, seconds: float) -> float | None:
        cost = self._parts.facts.cost(usage)
        figures = self.figures[request.stage]
        figures.usage.append(usage)
        figures.seconds += seconds
        figures.cost = None if cost is None or figures.cost is None else figures.cost + cost
        return cost


@dataclass(frozen=True)
class Parts:
    """What a gateway works with.

    Attributes:
        facts: Prices and limits of the model.
    """

    engine: Engine
    ledger: Ledger
    budget: Budget
    pace: Pace
    facts: ModelFacts


def _mended(before: _Verdict[Any], after: _Verdict[Any]) -> frozenset[str]:
    return frozenset(f.where for f in before.to_mend) - {f.where for f in after.findings}


def _with(request: Request, **changes: Any) -> Request:
    # dataclasses.replace would be enough, did the key's cache not travel along in __dict__.
    values = {name: getattr(request, name) for name in Request.__dataclass_fields__}
    return Request(**(values | changes))
