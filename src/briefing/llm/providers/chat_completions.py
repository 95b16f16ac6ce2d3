"""Chat completions as they go over the wire: the body, and the reply in all the forms that providers give it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from briefing.errors import AnswerElsewhere, BadReply, EngineError, EngineRefused, ReplyTruncated
from briefing.llm import tokens
from briefing.llm.pricing import Usage
from briefing.llm.providers.base import EngineReply, Request, body_limit_name
from briefing.llm.providers.event_stream import completion_of_stream, is_stream
from briefing.llm.providers.failures import SNIPPET, failure_of, limits_of
from briefing.llm.redaction import without_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Of one call; more is no bill but a fault.
_MOST_TOKENS = 1_000_000_000
#: finish_reason in OpenAI's words and in those of Mistral, Anthropic, Gemini and Cohere.
_CUT_OFF = frozenset({"length", "max_tokens", "model_length", "max_output_tokens", "max_length", "token_limit"})
_FILTERED = frozenset(
    {"content_filter", "safety", "recitation", "prohibited_content", "blocklist", "spii", "error_toxic", "sensitive"}
)
#: Where some servers put an answer that belongs into `content`.
_ELSEWHERE = (
    "reasoning_content",
    "reasoning",
    "tool_calls",
    "function_call",
    "reasoning_details",
    "thinking",
    "parsed",
)


def body_of(request: Request) -> dict[str, Any]:
    """The JSON body of a request. Unset settings are left out, for some models refuse any value."""
    body: dict[str, Any] = {"model": request.model, "messages": _messages(request)}
    if request.structured == "json_schema":
        shape = {"name": request.schema_name, "strict": True, "schema": request.schema}
        body["response_format"] = {"type": "json_schema", "json_schema": shape}
    elif request.structured == "json_object":
        body["response_format"] = {"type": "json_object"}
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.limit_name != "none":
        body[body_limit_name(request)] = request.max_tokens
    if request.stream:
        body["stream"] = True
        if request.stream_usage:
            body["stream_options"] = {"include_usage": True}
    return body


def _messages(request: Request) -> list[dict[str, str]]:
    messages = list(request.messages)
    if request.structured != "json_schema" and request.schema:
        # A server that can't be given the schema reads it; the question, and its key, stay what they are.
        messages[0] = _with_schema(messages[0], request.opened_with or request.schema)
        if request.opened_with is not None:
            messages[-1] = _with_schema(messages[-1], request.schema)
    if not request.system_role and len(messages) > 1 and messages[0]["role"] == "system":
        system, user, *rest = messages
        messages = [{"role": user["role"], "content": f"{system['content']}\n\n{user['content']}"}, *rest]
    return messages


def _with_schema(message: dict[str, str], schema: dict[str, Any]) -> dict[str, str]:
    shape = json.dumps(schema, ensure_ascii=False)
    return {"role": message["role"], "content": f"{message['content']}\n\nTHE SCHEMA\n{shape}"}


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
        AnswerElsewhere: There is an answer, but not in the message's content.
    """
    try:
        text = clean(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadReply(f"{request.where}: the provider's response isn't UTF-8", reason="bad-utf-8") from None
    try:
        value = completion_of_stream(text) if is_stream(text) else json.loads(text)
    except (ValueError, RecursionError):
        reason = "empty-body" if not text.strip() else "not-json"
        raise BadReply(f"{request.where}: the provider's response isn't JSON: {text[:80]!r}", reason=reason) from None
    if not isinstance(value, dict):
        raise _wrong_shape(request, text)
    if value.get("error"):
        raise _from_error_body(request, value)
    return complete_reply(request, value, limits_of(headers))


def complete_reply(request: Request, completion: Mapping[str, Any], limits: dict[str, float]) -> EngineReply:
    """Judge a decoded chat completion: only a whole, willing answer is a reply. Errors as in `reply_of`."""
    where = request.where
    choices = completion.get("choices")
    if not choices:
        raise BadReply(f"{where}: the response has no choices", reason="no-choices")
    choice = choices[0] if isinstance(choices, list) else None
    if not isinstance(choice, dict):
        raise _wrong_shape(request, str(choices))
    message, finish = choice.get("message"), str(choice.get("finish_reason") or "").lower()
    filtered = finish in _FILTERED
    if message is None and filtered:  # Azure leaves the message out
        message = {}
    if not isinstance(message, dict):
        raise _wrong_shape(request, str(choice))
    content = _text_of(message.get("content"))
    answered = completion.get("model")
    answered = answered if isinstance(answered, str) else None
    usage = _usage(completion.get("usage"), request, content or "")
    bill = {"usage": usage, "model": answered, "text": content or ""}
    if message.get("refusal"):
        raise EngineRefused(f"{where}: the model declines: {str(message['refusal'])[:SNIPPET]}", **bill)
    if filtered:
        raise EngineRefused(f"{where}: the provider's content filter stopped the reply", **bill)
    if finish in _CUT_OFF:
        raise ReplyTruncated(
            f"{where}: the reply was cut off at {request.max_tokens} tokens", limit=request.max_tokens, **bill
        )
    if content is None:
        raise _wrong_shape(request, str(message))
    if not content:
        raise _no_content(request, message, bill)
    return EngineReply(content, answered or request.model, usage, limits)


def _text_of(content: Any) -> str | None:
    """The message's text; of a list of parts (Mistral) the text parts. None for what is neither."""
    if content is None:
        return ""
    if isinstance(content, list):
        content = "".join(_text_in(part) for part in content if _is_text(part))
    elif isinstance(content, dict):  # one part, or the object that was asked for, parsed already
        content = _text_in(content) or _as_json(content)
    if not isinstance(content, str):
        return None
    # Half a character from the envelope is made visible: it can't be sent back for a repair, nor stored.
    return content.encode("utf-8", "backslashreplace").decode("utf-8")


def _as_json(value: dict[str, Any]) -> str | None:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return None


def _text_in(part: Any) -> str:
    text = part.get("text") if isinstance(part, dict) else part
    text = text.get("value") if isinstance(text, dict) else text
    return text if isinstance(text, str) else ""


def _is_text(part: Any) -> bool:
    return isinstance(part, str) or (isinstance(part, dict) and part.get("type") in ("text", "output_text", None))


def _no_content(request: Request, message: Mapping[str, Any], bill: Mapping[str, Any]) -> EngineError:
    elsewhere = next((name for name in _ELSEWHERE if message.get(name)), None)
    if elsewhere is None:
        return BadReply(f"{request.where}: the reply has no content", reason="no-content", **bill)
    advice = (
        "structured = 'prompt' (BRIEFING_STRUCTURED) requests plain text"
        if elsewhere in ("tool_calls", "function_call")
        else "disable the model's reasoning, or increase output_tokens"
    )
    return AnswerElsewhere(
        f"{request.where}: the reply's content is empty; the model wrote into {elsewhere} instead, which is no answer. "
        f"It wasn't asked again: {advice}",
        **bill,
    )


def _wrong_shape(request: Request, text: str) -> BadReply:
    return BadReply(f"{request.where}: the response isn't a chat completion: {text[:80]!r}", reason="wrong-shape")


def _usage(value: Any, request: Request, content: str) -> Usage:
    """What the provider bills. What it leaves untold we count ourselves: never free, or the cap would hold nothing."""
    value = value if isinstance(value, dict) else {}
    details = value.get("prompt_tokens_details")
    prompt = _tokens(value.get("prompt_tokens")) or tokens.count_messages(request.messages)
    completion = _tokens(value.get("completion_tokens")) or (tokens.count(content) if content else 0)
    cached = _tokens(details.get("cached_tokens")) if isinstance(details, dict) else 0
    return Usage(prompt, completion, min(prompt, cached or _tokens(value.get("prompt_cache_hit_tokens"))))


def _tokens(told: Any) -> int:
    """A number of tokens, also as a float or a string; what no call can have used is as good as untold."""
    if isinstance(told, str) and told.isascii() and told.isdigit() and len(told) < 12:
        told = int(told)
    if isinstance(told, float) and told.is_integer():
        told = int(told)
    return told if isinstance(told, int) and not isinstance(told, bool) and 0 <= told <= _MOST_TOKENS else 0


def _from_error_body(request: Request, value: Mapping[str, Any]) -> EngineError:
    error, told = value["error"], json.dumps(value)
    status = error.get("code") if isinstance(error, dict) else None
    if isinstance(status, str) and status.isascii() and status.isdigit():
        status = int(status[:4])
    if isinstance(status, int) and not isinstance(status, bool) and 400 <= status < 600:
        return failure_of(request, status, told, {})  # routers wrap the true status in a 200
    meant = failure_of(request, 400, told, {})
    if isinstance(meant, EngineRefused):
        return meant
    return BadReply(
        f"{request.where}: an error was returned with status 200: {json.dumps(error)[:SNIPPET]}", reason="error-body"
    )
