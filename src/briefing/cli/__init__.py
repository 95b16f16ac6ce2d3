"""The command line: arguments, printing, exit codes; no logic. A module a command, or a few alike."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING, Any

import click

from briefing.cli import (
    archive,
    cassette,
    check,
    completion,
    daily,
    deliver,
    demo,
    doctor,
    evaluate,
    group,
    init,
    ledger,
    names,
    prompts,
    read,
    run,
    schema,
    show,
    single,
    trust,
    warnings,
)
from briefing.cli._common import plain, show_warnings

if TYPE_CHECKING:
    from types import TracebackType


class _InOrder(click.Group):
    """Commands as they were added, the usual ones first."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what click says of wrong arguments is shown as any text of others is."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise click.UsageError(plain(error.format_message()), error.ctx) from None
        except click.ClickException as error:
            raise click.ClickException(plain(error.format_message())) from None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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
    show_warnings()


for _command in (
    demo.demo,
    init.init,
    read.read,
    run.run,
    daily.daily,
    show.show,
    show.open_page,
    check.check,
    warnings.warnings,
    show.export,
    deliver.deliver,
    single.summarize,
    single.translate,
    single.extract,
    group.group,
    names.names,
    archive.archive,
    ledger.ledger,
    doctor.doctor,
    evaluate.evaluate,
    prompts.prompts,
    trust.trust,
    cassette.cassette,
    schema.schema,
    completion.completion,
):
    cli.add_command(_command)


def _unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A traceback quotes what was read and what a server said."""
    text = "".join(traceback.format_exception(kind, error, trace))
    sys.stderr.write("\n".join(map(plain, text.splitlines())) + "\n")


def main() -> None:
    """The entry point."""
    sys.excepthook = _unforeseen
    cli(prog_name="briefing")
