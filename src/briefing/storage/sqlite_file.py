"""SQLite files that several runs share: opened alike, and set aside whole where they are damaged."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

#: How every SQLite file begins.
_MAGIC = b"SQLite format 3\x00"
_BESIDE = ("-wal", "-shm")


def connect(path: Path | None, synchronous: Literal["FULL", "NORMAL"], timeout: float) -> sqlite3.Connection:
    """Open a file in write-ahead mode; each statement outside BEGIN and COMMIT is a transaction of its own.

    Args:
        path: None is a database in memory.
        synchronous: With FULL, what was committed survives the loss of power.
        timeout: Seconds that a statement waits for another process.

    Raises:
        sqlite3.Error: It can't be opened, or is no database.
    """
    db = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=timeout)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(f"PRAGMA synchronous = {synchronous}")
    except sqlite3.Error:
        db.close()
        raise
    return db


def was_database(path: Path) -> bool:
    """Whether a file is, or was before it was damaged, one of SQLite's: another's file is left alone.

    Raises:
        OSError: It can't be read.
    """
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def set_aside(path: Path) -> Path:
    """Rename a damaged file, with what SQLite keeps beside it.

    Raises:
        OSError: It can't be renamed.
    """
    aside = path.with_name(f"{path.name}.damaged-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}")
    path.replace(aside)
    for suffix in _BESIDE:
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + suffix))
    return aside
