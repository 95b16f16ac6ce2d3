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
@click.option(
    "--cancel-batches",
    is_flag=True,
    help="Cancel open batches at the provider; replies that have arrived are kept.",
)
@click.option(
    "--forget-batch",
    metavar="ID",
    help="Give up a batch that the provider no longer has; its requests may then be sent, and paid for, again.",
)
def ledger(
    output: Path | None, config: Path | None, prune: int | None, cancel_batches: bool, forget_batch: str | None
) -> None:
    """Show recent runs, their costs and failures, and batches."""
    with errors():
        settings = settings_of(config, {"output": output}, "files", *(("model",) if cancel_batches else ()))
        if not settings.ledger_path.is_file():
            raise InputError(f"ledger {settings.ledger_path}: doesn't exist yet; `briefing run` creates it")
        if cancel_batches:
            asyncio.run(_cancel(settings))
        asyncio.run(_ledger(settings, prune, forget_batch))


async def _cancel(settings: Settings) -> None:
    from briefing.llm.batches.cancelling import cancel_all

    click.echo(plain(await cancel_all(settings)))


async def _ledger(settings: Settings, prune: int | None, forget: str | None) -> None:
    from briefing.llm.batches.notes import Notes
    from briefing.llm.ledger import Ledger
    from briefing.render.phrasing import count

    opened = Ledger(settings.ledger_path)
    try:
        if prune is not None:
            click.echo(f"{await opened.prune(prune)} replies deleted")
        if forget is not None:
            closed = await Notes(opened).forget(forget)
            click.echo(f"{count(closed, 'request')} given up; the next run sends them again")
        runs, failures = await opened.overview()
        batches = await Notes(opened).rows()
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
    if batches:
        click.echo(f"\n{'batch':<40} {'model':<20} {'sent':<26} {'requests':>9} {'open':>6}  due")
    for batch in batches:
        due = batch.due or "–" if batch.open else f"– ({batch.told or batch.state})"
        name = batch.batch or batch.mark
        click.echo(plain(f"{name:<40} {batch.model:<20} {batch.at:<26} {batch.lines:>9} {batch.open:>6}  {due}"))
    for failure in failures:
        click.echo(plain(f"{failure.at} {failure.stage} of {failure.about}: {failure.kind}: {failure.message}"))
