"""Pages as they were last had, with what their servers want to hear to say "still the same".

One SQLite file in a folder of the caller's. It saves traffic and holds nothing that can't be fetched again:
where it is damaged, it is begun anew, and where it can't be written, fetching goes on without it.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.storage.sqlite_file import connect, set_aside

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "pages.sqlite3"
_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS pages (
    url TEXT PRIMARY KEY,
    etag TEXT,
    modified TEXT,
    status INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    body BLOB NOT NULL,
    used REAL NOT NULL
)
"""
_PRUNE = """
DELETE FROM pages WHERE url IN (
    SELECT url FROM (SELECT url, SUM(LENGTH(body)) OVER (ORDER BY used DESC, url) AS total FROM pages) WHERE total > ?
)
"""


@dataclass(frozen=True, slots=True)
class Cached:
    """One response, without its redirects: each hop is asked and checked anew."""

    etag: str | None
    modified: str | None
    """Last-Modified, as the server wrote it."""
    status: int
    content_type: str
    """The whole header."""
    body: bytes

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for the page only if it changed; n >= 1."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in asked.items() if value}


class PageCache:
    """Pages by address. Raises nothing: what goes wrong is in `problem`, and the cache is then empty."""

    def __init__(self, folder: Path | None, most_bytes: int) -> None:
        self.problem: str | None = None
        """One line; None while all is well."""
        self._most_bytes = most_bytes
        self._database: sqlite3.Connection | None = None
        if folder is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._database = _opened(folder / _NAME)
        except (OSError, sqlite3.Error) as error:
            self.problem = f"the page cache in {folder} can't be used: {error}"

    def get(self, url: str) -> Cached | None:
        """What is kept of an address."""
        if self._database is None:
            return None
        columns = "etag, modified, status, content_type, body"
        try:
            row = self._database.execute(f"SELECT {columns} FROM pages WHERE url = ?", (url,)).fetchone()  # noqa: S608
            if row is None:
                return None
            etag, modified, status, content_type, body = row
            return Cached(etag, modified, status, content_type, zlib.decompress(body))
        except (sqlite3.Error, zlib.error, TypeError) as error:
            self._give_up(error)
            return None

    def put(self, url: str, page: Cached, used: float) -> None:
        """Keep a page. One that names no condition isn't kept: it could never be asked for.

        Args:
            url: Of the hop that answered.
            page: What it answered.
            used: Seconds since the epoch.
        """
        if self._database is None or not page.conditions:
            return
        row = (url, page.etag, page.modified, page.status, page.content_type, zlib.compress(page.body, 1), used)
        try:
            self._database.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        except sqlite3.Error as error:
            self._give_up(error)

    def touch(self, url: str, used: float) -> None:
        """Remember that a page was of use."""
        if self._database is None:
            return
        try:
            self._database.execute("UPDATE pages SET used = ? WHERE url = ?", (used, url))
        except sqlite3.Error as error:
            self._give_up(error)

    def close(self) -> None:
        """Let the longest unused go, as far as there are too many bytes, and close."""
        if self._database is None:
            return
        try:
            self._database.execute(_PRUNE, (self._most_bytes,))
            self._database.close()
        except sqlite3.Error as error:
            self._give_up(error)
        self._database = None

    def _give_up(self, error: Exception) -> None:
        self.problem = f"the page cache can't be used any more: {error}"
        database, self._database = self._database, None
        if database is not None:
            with contextlib.suppress(sqlite3.Error):
                database.close()


def _opened(path: Path) -> sqlite3.Connection:
    """A usable database; a damaged or foreign one is set aside."""
    try:
        return _connect(path)
    except sqlite3.OperationalError:
        raise  # Locked, read-only, a full disk: the file itself may be good.
    except sqlite3.DatabaseError:
        set_aside(path)
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    # Several runs may share the folder; each statement is a transaction of its own.
    database = connect(path, "NORMAL", 5.0)
    try:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version not in {0, _VERSION}:
            raise sqlite3.DatabaseError(f"version {version}")
        database.execute(_SCHEMA)
        database.execute(f"PRAGMA user_version={_VERSION}")
    except sqlite3.Error:
        database.close()
        raise
    return database
