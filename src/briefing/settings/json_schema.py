"""The JSON schemas that others build on: of briefing.json, and of briefing.toml."""

from __future__ import annotations

from typing import Any

from briefing.models import SCHEMA_VERSION, Briefing
from briefing.settings.settings import Settings

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def briefing_schema() -> dict[str, Any]:
    """The schema of briefing.json.

    It asks for the fields that every file of this version has, and allows more: a file of a later program
    of the same version is valid, with its new fields (docs/schema.md).
    """
    told = Briefing.model_json_schema(mode="validation")
    told = {
        "$schema": DIALECT,
        "$id": f"urn:briefing:briefing.json:{SCHEMA_VERSION}",
        **told,
        "title": f"briefing.json, version {SCHEMA_VERSION}",
    }
    told["properties"]["schema_version"] |= {"const": SCHEMA_VERSION}
    tolerant: dict[str, Any] = _without(told, "additionalProperties")
    return tolerant


def config_schema() -> dict[str, Any]:
    """The schema of briefing.toml, for editors: unknown keys are errors."""
    return {
        "$schema": DIALECT,
        "$id": "urn:briefing:briefing.toml",
        **Settings.model_json_schema(mode="validation"),
        "title": "briefing.toml",
    }


def _without(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        # Only where it forbids: of an open table it says what the values are.
        kept = {key: part for key, part in value.items() if not (key == name and part is False)}
        return {key: _without(part, name) for key, part in kept.items()}
    if isinstance(value, list):
        return [_without(part, name) for part in value]
    return value
