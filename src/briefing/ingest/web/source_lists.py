"""Lists: feeds, OPML files and sitemaps, and plain lists of addresses, files and folders.

What a source holds is never taken for a place to read from, unless the caller asks for it: whoever writes the
source would choose what is read. A list that was asked for may name any web address, which is fetched as others
are, and files and folders below its own folder.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.web.sources import is_address, is_listing, within_limit
from briefing.models import Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from briefing.ingest.formats.base import Source
    from briefing.ingest.sandbox.pool import Workers
    from briefing.ingest.web.feeds import Entry

_LONGEST_LINE = 2_000
#: Names written out in an announcement; the rest is counted.
_MOST_NAMED = 10
NOT_ASKED_FOR = "a list of addresses, which are not fetched; --list FILE reads what the list names"


def _silent(_: str) -> None:
    """Announce nothing."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """A source to be read as a list: a feed, OPML file or sitemap, or an address, file or folder on each line."""

    path: str | Path
    """`-` for standard input, whose folder is the working folder."""
    announce: Callable[[str], None] = _silent
    """Called with one line before anything that the list names is read or fetched."""


@dataclass
class Named:
    """What a list names."""

    addresses: list[tuple[str, Entry | None]] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def announcement(self, origin: str) -> str:
        """One line: what is about to be read."""
        names = [*(url for url, _ in self.addresses), *(path.as_posix() for path in self.paths)]
        rest = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        counted = f"{len(self.addresses)} addresses to fetch, {len(self.paths)} files and folders to read"
        return f"list {origin}: {counted}: {', '.join(names[:_MOST_NAMED])}{rest}"


def is_list(head: bytes) -> bool:
    """Whether the first bytes are those of a feed, an OPML file or a sitemap, or of lines that are all addresses.

    There is no article of such lines; blank ones and those that begin with `#` aside.
    """
    if is_listing(head):
        return True
    if b"\0" in head:
        return False
    lines = head.decode("utf-8-sig", "replace").splitlines(keepends=True)
    # The last one may be cut.
    if len(head) >= io.DEFAULT_BUFFER_SIZE and len(lines) > 1 and not lines[-1].endswith(("\n", "\r")):
        lines.pop()
    named = [line for _, line in _numbered("".join(lines))]
    return bool(named) and all(map(is_address, named))


def named(source: Source, folder: Path, workers: Workers) -> Named:
    """All that a list names. What isn't understood, or isn't the list's to name, is an Unread of its own.

    Args:
        folder: The list's own. Paths are relative to it, and lead to something below it.

    Raises:
        ArticleUnreadable: It is too large, or damaged from its beginning.
    """
    head, content = source.head(), source.all_of_file()
    if not is_listing(head):
        return _plain(content, source.origin, folder)
    listing = workers.read_listing(content, origin=source.origin, base=None, charset=None)
    found = Named(unread=[Unread(origin=source.origin, status="skipped", reason=note) for note in listing.notes])
    entries, told = within_limit(listing.entries)
    found.addresses = [(entry.url, entry) for entry in entries]
    if told:
        found.unread.append(Unread(origin=source.origin, status="skipped", reason=told))
    if not listing.entries:
        raise ArticleUnreadable("the list names no article", origin=source.origin)
    return found


def leads_out(path: Path, folder: Path) -> str | None:
    """Why a path, once its links are followed, is nothing that a folder holds; None for what it does hold.

    Raises:
        OSError, RuntimeError, ValueError: It can't be followed.
    """
    root, target = folder.resolve(), path.resolve()
    if not target.is_relative_to(root):
        return f"leads out of {folder.as_posix()}"
    if any(part.startswith(".") for part in target.relative_to(root).parts):
        return "is hidden"
    return None


def _plain(content: bytes, origin: str, folder: Path) -> Named:
    from briefing.ingest.web.feeds import Entry  # noqa: PLC0415 -- only where there is a list

    found = Named()
    for number, line in _numbered(content.decode("utf-8-sig", "replace")):
        if is_address(line):
            url, _, title = line.partition(" ")
            found.addresses.append((url, Entry(url, title.strip() or None)))
            continue
        path = folder / line[:_LONGEST_LINE]
        reason = _why_not(path, folder)
        if reason is None:
            found.paths.append(path)
        else:
            found.unread.append(Unread(origin=f"{origin}:{number}", status="failed", reason=reason))
    return found


def _why_not(path: Path, folder: Path) -> str | None:
    try:
        # Before anything is looked at: whether a file elsewhere exists is not the list's to learn either.
        if why := leads_out(path, folder):
            return f"the path {why}, so the list may not name it; give it to the command itself"
        path.stat()
    except (OSError, ValueError, RuntimeError):
        return "neither a URL nor an existing file or folder"
    return None


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        told = re.sub(r"\s+", " ", line).strip()
        if told and not told.startswith("#"):
            yield number, told
