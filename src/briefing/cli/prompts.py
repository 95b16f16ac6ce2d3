"""briefing prompts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, one_article, plain, settings_of
from briefing.cli._options import config_option

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from briefing.prompting.templates import Prompts
    from briefing.settings.settings import Settings

_folder_option = click.option(
    "--prompts",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Custom prompt templates; each file replaces the default of the same name. [BRIEFING_PROMPTS]",
)


def _own(command: Callable[..., Any]) -> Callable[..., Any]:
    return _folder_option(config_option(command))


@click.group(short_help="List, show, compare, check and copy the prompts.")
def prompts() -> None:
    """List, show, compare, check and copy the prompts.

    To customize a prompt, copy it with `briefing prompts eject DIR`, edit it, and pass --prompts DIR (or set `prompts` in
    briefing.toml). Prompts that aren't in DIR keep their default.
    """


@prompts.command("list")
@_own
def list_(prompts: Path | None, config: Path | None) -> None:
    """List the prompts with their tokens, cacheable prefix and file."""
    from briefing.evaluation.prompt_report import LEAST_CACHED, cost
    from briefing.prompting.templates import NAMES

    with errors():
        _, used = _loaded(prompts, config)
        click.echo(f"{'prompt':<10} {'tokens':>7} {'schema':>7} {'cacheable':>9}  fingerprint   file")
        for name in NAMES:
            found = cost(used, name)
            cached = str(found.prefix) if found.prefix >= LEAST_CACHED else "–"
            row = (
                f"{name:<10} {found.system + found.user:>7} {found.schema:>7} {cached:>9}  {used.fingerprints[name]}  "
            )
            click.echo(row + plain(str(used.path(name))))
        click.echo(
            f"\ntokens: without article text. cacheable: the prefix that is the same for every article, if it has at least "
            f"{LEAST_CACHED} tokens, the providers' minimum."
        )


@prompts.command()
@click.argument("name")
@click.argument("article", required=False, metavar="[ARTICLE]")
@_own
def show(name: str, article: str | None, prompts: Path | None, config: Path | None) -> None:
    """Show a prompt as it is sent, with its tokens. Prompts that take one article can be shown for ARTICLE."""
    from briefing.errors import InputError
    from briefing.evaluation.prompt_report import LEAST_CACHED, cost, render

    with errors():
        settings, used = _loaded(prompts, config)
        _known(name)
        if article is not None and name not in {"translate", "extract"}:
            raise InputError(f"{name} takes the results of earlier stages, not an article; show it without ARTICLE")
        source = one_article(article, settings) if article is not None else None
        shown, found = render(used, name, source), cost(used, name, source)
        click.echo(f"── system: {found.system} tokens ──\n{_lines(shown.system)}\n")
        click.echo(f"── user: {found.user} tokens ──\n{_lines(shown.user)}\n")
        enough = (
            "can be cached" if found.prefix >= LEAST_CACHED else f"too few to be cached ({LEAST_CACHED} are needed)"
        )
        click.echo(
            f"── reply schema: {found.schema} tokens; same for every article: {found.prefix} tokens, {enough} ──"
        )


@prompts.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_own
def diff(names: tuple[str, ...], prompts: Path | None, config: Path | None) -> None:
    """Show how your prompts differ from the defaults. Exits with code 1 if they do."""
    from briefing.evaluation.prompt_report import differences
    from briefing.prompting.templates import NAMES

    with errors():
        _, used = _loaded(prompts, config)
        found = differences(used, [_known(name) for name in names] or NAMES)
        if found:
            click.echo(_lines(found), nl=False)
    sys.exit(1 if found else 0)


@prompts.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("names", nargs=-1, metavar="[NAME]...")
def eject(folder: Path, names: tuple[str, ...]) -> None:
    """Copy the default prompts, or only NAMEs, to DIR for editing. Never overwrites a file."""
    from briefing.evaluation.prompt_report import eject as copied
    from briefing.prompting.templates import NAMES

    with errors():
        for path in copied(folder, [_known(name) for name in names] or NAMES):
            click.echo(plain(str(path)))
        click.echo(f"To use them, pass --prompts {plain(str(folder))}, or set `prompts` in briefing.toml.", err=True)


@prompts.command()
@click.option(
    "--budget", type=int, metavar="TOKENS", help="Maximum length of a prompt. Default: 125% of the default prompt."
)
@_own
def lint(budget: int | None, prompts: Path | None, config: Path | None) -> None:
    """Check the prompts' syntax, variables and length, and that article text arrives complete. Exits with code 1 on errors."""
    from briefing.evaluation.prompt_report import lint as checked

    with errors():
        settings = settings_of(config, {"prompts": prompts}, "files")
        found = list(checked(settings.prompts, budget))
        for objection in found:
            click.echo(plain(f"{objection.name}: {objection.message}" if objection.name else objection.message))
        if not found:
            click.echo("no errors")
    sys.exit(1 if found else 0)


def _loaded(folder: Path | None, config: Path | None) -> tuple[Settings, Prompts]:
    from briefing.prompting.templates import Prompts

    settings = settings_of(config, {"prompts": folder}, "files", "network")
    return settings, Prompts(settings.prompts)


def _known(name: str) -> str:
    from briefing.errors import InputError
    from briefing.prompting.templates import NAMES

    if name not in NAMES:
        raise InputError(f"unknown prompt {name!r}; choose from {', '.join(NAMES)}")
    return name


def _lines(text: str) -> str:
    """Several lines of a template or an article, fit for a terminal."""
    return "\n".join(plain(line) for line in text.split("\n"))
