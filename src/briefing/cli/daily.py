"""briefing daily."""

from __future__ import annotations

import asyncio
import dataclasses
import sys
from typing import TYPE_CHECKING

import click

from briefing.cli._common import day_of, errors, lists_of, name_unread, plain, read_all, settings_of
from briefing.cli._options import config_option, engine_option, output_option
from briefing.cli._progress import event
from briefing.cli._run import make
from briefing.cli.deliver import told
from briefing.cli.run import dry

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from briefing.pipeline.daily import Memory, Reading
    from briefing.pipeline.outcome import Outcome
    from briefing.settings.settings import Settings
    from briefing.settings.trust import Use

#: Held while a daily run is at work; the system lets go of it whatever ends the process.
_LOCK = ".daily.lock"


@click.command(short_help="Read what is new, make the day's briefing, deliver it.")
@config_option
@output_option("Where the days are written, and the ledger kept.")
@click.option("--date", metavar="YYYY-MM-DD", help="The briefing's date, and its folder. Default: today.")
@click.option("--dry-run", is_flag=True, help="Say what is new and what it would cost; nothing is sent or delivered.")
@engine_option
@click.option("--no-deliver", is_flag=True, help="Make the briefing, and send it to nobody.")
@click.option("--json", "as_json", is_flag=True, help="Progress and result as JSON lines, for programs.")
def daily(
    config: Path | None,
    output: Path | None,
    date: str | None,
    dry_run: bool,
    engine: str | None,
    no_deliver: bool,
    as_json: bool,
) -> None:
    """Read what is new in the configured sources, make the day's briefing, archive and deliver it.

    The one command for cron. Sources, model, budget, deadline and delivery come from briefing.toml. What an
    earlier day has told is not read again as new; a missed day is made up for; a second run of the same day
    completes it. Exit codes are those of `run`: a delivery that fails doesn't change them.
    """
    from briefing.errors import ConfigError

    with errors():
        delivery: tuple[Use, ...] = () if no_deliver or dry_run else ("delivery",)
        given = {"output": output, "engine": engine}
        settings = settings_of(config, given, "files", "network", "model", "sources", *delivery)
        day = day_of(date)
        if not settings.sources and not settings.lists:
            raise ConfigError(
                "no sources are configured; name them in briefing.toml: "
                'sources = ["articles/", "https://example.org/feed.xml"]; `briefing init` writes the file'
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
        raise InputError(f"another `briefing daily` is at work in {settings.output}; wait for its end") from None
    except OSError as error:
        raise OutputError(f"output folder {settings.output}: can't be written: {error.strerror}") from None


def _daily(settings: Settings, day: str, *, dry_run: bool, deliver: bool, as_json: bool) -> int:
    from briefing.pipeline import daily as days
    from briefing.pipeline.daily import choose, oldest, save
    from briefing.render.phrasing import count
    from briefing.storage.days import folders

    memory = days.load(settings.output)
    there, missing = days.present(settings.sources)
    lists, missing_lists = days.present(settings.lists)
    read = read_all([*there, *lists_of(lists)], settings)
    read = dataclasses.replace(read, unread=(*missing, *missing_lists, *read.unread))
    reading = choose(read, memory, settings.output, day)
    rest = len(reading.read.articles) - reading.new - reading.again
    before = f", {rest} of an earlier run today" if rest > 0 else ""
    again = f", {reading.again} tried again" if reading.again else ""
    click.echo(f"{count(reading.new, 'new article')}{before}, {reading.known} told on other days{again}", err=True)
    if dry_run:
        asyncio.run(dry(reading.read, settings, day))
        return 0
    if not reading.read.articles:
        save(settings.output, memory, day)  # copies of what is known, which may outlive their originals
        name_unread(reading.read, err=as_json)
        click.echo("nothing new; no briefing was made", err=as_json)
        newest = next((folder for name, folder in folders(settings.output) if oldest(day) <= name <= day), None)
        if deliver and newest is not None:
            _deliver(newest, settings)  # what failed before is tried again; what was sent is not sent twice
        code = 1 if any(unread.status == "failed" for unread in reading.read.unread) else 0
        if as_json:
            event("end", exit_code=code, folder=None, stopped=None)
        return code
    return _make(settings, day, reading, memory, deliver=deliver, as_json=as_json)


def _make(settings: Settings, day: str, reading: Reading, memory: Memory, *, deliver: bool, as_json: bool) -> int:
    from briefing.api.session import LIVE
    from briefing.pipeline.daily import begin, remember

    folder = settings.output / day
    written: list[Outcome] = []

    def shipped(outcome: Outcome) -> None:
        remember(settings.output, memory, day, outcome.reports)
        written.append(outcome)

    begin(settings.output, memory, day, reading.read)
    try:
        return asyncio.run(make(reading.read, settings, day, LIVE, as_json=as_json, shipped=shipped))
    finally:
        # A run that the budget or the deadline stopped has its briefing, too.
        if written and deliver:
            _deliver(folder, settings)


def _deliver(folder: Path, settings: Settings) -> None:
    """Send the briefing out. Whatever goes wrong is said, and changes nothing of the run."""
    from briefing import deliver
    from briefing.storage.days import load

    try:
        if not load(folder).stories:
            # Sent once, it would stand in the way of the briefing that the next run makes of this day.
            click.echo(f"not delivered: {folder.name}: nothing is told in it", err=True)
            return
        for delivery in deliver.deliver(folder, settings):
            click.echo(told(delivery), err=True)
    except Exception as error:  # noqa: BLE001 - the briefing is made; it is only not delivered
        click.echo(plain(f"briefing: not delivered: {error}; the next run tries again"), err=True)
