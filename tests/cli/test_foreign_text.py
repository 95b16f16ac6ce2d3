"""Text that isn't ours on its way to a terminal: no escape sequence, no turned line, no key, whatever the command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from briefing.cli import cli
from briefing.text.plain import escaped, plain
from command import briefing, write_articles
from honest_model import honest
from hostile_server import HostileServer, error

HOSTILE = "x\x1b]0;title\x07\x1b[2J\x9b31m\u202eevil\u2028\r"
#: An error of each command that names what it was given.
ERRORS = {
    "demo": ("--day", HOSTILE),
    "init": ("--yes", "--config", f"{HOSTILE}/b.toml"),
    "read": (HOSTILE,),
    "run": (HOSTILE,),
    "daily": ("--config", HOSTILE),
    "show": (HOSTILE,),
    "open": (HOSTILE,),
    "check": (HOSTILE,),
    "export": (HOSTILE, "--form", "csv"),
    "deliver": ("--config", HOSTILE),
    "summarize": (HOSTILE,),
    "translate": (HOSTILE,),
    "extract": (HOSTILE,),
    "group": ("--config", HOSTILE),
    "names": ("--config", HOSTILE),
    "archive": ("--config", HOSTILE),
    "ledger": ("--config", HOSTILE),
    "eval": (HOSTILE,),
    "prompts": ("show", HOSTILE),
    "trust": (HOSTILE,),
    "cassette": (HOSTILE,),
    "doctor": ("--config", HOSTILE),
    "schema": (HOSTILE,),
    "completion": (HOSTILE,),
    "warnings": (HOSTILE,),
}


def active(text: str) -> set[str]:
    """Characters that a terminal may act on."""
    return {char for char in text if not char.isprintable() and char != "\n"}


def test_every_command_is_tried():
    assert set(cli.commands) == set(ERRORS)


@pytest.mark.parametrize("command", sorted(ERRORS))
def test_an_error_of_a_command_shows_nothing_that_a_terminal_acts_on(command):
    done = briefing(command, *ERRORS[command])
    assert done.returncode != 0
    assert "evil" in done.stderr
    assert active(done.stdout + done.stderr) == set()


@pytest.mark.parametrize("command", sorted(ERRORS))
def test_neither_does_what_is_said_of_wrong_arguments(command):
    done = briefing(command, f"--{HOSTILE}")
    assert done.returncode == 2
    assert active(done.stdout + done.stderr) == set()


def test_neither_does_a_commands_name():
    assert active(briefing(HOSTILE).stderr) == set()


@pytest.mark.parametrize("status", [200, 400, 401, 404, 429])
@pytest.mark.parametrize("command", ["run", "run --json", "summarize", "translate", "extract"])
def test_neither_does_what_a_provider_says(command, status):
    write_articles(Path("in"), 1)
    with HostileServer(lambda _: error(status, HOSTILE)) as server:
        name, *more = command.split()
        done = briefing(name, "in/000.txt", *more, server=server, BRIEFING_ATTEMPTS="1")
        listed = briefing("ledger")
    assert "evil" in done.stdout + done.stderr
    assert active(done.stdout + done.stderr + listed.stdout) == set()


def test_neither_does_an_article_on_any_way_out():
    Path("in").mkdir()
    Path("in/a.txt").write_text(f"{HOSTILE}\n\nDie Direktorin kam am Dienstag nach Rabat und sprach mit Person1.\n")
    with HostileServer(honest) as server:
        for command in ("read in", "read in --jsonl", "summarize in/a.txt --json", "extract in/a.txt", "run in --json"):
            done = briefing(*command.split(), server=server)
            assert active(done.stdout + done.stderr) == set(), command


def test_neither_does_the_traceback_of_a_fault_of_ours():
    code = (
        "import sys, briefing.cli as c\n"
        "def fails(**_): raise RuntimeError(sys.argv.pop())\n"
        "c.cli.commands['schema'].callback = fails\nsys.argv = ['briefing', 'schema', sys.argv[1]]\n"
        "c.cli.commands['schema'].params.clear()\nc.cli.commands['schema'].allow_extra_args = True\nc.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, HOSTILE], capture_output=True, text=True, timeout=60, check=False
    )
    assert "RuntimeError" in done.stderr
    assert "evil" in done.stderr
    assert active(done.stderr) == set()


def test_keys_and_passwords_do_not_reach_the_terminal(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "canary-Kaskade-0123456789")
    for told in (
        "http://u:Kaskade@h/v1", "https://Kaskade@h/", "http://u:Kas/kade@h/v1 Kas", "https://h/f?x=1&token=Kaskade",
        "https://h/f?api_key=Kaskade&x=1", "canary-Kaskade-0123456789", "https://h/f#access_token=Kaskade",
        "user:Kaskade@h:8080/v1", "u:p%40Kaskade@host.example/v1", "https://hooks.slack.com/services/T0/B0/Kaskade",
        "https://discord.com/api/webhooks/1/Kaskade",
        "https://api.telegram.org/bot12:Kaskade/sendMessage", "https://h/x?X-Amz-Signature=Kaskade", "redis://:Kaskade@h",
    ):  # fmt: skip
        done = briefing("show", f"no such {told}")
        assert "Kaskade" not in done.stderr
        assert "kade@" not in done.stderr


@pytest.mark.parametrize(
    "address",
    [
        "https://h.example/a?id=7&page=2#x",
        "https://medium.example/@user/post",
        "http://h:8080/@user/x",
        "mailto:desk@h.example",
        "at 10:30 r@h.example",
        "sip:desk@h.example",
        "https://h.example/#key",
        "https://discord.com/channels/1",
    ],
)
def test_an_address_without_a_secret_is_shown_whole(address):
    assert plain(f"see {address} there") == f"see {address} there"


def test_escaped_json_is_the_same_json():
    value = {"a\x9b": [HOSTILE, "\U000e0041 日本 \u200c", 1]}
    text = escaped(json.dumps(value, ensure_ascii=False, indent=1))
    assert json.loads(text) == value
    assert active(text) == set()
