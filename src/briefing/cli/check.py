"""briefing check."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, find_day, plain
from briefing.cli._options import day_options

if TYPE_CHECKING:
    from pathlib import Path


@click.command(short_help="Verify a finished briefing from its files alone.")
@day_options
def check(day: str | None, output: Path | None, config: Path | None) -> None:
    """Verify a finished briefing from its files alone: every quote, offset and citation, and every form of it.

    The newest day, that of DATE, or a FOLDER that somebody handed you. No model is asked. Page, Markdown, mail, CSV,
    text and Word are made again from briefing.json and compared byte for byte; what could not be compared is listed.
    Ends with 1 and names each break with its place, if anything doesn't hold.
    """
    from briefing.api.proof.prove import prove

    with errors():
        folder = find_day(day, output, config)
        found = prove(folder)
    for fault in found.faults:
        click.echo(plain(str(fault)))
    for fault in found.unproven:
        click.echo(plain(f"NOT COMPARED {fault}"))
    click.echo(
        f"{folder}: {found.looked_at} pieces of evidence looked at, {found.compared} files made again and the same, "
        f"{len(found.unproven)} not compared, {len(found.faults)} breaks"
    )
    sys.exit(1 if found.faults else 0)
