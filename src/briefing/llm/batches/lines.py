"""A question as a line of a batch's file, and what a line of the provider's answer means."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.errors import BatchUnfinished
from briefing.llm.providers.chat_completions import body_of, reply_of
from briefing.llm.providers.failures import failure_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from briefing.llm.providers.base import EngineReply, Request

#: Codes of lines that were not asked: the batch ended before their turn.
_UNASKED = ("batch_expired", "batch_cancelled", "expired", "cancelled", "canceled")


@dataclass(frozen=True)
class Outcome:
    """What a batch brought for one question.

    Attributes:
        status: Of the response, as of a live call; None where the question was not asked.
        body: The response's body, JSON.
        told: Why it was not asked.
    """

    status: int | None
    body: str = ""
    told: str = ""

    @property
    def asked(self) -> bool:
        """Whether the model was asked, and so may have been paid."""
        return self.status is not None and 200 <= self.status < 300


@dataclass
class Read:
    """The lines of one or more files.

    Attributes:
        outcomes: By key. The first whole line of a question counts.
        again: Lines of a question that had one already.
        foreign: Lines of no question of ours.
        broken: Lines that can't be read.
    """

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    again: int = 0
    foreign: int = 0
    broken: int = 0


def file_of(questions: Iterable[Request]) -> bytes:
    """The batch's file: a line for each question, under its key in the ledger."""
    return b"".join(line_of(question) + b"\n" for question in questions)


def line_of(question: Request) -> bytes:
    """One line of the file."""
    body = body_of(question)
    for name in ("stream", "stream_options"):  # there is nobody to stream to
        body.pop(name, None)
    line = {"custom_id": question.key, "method": "POST", "url": "/v1/chat/completions", "body": body}
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def read_lines(raw: bytes, ours: Container[str], into: Read) -> None:
    """Read an output or error file: lines in any order, of any quality.

    Args:
        ours: The keys that the batch asked.
    """
    for line in raw.split(b"\n"):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            key = value["custom_id"]
        except (ValueError, KeyError, TypeError, RecursionError):
            into.broken += 1
            continue
        outcome = _outcome(value)
        if not isinstance(key, str) or key not in ours:
            into.foreign += 1
        elif outcome is None:
            into.broken += 1
        elif (first := into.outcomes.get(key)) is None or (outcome.asked and not first.asked):
            into.outcomes[key] = outcome
        else:
            into.again += 1


def _outcome(value: dict[str, Any]) -> Outcome | None:
    response, error = value.get("response"), value.get("error")
    if isinstance(response, dict) and isinstance(status := response.get("status_code"), int):
        body = response.get("body")
        return Outcome(status, body if isinstance(body, str) else json.dumps(body, ensure_ascii=False))
    if not isinstance(error, dict):
        return None
    code = str(error.get("code") or "")
    told = str(error.get("message") or code)
    # A failure of the provider's own, as a live call would meet it as a 500.
    return Outcome(None, "", told) if code in _UNASKED else Outcome(500, json.dumps({"error": error}))


def reply_from(question: Request, outcome: Outcome | None, clean: Callable[[str], str]) -> EngineReply:
    """What a question got, read as if it were a live call's response.

    Args:
        outcome: None where the batch ended without a word on it.
        clean: Takes keys out of what came.

    Raises:
        BatchUnfinished: It was not asked.
        EngineError: As a live call's, its bill at the batch's price.
    """
    if outcome is None or outcome.status is None:
        told = outcome.told if outcome else "its reply is missing from the batch's files"
        raise BatchUnfinished(f"{question.where}: got no reply in its batch: {clean(told)[:300]}", retry_after=0.0)
    if not 200 <= outcome.status < 300:
        raise failure_of(question, outcome.status, outcome.body, {}, clean)
    return reply_of(question, outcome.body.encode("utf-8", "surrogatepass"), {}, clean)


def count(number: int, noun: str) -> str:
    """`1 line`, `2 lines`."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def batches(number: int) -> str:
    """`1 batch`, `2 batches`."""
    return f"{number:,} {'batch' if number == 1 else 'batches'}"


def replies(number: int) -> str:
    """`1 reply`, `2 replies`."""
    return f"{number:,} {'reply' if number == 1 else 'replies'}"


def were(number: int) -> str:
    """`was` of one, `were` of several."""
    return "was" if number == 1 else "were"
