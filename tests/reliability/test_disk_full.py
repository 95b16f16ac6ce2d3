"""A disk that is full: the ledger's error comes first, and nothing is promised that was not committed."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from briefing.errors import LedgerError
from briefing.llm.ledger import Ledger
from briefing.llm.ledger_rows import NewReply
from briefing.llm.pricing import Usage
from honest_model import honest
from hostile_server import HostileServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PROMISES = re.compile(r"not paid for again|costs? nothing|is kept|are kept|Nothing is lost")
LOST = re.compile(r"(\d+) (?:reply|replies) could not be stored")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A filesystem of so many KiB."""
    mounted: list[Path] = []

    def mount(size: int) -> Path:
        place = tmp_path / f"disk{size}"
        place.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(place)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip(f"no filesystem can be mounted here: {done.stderr.decode().strip()}")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", str(place)], check=True)


def articles(folder: Path, count: int) -> None:
    folder.mkdir()
    for n in range(count):
        sentences = [f"Am {day}. Mai traf sich Rat{n} in Stadt{n} zum {day}. Mal." for day in range(1, 30)]
        (folder / f"{n}.txt").write_text(f"Treffen {n}\n\n" + "\n\n".join(sentences))


def start(server: HostileServer, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    settings = {"BRIEFING_MODEL": "m", "BRIEFING_API_BASE": server.base_url, "BRIEFING_CONCURRENCY": "3"}
    command = [sys.executable, "-m", "briefing", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=os.environ | settings | environment, stdout=pipe, stderr=pipe, text=True)


def stored(ledger: Path) -> int:
    with contextlib.closing(sqlite3.connect(ledger)) as db:
        return int(db.execute("SELECT count(*) FROM replies").fetchone()[0])


def accounted(process: subprocess.Popen[str], server: HostileServer, ledger: Path) -> int:
    """The error names the ledger first, counts what was lost, and promises nothing.

    Returns:
        Replies that were lost.
    """
    errors = process.communicate(timeout=120)[1]
    assert process.returncode == 2
    before, begins, rest = errors.partition("briefing: ledger ")
    error = begins + rest
    assert "output folder" not in before
    assert error.startswith(f"briefing: ledger {ledger}: can't be written: ")
    assert "Traceback" not in errors
    assert not PROMISES.search(errors)
    lost = LOST.search(error)
    count = int(lost[1]) if lost else 0
    assert count == len(server.arrivals) - stored(ledger)
    return count


@pytest.mark.parametrize(
    "size", [pytest.param(112, marks=pytest.mark.slow), 160, pytest.param(190, marks=pytest.mark.slow)]
)
def test_a_full_filesystem_under_ledger_and_output(small_disk, tmp_path, size):
    articles(tmp_path / "in", 6)
    disk = small_disk(size)
    with HostileServer(honest) as server:
        process = start(server, "run", "in", "-o", str(disk / "out"))
        lost = accounted(process, server, disk / "out" / "ledger.sqlite3")
    assert bool(lost) == (size > 112)  # the smallest is full before the first call


def test_a_full_filesystem_under_one_article(small_disk, tmp_path):
    articles(tmp_path / "in", 1)
    disk = small_disk(150)
    with HostileServer(honest) as server:
        process = start(server, "extract", "in/0.txt", BRIEFING_OUTPUT=str(disk))
        assert accounted(process, server, disk / "ledger.sqlite3") == 1


def test_a_limit_on_the_size_of_files(tmp_path):
    """Where nothing can be mounted: writes past the limit fail with EFBIG, as they fail with ENOSPC on a full disk."""
    articles(tmp_path / "in", 6)
    with HostileServer(lambda arrival: honest(arrival).after(0.3)) as server:
        process = start(server, "run", "in", "-o", str(tmp_path / "out"))
        server.wait_for(1, timeout=60)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1_000, 1_000))
        assert accounted(process, server, tmp_path / "out" / "ledger.sqlite3") >= 1


def new(key: str) -> NewReply:
    return NewReply(key, "run", "group", "a test", "m", "ok", "text " * 2_000, 100, Usage(1, 1), 0.5, 0.1)


async def test_the_first_error_of_the_ledger_stays_and_counts_what_was_lost(tmp_path):
    ledger = Ledger(tmp_path / "l.sqlite3")
    await ledger.record(new("a"))
    assert ledger.failed is None
    most = await ledger.transact(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
    await ledger.transact(lambda db: db.execute(f"PRAGMA max_page_count = {most}").fetchone())
    for key in "bcd":
        with pytest.raises(LedgerError, match="full"):
            await ledger.record(new(key))
    with pytest.raises(LedgerError) as caught:
        await ledger.transact(lambda db: db.execute("CREATE TABLE more (a TEXT)"))
    ledger.close()
    assert "full" in caught.value.message
    assert "3 replies could not be stored" in caught.value.message
    assert str(ledger.failed) == caught.value.message
    assert stored(tmp_path / "l.sqlite3") == 1
