"""What a daily run reads: all that earlier days' runs have not, and all that today's already has.

The memory is a file of its own beside the days. It goes by what was read, not by the clock: a day that was missed
is made up for, and what failed is tried again, from the copy in its day's folder where its source has it no more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from briefing.errors import DayUnreadable, InputError, OutputError
from briefing.ingest import ReadResult, copies_apart
from briefing.ingest.read import must_exist
from briefing.models import Article, Unread
from briefing.storage.days import is_date, read_day
from briefing.storage.files import write_whole
from briefing.text.json_text import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from briefing.models import Report

#: In the output folder.
MEMORY = "daily.json"
_VERSION = "1"
#: What failed further back isn't taken from its folder any more: some articles are refused for ever.
_TRIED_DAYS = 7
_ID = re.compile(r"[0-9a-f]{12}")


@dataclass
class Memory:
    """What daily runs have read.

    Attributes:
        done: For each article's id, and for each page's address with its news text, the day it was told on.
        failed: Ids that are under way or failed, each with the first such day; tried again, and dropped when they
            succeed.
    """

    done: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What goes into today's run.

    Attributes:
        read: The articles, those of today's earlier runs first.
        new: Articles that no run has read.
        known: Articles that an earlier day has told already.
        again: Articles that failed before, and are no longer in the sources.
    """

    read: ReadResult
    new: int
    known: int
    again: int = 0


def load(output: Path) -> Memory:
    """Read the memory; an empty one where there is none.

    Raises:
        InputError: It can't be read. Nothing is guessed: without it, all would be news again.
    """
    path = output / MEMORY
    try:
        values = parsed(path.read_text(encoding="utf-8"))
        if values["version"] != _VERSION:
            raise InputError(f"{path}: has another version; move it away to treat every article in the sources as new")
        done, failed = ({str(k): str(v) for k, v in values[name].items()} for name in ("done", "failed"))
        return Memory(done, failed)
    except FileNotFoundError:
        return Memory()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path}: can't read which articles earlier days covered: {error}; restore a backup, or move the file away "
            "to treat every article in the sources as new"
        ) from None


def must_keep(output: Path, day: str, read: ReadResult) -> None:
    """See that another command, which writes the day's briefing anew, leaves out nothing a daily run told in it.

    Raises:
        InputError: It would; the articles would be in no briefing at all, since daily runs take them for told.
    """
    try:
        memory = load(output)
    except InputError:
        return  # `daily` says so; it is no matter of this command
    mine = {article.id for article in (*read.articles, *(copy.article for copy in read.copies))}
    lost = [a for a in _todays(output, day) if a.id not in mine and memory.done.get(a.id) == day]
    if lost:
        raise InputError(
            f"{output / day}: was written by `briefing daily`; this command would remove {len(lost)} of its articles, "
            f"such as {lost[0].origin}. Use `briefing daily` to add what is new, or --date or --output for a separate "
            "briefing"
        )


def present(sources: Sequence[str]) -> tuple[list[str], tuple[Unread, ...]]:
    """The sources that are there, and those that aren't: one that went missing takes no other with it."""
    there, missing = [], []
    for source in sources:
        try:
            must_exist(source)
        except InputError:
            missing.append(Unread(origin=source, status="failed", reason="there is no such file or folder"))
        else:
            there.append(source)
    return there, tuple(missing)


def choose(read: ReadResult, memory: Memory, output: Path, day: str) -> Reading:
    """Leave out what another day told; take in again what today's earlier runs had.

    A feed may have dropped by noon what it had in the morning; the day's briefing keeps it. Where a page was
    changed since the morning, the new text replaces the old one. A copy goes with its original: what another day
    told isn't news because one more outlet has it now.

    Args:
        day: Today, ISO.
    """
    wanted = [a for a in read.articles if _told_on(a, memory, day) is None]
    first = {article.id: article for article in read.articles}
    for copy in read.copies:
        original = first[copy.copy_of.article] if copy.copy_of else copy.article
        if (other := _told_on(original, memory, day)) is not None:
            # Tomorrow the original may be gone from its feed.
            for key in keys(copy.article):
                memory.done.setdefault(key, other)
        elif _told_on(copy.article, memory, day) is None:
            wanted.append(copy.article)
    mine = {article.id for article in wanted}
    addresses = {article.url for article in wanted if article.url}
    todays = _todays(output, day)
    had = mine | {article.id for article in todays}
    again = [a for a in _failed(output, memory, day) if a.id not in had and not _superseded(a, read, memory)]
    before = [a for a in todays if a.id in mine or a.url is None or a.url not in addresses]
    order = {article.id: article for article in (*before, *again, *wanted)}
    return Reading(
        read=copies_apart(order.values(), read.unread),
        new=sum(not any(key in memory.done for key in keys(article)) for article in wanted),
        known=len(read.articles) + len(read.copies) - len(wanted),
        again=len(again),
    )


def _superseded(article: Article, read: ReadResult, memory: Memory) -> bool:
    """Whether what failed was told since, or stands at its address in another version; then it is forgotten."""
    now = {each.url for each in (*read.articles, *(copy.article for copy in read.copies))}
    if (article.url is None or article.url not in now) and not any(key in memory.done for key in keys(article)):
        return False
    memory.failed.pop(article.id, None)
    return True


def _told_on(article: Article, memory: Memory, day: str) -> str | None:
    """The other day that told an article; None where none did."""
    return next((other for key in keys(article) if (other := memory.done.get(key, day)) != day), None)


def begin(output: Path, memory: Memory, day: str, read: ReadResult) -> None:
    """Note what a run sets out to tell: should it be stopped, it is tried again.

    Raises:
        OutputError: The memory can't be written; nothing was sent.
    """
    for article in (*read.articles, *(copy.article for copy in read.copies)):
        if article.id not in memory.done:
            memory.failed.setdefault(article.id, day)
    save(output, memory, day)


def remember(output: Path, memory: Memory, day: str, reports: Iterable[Report]) -> None:
    """Keep what a run has read. A day that is made anew keeps its articles.

    Raises:
        OutputError: The memory can't be written.
    """
    reports = list(reports)
    done = {report.article.id for report in reports if report.status == "done"}
    for report in reports:
        if report.status == "done" or (report.copy_of is not None and report.copy_of.article in done):
            for key in keys(report.article):
                memory.done.setdefault(key, day)
            memory.failed.pop(report.article.id, None)
        elif report.status == "failed":
            memory.failed.setdefault(report.article.id, day)
    save(output, memory, day)


def save(output: Path, memory: Memory, day: str) -> None:
    """Write the memory, without failures that are too old to be tried again.

    Raises:
        OutputError: It can't be written.
    """
    failed = {key: when for key, when in memory.failed.items() if when >= oldest(day)}
    values = {"version": _VERSION, "done": memory.done, "failed": failed}
    try:
        write_whole(output / MEMORY, json.dumps(values, ensure_ascii=False, indent=0, sort_keys=True) + "\n")
    except OSError as error:
        raise OutputError(
            f"{output / MEMORY}: can't be written: {error.strerror}; free some space and run again: replies in the "
            "ledger are not paid for again"
        ) from None


def keys(article: Article) -> list[str]:
    """What an article is known by: its id; of a page, its address with its news text as well.

    A page's view counter changes hourly, and with it the id; its news doesn't.
    """
    if not article.url:
        return [article.id]
    news = [p.text for p in article.paragraphs if p.kind in ("heading", "body", "caption")]
    digest = hashlib.sha256("\n".join((article.url, *news)).encode("utf-8", "surrogatepass")).hexdigest()
    return [article.id, digest[:16]]


def _todays(output: Path, day: str) -> list[Article]:
    """The articles of today's earlier runs, as they were read then, whichever command made them."""
    try:
        values = read_day(output / day)
        return [Article.model_validate(report["article"]) for report in values["reports"]]
    except (DayUnreadable, ValidationError, KeyError, TypeError):
        return []


def _failed(output: Path, memory: Memory, day: str) -> list[Article]:
    """What failed today or on the last days, as it lies in its day's folder; the oldest first."""
    found = []
    for when, key in sorted((when, key) for key, when in memory.failed.items()):
        if _ID.fullmatch(key) and is_date(when) and oldest(day) <= when <= day:
            try:
                report = parsed((output / when / "articles" / f"{key}.json").read_text(encoding="utf-8"))
                found.append(Article.model_validate(report["article"]))
            except (OSError, ValueError, KeyError, TypeError):
                continue  # its run was killed before it could be written; the sources may have it still
    return found


def oldest(day: str) -> str:
    """The first day of the week before a day, ISO: what lies further back is neither tried nor sent any more."""
    return (dt.date.fromisoformat(day) - dt.timedelta(days=_TRIED_DAYS)).isoformat()
