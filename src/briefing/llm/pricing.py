"""What models cost and hold: litellm's table, read from its file without importing litellm."""

from __future__ import annotations

import functools
import importlib.util
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.settings.settings import Price

_TABLE = "model_prices_and_context_window_backup.json"
_CACHED = "cache_read_input_token_cost"
_ABOVE = re.compile(r"input_cost_per_token_above_(\d+k?)_tokens")
DEFAULT_CONTEXT = 32_000
DEFAULT_OUTPUT = 16_000
#: The first limit a reply gets, where the model could give more.
FIRST_OUTPUT = 16_000


@dataclass(frozen=True)
class Usage:
    """Tokens as the provider bills them; `cached` is a part of `prompt`."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.prompt + other.prompt, self.completion + other.completion, self.cached + other.cached)


@dataclass(frozen=True)
class Tier:
    """What the whole of a call costs whose prompt has more than `above` tokens; else as in `ModelFacts`."""

    above: int
    input: float
    output: float
    cached: float | None

    def cost(self, usage: Usage) -> float:
        """US dollars of a call."""
        rate = self.input if self.cached is None else self.cached
        fresh = usage.prompt - usage.cached
        return fresh * self.input + usage.cached * rate + usage.completion * self.output


@dataclass(frozen=True)
class ModelFacts:
    """What is known of a model.

    Attributes:
        input: US dollars per prompt token; None where the price is unknown.
        output: US dollars per completion token.
        cached: US dollars per prompt token that the provider had cached.
        context: Tokens of the window, prompt and reply together; a default where unknown.
        most_output: Tokens a reply may have; a default where unknown.
        tiers: What longer prompts cost, by rising length.
        batch: What a call in a batch costs, as a share of all this; 1 where no other is known.
    """

    input: float | None
    output: float | None
    cached: float | None
    context: int
    most_output: int
    tiers: tuple[Tier, ...] = ()
    batch: float = 1.0

    def cost(self, usage: Usage) -> float | None:
        """US dollars of a call; None where the price is unknown: never 0 for what nobody knows."""
        tiers = self._up_to(usage.prompt)
        return tiers[-1].cost(usage) if tiers else None

    def highest_cost(self, prompt: int, completion: int) -> float | None:
        """US dollars that a call of at most so many tokens can cost; None where the price is unknown."""
        return max(
            (prompt * max(tier.input, tier.cached or 0.0) + completion * tier.output for tier in self._up_to(prompt)),
            default=None,
        )

    def _up_to(self, prompt: int) -> list[Tier]:
        """The tiers that a prompt of so many tokens, or a shorter one, may fall into."""
        if self.input is None or self.output is None:
            return []
        return [Tier(0, self.input, self.output, self.cached), *(t for t in self.tiers if t.above < prompt)]


def facts(model: str, own: Mapping[str, Price] | None = None) -> ModelFacts:
    """Look a model up: prices of one's own first, then the table, with and without its provider."""
    row = _row(model)
    price = (own or {}).get(model)
    tiers: tuple[Tier, ...] = ()
    per_prompt: float | None
    per_completion: float | None
    if price is not None:
        per_prompt, per_completion, cached = price.input / 1e6, price.output / 1e6, None
        batch = price.batch
    else:
        tiers = _tiers(row)
        per_prompt, per_completion = row.get("input_cost_per_token"), row.get("output_cost_per_token")
        cached, batch = row.get(_CACHED), _share(row)
        if per_prompt is None and tiers and tiers[0].above == 0:  # some rows hold nothing but tiers
            per_prompt, per_completion, cached = tiers[0].input, tiers[0].output, tiers[0].cached
    context = row.get("max_input_tokens") or row.get("max_tokens") or DEFAULT_CONTEXT
    output = row.get("max_output_tokens") or DEFAULT_OUTPUT
    return ModelFacts(per_prompt, per_completion, cached, int(context), int(output), tiers, batch)


def _share(row: Mapping[str, Any]) -> float:
    """What the table has for a batch, as a share of the same row's price: the higher of prompt's and reply's."""
    shares = [
        row[f"{name}_batches"] / row[name]
        for name in ("input_cost_per_token", "output_cost_per_token")
        if row.get(name) and row.get(f"{name}_batches") is not None
    ]
    return min(1.0, max(shares)) if len(shares) == 2 else 1.0


def _tiers(row: Mapping[str, Any]) -> tuple[Tier, ...]:
    """The tiers of a table's row, in either of the two ways in which the table writes them."""
    found = [
        Tier(int(step["range"][0]), step["input_cost_per_token"], step["output_cost_per_token"], step.get(_CACHED))
        for step in row.get("tiered_pricing") or ()
        if {"range", "input_cost_per_token", "output_cost_per_token"} <= step.keys()
    ]
    for key, price in row.items():
        if price is not None and (match := _ABOVE.fullmatch(key)):
            words, above = match[1], int(match[1].removesuffix("k")) * (1000 if match[1].endswith("k") else 1)
            output = row.get(f"output_cost_per_token_above_{words}_tokens", row.get("output_cost_per_token"))
            cached = row.get(f"{_CACHED}_above_{words}_tokens", row.get(_CACHED))
            if output is not None:
                found.append(Tier(above, price, output, cached))
    return tuple(sorted(found, key=lambda tier: tier.above))


def providers() -> frozenset[str]:
    """The provider prefixes that litellm knows."""
    named = {str(row.get("litellm_provider")) for row in _table().values() if isinstance(row, dict)}
    # Providers whose models no table can list: whatever the user's own server holds.
    return frozenset(named | {"ollama", "ollama_chat", "hosted_vllm", "lm_studio", "llamafile", "litellm_proxy"})


#: Whose models are asked for without their provider's prefix, mostly.
_WELL_KNOWN = ("anthropic", "gemini", "mistral", "deepseek", "xai", "groq", "cohere_chat", "moonshot", "dashscope")

#: Names that one provider alone gives, for models that the table doesn't know: newer or retired ones.
_FAMILIES = {"claude-": "anthropic", "gemini-": "gemini", "grok-": "xai"}


def name_with_provider(model: str) -> str | None:
    """What litellm calls a model of a well-known provider; None where it is called so already, or unknown."""
    provider, slash, bare = model.rpartition("/")
    if slash and provider != "openai":
        # anthropic/gpt-5-mini: the prefix is another's than the model.
        return bare if provider in _WELL_KNOWN and _table().get(bare, {}).get("litellm_provider") == "openai" else None
    table = _table()
    for name in _WELL_KNOWN:
        if f"{name}/{bare}" in table or table.get(bare, {}).get("litellm_provider") == name:
            return f"{name}/{bare}"
    return next((f"{name}/{bare}" for family, name in _FAMILIES.items() if bare.startswith(family)), None)


#: The date or number behind a model's name.
_VERSION = re.compile(r"[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|\d{3,4}|v\d+)$")
_DIGIT = re.compile(r"\d")


def same_model(asked: str, answered: str) -> tuple[bool, bool]:
    """Whether a reply comes from the model that was asked, and whether under the name that an alias points at.

    The asked one are: the same name, with its date or without; and a name that no table knows, which is what a local
    server calls its file, and says nothing. An alias is a name without any number (`deepseek-chat`): its maker points
    it at a current model, `deepseek-v4-flash` today. A name with a number is one model, and another known name is
    another model (`gpt-4o-mini` for `gpt-4o`), as is a known model of another maker.
    """
    mine, theirs = (name.rsplit("/", 1)[-1].lower() for name in (asked, answered))
    if mine == theirs or mine.removesuffix("-latest") in (theirs, _VERSION.sub("", theirs)):
        return True, False
    if not (is_known(mine) and is_known(theirs)):
        return True, False
    alias = _DIGIT.search(mine) is None and bool(_makers(mine) & _makers(theirs))
    return alias, alias


def _makers(model: str) -> set[str]:
    """Providers that the table has for a model, with their own way to it or not."""
    table = _table()
    rows = [table.get(model)] + [table.get(f"{name}/{model}") for name in _WELL_KNOWN]
    return {re.split(r"[-_]", str(row.get("litellm_provider")))[0] for row in rows if isinstance(row, dict)}


def is_known(model: str) -> bool:
    """Whether the table lists the model."""
    return bool(_row(model))


def _row(model: str) -> dict[str, Any]:
    table = _table()
    for name in (model, model.split("/", 1)[-1]):
        row = table.get(name)
        if isinstance(row, dict):
            return row
    return {}


@functools.cache
def _table() -> dict[str, Any]:
    spec = importlib.util.find_spec("litellm")
    if spec is None or not spec.submodule_search_locations:
        return {}
    try:
        table = json.loads((Path(spec.submodule_search_locations[0]) / _TABLE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return table if isinstance(table, dict) else {}
