"""briefing group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, plain, settings_of
from briefing.cli._options import config_option, output_option
from briefing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


@click.command(short_help="Show which articles make which story; part or join them.")
@click.argument("articles", nargs=-1, metavar="[ID]...")
@click.option("--split", is_flag=True, help="Take these articles out of their story, into one of their own.")
@click.option("--merge", is_flag=True, help="Tell these articles, with what stands beside each, in one story.")
@click.option("--undo", metavar="N", type=int, help="Take back decision N.")
@output_option("The folder with the briefings and the ledger.")
@config_option
def group(
    articles: tuple[str, ...], split: bool, merge: bool, undo: int | None, output: Path | None, config: Path | None
) -> None:
    """Show which articles make which story, and part or join them for good.

    \b
    briefing group                      the stories of the newest briefing, and what was decided
    briefing group --split ID [ID...]   these don't belong to the others of their story
    briefing group --merge ID ID...     these tell of one event
    briefing group --undo N             take a decision back

    The beginning of an ID is enough. A decision holds from the next run on: the same `briefing run`
    again asks only for the stories that change.
    """
    from briefing.pipeline import overrides as grouping
    from briefing.storage import days

    with errors():
        if split + merge + (undo is not None) > 1 or bool(articles) != (split or merge):
            raise InputError("briefing group: takes --split or --merge with article ids, or --undo N, or nothing")
        settings = settings_of(config, {"output": output}, "files")
        path = grouping.file_beside(settings.ledger_path)
        decisions, folder = grouping.load(path), days.newest(settings.output)
        if folder is None:
            raise InputError(f"{settings.output}: holds no briefing yet; `briefing run` makes one")
        briefing = days.load(folder)
        if undo is not None:
            decisions = grouping.forget(decisions, undo)
        elif articles:
            decisions = (grouping.split if split else grouping.merge)(decisions, articles, briefing.stories)
        if articles or undo is not None:
            grouping.save(path, decisions)
        click.echo(f"{folder}:")
        for line in grouping.listing(briefing, decisions):
            click.echo(plain(line))
        if articles or undo is not None:
            click.echo(f"\nKept in {path}; it holds from the next run on.")
