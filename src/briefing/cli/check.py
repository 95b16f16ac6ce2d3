"""briefing check."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from briefing.cli._common import errors, find_day, plain, settings_of
from briefing.cli._options import day_options


@click.command(short_help="Verify a finished briefing from its files alone.")
@day_options
@click.option(
    "--replies",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Build the whole day again from recorded replies: a cassette, a ledger, or a day's replies.json.",
)
def check(day: str | None, output: Path | None, config: Path | None, replies: Path | None) -> None:
    """Verify a finished briefing from its files alone: every quote, offset and citation, and every form of it.

    The newest day, that of DATE, or a FOLDER that somebody handed you. No model is asked. Page, Markdown, mail, CSV,
    text and Word are made again from briefing.json and compared byte for byte; what could not be compared is listed.
    With --replies the day itself is built again and must be the same to the byte; no network, and a reply that isn't
    recorded is named. Ends with 1 and names each break with its place, if anything doesn't hold.
    """
    from briefing.api.proof.prove import prove

    with errors():
        folder = find_day(day, output, config)
        found = prove(folder, replies, settings_of(config, {}) if replies else None)
    for fault in found.faults:
        click.echo(plain(str(fault)))
    for fault in found.unproven:
        click.echo(plain(f"NOT COMPARED {fault}"))
    click.echo(
        f"{folder}: {found.looked_at} pieces of evidence looked at, {found.compared} files made again and the same, "
        f"{len(found.unproven)} not compared, {len(found.faults)} breaks"
    )
    sys.exit(1 if found.faults else 0)
