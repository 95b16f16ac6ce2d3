"""What a run leaves on disk: whole files or none, and a manifest of how they came about."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import platform
import re
from typing import TYPE_CHECKING

from briefing.errors import OutputError
from briefing.models import SCHEMA_VERSION, RunManifest, StageFigures
from briefing.plugins import OUTPUTS
from briefing.render import to_article_json, to_html, to_json
from briefing.render.formats import rendered
from briefing.storage.files import prove_writable, sweep, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from briefing.llm.gateway import Gateway
    from briefing.llm.route import Figures
    from briefing.models import Briefing
    from briefing.pipeline.estimate import Estimate
    from briefing.pipeline.run import Outcome
    from briefing.settings.settings import Settings

#: The name of the distribution; on PyPI `briefing` is another project.
_SELF = "briefing-desk"
_PACKAGES = ("openai", "litellm", "tiktoken", "jinja2", "tenacity", "pydantic", "vcrpy")
#: What stands in the folder of articles; anything else there is a person's and is left alone.
_OURS = re.compile(r"^[0-9a-f]{12}\.(?:json|txt)$")


def prepare(folder: Path) -> None:
    """Make the folder, and prove that it can be written, before anything is paid for.

    Raises:
        OutputError: It can't.
    """
    try:
        (folder / "articles").mkdir(parents=True, exist_ok=True)
        for place in (folder, folder / "articles"):
            sweep(place)
            prove_writable(place)
    except OSError as error:
        raise OutputError(
            f"output folder {folder}: can't be written: {error.strerror}; choose another with --output or "
            "BRIEFING_OUTPUT. Nothing was sent"
        ) from None


def write(folder: Path, outcome: Outcome, gateway: Gateway, settings: Settings, estimated: Estimate) -> RunManifest:
    """Write the briefing in all forms, each article with its raw text, and run.json.

    A stopped run has no briefing: what it finished is written, and an older briefing stays as it is.

    Returns:
        The manifest that was written.

    Raises:
        OutputError: A file can't be written; the replies are kept in the ledger.
    """
    manifest = manifest_of(outcome, gateway, settings, estimated)
    failed: list[str] = []
    try:
        kept = set()
        for report in outcome.reports:
            name = report.article.id
            kept |= {f"{name}.json", f"{name}.txt"}
            write_whole(folder / "articles" / f"{name}.json", to_article_json(report))
            write_whole(folder / "articles" / f"{name}.txt", report.article.raw)
        if outcome.briefing is not None:
            for stale in (folder / "articles").iterdir():
                if _OURS.match(stale.name) and stale.name not in kept:
                    stale.unlink()
            # First the form that all others can be made from.
            write_whole(folder / "briefing.json", to_json(outcome.briefing))
            failed = _write_forms(folder, outcome.briefing, manifest, settings.forms)
        write_whole(folder / "run.json", manifest.model_dump_json(indent=2) + "\n")
    except OSError as error:
        raise OutputError(
            f"output folder {folder}: can't be written: {error.strerror}. The replies are kept in the ledger: make "
            "room and run again, it costs nothing"
        ) from None
    if failed:
        raise OutputError(f"{folder}: all else is written, but {'; '.join(failed)}")
    return manifest


def _write_forms(folder: Path, briefing: Briefing, manifest: RunManifest, names: Iterable[str]) -> list[str]:
    """Write all formats but JSON; an installed one that fails keeps no other from being written."""
    failed = []
    for name in (name for name in names if name != "json"):
        try:
            page = to_html(briefing, manifest) if name == "html" else rendered(name, briefing)
        except OutputError as error:
            failed.append(error.message)
        else:
            write_whole(folder / OUTPUTS[name].file, page)
    return failed


def manifest_of(outcome: Outcome, gateway: Gateway, settings: Settings, estimated: Estimate) -> RunManifest:
    """What ran, with what, and what became of every article."""
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
            "engine": gateway.routes[0].engine.name,
            "models_answering": tuple(sorted(gateway.answering)),
            "prompts": dict(gateway.prompts.fingerprints),
            "settings": _settings(settings),
            "articles_in": len(fates),
            **counts,
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
            "estimated_cost": estimated.cost,
            "cost_note": _unknown_prices(gateway) if unknown else None,
        }
    )


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


def versions() -> dict[str, str]:
    """Of Python and the packages that can change a result."""
    found = {"python": platform.python_version()}
    for name, package in (("briefing", _SELF), *((name, name) for name in _PACKAGES)):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(package)
    return found
