"""The command line as tests use it: in this process, or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from briefing.cli import cli
from briefing.render.html.day_links import without_days
from briefing.settings import trust as store
from briefing.settings.settings import read_file

if TYPE_CHECKING:
    from hostile_server import HostileServer

GERMAN = (
    "{event} in Rabat am Dienstag\n\n"
    "Die Direktorin kam nach Rabat und sprach mit {who}.\n\n"
    "Das Treffen dauerte zwei Tage.\n"
)


#: The environment of a command. Tests of other stages count calls: they don't have the stories read twice.
USUAL = {"BRIEFING_MODEL": "m", "BRIEFING_TIMEOUT": "20", "BRIEFING_VERIFY": "off"}


def trust(file: str = "briefing.toml") -> None:
    """Trust a settings file, as its user would."""
    path = Path(file)
    store.remember(path, store.concerns(read_file(path), path.absolute().parent))


#: Seconds within which a process makes its first call, and ends after a signal, on a machine that does much else.
STARTED, ENDED = 180.0, 60.0


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def briefing(*arguments: str, server: HostileServer | None = None, stdin: bytes = b"", **environment: str) -> Done:
    """Run a command in this process: the SDK's second of import is paid once."""
    settings = USUAL.copy()
    if server is not None:
        settings["BRIEFING_API_BASE"] = server.base_url
    result = CliRunner().invoke(cli, arguments, input=stdin, env=settings | environment, prog_name="briefing")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def start(*arguments: str, server: HostileServer, **environment: str) -> subprocess.Popen[bytes]:
    """Start a command in a process of its own, to be killed."""
    settings = USUAL | {"BRIEFING_API_BASE": server.base_url}
    command = [sys.executable, "-m", "briefing", *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | settings | environment
    )


def write_articles(folder: Path, count: int, events: int = 3) -> Path:
    """German articles, each of one of so many events."""
    folder.mkdir()
    for n in range(count):
        text = GERMAN.format(event=f"Ereignis{n % events}", who=f"Person{n}")
        (folder / f"{n:03}.txt").write_text(text, encoding="utf-8")
    return folder


def results(folder: Path) -> dict[str, bytes]:
    """All that a run wrote, save its own record and the links that later days put into its page."""
    return {
        str(path.relative_to(folder)): without_days(path.read_text(encoding="utf-8"), folder.name).encode()
        if path.name == "briefing.html"
        else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }
