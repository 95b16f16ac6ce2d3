"""A reply that came as a stream of events, put together: some endpoints answer in no other way."""

from __future__ import annotations

import json
from typing import Any


def is_stream(text: str) -> bool:
    """Whether a body is a stream of events: its first line is a field of one, or a comment (a keep-alive)."""
    return text.lstrip("\ufeff\r\n")[:6].startswith(("data:", "event:", ":"))


def completion_of_stream(text: str) -> dict[str, Any]:
    """One chat completion out of its chunks.

    Raises:
        ValueError: A chunk is no JSON object, or the stream ended before the reply did.
    """
    whole: dict[str, Any] = {}
    message: dict[str, Any] = {}
    finish: Any = None
    for line in text.splitlines():
        data = line.removeprefix("data:").strip()
        if not line.startswith("data:") or data in ("", "[DONE]"):
            continue
        chunk = json.loads(data)
        if not isinstance(chunk, dict):
            raise ValueError("a chunk is no object")  # noqa: TRY004 - of the same kind as broken JSON
        if chunk.get("error"):
            return chunk
        whole |= {name: chunk[name] for name in ("model", "usage") if chunk.get(name)}
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else {}
        if isinstance(choice, dict):
            finish = choice.get("finish_reason") or finish
            _add(message, choice.get("delta") or choice.get("message") or {})
    if finish is None:
        raise ValueError("the stream ended before the reply did")
    return whole | {"choices": [{"message": message, "finish_reason": finish}]}


def _add(message: dict[str, Any], delta: Any) -> None:
    for name, value in delta.items() if isinstance(delta, dict) else ():
        known = message.get(name)
        if isinstance(value, str) and isinstance(known, str):
            message[name] = known + value
        elif isinstance(value, list) and isinstance(known, list):
            message[name] = [*known, *value]
        elif value is not None:
            message[name] = value
