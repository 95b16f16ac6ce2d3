"""From settings to a gateway: engines chosen, ledger opened, everything closed at the end."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from typing import TYPE_CHECKING

from briefing.errors import ConfigError
from briefing.llm import pricing as prices
from briefing.llm.budget import Budget
from briefing.llm.cassette import patch_clients, recorded_refusals
from briefing.llm.endpoints import check_endpoint, endpoint_of
from briefing.llm.gateway import Gateway
from briefing.llm.ledger import Ledger
from briefing.llm.providers.adaptive import AdaptiveEngine
from briefing.llm.providers.registry import COMPATIBLE, OPENAI, provider_of
from briefing.llm.providers.takes import refusals_of
from briefing.llm.rate_limiter import Pace
from briefing.llm.route import Route
from briefing.llm.run import Run
from briefing.llm.workplaces import check_workplace, workplace_of
from briefing.prompting.own_fields import fields_reply
from briefing.prompting.templates import Prompts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from briefing.llm.pricing import ModelFacts
    from briefing.llm.providers.base import Engine
    from briefing.settings.settings import Settings


NO_MODEL = """no model is configured. Choose one of:
  a key      export OPENAI_API_KEY=…   and   --model gpt-5-mini   (or ANTHROPIC_API_KEY and --model anthropic/…)
  a server   export BRIEFING_API_BASE=http://localhost:11434/v1   and   --model qwen3   (Ollama, llama.cpp, vLLM, …)
  the demo   briefing demo   needs neither"""


@contextlib.asynccontextmanager
async def open_gateway(
    settings: Settings,
    *,
    replaying: bool = False,
    remember: bool = True,
    listed: bool = True,
    engine: Engine | None = None,
) -> AsyncIterator[Gateway]:
    """The way to the model, ready to ask, and closed at the end.

    Args:
        replaying: A cassette answers; no key is needed.
        remember: False keeps the ledger in memory, so that every question goes out.
        listed: False is for what asks nothing, and is no run in the ledger.
        engine: Asked for every model, instead of the provider that the settings name, from this machine; the caller
            closes it.

    Raises:
        ConfigError: No model; a cap without a price.
        PromptError, LedgerError, AuthFailed: Found before the first call.
    """
    if not settings.model:
        raise ConfigError(NO_MODEL)
    own = settings.models.model_dump(exclude_none=True)
    names = list(dict.fromkeys([settings.model, *own.values(), *settings.fallbacks]))
    facts = _facts(names, settings)
    prompts = Prompts(settings.prompts)
    fields_reply(settings.fields)  # what can't be asked for is found before anything is paid
    if engine is None and not replaying:
        check_workplace(settings, names, remember=remember)
    clients = {name: _client(name, settings, engine, replaying=replaying) for name in names}
    ledger = Ledger(settings.ledger_path if remember else None)
    shared = Run(
        f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}",
        settings,
        ledger,
        Budget(settings.max_cost),
    )
    if engine is None and not replaying and remember:
        shared.workplace = workplace_of(shared, names)
    engines = _engines(shared, clients)
    if replaying:
        for name, adaptive in engines.items():
            adaptive.learn_from(refusals_of(recorded_refusals(name)))
    routes = {
        name: Route(
            name,
            engines[name],
            Pace(settings.concurrency, settings.requests_per_minute, settings.tokens_per_minute),
            facts[name],
            shared,
        )
        for name in names
    }

    def asked(first: str) -> list[Route]:
        return [routes[name] for name in dict.fromkeys([first, *settings.fallbacks])]

    try:
        await shared.workplace.begin()
        if listed:
            await ledger.open_run(shared.id)
        yield Gateway(shared, prompts, asked(settings.model), {stage: asked(name) for stage, name in own.items()})
    finally:
        await shared.workplace.close()
        for each in clients.values():
            if each is not engine:
                await each.close()
        ledger.close()


def _engines(run: Run, clients: Mapping[str, Engine]) -> dict[str, AdaptiveEngine]:
    """What asks each model where the run's work is done, behind what is learned of it."""
    return {
        name: AdaptiveEngine(
            run.workplace.engine(name, client),
            name,
            run.notice,
            capped=run.settings.max_cost is not None,
            together=lambda: run.workplace.terms.gathered,
        )
        for name, client in clients.items()
    }


def _facts(names: Sequence[str], settings: Settings) -> dict[str, ModelFacts]:
    """What is known of each model.

    Raises:
        ConfigError: A cap can't be kept, for a price is unknown.
    """
    facts = {name: prices.facts(name, settings.prices) for name in names}
    for name in names:
        if settings.max_cost is not None and facts[name].input is None:
            raise ConfigError(
                f"--max-cost: the price of {name!r} is unknown, so it can't be enforced; set it in briefing.toml: "
                f'[prices."{name}"] input = 0.5, output = 1.5 (US dollars per million tokens)'
            )
    return facts


def _client(model: str, settings: Settings, engine: Engine | None, *, replaying: bool) -> Engine:
    if engine is None:
        return choose_engine(model, settings, replaying=replaying)
    if replaying:
        patch_clients()
    return engine


def choose_engine(model: str, settings: Settings, *, replaying: bool = False) -> Engine:
    """The client for a model: ours, or one of an installed package (briefing.llm.providers.registry)."""
    base = endpoint_of(model, settings)
    if not replaying:
        check_endpoint(model, base, settings)
    own = settings if base == settings.api_base else settings.replace(api_base=base)
    provider = provider_of(model, own)
    if replaying and provider not in {OPENAI, COMPATIBLE}:
        patch_clients()
    return provider.open(model, own, replaying=replaying)
