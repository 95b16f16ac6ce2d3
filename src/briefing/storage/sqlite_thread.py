"""A thread that owns a connection to SQLite: it writes what has queued up in one transaction.

Only then are the callers answered: what is acknowledged is committed, and many share one fsync.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import sqlite3
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from briefing.errors import LedgerError
from briefing.storage.sqlite_file import connect, set_aside, was_database

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Job = tuple[Callable[[sqlite3.Connection], Any], Future[Any]]

T = TypeVar("T")


class SqliteThread:
    """The ledger's connection, and the thread that alone uses it.

    Args:
        path: The file; None keeps everything in memory.
        migrations: SQL, one for each version of the schema.

    Raises:
        LedgerError: The file can't be opened, is damaged or none of SQLite's, or comes from a later version.
    """

    def __init__(self, path: Path | None, migrations: Sequence[str]) -> None:
        self.path = path
        self._migrations = migrations
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        #: Held while a job is put: behind the last one nobody takes any, and its caller would wait for ever.
        self._putting = threading.Lock()
        self._closed = False
        opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._work, args=(opened,), name="ledger", daemon=True)
        self._thread.start()
        opened.result()

    async def do(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Do a job on the connection, alone and whole, and commit it.

        Raises:
            LedgerError: It can't be done, or the file was closed; nothing of it was written.
        """
        future: Future[T] = Future()
        with self._putting:
            if self._closed:
                raise LedgerError(f"ledger {self.path}: was closed; open it again")
            self._jobs.put((job, future))
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Write what is queued, and close the file."""
        with self._putting:
            first, self._closed = not self._closed, True
            if first:
                self._jobs.put(None)
        self._thread.join()

    def _work(self, opened: Future[None]) -> None:
        try:
            db = self._open()
        except LedgerError as error:
            opened.set_exception(error)
            return
        except Exception as error:  # noqa: BLE001 - who opens it would wait for ever
            opened.set_exception(LedgerError(f"ledger {self.path}: can't be opened: {error}"))
            return
        opened.set_result(None)
        running = True
        while running:
            batch = [self._jobs.get()]
            with contextlib.suppress(queue.Empty):
                while True:
                    batch.append(self._jobs.get_nowait())
            running = None not in batch
            self._commit(db, [entry for entry in batch if entry is not None])
        db.close()

    def _commit(self, db: sqlite3.Connection, jobs: list[Job]) -> None:
        # From here on none of them can be cancelled; what was cancelled before is still written.
        waited_for = {id(future) for _, future in jobs if future.set_running_or_notify_cancel()}
        if not jobs:
            return
        try:
            db.execute("BEGIN IMMEDIATE")
            results = [job(db) for job, _ in jobs]
            db.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - this thread must live, or all wait for ever
            with contextlib.suppress(sqlite3.Error):
                db.execute("ROLLBACK")
            for _, future in jobs:
                if id(future) in waited_for:
                    future.set_exception(
                        LedgerError(
                            f"ledger {self.path}: can't be written: {error}. No further calls are sent; free some "
                            "space, or choose another file with BRIEFING_LEDGER, then run again"
                        )
                    )
            return
        for (_, future), result in zip(jobs, results, strict=True):
            if id(future) in waited_for:
                future.set_result(result)

    def _open(self) -> sqlite3.Connection:
        try:
            if self.path is not None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._refuse_foreign(self.path)
            db = connect(self.path, "FULL", 30.0)
            verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)  # noqa: TRY301 - the same end as a torn header
            self._migrate(db)
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from None
        except OSError as error:
            raise LedgerError(
                f"ledger {self.path}: can't be opened: {error}. Move the file away to start a new one, or choose "
                "another with BRIEFING_LEDGER"
            ) from None
        return db

    @staticmethod
    def _refuse_foreign(path: Path) -> None:
        """Leave another program's database as it is, before anything is written to it."""
        if not path.exists() or path.stat().st_size == 0:
            return
        if was_database(path):
            with contextlib.closing(sqlite3.connect(path, timeout=30.0)) as db:
                tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not tables or "replies" in tables:
                return
        raise LedgerError(
            f"ledger {path}: isn't a ledger, and wasn't changed; choose another file with BRIEFING_LEDGER"
        )

    def _damaged(self, error: sqlite3.DatabaseError) -> LedgerError:
        """What is wrong with the file; a damaged one is set aside."""
        if self.path is None or isinstance(error, sqlite3.OperationalError):
            return LedgerError(f"ledger {self.path}: can't be opened: {error}")
        return LedgerError(
            f"ledger {self.path}: is damaged ({error}); it was renamed to {set_aside(self.path)}. Restore a copy, or "
            "run again to start a new one, which pays for every call again"
        )

    def _migrate(self, db: sqlite3.Connection) -> None:
        db.execute("BEGIN IMMEDIATE")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > len(self._migrations):
            db.execute("ROLLBACK")
            raise LedgerError(f"ledger {self.path}: was written by a newer version of briefing; upgrade briefing-desk")
        for number, migration in enumerate(self._migrations[version:], start=version + 1):
            for statement in migration.split(";"):
                if statement.strip():
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute("COMMIT")
