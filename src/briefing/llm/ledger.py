"""The response cache and the bill: one SQLite file with every reply, so that nothing is ever paid for twice."""

from __future__ import annotations

import datetime as dt
import functools
import importlib.resources
import json
import re
from typing import TYPE_CHECKING, Any, TypeVar

from briefing.errors import LedgerError
from briefing.llm import claims
from briefing.llm.ledger_rows import BUSY, Busy, FailureRow, NewReply, RunRow, Sent, Stored
from briefing.storage.sqlite_thread import SqliteThread

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")


@functools.cache
def migrations() -> tuple[str, ...]:
    """The schema's SQL, version by version."""
    text = importlib.resources.files("briefing.llm").joinpath("ledger_schema.sql").read_text(encoding="utf-8")
    return tuple(re.split(r"^-- version \d+\n", text, flags=re.MULTILINE)[1:])


class Ledger:
    """The ledger of one run; other runs may hold the same file open.

    Args:
        path: The file; None keeps everything in memory.

    Raises:
        LedgerError: The file can't be opened, is damaged, or comes from a later version.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        #: The keys of what this run asked for, whether it was known or not.
        self.used: set[str] = set()
        self._reason: str | None = None
        self._lost = 0
        self._database = SqliteThread(path, migrations())

    @property
    def failed(self) -> LedgerError | None:
        """The first error of this run's writes, with the replies that it lost so far; None where all were committed."""
        if self._reason is None:
            return None
        replies = "1 reply" if self._lost == 1 else f"{self._lost} replies"
        lost = f". {replies} could not be stored and will have to be paid for again" if self._lost else ""
        return LedgerError(self._reason + lost, lost=self._lost)

    async def lookup(self, key: str) -> Stored | None:
        """The answer to a question; or a reply that was paid for and not yet judged; or None."""
        return await self._do(lambda db: _find(db, key))

    async def claim(self, key: str, run: str, seconds: float) -> Stored | Busy | Sent | None:
        """Before a question is asked: what is known of it, or else the right to ask it.

        Two runs on one ledger never ask the same question: the right is held by one until it releases
        it, its process is gone, or the time is over.

        Args:
            run: Who asks.
            seconds: How long the right is held at most.

        Returns:
            The reply; BUSY where another run is asking; Sent where the caller has the right, and the question lies in
            a batch already; None where the caller may ask now.
        """
        self.used.add(key)

        def take(db: sqlite3.Connection) -> Stored | Busy | Sent | None:
            stored = _find(db, key)
            if stored is not None:
                return stored
            if not claims.claim(db, key, run, seconds):
                return BUSY
            lies = db.execute(
                "SELECT b.id, coalesce(b.batch, b.mark), l.token_limit FROM batch_lines l"
                " JOIN batches b ON b.id = l.batch WHERE l.key = ? AND l.state = 'open'",
                (key,),
            ).fetchone()
            return Sent(*lies) if lies else None

        return await self._do(take)

    async def release(self, key: str, run: str) -> None:
        """Give back the right to ask a question."""
        await self._do(lambda db: claims.release(db, key, run))

    async def record(self, reply: NewReply) -> Stored:
        """Commit a reply. Only then may it be used."""

        def write(db: sqlite3.Connection) -> Stored:
            cursor = db.execute(
                "INSERT INTO replies (key, run, stage, about, model, status, text, token_limit, prompt_tokens,"
                " completion_tokens, cached_tokens, cost, seconds, at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    *(
                        reply.key,
                        reply.run,
                        reply.stage,
                        reply.about,
                        reply.model,
                        reply.status,
                        _safe(reply.text),
                    ),
                    *(reply.token_limit, reply.usage.prompt, reply.usage.completion, reply.usage.cached),
                    *(reply.cost, reply.seconds, _now()),
                ),
            )
            number = cursor.lastrowid or 0
            return Stored(
                number, reply.text, reply.model, reply.status, reply.token_limit, settled=False, cost=reply.cost
            )

        try:
            return await self._do(write)
        except LedgerError as error:
            self._lost += 1
            raise self.failed or error from None

    async def settle(self, key: str, reply: Stored | None, mended: frozenset[str] | None = None) -> None:
        """Say which reply is the answer to a question; None: there was none, it may be asked anew.

        A text other than the one that came under the reply's id, which a patch made of it, is kept with its cost.
        """
        parts = None if mended is None else json.dumps(sorted(mended))

        def write(db: sqlite3.Connection) -> None:
            newest = db.execute("SELECT coalesce(max(id), 0) FROM replies").fetchone()[0]
            text = cost = None
            if reply is not None:
                came = db.execute("SELECT text FROM replies WHERE id = ?", (reply.id,)).fetchone()
                if came is None or came[0] != _safe(reply.text):
                    text, cost = _safe(reply.text), reply.cost
            db.execute(
                "INSERT OR REPLACE INTO outcomes (key, reply, mended, up_to, at, text, cost) VALUES (?,?,?,?,?,?,?)",
                (key, reply.id if reply else None, parts, newest, _now(), text, cost),
            )

        await self._do(write)

    async def fail(self, key: str, run: str, stage: str, about: str, error: Exception) -> None:
        """Keep a failure for the report and the bill."""
        row = (key, run, stage, about, type(error).__name__, _safe(str(error)), _now())
        await self._do(
            lambda db: db.execute(
                "INSERT INTO failures (key, run, stage, about, kind, message, at) VALUES (?,?,?,?,?,?,?)", row
            )
        )

    async def open_run(self, run: str) -> None:
        """Note that a run began."""
        await self._do(lambda db: db.execute("INSERT INTO runs (run, started) VALUES (?, ?)", (run, _now())))

    async def close_run(self, run: str, manifest: str | None) -> None:
        """Note how a run ended; manifest is its run.json, None where it has none."""
        await self._do(
            lambda db: db.execute("UPDATE runs SET ended = ?, manifest = ? WHERE run = ?", (_now(), manifest, run))
        )

    async def overview(self, most: int = 20) -> tuple[list[RunRow], list[FailureRow]]:
        """The last runs, newest first, and the failures of the last run that had any."""

        def read(db: sqlite3.Connection) -> tuple[list[RunRow], list[FailureRow]]:
            rows = db.execute(
                "SELECT r.run, r.started, r.ended, count(p.id),"
                " coalesce(sum(p.prompt_tokens + p.completion_tokens), 0),"
                " CASE WHEN count(p.id) = count(p.cost) THEN coalesce(sum(p.cost), 0.0) END,"
                " (SELECT count(*) FROM failures f WHERE f.run = r.run),"
                " json_extract(r.manifest, '$.reason'), json_extract(r.manifest, '$.day')"
                " FROM runs r LEFT JOIN replies p ON p.run = r.run"
                " GROUP BY r.run ORDER BY r.started DESC, r.rowid DESC LIMIT ?",
                (most,),
            ).fetchall()
            failures = db.execute(
                "SELECT at, stage, about, kind, message FROM failures"
                " WHERE run = (SELECT run FROM failures ORDER BY id DESC LIMIT 1) ORDER BY id"
            ).fetchall()
            return [RunRow(*row) for row in rows], [FailureRow(*row) for row in failures]

        return await self._do(read)

    async def manifests(self, most: int = 50) -> list[str]:
        """run.json of the last runs that ended, newest first."""
        query = "SELECT manifest FROM runs WHERE manifest IS NOT NULL ORDER BY started DESC LIMIT ?"
        return await self._do(lambda db: [row[0] for row in db.execute(query, (most,))])

    async def prune(self, days: int) -> int:
        """Forget replies, failures and runs older than so many days; the same questions are then paid for anew.

        Returns:
            Replies forgotten.
        """
        before = (dt.datetime.now(dt.UTC) - dt.timedelta(days=days)).isoformat(timespec="seconds")

        def write(db: sqlite3.Connection) -> int:
            db.execute("DELETE FROM outcomes WHERE reply IN (SELECT id FROM replies WHERE at < ?)", (before,))
            db.execute("DELETE FROM outcomes WHERE reply IS NULL AND at < ?", (before,))
            forgotten = db.execute("DELETE FROM replies WHERE at < ?", (before,)).rowcount
            db.execute("DELETE FROM failures WHERE at < ?", (before,))
            # What is still open stays: forgetting it would pay for it twice.
            db.execute("DELETE FROM batches WHERE state = 'done' AND at < ?", (before,))
            db.execute("DELETE FROM batch_lines WHERE batch NOT IN (SELECT id FROM batches)")
            db.execute("DELETE FROM runs WHERE started < ?", (before,))
            return forgotten

        return await self._do(write)

    def close(self) -> None:
        """Write what is queued, and close the file."""
        self._database.close()

    async def transact(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Do a job on the connection, alone and whole: for the tables of others, such as the names.

        Raises:
            LedgerError: It can't be done; nothing of it was written.
        """
        return await self._do(job)

    async def _do(self, job: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return await self._database.do(job)
        except LedgerError as error:
            self._reason = self._reason or error.message
            raise self.failed or error from None


def _find(db: sqlite3.Connection, key: str) -> Stored | None:
    outcome = db.execute("SELECT reply, mended, up_to, text, cost FROM outcomes WHERE key = ?", (key,)).fetchone()
    columns = "SELECT id, text, model, status, token_limit, cost FROM replies"
    if outcome and outcome[0] is not None:
        row = db.execute(f"{columns} WHERE id = ?", (outcome[0],)).fetchone()
        mended = None if outcome[1] is None else frozenset(json.loads(outcome[1]))
        if outcome[3] is not None:  # a patch was applied
            row = (row[0], outcome[3], *row[2:5], outcome[4])
        return _stored(row, settled=True, mended=mended)
    # A failed question may be asked anew: what came before its failure is not used again.
    row = db.execute(
        f"{columns} WHERE key = ? AND id > ? AND status != 'refused' ORDER BY id DESC LIMIT 1",
        (key, outcome[2] if outcome else 0),
    ).fetchone()
    return _stored(row, settled=False) if row else None


def _stored(row: tuple[Any, ...], *, settled: bool, mended: frozenset[str] | None = None) -> Stored:
    number, text, model, status, token_limit, cost = row
    return Stored(number, text, model, status, token_limit, settled, mended, cost)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _safe(text: str) -> str:
    # SQLite stores UTF-8; half a character from a broken reply is kept visible instead of failing the write.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
