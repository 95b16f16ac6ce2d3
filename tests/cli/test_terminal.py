"""The live view in a real terminal, JSON lines for programs, and what the last lines tell."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing.prompting.schemas import SCHEMAS
from command import STARTED, briefing, trust, write_articles
from honest_model import honest
from hostile_server import HostileServer, hang, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def _started(*arguments: str, server: HostileServer, **environment: str) -> tuple[subprocess.Popen[bytes], int]:
    """A command at a terminal of 100 columns, and what that terminal gets on standard error."""
    leader, follower = pty.openpty()
    settings = {"BRIEFING_MODEL": "m", "BRIEFING_API_BASE": server.base_url, "TERM": "xterm-256color", "COLUMNS": "100"}
    process = subprocess.Popen(
        [sys.executable, "-m", "briefing", *arguments],
        stdin=follower,
        stdout=subprocess.DEVNULL,
        stderr=follower,
        env={k: v for k, v in os.environ.items() if k != "NO_COLOR"} | settings | environment,
    )
    os.close(follower)
    return process, leader


def _in_terminal(
    *arguments: str, server: HostileServer, waited_for: Mapping[str, threading.Event] | None = None, **environment: str
) -> str:
    """All that a terminal of 100 columns gets on standard error.

    Args:
        arguments: Of the command.
        server: The provider.
        waited_for: What is to be shown, as patterns, and the event that is set once it was.
        environment: Variables of the command.
    """
    process, leader = _started(*arguments, server=server, **environment)
    pieces, ends, waited_for = [], time.monotonic() + STARTED, dict(waited_for or {})
    while time.monotonic() < ends:
        if select.select([leader], [], [], 0.2)[0]:
            try:
                pieces.append(os.read(leader, 65536))
            except OSError:  # the other side is closed
                break
            shown = _ESCAPE.sub("", b"".join(pieces).decode(errors="replace"))
            for pattern in [each for each in waited_for if re.search(each, shown)]:
                waited_for.pop(pattern).set()
        elif process.poll() is not None:
            break
    process.wait(60)
    os.close(leader)
    return b"".join(pieces).decode(errors="replace")


def test_the_live_view_shows_steps_stages_money_and_failures_and_obeys_no_title():
    write_articles(Path("in"), 3)
    Path("in/evil[red]\x1b[31mname.txt").write_text("Ereignis9 in Rabat\n\nEs geschah.\n", encoding="utf-8")

    def act(arrival):
        text = arrival.body["messages"][1]["content"]
        refused = "Ereignis9" in text and arrival.body["response_format"]["json_schema"]["name"] == "ExtractionReply"
        return refusal() if refused else honest(arrival).after(0.3)

    with HostileServer(act) as server:
        Path("briefing.toml").write_text('max_cost = 5\n[prices."m"]\ninput = 1.0\noutput = 2.0\n')
        trust()
        shown = _in_terminal("run", "in", server=server)
    plain = _ESCAPE.sub("", shown)
    assert "4/4" in plain
    assert re.search(r"translate +4", plain)
    assert "replies per minute" in plain
    assert "spent of $5.00" in plain
    assert "1 failed" in plain
    assert "failed: evil[red] [31mname.txt" in plain.replace("in/", "")
    assert "\x1b[31mname" not in shown


ASKED = r"now: (?:translate|extract) \d"
READ_AGAIN = r"now: second reading \d"


@pytest.fixture(scope="module")
def without_colour(tmp_path_factory) -> str:
    """What a run of an unpriced model shows under NO_COLOR; each stage is answered once it was named."""
    gates = {ASKED: threading.Event(), READ_AGAIN: threading.Event()}

    def act(arrival):
        stage = arrival.body["response_format"]["json_schema"]["name"]
        if stage == SCHEMAS["verify"].__name__:
            return honest(arrival).once(gates[READ_AGAIN])
        return honest(arrival).once(gates[ASKED])

    with contextlib.chdir(tmp_path_factory.mktemp("terminal")), HostileServer(act) as server:
        write_articles(Path("in"), 2)
        more = {"NO_COLOR": "1", "BRIEFING_VERIFY": "shown", "BRIEFING_TIMEOUT": "120"}
        return _in_terminal("run", "in", server=server, waited_for=gates, **more)


def test_without_colour_no_colour_is_sent(without_colour):
    assert "2/2" in _ESCAPE.sub("", without_colour)
    assert not re.search(r"\x1b\[(?:3|4|9|10)[0-9;]*m", without_colour)


def test_json_lines_tell_a_program_how_it_went():
    write_articles(Path("in"), 2)
    with HostileServer(honest) as server:
        done = briefing("run", "in", "--date", "2026-11-20", "--json", server=server)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [e["stage"] for e in events if e["event"] == "begin"] == ["read", "group", "write"]
    assert [e["done"] for e in events if e["event"] == "advance" and e["stage"] == "read"] == [1, 2]
    assert events[-1]["event"] == "end"
    assert events[-1]["exit_code"] == done.returncode == 0
    assert events[-1]["run"]["done"] == 2
    assert done.stderr == ""


def test_a_run_of_recorded_replies_does_not_speak_of_calls_or_cost():
    write_articles(Path("in"), 2)
    recorded = ("run", "in", "--date", "2026-11-20", "--cassette", "c.json")
    with HostileServer(honest) as server:
        assert "calls in this run" in briefing(*recorded, "--record", "once", "-o", "one", server=server).stdout
    done = briefing(*recorded, "-o", "two")
    assert re.search(
        r"\d+ recorded replies of \d+ tokens, \d+\.\d s: no model was asked, and nothing was paid", done.stdout
    )
    assert "call" not in done.stdout
    assert "cost" not in done.stdout


def test_the_last_lines_say_what_to_do_next():
    write_articles(Path("in"), 2)
    with HostileServer(lambda _: refusal()) as server:
        done = briefing("run", "in", server=server)
    assert "Next: run the same command again" in done.stdout


def test_a_price_that_nobody_knows_is_not_told_as_nothing_and_the_stage_at_work_is_named(without_colour):
    shown = _ESCAPE.sub("", without_colour)
    assert "spent: unknown" in shown
    assert "$0.0000" not in shown
    assert re.search(ASKED, shown)
    assert re.search(READ_AGAIN, shown)


def test_one_article_gives_a_sign_of_life_at_once_and_says_what_it_waits_for():
    write_articles(Path("in"), 1)
    said, more = threading.Event(), {"BRIEFING_VERIFY": "off", "BRIEFING_TIMEOUT": "120"}
    waits = r"extract: m, attempt 1 of \d, \d+ s of 120 s; \d+ s in total"
    with HostileServer(lambda arrival: honest(arrival).once(said)) as server:
        shown = _in_terminal("extract", "in/000.txt", server=server, waited_for={waits: said}, **more)
    assert shown.startswith("\rstarting …\r\x1b[K\rreading in/000.txt …")
    assert re.search(waits, shown)
    # The line goes away, and is never wider than the terminal.
    assert shown.endswith("\r\x1b[K")
    assert all(len(_ESCAPE.sub("", line)) < 100 for line in re.split(r"[\r\n]", shown))


#: Seconds; what a person takes for an answer.
AT_ONCE = 0.3


@pytest.mark.parametrize("command", ["summarize", "translate", "extract"])
@pytest.mark.one_in(3)
def test_a_sign_of_life_within_300_ms_however_long_the_server_is_silent(command):
    write_articles(Path("in"), 1)
    with HostileServer(lambda _: hang()) as server:
        process, leader = _started(command, "in/000.txt", server=server, BRIEFING_TIMEOUT="20")
        shown = b""
        try:
            while b"starting" not in shown:
                shown += os.read(leader, 65536)
            # On the clock of the process: a machine that tests in several others at once lets it wait.
            ticks = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
            took = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
            while not re.search(rb"m, attempt 1 of \d, [1-9] s of 20 s", shown):
                assert select.select([leader], [], [], 15)[0], shown
                shown += os.read(leader, 65536)
        finally:
            process.kill()
            process.wait()
            os.close(leader)
    assert took < AT_ONCE


def test_an_address_without_its_scheme_is_asked_about_at_a_terminal():
    with HostileServer(honest) as server:
        for answer, told in ((b"n\n", b"there is no such file or folder"), (b"y\n", b"https://no-such-host.invalid/a")):
            process, leader = _started("summarize", "no-such-host.invalid/a", server=server)
            shown = b""
            while b"[y/N]" not in shown:
                shown += os.read(leader, 65536)
            assert b"There is no file no-such-host.invalid/a. Fetch https://no-such-host.invalid/a?" in shown
            os.write(leader, answer)
            shown = b""
            while process.poll() is None or select.select([leader], [], [], 0)[0]:
                if select.select([leader], [], [], 0.2)[0]:
                    try:
                        shown += os.read(leader, 65536)
                    except OSError:
                        break
            process.wait(20)
            os.close(leader)
            assert told in shown
            assert process.returncode == 2
        assert not server.arrivals


def test_in_a_pipe_one_article_says_nothing_of_a_short_wait():
    write_articles(Path("in"), 1)
    with HostileServer(honest) as server:
        assert briefing("extract", "in/000.txt", server=server).stderr == ""


def test_one_thing_is_written_into_the_file_that_is_named():
    write_articles(Path("in"), 1)
    with HostileServer(honest) as server:
        done = briefing("extract", "in/000.txt", "-o", "claims.json", "--output", "kept", server=server)
    assert (done.returncode, done.stdout) == (0, "")
    assert json.loads(Path("claims.json").read_text(encoding="utf-8"))["claims"]
    assert Path("kept").is_dir()


def test_an_address_without_its_scheme_is_not_fetched_and_told_as_it_should_be_written():
    for typed in ("example.org/a", "www.example.org"):
        done = briefing("summarize", typed)
        assert done.returncode == 2
        assert f"write its scheme too: https://{typed}" in done.stderr
    assert "scheme" not in briefing("summarize", "notes.txt").stderr
