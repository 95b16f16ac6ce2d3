"""The stand-in beside the checkout that answers in the manner of one provider, as a process, asked by the command.

Of each of its modes: what the user gets, after how many calls, and in which words she is told. What it doesn't imitate
(aliases, Azure's filter, `model_length`) is asked of our own server in the same way.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

import honest_model
from command import briefing
from hostile_server import Action, HostileServer, answer_json, reply
from provider_manners import chat

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases"
PROVIDER = CASES / "provider" / "provider.py"
SUPPORT = Path(__file__).resolve().parents[2] / "_support"
ARTICLE = (
    "Ereignis in Rabat am Dienstag\n\nDie Direktorin kam nach Rabat und sprach dort zwei Stunden mit dem Leiter.\n\n"
    + "Das Treffen dauerte nach Angaben der Stadt zwei Tage und endete ohne ein Ergebnis. " * 40
)

pytestmark = pytest.mark.usefixtures("_no_waiting", "article_file")


@dataclass(frozen=True)
class Wanted:
    calls: int
    """That arrive, refused ones included."""
    told: str = ""
    """Words on standard error; without any, nothing is said of the answer's form."""
    done: bool = True


#: The answer is taken as it is, and there is nothing to say about it.
TAKEN = (
    "think", "thinkbrace", "thinkobj", "thinknoopen", "thinkfence", "harmony", "imend", "parts", "partsplain",
    "reasoning_both", "fence", "finnull", "eos", "sse", "brotli", "nullfields", "usagelist",
)  # fmt: skip
MODES: dict[str, Wanted] = dict.fromkeys(TAKEN, Wanted(1)) | {
    "noschema": Wanted(2, "structured = 'json_object'"),
    "noformat": Wanted(3, "structured = 'prompt'"),
    "maxtok": Wanted(2, "max_completion_tokens"),
    "maxhigh": Wanted(2, "output_tokens"),
    "nosystem": Wanted(2, "system role"),
    "temp": Wanted(2, "temperature"),
    "streamonly": Wanted(2, "stream"),
    # A bill of twelve tokens is believed, and so warned of.
    "strusage": Wanted(1, "bills 12 prompt tokens"),
    "floatusage": Wanted(1, "bills 12 prompt tokens"),
    "trunc": Wanted(1, "context_tokens"),
    "reasoning_only": Wanted(1, "reasoning_content", done=False),
    "tool": Wanted(1, "tool_calls", done=False),
    "maxtokfin": Wanted(2, "cut off", done=False),
    "detail": Wanted(5, "the response has no choices", done=False),
}
beside = pytest.mark.skipif(not PROVIDER.is_file(), reason=f"the inputs are not beside the checkout ({CASES})")


@pytest.fixture
def _no_waiting(monkeypatch):
    monkeypatch.setattr("briefing.llm.route._FIRST_WAIT", 0.01)


@pytest.fixture
def article_file(tmp_path):
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")


@pytest.fixture
def asked_of(tmp_path):
    """Start the stand-in in a mode: its address, and what arrived."""
    running: list[subprocess.Popen[bytes]] = []

    def start(mode: str):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = tmp_path / "log"
        paths = os.pathsep.join([str(SUPPORT), *sys.path])
        command = [sys.executable, str(PROVIDER), str(port), mode, str(log)]
        running.append(subprocess.Popen(command, env=os.environ | {"PYTHONPATH": paths}, stderr=subprocess.PIPE))
        until = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert running[-1].poll() is None, running[-1].stderr.read().decode()
                assert time.monotonic() < until
                time.sleep(0.05)
        return f"http://127.0.0.1:{port}/v1", lambda: [json.loads(line) for line in log.read_text().splitlines()]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def judged(done, calls: int, wanted: Wanted) -> None:
    assert calls == wanted.calls, done.stderr
    assert wanted.told in done.stderr, done.stderr
    assert (done.returncode == 0) == wanted.done, done.stderr
    assert ("Paragraph 3 in English." in done.stdout) == wanted.done
    assert "Traceback" not in done.stderr
    if wanted.done and not wanted.told:
        assert not done.stderr, "there is nothing to say"


@beside
def test_every_mode_of_the_stand_in_is_expected_to_give_something():
    text = PROVIDER.read_text(encoding="utf-8")
    assert set(re.findall(r'\b(?:m|MODE) == "(\w+)"', text)) == set(MODES)


@beside
@pytest.mark.parametrize("mode", [*sorted(MODES), "honest"])
@pytest.mark.one_in(5)
def test_a_mode_gives_the_answer_or_its_reason_after_as_many_calls(mode, asked_of):
    base, log = asked_of(mode)
    settings = {"BRIEFING_TEMPERATURE": "0"} if mode == "temp" else {}
    done = briefing("translate", "a.txt", "--api-base", base, **settings)
    judged(done, len(log()), MODES.get(mode, Wanted(1)))


def honest(arrival, **manner) -> Action:
    return reply(honest_model.answer(arrival.body), **manner)


def cut_in_half(arrival, finish: str) -> Action:
    whole = honest_model.answer(arrival.body)
    return reply(whole[: len(whole) // 2], finish_reason=finish)


FILTERED = {"error": {"code": "content_filter", "message": "The response was filtered", "status": 400,
                      "innererror": {"code": "ResponsibleAIPolicyViolation"}}}  # fmt: skip
#: Manner → the model that is asked for, what it answers, and what comes of it.
OWN = {
    "an alias": ("deepseek-chat", lambda a: honest(a, model="deepseek-v4-flash"), Wanted(1, "deepseek-v4-flash")),
    "an alias of a reasoner": ("deepseek-reasoner", lambda a: honest(a, model="deepseek-v4-flash"),
                               Wanted(1, "deepseek-v4-flash")),
    "an alias with a day": ("gpt-5-mini", lambda a: honest(a, model="gpt-5-mini-2025-08-07"), Wanted(1)),
    "a file's path": ("m", lambda a: honest(a, model="/models/qwen2.5-7b-q4_k_m.gguf"), Wanted(1)),
    "another model": ("gpt-4o", lambda a: honest(a, model="gpt-4o-mini"), Wanted(1, "gpt-4o-mini", done=False)),
    "Azure: no message": ("m", lambda _: chat(None, "content_filter"), Wanted(1, "content filter", done=False)),
    "Azure: an error under 200": ("m", lambda _: Action(answer_json(FILTERED).encode()),
                                  Wanted(1, "filtered", done=False)),
    "Azure: an error under 400": ("m", lambda _: Action(answer_json(FILTERED).encode(), 400),
                                  Wanted(1, "filtered", done=False)),
    "model_length": ("m", lambda a: cut_in_half(a, "model_length"), Wanted(2, "cut off", done=False)),
    "MAX_TOKENS": ("m", lambda a: cut_in_half(a, "MAX_TOKENS"), Wanted(2, "cut off", done=False)),
}  # fmt: skip


@pytest.mark.parametrize("manner", OWN)
@pytest.mark.one_in(3)
def test_a_manner_of_our_own_stand_in_gives_the_answer_or_its_reason(manner):
    model, script, wanted = OWN[manner]
    with HostileServer(script) as server:
        done = briefing("translate", "a.txt", server=server, BRIEFING_MODEL=model)
    judged(done, len(server.arrivals), wanted)
