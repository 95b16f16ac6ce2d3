"""Which reader takes a source: ours as `detect` says, installed ones by the suffix or the first bytes."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from briefing.ingest.formats.base import SourceFormat
from briefing.ingest.formats.detect import SUFFIXES, by_content, form_of
from briefing.plugins import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMATS: Final[Registry[SourceFormat]] = Registry("briefing.formats", SourceFormat)


def suffixes() -> Iterator[str]:
    """The endings of the names of files that can be read, ours first."""
    yield from SUFFIXES
    for each in FORMATS.external():
        yield from each.suffixes


def extension_for(name: str | None, head: bytes) -> SourceFormat | None:
    """The installed or registered format that takes a source; None where it is one of ours, or of nobody's.

    It takes what it knows by its first bytes, or by a suffix that is none of ours, unless the first bytes leave no
    doubt that the source is in a format of ours.

    Args:
        name: A file's name; None for standard input.
        head: The first bytes.
    """
    if by_content(head) is not None:
        return None
    suffix = PurePath(name).suffix.casefold() if name else ""
    for each in FORMATS.external():
        if each.sniff is not None and each.sniff(head):
            return each
        if suffix and suffix in each.suffixes and suffix not in SUFFIXES:
            return each
    return None


def format_for(name: str | None, head: bytes) -> SourceFormat | None:
    """The format that a source is read as; None for one that nobody reads. Arguments as for `extension_for`."""
    if extension := extension_for(name, head):
        return extension
    known = form_of(name, head)
    return None if known is None else FORMATS[known]


def readable_in_a_folder(name: str, head: bytes) -> bool:
    """Whether a file of a folder is meant: its name or its first bytes say that it can be read."""
    return (
        PurePath(name).suffix.casefold() in SUFFIXES
        or by_content(head) is not None
        or extension_for(name, head) is not None
    )
