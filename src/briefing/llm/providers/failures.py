"""What a provider's refusal means for the caller: one table for all clients."""

from __future__ import annotations

import email.utils
import json
import math
import re
import time
from typing import TYPE_CHECKING, Any

from briefing.errors import (
    AuthFailed,
    BadRequest,
    ContextExceeded,
    EngineBusy,
    EngineError,
    EngineRefused,
    QuotaSpent,
    UnknownModel,
)
from briefing.llm.pricing import name_with_provider
from briefing.llm.redaction import without_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.llm.providers.base import Request

SNIPPET = 300

_QUOTA = re.compile(
    r"insufficient_quota|exceeded_current_quota|billing|insufficient balance|credit balance is too low|out of credits?"
)
#: A quota of so many calls a minute, in the words of one that is spent (Gemini).
_PASSING = re.compile(r"retry in \d|retrydelay|per[ _-]?minute|perminute")
_KEY = re.compile(r"api[ _-]?key\b.*\b(invalid|incorrect|not valid|missing|expired)|\b(invalid|incorrect) api[ _-]?key")
_FILTER = re.compile(
    r"content[ _-]?policy|content[ _-]?filter|content management policy|responsibleaipolicy|moderation|flagged"
    r"|data_inspection_failed|prohibited content"
)
_MODEL = re.compile(
    r"model_not_found|invalid_model|\binvalid model\b|model not exist|\bmodel\b.{0,80}\b(does not exist|not found)"
    r"|no such model|unknown model"
)
_TOO_LONG = re.compile(
    r"context_length|maximum context|context length|context window|too many tokens|prompt is too long"
    r"|exceeds the available context|input is too long|max_new_tokens` must be <="
)
#: Asked for something that no server behind a router offers: a form of reply, mostly.
_PARAMETERS = re.compile(r"no endpoints? found that (can|support)")
_AGAIN = (408, 409, 425, 429)


def failure_of(  # noqa: PLR0911 - a table
    request: Request, status: int, text: str, headers: Mapping[str, str], clean: Callable[[str], str] = without_keys
) -> EngineError:
    """What a status other than 200 means for the caller.

    Args:
        clean: Takes keys out of what came.
    """
    codes, told = _error_fields(clean(text))
    where = f"{request.where}: the provider says {status}: {told[:SNIPPET]}"
    low = f"{codes} {told}".lower()
    said = {"status": status, "told": f"{codes} {told}"}
    if status == 402 or (_QUOTA.search(low) and not _PASSING.search(low)):  # comes as a 429 too, and waiting is vain
        return QuotaSpent(f"{where.rstrip('.')}. The account has no credit left; see your provider's billing page.")
    if _FILTER.search(low) and status < 500 and status != 429:
        return EngineRefused(where)
    if status in (401, 403) or (status == 400 and _KEY.search(low)):
        return AuthFailed(f"{where}. Check the key in your environment.{_other_name(request)}")
    if status == 413 or (status != 429 and _TOO_LONG.search(low)):
        return ContextExceeded(where, **said)
    if status == 404 and _PARAMETERS.search(low):
        return BadRequest(where, **said)
    if status == 404 or (status == 400 and _MODEL.search(low)):
        return UnknownModel(
            f"{where}. Check the model name {request.model!r} (--model or BRIEFING_MODEL) "
            f"and BRIEFING_API_BASE.{_other_name(request)}"
        )
    if status in _AGAIN or status >= 500:
        # Some servers answer 500 where they can't follow a schema: kept, for the request may be adapted to that.
        return EngineBusy(where, retry_after=retry_after(headers), throttled=status == 429, **said)
    return BadRequest(where, **said)


def _other_name(request: Request) -> str:
    """Advice where the model is known as another provider's than the one that was asked."""
    known = name_with_provider(request.model)
    return f" {request.model!r} is known as {known!r}: try --model {known}." if known else ""


def _error_fields(text: str) -> tuple[str, str]:
    """Codes and message of an error's body, in the forms of OpenAI, Azure, vLLM, Ollama, Mistral and FastAPI."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return "", " ".join(text.split())[:SNIPPET]
    if isinstance(value, list) and value:  # Gemini's compatible endpoint
        value = value[0]
    error = value.get("error") or value if isinstance(value, dict) else value
    if not isinstance(error, dict):
        return "", str(error)
    inner: Any = error.get("innererror")
    codes = [error.get("code"), error.get("type"), error.get("param")]
    codes += [inner.get("code")] if isinstance(inner, dict) else []
    return " ".join(str(code) for code in codes if code), str(error.get("message") or error)


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
