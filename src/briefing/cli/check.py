"""briefing check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.cli._common import errors, find_day, plain, settings_of, usd, uses_of
from briefing.cli._options import day_options, reading_options

if TYPE_CHECKING:
    from briefing.api.session import Record
    from briefing.checks.audit import Audit
    from briefing.settings.settings import Settings


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
@click.option("--verify", is_flag=True, help="Also have your own model compare every statement with its source.")
@click.option("--dry-run", is_flag=True, help="With --verify: estimate the cost; sends nothing.")
@reading_options
def check(
    day: str | None,
    output: Path | None,
    config: Path | None,
    replies: Path | None,
    accepted: tuple[str, ...],
    *,
    verify: bool,
    dry_run: bool,
    cassette: Path | None,
    record: Record,
    **flags: Any,
) -> None:
    """Verify every quote, offset, citation and output file of a finished briefing, from its files alone.

    Checks the newest day, the day of DATE, or any FOLDER you received. Uses no model and no network. The page, Markdown,
    e-mail, CSV, text and Word files are rendered again from briefing.json and compared byte for byte; files that can't
    be compared are listed. With --replies, the day itself is rebuilt from recorded replies and must be identical; a
    missing reply is reported. With --verify, your own model ([models] verify, or --model) reads the day a second time.
    Exits with code 1 on any error or objection, and lists each with its location; also where something of the day
    couldn't be compared, unless --accept names the version, file or earlier day that it depends on.
    """
    from briefing.api.proof.prove import prove

    with errors():
        folder = find_day(day, output, config)
        own = settings_of(config, {"output": output} | flags, *uses_of(cassette, record)) if verify else None
        if own is not None and flags.get("model"):
            # The model that is named here reads, whatever the settings have for that stage.
            own = own.replace(models=own.models.replace(verify=None))
        if own is None and (dry_run or cassette or any(value is not None for value in flags.values())):
            raise click.UsageError("--model, --api-base, --max-cost, --cassette and --dry-run require --verify")
        if own is not None and dry_run:
            _foresee(folder, own)
            sys.exit(0)
        found = prove(folder, replies, settings_of(config, {}) if replies else None)
        left = _tell(found, accepted)
        click.echo(
            f"{folder}: {found.looked_at} citations verified, {found.compared} files reproduced exactly, "
            f"{len(found.unproven)} not compared, {len(found.faults)} errors"
        )
        code = 1 if found.faults or left else 0
        if own is not None:
            code = max(code, _look(folder, own, cassette, record))
    sys.exit(code)


def _tell(found: Audit, accepted: tuple[str, ...]) -> bool:
    """Print what doesn't hold, and what could not be compared; whether some of that is left open."""
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
    return bool(left)


def _foresee(folder: Path, settings: Settings) -> None:
    from briefing.api.proof.second_look import foresee

    seen = foresee(folder, settings)
    click.echo(
        plain(
            f"{seen.model} reads {seen.statements} statements of {seen.stories} stories in about {seen.calls} calls: "
            f"about {seen.tokens} tokens, {usd(seen.cost)}. This is an estimate; repairs come on top."
        ),
        err=True,
    )


def _look(folder: Path, settings: Settings, cassette: Path | None, record: Record) -> int:
    """Read the day a second time and print what the reader objects to; the exit code."""
    from briefing.api.proof.second_look import look_again
    from briefing.api.session import Cassette

    _foresee(folder, settings)
    found = look_again(folder, settings, Cassette(cassette, record))
    for fault in found.objections:
        click.echo(plain(f"OBJECTION {fault}"))
    for fault in found.unread:
        click.echo(plain(f"NOT READ {fault}"))
    for line in (found.reader or "second reader: none answered", *found.doubts):
        click.echo(plain(line))
    click.echo(f"{len(found.objections)} objections, {len(found.unread)} not read")
    if found.stopped is not None:
        raise found.stopped
    return 1 if found.objections or found.unread else 0
