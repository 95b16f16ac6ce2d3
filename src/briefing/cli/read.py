"""briefing read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, name_unread, plain, read_articles, settings_of
from briefing.cli._options import config_option, list_option, place_option
from briefing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

#: Of paragraphs by kind; body stays as it is. click leaves colour out in pipes and with NO_COLOR.
_COLOURS = {"boilerplate": "bright_black", "metadata": "cyan", "caption": "magenta", "heading": "yellow"}


@click.command()
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@list_option
@click.option("--show", metavar="ID", help="Show one article's paragraphs, each with its kind and why.")
@click.option("--jsonl", is_flag=True, help="Print one JSON object per article.")
@place_option("Folder for fetched pages.")
@config_option
def read(
    sources: tuple[str, ...],
    lists: tuple[str, ...],
    show: str | None,
    jsonl: bool,
    output: Path | None,
    config: Path | None,
) -> None:
    """Preview the input of a run. Calls no model.

    SOURCE is a file, a folder, a URL, or - for standard input, as for `briefing run`.
    """
    from briefing.cli import _listing as listing

    with errors():
        result = read_articles(sources, settings_of(config, {"output": output}, "files", "network"), lists)
        if show is not None:
            known = (*result.articles, *(copy.article for copy in result.copies))
            article = next((a for a in known if a.id.startswith(show)), None)
            if article is None:
                raise InputError(f"--show {show}: no article has this ID; list them with `briefing read`")
            for line, kind in listing.paragraphs(article):
                click.secho(plain(line), fg=_COLOURS.get(kind), bold=kind == "heading")
            return
        for line in map(listing.json_line, result.articles) if jsonl else listing.table(result):
            click.echo(line if jsonl else plain(line))
        name_unread(result, err=jsonl)
        click.echo(listing.totals(result), err=jsonl)
