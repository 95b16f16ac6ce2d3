"""The only way to a model: ledger → budget → pace → retry → engine → parse → check → repair."""

from __future__ import annotations

import asyncio
import collections
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from briefing.errors import (
    AnswerElsewhere,
    BadReply,
    CassetteMiss,
    ContextExceeded,
    EngineBusy,
    EngineError,
    EngineRefused,
    EngineUnusable,
    InvalidReply,
    ReplyTruncated,
    RetriesExhausted,
)
from briefing.llm.json_reply import Unparsable, validate
from briefing.llm.providers.base import Request
from briefing.llm.thinking import without_thinking
from briefing.models import Finding
from briefing.prompting.schemas import Reply, json_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from briefing.llm.ledger_rows import Stored
    from briefing.llm.route import Route
    from briefing.llm.run import Run
    from briefing.prompting.templates import Prompts, Rendered

T = TypeVar("T", bound=Reply)


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A reply that fits its schema, and what the checks still have against it.

    Attributes:
        model: Who answered.
        repaired: It came from a repair.
        repairs: By part of the reply, such as `sentences.3`, the codes of the findings that the repair mended there.
    """

    value: T
    findings: tuple[Finding, ...]
    model: str
    repaired: bool
    repairs: Mapping[str, tuple[str, ...]]

    @property
    def mended(self) -> frozenset[str]:
        """The parts that the repair mended."""
        return frozenset(self.repairs)

    @property
    def mended_codes(self) -> tuple[str, ...]:
        """The codes of all that it mended, sorted, each as often as it was found."""
        return tuple(sorted(code for codes in self.repairs.values() for code in codes))


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
    """One run's way to its models.

    Args:
        run: What the run's routes share.
        routes: The models in the order in which they are asked; each one after the first stands in
            where those before it refuse, find the prompt too long, or are down.
        of_stages: The same for single stages that ask others, by the prompt's name.
    """

    def __init__(
        self,
        run: Run,
        prompts: Prompts,
        routes: Sequence[Route],
        of_stages: Mapping[str, Sequence[Route]] | None = None,
    ) -> None:
        self.run = run
        self.prompts = prompts
        self.routes = tuple(routes)
        self._of_stages = {stage: tuple(asked) for stage, asked in (of_stages or {}).items()}
        self.answering: set[str] = set()
        self._locks: dict[str, asyncio.Lock] = collections.defaultdict(asyncio.Lock)

    @property
    def calls(self) -> int:
        """Calls that went out."""
        # A model may be asked by several stages; its route is one and the same.
        every = {route for routes in (self.routes, *self._of_stages.values()) for route in routes}
        return sum(route.calls for route in every)

    @property
    def complete(self) -> bool:
        """Whether nothing stopped the run and every reply could be used."""
        return self.run.stop.error is None and not self.run.unusable

    def routes_of(self, stage: str) -> tuple[Route, ...]:
        """The models that a stage asks, in order."""
        return self._of_stages.get(stage, self.routes)

    def room_for(self, stage: str) -> int:
        """Tokens that a prompt of the stage may have, beside its reply, with every model it may ask."""
        return min(route.room for route in self.routes_of(stage))

    def most_calls(self, stage: str) -> int:
        """Calls that one question of the stage takes at most, retries after errors aside.

        The question and its repair, each once more with room for a longer reply, to each model that may be asked.
        """
        return 4 * len(self.routes_of(stage))

    def part_tokens_for(self, stage: str) -> int:
        """Tokens of an article that go into one call of the stage."""
        # A reply holds about as many tokens as its article, or several times as many where it quotes.
        most = max(200, min(route.output_limit for route in self.routes_of(stage)) // 2)
        return min(self.run.settings.part_tokens, self.room_for(stage) // 2, most)

    async def knows(self, request: Request) -> bool:
        """Whether the ledger holds the reply, so that asking would cost nothing."""
        return await self.run.ledger.lookup(request.key) is not None

    def request(self, prompt: Rendered, schema: type[Reply], about: str, route: Route | None = None) -> Request:
        """The request that `ask` would send; its key tells whether the ledger has the answer."""
        settings, route = self.run.settings, route or self.routes_of(prompt.name)[0]
        shape = json_schema(schema)
        return Request(
            model=route.model,
            messages=({"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}),
            schema=shape,
            schema_name=schema.__name__,
            structured=settings.structured,
            temperature=settings.temperature,
            max_tokens=route.output_limit,
            timeout=settings.timeout,
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
            about: What is asked about, for messages: an article's origin, a group's event.
            check: Looks at a reply that fits its schema. Findings are repaired once; what stays is
                handed back beside the value, unless it is `broken`.

        Raises:
            InvalidReply: It breaks the schema or a check that must hold, after the repair too.
            BudgetExceeded: The cap could be passed; nothing was sent.
            EngineError: As the last model's engine classified it, after the retries.
        """
        asked = [(route, self.request(prompt, schema, about, route)) for route in self.routes_of(prompt.name)]
        if len(asked) > 1:
            # A stand-in that answered before is not passed over for a model that refused before.
            known = {request.key: await self.run.ledger.lookup(request.key) for _, request in asked}
            asked.sort(key=lambda pair: not _settled(known[pair[1].key]))
        for position, (route, request) in enumerate(asked):
            try:
                async with self._locks[request.key]:
                    return await self._ask(route, request, schema, check)
            except (EngineError, RetriesExhausted) as error:
                if isinstance(error, CassetteMiss) or position == len(asked) - 1:
                    if isinstance(error, (EngineUnusable, RetriesExhausted)):
                        self.run.stop.now(error)
                    raise
        raise AssertionError  # the last one returned or raised

    async def _ask(
        self, route: Route, request: Request, schema: type[T], check: Callable[[T], Sequence[Finding]] | None
    ) -> Answer[T]:
        ledger = self.run.ledger
        stored = await route.reply(request)
        verdict = self._judge(stored, schema, check)
        if stored.settled and not verdict.broken:
            return self._answer(request, stored, verdict, stored.mended)
        best, best_verdict, mended, given_up = stored, verdict, None, False
        asked = [request]
        if verdict.to_mend:
            for figures in self.run.figures_of(request):
                figures.repairs += 1
            asked.append(self._repair(request, stored, verdict))
            try:
                second = await route.reply(asked[-1])
            except (EngineBusy, EngineRefused, BadReply, ReplyTruncated, ContextExceeded, AnswerElsewhere):
                given_up = True  # the first reply may still serve; unsettled, so that a later run tries again
            else:
                after = self._judge(second, schema, check)
                if after.weight < verdict.weight:  # a repair that makes it worse is not taken
                    best, best_verdict, mended = second, after, _mended(verdict, after)
        if best_verdict.broken:
            for question in [] if given_up else asked:
                await ledger.settle(question.key, None)
            reasons = [finding.message for finding in best_verdict.to_mend]
            codes = [finding.code for finding in best_verdict.to_mend if finding.severity == "broken"]
            self.run.unusable += [(f"{request.stage} of {request.about}", code) for code in codes]
            raise InvalidReply(
                f"{request.stage} of {request.about}: the model's reply can't be used, after a repair too: "
                + "; ".join(reasons[:3]),
                stage=request.stage,
                reasons=reasons,
                codes=codes,
            )
        if not given_up:
            await ledger.settle(request.key, best, mended)
        return self._answer(request, best, best_verdict, mended)

    def _answer(
        self, request: Request, stored: Stored, verdict: _Verdict[T], mended: frozenset[str] | None
    ) -> Answer[T]:
        assert verdict.value is not None  # a verdict without a value is broken
        repairs = _by_part(mended or ())
        for figures in self.run.figures_of(request):
            figures.rest_on(stored.cost)
            figures.mended.update(code for codes in repairs.values() for code in codes)
        self.answering.add(stored.model)
        return Answer(verdict.value, verdict.findings, stored.model, mended is not None, repairs)

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
            {"role": "assistant", "content": without_thinking(stored.text) or stored.text},
            {"role": "user", "content": f"{prompt.system}\n\n{prompt.user}"},
        )
        return request.changed(messages=messages)


def _settled(stored: Stored | None) -> bool:
    return stored is not None and stored.settled


def _mended(before: _Verdict[Any], after: _Verdict[Any]) -> frozenset[str]:
    """What a repair mended, as the ledger keeps it: a code, a blank, and the part of the reply."""
    return frozenset(_told(f) for f in before.to_mend) - {_told(f) for f in after.findings}


def _told(finding: Finding) -> str:
    return f"{finding.code} {finding.where}"


def _by_part(mended: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The codes by part. A ledger of before kept the part alone; its codes are lost."""
    parts: dict[str, tuple[str, ...]] = {}
    for told in sorted(mended):
        code, _, where = told.rpartition(" ")
        parts[where] = (*parts.get(where, ()), *([code] if code else []))
    return parts
