"""The command line: arguments, printing, exit codes; no logic. A module a command, or a few alike."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

#: Each command's module and its line in `briefing --help`, the usual ones first. A command is imported when it is
#: asked for: what every start pays is click.
_TABLE = {
    "demo": ("demo", "Make two days' briefings of invented articles: no key."),
    "init": ("init", "Write a briefing.toml with every setting explained."),
    "read": ("read", "Show what would go into a run."),
    "run": ("run", "Make a briefing of articles: files, folders, addresses."),
    "daily": ("daily", "Read what is new, make the day's briefing, deliver it."),
    "show": ("show", "Read a day in the terminal."),
    "open": ("show", "Open a day's page in the browser."),
    "check": ("check", "Verify a finished briefing from its files alone."),
    "warnings": ("warnings", "Explain the codes of warnings: what each means, and what to do."),
    "export": ("show", "Write a finished day as Word, PDF, CSV or mail."),
    "deliver": ("deliver", "Send a day by mail, or to chats and webhooks."),
    "summarize": ("single", "Summarise one article, each sentence with its evidence."),
    "translate": ("single", "Translate one article, paragraph by paragraph."),
    "extract": ("single", "Record what one article says, field by field, as JSON."),
    "group": ("group", "Show which articles make which story; part or join them."),
    "names": ("names", "Show the names that were learned, and decide on them for good."),
    "archive": ("archive", "Make the page and the feed over all days anew."),
    "ledger": ("ledger", "Show the last runs, what they cost, and what failed and why."),
    "doctor": ("doctor", "Check the model, the key and the endpoint with one small request."),
    "eval": ("evaluate", "Measure a model and its prompts against expected results."),
    "prompts": ("prompts", "List, show, compare and check the prompts; copy them for editing."),
    "trust": ("trust", "Let a settings file send, and read outside its folder."),
    "cassette": ("cassette", "Look at recorded replies, check them, clean them, join them."),
    "schema": ("schema", "Print the JSON schema of briefing.json or briefing.toml."),
    "completion": ("completion", "Print a completion script for bash, zsh or fish."),
}

#: Commands whose function may not have their name.
_NAMES = {"open": "open_page", "eval": "evaluate"}


class _Commands(Mapping[str, click.Command]):
    """The commands, each imported when it is looked up."""

    def __getitem__(self, name: str) -> click.Command:
        module, _ = _TABLE[name]
        command: click.Command = getattr(importlib.import_module(f"briefing.cli.{module}"), _NAMES.get(name, name))
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(_TABLE)

    def __len__(self) -> int:
        return len(_TABLE)


class _InOrder(click.Group):
    """Commands in the order of the table."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what click says of wrong arguments is shown as any text of others is."""
        from briefing.cli._common import plain

        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise click.UsageError(plain(error.format_message()), error.ctx) from None
        except click.ClickException as error:
            raise click.ClickException(plain(error.format_message())) from None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_TABLE)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in _TABLE.items()])


@click.group(
    cls=_InOrder,
    commands=_Commands(),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="briefing-desk")
def cli() -> None:
    """Foreign-language articles in, one English briefing out.

    Every sentence of a briefing leads to the exact words of its sources, in the original language;
    what could not be found there is flagged.

    \b
    Try it without a key:    briefing demo
    A day's articles:        briefing run articles/
    Every morning:           briefing daily
    One article:             briefing summarize article.txt

    Keys come from the environment alone (OPENAI_API_KEY, ANTHROPIC_API_KEY, …). Every setting is an
    environment variable too: BRIEFING_MODEL, BRIEFING_TIMEOUT (seconds per attempt), …

    \b
    Exit codes: 0 all done; 1 some articles failed; 2 something must be changed first;
    3 stopped by --max-cost; 130 interrupted. After any of them the same command goes on
    where it stopped: no answered call is made again.
    """
    from briefing.cli._common import show_warnings

    show_warnings()


def _unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A traceback quotes what was read and what a server said."""
    from briefing.cli._common import plain

    text = "".join(traceback.format_exception(kind, error, trace))
    sys.stderr.write("\n".join(map(plain, text.splitlines())) + "\n")


def main() -> None:
    """The entry point."""
    sys.excepthook = _unforeseen
    cli(prog_name="briefing")
