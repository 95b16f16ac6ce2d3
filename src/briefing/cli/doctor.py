"""briefing doctor."""

from __future__ import annotations

import asyncio
import dataclasses
import sys
from typing import TYPE_CHECKING

import click

from briefing.cli._common import as_text, errors, plain, settings_of, usd
from briefing.cli._options import config_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.llm.doctor import Diagnosis

_WORDS = {"ready": "ready", "change": "not ready", "later": "busy, try again later"}


@click.command(short_help="Test the model, key and endpoint with a small request.")
@click.option("--model", "-m", metavar="NAME", help="The model to test. [BRIEFING_MODEL]")
@click.option(
    "--fallback",
    "fallbacks",
    multiple=True,
    metavar="NAME",
    help="A fallback model to test as well. Can be repeated. [BRIEFING_FALLBACKS]",
)
@click.option("--api-base", metavar="URL", help="An OpenAI-compatible endpoint. [BRIEFING_API_BASE, OPENAI_BASE_URL]")
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(
    model: str | None, fallbacks: tuple[str, ...], api_base: str | None, config: Path | None, as_json: bool
) -> None:
    """Send one small request to each configured model, and report what came back.

    \b
    - Does the model exist, and is the key valid?
    - Does it accept the reply schema, and what are its limits?
    - How were requests adapted to it, and which settings make that permanent?
    - Which host receives which text?

    \b
    Exit codes: 0 all models are ready; 1 a provider is busy or unreachable; 2 the configuration must be changed.
    """
    with errors():
        from briefing.llm.doctor import examine

        settings = settings_of(config, {"model": model, "fallbacks": fallbacks, "api_base": api_base}, "model")
        found = asyncio.run(examine(settings))
        code = max({"ready": 0, "later": 1, "change": 2}[each.verdict] for each in found)
        if as_json:
            click.echo(as_text({"exit_code": code, "models": [dataclasses.asdict(each) for each in found]}))
        else:
            for each in found:
                for line in _lines(each):
                    click.echo(plain(line))
    sys.exit(code)


def _lines(found: Diagnosis) -> Iterator[str]:
    yield f"{found.model}: {_WORDS[found.verdict]}"
    if found.problem:
        yield f"  problem     {found.problem}"
    if found.provider:
        yield f"  endpoint    {found.endpoint} ({found.provider})"
        yield f"  receives    {'; '.join(found.texts)} ({', '.join(found.stages)})"
    if found.verdict == "ready":
        tokens = f"{found.prompt_tokens} + {found.completion_tokens} tokens"
        yield f"  answered    as {found.answered_by} in {found.seconds} s, {tokens}, cost {usd(found.cost)}"
        limits = [f"{found.output_tokens:,} tokens a reply"] if found.output_tokens else []
        limits += [f"a window of {found.context_tokens:,} tokens"] if found.context_tokens else []
        yield f"  limits      {', '.join(limits) or 'none found'}"
    if found.structured:
        yield f"  schema      {found.structured}"
    for line in found.adapted:
        yield f"  adapted     {line}"
    for name, value in found.settings.items():
        yield f"  set         {name} = {value if isinstance(value, int) else repr(value)}"
