"""briefing group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, plain, settings_of
from briefing.cli._options import config_option, place_option
from briefing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


@click.command(short_help="Show how articles are grouped into stories; split or merge them.")
@click.argument("articles", nargs=-1, metavar="[ID]...")
@click.option("--split", is_flag=True, help="Move these articles out of their story into a new one.")
@click.option("--merge", is_flag=True, help="Combine these articles, with the rest of their stories, into one story.")
@click.option("--undo", metavar="N", type=int, help="Undo decision N.")
@place_option("Folder of the briefings and the ledger.")
@config_option
def group(
    articles: tuple[str, ...], split: bool, merge: bool, undo: int | None, output: Path | None, config: Path | None
) -> None:
    """Show how articles are grouped into stories, and split or merge stories permanently.

    \b
    briefing group                      list the stories of the newest briefing, and past decisions
    briefing group --split ID [ID...]   move these articles into a story of their own
    briefing group --merge ID ID...     these articles are about the same event
    briefing group --undo N             undo a decision

    An ID may be abbreviated. Decisions take effect from the next run: repeat the same `briefing run`,
    and only the stories that change are sent to the model.
    """
    from briefing.pipeline import overrides as grouping
    from briefing.storage import days

    with errors():
        if split + merge + (undo is not None) > 1 or bool(articles) != (split or merge):
            raise InputError("briefing group: use --split or --merge with article IDs, or --undo N, or no option")
        settings = settings_of(config, {"output": output}, "files")
        path = grouping.file_beside(settings.ledger_path)
        decisions, folder = grouping.load(path), days.newest(settings.output)
        if folder is None:
            raise InputError(f"{settings.output}: contains no briefing yet; create one with `briefing run`")
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
            click.echo(f"\nSaved in {path}; takes effect from the next run.")
