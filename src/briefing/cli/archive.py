"""briefing archive."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, plain, settings_of
from briefing.cli._options import config_option, output_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command(short_help="Rebuild the archive page and the feed.")
@output_option("Folder of the briefings.")
@config_option
def archive(output: Path | None, config: Path | None) -> None:
    """Rebuild the archive page and the feed of all days: index.html and feed.atom.

    Every run does this when it ends. Run it by hand after you copied, removed or edited days. Exits with code 1 if a
    day can't be read, and names it.
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
