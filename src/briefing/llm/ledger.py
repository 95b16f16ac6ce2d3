"""The memory: one SQLite file with every reply, so that nothing is ever paid for twice.

One thread owns the connection. It takes what has queued up, writes it in one transaction, and only
then tells the callers: a reply is committed before it is used, and many share one fsync.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import enum
import json
import os
import pathlib
import queue
import socket
import sqlite3
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from briefing.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.llm.pricing import Usage

T = TypeVar("T")
Status = Literal["ok", "invalid", "truncated", "refused"]

_MIGRATIONS = (
    """
    CREATE TABLE replies (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        run TEXT NOT NULL,
        stage TEXT NOT NULL,
        about TEXT NOT NULL,
        model TEXT NOT NULL,
        status TEXT NOT NULL,
        text TEXT NOT NULL,
        token_limit INTEGER NOT NULL,
        prompt_tokens INTEGER NOT NULL,
        completion_tokens INTEGER NOT NULL,
        cached_tokens INTEGER NOT NULL,
        cost REAL,
        seconds REAL NOT NULL,
        at TEXT NOT NULL
    );
    CREATE INDEX replies_by_key ON replies (key);
    CREATE TABLE outcomes (
        key TEXT PRIMARY KEY,
        reply INTEGER REFERENCES replies (id),
        mended TEXT,
        up_to INTEGER NOT NULL,
        at TEXT NOT NULL
    );
    CREATE TABLE failures (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        run TEXT NOT NULL,
        stage TEXT NOT NULL,
        about TEXT NOT NULL,
        kind TEXT NOT NULL,
        message TEXT NOT NULL,
        at TEXT NOT NULL
    );
    CREATE TABLE runs (
        run TEXT PRIMARY KEY,
        started TEXT NOT NULL,
        ended TEXT,
        manifest TEXT
    );
    """,
    """
    CREATE TABLE claims (
        key TEXT PRIMARY KEY,
        run TEXT NOT NULL,
        host TEXT NOT NULL,
        process INTEGER NOT NULL,
        born TEXT NOT NULL,
        until REAL NOT NULL
    );
    """,
    """
    CREATE TABLE name_sightings (
        id INTEGER PRIMARY KEY,
        day TEXT NOT NULL,
        article TEXT NOT NULL,
        kind TEXT NOT NULL,
        english TEXT NOT NULL,
        form TEXT NOT NULL,
        wrote TEXT NOT NULL,
        outlet TEXT NOT NULL,
        language TEXT NOT NULL,
        paragraph INTEGER NOT NULL,
        quote TEXT NOT NULL,
        roles TEXT NOT NULL
    );
    CREATE INDEX name_sightings_by_day ON name_sightings (day, article);
    CREATE TABLE name_decisions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        action TEXT NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        other TEXT NOT NULL,
        parts TEXT NOT NULL,
        at TEXT NOT NULL
    );
    CREATE TABLE name_reads (
        article TEXT PRIMARY KEY,
        day TEXT NOT NULL
    );
    """,
)


class Busy(enum.Enum):
    """Another run is asking this question now."""

    BUSY = "busy"


BUSY = Busy.BUSY


@dataclass(frozen=True)
class Stored:
    """A reply as the ledger holds it.

    Attributes:
        settled: It is the answer to its question; otherwise it came, was committed, and the run died.
        mended: The answer came from a repair, which mended these parts; None: there was no repair.
        cost: US dollars, whichever run paid them; None where the price is unknown.
    """

    id: int
    text: str
    model: str
    status: Status
    token_limit: int
    settled: bool
    mended: frozenset[str] | None = None
    cost: float | None = None


@dataclass(frozen=True)
class NewReply:
    """A reply to be committed."""

    key: str
    run: str
    stage: str
    about: str
    model: str
    status: Status
    text: str
    token_limit: int
    usage: Usage
    cost: float | None
    seconds: float


class RunRow(NamedTuple):
    """One run as the ledger saw it; cost in US dollars, None where a price is unknown; `reason` is what stopped it."""

    run: str
    started: str
    ended: str | None
    calls: int
    tokens: int
    cost: float | None
    failures: int
    reason: str | None


class FailureRow(NamedTuple):
    """One call that gave no answer."""

    at: str
    stage: str
    about: str
    kind: str
    message: str


class Ledger:
    """The ledger of one run; other runs may hold the same file open.

    Args:
        path: The file; None keeps everything in memory.

    Raises:
        LedgerError: The file can't be opened, is damaged, or comes from a later version.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._reason: str | None = None
        self._lost = 0
        self._jobs: queue.SimpleQueue[tuple[Callable[[sqlite3.Connection], Any], Future[Any]] | None] = (
            queue.SimpleQueue()
        )
        opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._work, args=(opened,), name="ledger", daemon=True)
        self._thread.start()
        opened.result()

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

    async def claim(self, key: str, run: str, seconds: float) -> Stored | Busy | None:
        """Before a question is asked: what is known of it, or else the right to ask it.

        Two runs on one ledger never ask the same question: the right is held by one until it releases
        it, its process is gone, or the time is over.

        Args:
            run: Who asks.
            seconds: How long the right is held at most.

        Returns:
            The reply; BUSY where another run is asking; None where the caller may ask now.
        """

        def take(db: sqlite3.Connection) -> Stored | Busy | None:
            stored = _find(db, key)
            if stored is not None:
                return stored
            held = db.execute("SELECT run, host, process, born, until FROM claims WHERE key = ?", (key,)).fetchone()
            if held and held[0] != run and _holds(*held[1:]):
                return BUSY
            mine = (key, run, _HOST, os.getpid(), _born(os.getpid()), time.time() + seconds)
            db.execute("INSERT OR REPLACE INTO claims VALUES (?,?,?,?,?,?)", mine)
            return None

        return await self._do(take)

    async def release(self, key: str, run: str) -> None:
        """Give back the right to ask a question."""
        await self._do(lambda db: db.execute("DELETE FROM claims WHERE key = ? AND run = ?", (key, run)))

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
        """Say which reply is the answer to a question; None: there was none, it may be asked anew."""
        parts = None if mended is None else json.dumps(sorted(mended))

        def write(db: sqlite3.Connection) -> None:
            newest = db.execute("SELECT coalesce(max(id), 0) FROM replies").fetchone()[0]
            db.execute(
                "INSERT OR REPLACE INTO outcomes (key, reply, mended, up_to, at) VALUES (?,?,?,?,?)",
                (key, reply.id if reply else None, parts, newest, _now()),
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
                " json_extract(r.manifest, '$.reason')"
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
            db.execute("DELETE FROM runs WHERE started < ?", (before,))
            return forgotten

        return await self._do(write)

    def close(self) -> None:
        """Write what is queued, and close the file."""
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join()

    async def transact(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Do a job on the connection, alone and whole: for the tables of others, such as the names.

        Raises:
            LedgerError: It can't be done; nothing of it was written.
        """
        return await self._do(job)

    async def _do(self, job: Callable[[sqlite3.Connection], T]) -> T:
        future: Future[T] = Future()
        self._jobs.put((job, future))
        try:
            return await asyncio.wrap_future(future)
        except LedgerError as error:
            self._reason = self._reason or error.message
            raise self.failed or error from None

    # ── the thread that owns the connection ──────────────────────────────────────────────────────

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

    def _commit(
        self, db: sqlite3.Connection, jobs: list[tuple[Callable[[sqlite3.Connection], Any], Future[Any]]]
    ) -> None:
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
            db = sqlite3.connect(self.path or ":memory:", isolation_level=None, timeout=30.0)
            db.execute("PRAGMA journal_mode = WAL")
            # FULL: a reply that was acknowledged survives the loss of power.
            db.execute("PRAGMA synchronous = FULL")
            verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)  # noqa: TRY301 - the same end as a torn header
            self._migrate(db)
        except sqlite3.DatabaseError as error:
            if self.path is None or isinstance(error, sqlite3.OperationalError):
                raise LedgerError(f"ledger {self.path}: can't be opened: {error}") from None
            aside = self._set_aside()
            raise LedgerError(
                f"ledger {self.path}: is damaged ({error}); it was set aside as {aside}. Restore a copy, or run again "
                "to begin a new one, which pays for every call anew"
            ) from None
        except OSError as error:
            raise LedgerError(
                f"ledger {self.path}: can't be opened: {error}. Move the file away to begin a new one, or choose "
                "another with BRIEFING_LEDGER"
            ) from None
        return db

    def _set_aside(self) -> Path:
        assert self.path is not None  # a ledger in memory has no file to be damaged
        aside = self.path.with_name(f"{self.path.name}.damaged-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}")
        self.path.replace(aside)
        for suffix in ("-wal", "-shm"):
            beside = self.path.with_name(self.path.name + suffix)
            if beside.exists():
                beside.replace(aside.with_name(aside.name + suffix))
        return aside

    def _migrate(self, db: sqlite3.Connection) -> None:
        db.execute("BEGIN IMMEDIATE")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > len(_MIGRATIONS):
            db.execute("ROLLBACK")
            raise LedgerError(f"ledger {self.path}: was written by a later version of briefing; update briefing")
        for number, migration in enumerate(_MIGRATIONS[version:], start=version + 1):
            for statement in migration.split(";"):
                if statement.strip():
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute("COMMIT")


def _find(db: sqlite3.Connection, key: str) -> Stored | None:
    outcome = db.execute("SELECT reply, mended, up_to FROM outcomes WHERE key = ?", (key,)).fetchone()
    columns = "SELECT id, text, model, status, token_limit, cost FROM replies"
    if outcome and outcome[0] is not None:
        row = db.execute(f"{columns} WHERE id = ?", (outcome[0],)).fetchone()
        mended = None if outcome[1] is None else frozenset(json.loads(outcome[1]))
        return _stored(row, settled=True, mended=mended)
    # A failed question may be asked anew: what came before its failure is not used again.
    row = db.execute(
        f"{columns} WHERE key = ? AND id > ? AND status != 'refused' ORDER BY id DESC LIMIT 1",
        (key, outcome[2] if outcome else 0),
    ).fetchone()
    return _stored(row, settled=False) if row else None


_HOST = socket.gethostname()


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


def _stored(row: tuple[Any, ...], *, settled: bool, mended: frozenset[str] | None = None) -> Stored:
    number, text, model, status, token_limit, cost = row
    return Stored(number, text, model, status, token_limit, settled, mended, cost)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _safe(text: str) -> str:
    # SQLite stores UTF-8; half a character from a broken reply is kept visible instead of failing the write.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
