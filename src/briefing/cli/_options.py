"""Options shared by several commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.plugins import Group

F = TypeVar("F", bound="Callable[..., Any]")


class EntryChoice(click.Choice):  # type: ignore[type-arg] # in 8.1 it takes none
    """One of a registry's entries, plug-ins included; looked up when help or completion needs them."""

    def __init__(self, group: Group) -> None:
        self._group = group
        super().__init__([])

    @property
    def choices(self) -> tuple[str, ...]:
        """The names of the entries."""
        from briefing.plugins import names

        return names(self._group)

    @choices.setter
    def choices(self, value: object) -> None: ...


config_option = click.option(
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Settings file. Default: briefing.toml, if present.",
)

list_option = click.option(
    "--list",
    "lists",
    metavar="FILE",
    multiple=True,
    help="Read the sources listed in FILE: a feed, OPML file or sitemap, or one URL, file or folder per line; "
    "- for standard input. Can be repeated.",
)


# -o is what a command writes: a file where it is one, a folder where there are many. Where a command only reads the
# folder of the briefings, or writes one file, that folder has its long name alone.


def output_option(purpose: str) -> Callable[[F], F]:
    """-o and --output: the folder for the output, with its purpose."""
    return click.option(
        "--output",
        "-o",
        metavar="DIR",
        type=click.Path(path_type=Path),
        help=f"{purpose} Default: outputs. [BRIEFING_OUTPUT]",
    )


def place_option(purpose: str, *, formerly: str = "-o") -> Callable[[F], F]:
    """--output: the folder that a command reads from.

    Args:
        purpose: What the folder is for.
        formerly: How it was spelled before; understood, with a line that says how to spell it now.
    """

    def options(command: F) -> F:
        optioned = click.option(
            "--output",
            metavar="DIR",
            type=click.Path(path_type=Path),
            callback=lambda ctx, _, value: value or ctx.meta.get(_FORMERLY),
            help=f"{purpose} Default: outputs. [BRIEFING_OUTPUT]",
        )(command)
        return click.option(
            formerly,
            "formerly",
            type=click.Path(path_type=Path),
            is_eager=True,
            expose_value=False,
            hidden=True,
            callback=_understood,
            help="How --output was spelled before.",
        )(optioned)

    return options


_FORMERLY = "briefing.formerly"


def _understood(ctx: click.Context, option: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.meta[_FORMERLY] = value
        click.echo(f"briefing: {option.opts[0]} {value} is understood; write --output {value}", err=True)


def day_options(command: F) -> F:
    """[DATE|FOLDER], --output and --config: a finished day."""
    optioned = place_option("Folder of the briefings.")(config_option(command))
    return click.argument("day", required=False, metavar="[DATE|FOLDER]")(optioned)


def _keep(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    ctx.meta["briefing.keep"] = value


def _with_keep(ctx: click.Context, _: click.Parameter, value: str) -> str:
    """`new` with --keep is the mode `add`."""
    if not ctx.meta.get("briefing.keep"):
        return value
    if value != "new":
        raise click.UsageError("--keep requires --record new")
    return "add"


_folder_option = output_option("Folder for the output and the ledger.")

#: For commands that write one result: -o is its file, so the ledger's folder has no short option.
_file_options = (
    click.option("--file", "-o", "target", metavar="FILE", type=click.Path(path_type=Path), help="Write to FILE. Default: standard output."),
    click.option("--output", metavar="DIR", type=click.Path(path_type=Path), help="Folder of the ledger. Default: outputs. [BRIEFING_OUTPUT]"),
)  # fmt: skip


def model_options(command: F) -> F:
    """Options of commands that call a model and write to a folder."""
    return _model_options(command, _folder_option)


def single_options(command: F) -> F:
    """Options of commands that call a model and write one result."""
    return _model_options(command, *_file_options)


_MODEL = click.option("--model", "-m", metavar="NAME", help="The model to use, such as gpt-5-mini, anthropic/claude-sonnet-4-5, or a name known to your own server. [BRIEFING_MODEL]")  # fmt: skip
_API_BASE = click.option("--api-base", metavar="URL", help="An OpenAI-compatible endpoint, such as http://localhost:11434/v1. [BRIEFING_API_BASE, OPENAI_BASE_URL]")  # fmt: skip
_RECORDED = (
    click.option("--max-cost", metavar="USD", type=float, help="Budget in US dollars; no request is sent that could exceed it. [BRIEFING_MAX_COST]"),
    click.option("--cassette", metavar="FILE", type=click.Path(path_type=Path), help="Replay recorded calls, or record them. The cache is ignored."),
    click.option("--record", type=click.Choice(["none", "new", "once", "all"]), default="none", show_default=True, callback=_with_keep, help="With --cassette: none only replays; new records missing calls and drops unused ones; once records if the file doesn't exist; all records everything again."),
    click.option("--keep", is_flag=True, is_eager=True, expose_value=False, callback=_keep, help="With --record new: keep unused calls."),
)  # fmt: skip


def reading_options(command: F) -> F:
    """Options of a command that may call a model over a finished day, and whose settings are given elsewhere."""
    for option in reversed((_MODEL, _API_BASE, *_RECORDED)):
        command = option(command)
    return command


def _model_options(command: F, *written: Callable[[F], F]) -> F:
    options: list[Callable[[F], F]] = (
        [
            _MODEL,
            click.option("--fallback", "fallbacks", multiple=True, metavar="NAME", help="A model to use if the first refuses, is down, or its context window is too small. Can be repeated. [BRIEFING_FALLBACKS]"),
            _API_BASE,
            *written,
            click.option("--config", metavar="FILE", type=click.Path(path_type=Path), help="Settings file. Default: briefing.toml, if present."),
            click.option("--prompts", metavar="DIR", type=click.Path(path_type=Path), help="Custom prompt templates; each file replaces the default of the same name. [BRIEFING_PROMPTS]"),
            click.option("--fields", metavar="FILE.py:CLASS", help="Also extract custom fields, defined by a Pydantic model. [BRIEFING_FIELDS]"),
            *_RECORDED,
        ]
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


engine_option = click.option(
    "--engine",
    type=click.Choice(["local", "batch", "ray"]),
    help="Where the work is done: local (the default), the provider's Batch API, or a Ray cluster. [BRIEFING_ENGINE]",
)

detach_option = click.option(
    "--detach",
    is_flag=True,
    default=None,
    help="With --engine batch: end once everything is sent; run the same command again to collect and continue. "
    "[BRIEFING_DETACH]",
)

verify_option = click.option(
    "--verify",
    type=click.Choice(["shown", "all", "off"]),
    help="What the second reader compares with the sources: shown, what a story shows; all, also every claim and "
    "translated paragraph; off, nothing. Default: shown. translate and extract use only `all`. [BRIEFING_VERIFY]",
)


def reader_options(command: F) -> F:
    """What is shown to the reader, and what the second reader checks."""
    for option in reversed(
        [
            verify_option,
            click.option("--strict/--no-strict", default=None, help="Remove sentences with warnings from their stories, and list them separately. [BRIEFING_STRICT]"),
            click.option("--editor-notes/--no-editor-notes", default=None, help="Show editor's notes, which don't come from the sources. Default: shown. [BRIEFING_EDITOR_NOTES]"),
        ]
    ):  # fmt: skip
        command = option(command)
    return command
