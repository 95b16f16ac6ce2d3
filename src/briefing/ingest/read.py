"""From the caller's words to opened sources, and what became of each."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from briefing.errors import ArticleUnreadable, InputError
from briefing.ingest.dedup import find_duplicates, told
from briefing.ingest.formats.base import Limits, Reader, Source
from briefing.ingest.formats.csv import read_table
from briefing.ingest.formats.detect import SUFFIXES, Form, by_content, foreign, form_of
from briefing.ingest.formats.jsonl import read_jsonl
from briefing.ingest.formats.sandboxed import queue_docx, queue_eml, queue_html, queue_mhtml, queue_pdf
from briefing.ingest.formats.text import read_markdown, read_text
from briefing.ingest.formats.warc import read_warc
from briefing.ingest.outlets import NO_NAMES, with_outlet
from briefing.ingest.sandbox.defects import unforeseen
from briefing.ingest.sandbox.pool import Workers
from briefing.ingest.web.source_lists import IN_A_FOLDER, Named, is_list, named
from briefing.ingest.web.sources import Online, is_address
from briefing.models import Article, Report, Unread
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.ingest.sandbox.jobs import Job
    from briefing.ingest.web.feeds import Entry
    from briefing.ingest.web.types import FetchSettings

READERS: Mapping[Form, Reader] = {
    "text": read_text,
    "markdown": read_markdown,
    "jsonl": read_jsonl,
    "table": read_table,
    "warc": read_warc,
    "html": queue_html,
    "mhtml": queue_mhtml,
    "eml": queue_eml,
    "pdf": queue_pdf,
    "docx": queue_docx,
}

_STDIN = "stdin"
DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What came in: everything found is in one of the three."""

    articles: tuple[Article, ...]
    """In the order of the sources; within a folder by path, within a file by line."""
    unread: tuple[Unread, ...]
    """What became no article, in the same order, each with its reason."""
    copies: tuple[Report, ...] = ()
    """Articles that say nothing that another one doesn't, each with what it is a copy of; in the same order."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A file on the way to its reader."""

    path: Path
    listed: bool
    """Found in a folder, not named by the caller."""

    @property
    def origin(self) -> str:
        return _printable(self.path)


def read_sources(
    sources: Sequence[str | Path],
    *,
    stdin: BinaryIO | None = None,
    limits: Limits = DEFAULT_LIMITS,
    network: FetchSettings | None = None,
    outlets: Mapping[str, str] = NO_NAMES,
) -> ReadResult:
    """Read articles from files, folders, standard input, and the network.

    Args:
        sources: Files; folders, read with all below them but hidden files; `-` for standard input;
            http(s) addresses of pages, feeds, OPML lists and sitemaps; files that are such lists, or that name
            addresses, files and folders, a line each.
        network: How addresses are fetched.
        stdin: What `-` means; None takes the process's own.
        limits: How much is read.
        outlets: Names of outlets by host or file (`with_outlet`).

    Returns:
        The articles; copies of them; and an Unread for all that became none: what can't be read (failed), files
        of other forms within folders (skipped), and the same content read again (copy).

    Raises:
        InputError: A source doesn't exist. Nothing was read.
    """
    for source in sources:
        must_exist(source)
    articles: dict[str, Article] = {}
    unread: list[Unread] = []
    with Workers(limits) as workers:
        online = Online(network, limits, workers)
        for read in workers.read(_records(sources, stdin, limits, online)):
            placed = online.placed(read)
            record = placed if isinstance(placed, Unread) else with_outlet(placed, outlets)
            if isinstance(record, Unread):
                unread.append(record)
            elif (first := articles.setdefault(record.id, record)) is not record:
                unread.append(_again(record, first))
    return copies_apart(articles.values(), tuple(unread))


def _again(article: Article, first: Article) -> Unread:
    reason = f"the same content, address and outlet as {first.origin}"
    if article.title != first.title:
        reason += f", under the title {article.title!r}"
    return Unread(origin=article.origin, status="copy", reason=reason)


def copies_apart(read: Iterable[Article], unread: tuple[Unread, ...] = ()) -> ReadResult:
    """Articles without those that say nothing that another one doesn't, and these with what they are copies of.

    Args:
        read: Each id once.
        unread: Passed on.
    """
    articles = {article.id: article for article in read}
    if len(articles) < 2:
        return ReadResult(tuple(articles.values()), unread)
    found = find_duplicates(tuple(articles.values()))
    return ReadResult(
        tuple(
            _noted(article, found.apart.get(id_, ())) for id_, article in articles.items() if id_ not in found.copies
        ),
        unread,
        tuple(
            Report(article=articles[id_], status="copy", reason=told(copy, articles[copy.article]), copy_of=copy)
            for id_ in articles
            if (copy := found.copies.get(id_))
        ),
    )


def _noted(article: Article, told: Sequence[str]) -> Article:
    new = [note for note in told if note not in article.notes]
    return article.model_copy(update={"notes": (*article.notes, *new)}) if new else article


def must_exist(source: str | Path) -> None:
    """See that a source is there, or may be: what can't be looked at, reading will tell of.

    Raises:
        InputError: It isn't.
    """
    if _is_stdin(source) or is_address(source):
        return
    missing = str(source) == ""
    try:
        Path(source).stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        missing = True
    except OSError as error:
        # Of other errors reading will tell: it exists, or may.
        missing = error.errno == errno.ENAMETOOLONG
    if missing:
        raise InputError(
            f'reading "{_printable(source)}": there is no such file or folder; '
            "check the path, or give - for standard input",
            path=str(source),
        )


def _is_stdin(source: str | Path) -> bool:
    return str(source) == "-"


def _records(
    sources: Sequence[str | Path], stdin: BinaryIO | None, limits: Limits, online: Online
) -> Iterator[Article | Unread | Job]:
    wanted, rest, unread = _opened(sources, stdin, limits, online)
    yield from unread
    # All addresses together: hosts wait for their turn, not for each other.
    for opened in online.open(wanted):
        if isinstance(opened, Unread):
            yield opened
        else:
            yield from _read_opened(opened, None)
    for source in rest:
        if isinstance(source, Source):
            yield from _read_opened(source, None)
        else:
            yield from _read_path(source, limits)


def _opened(
    sources: Sequence[str | Path], stdin: BinaryIO | None, limits: Limits, online: Online
) -> tuple[list[tuple[str, Entry | None]], list[Source | Path], list[Unread]]:
    """Addresses, what lies here, and what is neither; lists among the sources are taken for what they name."""
    wanted: list[tuple[str, Entry | None]] = []
    rest: list[Source | Path] = []
    unread: list[Unread] = []
    drained = False
    for source in sources:
        if is_address(source):
            wanted.append((str(source), None))
            continue
        if _is_stdin(source) and drained:
            unread.append(_skipped(_STDIN, "standard input was named twice and can be read once"))
            continue
        opened = Source(_STDIN, _buffered(stdin), limits) if _is_stdin(source) else Path(source)
        drained = drained or _is_stdin(source)
        found = _named(opened, limits, online)
        if found is None:
            rest.append(opened)
        else:
            wanted += found.addresses
            rest += found.paths
            unread += found.unread
    return wanted, rest, unread


def _named(source: Source | Path, limits: Limits, online: Online) -> Named | None:
    """What a list names; None where a source is no list, or can't be looked into."""
    try:
        if isinstance(source, Source):
            return named(source, Path(), online.workers) if is_list(source.head(), Path()) else None
        # A pipe could not be read again.
        if not stat.S_ISREG(source.stat().st_mode):
            return None
        with source.open("rb") as stream:
            opened = Source(_printable(source), stream, limits)
            return named(opened, source.parent, online.workers) if is_list(opened.head(), source.parent) else None
    except ArticleUnreadable as error:
        return Named(unread=[_failed(_printable(source) if isinstance(source, Path) else _STDIN, error.message)])
    except OSError:
        return None


def _buffered(stdin: BinaryIO | None) -> io.BufferedReader:
    stream: BinaryIO | None = stdin if stdin is not None else getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise InputError("reading standard input: there is none; name a file or folder instead", path="-")
    # What can't be looked into without taking is read at once; the reader applies the limits.
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(io.BytesIO(stream.read()))


def _read_path(path: Path, limits: Limits) -> Iterator[Article | Unread | Job]:
    if not _is_folder(path):
        yield from _read_file(_Found(path, listed=False), limits)
        return
    for found in _walk(path):
        if isinstance(found, Unread):
            yield found
        else:
            yield from _read_file(found, limits)


def _walk(folder: Path) -> Iterator[_Found | Unread]:
    """Everything below a folder, sorted by path, without what is hidden."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if path != folder and not _is_folder(path):
            yield _Found(path, listed=True)
        elif path != folder and path.is_symlink():
            yield _skipped(_printable(path), "a link to a folder isn't followed; name the folder itself")
        else:
            try:
                below = sorted(child for child in path.iterdir() if not child.name.startswith("."))
            except OSError as error:
                yield _failed(_printable(path), _why(error))
            else:
                waiting.extend(reversed(below))


def _is_folder(path: Path) -> bool:
    """Whether it is one; what can't be looked at is none, and reading it tells why."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        return False


def _read_file(found: _Found, limits: Limits) -> Iterator[Article | Unread | Job]:
    try:
        status = found.path.stat()
        regular = stat.S_ISREG(status.st_mode)
        # Opening a named pipe in a folder would wait for whoever writes to it.
        if found.listed and not regular:
            yield _skipped(found.origin, "not a regular file")
            return
        with found.path.open("rb") as stream:
            source = Source(found.origin, stream, limits, status.st_size if regular else None)
            # In a folder only what is known by its name or its first bytes is meant.
            if found.listed and is_list(source.head(), found.path.parent):
                yield _skipped(found.origin, IN_A_FOLDER)
            elif found.listed and found.path.suffix.casefold() not in SUFFIXES and by_content(source.head()) is None:
                yield _skipped(found.origin, _no_reader(found.path))
            else:
                yield from _read_opened(source, found.path)
    except OSError as error:
        yield _failed(found.origin, _why(error))


def _read_opened(source: Source, path: Path | None) -> Iterator[Article | Unread | Job]:
    head = source.head()
    if kind := foreign(head):
        yield _failed(source.origin, f"looks like {kind}, which can't be read yet")
        return
    form = form_of(path.name if path else None, head)
    if form is None:
        yield _failed(source.origin, _no_reader(path or Path(source.origin)))
        return
    try:
        yield from READERS[form](source)
    except ArticleUnreadable as error:
        yield _failed(source.origin, error.message)
    except OSError as error:
        yield _failed(source.origin, _why(error))
    except Exception as error:  # noqa: BLE001 -- one file takes no other with it
        yield unforeseen(error, source.origin, form)


def _no_reader(path: Path) -> str:
    kind = f'ending in "{_printable(path.suffix)}"' if path.suffix else "without an ending"
    return f"files {kind} can't be read yet; {', '.join(SUFFIXES)} can"


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "permission denied"
    return f"can't be read: {error.strerror or error}"


def _failed(origin: str, reason: str) -> Unread:
    return Unread(origin=origin, status="failed", reason=reason)


def _skipped(origin: str, reason: str) -> Unread:
    return Unread(origin=origin, status="skipped", reason=reason)


def _printable(path: str | Path) -> str:
    """A path in POSIX form, on one line; bytes that are no UTF-8 are escaped."""
    text = path.as_posix() if isinstance(path, Path) else path
    return one_line(os.fsencode(text).decode("utf-8", "backslashreplace"))
