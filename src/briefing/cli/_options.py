"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.plugins import Group

F = TypeVar("F", bound="Callable[..., Any]")


class EntryChoice(click.Choice):  # type: ignore[type-arg] # in 8.1 it takes none
    """One of the entries of a registry, installed ones included; looked up when help or completion asks."""

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
    help="Settings in TOML. Default: briefing.toml, if there is one.",
)

list_option = click.option(
    "--list",
    "lists",
    metavar="FILE",
    multiple=True,
    help="Read what a list names: a feed, OPML file or sitemap, or an address, or a file or folder beside the list, "
    "on each line; - for standard input. May be given several times.",
)


def output_option(told: str) -> Callable[[F], F]:
    """--output, with what it is for."""
    return click.option(
        "--output",
        "-o",
        metavar="DIR",
        type=click.Path(path_type=Path),
        help=f"{told} Default: outputs. [BRIEFING_OUTPUT]",
    )


def day_options(command: F) -> F:
    """[DATE|FOLDER], --output and --config: a finished day."""
    optioned = output_option("The folder with the briefings.")(config_option(command))
    return click.argument("day", required=False, metavar="[DATE|FOLDER]")(optioned)


def _keep(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    ctx.meta["briefing.keep"] = value


def _with_keep(ctx: click.Context, _: click.Parameter, value: str) -> str:
    """`new` with --keep is the mode `add`."""
    if not ctx.meta.get("briefing.keep"):
        return value
    if value != "new":
        raise click.UsageError("--keep goes with --record new")
    return "add"


_folder_option = output_option("Where runs are written, and the ledger kept.")

#: For commands that write one thing: -o is its file. The folder of the ledger has its long name alone.
_file_options = (
    click.option("--file", "-o", "target", metavar="FILE", type=click.Path(path_type=Path), help="Where to write it. Default: standard output."),
    click.option("--output", metavar="DIR", type=click.Path(path_type=Path), help="The folder with the ledger. Default: outputs. [BRIEFING_OUTPUT]"),
)  # fmt: skip


def model_options(command: F) -> F:
    """The options of every command that calls a model, and writes into a folder."""
    return _model_options(command, _folder_option)


def single_options(command: F) -> F:
    """The options of every command that calls a model, and writes one thing."""
    return _model_options(command, *_file_options)


def _model_options(command: F, *written: Callable[[F], F]) -> F:
    options: list[Callable[[F], F]] = (
        [
            click.option("--model", "-m", metavar="NAME", help="The model to ask, such as gpt-5-mini, anthropic/claude-sonnet-4-5, or what your own server calls it. [BRIEFING_MODEL]"),
            click.option("--fallback", "fallbacks", multiple=True, metavar="NAME", help="A model to ask where the first refuses, is down, or finds the prompt too long; may be given several times. [BRIEFING_FALLBACKS]"),
            click.option("--api-base", metavar="URL", help="An OpenAI-compatible endpoint, such as http://localhost:11434/v1. [BRIEFING_API_BASE, OPENAI_BASE_URL]"),
            *written,
            click.option("--config", metavar="FILE", type=click.Path(path_type=Path), help="Settings in TOML. Default: briefing.toml, if there is one."),
            click.option("--prompts", metavar="DIR", type=click.Path(path_type=Path), help="Templates of your own; each file replaces the one of the same name. [BRIEFING_PROMPTS]"),
            click.option("--fields", metavar="FILE.py:CLASS", help="Extract fields of your own too: a Pydantic model. [BRIEFING_FIELDS]"),
            click.option("--max-cost", metavar="USD", type=float, help="What this run may cost, in US dollars; nothing is sent that could pass it. [BRIEFING_MAX_COST]"),
            click.option("--cassette", metavar="FILE", type=click.Path(path_type=Path), help="Answer from recorded calls, or record them. The ledger is left aside."),
            click.option("--record", type=click.Choice(["none", "new", "once", "all"]), default="none", show_default=True, callback=_with_keep, help="With --cassette: none replays only; new asks what isn't recorded and drops what isn't used; once records if the file is new; all records everything again."),
            click.option("--keep", is_flag=True, is_eager=True, expose_value=False, callback=_keep, help="With --record new: keep what isn't used."),
        ]
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


engine_option = click.option(
    "--engine",
    type=click.Choice(["local", "batch", "ray"]),
    help="Where the work is done: on this machine; by the provider's Batch API; on a Ray cluster. Default: local. "
    "[BRIEFING_ENGINE]",
)

verify_option = click.option(
    "--verify",
    type=click.Choice(["shown", "all", "off"]),
    help="What a second reader compares with the sources: what a story shows; every claim and translated paragraph too; "
    "nothing. Default: shown. For translate and extract only `all` has an effect. [BRIEFING_VERIFY]",
)


def reader_options(command: F) -> F:
    """What the reader wants to see, and whether a second reader has looked at it."""
    for option in reversed(
        [
            verify_option,
            click.option("--strict/--no-strict", default=None, help="Leave flagged sentences out of their stories, and list them behind. [BRIEFING_STRICT]"),
            click.option("--editor-notes/--no-editor-notes", default=None, help="Show the editor's notes, which are not from the sources; shown by default. [BRIEFING_EDITOR_NOTES]"),
        ]
    ):  # fmt: skip
        command = option(command)
    return command
