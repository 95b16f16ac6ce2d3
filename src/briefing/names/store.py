"""The names in the ledger: what was seen on which day, what a person decided, when an article was first read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from briefing.models import Frozen, NameKind
from briefing.names import glossary
from briefing.names.book import NameBook
from briefing.names.entries import NameDecision, Row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from briefing.llm.ledger import Ledger
    from briefing.models import Article
    from briefing.settings.settings import Settings

#: SQLite takes so many values in one statement on every build.
_AT_ONCE = 500


class Sighting(Frozen):
    """One name in one article on one day, with its evidence."""

    day: str
    article: str
    kind: NameKind
    english: str
    form: str
    """As it stands in the article."""
    wrote: str = ""
    """What the article's own record called it, where that was another English form."""
    outlet: str = ""
    language: str = ""
    paragraph: int = 0
    quote: str = ""
    roles: tuple[str, ...] = ()
    """As this article gives them, in English."""


async def open_book(ledger: Ledger, settings: Settings, day: str, articles: Iterable[Article] = ()) -> NameBook:
    """What is known of names on a day, for these articles.

    Args:
        day: Of the run, ISO; what was learned on it, or later, doesn't count.
        articles: Those that came in. One that was read on an earlier day keeps what was known then.

    Raises:
        GlossaryFaults: The glossary can't be used. Found here, before any call.
        LedgerError: The ledger can't be read.
    """
    given = glossary.load(settings.glossary)
    ids = [article.id for article in articles]

    def read(db: sqlite3.Connection) -> tuple[dict[str, str], dict[str, list[Row]], list[NameDecision]]:
        first: dict[str, str] = {}
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            first |= dict(db.execute(f"SELECT article, day FROM name_reads WHERE article IN ({marks})", some))  # noqa: S608
        days = {day, *(each for each in first.values() if each < day)}
        return first, {each: _rows(db, each) for each in sorted(days)}, _decisions(db)

    first, rows, decisions = await ledger.transact(read)
    return NameBook(rows, decisions, given, day, first)


async def note_read(ledger: Ledger, day: str, articles: Iterable[Article]) -> None:
    """Remember on which day articles were first read; the earliest day counts."""
    values = [(article.id, day) for article in articles]
    statement = "INSERT INTO name_reads VALUES (?, ?) ON CONFLICT (article) DO UPDATE SET day = min(day, excluded.day)"
    await ledger.transact(lambda db: db.executemany(statement, values))


async def learn(ledger: Ledger, day: str, articles: Iterable[str], sightings: Sequence[Sighting]) -> None:
    """Write what was seen in these articles on this day, in the place of what was written of them before."""
    gone = [(day, article) for article in articles]

    def write(db: sqlite3.Connection) -> None:
        db.executemany("DELETE FROM name_sightings WHERE day = ? AND article = ?", gone)
        db.executemany(
            "INSERT INTO name_sightings (day, article, kind, english, form, wrote, outlet, language, paragraph, quote,"
            " roles) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            [
                (s.day, s.article, s.kind, s.english, s.form, s.wrote, s.outlet, s.language, s.paragraph, s.quote,
                 json.dumps(s.roles, ensure_ascii=False))
                for s in sightings
            ],
        )  # fmt: skip

    await ledger.transact(write)


async def sightings(ledger: Ledger, kind: NameKind | None = None, before: str | None = None) -> list[Sighting]:
    """All that was seen, the oldest first."""

    def read(db: sqlite3.Connection) -> list[Sighting]:
        query = (
            "SELECT day, article, kind, english, form, wrote, outlet, language, paragraph, quote, roles"
            " FROM name_sightings WHERE (? IS NULL OR kind = ?) AND (? IS NULL OR day < ?) ORDER BY day, id"
        )
        return [_sighting(row) for row in db.execute(query, (kind, kind, before, before))]

    return await ledger.transact(read)


async def decisions(ledger: Ledger) -> list[NameDecision]:
    """What was decided, the oldest first."""
    return await ledger.transact(_decisions)


async def decide(ledger: Ledger, decision: NameDecision) -> None:
    """Remember a decision."""
    values = (decision.action, decision.kind, decision.name, decision.other, json.dumps(decision.parts), decision.at)
    statement = "INSERT INTO name_decisions (action, kind, name, other, parts, at) VALUES (?,?,?,?,?,?)"
    await ledger.transact(lambda db: db.execute(statement, values))


async def forget_decision(ledger: Ledger, number: int) -> bool:
    """Take a decision back; False where there is none of that number."""
    gone = await ledger.transact(lambda db: db.execute("DELETE FROM name_decisions WHERE id = ?", (number,)).rowcount)
    return bool(gone)


def _sighting(row: tuple[Any, ...]) -> Sighting:
    *plain, roles = row
    names = ("day", "article", "kind", "english", "form", "wrote", "outlet", "language", "paragraph", "quote")
    return Sighting(**dict(zip(names, plain, strict=True)), roles=tuple(json.loads(roles)))


def _rows(db: sqlite3.Connection, before: str) -> list[Row]:
    query = (
        "SELECT kind, english, form, group_concat(DISTINCT article), min(day), max(day) FROM name_sightings"
        " WHERE day < ? GROUP BY kind, english, form ORDER BY min(day), min(id)"
    )
    return [
        Row(kind=kind, english=english, form=form, articles=tuple(sorted(articles.split(","))), days=(first, last))
        for kind, english, form, articles, first, last in db.execute(query, (before,))
    ]


def _decisions(db: sqlite3.Connection) -> list[NameDecision]:
    query = "SELECT id, action, kind, name, other, parts, at FROM name_decisions ORDER BY id"
    return [
        NameDecision(id=n, action=action, kind=kind, name=name, other=other, parts=tuple(json.loads(parts)), at=at)
        for n, action, kind, name, other, parts, at in db.execute(query)
    ]
