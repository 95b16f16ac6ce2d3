"""What one run drew from the ledger, as JSON beside its day: with it the day can be built again, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from briefing.errors import ConfigError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from briefing.llm.ledger import Ledger

#: In the day's folder.
NAME = "replies.json"
_VERSION = "1"
_OF_KEYS = {
    "replies": "key, run, stage, about, model, status, text, token_limit, prompt_tokens, completion_tokens,"
    " cached_tokens, cost, seconds, at, id",
    "outcomes": "key, reply, mended, up_to, at, text, cost",
}
_NAMES = {
    "name_sightings": "id, day, article, kind, english, form, wrote, outlet, language, paragraph, quote, roles",
    "name_reads": "article, day",
    "name_decisions": "id, action, kind, name, other, parts, at",
}
_TABLES = _OF_KEYS | _NAMES


async def export(
    ledger: Ledger,
    day: str,
    articles: Collection[str],
    names: Collection[tuple[str, str]] = (),
    decisions: Collection[int] = (),
) -> str:
    """The replies that a run asked for or found, and the names that it used, as JSON; the same run, the same text.

    Args:
        day: Of the run, ISO: names learned on it or later were not known.
        articles: The ids of those that came in.
        names: The English and the original form of those that its articles may have drawn on.
        decisions: On names, by their numbers, likewise.

    Raises:
        LedgerError: The ledger can't be read.
    """
    keys = sorted(ledger.used)

    def read(db: sqlite3.Connection) -> dict[str, list[list[Any]]]:
        found: dict[str, list[list[Any]]] = {}
        for table, columns in _OF_KEYS.items():
            query = f"SELECT {columns} FROM {table} WHERE key = ? ORDER BY rowid"  # noqa: S608 - ours
            found[table] = [list(row) for key in keys for row in db.execute(query, (key,))]
        for table, columns in _NAMES.items():
            rows = [list(row) for row in db.execute(f"SELECT {columns} FROM {table} ORDER BY rowid")]  # noqa: S608
            found[table] = rows
        found["name_sightings"] = [
            row for row in found["name_sightings"] if row[1] < day and (row[4], row[5]) in set(names)
        ]
        found["name_decisions"] = [row for row in found["name_decisions"] if row[0] in set(decisions)]
        found["name_reads"] = [row for row in found["name_reads"] if row[0] in set(articles)]
        return found

    tables = await ledger.transact(read)
    return json.dumps({"version": _VERSION, "replies_of": day, "tables": tables}, ensure_ascii=False, indent=1) + "\n"


async def fill(ledger: Ledger, text: str, where: str) -> None:
    """Put exported replies into an empty ledger.

    Args:
        text: As `export` gave it.
        where: What it was read from, for the message.

    Raises:
        ConfigError: It is no such export.
        LedgerError: The ledger can't be written.
    """
    try:
        values = json.loads(text)
        if values["version"] != _VERSION:
            raise ConfigError(f"{where}: its replies were exported by another version, {str(values['version'])[:20]}")
        tables = {name: [tuple(row) for row in values["tables"][name]] for name in _TABLES}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ConfigError(f"{where}: contains no exported replies") from None

    def write(db: sqlite3.Connection) -> None:
        for table, columns in _TABLES.items():
            marks = ", ".join("?" for _ in columns.split(","))
            db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tables[table])  # noqa: S608 - ours

    await ledger.transact(write)
