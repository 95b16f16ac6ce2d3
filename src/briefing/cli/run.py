"""briefing run."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import click

from briefing.cli._common import day_of, errors, name_unread, read_articles, settings_of, usd, uses_of
from briefing.cli._options import engine_option, list_option, model_options, reader_options
from briefing.cli._run import make

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.api.session import Record
    from briefing.ingest import ReadResult
    from briefing.settings.settings import Settings


@click.command(short_help="Make a briefing of articles: files, folders, addresses.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@list_option
@click.option("--date", metavar="YYYY-MM-DD", help="The briefing's date, and its folder. Default: today.")
@click.option("--dry-run", is_flag=True, help="Say what it would cost, and send nothing.")
@click.option(
    "--until",
    metavar="HH:MM",
    help="Local time at which no new call starts; what is done is shipped, marked partial. [BRIEFING_UNTIL]",
)
@engine_option
@click.option("--json", "as_json", is_flag=True, help="Progress and result as JSON lines, for programs.")
@reader_options
@model_options
def run(
    paths: tuple[str, ...],
    lists: tuple[str, ...],
    date: str | None,
    dry_run: bool,
    as_json: bool,
    cassette: Path | None,
    record: Record,
    config: Path | None,
    **flags: Any,
) -> None:
    """Make a briefing of articles: files, folders, addresses, or - for standard input.

    Text, Markdown, HTML, PDF, Word and e-mail files hold one article each; JSONL, CSV and WARC files
    many; an http(s) address is a page, a feed, an OPML list or a sitemap. Nothing in a file is taken for an
    address or a path, but in a list named with --list. The briefing is written to outputs/DATE/ as Markdown, HTML
    and JSON.
    """
    from briefing.api.session import Cassette
    from briefing.pipeline.daily import must_keep

    with errors():
        settings = settings_of(config, flags, *uses_of(cassette, record))
        day = day_of(date)
        read = read_articles(paths, settings, lists)
        if dry_run:
            asyncio.run(dry(read, settings, day))
            return
        must_keep(settings.output, day, read)
        code = asyncio.run(make(read, settings, day, Cassette(cassette, record), as_json=as_json))
    sys.exit(code)


async def dry(read: ReadResult, settings: Settings, day: str) -> None:
    from briefing.api.session import foresee
    from briefing.render.phrasing import count

    told, ratios = await foresee(read, settings, day)
    click.echo(f"{'stage':<10} {'calls':>6} {'known':>6} {'prompt':>9} {'reply':>9} {'cost':>9}")
    for s in told.stages:
        click.echo(
            f"{s.stage:<10} {s.calls:>6} {s.known:>6} {s.prompt_tokens:>9} {s.completion_tokens:>9} {usd(s.cost):>9}"
        )
    cost = f"cost {usd(told.cost)}"
    click.echo(
        f"\n{count(len(read.articles), 'article')}, {told.tokens} tokens, {cost}. An estimate; nothing was sent."
    )
    click.echo(f"At most {told.most_calls} calls, however often a reply must be repaired; retries after errors aside.")
    if any(stage.known for stage in told.stages):
        click.echo("known: answered before, and not asked again.")
    if told.unpriced:
        unpriced = ", ".join(map(repr, told.unpriced))
        click.echo(
            f"The price of {unpriced} is unknown; give it in briefing.toml: "
            f'[prices."{told.unpriced[0]}"] input = 0.5, output = 1.5 (US dollars per million tokens)'
        )
    if ratios:
        click.echo(
            f"Past runs were billed {ratios[len(ratios) // 2]:.2f} times their estimate in the median "
            f"({ratios[0]:.2f} to {ratios[-1]:.2f}, {len(ratios)} runs)."
        )
    name_unread(read)
