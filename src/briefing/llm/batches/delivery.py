"""What a batch brought: its files read, and answers that nobody takes kept all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.errors import BadRequest, BatchOpen, EngineError, ReplyTruncated, UnknownModel
from briefing.llm import pricing
from briefing.llm.batches.lines import Outcome, Read, count, read_lines, reply_from
from briefing.llm.batches.sending import persist
from briefing.llm.ledger_rows import NewReply
from briefing.llm.providers.base import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.llm.batches.notes import Line, Noted, Notes
    from briefing.llm.ledger_rows import Status
    from briefing.llm.providers.batch_api import BatchApi, State
    from briefing.llm.run import Run


class Delivery:
    """Fetches and keeps what one model's batches brought."""

    def __init__(self, model: str, api: BatchApi, notes: Notes, run: Run) -> None:
        self._model = model
        self._api = api
        self._notes = notes
        self._run = run
        self._facts = pricing.facts(model, run.settings.prices)

    async def fetch(self, noted: Noted, state: State) -> dict[str, Outcome]:
        """The outcomes of a batch that ended, by key; a question that is missing among them was not answered.

        Raises:
            BatchOpen: Answers are paid for, and their file is gone.
            EngineError: The files can't be had now; running again tries again.
        """
        read = await self._read(noted, state)
        left_out = state.status == "completed" and len(read.outcomes) < len(noted.lines)
        if read.broken or left_out:  # a file that was cut off is whole at the second reading, mostly
            first, read = read, await self._read(noted, state)
            read.outcomes = first.outcomes | read.outcomes
        self._tell(noted, state, read)
        return read.outcomes

    async def _read(self, noted: Noted, state: State) -> Read:
        read = Read()
        for file in state.files:
            try:
                raw = await persist(lambda file=file: self._api.content(file), self._run.settings)  # type: ignore[misc]
            except (UnknownModel, BadRequest) as error:
                raise BatchOpen(
                    f"batch {state.id} has ended, but its file {file} can't be downloaded: {error.message}. Its "
                    f"replies may have been paid for, so nothing was sent again; `briefing ledger --forget-batch "
                    f"{state.id}` gives them up"
                ) from None
            read_lines(raw, noted.lines, read)
        return read

    def _tell(self, noted: Noted, state: State, read: Read) -> None:
        told = [f"batch {state.id} {state.status}"] if state.status not in ("completed", "cancelled") else []
        told += [state.errors] if state.errors else []
        missing = len(noted.lines) - len(read.outcomes)
        if missing and state.status == "completed":
            told.append(f"batch {state.id} left out {count(missing, 'request')}; sent again")
        for number, what in (
            (read.again, "came twice; the first reply counts"),
            (read.foreign, "don't belong to any request; ignored"),
            (read.broken, "can't be read"),
        ):
            if number:
                told.append(f"{count(number, 'line')} of batch {state.id} {what}")
        if told:
            self._run.notice("; ".join(told))

    def bill(self, noted: Noted, outcomes: Mapping[str, Outcome]) -> float | None:
        """US dollars that the answers cost; None where the price is unknown."""
        costs = [reply.cost for key in outcomes if (reply := self._reply(noted.lines[key], outcomes[key])) is not None]
        return None if None in costs else sum(cost for cost in costs if cost is not None)

    async def keep(self, noted: Noted, outcomes: Mapping[str, Outcome]) -> int:
        """Commit the answers that nobody took, and close the batch.

        Returns:
            How many those were.
        """
        known = await self._notes.answered(noted)
        kept = 0
        for key, outcome in outcomes.items():
            reply = None if key in known else self._reply(noted.lines[key], outcome)
            if reply is not None:
                await self._run.ledger.record(reply)
                await self._run.budget.settle(0.0, reply.cost or 0.0)
                kept += 1
        answered = sum(outcome.asked for outcome in outcomes.values())
        await self._notes.finish(noted.number, f"{answered} of {len(noted.lines)} answered")
        return kept

    def _reply(self, line: Line, outcome: Outcome) -> NewReply | None:
        """An answer as a row of the ledger; None where there is none that is billed."""
        if not outcome.asked:
            return None
        question = Request(
            self._model, (), {}, "", "prompt", None, line.token_limit, 0.0, stage=line.stage, about=line.about
        )
        status: Status = "ok"
        try:
            reply = reply_from(question, outcome, self._api.clean)
            usage, text, model = reply.usage, reply.text, reply.model
        except EngineError as error:
            if error.data.get("usage") is None:
                return None
            status = "truncated" if isinstance(error, ReplyTruncated) else "refused"
            usage, text = error.data["usage"], error.data.get("text") or ""
            model = error.data.get("model") or self._model
        cost = self._facts.cost(usage)
        return NewReply(
            key=line.key, run=self._run.id, stage=line.stage, about=line.about, model=model,
            status=status, text=text, token_limit=line.token_limit, usage=usage,
            cost=None if cost is None else cost * self._facts.batch, seconds=0.0,
        )  # fmt: skip
