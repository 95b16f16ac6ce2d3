"""Cassettes rewritten: cleaned of what may be secret, joined, or brought over from vcrpy's own format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from briefing.errors import ConfigError, InputError
from briefing.llm.cassette import pack
from briefing.llm.cassette_audit import load
from briefing.llm.cassette_clean import clean
from briefing.storage.files import write_whole
from briefing.text.json_text import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


def save(path: Path, exchanges: Iterable[dict[str, Any]], **kept: str) -> None:
    """Write exchanges as a cassette: sorted by digest, so that the same ones are the same bytes."""
    rows = sorted(exchanges, key=lambda exchange: str(exchange["digest"]))
    text = json.dumps({"version": 1, **kept, "exchanges": rows}, ensure_ascii=False, indent=1)
    write_whole(path, text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") + "\n")


def scrub(path: Path) -> int:
    """Take out every header, field and text that may hold a secret.

    Returns:
        How many exchanges changed; the file is written only where some did.
    """
    exchanges = load(path)
    cleaned = [clean(exchange) for exchange in exchanges]
    changed = sum(one != other for one, other in zip(exchanges, cleaned, strict=True))
    if changed:
        save(path, cleaned)
    return changed


def merge(sources: Sequence[Path], target: Path) -> tuple[int, int]:
    """Join cassettes into one; the same request with the same reply is kept once.

    Returns:
        Exchanges written, and duplicates left out.

    Raises:
        InputError: Two of them answer the same request differently.
    """
    kept: dict[str, tuple[Path, dict[str, Any]]] = {}
    left = 0
    for path in sources:
        for exchange in load(path):
            before = kept.setdefault(exchange["digest"], (path, exchange))
            if before[1] is exchange:
                continue
            if before[1]["response"] != exchange["response"]:
                raise InputError(
                    f"{before[0]} and {path} answer the same request differently (digest {exchange['digest']}); "
                    "remove one of the two replies"
                )
            left += 1
    save(target, (exchange for _, exchange in kept.values()))
    return len(kept), left


def migrate(path: Path, target: Path) -> int:
    """Bring a cassette of vcrpy's own formats (YAML, JSON) into ours, cleaned.

    Returns:
        Exchanges written.

    Raises:
        ConfigError: It is neither.
    """
    text = path.read_text(encoding="utf-8")
    try:
        value = parsed(text) if text.lstrip().startswith("{") else _yaml(text)
        rows = [clean(pack(_bodies(interaction))) for interaction in value["interactions"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ConfigError(f"{path}: isn't a vcrpy cassette: {error}") from None
    save(target, rows)
    return len(rows)


def _yaml(text: str) -> Any:
    import yaml  # noqa: PLC0415 - only for this format

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None


def _bodies(interaction: dict[str, Any]) -> dict[str, Any]:
    """Vcrpy writes a body as text or as `string`; older versions as base64 in JSON."""
    request, response = interaction["request"], interaction["response"]
    body = response.get("body")
    string = body.get("string", "") if isinstance(body, dict) else body
    headers = response.get("headers") or {}
    return {
        "request": {"method": request["method"], "uri": request["uri"], "body": request.get("body")},
        "response": {
            "status": response["status"],
            "headers": headers,
            "body": {"string": string},
        },
    }
