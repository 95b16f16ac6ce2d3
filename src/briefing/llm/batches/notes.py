"""The batches in the ledger: noted before each step, so that a process may end at any moment.

A batch goes through these states, each committed before the step that follows it:

    new         its questions are noted; nothing is at the provider
    uploaded    the file lies there, which costs nothing
    creating    the batch may have been made; whether it was, the provider's list tells by our mark
    open        the provider's id is known
    done        every answer is in the ledger, or is known not to exist

A question is open in one batch at most: the file's index sees to it, whoever writes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Sequence

    from briefing.llm.ledger import Ledger
    from briefing.llm.providers.base import Request

_COLUMNS = ("number", "mark", "model", "endpoint", "state", "file", "batch", "at", "due")
State = Literal["new", "uploaded", "creating", "open", "done"]


class Line(NamedTuple):
    """A question in a batch."""

    key: str
    stage: str
    about: str
    token_limit: int


@dataclass
class Noted:
    """A batch as the ledger has it.

    Attributes:
        number: Its row.
        mark: Ours, in the batch's metadata at the provider.
        batch: The provider's id, once it is known.
        at: When it was noted, ISO, UTC.
        due: When the provider wants to be done, ISO, UTC.
        lines: The questions that are still open, by key.
    """

    number: int
    mark: str
    model: str
    endpoint: str
    state: State
    file: str | None
    batch: str | None
    at: str
    due: str | None
    lines: dict[str, Line]


class BatchRow(NamedTuple):
    """A batch for people: `open` of its `lines` questions wait for an answer."""

    at: str
    model: str
    state: str
    batch: str | None
    mark: str
    lines: int
    open: int
    due: str | None
    told: str


class Notes:
    """The tables of batches in one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def begin(
        self, mark: str, run: str, to: tuple[str, str], questions: Sequence[Request], taken: Collection[tuple[int, str]]
    ) -> tuple[Noted, dict[str, int]]:
        """Note a new batch, before anything is sent.

        Args:
            to: Model and endpoint.
            taken: Lines (batch, key) whose answers were taken and are asked anew.

        Returns:
            The batch with the questions that are open nowhere else; and for each of the others the batch it is in.
        """

        def write(db: sqlite3.Connection) -> tuple[Noted, dict[str, int]]:
            db.executemany("UPDATE batch_lines SET state = 'done' WHERE batch = ? AND key = ?", list(taken))
            query = "SELECT batch FROM batch_lines WHERE key = ? AND state = 'open'"
            found = {each.key: row[0] for each in questions if (row := db.execute(query, (each.key,)).fetchone())}
            lines = [Line(q.key, q.stage, q.about, q.max_tokens) for q in questions if q.key not in found]
            newest = db.execute("SELECT coalesce(max(id), 0) FROM replies").fetchone()[0]
            at = _now()
            cursor = db.execute(
                "INSERT INTO batches (mark, run, model, endpoint, state, lines, up_to, at) VALUES (?,?,?,?,?,?,?,?)",
                (mark, run, *to, "new", len(lines), newest, at),
            )
            number = cursor.lastrowid or 0
            db.executemany("INSERT INTO batch_lines VALUES (?,?,?,?,?,'open')", [(number, *line) for line in lines])
            by_key = {line.key: line for line in lines}
            noted = Noted(number, mark, to[0], to[1], "new", None, None, at, None, by_key)
            return noted, found

        return await self._ledger.transact(write)

    async def note(self, noted: Noted) -> None:
        """Write what is known of a batch now: state, file, id, and when it is due."""
        row = (noted.state, noted.file, noted.batch, noted.due, noted.number)
        query = "UPDATE batches SET state = ?, file = ?, batch = ?, due = ? WHERE id = ?"
        await self._ledger.transact(lambda db: db.execute(query, row))

    async def void(self, noted: Noted) -> None:
        """Forget a batch that was never made."""

        def write(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM batch_lines WHERE batch = ?", (noted.number,))
            db.execute("DELETE FROM batches WHERE id = ?", (noted.number,))

        await self._ledger.transact(write)

    async def close_lines(self, number: int, keys: Iterable[str]) -> None:
        """These questions are open no more; they got no answer, or theirs is in the ledger."""
        rows = [(number, key) for key in keys]
        query = "UPDATE batch_lines SET state = 'done' WHERE batch = ? AND key = ?"
        await self._ledger.transact(lambda db: db.executemany(query, rows))

    async def finish(self, number: int, told: str = "") -> None:
        """All of a batch is known."""

        def write(db: sqlite3.Connection) -> None:
            db.execute("UPDATE batch_lines SET state = 'done' WHERE batch = ?", (number,))
            db.execute("UPDATE batches SET state = 'done', told = ? WHERE id = ?", (told, number))

        await self._ledger.transact(write)

    async def load(self, number: int) -> Noted | None:
        """One batch with its open questions; None where there is no such batch, or nothing of it is open."""

        def read(db: sqlite3.Connection) -> Noted | None:
            row = db.execute(
                f"SELECT id, {', '.join(_COLUMNS[1:])} FROM batches WHERE id = ?",  # noqa: S608 - ours
                (number,),
            ).fetchone()
            query = "SELECT key, stage, about, token_limit FROM batch_lines WHERE batch = ? AND state = 'open'"
            lines = {line[0]: Line(*line) for line in db.execute(query, (number,))}
            return Noted(**dict(zip(_COLUMNS, row, strict=True)), lines=lines) if row and lines else None

        return await self._ledger.transact(read)

    async def open(self) -> list[int]:
        """The numbers of all batches that are not done, the oldest first."""
        query = "SELECT id FROM batches WHERE state != 'done' ORDER BY id"
        return await self._ledger.transact(lambda db: [row[0] for row in db.execute(query)])

    async def without_answer(self, key: str) -> bool:
        """Whether a question was refused, or its replies could not be used, in the last two days."""
        since = (dt.datetime.now(dt.UTC) - dt.timedelta(days=2)).isoformat(timespec="seconds")

        def read(db: sqlite3.Connection) -> bool:
            refused = "SELECT 1 FROM replies WHERE key = ? AND status = 'refused' AND at >= ?"
            unusable = "SELECT 1 FROM outcomes WHERE key = ? AND reply IS NULL AND at >= ?"
            return any(db.execute(query, (key, since)).fetchone() for query in (refused, unusable))

        return await self._ledger.transact(read)

    async def answered(self, noted: Noted) -> set[str]:
        """Of its questions those with a reply that came since the batch was noted."""

        def read(db: sqlite3.Connection) -> set[str]:
            query = (
                "SELECT DISTINCT l.key FROM batch_lines l JOIN batches b ON b.id = l.batch"
                " JOIN replies r ON r.key = l.key AND r.id > b.up_to WHERE l.batch = ?"
            )
            return {row[0] for row in db.execute(query, (noted.number,))}

        return await self._ledger.transact(read)

    async def tidy(self) -> None:
        """Close the questions whose replies were committed by a run that ended before it could say so."""

        def write(db: sqlite3.Connection) -> None:
            db.execute(
                "UPDATE batch_lines SET state = 'done' WHERE state = 'open' AND EXISTS (SELECT 1 FROM replies r"
                " JOIN batches b ON b.id = batch_lines.batch WHERE r.key = batch_lines.key AND r.id > b.up_to)"
            )
            db.execute(
                "UPDATE batches SET state = 'done' WHERE state != 'done' AND NOT EXISTS"
                " (SELECT 1 FROM batch_lines l WHERE l.batch = batches.id AND l.state = 'open')"
            )

        await self._ledger.transact(write)

    async def rows(self, most: int = 20) -> list[BatchRow]:
        """The last batches, the newest first; those that are open before all others."""
        query = (
            "SELECT b.at, b.model, b.state, b.batch, b.mark, b.lines,"
            " (SELECT count(*) FROM batch_lines l WHERE l.batch = b.id AND l.state = 'open') AS waiting, b.due, b.told"
            " FROM batches b ORDER BY b.state = 'done', b.id DESC LIMIT ?"
        )
        return await self._ledger.transact(lambda db: [BatchRow(*row) for row in db.execute(query, (most,))])

    async def forget(self, named: str) -> int:
        """Take a batch for lost, so that its questions may be asked anew; what it bills is not known.

        Args:
            named: The provider's id, or our mark.

        Returns:
            Questions that were open.
        """

        def write(db: sqlite3.Connection) -> int:
            query = "SELECT id FROM batches WHERE batch = ? OR mark = ?"
            numbers = [row[0] for row in db.execute(query, (named, named))]
            closed = 0
            for number in numbers:
                query = "UPDATE batch_lines SET state = 'done' WHERE batch = ? AND state = 'open'"
                closed += db.execute(query, (number,)).rowcount
                db.execute("UPDATE batches SET state = 'done', told = 'given up by you' WHERE id = ?", (number,))
            return closed

        return await self._ledger.transact(write)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
