"""One run into the day's folder: checked before it costs anything, written when it ends, and archived."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.api.session import Cassette, gateway_of, make_day
from briefing.errors import OutputError
from briefing.output import writer
from briefing.output.archive import rebuild
from briefing.render.formats import require

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from briefing.api.results import Result
    from briefing.ingest import ReadResult
    from briefing.llm.gateway import Gateway
    from briefing.pipeline.outcome import Outcome
    from briefing.pipeline.progress import Progress
    from briefing.settings.settings import Settings


@dataclass(frozen=True)
class Written:
    """A run whose files are written.

    Attributes:
        result: Of the run.
        folder: Of the day.
        archive_error: Why the archive couldn't be rebuilt, which doesn't affect the day; None where it was.
        unread_days: Days that the archive couldn't read, each with the reason.
    """

    result: Result
    folder: Path
    archive_error: OutputError | None = None
    unread_days: Mapping[str, str] = field(default_factory=dict)


async def write_day(
    read: ReadResult,
    settings: Settings,
    day: str,
    cassette: Cassette,
    *,
    watch: Callable[[Gateway], AbstractContextManager[Progress]],
    threaded: bool | None = None,
    written: Callable[[Outcome], None] | None = None,
    leaving: Callable[[Gateway], Awaitable[None]] | None = None,
) -> Written:
    """Create one day's briefing, write it to the day's folder, and rebuild the archive.

    Args:
        read: At least one article.
        day: ISO date of the briefing.
        cassette: Recorded calls, and how they are used.
        watch: Opened around the run itself; gives what is told of its progress.
        threaded: Whether stories may continue those of earlier days. Off by default with a cassette, since a recording
            doesn't depend on earlier days on this machine.
        written: Called with a briefing once its files are written, complete or partial, before anything else can fail.
        leaving: Awaited when the run has ended, before the gateway closes.

    Raises:
        ConfigError: A format can't be written here; nothing was sent.
        OutputError: The folder or a file can't be written.
        BriefingError: Before the run began. What stops a run that began is in its result.
    """
    folder = settings.output / day
    require(settings.forms)
    writer.prepare(folder)

    def finished(result: Result) -> None:
        writer.write_files(
            folder, result.outcome, result.manifest, settings.forms, result.replies, appendix=settings.appendix
        )
        if result.briefing is not None and written is not None:
            written(result.outcome)

    wanted = cassette.path is None if threaded is None else threaded
    async with gateway_of(settings, cassette) as gateway:
        result = await make_day(read, settings, day, gateway, threaded=wanted, watch=watch, finished=finished)
        if leaving is not None:
            await leaving(gateway)
    if result.briefing is None:
        return Written(result, folder)
    try:
        return Written(result, folder, unread_days=rebuild(settings.output).unread)
    except OutputError as error:
        return Written(result, folder, archive_error=error)
