"""The command line: arguments, printing and exit codes, no logic. One module per command, or per group of commands."""

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

#: Each command's module and its line in `briefing --help`, the most used first. A command is imported only when it
#: is used, so that start-up imports little more than click.
_TABLE = {
    "demo": ("demo", "Brief invented articles over two days; needs no key."),
    "init": ("init", "Create a briefing.toml that explains every setting."),
    "read": ("read", "Preview the input of a run."),
    "run": ("run", "Create a briefing from files, folders and URLs."),
    "daily": ("daily", "Brief what is new and deliver it; for cron."),
    "show": ("show", "Display a day in the terminal."),
    "open": ("show", "Open a day's page in the browser."),
    "check": ("check", "Verify a finished briefing offline."),
    "warnings": ("warnings", "Explain warning codes and what to do about them."),
    "export": ("show", "Convert a finished day to Word, PDF, CSV or e-mail."),
    "deliver": ("deliver", "Send a day by e-mail, or to chats and webhooks."),
    "summarize": ("single", "Summarize one article, with evidence for every sentence."),
    "translate": ("single", "Translate one article, paragraph by paragraph."),
    "extract": ("single", "Extract dates, people and claims from one article as JSON."),
    "group": ("group", "Show how articles are grouped into stories; split or merge them."),
    "names": ("names", "List known names; merge, split or rename them."),
    "archive": ("archive", "Rebuild the archive page and the feed."),
    "ledger": ("ledger", "Show recent runs, their costs and failures, and batches."),
    "doctor": ("doctor", "Test the model, key and endpoint with a small request."),
    "eval": ("evaluate", "Measure a model and its prompts against expected results."),
    "prompts": ("prompts", "List, show, compare, check and copy the prompts."),
    "trust": ("trust", "Allow a settings file to send data and read other folders."),
    "cassette": ("cassette", "Inspect, check, clean and merge recorded replies."),
    "schema": ("schema", "Print the JSON schema of briefing.json or briefing.toml."),
    "completion": ("completion", "Print a shell completion script."),
}

#: Commands whose function has another name, since theirs is a builtin.
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
        """Run the command; click's usage errors quote the arguments, so they are escaped."""
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
            formatter.write_dl([(name, line) for name, (_, line) in _TABLE.items()])


@click.group(
    cls=_InOrder,
    commands=_Commands(),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="briefing-desk")
def cli() -> None:
    """Turn foreign-language news articles into one English briefing.

    Every sentence links to the exact words of its sources, in the original language. Anything that
    can't be traced to a source is marked with a warning.

    \b
    Try it without a key:    briefing demo
    A day's articles:        briefing run articles/
    Every morning:           briefing daily
    One article:             briefing summarize article.txt

    Keys are read only from the environment (OPENAI_API_KEY, ANTHROPIC_API_KEY, …). Every setting can
    also be given as an environment variable: BRIEFING_MODEL, BRIEFING_TIMEOUT (seconds per attempt), …

    \b
    Exit codes: 0 success; 1 some articles failed; 2 usage or configuration error;
    3 stopped by --max-cost; 130 interrupted. Run the same command again to resume:
    replies are cached, so no call is repeated.
    """
    from briefing.cli._common import show_warnings

    show_warnings()


def _unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write a traceback with its text escaped: it quotes articles and servers."""
    from briefing.cli._common import plain

    text = "".join(traceback.format_exception(kind, error, trace))
    sys.stderr.write("\n".join(map(plain, text.splitlines())) + "\n")


def main() -> None:
    """The entry point."""
    sys.excepthook = _unforeseen
    cli(prog_name="briefing")
