"""What a model takes, learned from its provider's refusals.

The first 400 that a setting of ours could cure is understood once for a model, and the request is sent in another
manner from then on. Only the manner changes: the question, its answer's schema and the checks stay what they are.

What that means for the ledger, whose key is the digest of model, messages, schema and temperature:

- Fitting happens behind the ledger, on the way out. The key is that of the question as it was asked at first, so a
  later run that knows nothing yet, or has the same thing as a setting (`structured`, `output_tokens`), finds the
  answer and pays nothing. `structured` is no part of the key either: the schema is, however it is sent.
- No wrong answer is served: a reply is held to the same schema and checks in any manner. A temperature that a model
  refuses can't be had from it at all, so its answer at the model's own is the only one there is to that question.
- Nothing learned decides how articles are cut into parts, for another cut is another question, and a run that is
  resumed would cut as if it knew nothing. A reply that is too long for what the model gives is cut off, remembered
  as such, and then asked for in smaller pieces, as ever; `output_tokens` and `context_tokens` avoid the detour.
- A lower limit is never widened in vain: a reply that was cut off at the model's own limit is remembered as cut off
  at the widest limit that could have been asked for.
"""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.errors import BadRequest, ContextExceeded, EngineBusy, EngineError
from briefing.llm import tokens
from briefing.llm.providers.base import LimitName, Request, Structured, body_limit_name
from briefing.llm.providers.failures import failure_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Refusal = BadRequest | ContextExceeded | EngineBusy
REFUSALS = (BadRequest, ContextExceeded, EngineBusy)
#: Tokens that a reply must have room for, or the prompt is too long.
LEAST_OUTPUT = 256
#: How a schema may be asked for, the strictest first.
_STEPS: tuple[Structured, ...] = ("json_schema", "json_object", "prompt")
_LIMITS: tuple[LimitName, ...] = ("max_tokens", "max_completion_tokens")
#: Tokens kept free between what we count and what the provider counts.
_SPARE = 32
#: What a prompt may be billed as, of our count, where the provider didn't say.
_RATIO = 1.4
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?![\w.])|(?<![\w.-])\d+(?![\w-])")

_SCHEMA = re.compile(
    r"response_format|response format|json_schema|json schema|json mode|json_object|structured output|guided_"
    r"|grammar|invalid schema|output_config|no endpoints? found that (can|support)"
)
_LIMIT = re.compile(
    r"max_tokens|max_completion_tokens|max_new_tokens|maxoutputtokens|max_output_tokens|max tokens|maximum tokens"
)
#: The limit alone is meant where a provider says so in the words of a prompt that is too long (Cohere).
_LIMIT_ALONE = re.compile(r"max[ _]tokens must be (?:less than|<|lower than|at most)")
_LIMIT_NAME = re.compile(
    r"unsupported|not supported|does not support|unrecognized|unknown|unexpected|not permitted|not allowed|extra"
    r"|use '?max_|deprecated"
)
_SYSTEM = re.compile(
    r"\b(system|developer)\b.{0,40}\b(role|message|instruction|prompt)|\brole\b.{0,30}\b(system|developer)\b"
    r"|roles must alternate|only (supports? )?'?user'? and '?assistant"
)
#: A template's error, which comes as the server's own: other errors of a server speak of systems and messages, too.
_SYSTEM_SURELY = re.compile(r"system role (?:is )?not supported|roles must alternate|only (?:supports? )?'?user'? and")
_TEMPERATURE = re.compile(r"\btemperature\b")
_STREAM = re.compile(r"\bstream(ing)?\b")
_STREAM_OPTIONS = re.compile(r"stream_options|include_usage")
_WINDOW = re.compile(
    r"(?:context length|context window|context size|must be <=)(?:(?: of| is|:|=)*| limit of| is limited to)\s*`?(\d+)"
)
_PROMPT = re.compile(
    r"(\d+)\s*(?:`?inputs?`?(?: tokens)?|prompt tokens"
    r"|(?:tokens )?(?:in|from|of) (?:the |your )?(?:input |text )?(?:messages|input|prompt))"
)


@dataclass(frozen=True)
class Takes:
    """How one model wants to be asked; the defaults are as the settings say.

    Attributes:
        most_output: Tokens that it lets a reply have; None where it refused no limit.
        window: Tokens of prompt and reply together, where it named them.
        ratio: What it bills of a prompt, of our count.
    """

    structured: Structured | None = None
    limit_name: LimitName = "auto"
    most_output: int | None = None
    window: int | None = None
    ratio: float = _RATIO
    system_role: bool = True
    temperature: bool = True
    stream: bool = False
    stream_usage: bool = True

    def fit(self, request: Request) -> Request:
        """The request in the manner that the model takes; the same object where nothing was learned."""
        if self == _AS_SET:
            return request
        limit = min(request.max_tokens, self.most_output or request.max_tokens)
        if self.window is not None:
            limit = min(limit, self.window - int(self.ratio * prompt_tokens(request)) - _SPARE)
        return request.in_manner(
            structured=self.structured or request.structured,
            limit_name=self.limit_name,
            max_tokens=limit,
            temperature=request.temperature if self.temperature else None,
            system_role=self.system_role,
            stream=self.stream,
            stream_usage=self.stream_usage,
        )

    def learn(self, sent: Request, error: Refusal) -> tuple[Takes, str, str] | None:
        """What a refusal teaches.

        Args:
            sent: The request that was refused, as it was sent.

        Returns:
            What the model takes now, the name of what changed, and one line on it; None where nothing of ours could
            cure it.
        """
        low = error.told.lower()
        for lesson in _LESSONS[type(error)] if low and not getattr(error, "throttled", False) else ():
            learned = lesson(sent, low)
            if learned is not None:
                changes, line = learned
                return dataclasses.replace(self, **changes), next(iter(changes)), line
        return None


_AS_SET = Takes()


def refusals_of(recorded: Iterable[tuple[dict[str, Any], int, str]]) -> list[tuple[Request, EngineError]]:
    """Recorded refusals, each with the request that it refused, in the order in which they must have come.

    Args:
        recorded: Body, status and text.
    """
    found = [(_request_of(body), status, text) for body, status, text in recorded]
    found.sort(key=lambda each: (_STEPS.index(each[0].structured), each[0].limit_name != "auto", -each[0].max_tokens))
    return [(request, failure_of(request, status, text, {})) for request, status, text in found]


def _request_of(body: dict[str, Any]) -> Request:
    """As much of a request as its body tells, and lessons ask for."""
    form = (body.get("response_format") or {}).get("type", "prompt")
    limit: LimitName = next((name for name in _LIMITS if name in body), "none")
    request = Request(
        model=str(body.get("model")),
        messages=tuple(body.get("messages") or ()),
        schema={},
        schema_name="",
        structured=form if form in _STEPS else "prompt",
        temperature=body.get("temperature"),
        max_tokens=int(body.get(limit) or 0),
        timeout=0.0,
        system_role=any(message.get("role") == "system" for message in body.get("messages") or ()),
        stream=bool(body.get("stream")),
        stream_usage="stream_options" in body,
    )
    return request if body_limit_name(request) == limit else request.changed(limit_name=limit)


def prompt_tokens(request: Request) -> int:
    """Our count of all that is billed as prompt, the schema included."""
    return tokens.count_messages(request.messages) + tokens.count(json.dumps(request.schema))


_Lesson = tuple[dict[str, Any], str]


def _window(sent: Request, low: str) -> _Lesson | None:
    """Prompt and limit together are too long, the prompt alone isn't: the reply gets what is left."""
    window, prompt = _WINDOW.search(low), _PROMPT.search(low)
    if sent.limit_name == "none" or window is None or prompt is None:
        return None
    size, billed = int(window[1]), int(prompt[1])
    if size - billed - _SPARE < LEAST_OUTPUT or billed + sent.max_tokens <= size:
        return None
    ratio = max(1.0, 1.05 * billed / max(1, prompt_tokens(sent)))
    line = f"its context window is {size:,} tokens; replies use what the prompt leaves. Set context_tokens = {size}"
    return {"window": size, "ratio": ratio}, line


def _limit(sent: Request, low: str) -> _Lesson | None:
    if sent.limit_name == "none" or not _LIMIT.search(low):
        return None
    name = body_limit_name(sent)
    if _LIMIT_NAME.search(low) and not _too_high(sent, low):
        if sent.limit_name != "auto":
            return {"limit_name": "none"}, "it accepts no token limit, so none is sent"
        other: LimitName = "max_tokens" if name == "max_completion_tokens" else "max_completion_tokens"
        return {"limit_name": other}, f"the limit is sent as {other}; nothing to set"
    most = _too_high(sent, low) or sent.max_tokens // 2
    if most < LEAST_OUTPUT:
        return None
    return {"most_output": most}, f"its replies are limited to {most:,} tokens. Set output_tokens = {most}"


def _too_high(sent: Request, low: str) -> int | None:
    """The highest number below our limit that stands beside it, which is the limit that the provider names."""
    numbers = {int(number.replace(",", "")) for number in _NUMBER.findall(low)}
    below = [number for number in numbers if LEAST_OUTPUT <= number < sent.max_tokens]
    if not below:
        return None
    exclusive = "exclusive" in low or (("less than" in low or "lower than" in low) and "less than or equal" not in low)
    return max(below) - exclusive


def _structured(sent: Request, low: str) -> _Lesson | None:
    if sent.structured == "prompt" or not _SCHEMA.search(low):
        return None
    lower: Structured = "json_object" if sent.structured == "json_schema" else "prompt"
    return {"structured": lower}, f"it doesn't support {sent.structured}. Set structured = {lower!r}"


def _system(sent: Request, low: str) -> _Lesson | None:
    if not sent.system_role or not _SYSTEM.search(low):
        return None
    return {
        "system_role": False
    }, "it doesn't support the system role, so its text is put before the user's; nothing to set"


def _system_surely(sent: Request, low: str) -> _Lesson | None:
    return _system(sent, low) if _SYSTEM_SURELY.search(low) else None


def _limit_alone(sent: Request, low: str) -> _Lesson | None:
    return _limit(sent, low) if _LIMIT_ALONE.search(low) and _too_high(sent, low) else None


def _temperature(sent: Request, low: str) -> _Lesson | None:
    if sent.temperature is None or not _TEMPERATURE.search(low):
        return None
    return {
        "temperature": False
    }, f"it rejects temperature {sent.temperature:g}; its default is used. Unset temperature"


def _stream(sent: Request, low: str) -> _Lesson | None:
    if sent.stream and sent.stream_usage and _STREAM_OPTIONS.search(low):
        return {"stream_usage": False}, "it reports no usage for streams, so tokens are counted locally; nothing to set"
    if sent.stream or not _STREAM.search(low):
        return None
    return {"stream": True}, "it only supports streaming, which is used; nothing to set"


_Lessons = tuple["Callable[[Request, str], _Lesson | None]", ...]
# The words of one lesson may stand in another's refusal: those that name more come first.
_LESSONS: dict[type[EngineError], _Lessons] = {
    BadRequest: (_window, _limit, _temperature, _stream, _structured, _system),
    ContextExceeded: (_window, _limit_alone),
    # Some servers answer 500 where they can't follow a schema, or a template.
    EngineBusy: (_structured, _system_surely),
}
