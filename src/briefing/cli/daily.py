"""briefing daily."""

from __future__ import annotations

import asyncio
import dataclasses
import sys
from typing import TYPE_CHECKING

import click

from briefing.cli._common import day_of, errors, lists_of, name_unread, plain, read_all, settings_of, unread_code
from briefing.cli._options import config_option, detach_option, engine_option, output_option
from briefing.cli._progress import event
from briefing.cli._run import make
from briefing.cli.deliver import line_of
from briefing.cli.run import dry

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from briefing.pipeline.daily import Memory, Reading
    from briefing.pipeline.outcome import Outcome
    from briefing.settings.settings import Settings
    from briefing.settings.trust import Use

#: Held during a daily run; the system releases it however the process ends.
_LOCK = ".daily.lock"


@click.command(short_help="Brief what is new and deliver it; for cron.")
@config_option
@output_option("Folder for the output and the ledger.")
@click.option("--date", metavar="YYYY-MM-DD", help="Date of the briefing and name of its folder. Default: today.")
@click.option("--dry-run", is_flag=True, help="Show what is new and estimate the cost; sends and delivers nothing.")
@engine_option
@detach_option
@click.option("--no-deliver", is_flag=True, help="Write the briefing, but don't deliver it.")
@click.option("--json", "as_json", is_flag=True, help="Print progress and result as JSON lines.")
def daily(
    config: Path | None,
    output: Path | None,
    date: str | None,
    dry_run: bool,
    engine: str | None,
    detach: bool | None,
    no_deliver: bool,
    as_json: bool,
) -> None:
    """Brief what is new in the configured sources, archive the day and deliver it.

    Meant for cron. Sources, model, budget, deadline and delivery are set in briefing.toml. Articles that an earlier
    day covered are skipped; if a day was missed, the next run catches up; a second run on the same day adds to it.
    Exit codes are those of `briefing run`; a failed delivery doesn't change them. --dry-run ends with 1 if a source is
    missing or can't be read, as the run would.
    """
    from briefing.errors import ConfigError

    with errors():
        delivery: tuple[Use, ...] = () if no_deliver or dry_run else ("delivery",)
        given = {"output": output, "engine": engine, "detach": detach}
        settings = settings_of(config, given, "files", "network", "model", "sources", *delivery)
        day = day_of(date)
        if not settings.sources and not settings.lists:
            raise ConfigError(
                "no sources are configured; set them in briefing.toml: "
                'sources = ["articles/", "https://example.org/feed.xml"], or create the file with `briefing init`'
            )
        with _alone(settings):
            code = _daily(settings, day, dry_run=dry_run, deliver=not no_deliver, as_json=as_json)
    sys.exit(code)


def _alone(settings: Settings) -> AbstractContextManager[object]:
    from filelock import FileLock, Timeout

    from briefing.errors import InputError, OutputError

    path = settings.output / _LOCK
    try:
        settings.output.mkdir(parents=True, exist_ok=True)
        return FileLock(path, timeout=0).acquire()
    except Timeout:
        raise InputError(
            f"another `briefing daily` is running in {settings.output}; wait until it has finished"
        ) from None
    except OSError as error:
        raise OutputError(f"output folder {settings.output}: can't be written: {error.strerror}") from None


def _daily(settings: Settings, day: str, *, dry_run: bool, deliver: bool, as_json: bool) -> int:
    from briefing.pipeline import daily as days
    from briefing.pipeline.daily import choose, oldest, save
    from briefing.storage.days import folders

    memory = days.load(settings.output)
    there, missing = days.present(settings.sources)
    lists, missing_lists = days.present(settings.lists)
    read = read_all([*there, *lists_of(lists)], settings)
    read = dataclasses.replace(read, unread=(*missing, *missing_lists, *read.unread))
    reading = choose(read, memory, settings.output, day)
    rest = len(reading.read.articles) - reading.new - reading.again
    before = f", {rest} from an earlier run today" if rest > 0 else ""
    again = f", {reading.again} retried" if reading.again else ""
    click.echo(f"{reading.new} new{before}, {reading.known} already covered{again}", err=True)
    if dry_run:
        asyncio.run(dry(reading.read, settings, day))
        return unread_code(reading.read)
    if not reading.read.articles:
        save(settings.output, memory, day)  # copies of known articles may outlive their originals
        name_unread(reading.read, err=as_json)
        click.echo("nothing new; no briefing written", err=as_json)
        newest = next((folder for name, folder in folders(settings.output) if oldest(day) <= name <= day), None)
        if deliver and newest is not None:
            _deliver(newest, settings)  # failed deliveries are retried; nothing is sent twice
        code = unread_code(reading.read)
        if as_json:
            event("end", exit_code=code, folder=None, stopped=None)
        return code
    return _make(settings, day, reading, memory, deliver=deliver, as_json=as_json)


def _make(settings: Settings, day: str, reading: Reading, memory: Memory, *, deliver: bool, as_json: bool) -> int:
    from briefing.api.session import LIVE
    from briefing.pipeline.daily import begin, remember

    folder = settings.output / day
    written: list[Outcome] = []

    def remembered(outcome: Outcome) -> None:
        remember(settings.output, memory, day, outcome.reports)
        written.append(outcome)

    begin(settings.output, memory, day, reading.read)
    try:
        return asyncio.run(make(reading.read, settings, day, LIVE, as_json=as_json, written=remembered))
    finally:
        # A run stopped by the budget or the deadline has a briefing as well.
        if written and deliver:
            _deliver(folder, settings)


def _deliver(folder: Path, settings: Settings) -> None:
    """Deliver the briefing. A failure is printed and doesn't affect the run."""
    from briefing import deliver
    from briefing.storage.days import load

    try:
        if not load(folder).stories:
            # If sent now, the briefing that the next run creates for this day would count as already sent.
            click.echo(f"not delivered: {folder.name}: the briefing has no stories", err=True)
            return
        for delivery in deliver.deliver(folder, settings):
            click.echo(line_of(delivery), err=True)
    except Exception as error:  # noqa: BLE001 - the briefing is made; it is only not delivered
        click.echo(plain(f"briefing: not delivered: {error}; the next run will retry"), err=True)
