"""What ran, with what, and what became of every article: run.json."""

from __future__ import annotations

import contextlib
import functools
import importlib.metadata
import json
import platform
from typing import TYPE_CHECKING

from briefing.checks.readings import second_reader
from briefing.models import SCHEMA_VERSION, RunManifest, StageFigures

if TYPE_CHECKING:
    from briefing.llm.gateway import Gateway
    from briefing.llm.run import Figures
    from briefing.models import Briefing
    from briefing.pipeline.estimate import Estimate
    from briefing.pipeline.outcome import Outcome
    from briefing.settings.settings import Settings

#: The name of the distribution; on PyPI `briefing` is another project.
_SELF = "briefing-desk"
_PACKAGES = ("openai", "litellm", "tiktoken", "jinja2", "tenacity", "pydantic", "vcrpy")


def manifest_of(  # noqa: PLR0913 - two of them are facts that nothing else here knows
    outcome: Outcome,
    gateway: Gateway,
    settings: Settings,
    estimated: Estimate,
    *,
    threaded: bool | None = None,
    day: str = "",
) -> RunManifest:
    """What ran, with what, and what became of every article.

    Args:
        threaded: Whether its stories could continue those of days before.
        day: ISO date of the briefing.
    """
    fates = [(r.article.origin, r.status, r.reason) for r in outcome.reports]
    fates += [(u.origin, u.status, u.reason) for u in outcome.unread]
    counts = {status: sum(fate[1] == status for fate in fates) for status in ("done", "failed", "skipped")}
    stages = {name: _figures(figures) for name, figures in sorted(gateway.run.stages.items())}
    costs = [figures.cost for figures in stages.values()]
    unknown = any(cost is None for cost in costs)
    finished = "partial" if counts["failed"] or outcome.degraded or outcome.stopped else "done"
    return RunManifest.model_validate(
        {
            "schema_version": SCHEMA_VERSION,
            "run": outcome.run,
            "started": outcome.started.isoformat(timespec="seconds"),
            "seconds": round(outcome.seconds, 3),
            "status": "stopped" if outcome.briefing is None else finished,
            "reason": outcome.stopped.message if outcome.stopped else None,
            "versions": versions(),
            "model": str(settings.model),
            "engine": settings.engine,
            "provider": gateway.routes[0].engine.name,
            "models_answering": tuple(sorted(gateway.answering)),
            "prompts": dict(gateway.prompts.fingerprints),
            "settings": _settings(settings),
            "articles_in": len(fates),
            **counts,
            "suspicions": dict(sorted(outcome.suspicions.items())),
            **_reading(outcome.briefing),
            "copies": sum(state == "copy" for _, state, _ in fates),
            "articles": tuple(
                {"origin": origin, "status": state}
                | ({"reason": reason} if reason else {})
                | _cost_of(gateway.run.abouts.get(origin))
                for origin, state, reason in fates
            ),
            "stages": stages,
            "models": {name: _figures(figures) for name, figures in sorted(gateway.run.models.items())},
            "cost": None if unknown else sum(cost for cost in costs if cost is not None),
            "estimated_tokens": estimated.tokens,
            "estimated_cost": estimated.batch_cost if settings.engine == "batch" else estimated.cost,
            "cost_note": _unknown_prices(gateway) if unknown else None,
            "threaded": threaded,
            "day": day,
        }
    )


def _reading(briefing: Briefing | None) -> dict[str, object]:
    reading = briefing.sums.reading if briefing is not None else None
    return {} if reading is None else {"reading": reading, "second_reader": second_reader(reading)}


def _figures(figures: Figures) -> StageFigures:
    return StageFigures(
        replies=figures.replies,
        worth=figures.worth,
        calls=figures.calls,
        prompt_tokens=figures.usage.prompt,
        cached_tokens=figures.usage.cached,
        completion_tokens=figures.usage.completion,
        cost=figures.cost,
        seconds=round(figures.seconds, 3),
        repairs=figures.repairs,
        changes_not_taken=figures.changes_not_taken,
        retries=figures.retries,
        mended=dict(sorted(figures.mended.items())),
    )


def _unknown_prices(gateway: Gateway) -> str:
    names = [name for name, figures in sorted(gateway.run.models.items()) if figures.cost is None]
    return f"the price of {', '.join(map(repr, names))} is unknown"


def _cost_of(figures: Figures | None) -> dict[str, str]:
    return {} if figures is None or figures.cost is None else {"cost": f"{figures.cost:.6f}"}


def _settings(settings: Settings) -> dict[str, str]:
    # What was set, as text. No setting holds a key; an address could hold one as user:password.
    values = json.loads(settings.model_dump_json(exclude_defaults=True, exclude={"api_base"}))
    return {name: str(value) for name, value in sorted(values.items())}


_version_of = functools.cache(importlib.metadata.version)


def versions() -> dict[str, str]:
    """Of Python and the packages that can change a result."""
    found = {"python": platform.python_version()}
    for name, package in (("briefing", _SELF), *((name, name) for name in _PACKAGES)):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = _version_of(package)
    return found
