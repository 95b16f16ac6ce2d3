"""A provider behind what is learned of its model: what one call finds out, no other pays for."""

from __future__ import annotations

import asyncio
import collections
import contextlib
from typing import TYPE_CHECKING

from briefing.errors import (
    AnotherModel,
    AnswerElsewhere,
    BadRequest,
    ContextExceeded,
    EngineError,
    EngineUnusable,
    ModelUnusable,
    ReplyTruncated,
)
from briefing.llm import tokens
from briefing.llm.pricing import same_model
from briefing.llm.providers.takes import LEAST_OUTPUT, REFUSALS, Takes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from briefing.llm.providers.base import Engine, EngineReply, Request
    from briefing.llm.providers.takes import Refusal

#: Seconds that calls wait for the first one to find out how the model wants to be asked. A refusal comes at once.
_LEARNING = 2.0
#: Refusals that one request may learn from: each form once, and some to spare.
_MOST_LESSONS = 10
#: Requests that fail alike, with no answer ever, before the model counts as unusable.
_ALIKE = 3
#: Of our count; a bill below it means that not all of the prompt was read.
_FAR_FEWER = 0.5
#: Between prompts whose bills should differ.
_DIFFERENT = 1.1
#: Tokens; below them counts differ for other reasons.
_SHORT = 400


class AdaptiveEngine:
    """The way to one model, which is an `Engine` itself.

    Args:
        engine: The provider's own.
        model: As the user named it.
        notice: Is given each line on what was learned, once.
        capped: A cap on costs is to be kept, so that no request may go out without a limit.
        together: Whether requests wait for each other anyway, so that none can go ahead and learn.

    Attributes:
        takes: What was learned; see `briefing.llm.providers.takes` for what that means for the ledger.
        adapted: The lines on it.
    """

    def __init__(
        self,
        engine: Engine,
        model: str,
        notice: Callable[[str], None],
        *,
        capped: bool = False,
        together: Callable[[], bool] = bool,
    ) -> None:
        self.name = engine.name
        self.takes = Takes()
        self.adapted: list[str] = []
        self._engine = engine
        self._model = model
        self._notice = notice
        self._capped = capped
        self._together = together
        self._first: asyncio.Event | None = None
        self._answered = False
        self._alike: list[str] = []
        self._names: dict[str, bool] = {}
        self._learned: dict[str, str] = {}
        self._same_bills: collections.deque[tuple[int, int]] = collections.deque(maxlen=_ALIKE)
        self._warned = False
        self._over: EngineUnusable | None = None

    def learn_from(self, refusals: Iterable[tuple[Request, EngineError]]) -> None:
        """Know from the start what a recording's refusals taught: a replay asks in another order, and couldn't."""
        for sent, error in refusals:
            learned = self.takes.learn(sent, error) if isinstance(error, REFUSALS) else None
            if learned is not None:
                self.takes, name, self._learned[name] = learned

    async def complete(self, request: Request) -> EngineReply:
        """Ask once, and again at once where a refusal taught how to. Errors as `Engine.complete`."""
        async with self._turn():
            if self._over is not None:  # while this call waited, another found out that none can succeed
                raise self._over
            try:
                reply = await self._fitted(request)
                self._check_name(request, reply)
            except EngineError as error:
                raise self._same_again(error) from None
            self._check_bill(request, reply)
            self._answered = True
            while self._learned:
                self._say(self._learned.pop(next(iter(self._learned))))
            return reply

    async def close(self) -> None:
        """Give back connections."""
        await self._engine.close()

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Until the model has answered once, one call goes ahead, and the others wait a little for what it learns."""
        while not self._answered and self._first is not None and not self._together():
            first = self._first
            try:
                async with asyncio.timeout(_LEARNING):
                    await first.wait()
            except TimeoutError:
                break
        if self._answered or self._first is not None or self._together():
            yield
            return
        self._first = first = asyncio.Event()
        try:
            yield
        finally:
            self._first = None
            first.set()

    async def _fitted(self, request: Request) -> EngineReply:
        for _ in range(_MOST_LESSONS):
            takes = self.takes
            sent = takes.fit(request)
            if sent.max_tokens < min(LEAST_OUTPUT, request.max_tokens):
                told = f"{request.where}: the prompt leaves no room for a reply in a window of {takes.window:,} tokens"
                raise ContextExceeded(told)
            try:
                return await self._engine.complete(sent)
            except REFUSALS as error:
                if self.takes == takes and not self._learn(sent, error):
                    raise
            except ReplyTruncated as error:
                if sent.limit_name == "none":
                    error.limit = 0  # it is the model's own, and no wider one can be asked for
                raise
        raise ModelUnusable(f"{request.where}: the provider rejects every form of the request")

    def _learn(self, sent: Request, error: Refusal) -> bool:
        learned = self.takes.learn(sent, error)
        if learned is None:
            return False
        takes, name, line = learned
        if takes.limit_name == "none" and self._capped:
            raise ModelUnusable(
                f"{sent.where}: {self._model} accepts no token limit (max_tokens), so --max-cost can't be enforced; "
                "nothing was sent without a limit"
            )
        self.takes = takes
        self._learned[name] = line  # said when it is known to help: some things are found in several steps
        return True

    def _say(self, line: str) -> None:
        self.adapted.append(line)
        self._notice(f"{self._model}: {line}")

    def _same_again(self, error: EngineError) -> EngineError:
        """The error, or that nothing more is to be sent: the first requests failed alike and none was answered."""
        if isinstance(error, (BadRequest, AnswerElsewhere)) and not self._answered:
            said = error.message.partition(": ")[2]
            self._alike = [*self._alike, said] if self._alike[-1:] in ([], [said]) else [said]
            if len(self._alike) >= _ALIKE:
                what = f"{self._model}: the first {_ALIKE} requests all failed with the same error, so no more are sent"
                error = ModelUnusable(f"{what}. The last: {error.message}", **error.data)
        if isinstance(error, EngineUnusable):
            self._over = type(error)(error.message)  # without the bill, which is booked once
            self._over.unsent = True
        return error

    def _check_name(self, request: Request, reply: EngineReply) -> None:
        """Whether the model that answers is the one that was asked is decided once for each name.

        Raises:
            AnotherModel: It isn't.
        """
        known = self._names.get(reply.model)
        if known is None:
            known, alias = same_model(self._model, reply.model)
            self._names[reply.model] = known
            if known and alias:
                self._say(f"replies as {reply.model}, the model it currently refers to")
        if not known:
            raise AnotherModel(
                f"{request.where}: {self._model} was requested, but {reply.model} replied. The reply isn't used, and "
                f"nothing more is sent; to use {reply.model}, choose it with --model",
                usage=reply.usage,
                model=reply.model,
                text=reply.text,
            )

    def _check_bill(self, request: Request, reply: EngineReply) -> None:
        """Warn once of a server that silently cuts prompts to its window: the bill is far smaller, or constant."""
        if self._warned:
            return
        billed, sent = reply.usage.prompt, tokens.count_messages(request.messages)
        if self._same_bills and self._same_bills[0][0] != billed:
            self._same_bills.clear()
        self._same_bills.append((billed, sent))
        sizes = [size for _, size in self._same_bills]
        constant = len(sizes) >= _ALIKE and billed < min(sizes) and max(sizes) > _DIFFERENT * min(sizes)
        if sent > _SHORT and (constant or billed < _FAR_FEWER * sent):
            self._warned = True
            self._say(
                f"bills {billed:,} prompt tokens, but about {sent:,} were sent: the server may silently truncate long "
                f"prompts (Ollama: num_ctx). Increase its context window, or set context_tokens = {max(2_000, billed)}"
            )
