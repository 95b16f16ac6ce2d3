"""briefing run."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import click

from briefing.cli._common import day_of, errors, name_unread, read_articles, settings_of, unread_code, usd, uses_of
from briefing.cli._options import detach_option, engine_option, list_option, model_options, reader_options
from briefing.cli._run import make

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.api.session import Record
    from briefing.ingest import ReadResult
    from briefing.settings.settings import Settings


@click.command(short_help="Create a briefing from files, folders and URLs.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@list_option
@click.option("--date", metavar="YYYY-MM-DD", help="Date of the briefing and name of its folder. Default: today.")
@click.option("--dry-run", is_flag=True, help="Estimate the cost; sends nothing.")
@click.option(
    "--until",
    metavar="HH:MM",
    help="Start no new call after this local time; publish what is finished, marked partial. [BRIEFING_UNTIL]",
)
@engine_option
@detach_option
@click.option("--json", "as_json", is_flag=True, help="Print progress and result as JSON lines.")
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
    """Create a briefing from files, folders, URLs, or - for standard input.

    Text, Markdown, HTML, PDF, Word and e-mail files contain one article each; JSONL, CSV and WARC files contain
    many. A URL is a page, a feed, an OPML list or a sitemap. URLs and paths inside a file are followed only if you
    pass the file with --list. The briefing is written to outputs/DATE/ as Markdown, HTML and JSON.
    """
    from briefing.api.session import Cassette
    from briefing.pipeline.daily import must_keep

    with errors():
        settings = settings_of(config, flags, *uses_of(cassette, record))
        day = day_of(date)
        read = read_articles(paths, settings, lists)
        if dry_run:
            asyncio.run(dry(read, settings, day))
            sys.exit(unread_code(read))
        must_keep(settings.output, day, read)
        code = asyncio.run(make(read, settings, day, Cassette(cassette, record), as_json=as_json))
    sys.exit(code)


async def dry(read: ReadResult, settings: Settings, day: str) -> None:
    from briefing.api.session import foresee
    from briefing.render.phrasing import count

    estimate, ratios = await foresee(read, settings, day)
    click.echo(f"{'stage':<10} {'calls':>6} {'known':>6} {'prompt':>9} {'reply':>9} {'cost':>9}")
    for s in estimate.stages:
        click.echo(
            f"{s.stage:<10} {s.calls:>6} {s.known:>6} {s.prompt_tokens:>9} {s.completion_tokens:>9} {usd(s.cost):>9}"
        )
    cost = f"cost {usd(estimate.cost)}"
    if estimate.batch_cost != estimate.cost:
        cost += f" live, {usd(estimate.batch_cost)} in batches"
    click.echo(
        f"\n{count(len(read.articles), 'article')}, {estimate.tokens} tokens, {cost}. This is an estimate; nothing was sent."
    )
    click.echo(f"At most {estimate.most_calls} calls, including repairs; retries after errors come on top.")
    if any(stage.known for stage in estimate.stages):
        click.echo("known: cached, and not sent again.")
    if estimate.unpriced:
        unpriced = ", ".join(map(repr, estimate.unpriced))
        click.echo(
            f"The price of {unpriced} is unknown; set it in briefing.toml: "
            f'[prices."{estimate.unpriced[0]}"] input = 0.5, output = 1.5 (US dollars per million tokens)'
        )
    elif settings.engine == "batch" and estimate.batch_cost == estimate.cost != 0:
        click.echo(
            "The price of batches is unknown, so the full price counts; if the provider gives a discount, set it: "
            f'[prices."{settings.model}"] input = …, output = …, batch = 0.5'
        )
    if ratios:
        click.echo(
            f"Past runs cost {ratios[len(ratios) // 2]:.2f} times their estimate (median of {len(ratios)} runs, "
            f"range {ratios[0]:.2f} to {ratios[-1]:.2f})."
        )
    name_unread(read)
