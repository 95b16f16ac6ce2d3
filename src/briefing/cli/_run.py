"""One run from articles to a folder: what `run` and `demo` do alike."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from typing import TYPE_CHECKING

import click

from briefing.cli._common import plain, usd
from briefing.cli._progress import event, progress_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from briefing.api.results import Result
    from briefing.api.session import Cassette
    from briefing.ingest import ReadResult
    from briefing.llm.gateway import Gateway
    from briefing.models import RunManifest
    from briefing.pipeline.outcome import Outcome
    from briefing.pipeline.progress import Progress
    from briefing.settings.settings import Settings

#: Seconds that calls under way have after a signal.
_GRACE = 10.0


async def make(
    read: ReadResult,
    settings: Settings,
    day: str,
    cassette: Cassette,
    *,
    as_json: bool = False,
    threaded: bool | None = None,
    shipped: Callable[[Outcome], None] | None = None,
) -> int:
    """Make one day's briefing, and write it into the day's folder.

    Args:
        day: Its date, ISO.
        cassette: Recorded calls, and how they are used.
        as_json: Tell it in JSON lines.
        threaded: Whether stories may continue those of the days before. By default not with a cassette: a recording
            leaves aside what this machine remembers.
        shipped: Told of a briefing that was written, whole or partial, before anything is said of it.

    Returns:
        The exit code.
    """
    from briefing.api.session import gateway_of, make_day
    from briefing.output import writer
    from briefing.render.formats import require

    folder = settings.output / day
    require(settings.forms)
    writer.prepare(folder)

    @contextlib.contextmanager
    def watch(gateway: Gateway) -> Iterator[Progress]:
        with signals(gateway), progress_on(gateway, as_json=as_json) as progress:
            yield progress

    def finished(result: Result) -> None:
        writer.write_files(folder, result.outcome, result.manifest, settings.forms, result.replies)
        if result.briefing is not None and shipped is not None:
            shipped(result.outcome)  # before anything else can go wrong: what was told must not be told again

    wanted = cassette.path is None if threaded is None else threaded
    async with gateway_of(settings, cassette) as gateway:
        result = await make_day(read, settings, day, gateway, threaded=wanted, watch=watch, finished=finished)
    if result.briefing is not None:
        archive_again(settings.output)
    if as_json:
        told = {
            "exit_code": result.exit_code,
            "folder": str(folder),
            "stopped": result.stopped and str(result.stopped),
        }
        event("end", **told, run=result.manifest.model_dump(mode="json"))
    else:
        closing(result.outcome, result.manifest, folder)
    return result.exit_code


def archive_again(output: Path) -> None:
    """The page and the feed over all days. What goes wrong there is said, and takes nothing from the day."""
    from briefing.errors import OutputError
    from briefing.output.archive import rebuild

    try:
        found = rebuild(output)
    except OutputError as error:
        click.echo(plain(f"briefing: {error.message}"), err=True)
        return
    for name, reason in found.unread.items():
        click.echo(plain(f"not in the archive: {name}: {reason}"), err=True)


@contextlib.contextmanager
def signals(gateway: Gateway) -> Iterator[None]:
    """The first signal lets in what is under way, for ten seconds; the second one leaves at once."""
    from briefing.errors import Interrupted

    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    timers: list[asyncio.TimerHandle] = []

    def stop(number: int) -> None:
        if timers:
            os._exit(128 + number)  # what was committed is on disk; nothing else counts now
        told = "interrupted; what was answered is kept, and the same command goes on where it stopped"
        gateway.run.stop.now(Interrupted(told, signal=number))
        if task is not None:
            timers.append(loop.call_later(_GRACE, task.cancel))

    for number in (signal.SIGINT, signal.SIGTERM):
        # Not to be had outside the main thread, where nobody sends us signals.
        with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):
            loop.add_signal_handler(number, stop, number)
    try:
        yield
    finally:
        for timer in timers:
            timer.cancel()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):
                loop.remove_signal_handler(number)


def closing(outcome: Outcome, manifest: RunManifest, folder: Path) -> None:
    """The last lines: what came of it, and where it lies."""
    from briefing.render.phrasing import count

    calls = sum(stage.calls for stage in manifest.stages.values())
    replies = sum(stage.replies for stage in manifest.stages.values())
    used = sum(stage.prompt_tokens + stage.completion_tokens for stage in manifest.stages.values())
    cost = f"cost unknown: {manifest.cost_note}" if manifest.cost is None else usd(manifest.cost)
    click.echo(
        f"{count(manifest.articles_in, 'article')} in = {manifest.done} done + {manifest.failed} failed + "
        f"{manifest.skipped} skipped + {manifest.copies} copies"
    )
    if outcome.briefing is not None:
        sums = outcome.briefing.sums
        click.echo(
            f"{count(sums.stories, 'story', 'stories')}, {count(sums.sentences, 'sentence')}: {sums.checked} checked, {sums.repaired} repaired, "
            f"{sums.flagged} flagged; {count(sums.citations, 'citation')} found in their sources"
        )
        click.echo(outcome.briefing.verdict)
        click.echo(
            f"{count(sums.discrepancies, 'discrepancy', 'discrepancies')}, {sums.contradictions} of them "
            f"contradictions; {count(sums.quotes_not_found, 'quote')} not found; text that speaks to a machine in "
            f"{count(sums.instructions, 'article')}"
        )
        for told, codes in (
            ("mended by repairs, in all parts", sums.repairs),
            ("flags, in all parts", sums.flags),
            ("left out", sums.withheld_flags),
            ("no answer", sums.unusable),
        ):
            if codes:
                click.echo(f"{told}: {', '.join(f'{code} {number}' for code, number in codes.items())}")
    click.echo(
        f"{count(replies, 'reply', 'replies')}, {count(calls, 'call')} in this run, {used} tokens, {cost}, "
        f"{manifest.seconds:.1f} s"
    )
    if calls and manifest.cost is not None:
        spent = [f"{name} {usd(f.cost)}" for name, f in (*manifest.stages.items(), *manifest.models.items()) if f.calls]
        click.echo(f"of this: {', '.join(spent)}")
    for origin in manifest.articles:
        if origin["status"] != "done":
            click.echo(plain(f"{origin['status']}: {origin['origin']}: {origin.get('reason', '')}"))
    if outcome.stopped is not None and outcome.briefing is None:
        raise outcome.stopped
    written = [folder / name for name in ("briefing.html", "briefing.md", "briefing.json")]
    there = [str(path) for path in written if path.is_file()]  # which forms are written is a setting
    click.echo("\nThe briefing: " + "\n              ".join(there[:2]))
    for line in what_next(outcome, manifest):
        click.echo(line)
    if outcome.stopped is not None:
        raise outcome.stopped


def what_next(outcome: Outcome, manifest: RunManifest) -> Iterator[str]:
    """What a person should do now, the most pressing first."""
    if outcome.stopped is not None or manifest.failed:
        yield "Next: the same command again asks only for what is missing; no answered call is made again."
    if outcome.briefing is None:
        return
    from briefing.checks.totals import warned
    from briefing.render.phrasing import count

    sums = outcome.briefing.sums
    if outcome.doubts:
        yield f"Next: name another model for the second reading ([models] verify = …). {outcome.doubts[0]}"
    if marked := warned(sums):
        yield f"Next: look first at {marked}, which the page marks ⚠ and says why."
    if sums.contradictions:
        told = count(sums.contradictions, "contradiction")
        yield f"Next: read the {told} between the sources, first in each story's table of discrepancies."
