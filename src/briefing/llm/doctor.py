"""One small request to each model of the settings, in its provider's own manner, before a run depends on it."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from briefing.errors import BriefingError, ConfigError, EngineBusy
from briefing.llm import pricing as prices
from briefing.llm.factory import NO_MODEL, choose_engine
from briefing.llm.json_reply import Unparsable, validate
from briefing.llm.providers.adaptive import AdaptiveEngine
from briefing.llm.providers.base import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.llm.providers.base import Engine, EngineReply
    from briefing.llm.providers.takes import Takes
    from briefing.settings.settings import Settings

Verdict = Literal["ready", "change", "later"]

#: What a stage's model reads.
TEXTS: Mapping[str, str] = {
    "translate": "articles",
    "extract": "articles",
    "group": "titles and events of articles",
    "merge": "articles of a story, and what was extracted from them",
    "summarize": "articles, and what was extracted from them",
    "thread": "stories of the day and of earlier days",
    "verify": "stories, and the paragraphs of articles that they cite, with their translation",
}


class _Ready(BaseModel):
    """A reply that costs next to nothing and still shows whether a schema is followed."""

    model_config = ConfigDict(extra="forbid")
    ready: bool
    word: str


@dataclass(frozen=True)
class Diagnosis:
    """What came of one request.

    Attributes:
        model: As the settings name it.
        stages: Those that ask it, or `fallback`.
        texts: What its host gets to see.
        provider: The client that asks it.
        endpoint: The address that it sends to, without a password.
        verdict: Ready; something must be changed; or the provider is busy, try later.
        problem: What is wrong; empty where it is ready.
        answered_by: What the model calls itself.
        structured: How it takes the reply's schema.
        output_tokens, context_tokens: Its limits, where it named any.
        adapted: What is sent in another manner than set, one line each.
        settings: What to write into briefing.toml so that it needn't be found out again.
        seconds: Until the reply.
        cost: US dollars of the request; None where the price is unknown.
    """

    model: str
    stages: tuple[str, ...]
    texts: tuple[str, ...]
    provider: str = ""
    endpoint: str = ""
    verdict: Verdict = "ready"
    problem: str = ""
    answered_by: str = ""
    structured: str = ""
    output_tokens: int | None = None
    context_tokens: int | None = None
    adapted: tuple[str, ...] = ()
    settings: Mapping[str, str | int] = dataclasses.field(default_factory=dict)
    seconds: float | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None


async def examine(settings: Settings) -> list[Diagnosis]:
    """Ask each model once. No ledger is opened, and nothing is retried.

    Raises:
        ConfigError: No model is configured.
    """
    if not settings.model:
        raise ConfigError(NO_MODEL)
    asked: dict[str, list[str]] = {}
    for stage in TEXTS:
        asked.setdefault(settings.model_for(stage) or settings.model, []).append(stage)
    for name in settings.fallbacks:
        asked.setdefault(name, []).append("fallback")
    return [await _one(model, stages, settings) for model, stages in asked.items()]


async def _one(model: str, stages: list[str], settings: Settings) -> Diagnosis:
    seen = TEXTS.values() if "fallback" in stages else [TEXTS[stage] for stage in stages]
    found = Diagnosis(model, tuple(stages), tuple(dict.fromkeys(seen)))
    try:
        client = choose_engine(model, settings)
    except BriefingError as error:
        return dataclasses.replace(found, verdict="change", problem=error.message)
    found = dataclasses.replace(found, provider=client.name, endpoint=_address_of(client))
    engine = AdaptiveEngine(client, model, lambda _: None, capped=settings.max_cost is not None)
    began = time.monotonic()
    try:
        reply = await engine.complete(_question(model, settings))
    except BriefingError as error:
        said = error.message.removeprefix(f"{_STAGE} of {model}: ")
        found = dataclasses.replace(found, verdict="later" if isinstance(error, EngineBusy) else "change", problem=said)
    else:
        found = _judged(found, reply, settings, time.monotonic() - began)
    finally:
        await engine.close()
    takes = engine.takes
    return dataclasses.replace(
        found,
        structured=takes.structured or settings.structured,
        output_tokens=takes.most_output,
        context_tokens=takes.window,
        adapted=tuple(engine.adapted),
        settings=_advice(takes),
    )


def _judged(found: Diagnosis, reply: EngineReply, settings: Settings, seconds: float) -> Diagnosis:
    problem = ""
    try:
        validate(reply.text, _Ready)
    except Unparsable as error:
        problem = f"it replies, but not with the requested JSON: {error.detail}"
    return dataclasses.replace(
        found,
        verdict="change" if problem else "ready",
        problem=problem,
        answered_by=reply.model,
        seconds=round(seconds, 2),
        prompt_tokens=reply.usage.prompt,
        completion_tokens=reply.usage.completion,
        cost=prices.facts(found.model, settings.prices).cost(reply.usage),
    )


_STAGE = "doctor"


def _question(model: str, settings: Settings) -> Request:
    facts = prices.facts(model, settings.prices)
    system = "You check a connection. Reply with one JSON object that fits the given schema, and nothing around it."
    return Request(
        model=model,
        messages=(
            {"role": "system", "content": system},
            {"role": "user", "content": 'Say that you are ready (true), and the English word for "Haus".'},
        ),
        schema=_Ready.model_json_schema(),
        schema_name="Ready",
        structured=settings.structured,
        temperature=settings.temperature,
        # What a run would ask for, so that a limit is found here.
        max_tokens=settings.output_tokens or min(prices.FIRST_OUTPUT, facts.most_output),
        timeout=settings.timeout,
        stage=_STAGE,
        about=model,
    )


def _address_of(client: Engine) -> str:
    """Where a client sends to, as far as it says."""
    return str(getattr(client, "endpoint", "") or "its provider's own address")


def _advice(takes: Takes) -> dict[str, str | int]:
    found = {"structured": takes.structured, "output_tokens": takes.most_output, "context_tokens": takes.window}
    return {name: value for name, value in found.items() if value is not None}
