"""briefing trust."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, plain
from briefing.errors import InputError

if TYPE_CHECKING:
    from briefing.settings.trust import Trusted


@click.command(short_help="Let a settings file send, and read outside its folder.")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option("--list", "listed", is_flag=True, help="List what is trusted.")
@click.option("--revoke", is_flag=True, help="Trust FILE no longer.")
def trust(file: Path | None, listed: bool, revoke: bool) -> None:
    """Trust a settings file: ./briefing.toml, or FILE.

    A briefing.toml that came with a folder may name a host for your key and your articles, templates, targets of
    delivery, and files elsewhere. Such values count once you have looked at them here. An edit of one of them, or of a
    template, asks again; an edit of any other setting doesn't.
    """
    from briefing.settings import trust as store
    from briefing.settings.settings import CONFIG_NAME, read_file

    with errors():
        if listed and (revoke or file):
            raise InputError("briefing trust: --list takes no file and no --revoke")
        if listed:
            for known in store.trusted():
                click.echo(plain(f"{known.at[:10]}  {known.path}{_changed(known)}"))
            return
        path = file or Path(CONFIG_NAME)
        if revoke:
            told = "is trusted no longer" if store.revoke(path) else "was not trusted"
            click.echo(plain(f"{path}: {told}"))
            return
        found = store.concerns(read_file(path), path.absolute().parent)
        store.remember(path, found)
        click.echo(plain(f"{path}: trusted" + ("" if found else "; nothing in it needs it")))
        for concern in found:
            click.echo(plain(f"  {concern.setting}: {concern.does}"))


def _changed(known: Trusted) -> str:
    from briefing.errors import BriefingError
    from briefing.settings import trust as store
    from briefing.settings.settings import read_file

    if not known.path.is_file():
        return ": is there no longer"
    try:
        found = store.concerns(read_file(known.path), known.path.parent)
    except BriefingError:
        return ": can't be read"
    return "" if store.digest_of(found) == known.digest else ": has changed since, and is not trusted as it is"
