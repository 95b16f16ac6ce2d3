"""briefing deliver."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, plain, settings_of
from briefing.cli._options import config_option, place_option
from briefing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.deliver import Delivery
    from briefing.settings.trust import Use


@click.command(short_help="Send a day by e-mail, or to chats and webhooks.")
@click.argument("day", required=False, metavar="[DATE|FOLDER]")
@click.option("--dry-run", is_flag=True, help="Show what would be sent and to whom; makes no connection.")
@click.option("--again", is_flag=True, help="Send again what was already sent, for instance after a day changed.")
@place_option("Folder of the briefings.")
@config_option
def deliver(day: str | None, dry_run: bool, again: bool, output: Path | None, config: Path | None) -> None:
    """Send the newest day, or that of DATE or FOLDER, to every [[deliver]] target in briefing.toml.

    Failed deliveries of this and earlier days are retried. Nothing is sent twice unless you pass --again.
    Exits with code 1 if a delivery failed.
    """
    from briefing.deliver import deliver as send
    from briefing.storage import days

    with errors():
        delivery: tuple[Use, ...] = () if dry_run else ("delivery",)
        settings = settings_of(config, {"output": output}, "files", *delivery)
        if not settings.deliver:
            raise InputError(
                "no delivery targets are configured; add one to briefing.toml:\n"
                '  [[deliver]]\n  url_env = "BRIEFING_MAIL_URL"   # smtp://user:password@host:587/?from=…&to=…'
            )
        done = send(days.find(settings.output, day), settings, dry_run, again=again)
    for each in done:
        click.echo(line_of(each))
    sys.exit(1 if any(each.status == "failed" for each in done) else 0)


def line_of(delivery: Delivery) -> str:
    """One delivery as a line."""
    status = {"would": "would send", "already": "sent before"}.get(delivery.status, delivery.status)
    reason = f": {delivery.reason}" if delivery.reason else ""
    reached = f": {', '.join(delivery.reached)}" if delivery.status == "sent" and delivery.reached else ""
    return plain(f"{status}: {delivery.day}, {delivery.target}{reached}{reason}")
