"""Whole runs in batches, at the command line."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from batch_server import BatchServer
from command import USUAL, briefing, results, start, write_articles
from honest_model import answer

BATCH = {"BRIEFING_ENGINE": "batch", "BRIEFING_BATCH_POLL": "0.01", "BRIEFING_BATCH_GATHER": "0.05"}
PRICES = {"BRIEFING_PRICES": '{"m": {"input": 1.0, "output": 2.0, "batch": 0.5}}'}


def honest_server(**more) -> BatchServer:
    return BatchServer(answer, **more)


@pytest.fixture
def articles() -> Path:
    return write_articles(Path("in"), 5)


def run(server: BatchServer, *arguments: str, **environment: str):
    return briefing("run", "in", "--date", "2026-11-20", *arguments, server=server, **BATCH | environment)


def test_a_run_in_batches_gives_the_same_bytes_as_a_live_one(articles):
    with honest_server(shape=lambda _, rows: rows[::-1]) as server:
        live = run(server, "--engine", "local", "--output", "live", BRIEFING_VERIFY="shown")
        assert live.returncode == 0, live.stderr
        assert server.sent == 0
        billed = dict(server.billed)
        server.billed.clear()
        done = run(server, BRIEFING_VERIFY="shown")
        assert done.returncode == 0, done.stderr
        assert server.sent == sum(billed.values())
    assert dict(server.billed) == billed
    assert results(Path("outputs/2026-11-20")) == results(Path("live/2026-11-20"))
    manifest = json.loads(Path("outputs/2026-11-20/run.json").read_text())
    assert (manifest["engine"], manifest["provider"]) == ("batch", "compatible")
    # Translations and extractions go together, and so do the stories.
    assert len(server.batches) <= 6


def test_a_detached_run_goes_on_stage_by_stage_with_the_same_command(articles):
    codes = []
    with honest_server() as server:
        server.hold = True
        while not codes or codes[-1] == 75:
            codes.append(run(server, "--detach", **PRICES).returncode)
            assert len(codes) < 12
            # Overnight, all that was sent is done.
            server.hold = False
            for batch in list(server.batches.values()):
                server._get(batch.id)
            server.hold = True
        shown = briefing("ledger").stdout
    assert codes[-1] == 0
    assert 3 <= len(codes) <= 8
    assert set(server.billed.values()) == {1}
    assert server.live == 0
    value = json.loads(Path("outputs/2026-11-20/briefing.json").read_text())
    assert value["sums"]["done"] == 5
    assert shown.count("answered)") == len(server.batches)


def test_a_detached_run_says_what_is_open_and_so_does_the_ledger(articles):
    with honest_server() as server:
        server.hold = True
        done = run(server, "--detach")
    assert done.returncode == 75
    assert "10 requests in 1 batch at the provider, due by 2030-03-17" in done.stderr
    assert "failed: " not in done.stdout, "they are under way"
    shown = briefing("ledger").stdout
    line = next(line for line in shown.splitlines() if line.startswith("batch_"))
    assert line.split() == ["batch_2", "m", line.split()[2], "10", "10", "2030-03-17T17:46:40+00:00"]
    assert json.loads(Path("outputs/2026-11-20/run.json").read_text())["status"] == "stopped"


def test_open_batches_are_cancelled_or_given_up_at_the_command_line(articles):
    with honest_server() as server:
        server.hold = True
        assert run(server, "--detach").returncode == 75
        server.progress("batch_2", 4)
        done = briefing("ledger", "--cancel-batches", server=server, **BATCH)
        assert done.returncode == 0, done.stderr
        assert "batch_2 was cancelled; 4 replies had arrived and were kept" in done.stdout
        again = run(server, "--detach")
        assert again.returncode == 75
        assert "6 requests in 1 batch" in again.stderr
        name = list(server.batches)[-1]
        assert "6 requests given up" in briefing("ledger", "--forget-batch", name).stdout
        server.hold = False
        assert run(server).returncode == 0
    assert briefing("ledger", "--cancel-batches", server=server, **BATCH).stdout.startswith("no batch is open")


def test_the_estimate_shows_both_prices(articles):
    with honest_server() as server:
        told = run(server, "--dry-run", **PRICES)
        unknown = run(server, "--dry-run", BRIEFING_PRICES='{"m": {"input": 1.0, "output": 2.0}}')
    assert told.returncode == 0, told.stderr
    line = next(line for line in told.stdout.splitlines() if " live, " in line)
    live, batch = (float(part.split("$")[1].split()[0]) for part in line.split("cost ")[1].split(" live, "))
    assert batch == pytest.approx(live / 2, abs=0.0001)
    assert "batch = 0.5" in unknown.stdout
    assert server.sent + server.live == 0


def test_what_cannot_be_asked_in_batches_is_refused_before_anything_is_sent(articles):
    with honest_server() as server:
        other = run(server, BRIEFING_MODEL="anthropic/claude-sonnet-4-5", ANTHROPIC_API_KEY="a-key-of-theirs")
        recorded = run(server, "--cassette", "c.yaml", "--record", "all")
        alone = briefing("run", "in", "--detach", server=server)
    assert other.returncode == recorded.returncode == alone.returncode == 2
    assert "only the Batch API of OpenAI" in other.stderr
    assert "recordings contain only live calls" in recorded.stderr
    assert "--engine batch" in alone.stderr
    assert server.sent + server.live == 0
    assert not list(Path("outputs").glob("*.sqlite3"))


def test_commands_for_one_article_are_live_whatever_the_engine(articles):
    with honest_server() as server:
        done = briefing("translate", "in/000.txt", server=server, **BATCH)
        assert done.returncode == 0, done.stderr
    assert server.sent == 0
    assert server.live > 0


def test_a_run_killed_while_it_waits_is_gone_on_with_by_a_live_one_once_the_batch_is_there(articles):
    with honest_server() as server:
        server.hold = True
        process = start("run", "in", "--date", "2026-11-20", server=server, **BATCH)
        _until(lambda: server.steps["get"] > 0)
        process.kill()
        process.wait(10)
        server.hold = False
        server._get("batch_2")
        done = run(server, "--engine", "local")
        assert done.returncode == 0, done.stderr
    assert set(server.billed.values()) == {1}


def test_at_the_deadline_a_run_goes_on_live_and_is_whole(articles, monkeypatch):
    monkeypatch.setattr("briefing.pipeline.run.seconds_until", lambda _: 1.0)
    with honest_server() as server:
        server.hold = True
        done = run(server, "--until", "06:45")
        assert done.returncode == 0, done.stderr
    assert "it was 06:45: 1 batch was cancelled" in done.stderr
    assert server.live == sum(server.billed.values())
    assert set(server.billed.values()) == {1}


@pytest.mark.parametrize("reply", ["y", "n"])
@pytest.mark.one_in(2)
def test_a_signal_asks_whether_to_cancel(articles, reply):
    with honest_server() as server:
        server.hold = True
        ours, theirs = pty.openpty()
        environment = os.environ | USUAL | BATCH | {"BRIEFING_API_BASE": server.base_url, "TERM": "dumb"}
        command = [sys.executable, "-m", "briefing", "run", "in", "--date", "2026-11-20"]
        process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
        os.close(theirs)
        _until(lambda: server.steps["get"] > 0)
        server.progress("batch_2", 3)
        process.send_signal(signal.SIGINT)
        assert "10 requests in 1 batch at the provider. Cancel?" in _read_until(ours, "[y/N]")
        os.write(ours, reply.encode() + b"\n")
        assert process.wait(30) == 130
        os.close(ours)
        assert server.batches["batch_2"].status == ("cancelled" if reply == "y" else "in_progress")
        server.hold = False
        assert run(server).returncode == 0
    assert set(server.billed.values()) == {1}


def _until(reached) -> None:
    ends = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < ends
        time.sleep(0.02)


def _read_until(terminal: int, words: str) -> str:
    told, ends = "", time.monotonic() + 60
    while words not in told:
        assert time.monotonic() < ends, told
        if select.select([terminal], [], [], 0.1)[0]:
            told += os.read(terminal, 4096).decode(errors="replace")
    return " ".join(told.split())
