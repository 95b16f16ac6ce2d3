"""Lists that lie in a file: feeds, OPML files and sitemaps, and plain lists of addresses, files and folders.

A list is followed where the caller names it, or pipes it in. In a folder it is skipped: who has a folder read
doesn't expect that the network is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.web.sources import is_address, is_listing, within_limit
from briefing.models import Unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.ingest.formats.base import Source
    from briefing.ingest.sandbox.pool import Workers
    from briefing.ingest.web.feeds import Entry

_LONGEST_LINE = 2_000
IN_A_FOLDER = "a list; name it itself to have read what it names"


@dataclass
class Named:
    """What a list names."""

    addresses: list[tuple[str, Entry | None]] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def is_list(head: bytes, folder: Path) -> bool:
    """Whether the first bytes are those of a list.

    Args:
        head: Of a plain list every whole line in them is an address or names an existing file or folder; blank
            lines and those that begin with `#` aside. There is no article of such lines.
        folder: Paths in it are relative to.
    """
    return is_listing(head) or _is_plain(head, folder)


def named(source: Source, folder: Path, workers: Workers) -> Named:
    """All that a list names. What isn't understood is an Unread of its own.

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


def _is_plain(head: bytes, folder: Path) -> bool:
    if b"\0" in head:
        return False
    lines = head.decode("utf-8-sig", "replace").splitlines(keepends=True)
    # The last one may be cut.
    if len(lines) > 1 and not lines[-1].endswith(("\n", "\r")):
        lines.pop()
    named = [line for _, line in _numbered("".join(lines))]
    return bool(named) and all(is_address(line) or _path(line, folder) for line in named)


def _plain(content: bytes, origin: str, folder: Path) -> Named:
    from briefing.ingest.web.feeds import Entry  # noqa: PLC0415 -- only where there is a list

    found = Named()
    for number, line in _numbered(content.decode("utf-8-sig", "replace")):
        if is_address(line):
            url, _, title = line.partition(" ")
            found.addresses.append((url, Entry(url, title.strip() or None)))
        elif path := _path(line, folder):
            found.paths.append(path)
        else:
            reason = "neither an address nor a file or folder that exists"
            found.unread.append(Unread(origin=f"{origin}:{number}", status="failed", reason=reason))
    return found


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        told = re.sub(r"\s+", " ", line).strip()
        if told and not told.startswith("#"):
            yield number, told


def _path(line: str, folder: Path) -> Path | None:
    if len(line) > _LONGEST_LINE:
        return None
    path = folder / Path(line)
    try:
        path.stat()
    except (OSError, ValueError):
        return None
    return path
