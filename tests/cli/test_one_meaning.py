"""-o is what is written, in every command: a file where it is one, a folder where there are many."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from briefing.cli import cli
from briefing.render import to_json
from command import briefing, write_articles
from honest_model import honest
from hostile_server import HostileServer
from report_samples import day

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What each command writes. A new command is put on one of the lists.
ONE_FILE = {"summarize", "translate", "extract", "export", "cassette merge", "cassette migrate"}
A_FOLDER = {"run", "daily", "demo", "eval", "archive"}


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def option(command: click.Command, spelled: str) -> click.Option | None:
    found = (one for one in command.params if isinstance(one, click.Option) and spelled in one.opts)
    return next(found, None)


def test_every_command_means_the_same_by_it():
    for name, command in commands(cli):
        short = option(command, "-o")
        if short is None or short.hidden:
            assert name not in ONE_FILE | A_FOLDER, f"{name} has no -o"
            continue
        assert short.metavar == ("FILE" if name in ONE_FILE else "DIR" if name in A_FOLDER else None), name


def test_the_folder_of_the_briefings_is_called_output_in_every_command():
    spelled = {opt for _, command in commands(cli) for one in command.params if not getattr(one, "hidden", False)
               for opt in one.opts if getattr(one, "metavar", "") == "DIR" and opt.startswith("--out")}  # fmt: skip
    assert spelled == {"--output"}


@pytest.fixture
def elsewhere() -> None:
    folder = Path("there/2026-11-21")
    folder.mkdir(parents=True)
    (folder / "briefing.json").write_text(to_json(day()), encoding="utf-8")


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("command", "formerly"),
    [
        (("show",), "-o"),
        (("check",), "-o"),
        (("group",), "-o"),
        (("export", "--form", "text", "-o", "-"), "--outputs"),
    ],
)
def test_how_it_was_spelled_before_is_understood_with_a_line(command, formerly):
    now = briefing(*command, "--output", "there")
    before = briefing(*command, formerly, "there")
    assert now.stderr == ""
    assert before.stderr == f"briefing: {formerly} there is understood; write --output there\n"
    assert (before.returncode, before.stdout) == (now.returncode, now.stdout)
    assert now.stdout


def test_a_folder_named_for_the_one_file_is_the_ledgers_as_before():
    write_articles(Path("in"), 1)
    Path("kept").mkdir()
    with HostileServer(honest) as server:
        done = briefing("extract", "in/000.txt", "-o", "kept", server=server)
    assert "taken for --output kept" in done.stderr
    assert json.loads(done.stdout)["claims"]
    assert Path("kept/ledger.sqlite3").is_file()
