"""briefing archive."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, plain, settings_of
from briefing.cli._options import config_option, output_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command(short_help="Make the page and the feed over all days anew.")
@output_option("The folder of the days' folders.")
@config_option
def archive(output: Path | None, config: Path | None) -> None:
    """Make the page and the feed over all days anew: index.html and feed.atom.

    Every run does so at its end; this is for when days were copied, removed or mended by hand. A day that
    can't be read is named, and ends the command with 1.
    """
    from briefing.output.archive import rebuild

    with errors():
        settings = settings_of(config, {"output": output}, "files")
        found = rebuild(settings.output, fresh=True)
    for name, reason in found.unread.items():
        click.echo(plain(f"{name}: {reason}"))
    stories = sum(len(day.stories) for day in found.days)
    click.echo(f"{len(found.days)} days, {stories} stories: {settings.output / 'index.html'}, feed.atom")
    sys.exit(1 if found.unread else 0)
