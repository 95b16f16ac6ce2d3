"""briefing init."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Any

import click

from briefing.cli._common import as_text, errors, plain
from briefing.errors import InputError, OutputError


@click.command(short_help="Create a briefing.toml that explains every setting.")
@click.option("--yes", "-y", is_flag=True, help="Don't prompt; use the options and the defaults.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
@click.option("--model", "-m", metavar="NAME", help="The model to use.")
@click.option(
    "--source",
    "-s",
    "sources",
    multiple=True,
    metavar="PATH",
    help="A file, folder or URL for `briefing daily` to read. Can be repeated.",
)
@click.option(
    "--language",
    metavar="TAG",
    hidden=True,  # until a version has the setting
    help="The language of the briefing, such as en or de.",
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
    """Create a briefing.toml that explains every setting, and its JSON schema for editors.

    Prompts for the model and the sources; leave an answer empty to skip the setting.
    """
    from briefing.settings.json_schema import config_schema
    from briefing.settings.settings import Settings, load_settings
    from briefing.settings.template import SCHEMA_FILE, config_template
    from briefing.storage.files import write_whole

    with errors():
        if config.exists() and not force:
            raise InputError(f"{config}: already exists; overwrite it with --force, or name another with --config FILE")
        given: dict[str, Any] = {"model": model, "sources": list(sources), "language": language}
        asked = given if yes else _asked(given, set(Settings.model_fields))
        answers = {name: value for name, value in asked.items() if value and name in Settings.model_fields}
        if language and "language" not in Settings.model_fields:
            raise InputError("--language: this version writes English only")
        try:
            write_whole(config, config_template(answers))
            write_whole(config.with_name(SCHEMA_FILE), as_text(config_schema()) + "\n")
        except OSError as error:
            raise OutputError(f"{config}: can't be written: {error.strerror}") from None
        # Report a wrong answer now, with the same message as for any invalid file.
        load_settings(config)
        click.echo(f"Wrote {config}; each line explains its setting")
        _trust(config)
        for source in answers.get("sources", ()):
            if "://" not in source and not Path(source).exists():
                click.echo(f"{source}: doesn't exist yet")
        click.echo(_next(answers))


def _trust(config: Path) -> None:
    """Trust the file that was just written: the user chose all its values."""
    from briefing.settings import trust
    from briefing.settings.settings import read_file

    try:
        trust.remember(config, trust.concerns(read_file(config), config.absolute().parent))
    except OutputError as error:
        click.echo(plain(f"{config}: {error.message}; until then, pass --config {config}"), err=True)


def _asked(given: dict[str, Any], known: set[str]) -> dict[str, Any]:
    asked = dict(given)
    if not given["model"]:
        question = "Model (gpt-5-mini, anthropic/claude-sonnet-4-5, or a name known to your server)"
        asked["model"] = click.prompt(question, default="", show_default=False).strip()
    if not given["sources"] and "sources" in known:
        question = "Sources: files, folders, URLs of pages and feeds, separated by spaces"
        answer = click.prompt(question, default="", show_default=False)
        try:
            asked["sources"] = shlex.split(answer)
        except ValueError as error:
            raise InputError(f"sources: {error}; check that quotation marks are closed") from None
    if not given["language"] and "language" in known:
        asked["language"] = click.prompt("Language of the briefing", default="", show_default=False).strip()
    return asked


def _next(answers: dict[str, Any]) -> str:
    command = f"briefing {'daily' if answers.get('sources') else 'run articles/'} --dry-run"
    model = answers.get("model") or os.environ.get("BRIEFING_MODEL")
    if not model:
        return f"Next: set model in the file, or BRIEFING_MODEL; then run   {command}"
    provider, slash, _ = str(model).partition("/")
    key = f"{provider.upper()}_API_KEY" if slash else "OPENAI_API_KEY"
    if os.environ.get(key) or os.environ.get("BRIEFING_API_BASE"):
        return f"Next: {command}"
    return f"Next: export {key}=…   (or BRIEFING_API_BASE for your own server), then run   {command}"
