"""briefing trust."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, plain
from briefing.errors import InputError

if TYPE_CHECKING:
    from briefing.settings.trust import Trusted


@click.command(short_help="Allow a settings file to send data and read other folders.")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option("--list", "listed", is_flag=True, help="List trusted files.")
@click.option("--revoke", is_flag=True, help="Stop trusting FILE.")
def trust(file: Path | None, listed: bool, revoke: bool) -> None:
    """Trust a settings file: ./briefing.toml, or FILE.

    A briefing.toml that came with someone else's folder may name a host that receives your key and articles, prompt
    templates, delivery targets, and files elsewhere. Such settings are ignored until you review them with this command.
    You are asked again when one of them, or a template, changes.
    """
    from briefing.settings import trust as store
    from briefing.settings.settings import CONFIG_NAME, read_file

    with errors():
        if listed and (revoke or file):
            raise InputError("briefing trust: --list can't be combined with FILE or --revoke")
        if listed:
            for known in store.trusted():
                click.echo(plain(f"{known.at[:10]}  {known.path}{_changed(known)}"))
            return
        path = file or Path(CONFIG_NAME)
        if revoke:
            outcome = "no longer trusted" if store.revoke(path) else "was not trusted"
            click.echo(plain(f"{path}: {outcome}"))
            return
        found = store.concerns(read_file(path), path.absolute().parent)
        store.remember(path, found)
        click.echo(plain(f"{path}: trusted" + ("" if found else "; none of its settings requires trust")))
        for concern in found:
            click.echo(plain(f"  {concern.setting}: {concern.does}"))


def _changed(known: Trusted) -> str:
    from briefing.errors import BriefingError
    from briefing.settings import trust as store
    from briefing.settings.settings import read_file

    if not known.path.is_file():
        return ": no longer exists"
    try:
        found = store.concerns(read_file(known.path), known.path.parent)
    except BriefingError:
        return ": can't be read"
    return "" if store.digest_of(found) == known.digest else ": changed since; not trusted"
