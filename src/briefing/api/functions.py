"""The API, synchronous: `briefing.brief(…)` and the rest."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from briefing.api.client import Client
from briefing.api.reading import read_all
from briefing.checks.extension import CHECKS, Check
from briefing.errors import ConfigError, InputError
from briefing.ingest.formats.base import SourceFormat
from briefing.ingest.formats.registry import FORMATS
from briefing.llm.providers.registry import PROVIDERS, Provider
from briefing.plugins import OUTPUTS, OutputFormat
from briefing.settings.settings import load_settings, override
from briefing.storage import days

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from typing import Literal

    from briefing.api.results import Result, Summary
    from briefing.api.session import Record
    from briefing.checks.audit import Audit
    from briefing.ingest import ReadResult
    from briefing.llm.providers.base import Engine
    from briefing.models import Article, Briefing, Extraction, Translation
    from briefing.pipeline.progress import Progress
    from briefing.settings.renames import EngineName
    from briefing.settings.settings import Settings
    from briefing.settings.trust import Use

T = TypeVar("T")


def _run(name: str, client: Callable[[], Client], work: Callable[[Client], Awaitable[T]]) -> T:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        raise InputError(
            f"briefing.{name}() can't be called while an event loop is running, as in a notebook or a web server; "
            f"there, write: async with briefing.Client() as client: await client.{name}(…)"
        )

    async def go() -> T:
        async with client() as opened:
            return await work(opened)

    return asyncio.run(go())


def _settings(settings: Settings | None, overrides: dict[str, Any], *uses: Use) -> Settings:
    if settings is None:
        return load_settings(None, uses, **overrides)
    return override(settings, **overrides) if overrides else settings


def read(
    sources: str | Path | Sequence[str | Path], *, settings: Settings | None = None, **overrides: Any
) -> ReadResult:
    """Read articles from files, folders and addresses; no model is asked.

    Args:
        sources: What `briefing run` takes.
        settings: None reads them as the command line does: from the environment and ./briefing.toml.
        overrides: Settings by name, which outrank all others.

    Raises:
        InputError: A source doesn't exist. What exists and can't be read is in the result.
    """
    listed = [sources] if isinstance(sources, (str, Path)) else sources
    return read_all(listed, _settings(settings, overrides, "files", "network"))


def brief(
    sources: str | Path | Sequence[str | Path] | ReadResult,
    *,
    date: str | None = None,
    settings: Settings | None = None,
    engine: Engine | EngineName | None = None,
    cassette: str | Path | None = None,
    record: Record = "none",
    progress: Progress | None = None,
    **overrides: Any,
) -> Result:
    """Make a briefing. Nothing is written until `Result.save`, except the ledger.

    Args:
        sources: Files, folders and addresses; or what `read` gave.
        date: ISO date of the briefing; None is today.
        settings: As for `read`.
        engine: Where the work is done, as the setting names it; or an engine of your own, which is asked instead of
            the provider that the settings name, and which you close.
        cassette: Answer from a file of recorded calls, or record them.
        record: With `cassette`: replay only; record if the file is new; record anew.
        progress: Called as the run goes on.
        overrides: As for `read`, such as `model="gpt-5-mini", max_cost=2.5`.

    Raises:
        InputError: No source became an article.
        ConfigError: A setting is missing or can't be used.
    """
    return _run(
        "brief",
        lambda: Client(settings, engine=engine, cassette=cassette, record=record, **overrides),
        lambda client: client.brief(sources, date=date, progress=progress),
    )


def translate(
    source: str | Path | Article,
    *,
    language: str = "en",
    settings: Settings | None = None,
    engine: Engine | EngineName | None = None,
    cassette: str | Path | None = None,
    **overrides: Any,
) -> Translation:
    """Translate one article, n paragraphs for n. See `Client.translate` and `brief`."""
    return _run(
        "translate",
        lambda: Client(settings, engine=engine, cassette=cassette, **overrides),
        lambda client: client.translate(source, language=language),
    )


def extract(
    source: str | Path | Article,
    *,
    settings: Settings | None = None,
    engine: Engine | EngineName | None = None,
    cassette: str | Path | None = None,
    **overrides: Any,
) -> Extraction:
    """Record what one article says, field by field, each with its evidence. See `Client.extract` and `brief`."""
    return _run(
        "extract",
        lambda: Client(settings, engine=engine, cassette=cassette, **overrides),
        lambda client: client.extract(source),
    )


def summarize(
    source: str | Path | Article,
    *,
    language: str = "en",
    words: int | None = None,
    style: Literal["sentences", "telegram"] = "sentences",
    settings: Settings | None = None,
    engine: Engine | EngineName | None = None,
    cassette: str | Path | None = None,
    **overrides: Any,
) -> Summary:
    """Make a short item of one article, each sentence with its evidence. See `Client.summarize` and `brief`."""
    return _run(
        "summarize",
        lambda: Client(settings, engine=engine, cassette=cassette, **overrides),
        lambda client: client.summarize(source, language=language, words=words, style=style),
    )


def load(day: str | Path | None = None, *, settings: Settings | None = None) -> Briefing:
    """The briefing of a finished day.

    Args:
        day: A date, a folder or its briefing.json; None is the newest.
        settings: For its output folder; as for `read`.

    Raises:
        InputError: There is none, or it can't be read.
    """
    return days.load(_folder(day, settings))


def check(
    day: str | Path | None = None, *, replies: str | Path | None = None, settings: Settings | None = None
) -> Audit:
    """Verify a finished day from its files alone: its evidence, the checks, each form made again. No model is asked.

    A fault is no error: it is in the result, and so is every file that could not be compared.

    Args:
        day: As for `load`.
        replies: A cassette, a ledger, or the `replies.json` of `keep_replies`; the whole day is built again from it,
            and must be the same to the byte. Not while an event loop is running.
        settings: As for `load`; prompts, glossary and fields of your own are taken from here.

    Raises:
        InputError: There is no such day, or it can't be read.
        ConfigError: The file holds no replies, or the settings of the day's run can't be used.
    """
    from briefing.api.proof.prove import prove  # noqa: PLC0415 - every renderer loads with it

    folder = _folder(day, settings)
    return prove(folder, None if replies is None else Path(replies), settings)


def register(entry: SourceFormat | Check | OutputFormat | Provider) -> None:
    """Add a source format, a check, an output format or a provider for this process.

    Raises:
        ConfigError: It is none of these, or its name is taken.
    """
    match entry:
        case SourceFormat():
            FORMATS.register(entry)
        case Check():
            CHECKS.register(entry)
        case OutputFormat():
            OUTPUTS.register(entry)
        case Provider():
            PROVIDERS.register(entry)
        case _:
            raise ConfigError(f"{entry!r} can't be registered: SourceFormat, Check, OutputFormat or Provider is wanted")


def _folder(day: str | Path | None, settings: Settings | None) -> Path:
    named = None if day is None else str(day)
    if named is not None and (Path(named) / days.NAME).is_file():
        return Path(named)
    return days.find(_settings(settings, {}, "files").output, named)
