"""A model's text becomes one JSON object, or is refused with a named reason.

The unwrapping rule: what a model thought aloud is cut off (`briefing.llm.thinking`), a byte order mark and white space
are dropped; if a code fence opens the text, what stands inside the first fence counts; otherwise the object begins at
the first `{`, and prose before and after it is passed over, so long as it holds no brace of its own. Everything else
must be strict JSON: no duplicate key, NaN, Infinity, lone surrogate, number or nesting past the limits.

Where a schema is known, a text with several objects (a draft, an example, the answer) gives the last one that fits it,
if it stands apart from the others and nothing that was cut off follows; and an object that doesn't fit gives the one
within it that does, as where a model writes a tool's call into its answer.
"""

from __future__ import annotations

import collections
import contextlib
import itertools
import json
import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from briefing.llm.thinking import without_thinking

T = TypeVar("T", bound=BaseModel)

#: Deeper than any schema of ours by far, and below where Python's own parser fails.
MAX_DEPTH = 64
#: Digits of one number.
MAX_DIGITS = 40
#: Lines of validation errors told to a model: more confuse it.
_MOST_REASONS = 20

#: Objects of one text that are looked at: more are no draft and answer.
_MOST_OBJECTS = 32
#: Refusals that a text with several objects may get.
_PERHAPS_SEVERAL = frozenset({"trailing-garbage", "no-object", "not-json", "schema"})

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|$)', re.DOTALL)
_NOT_BRACKET = re.compile(r"[^\[\]{}]+")
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}
_PERHAPS_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_HALF = re.compile(r"[\ud800-\udfff]")
_FENCE = re.compile(r"^```[A-Za-z0-9_-]*[ \t]*\r?\n(.*?)\r?\n```[ \t]*(?:\r?\n|$)", re.DOTALL)


class Unparsable(ValueError):
    """The text is not one JSON object.

    Attributes:
        reason: A short code, such as `duplicate-key`.
        detail: One line for the model and the report.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def parse(text: str) -> dict[str, Any]:
    """Unwrap and parse the one object of a reply.

    Raises:
        Unparsable: With the reason's code.
    """
    body = _unwrap(text)
    _check_depth(body)
    value, end = _decode(body, 0)
    rest = body[end:]
    if "{" in rest or "}" in rest:
        raise Unparsable("trailing-garbage", f"more braces follow the object: {rest.strip()[:40]!r}")
    if not isinstance(value, dict):
        raise Unparsable("no-object", "the reply is no JSON object")
    return value


def _decode(body: str, begin: int) -> tuple[Any, int]:
    try:
        value, end = _DECODER.raw_decode(body, begin)
    except json.JSONDecodeError as error:
        truncated = error.pos >= len(body) or "Unterminated" in error.msg
        reason = "truncated" if truncated else "not-json"
        raise Unparsable(reason, f"{error.msg} at character {error.pos}") from None
    _check_halves(value, body)
    return value, end


def validate(text: str, schema: type[T]) -> T:
    """Parse a reply and fit it into its schema, strictly: no number for a text, no text for a number.

    Raises:
        Unparsable: `schema` where it is JSON of another shape; otherwise as `parse`.
    """
    return read(text, schema)[1]


def read(text: str, schema: type[T]) -> tuple[dict[str, Any], T]:
    """The same, with the JSON object that was taken beside it."""
    try:
        value = parse(text)
        return value, _fit(value, schema)
    except Unparsable as error:
        if error.reason in _PERHAPS_SEVERAL:
            found = _objects(without_thinking(text))
            for value in reversed(found):
                with contextlib.suppress(Unparsable):
                    return value, _fit(value, schema)
            if len(found) == 1 and (inner := _within(found[0], schema)):
                return inner
        raise


def _within(outer: dict[str, Any], schema: type[T]) -> tuple[dict[str, Any], T] | None:
    """The one object that fits within another: a call of a tool (`arguments`, also as a string), or a wrapper."""
    fitting = []
    for value in outer.values():
        with contextlib.suppress(Unparsable):
            inner = parse(value) if isinstance(value, str) and value.lstrip()[:1] == "{" else value
            if isinstance(inner, dict):
                fitting.append((inner, _fit(inner, schema)))
    return fitting[0] if len(fitting) == 1 else None


def _fit(value: Any, schema: type[T]) -> T:
    try:
        return schema.model_validate(value, strict=True)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False)
        lines = [f"{'.'.join(map(str, p['loc']))}: {p['msg']}" for p in problems[:_MOST_REASONS]]
        if len(problems) > _MOST_REASONS:
            lines.append(f"and {len(problems) - _MOST_REASONS} more")
        raise Unparsable("schema", "; ".join(lines)) from None


def _objects(text: str) -> list[Any]:
    """The objects of a text, in order; none where one was cut off, or where two stand side by side."""
    found: list[Any] = []
    at, last = text.find("{"), None
    for _ in range(_MOST_OBJECTS):
        if at < 0:
            return found
        try:
            value, end = _decode(text, at)
        except Unparsable as error:
            if error.reason == "truncated":
                return []
            end = at + 1
        else:
            if last is not None and not text[last:at].strip():
                return []
            found.append(value)
            last = end
        at = text.find("{", end)
    return []


def _unwrap(text: str) -> str:
    if not text.lstrip("\ufeff").strip():
        raise Unparsable("empty", "the reply is empty")
    text = without_thinking(text).strip()
    if not text:
        raise Unparsable("no-object", "the reply is thinking alone, and no answer follows it")
    fenced = _FENCE.match(text)
    if fenced:
        text = fenced.group(1).strip()
    begin = text.find("{")
    if begin < 0:
        raise Unparsable("no-object", f"no JSON object in: {text[:60]!r}")
    if text[0] in '["' or text[:begin].count("}"):
        raise Unparsable("no-object", f"something else stands before the object: {text[:40]!r}")
    return text[begin:]


def _check_depth(body: str) -> None:
    # Python's parser recurses, so the depth is looked at before it does.
    brackets = _NOT_BRACKET.sub("", _STRING.sub("", body))
    depths = itertools.accumulate(map(_STEP.__getitem__, brackets))
    for depth in depths:
        if depth > MAX_DEPTH:
            raise Unparsable("too-deep", f"nested deeper than {MAX_DEPTH}")
        if depth == 0:
            return


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        key = collections.Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise Unparsable("duplicate-key", f"the key {key!r} stands twice in one object")
    return value


def _check_halves(value: Any, body: str) -> None:
    """Half a character can't be stored. One that is written as an escape may be half of a pair: so the value counts."""
    if _PERHAPS_HALF.search(body) and _HALF.search(json.dumps(value, ensure_ascii=False)):
        raise Unparsable("lone-surrogate", "a text holds half a character")


def _constant(name: str) -> Any:
    raise Unparsable("not-a-number", f"{name} is no JSON")


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise Unparsable("number-too-long", f"a number of {len(digits)} digits")
    return int(digits)


def _float(digits: str) -> float:
    if len(digits) > MAX_DIGITS:
        raise Unparsable("number-too-long", f"a number of {len(digits)} digits")
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise Unparsable("number-too-large", f"{digits} is out of range")
    return value


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_float)
