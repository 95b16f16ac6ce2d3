"""--list, and what is sent where nobody asked for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from command import briefing
from honest_model import honest
from hostile_server import HostileServer

PRIVATE = "Das Kennwort der Direktorin lautet Kaskade, und sie war am Dienstag in Rabat."


@pytest.fixture
def private() -> None:
    Path("secret").mkdir()
    Path("secret/private.txt").write_text(PRIVATE)


@pytest.mark.parametrize("command", ["summarize", "translate", "extract", "run"])
def test_a_text_that_is_only_a_path_sends_nothing_of_that_file(private, command):
    Path("named.txt").write_text("secret/private.txt\n")
    with HostileServer(honest) as server:
        briefing(command, "-", server=server, stdin=b"secret/private.txt\n")
        briefing(command, "named.txt", server=server)
    assert server.arrivals
    assert not [arrival for arrival in server.arrivals if "Kaskade" in str(arrival.body)]


def test_a_list_is_announced_before_anything_is_read(private):
    Path("list.txt").write_text("secret\n../elsewhere.txt\n")
    done = briefing("read", "--list", "list.txt")
    assert "Kaskade" in done.stdout
    assert done.stderr == "list list.txt: 0 addresses to fetch, 1 files and folders to read: secret\n"
    assert "failed: list.txt:2: the path leads out" in done.stdout


def test_a_list_can_come_on_standard_input(private):
    done = briefing("read", "--list", "-", stdin=b"secret/private.txt\n")
    assert "1 found = 1 articles" in done.stdout


def test_a_command_that_names_nothing_says_what_it_takes():
    for command in ("run", "read"):
        done = briefing(command)
        assert (done.returncode, "--list FILE" in done.stderr) == (2, True)


def test_daily_reads_the_lists_of_its_settings():
    Path("inbox").mkdir()
    Path("inbox/a.txt").write_text(PRIVATE)
    Path("list.txt").write_text("inbox\n")
    Path("briefing.toml").write_text('lists = ["list.txt"]\n')
    with HostileServer(honest) as server:
        done = briefing("daily", server=server)
    assert "1 new, " in done.stderr
    assert any("Kaskade" in str(arrival.body) for arrival in server.arrivals)
