"""One run, from articles to an outcome: gateway, names, earlier days, estimate, ledger."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from briefing.api.results import Result
from briefing.errors import InputError, LedgerError
from briefing.llm.cassette import cassette as open_cassette
from briefing.llm.cassette import check_complete, replays
from briefing.llm.factory import open_gateway
from briefing.llm.ledger_export import export
from briefing.names.needed import needed
from briefing.names.store import open_book
from briefing.output.manifest import manifest_of
from briefing.pipeline import run as pipeline
from briefing.pipeline.estimate import estimate, past_errors
from briefing.pipeline.old_news import without_old
from briefing.storage.earlier import NOTHING
from briefing.storage.earlier import earlier as stories_before

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from briefing.ingest import ReadResult
    from briefing.llm.gateway import Gateway
    from briefing.llm.providers.base import Engine
    from briefing.pipeline.estimate import Estimate
    from briefing.pipeline.progress import Progress
    from briefing.settings.settings import Settings

Record = Literal["none", "once", "new", "add", "all"]


@dataclass(frozen=True)
class Cassette:
    """Recorded calls, and how they are used.

    Attributes:
        path: The file; None asks the model.
        record: `none` replays only; `new` asks what isn't recorded and drops what isn't used, `add` drops nothing;
            `once` records a new file and replays an existing one; `all` records everything again.
    """

    path: Path | None = None
    record: Record = "none"


LIVE = Cassette()


@contextlib.asynccontextmanager
async def gateway_of(
    settings: Settings, cassette: Cassette = LIVE, engine: Engine | None = None
) -> AsyncIterator[Gateway]:
    """The way to the model, over a cassette where one is named.

    Args:
        engine: Asked instead of the provider that the settings name; the caller closes it.

    Raises:
        ConfigError: No model; a cassette that can't be used, or lost a call.
    """
    with open_cassette(cassette.path, cassette.record) as recording:
        replaying = replays(cassette.path, cassette.record)
        async with open_gateway(
            settings, replaying=replaying, remember=cassette.path is None, engine=engine
        ) as gateway:
            yield gateway
        recording.finished = gateway.complete
    if cassette.path is not None and not replaying:
        check_complete(cassette.path, gateway.calls, stopped=gateway.run.stop.error is not None)


async def make_day(
    read: ReadResult,
    settings: Settings,
    day: str,
    gateway: Gateway,
    *,
    threaded: bool,
    watch: Callable[[Gateway], AbstractContextManager[Progress]],
    finished: Callable[[Result], None] | None = None,
) -> Result:
    """Make one day's briefing. Nothing is written but the ledger.

    Args:
        read: At least one article.
        day: ISO date of the briefing.
        threaded: Whether stories may continue those of the days before, in the output folder of the settings.
        watch: Opened around the run itself; gives what is told of its progress.
        finished: Called with the result before the ledger closes the run: what it raises leaves the run open.

    Raises:
        BriefingError: Before the run began. What stops a run that began is in its result.
    """
    read = _recent(read, settings, day)
    earlier = stories_before(settings.output, day, settings.thread_days) if threaded else NOTHING
    names = await open_book(gateway.run.ledger, settings, day, read.articles)
    today = pipeline.Day(day, names, earlier)
    estimated = await estimate(read.articles, gateway, names, len(earlier.stories))
    with watch(gateway) as progress:
        outcome = await pipeline.run(read, gateway, today, progress)
    kept = await _replies(gateway, day, read) if settings.keep_replies else None
    result = Result(outcome, manifest_of(outcome, gateway, settings, estimated, threaded=threaded, day=day), kept)
    if finished is not None:
        finished(result)
    await gateway.run.ledger.close_run(gateway.run.id, result.manifest.model_dump_json())
    await pipeline.learn_names(outcome, gateway, today)
    return result


def _recent(read: ReadResult, settings: Settings, day: str) -> ReadResult:
    """What was read, without what is too old for the day.

    Raises:
        InputError: Nothing is left of it.
    """
    fresh = without_old(read, settings, day)
    if read.articles and not fresh.articles:
        most = settings.max_age
        raise InputError(
            f"nothing to brief: all {len(read.articles)} articles are older than {most} days before {day} (max_age)"
        )
    return fresh


async def _replies(gateway: Gateway, day: str, read: ReadResult) -> str | None:
    """What the run drew from its ledger; None where the ledger failed, which the run says itself."""
    try:
        used = await needed(gateway.run.ledger, day, read.articles)
        return await export(
            gateway.run.ledger, day, {article.id for article in read.articles}, used.forms, used.decisions
        )
    except LedgerError:
        return None


async def foresee(read: ReadResult, settings: Settings, day: str) -> tuple[Estimate, list[float]]:
    """What a run would cost. Nothing is sent.

    Returns:
        The estimate; and of past runs what they were billed, as a multiple of their estimates, in ascending order.
    """
    read = without_old(read, settings, day)
    async with open_gateway(settings, replaying=True, listed=False) as gateway:
        earlier = stories_before(settings.output, day, settings.thread_days)
        names = await open_book(gateway.run.ledger, settings, day, read.articles)
        estimated = await estimate(read.articles, gateway, names, len(earlier.stories))
        return estimated, sorted(past_errors(await gateway.run.ledger.manifests()))


def day_of(text: str | None) -> str:
    """A day as an ISO date; None is today, by the local clock.

    Raises:
        InputError: It is no date.
    """
    if text is None:
        return dt.datetime.now().astimezone().date().isoformat()
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError(f"--date {text}: is no date; write it as 2026-11-21") from None
