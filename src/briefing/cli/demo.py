"""briefing demo."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, read_articles
from briefing.cli._options import output_option
from briefing.cli._run import make

if TYPE_CHECKING:
    from briefing.settings.settings import Settings


@click.command(short_help="Brief invented articles over two days; needs no key.")
@output_option("Parent of the demo folder that is written.")
@click.option("--record-from", metavar="URL", hidden=True, help="Record the replies again, from an endpoint.")
@click.option(
    "--day",
    metavar="YYYY-MM-DD",
    hidden=True,
    help="Only this day; the days before it must exist in the output folder.",
)
def demo(output: Path | None, record_from: str | None, day: str | None) -> None:
    """Brief invented articles over two days, from recorded replies. Needs no key and no network."""
    from briefing.demo import DAYS, MODEL, VERIFY, recorded_days
    from briefing.errors import InputError
    from briefing.settings.settings import fixed_settings

    with errors():
        place = (output or Path(os.environ.get("BRIEFING_OUTPUT") or "outputs")) / "demo"
        settings = fixed_settings(
            model=MODEL, output=place, api_base=record_from, timeout=3600.0, concurrency=64, verify=VERIFY
        )
        days = DAYS if record_from else recorded_days()
        if day is not None and day not in days:
            raise InputError(f"--day {day}: the demo has {', '.join(days)}")
        for before in DAYS[: DAYS.index(day)] if day else ():
            if not (place / before / "briefing.json").is_file():
                raise InputError(
                    f"--day {day}: continues {before}, which isn't in {place}; create it with `briefing demo`"
                )
        # The second day continues the first, so they are made in this order.
        codes = [_make_day(each, settings, record=bool(record_from)) for each in days if day in (None, each)]
    sys.exit(max(codes))


def _make_day(day: str, settings: Settings, *, record: bool) -> int:
    from briefing.api.session import Cassette
    from briefing.demo import articles_folder, cassette_file

    click.echo(f"── {day} ──")
    with contextlib.chdir(articles_folder(day)):
        read = read_articles(sorted(path.name for path in Path().glob("*.txt")), settings)
    cassette = Cassette(cassette_file(day), "all" if record else "none")
    return asyncio.run(make(read, settings, day, cassette, threaded=True))
