"""The ledger: what was acknowledged is there, whatever happens afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from briefing.errors import LedgerError
from briefing.llm.ledger import Ledger
from ledger_replies import new


@pytest.fixture
def ledger(tmp_path):
    opened = Ledger(tmp_path / "ledger.sqlite3")
    yield opened
    opened.close()


async def test_a_reply_is_there_for_the_next_run(tmp_path):
    first = Ledger(tmp_path / "l.sqlite3")
    stored = await first.record(new(text="مرحبا"))
    await first.settle("k", stored)
    first.close()
    second = Ledger(tmp_path / "l.sqlite3")
    found = await second.lookup("k")
    second.close()
    assert found is not None
    assert (found.text, found.settled, found.mended) == ("مرحبا", True, None)


async def test_a_reply_that_was_not_yet_judged_is_handed_out_as_such(ledger):
    await ledger.record(new())
    found = await ledger.lookup("k")
    assert found is not None
    assert not found.settled


async def test_what_a_repair_mended_is_remembered(ledger):
    await ledger.settle("k", await ledger.record(new()), frozenset({"sentences.1"}))
    found = await ledger.lookup("k")
    assert found is not None
    assert found.mended == {"sentences.1"}


async def test_a_refusal_is_recorded_and_never_handed_out(ledger):
    await ledger.record(new(status="refused"))
    assert await ledger.lookup("k") is None


async def test_after_a_failure_the_question_is_new(ledger):
    await ledger.record(new(text="bad"))
    await ledger.settle("k", None)
    assert await ledger.lookup("k") is None
    await ledger.record(new(text="good"))
    found = await ledger.lookup("k")
    assert found is not None
    assert found.text == "good"


async def test_half_a_character_in_a_reply_does_not_fail_the_write(ledger):
    await ledger.record(new(text="a\ud800b"))
    found = await ledger.lookup("k")
    assert found is not None
    assert found.text == "a\\ud800b"


async def test_many_writers_at_once_lose_nothing(ledger):
    await asyncio.gather(*(ledger.record(new(key=f"k{n}")) for n in range(500)))
    found = await asyncio.gather(*(ledger.lookup(f"k{n}") for n in range(500)))
    assert all(found)


async def test_two_ledgers_on_one_file_see_each_others_replies(tmp_path):
    one, other = Ledger(tmp_path / "l.sqlite3"), Ledger(tmp_path / "l.sqlite3")
    await asyncio.gather(*(ledger.record(new(key=f"{n}{id(ledger)}")) for n in range(50) for ledger in (one, other)))
    assert all(await asyncio.gather(*(other.lookup(f"{n}{id(one)}") for n in range(50))))
    one.close()
    other.close()


@pytest.mark.parametrize("rest", [b"torn", b"x" * 5_000, b"\x00" * 100_000])
async def test_a_damaged_file_is_set_aside_and_said_and_never_silently_begun_anew(tmp_path, rest):
    path = tmp_path / "l.sqlite3"
    path.write_bytes(b"SQLite format 3\x00" + rest)
    with pytest.raises(LedgerError, match=r"was renamed to .*damaged-"):
        Ledger(path)
    (aside,) = tmp_path.glob("*.damaged-*")
    assert aside.read_bytes().endswith(rest)
    Ledger(path).close()


def bookmarks() -> bytes:
    """Another program's database."""
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        db.executescript("CREATE TABLE bookmarks (address TEXT); INSERT INTO bookmarks VALUES ('https://example.org')")
        return db.serialize()


OTHERS = [b"a letter to my aunt " * 100, b"short", b"PK\x03\x04" * 500, b"SQLite format 2\x00", b"\x00" * 4096]


@pytest.mark.parametrize("content", [*OTHERS, bookmarks()])
def test_a_file_that_was_no_ledger_stays_as_it_is(tmp_path, content):
    """BRIEFING_LEDGER=notes.txt renamed the notes."""
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match="isn't a ledger, and wasn't changed"):
        Ledger(path)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("notes.txt", content)]


def test_a_damaged_file_that_cannot_be_set_aside_is_said_and_nobody_waits_for_ever(tmp_path):
    code = (
        "import sys\nfrom pathlib import Path\nfrom briefing.llm.ledger import Ledger\n"
        "def refused(*_): raise PermissionError(13, 'Permission denied')\n"
        "Path.replace = refused\nLedger(Path(sys.argv[1]))\n"
    )
    path = tmp_path / "l.sqlite3"
    path.write_bytes(b"SQLite format 3\x00, but long enough to be looked at " * 50)
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], timeout=30, capture_output=True, text=True, check=False
    )
    assert "LedgerError" in done.stderr
    assert "can't be opened" in done.stderr


async def test_a_torn_file_is_found_at_opening(tmp_path):
    path = tmp_path / "l.sqlite3"
    ledger = Ledger(path)
    for n in range(200):
        await ledger.record(new(key=f"k{n}", text="x" * 500))
    ledger.close()
    content = bytearray(path.read_bytes())
    content[8192:40960] = b"\xff" * (40960 - 8192)
    path.write_bytes(content)
    with pytest.raises(LedgerError):
        Ledger(path)


async def test_a_ledger_of_a_later_version_is_not_touched(tmp_path):
    path = tmp_path / "l.sqlite3"
    Ledger(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerError, match="newer version"):
        Ledger(path)


async def test_a_write_that_fails_is_an_error_for_everyone_in_it(tmp_path, monkeypatch):
    ledger = Ledger(tmp_path / "l.sqlite3")
    await ledger.record(new())
    with sqlite3.connect(tmp_path / "l.sqlite3") as db:
        db.execute("DROP TABLE replies")
    results = await asyncio.gather(*(ledger.record(new(key=f"k{n}")) for n in range(5)), return_exceptions=True)
    ledger.close()
    assert all(isinstance(result, LedgerError) for result in results)


def test_what_was_acknowledged_survives_a_kill(tmp_path):
    child = """
import asyncio, os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from ledger_replies import new
from briefing.llm.ledger import Ledger
async def main():
    ledger = Ledger(Path(sys.argv[1]))
    for n in range(100000):
        await asyncio.gather(*(ledger.record(new(key=f"{n}-{i}")) for i in range(8)))
        print(n, flush=True)
asyncio.run(main())
"""
    for round_number in range(5):
        path = tmp_path / f"{round_number}.sqlite3"
        command = [sys.executable, "-c", child, str(path), str(Path(__file__).parents[1] / "_support")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            last = 0
            for line in process.stdout:
                last = int(line)
                if last >= 20 + round_number * 7:
                    process.kill()
                    break
            rest = process.stdout.read().split()
        acknowledged = max([last, *map(int, rest)])
        with sqlite3.connect(path) as db:
            keys = {key for (key,) in db.execute("SELECT key FROM replies")}
        assert all(f"{n}-{i}" in keys for n in range(acknowledged + 1) for i in range(8))


async def test_a_ledger_that_was_closed_says_so_and_keeps_nobody_waiting(tmp_path):
    ledger = Ledger(tmp_path / "l.sqlite3")
    queued = asyncio.ensure_future(ledger.record(new()))
    await asyncio.sleep(0)
    ledger.close()
    ledger.close()
    assert (await queued).text == new().text, "what was queued before is written"
    for use in (
        ledger.lookup("k"), ledger.claim("k", "r", 1.0), ledger.release("k", "r"), ledger.record(new()),
        ledger.settle("k", None), ledger.overview(), ledger.manifests(), ledger.prune(1), ledger.open_run("r"),
        ledger.close_run("r", None), ledger.transact(lambda db: db),
    ):  # fmt: skip
        with pytest.raises(LedgerError, match="was closed"):
            await asyncio.wait_for(use, 5)
