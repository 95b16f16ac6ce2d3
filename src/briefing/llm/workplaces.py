"""Which workplace the setting `engine` names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.errors import ConfigError
from briefing.llm.providers.registry import COMPATIBLE, OPENAI, provider_of
from briefing.llm.workplace import Local, Workplace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.llm.run import Run
    from briefing.settings.settings import Settings

_HERE = 'engine = "local" (BRIEFING_ENGINE, --engine) runs on this machine'


def check_workplace(settings: Settings, models: Iterable[str], *, remember: bool) -> None:
    """See that the work can be done where the settings want it; before anything is written.

    Args:
        models: All that may be asked.
        remember: Whether the ledger is a file.

    Raises:
        ConfigError: It can't.
    """
    if settings.engine == "ray":
        raise ConfigError(f'engine = "ray": not supported yet; {_HERE}')
    if settings.detach and settings.engine != "batch":
        raise ConfigError('detach: requires engine = "batch" (--engine batch)')
    if settings.engine == "local":
        return
    if not remember:
        raise ConfigError(f'engine = "batch": recordings contain only live calls; {_HERE}')
    for model in models:
        provider = provider_of(model, settings)
        if provider not in {OPENAI, COMPATIBLE}:
            raise ConfigError(
                f'engine = "batch": {model} is called through {provider.name}, but only the Batch API of OpenAI and of '
                f"compatible endpoints is supported; {_HERE}"
            )


def workplace_of(run: Run, models: Iterable[str]) -> Workplace:
    """The workplace of a run that was checked."""
    if any(provider_of(model, run.settings) not in {OPENAI, COMPATIBLE} for model in models):
        return Local()
    from briefing.llm.batches.place import Batches  # noqa: PLC0415 - its client takes half a second

    return Batches(run, live=run.settings.engine == "local")
