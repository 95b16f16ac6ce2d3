"""The only way to a model: ledger → budget → pace → retry → engine → parse → check → repair."""

from __future__ import annotations

import asyncio
import collections
from dataclasses import dataclass, replace
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
from briefing.llm.ledger_rows import Stored
from briefing.llm.providers.base import Request
from briefing.llm.repair import Check, Mended, Verdict, judge, mend, repair_of
from briefing.prompting.schemas import Reply, json_schema

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from briefing.llm.route import Route
    from briefing.llm.run import Run
    from briefing.models import Finding
    from briefing.prompting.templates import Prompts, Rendered

T = TypeVar("T", bound=Reply)

#: With these no repair comes, and what stands may still serve.
_NO_REPAIR = (EngineBusy, EngineRefused, BadReply, ReplyTruncated, ContextExceeded, AnswerElsewhere)


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A reply that fits its schema, and what the checks still have against it.

    Attributes:
        model: Who answered.
        repaired: It came from a repair.
        repairs: By part of the reply, such as `sentences.3`, the codes of the findings that the repair mended there.
        text: The reply as it stands in the ledger, a patch applied.
    """

    value: T
    findings: tuple[Finding, ...]
    model: str
    repaired: bool
    repairs: Mapping[str, tuple[str, ...]]
    text: str

    @property
    def mended(self) -> frozenset[str]:
        """The parts that the repair mended."""
        return frozenset(self.repairs)

    @property
    def mended_codes(self) -> tuple[str, ...]:
        """The codes of all that it mended, sorted, each as often as it was found."""
        return tuple(sorted(code for codes in self.repairs.values() for code in codes))


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

    def most_calls(self, stage: str, *, amended: int = 0) -> int:
        """Calls that one question of the stage takes at most, retries after errors aside.

        The question and its repair, each once more with room for a longer reply, to each model that may be asked.

        Args:
            amended: How often the answer may be amended; each takes as many calls as a repair.
        """
        return (4 + 2 * amended) * len(self.routes_of(stage))

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
        check: Check[T] | None = None,
        again: bool = False,
    ) -> Answer[T]:
        """Ask once and for all: what the ledger has is not asked again.

        Args:
            about: What is asked about, for messages: an article's origin, a group's event.
            check: Looks at a reply that fits its schema. Findings are repaired once, by a patch at the places that
                they name; what stays is handed back beside the value, unless it is `broken`.
            again: The results rest on the answer already, which is wanted once more to be amended: it isn't counted.

        Raises:
            InvalidReply: It breaks the schema or a check that must hold, after the repair too.
            BudgetExceeded: The cap could be passed; nothing was sent.
            EngineError: As the last model's engine classified it, after the retries.
        """
        asked = await self._asked(prompt, schema, about)
        return await self._in_turn(
            asked, lambda route, request: self._ask(route, request, schema, check, counted=not again)
        )

    async def amend(  # noqa: PLR0913 - what `ask` takes, what came of it, and the objections
        self,
        prompt: Rendered,
        schema: type[T],
        standing: Answer[T],
        findings: Sequence[Finding],
        *,
        about: str,
        check: Check[T] | None = None,
    ) -> Answer[T]:
        """Have an answer that stands changed where somebody objects to it: by a patch, asked for once.

        Like every question it is answered from the ledger where it was asked before. The places that the findings
        name change, and nothing else. Whether an objection is met, only who made it can say.

        Args:
            prompt: The one that the answer came from; `about` is that of the answer too.
            standing: The answer, of `ask` or of an earlier `amend`.
            findings: The objections, each with its place in the reply, such as `sentences.3` (counted from 0); those
                of severity `note` ask for nothing.
            check: As it was for `ask`. A change after which it finds more than before isn't taken.

        Returns:
            The changed answer. Its `findings` are what the check has against it, and those objections at whose places
            nothing changed; its `repairs` also hold the codes of the others. Where no patch came, or none that could
            be taken, the answer that stands, with all objections.

        Raises:
            BudgetExceeded: The cap could be passed; nothing was sent.
            EngineError: The last model can't be used at all, or a recording is missing.
        """
        told = [finding for finding in findings if finding.severity != "note"]
        if not told:
            return standing
        asked = [
            (route, repair_of(request, standing.text, told, self.prompts, schema))
            for route, request in await self._asked(prompt, schema, about)
        ]
        try:
            return await self._in_turn(
                asked, lambda route, request: self._amend(route, request, (schema, check), standing, told)
            )
        except _NO_REPAIR:
            return replace(standing, findings=(*standing.findings, *told))

    async def _asked(self, prompt: Rendered, schema: type[Reply], about: str) -> list[tuple[Route, Request]]:
        """The models that a question goes to, in order, each with its request."""
        asked = [(route, self.request(prompt, schema, about, route)) for route in self.routes_of(prompt.name)]
        if len(asked) > 1:
            # A stand-in that answered before is not passed over for a model that refused before.
            known = {request.key: await self.run.ledger.lookup(request.key) for _, request in asked}
            asked.sort(key=lambda pair: not _settled(known[pair[1].key]))
        return asked

    async def _in_turn(
        self, asked: list[tuple[Route, Request]], ask: Callable[[Route, Request], Awaitable[Answer[T]]]
    ) -> Answer[T]:
        """Ask the first model; each one after it where those before can't answer."""
        for position, (route, request) in enumerate(asked):
            try:
                async with self._locks[request.key]:
                    return await ask(route, request)
            except (EngineError, RetriesExhausted) as error:
                if isinstance(error, CassetteMiss) or position == len(asked) - 1:
                    if isinstance(error, (EngineUnusable, RetriesExhausted)):
                        self.run.stop.now(error)
                    raise
        raise AssertionError  # the last one returned or raised

    async def _ask(
        self, route: Route, request: Request, schema: type[T], check: Check[T] | None, *, counted: bool
    ) -> Answer[T]:
        ledger = self.run.ledger
        stored = await route.reply(request)
        verdict = judge(stored.text, schema, check)
        if stored.settled and not verdict.broken:
            return self._answer(request, stored, verdict, stored.mended, counted=counted)
        best, best_verdict, mended, given_up = stored, verdict, None, False
        asked = [request]
        if verdict.to_mend:
            patch_of = None if verdict.whole else schema
            asked.append(repair_of(request, stored.text, verdict.to_mend, self.prompts, patch_of))
            try:
                after = await self._repaired(route, asked[-1], (stored, verdict), (schema, check), verdict.to_mend)
            except _NO_REPAIR:
                given_up = True  # the first reply may still serve; unsettled, so that a later run tries again
            else:
                # A repair that makes it worse is not taken.
                if after is not None and after.verdict.weight < verdict.weight:
                    best, best_verdict, mended = after.stored, after.verdict, _mended(verdict, after.verdict)
        if best_verdict.broken:
            for question in [] if given_up else asked:
                await ledger.settle(question.key, None)
            raise self._unusable(request, best_verdict)
        if not given_up:
            await ledger.settle(request.key, best, mended)
        return self._answer(request, best, best_verdict, mended, counted=counted)

    async def _repaired(
        self,
        route: Route,
        repair: Request,
        before: tuple[Stored, Verdict[T]],
        reads: tuple[type[T], Check[T] | None],
        findings: Sequence[Finding],
    ) -> Mended[T] | None:
        """What a repair makes of a reply; None where a patch was asked for and none came."""
        for figures in self.run.figures_of(repair):
            figures.repairs += 1
        second = await route.reply(repair)
        schema, check = reads
        if repair.opened_with is None:
            return Mended(second, judge(second.text, schema, check))
        after = mend(before, second, findings, schema, check)
        for figures in self.run.figures_of(repair):
            figures.changes_not_taken += after.not_taken if after else 0
        return after

    async def _amend(
        self,
        route: Route,
        repair: Request,
        reads: tuple[type[T], Check[T] | None],
        standing: Answer[T],
        told: Sequence[Finding],
    ) -> Answer[T]:
        before = judge(standing.text, *reads)
        stored = Stored(0, standing.text, standing.model, "ok", repair.max_tokens, settled=True, cost=0.0)
        after = await self._repaired(route, repair, (stored, before), reads, told)
        if after is None or after.patched is None or not after.patched.applied or after.verdict.weight > before.weight:
            return replace(standing, findings=(*standing.findings, *told))
        met = [finding for finding in told if after.patched.changed(finding.where, before.raw)]
        answer = self._answer(repair, after.stored, after.verdict, frozenset(map(_told, met)))
        repairs = {
            where: (*standing.repairs.get(where, ()), *answer.repairs.get(where, ()))
            for where in {**standing.repairs, **answer.repairs}
        }
        left = [finding for finding in told if finding not in met]
        return replace(answer, findings=(*answer.findings, *left), repairs=repairs)

    def _answer(
        self,
        request: Request,
        stored: Stored,
        verdict: Verdict[T],
        mended: frozenset[str] | None,
        *,
        counted: bool = True,
    ) -> Answer[T]:
        assert verdict.value is not None  # a verdict without a value is broken
        repairs = _by_part(mended or ())
        for figures in self.run.figures_of(request) if counted else ():
            figures.rest_on(stored.cost)
            figures.mended.update(code for codes in repairs.values() for code in codes)
        self.answering.add(stored.model)
        return Answer(verdict.value, verdict.findings, stored.model, mended is not None, repairs, stored.text)

    def _unusable(self, request: Request, verdict: Verdict[Any]) -> InvalidReply:
        """The error for a reply that is no answer, counted."""
        reasons = [finding.message for finding in verdict.to_mend]
        codes = [finding.code for finding in verdict.to_mend if finding.severity == "broken"]
        self.run.unusable += [(f"{request.stage} of {request.about}", code) for code in codes]
        return InvalidReply(
            f"{request.stage} of {request.about}: the model's reply can't be used, even after a repair: "
            + "; ".join(reasons[:3]),
            stage=request.stage,
            reasons=reasons,
            codes=codes,
        )


def _settled(stored: Stored | None) -> bool:
    return stored is not None and stored.settled


def _mended(before: Verdict[Any], after: Verdict[Any]) -> frozenset[str]:
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
