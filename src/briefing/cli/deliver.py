"""briefing deliver."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, plain, settings_of
from briefing.cli._options import config_option, output_option
from briefing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.deliver import Delivery
    from briefing.settings.trust import Use


@click.command(short_help="Send a day by mail, or to chats and webhooks.")
@click.argument("day", required=False, metavar="[DATE|FOLDER]")
@click.option("--dry-run", is_flag=True, help="Say what would be sent to whom; no connection is made.")
@click.option("--again", is_flag=True, help="Send also what was sent before, such as a day that has changed.")
@output_option("The folder with the briefings.")
@config_option
def deliver(day: str | None, dry_run: bool, again: bool, output: Path | None, config: Path | None) -> None:
    """Send a day to every [[deliver]] of briefing.toml: the newest, or that of DATE or FOLDER.

    What failed before, on this day or an earlier one, is tried again; what was sent is not sent twice.
    Ends with 1 if something could not be delivered.
    """
    from briefing.deliver import deliver as send
    from briefing.storage import days

    with errors():
        delivery: tuple[Use, ...] = () if dry_run else ("delivery",)
        settings = settings_of(config, {"output": output}, "files", *delivery)
        if not settings.deliver:
            raise InputError(
                "nothing says where to deliver to; write into briefing.toml:\n"
                '  [[deliver]]\n  url_env = "BRIEFING_MAIL_URL"   # smtp://user:password@host:587/?from=…&to=…'
            )
        done = send(days.find(settings.output, day), settings, dry_run, again=again)
    for each in done:
        click.echo(told(each))
    sys.exit(1 if any(each.status == "failed" for each in done) else 0)


def told(delivery: Delivery) -> str:
    """One delivery as a line."""
    status = {"would": "would send", "already": "sent before"}.get(delivery.status, delivery.status)
    reason = f": {delivery.reason}" if delivery.reason else ""
    reached = f": {', '.join(delivery.reached)}" if delivery.status == "sent" and delivery.reached else ""
    return plain(f"{status}: {delivery.day}, {delivery.target}{reached}{reason}")
