"""Batches under way when a run is interrupted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from briefing.cli._common import plain

if TYPE_CHECKING:
    from briefing.llm.gateway import Gateway


async def leave_batches(gateway: Gateway, *, as_json: bool) -> None:
    """After a signal, ask whether to cancel the open batches; without a terminal to ask at, they continue."""
    from briefing.llm.batches.place import Batches
    from briefing.render.phrasing import count

    place = gateway.run.workplace
    if not gateway.run.stop.interrupted or not isinstance(place, Batches) or not place.open:
        return
    requests = sum(len(held.noted.lines) for _, held in place.open)
    state = f"{count(requests, 'request')} in {count(len(place.open), 'batch', 'batches')} at the provider"
    if not as_json and sys.stdin.isatty():
        try:
            wanted = click.confirm(f"{state}. Cancel? Replies that have arrived are kept, and billed", err=True)
        except click.Abort:
            wanted = False
        if wanted:
            click.echo(plain(await place.cancel()), err=True)
            return
    click.echo(
        f"{state} will be processed; run the same command again to collect them, or `briefing ledger --cancel-batches` "
        "to cancel them",
        err=True,
    )
