"""One run from articles to a folder, shared by `run`, `daily` and `demo`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from typing import TYPE_CHECKING

import click

from briefing.cli._batches import leave_batches
from briefing.cli._common import plain, usd
from briefing.cli._progress import event, progress_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from briefing.api.session import Cassette
    from briefing.ingest import ReadResult
    from briefing.llm.gateway import Gateway
    from briefing.models import RunManifest
    from briefing.pipeline.outcome import Outcome
    from briefing.pipeline.progress import Progress
    from briefing.settings.settings import Settings

#: Seconds that pending calls get to finish after a signal.
_GRACE = 10.0


async def make(
    read: ReadResult,
    settings: Settings,
    day: str,
    cassette: Cassette,
    *,
    as_json: bool = False,
    threaded: bool | None = None,
    written: Callable[[Outcome], None] | None = None,
) -> int:
    """Create one day's briefing, and write it to the day's folder.

    Args:
        day: Its date, ISO.
        cassette: Recorded calls, and how they are used.
        as_json: Print JSON lines.
        threaded: Whether stories may continue those of earlier days. Off by default with a cassette, since a recording
            doesn't depend on earlier days on this machine.
        written: Called with a briefing once its files are written, complete or partial, before anything is printed.

    Returns:
        The exit code.
    """
    from briefing.api.day import write_day
    from briefing.llm.cassette import replays

    @contextlib.contextmanager
    def watch(gateway: Gateway) -> Iterator[Progress]:
        with signals(gateway), progress_on(gateway, as_json=as_json) as progress:
            yield progress

    replayed = replays(cassette.path, cassette.record)  # before the run makes the file
    made = await write_day(
        read,
        settings,
        day,
        cassette,
        watch=watch,
        threaded=threaded,
        written=written,
        leaving=lambda gateway: leave_batches(gateway, as_json=as_json),
    )
    result = made.result
    if made.archive_error is not None:
        click.echo(plain(f"briefing: {made.archive_error.message}"), err=True)
    for name, reason in made.unread_days.items():
        click.echo(plain(f"not in the archive: {name}: {reason}"), err=True)
    if as_json:
        ended = {
            "exit_code": result.exit_code,
            "folder": str(made.folder),
            "stopped": result.stopped and str(result.stopped),
        }
        event("end", **ended, run=result.manifest.model_dump(mode="json"))
    else:
        closing(result.outcome, result.manifest, made.folder, replayed=replayed)
    return result.exit_code


@contextlib.contextmanager
def signals(gateway: Gateway) -> Iterator[None]:
    """On the first signal, wait ten seconds for pending calls; on the second, exit at once."""
    from briefing.errors import Interrupted

    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    timers: list[asyncio.TimerHandle] = []

    def stop(number: int) -> None:
        if timers:
            os._exit(128 + number)  # committed replies are on disk; nothing else matters now
        message = "interrupted; replies are saved, and the same command resumes where it left off"
        gateway.run.stop.now(Interrupted(message, signal=number))
        if task is not None:
            timers.append(loop.call_later(_GRACE, task.cancel))

    for number in (signal.SIGINT, signal.SIGTERM):
        # Not available outside the main thread, where no signals arrive.
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


def closing(outcome: Outcome, manifest: RunManifest, folder: Path, *, replayed: bool = False) -> None:
    """Print the summary of a run: its outcome, its costs and its files.

    Args:
        replayed: The replies are recorded ones: no model was called, and nothing was paid.
    """
    from briefing.errors import Detached
    from briefing.render.phrasing import count

    click.echo(
        f"{count(manifest.articles_in, 'article')} in = {manifest.done} done + {manifest.failed} failed + "
        f"{manifest.skipped} skipped + {manifest.copies} copies"
    )
    if outcome.briefing is not None:
        sums = outcome.briefing.sums
        click.echo(
            f"{count(sums.stories, 'story', 'stories')}, {count(sums.sentences, 'sentence')}: {sums.checked} verified, {sums.repaired} corrected, "
            f"{sums.flagged} with warnings; {count(sums.citations, 'citation')} located in their sources"
        )
        click.echo(outcome.briefing.verdict)
        click.echo(
            f"{count(sums.discrepancies, 'discrepancy', 'discrepancies')}, {sums.contradictions} of them "
            f"contradictions; {count(sums.quotes_not_found, 'quote')} not found; possible prompt injection in "
            f"{count(sums.instructions, 'article')}"
        )
        for label, codes in (
            ("fixed automatically", sums.repairs),
            ("warnings", sums.flags),
            ("warnings on sentences left out", sums.withheld_flags),
            ("unusable replies", sums.unusable),
        ):
            if codes:
                click.echo(f"{label}: {', '.join(f'{code} {number}' for code, number in codes.items())}")
    for line in _asked(manifest, replayed=replayed):
        click.echo(line)
    for origin in manifest.articles:
        if origin["status"] != "done" and not isinstance(outcome.stopped, Detached):
            click.echo(plain(f"{origin['status']}: {origin['origin']}: {origin.get('reason', '')}"))
    if outcome.stopped is not None and outcome.briefing is None:
        raise outcome.stopped
    written = [folder / name for name in ("briefing.html", "briefing.md", "briefing.json")]
    there = [str(path) for path in written if path.is_file()]  # the formats written are a setting
    click.echo("\nBriefing: " + "\n          ".join(there[:2]))
    for line in what_next(outcome, manifest):
        click.echo(line)
    if outcome.stopped is not None:
        raise outcome.stopped


def _asked(manifest: RunManifest, *, replayed: bool) -> Iterator[str]:
    """What was asked, and what it cost; of recorded replies, that nothing was."""
    from briefing.render.phrasing import count

    calls = sum(stage.calls for stage in manifest.stages.values())
    replies = sum(stage.replies for stage in manifest.stages.values())
    used = sum(stage.prompt_tokens + stage.completion_tokens for stage in manifest.stages.values())
    took = f"{manifest.seconds:.1f} s"
    if replayed:
        recorded = count(replies, "recorded reply", "recorded replies")
        yield f"{recorded} of {used} tokens, {took}: no model was asked, and nothing was paid"
        return
    cost = f"cost unknown: {manifest.cost_note}" if manifest.cost is None else usd(manifest.cost)
    yield f"{count(replies, 'reply', 'replies')}, {count(calls, 'call')} in this run, {used} tokens, {cost}, {took}"
    if calls and manifest.cost is not None:
        spent = [f"{name} {usd(f.cost)}" for name, f in (*manifest.stages.items(), *manifest.models.items()) if f.calls]
        yield f"of this: {', '.join(spent)}"


def what_next(outcome: Outcome, manifest: RunManifest) -> Iterator[str]:
    """Suggested next steps, the most urgent first."""
    if outcome.stopped is not None or manifest.failed:
        yield "Next: run the same command again for what is missing; replies are cached, so no call is repeated."
    if outcome.briefing is None:
        return
    from briefing.checks.totals import warned
    from briefing.render.phrasing import count

    sums = outcome.briefing.sums
    if outcome.doubts:
        yield f"Next: choose another model for the second reader ([models] verify = …). {outcome.doubts[0]}"
    if marked := warned(sums):
        yield f"Next: review the warnings on {marked}, marked ⚠ on the page with the reason."
    if sums.contradictions:
        contradictions = count(sums.contradictions, "contradiction")
        yield f"Next: read the {contradictions} between the sources, in each story under “Where sources differ”."
