"""briefing daily."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import click

from briefing.cli._common import day_of, errors, lists_of, name_unread, plain, settings_of, unread_code
from briefing.cli._options import config_option, detach_option, engine_option, output_option
from briefing.cli._progress import event
from briefing.cli._run import make
from briefing.cli.deliver import line_of
from briefing.cli.run import dry

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.api.daily import Today
    from briefing.pipeline.outcome import Outcome
    from briefing.settings.settings import Settings
    from briefing.settings.trust import Use


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
    from briefing.api.daily import alone

    with errors():
        delivery: tuple[Use, ...] = () if no_deliver or dry_run else ("delivery",)
        given = {"output": output, "engine": engine, "detach": detach}
        settings = settings_of(config, given, "files", "network", "model", "sources", *delivery)
        day = day_of(date)
        with alone(settings):
            code = _daily(settings, day, dry_run=dry_run, deliver=not no_deliver, as_json=as_json)
    sys.exit(code)


def _daily(settings: Settings, day: str, *, dry_run: bool, deliver: bool, as_json: bool) -> int:
    from briefing.api.daily import read_new

    today = read_new(settings, day, lambda path: lists_of([path])[0], stdin=sys.stdin.buffer)
    reading, rest = today.reading, today.from_earlier_run
    before = f", {rest} from an earlier run today" if rest > 0 else ""
    again = f", {reading.again} retried" if reading.again else ""
    click.echo(f"{reading.new} new{before}, {reading.known} already covered{again}", err=True)
    if dry_run:
        asyncio.run(dry(reading.read, settings, day))
        return unread_code(reading.read)
    if reading.read.articles:
        return _make(today, deliver=deliver, as_json=as_json)
    newest = today.nothing_new()
    name_unread(reading.read, err=as_json)
    click.echo("nothing new; no briefing written", err=as_json)
    if deliver and newest is not None:
        _deliver(newest, settings)  # failed deliveries are retried; nothing is sent twice
    if as_json:
        event("end", exit_code=unread_code(reading.read), folder=None, stopped=None)
    return unread_code(reading.read)


def _make(today: Today, *, deliver: bool, as_json: bool) -> int:
    from briefing.api.session import LIVE

    settings, made = today.settings, False

    def written(outcome: Outcome) -> None:
        nonlocal made
        today.written(outcome)
        made = True

    today.begin()
    try:
        return asyncio.run(make(today.reading.read, settings, today.day, LIVE, as_json=as_json, written=written))
    finally:
        # A run stopped by the budget or the deadline has a briefing as well.
        if made and deliver:
            _deliver(settings.output / today.day, settings)


def _deliver(folder: Path, settings: Settings) -> None:
    """Deliver the briefing. A failure is printed and doesn't affect the run."""
    from briefing.api.daily import deliveries

    try:
        done = deliveries(folder, settings)
        if done is None:
            click.echo(f"not delivered: {folder.name}: the briefing has no stories", err=True)
        for delivery in done or ():
            click.echo(line_of(delivery), err=True)
    except Exception as error:  # noqa: BLE001 - the briefing exists; only its delivery failed
        click.echo(plain(f"briefing: not delivered: {error}; the next run will retry"), err=True)
