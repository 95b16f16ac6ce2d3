"""What a recording keeps, by name: nothing that isn't listed here gets into a file.

Headers, cookies, queries, organisation ids and whatever else a provider adds to its JSON may hold a secret or change
with every call; a replay needs none of it.
"""

from __future__ import annotations

import json
from typing import Any

from briefing.llm.redaction import without_keys

#: All that is kept of the headers of a request and of a response.
KEPT_HEADERS = frozenset({"content-type", "retry-after", "retry-after-ms"})
#: Of a request's body: what decides the answer.
_REQUEST = frozenset(
    {
        "model", "messages", "response_format", "temperature", "top_p", "max_tokens", "max_completion_tokens", "stop",
        "seed", "reasoning_effort", "stream", "tools", "tool_choice", "format", "system", "verbosity",
    }
)  # fmt: skip
#: Of a reply's body, level by level; True keeps the value as it is.
_USAGE: dict[str, Any] = {
    "prompt_tokens": True, "completion_tokens": True, "total_tokens": True, "input_tokens": True, "output_tokens": True,
    "cache_read_input_tokens": True, "cache_creation_input_tokens": True,
    "prompt_tokens_details": {"cached_tokens": True},
    "completion_tokens_details": {"reasoning_tokens": True},
}  # fmt: skip
_ERROR: dict[str, Any] = {
    "message": True, "type": True, "code": True, "param": True, "status": True, "innererror": {"code": True},
}  # fmt: skip
#: As FastAPI words what it refuses (vLLM and others).
_DETAIL: dict[str, Any] = {"type": True, "loc": True, "msg": True}
_PART: dict[str, Any] = {"type": True, "text": True, "thinking": True, "name": True, "input": True}
_MESSAGE: dict[str, Any] = {
    "role": True, "content": _PART, "refusal": True, "reasoning_content": True,
    "tool_calls": {"type": True, "function": {"name": True, "arguments": True}},
}  # fmt: skip
_FILTER: dict[str, Any] = {
    kind: {"filtered": True, "severity": True, "detected": True}
    for kind in ("hate", "self_harm", "sexual", "violence", "jailbreak", "protected_material_text")
}
_REPLY: dict[str, Any] = {
    "object": True, "type": True, "role": True, "model": True,
    "choices": {
        "index": True, "finish_reason": True, "message": _MESSAGE, "delta": _MESSAGE, "text": True,
        "content_filter_results": _FILTER,
    },
    "content": _PART, "stop_reason": True, "usage": _USAGE, "error": _ERROR, "message": True, "detail": _DETAIL,
}  # fmt: skip


def clean(exchange: dict[str, Any]) -> dict[str, Any]:
    """An exchange with nothing but what is kept by name, and without the keys of the environment."""
    request, response = exchange["request"], exchange["response"]
    body = request.get("body")
    return exchange | {
        "request": {
            "method": request["method"],
            "path": str(request["path"]).partition("?")[0],
            "body": {name: value for name, value in body.items() if name in _REQUEST}
            if isinstance(body, dict)
            else body,
        },
        "response": {
            "status": response["status"],
            "headers": kept_headers(response.get("headers") or {}),
            "body": clean_reply(response.get("body")),
        },
    }


def clean_request(body: dict[str, Any]) -> dict[str, Any]:
    """A request's body with what decides its answer."""
    return {name: value for name, value in body.items() if name in _REQUEST}


def kept_headers(headers: Any) -> dict[str, Any]:
    """The headers that are kept, in order."""
    return {name: value for name, value in sorted(dict(headers).items()) if str(name).lower() in KEPT_HEADERS}


def clean_reply(body: Any) -> Any:
    """A reply's body with what is kept by name, a streamed one event by event; other texts are kept without keys."""
    if isinstance(body, str):
        return without_keys("".join(map(_event, body.splitlines(keepends=True))))
    return _kept(body, _REPLY) if isinstance(body, dict) else body


def _event(line: str) -> str:
    """A line of a streamed reply."""
    start = "data: " if line.startswith("data: {") else "data:" if line.startswith("data:{") else None
    if start is None:
        return line
    try:
        value = json.loads(line.removeprefix(start))
    except (ValueError, RecursionError):
        return line
    return f"{start}{json.dumps(_kept(value, _REPLY), ensure_ascii=False)}\n"


def _kept(value: Any, shape: Any) -> Any:
    if isinstance(value, str):
        return without_keys(value)
    if isinstance(value, list):
        return [_kept(each, shape) for each in value]
    if isinstance(value, dict):
        if shape is True:
            return None
        return {name: _kept(each, shape[name]) for name, each in value.items() if name in shape}
    return value
