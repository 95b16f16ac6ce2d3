"""Who asks a question now: two runs on one ledger never ask the same one."""

from __future__ import annotations

import os
import pathlib
import socket
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

_HOST = socket.gethostname()


def claim(db: sqlite3.Connection, key: str, run: str, seconds: float) -> bool:
    """Take the right to ask a question, unless another run holds it.

    Args:
        key: Of the request.
        run: Who asks.
        seconds: How long the right is held at most.

    Returns:
        Whether it was taken.
    """
    held = db.execute("SELECT run, host, process, born, until FROM claims WHERE key = ?", (key,)).fetchone()
    if held and held[0] != run and _holds(*held[1:]):
        return False
    mine = (key, run, _HOST, os.getpid(), _born(os.getpid()), time.time() + seconds)
    db.execute("INSERT OR REPLACE INTO claims VALUES (?,?,?,?,?,?)", mine)
    return True


def release(db: sqlite3.Connection, key: str, run: str) -> None:
    """Give back the right to ask a question."""
    db.execute("DELETE FROM claims WHERE key = ? AND run = ?", (key, run))


def _holds(host: str, process: int, born: str, until: float) -> bool:
    """Whether the holder of a claim can still be asking: a killed run's claims are free at once."""
    if host == _HOST:
        # No clock: a call may wait long for its turn, and the clock on the wall may jump.
        return born == _born(process) and _lives(process)
    return until >= time.time()


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _born(process: int) -> str:
    """When a process started, so that its number given to another isn't taken for it; empty where unknown."""
    try:
        stat = pathlib.Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
