"""Chat completions as they go over the wire: the body, the reply, and what a failure means."""

from __future__ import annotations

import email.utils
import json
import math
import re
import time
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from briefing.errors import (
    AuthFailed,
    BadReply,
    BadRequest,
    ContextExceeded,
    EngineBusy,
    EngineError,
    EngineRefused,
    QuotaSpent,
    ReplyTruncated,
    UnknownModel,
)
from briefing.llm import tokens
from briefing.llm.pricing import Usage, is_known
from briefing.llm.providers.base import EngineReply, Request
from briefing.llm.redaction import without_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SNIPPET = 300
#: Of one call; more is no bill but a fault.
_MOST_TOKENS = 1_000_000_000
#: The date or number behind a model's name.
_VERSION = re.compile(r"[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|\d{3,4}|v\d+)$")


def body_of(request: Request) -> dict[str, Any]:
    """The JSON body of a request. Unset settings are left out, for some models refuse any value."""
    body: dict[str, Any] = {"model": request.model, "messages": list(request.messages)}
    if request.structured == "json_schema":
        shape = {"name": request.schema_name, "strict": True, "schema": request.schema}
        body["response_format"] = {"type": "json_schema", "json_schema": shape}
    elif request.structured == "json_object":
        body["response_format"] = {"type": "json_object"}
    if request.temperature is not None:
        body["temperature"] = request.temperature
    body["max_completion_tokens" if _renamed_limit(request.model) else "max_tokens"] = request.max_tokens
    return body


def _renamed_limit(model: str) -> bool:
    # OpenAI's own reasoning models reject max_tokens; compatible servers often know nothing else.
    return model.startswith(("gpt-5", "o1", "o3", "o4"))


class _Details(BaseModel):
    model_config = ConfigDict(extra="ignore")
    cached_tokens: int | None = None


class _Usage(BaseModel):
    model_config = ConfigDict(extra="ignore")
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _Details | None = None


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    model_config = ConfigDict(extra="ignore")
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    model_config = ConfigDict(extra="ignore")
    model: str | None = None
    choices: list[_Choice] | None = None
    usage: _Usage | None = None


def reply_of(
    request: Request, raw: bytes, headers: Mapping[str, str], clean: Callable[[str], str] = without_keys
) -> EngineReply:
    """Read a response that came under status 200.

    Args:
        clean: Takes keys out of what came.

    Raises:
        BadReply: No chat completion: HTML, an error body, bad UTF-8, no choices, no content.
        EngineRefused: The model or a filter declined.
        ReplyTruncated: The token limit was hit.
    """
    where = request.where
    try:
        text = clean(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadReply(f"{where}: the provider's response is no UTF-8", reason="bad-utf-8") from None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        reason = "empty-body" if not text.strip() else "not-json"
        raise BadReply(f"{where}: the provider's response is no JSON: {text[:80]!r}", reason=reason) from None
    if isinstance(value, dict) and value.get("error"):
        raise _from_error_body(request, value)
    try:
        completion = _Completion.model_validate(value)
    except ValidationError:
        raise BadReply(f"{where}: the response is no chat completion: {text[:80]!r}", reason="wrong-shape") from None
    return complete_reply(request, completion.model_dump(), limits_of(headers))


def complete_reply(request: Request, completion: Mapping[str, Any], limits: dict[str, float]) -> EngineReply:
    """Judge a decoded chat completion: only a whole, willing answer is a reply. Errors as in `reply_of`."""
    where = request.where
    choices = completion.get("choices")
    if not choices:
        raise BadReply(f"{where}: the response holds no choice", reason="no-choices")
    choice = choices[0]
    message, finish = choice.get("message") or {}, choice.get("finish_reason")
    # Half a character from the envelope is made visible: it can't be sent back for a repair, nor stored.
    content = (message.get("content") or "").encode("utf-8", "backslashreplace").decode("utf-8")
    usage = _usage(completion.get("usage") or {}, request, content)
    bill = {"usage": usage, "model": completion.get("model"), "text": content}
    if message.get("refusal"):
        raise EngineRefused(f"{where}: the model declines: {message['refusal'][:_SNIPPET]}", **bill)
    if finish == "content_filter":
        raise EngineRefused(f"{where}: the provider's content filter stopped the reply", **bill)
    if finish == "length":
        raise ReplyTruncated(
            f"{where}: the reply was cut off at {request.max_tokens} tokens", limit=request.max_tokens, **bill
        )
    if another_model(request.model, completion.get("model")):
        told = f"{where}: {request.model} was asked and {completion['model']} answered"
        raise BadReply(told, reason="another-model", **bill)
    if not content:
        raise BadReply(f"{where}: the reply has no content", reason="no-content", **bill)
    return EngineReply(content, completion.get("model") or request.model, usage, limits)


def another_model(asked: str, answered: str | None) -> bool:
    """Whether a reply comes from a model that was not asked.

    Dated versions and aliases of the asked one are the asked one; a name that no table knows is what a
    local server calls its file, and says nothing.
    """
    if not answered:
        return False
    mine, theirs = (name.rsplit("/", 1)[-1].lower() for name in (asked, answered))
    if mine == theirs or mine.removesuffix("-latest") in (theirs, _VERSION.sub("", theirs)):
        return False
    return is_known(mine) and is_known(theirs)


def _usage(value: Mapping[str, Any], request: Request, content: str) -> Usage:
    """What the provider bills. What it leaves untold we count ourselves: never free, or the cap would hold nothing."""
    details = value.get("prompt_tokens_details") or {}
    prompt = _tokens(value.get("prompt_tokens")) or tokens.count_messages(request.messages)
    completion = _tokens(value.get("completion_tokens")) or (tokens.count(content) if content else 0)
    return Usage(prompt, completion, min(prompt, _tokens(details.get("cached_tokens"))))


def _tokens(told: int | None) -> int:
    """A number of tokens; what no call can have used is as good as untold."""
    return told if told is not None and 0 <= told <= _MOST_TOKENS else 0


def _from_error_body(request: Request, value: Mapping[str, Any]) -> EngineError:
    error = value["error"]
    status = error.get("code") if isinstance(error, dict) and isinstance(error.get("code"), int) else None
    if status and 400 <= status < 600:  # routers wrap the true status in a 200
        return failure_of(request, status, json.dumps(value), {})
    return BadReply(
        f"{request.where}: an error came under status 200: {json.dumps(error)[:_SNIPPET]}",
        reason="error-body",
    )


def failure_of(  # noqa: PLR0911 - a table
    request: Request, status: int, text: str, headers: Mapping[str, str], clean: Callable[[str], str] = without_keys
) -> EngineError:
    """What a status other than 200 means for the caller."""
    code, told = _error_fields(clean(text))
    where = f"{request.where}: the provider says {status}: {told[:_SNIPPET]}"
    low = f"{code} {told}".lower()
    if "insufficient_quota" in low or "billing" in low or status == 402:  # comes as a 429, and waiting is vain
        return QuotaSpent(f"{where}. The account has no money left; see your provider's billing page.")
    if status in (401, 403):
        return AuthFailed(f"{where}. Check the key in your environment.")
    if "context_length" in low or "maximum context" in low or "too many tokens" in low or status == 413:
        return ContextExceeded(where)
    if status == 404:
        return UnknownModel(
            f"{where}. Is {request.model!r} what your provider calls it? Choose with --model or BRIEFING_MODEL, "
            "and check BRIEFING_API_BASE."
        )
    if "content_policy" in low or "content_filter" in low or "content management policy" in low:
        return EngineRefused(where)
    if status in (408, 409, 425, 429) or status >= 500:
        return EngineBusy(where, retry_after=retry_after(headers), throttled=status == 429, status=status)
    return BadRequest(where, status=status)


def _error_fields(text: str) -> tuple[str, str]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return "", " ".join(text.split())[:_SNIPPET]
    error = value.get("error", value) if isinstance(value, dict) else value
    if isinstance(error, dict):
        return f"{error.get('code')} {error.get('type')}", str(error.get("message") or error)
    return "", str(error)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from retry-after-ms, or Retry-After in seconds or as a date; None if told nothing usable."""
    lower = {name.lower(): value for name, value in headers.items()}
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(lower.get(name, "")) / unit
        except ValueError:
            continue
        if math.isfinite(seconds):
            return max(0.0, seconds)
    try:
        moment = email.utils.parsedate_to_datetime(lower.get("retry-after", ""))
    except ValueError:
        return None
    try:
        # By the provider's own clock: ours may be wrong.
        now = email.utils.parsedate_to_datetime(lower.get("date", "")).timestamp()
    except ValueError:
        now = time.time()
    return max(0.0, moment.timestamp() - now)


def limits_of(headers: Mapping[str, str]) -> dict[str, float]:
    """Requests and tokens per window, as OpenAI-like headers tell them."""
    lower = {name.lower(): value for name, value in headers.items()}
    told = {}
    for name in ("requests", "tokens"):
        try:
            told[name] = float(lower[f"x-ratelimit-limit-{name}"])
        except (KeyError, ValueError):
            continue
    return told
