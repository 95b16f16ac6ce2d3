"""briefing ledger."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, plain, settings_of
from briefing.cli._options import config_option, place_option
from briefing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.settings.settings import Settings


@click.command()
@place_option("Folder of the ledger.")
@config_option
@click.option(
    "--prune",
    metavar="DAYS",
    type=click.IntRange(min=0),
    help="Delete cached replies older than DAYS; the same calls then cost again.",
)
def ledger(output: Path | None, config: Path | None, prune: int | None) -> None:
    """Show recent runs, their costs and failures."""
    with errors():
        settings = settings_of(config, {"output": output}, "files")
        if not settings.ledger_path.is_file():
            raise InputError(f"ledger {settings.ledger_path}: doesn't exist yet; `briefing run` creates it")
        asyncio.run(_ledger(settings, prune))


async def _ledger(settings: Settings, prune: int | None) -> None:
    from briefing.llm.ledger import Ledger

    opened = Ledger(settings.ledger_path)
    try:
        if prune is not None:
            click.echo(f"{await opened.prune(prune)} replies deleted")
        runs, failures = await opened.overview()
    finally:
        opened.close()
    click.echo(f"{'run':<23} {'day':<10} {'started':<26} {'calls':>6} {'tokens':>9} {'cost':>10} {'failures':>8}")
    for row in runs:
        cost = "unknown" if row.cost is None else f"${row.cost:.4f}"
        ended = "" if row.ended else "  (not finished)"
        click.echo(
            f"{row.run:<23} {row.day or '–':<10} {row.started:<26} {row.calls:>6} {row.tokens:>9} {cost:>10} {row.failures:>8}{ended}"
        )
        if row.reason:
            click.echo(plain(f"  stopped: {row.reason}"))
    for failure in failures:
        click.echo(plain(f"{failure.at} {failure.stage} of {failure.about}: {failure.kind}: {failure.message}"))
