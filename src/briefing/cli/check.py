"""briefing check."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from briefing.cli._common import errors, find_day, plain, settings_of
from briefing.cli._options import day_options


@click.command(short_help="Verify a finished briefing offline.")
@day_options
@click.option(
    "--replies",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Rebuild the day from recorded replies, and compare: a cassette, a ledger, or a day's replies.json.",
)
@click.option(
    "--accept",
    "accepted",
    metavar="NAME",
    multiple=True,
    help="Take on trust what can't be compared: a version that made the day, a file, or an earlier day. Can be repeated.",
)
def check(
    day: str | None, output: Path | None, config: Path | None, replies: Path | None, accepted: tuple[str, ...]
) -> None:
    """Verify every quote, offset, citation and output file of a finished briefing, from its files alone.

    Checks the newest day, the day of DATE, or any FOLDER you received. Uses no model and no network. The page, Markdown,
    e-mail, CSV, text and Word files are rendered again from briefing.json and compared byte for byte; files that can't
    be compared are listed. With --replies, the day itself is rebuilt from recorded replies and must be identical; a
    missing reply is reported. Exits with code 1 on any error, and lists each with its location; also where something
    of the day couldn't be compared, unless --accept names the version, file or earlier day that it depends on.
    """
    from briefing.api.proof.prove import prove

    with errors():
        folder = find_day(day, output, config)
        found = prove(folder, replies, settings_of(config, {}) if replies else None)
    for fault in found.faults:
        click.echo(plain(str(fault)))
    for fault in found.unproven:
        click.echo(plain(f"NOT COMPARED {fault}"))
    left = found.left_open(accepted)
    if left:
        names = ", ".join(dict.fromkeys(fault.accept for fault in left))
        click.echo(
            plain(
                f"What is not compared is not proven. Check with the version and on the machine that made the day, with "
                f"the days before it beside it; or take it on trust with --accept ({names})."
            )
        )
    click.echo(
        f"{folder}: {found.looked_at} citations verified, {found.compared} files reproduced exactly, "
        f"{len(found.unproven)} not compared, {len(found.faults)} errors"
    )
    sys.exit(1 if found.faults or left else 0)
