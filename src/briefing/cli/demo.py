"""briefing demo."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import click

from briefing.cli.common import errors, read_articles
from briefing.cli.making import make
from briefing.cli.options import output_option


@click.command()
@output_option("Where the demo is written, in a folder of its own.")
@click.option("--record-from", metavar="URL", hidden=True, help="Record the replies anew, from an endpoint.")
def demo(output: Path | None, record_from: str | None) -> None:
    """Make a briefing of invented articles from recorded replies: no key, no network."""
    from briefing.config import fixed_settings
    from briefing.demo import DATE, MODEL, articles_folder, cassette_file

    with errors():
        place = output or Path(os.environ.get("BRIEFING_OUTPUT") or "outputs")
        settings = fixed_settings(model=MODEL, output=place, api_base=record_from, timeout=3600.0, concurrency=64)
        with contextlib.chdir(articles_folder()):
            read = read_articles(sorted(path.name for path in Path().glob("*.txt")), settings)
        folder = settings.output / "demo"
        code = asyncio.run(make(read, settings, folder, DATE, (cassette_file(), "all" if record_from else "none")))
    sys.exit(code)
