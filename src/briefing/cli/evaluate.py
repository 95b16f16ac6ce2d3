"""briefing eval."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.cli._common import errors, plain, settings_of, uses_of
from briefing.cli._options import model_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.api.session import Cassette, Record
    from briefing.evaluation.cases import CaseSet
    from briefing.evaluation.report import Page
    from briefing.evaluation.result import Evaluation
    from briefing.settings.settings import Settings


@click.command("eval", short_help="Measure a model and its prompts against expected results.")
@click.argument("cases", type=click.Path(path_type=Path), metavar="CASES")
@click.option("--also", multiple=True, metavar="NAME", help="Another model to measure. Can be repeated.")
@click.option(
    "--baselines/--no-baselines",
    default=True,
    show_default=True,
    help="Also measure a naive and a good single prompt.",
)
@click.option(
    "--compare",
    metavar="RESULT",
    type=click.Path(path_type=Path),
    help="Compare with an earlier result (its folder or eval.json).",
)
@click.option(
    "--margin",
    "margins",
    multiple=True,
    metavar="MEASURE=X",
    help="How much worse a measure may get before it counts as inferior. Can be repeated.",
)
@model_options
def evaluate(
    cases: Path,
    also: tuple[str, ...],
    baselines: bool,
    compare: Path | None,
    margins: tuple[str, ...],
    cassette: Path | None,
    record: Record,
    config: Path | None,
    **flags: Any,
) -> None:
    """Measure a model and its prompts on CASES, a folder of articles with expected results.

    Prints a table with 95% confidence intervals and writes it to OUTPUT/eval/ as JSON, Markdown and HTML.
    With --cassette, recorded replies are used, at no cost and without a key.
    """
    from briefing.api.session import Cassette
    from briefing.evaluation.cases import load_cases
    from briefing.evaluation.report import as_text, comparison, table_of
    from briefing.evaluation.result import load_evaluation

    with errors():
        settings = settings_of(config, flags, *uses_of(cassette, record))
        loaded = load_cases(cases).with_margins(_margins(margins))
        before = load_evaluation(compare) if compare else None
        found = asyncio.run(_all(loaded, settings, also, Cassette(cassette, record), baselines=baselines))
        folder = settings.output / "eval" / loaded.name
        found[0].save(folder)
        pages = {"eval": table_of(found)}
        if before is not None:
            pages["comparison"] = comparison(before, found[0])
        for name, page in pages.items():
            _write(folder, name, page)
            click.echo("\n".join(plain(line) for line in as_text(page).split("\n")))
            click.echo()
        click.echo(f"Written to {folder}: {', '.join(f'{name}.md, {name}.html' for name in pages)}, eval.json")
    sys.exit(1 if found[0].failed else 0)


async def _all(
    cases: CaseSet, settings: Settings, also: Sequence[str], cassette: Cassette, *, baselines: bool
) -> list[Evaluation]:
    from briefing.api.session import gateway_of
    from briefing.evaluation.baseline import GOOD, NAIVE
    from briefing.evaluation.run import evaluate as measured
    from briefing.evaluation.run import evaluate_baseline

    async with gateway_of(settings, cassette) as gateway:
        found = [await measured(cases, gateway)]
        if baselines:
            found += [await evaluate_baseline(cases, each, gateway) for each in (GOOD, NAIVE)]
    for model in also:
        async with gateway_of(settings.replace(model=model), cassette) as gateway:
            found.append(await measured(cases, gateway))
    return found


def _margins(given: Sequence[str]) -> dict[str, float]:
    from briefing.errors import InputError
    from briefing.evaluation.measures import MEASURES

    margins = {}
    for text in given:
        name, _, value = text.partition("=")
        try:
            margins[name] = float(value)
        except ValueError:
            raise InputError(f"--margin {text}: must be MEASURE=NUMBER, such as facts=0.03") from None
        if name not in MEASURES:
            raise InputError(f"--margin {text}: unknown measure {name!r}; choose from {', '.join(MEASURES)}")
    return margins


def _write(folder: Path, name: str, page: Page) -> None:
    from briefing.evaluation.report import as_html, as_markdown
    from briefing.storage.files import write_whole

    write_whole(folder / f"{name}.md", as_markdown(page))
    write_whole(folder / f"{name}.html", as_html(page))
