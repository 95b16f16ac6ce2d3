"""briefing check."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from briefing.cli.common import errors, plain


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
def check(folder: Path) -> None:
    """Verify a finished briefing from its files alone: every quote, offset and citation.

    FOLDER is one that a run wrote, such as outputs/2026-11-21. No model is asked. Ends with 1 and
    names each break, if anything doesn't hold.
    """
    from briefing.checks.audit import audit

    with errors():
        looked_at, breaks = audit(folder)
    for line in breaks:
        click.echo(plain(line))
    click.echo(f"{looked_at} pieces of evidence looked at, {len(breaks)} breaks")
    sys.exit(1 if breaks else 0)
