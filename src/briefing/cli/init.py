"""briefing init."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Any

import click

from briefing.cli._common import as_text, errors, plain
from briefing.errors import InputError, OutputError


@click.command(short_help="Write a briefing.toml with every setting explained.")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing: take the defaults, and what the options say.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option("--model", "-m", metavar="NAME", help="The model to ask.")
@click.option(
    "--source",
    "-s",
    "sources",
    multiple=True,
    metavar="PATH",
    help="A file, folder or address that `briefing daily` reads; may be given several times.",
)
@click.option(
    "--language",
    metavar="TAG",
    hidden=True,  # until a version has the setting
    help="The language the desk reads, such as en or de, where this version can write others than English.",
)
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=Path("briefing.toml"),
    show_default=True,
    help="The file to write.",
)
def init(
    yes: bool, force: bool, model: str | None, sources: tuple[str, ...], language: str | None, config: Path
) -> None:
    """Write a briefing.toml with every setting explained, and its schema for editors beside it.

    Asks for the model and the sources; an empty answer leaves a setting out.
    """
    from briefing.settings.json_schema import config_schema
    from briefing.settings.settings import Settings, load_settings
    from briefing.settings.template import SCHEMA_FILE, starter
    from briefing.storage.files import write_whole

    with errors():
        if config.exists() and not force:
            raise InputError(f"{config}: is there already; --force replaces it, --config FILE writes another")
        given: dict[str, Any] = {"model": model, "sources": list(sources), "language": language}
        asked = given if yes else _asked(given, set(Settings.model_fields))
        answers = {name: value for name, value in asked.items() if value and name in Settings.model_fields}
        if language and "language" not in Settings.model_fields:
            raise InputError("--language: this version writes English only")
        try:
            write_whole(config, starter(answers))
            write_whole(config.with_name(SCHEMA_FILE), as_text(config_schema()) + "\n")
        except OSError as error:
            raise OutputError(f"{config}: can't be written: {error.strerror}") from None
        # A wrong answer is told now, by the words that any wrong file gets.
        load_settings(config)
        click.echo(f"{config}: written; each line says what it is for")
        _trust(config)
        for source in answers.get("sources", ()):
            if "://" not in source and not Path(source).exists():
                click.echo(f"{source}: isn't there yet")
        click.echo(_next(answers))


def _trust(config: Path) -> None:
    """Trust the file that was just written: whatever it sets, the user has said."""
    from briefing.settings import trust
    from briefing.settings.settings import read_file

    try:
        trust.remember(config, trust.concerns(read_file(config), config.absolute().parent))
    except OutputError as error:
        click.echo(plain(f"{config}: {error.message}; until then --config {config} names it"), err=True)


def _asked(given: dict[str, Any], known: set[str]) -> dict[str, Any]:
    asked = dict(given)
    if not given["model"]:
        told = "Model (gpt-5-mini, anthropic/claude-sonnet-4-5, what your server calls it)"
        asked["model"] = click.prompt(told, default="", show_default=False).strip()
    if not given["sources"] and "sources" in known:
        told = "Sources: files, folders, addresses of pages and feeds, with blanks between"
        answer = click.prompt(told, default="", show_default=False)
        try:
            asked["sources"] = shlex.split(answer)
        except ValueError as error:
            raise InputError(f"sources: {error}; write quotation marks in pairs") from None
    if not given["language"] and "language" in known:
        asked["language"] = click.prompt("Language the desk reads", default="", show_default=False).strip()
    return asked


def _next(answers: dict[str, Any]) -> str:
    command = f"briefing {'daily' if answers.get('sources') else 'run articles/'} --dry-run"
    model = answers.get("model") or os.environ.get("BRIEFING_MODEL")
    if not model:
        return f"Next: set a model in it, or BRIEFING_MODEL; then   {command}"
    provider, slash, _ = str(model).partition("/")
    key = f"{provider.upper()}_API_KEY" if slash else "OPENAI_API_KEY"
    if os.environ.get(key) or os.environ.get("BRIEFING_API_BASE"):
        return f"Next: {command}"
    return f"Next: export {key}=…   (or BRIEFING_API_BASE for a server of your own)   then   {command}"
