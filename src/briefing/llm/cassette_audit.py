"""Recorded exchanges looked at without replaying them: what they hold, and whether they still fit the prompts.

A recording fits where its messages can have come from today's templates and its schema is today's. What a template
fills in (an article, a language, a count) is left open; every word of its own must be the same.
"""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from briefing.errors import ConfigError
from briefing.prompting.patches import patch_name, patch_schema
from briefing.prompting.schemas import SCHEMAS, json_schema
from briefing.prompting.templates import VARIABLES
from briefing.text.json_text import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from briefing.prompting.templates import Prompts

_PATCHES = {patch_name(schema) for schema in SCHEMAS.values()}
_BY_SCHEMA = {
    called(schema): name for name, schema in SCHEMAS.items() for called in (lambda reply: reply.__name__, patch_name)
}
#: What looks like a secret, whoever issued it. Long random strings elsewhere may be quotes of an article.
_SECRETS = {
    "an API key": re.compile(r"\b(?:sk|pk|rk|gsk|xai|nvapi)[-_](?:[A-Za-z0-9]+[-_])*[A-Za-z0-9]{16,}"),
    "a bearer token": re.compile(r"\bBearer\s+[A-Za-z0-9._~+/-]{16,}", re.IGNORECASE),
    "an AWS key": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a GitHub token": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{30,}"),
    "a Slack token": re.compile(r"\bxox[abpr]-[A-Za-z0-9-]{10,}"),
    "a Google key": re.compile(r"\bAIza[A-Za-z0-9_-]{30,}"),
    "a signed token (JWT)": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a password in a URL": re.compile(r"\bhttps?://[^/\s:@]+:[^/\s@]+@"),
    "an organisation id": re.compile(r"\borg-[A-Za-z0-9]{16,}"),
}
_HEADERS = frozenset({"content-type", "retry-after", "retry-after-ms"})
_OPEN = "\ue000{}\ue001"


class Fault(NamedTuple):
    """Something wrong with a cassette.

    Attributes:
        exchange: Digest of the exchange; empty for the file as a whole.
    """

    file: Path
    exchange: str
    message: str


class Figures(NamedTuple):
    """What a cassette holds of one stage."""

    stage: str
    exchanges: int
    repairs: int
    failures: int
    prompt_tokens: int
    completion_tokens: int


def load(path: Path) -> list[dict[str, Any]]:
    """The exchanges of a cassette.

    Raises:
        ConfigError: It is no cassette.
    """
    try:
        value = parsed(path.read_text(encoding="utf-8"))
        found = value["exchanges"]
        if all(isinstance(e["request"], dict) and isinstance(e["response"], dict) for e in found):
            return list(found)
        reason = "an exchange lacks its request or response"
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = str(error)
    raise ConfigError(f"cassette {path}: isn't a cassette written by briefing: {reason}")


def kept_aside(path: Path) -> str:
    """Why a cassette isn't held to today's prompts: the `kept_aside` of its file; empty where it is."""
    try:
        value = parsed(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(value.get("kept_aside") or "") if isinstance(value, dict) else ""


def stage_of(exchange: Mapping[str, Any]) -> str:
    """The prompt that an exchange belongs to, by the schema it asks for; `other` where it asks for none of ours."""
    body = exchange["request"].get("body")
    shape = body.get("response_format") if isinstance(body, dict) else None
    schema = shape.get("json_schema") if isinstance(shape, dict) else None
    return _BY_SCHEMA.get(schema.get("name", ""), "other") if isinstance(schema, dict) else "other"


def messages_of(exchange: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Role and text of each message of the request."""
    body = exchange["request"].get("body")
    messages = body.get("messages", []) if isinstance(body, dict) else []
    return [(str(m.get("role")), str(m.get("content"))) for m in messages if isinstance(m, dict)]


def figures(exchanges: Sequence[Mapping[str, Any]]) -> list[Figures]:
    """Counts by stage, in the order of the pipeline."""
    rows = []
    for stage in (*SCHEMAS, "other"):
        own = [e for e in exchanges if stage_of(e) == stage]
        if not own:
            continue
        usage = [_usage(e) for e in own]
        rows.append(
            Figures(
                stage,
                len(own),
                sum(len(messages_of(e)) > 2 for e in own),
                sum(_status(e) != 200 for e in own),
                sum(u[0] for u in usage),
                sum(u[1] for u in usage),
            )
        )
    return rows


def _status(exchange: Mapping[str, Any]) -> int:
    status = exchange["response"].get("status")
    return int(status.get("code", 0)) if isinstance(status, dict) else 0


def _usage(exchange: Mapping[str, Any]) -> tuple[int, int]:
    body = exchange["response"].get("body")
    usage = body.get("usage") if isinstance(body, dict) else None
    if not isinstance(usage, dict):
        return 0, 0
    found = (usage.get("prompt_tokens"), usage.get("completion_tokens"))
    prompt, completion = (value if isinstance(value, int) else 0 for value in found)
    return prompt, completion


# ── faults ───────────────────────────────────────────────────────────────────────────────────────


def faults(path: Path, prompts: Prompts, model: str | None = None) -> Iterator[Fault]:
    """What is wrong with a cassette: secrets, repairs of nothing, exchanges that no prompt of today sends.

    Args:
        model: Every exchange should have asked it; None accepts any.
    """
    try:
        exchanges = load(path)
    except ConfigError as error:
        yield Fault(path, "", error.message)
        return
    if kept_aside(path):
        yield from (Fault(path, str(e.get("digest", "")), message) for e in exchanges for message in secrets_in(e))
        return
    firsts = {tuple(messages_of(e)[:2]) for e in exchanges if len(messages_of(e)) == 2}
    for exchange in exchanges:
        digest = str(exchange.get("digest", ""))
        yield from (Fault(path, digest, message) for message in secrets_in(exchange))
        stage = stage_of(exchange)
        if stage == "other":
            continue
        asked = exchange["request"]["body"].get("model")
        if model is not None and asked != model:
            yield Fault(path, digest, f"{stage}: asked the model {asked!r}, not {model!r}")
        messages = messages_of(exchange)
        if len(messages) > 2 and tuple(messages[:2]) not in firsts:
            yield Fault(path, digest, f"{stage}: orphaned: the first request of a repair isn't recorded")
        if (difference := misfit(exchange, prompts)) is not None:
            yield Fault(path, digest, difference)


def secrets_in(exchange: Mapping[str, Any]) -> Iterator[str]:
    """Each thing in an exchange that looks like a secret, by its kind and place; never the secret itself."""
    for side in ("request", "response"):
        headers = exchange[side].get("headers")
        for name in headers if isinstance(headers, dict) else ():
            if str(name).lower() not in _HEADERS:
                yield f"{side}: the header {name!r} is recorded, which may hold a secret (`briefing cassette scrub`)"
        text = json.dumps(exchange[side], ensure_ascii=False)
        for kind, pattern in _SECRETS.items():
            if pattern.search(text):
                yield f"{side}: contains what looks like {kind} (`briefing cassette scrub`)"


def misfit(exchange: Mapping[str, Any], prompts: Prompts) -> str | None:
    """Why an exchange can't have come from today's prompts; None where it can, or is none of ours.

    Names the template, its block and the first words that differ.
    """
    stage = stage_of(exchange)
    if stage == "other":
        return None
    shape = exchange["request"]["body"]["response_format"]["json_schema"]
    today = (patch_schema if shape.get("name") in _PATCHES else json_schema)(SCHEMAS[stage])
    if (place := _first_difference(shape.get("schema"), today)) is not None:
        return f"{stage}: the reply schema has changed at {place}; record it again (--record new)"
    messages = messages_of(exchange)
    for (role, text), block in zip(messages[:2], ("system", "user"), strict=False):
        ways = _patterns(prompts, stage, block)
        if not any(re.fullmatch(pattern, text, re.DOTALL) for pattern, _ in ways):
            return (
                f"{stage}.j2, block {block}: {_nearest(text, [way for _, way in ways])}; record it again (--record new)"
            )
        if role != block:
            return f"{stage}.j2: the {block} message was recorded as {role}"
    return None


def _first_difference(one: Any, other: Any, place: str = "") -> str | None:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            if (found := _first_difference(one.get(key), other.get(key), f"{place}/{key}")) is not None:
                return found
        return None
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (a, b) in enumerate(zip(one, other, strict=True)):
            if (found := _first_difference(a, b, f"{place}/{number}")) is not None:
                return found
        return None
    return None if one == other else place or "/"


#: Variables that choose between words of the template, with the values to try.
_CHOICES: Mapping[str, Sequence[Any]] = {
    "style": ("sentences", "telegram"),
    "words": (None, _OPEN.format("words")),
    "parts": (1, 2),
    "names": ("", _OPEN.format("names")),
    "drafts": ([], [_OPEN.format("drafts")]),
    "target": ("English", _OPEN.format("target")),
}
_LISTS = frozenset({"articles", "earlier", "findings"})


def _patterns(prompts: Prompts, stage: str, block: str) -> list[tuple[str, str]]:
    """Each way in which a template can be rendered: as a pattern, and as text with its gaps marked."""
    chosen = [name for name in _CHOICES if name in VARIABLES[stage]]
    ways = {}
    for values in itertools.product(*(_CHOICES[name] for name in chosen)):
        given: dict[str, Any] = {
            name: [_OPEN.format(name)] if name in _LISTS else _OPEN.format(name) for name in VARIABLES[stage]
        }
        text = getattr(prompts.render(stage, **(given | dict(zip(chosen, values, strict=True)))), block)
        ways[text] = ".*?".join(re.escape(part) for part in _gaps(text))
    return [(pattern, text) for text, pattern in ways.items()]


def _gaps(text: str) -> list[str]:
    return re.split(r"\ue000\w+\ue001", text)


def _nearest(recorded: str, ways: Sequence[str]) -> str:
    """Where a recorded message leaves the template that it is nearest to."""
    reached, wanted = max(_reached(recorded, way) for way in ways)
    at = max(0, reached - 30)
    return f"differs at character {reached}: recorded {recorded[at : reached + 40]!r}, the template has {wanted!r}"


def _reached(recorded: str, way: str) -> tuple[int, str]:
    """How far a message follows a template, and the words of the template that come next."""
    first, *parts = _gaps(way)
    same = _begins(recorded, first)
    if same < len(first):
        return same, first[max(0, same - 30) : same + 40]
    at = same
    for part in parts:
        start = recorded.find(part, at)
        if start < 0:
            # After a gap: the stretch of the part's beginning that is still there.
            size = next((n for n in range(len(part), 0, -1) if recorded.find(part[:n], at) >= 0), 0)
            reached = recorded.find(part[:size], at) + size if size else at
            return reached, part[max(0, size - 30) : size + 40]
        at = start + len(part)
    return at, ""


def _begins(one: str, other: str) -> int:
    """How many characters two texts begin alike."""
    length = min(len(one), len(other))
    return next((n for n in range(length) if one[n] != other[n]), length)
