"""From the caller's words to opened sources, and what became of each."""

from __future__ import annotations

import errno
import io
import logging
import os
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from briefing.errors import ArticleUnreadable, InputError
from briefing.ingest.dedup import find_duplicates, told
from briefing.ingest.formats.base import Limits, Source
from briefing.ingest.formats.detect import foreign
from briefing.ingest.formats.registry import FORMATS, extension_for, format_for, readable_in_a_folder, suffixes
from briefing.ingest.outlets import NO_NAMES, with_outlet
from briefing.ingest.sandbox.defects import unforeseen
from briefing.ingest.sandbox.pool import Workers
from briefing.ingest.web.source_lists import NOT_ASKED_FOR, ListFile, Named, is_list, leads_out, named
from briefing.ingest.web.sources import Online, is_address
from briefing.models import Article, Report, Unread
from briefing.text.one_line import one_line
from briefing.text.typed_address import without_scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.ingest.sandbox.job import Job
    from briefing.ingest.web.feeds import Entry
    from briefing.ingest.web.types import FetchSettings

_log = logging.getLogger("briefing")

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
    sources: Sequence[str | Path | ListFile],
    *,
    stdin: BinaryIO | None = None,
    limits: Limits = DEFAULT_LIMITS,
    network: FetchSettings | None = None,
    outlets: Mapping[str, str] = NO_NAMES,
) -> ReadResult:
    """Read articles from files, folders, standard input, and the network.

    Args:
        sources: Files; folders, read with all below them but hidden files and links that lead out; `-` for
            standard input; http(s) addresses of pages, feeds, OPML lists and sitemaps; lists. What a file or
            standard input holds is never taken for an address or a path, unless it is given as a list.
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
        must_exist(source.path if isinstance(source, ListFile) else source)
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
    return article.replace(notes=(*article.notes, *new)) if new else article


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
        told = f'reading "{_printable(source)}": there is no such file or folder'
        if without_scheme(str(source)):
            # Not fetched unasked: a mistyped path must not become a request to a stranger.
            hint = f"check the path, or, for an address, write its scheme too: https://{_printable(source)}"
        else:
            hint = "check the path, or give - for standard input"
        raise InputError(f"{told}; {hint}", path=str(source))


def _is_stdin(source: str | Path) -> bool:
    return str(source) == "-"


@dataclass
class _Opened:
    """Addresses, what is on this machine, and what is neither."""

    wanted: list[tuple[str, Entry | None]] = field(default_factory=list)
    rest: list[Source | Path] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def _records(
    sources: Sequence[str | Path | ListFile], stdin: BinaryIO | None, limits: Limits, online: Online
) -> Iterator[Article | Unread | Job]:
    opened = _opened(sources, stdin, limits, online)
    yield from opened.unread
    # All addresses together: hosts wait for their turn, not for each other.
    for page in online.open(opened.wanted):
        if isinstance(page, Unread):
            yield page
        else:
            yield from _read_opened(page, None)
    for source in opened.rest:
        if isinstance(source, Source):
            yield from _read_opened(source, None)
        else:
            yield from _read_path(source, limits)


def _opened(
    sources: Sequence[str | Path | ListFile], stdin: BinaryIO | None, limits: Limits, online: Online
) -> _Opened:
    opened = _Opened()
    drained = False
    for asked in sources:
        source = asked.path if isinstance(asked, ListFile) else asked
        if is_address(source):
            opened.wanted.append((str(source), None))
            continue
        if _is_stdin(source) and drained:
            opened.unread.append(_skipped(_STDIN, "standard input was named twice and can be read once"))
            continue
        there = Source(_STDIN, _buffered(stdin), limits) if _is_stdin(source) else Path(source)
        drained = drained or _is_stdin(source)
        if not isinstance(asked, ListFile):
            opened.rest.append(there)
            continue
        found = _named(there, limits, online)
        asked.announce(found.announcement(there.origin if isinstance(there, Source) else _printable(there)))
        opened.wanted += found.addresses
        opened.rest += found.paths
        opened.unread += found.unread
    return opened


def _named(source: Source | Path, limits: Limits, online: Online) -> Named:
    """What a list names; a list that can't be read names nothing, and is itself unread."""
    origin = source.origin if isinstance(source, Source) else _printable(source)
    try:
        if isinstance(source, Source):
            return named(source, Path(), online.workers)
        with source.open("rb") as stream:
            return named(Source(origin, stream, limits), source.parent, online.workers)
    except ArticleUnreadable as error:
        return Named(unread=[_failed(origin, error.message)])
    except OSError as error:
        return Named(unread=[_failed(origin, _why(error))])


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
        if path != folder and (why := _why_link(path, folder)):
            yield _skipped(_printable(path), why)
        elif path != folder and not _is_folder(path):
            yield _Found(path, listed=True)
        else:
            try:
                below = sorted(child for child in path.iterdir() if not child.name.startswith("."))
            except OSError as error:
                yield _failed(_printable(path), _why(error))
            else:
                waiting.extend(reversed(below))


def _why_link(path: Path, folder: Path) -> str | None:
    """Why a link in a folder isn't followed; None for one that is, and for what is no link."""
    try:
        if not path.is_symlink() or not path.exists():
            return None
        if path.is_dir():
            return "links to folders aren't followed; pass the folder itself"
        why = leads_out(path, folder)
    except (OSError, RuntimeError, ValueError):
        return None  # opening it will tell
    return f"a link that {why} isn't followed; name the file itself" if why else None


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
            if found.listed and is_list(source.head()):
                yield _skipped(found.origin, NOT_ASKED_FOR)
            elif found.listed and not readable_in_a_folder(found.path.name, source.head()):
                yield _skipped(found.origin, _no_reader(found.path))
            else:
                yield from _read_opened(source, found.path)
    except OSError as error:
        yield _failed(found.origin, _why(error))


def _read_opened(source: Source, path: Path | None) -> Iterator[Article | Unread | Job]:
    head = source.head()
    if is_list(head):
        yield _failed(source.origin, NOT_ASKED_FOR)
        return
    name = path.name if path else None
    if extension_for(name, head) is None and (kind := foreign(head)):
        yield _failed(source.origin, f"looks like {kind}, which can't be read yet{_broken()}")
        return
    form = format_for(name, head)
    if form is None:
        yield _failed(source.origin, _no_reader(path or Path(source.origin)))
        return
    try:
        yield from form.read(source)
    except ArticleUnreadable as error:
        yield _failed(source.origin, error.message)
    except OSError as error:
        yield _failed(source.origin, _why(error))
    except Exception as error:  # noqa: BLE001 -- one file takes no other with it
        if form in FORMATS.external():
            _log.error("the source format %r failed on %s", form.name, source.origin, exc_info=error)
            why = f"the installed source format {form.name!r} failed: {type(error).__name__}: {error}"
            yield _failed(source.origin, one_line(why))
        else:
            yield unforeseen(error, source.origin, form.name)


def _no_reader(path: Path) -> str:
    kind = f'ending in "{_printable(path.suffix)}"' if path.suffix else "without an ending"
    return f"files {kind} aren't supported; {', '.join(suffixes())} can{_broken()}"


def _broken() -> str:
    """Formats that are installed and can't be used: the file may be one of theirs."""
    broken = FORMATS.broken.items()
    return "".join(f"; the installed source format {name!r} can't be used: {why}" for name, why in broken)


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
