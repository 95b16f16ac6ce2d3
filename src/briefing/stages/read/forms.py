"""Which form a source is in: by its first bytes, its name, its first line."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

Form = Literal["text", "markdown", "jsonl"]

SUFFIXES: dict[str, Form] = {".txt": "text", ".md": "markdown", ".markdown": "markdown", ".jsonl": "jsonl"}

#: First bytes of what is no text, or a text that only a program reads.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"RIFF", "a WebP picture, a sound or a film"),
    (b"OggS", "a sound"),
    (b"ID3", "a sound"),
    (b"fLaC", "a sound"),
    (b"\x1aE\xdf\xa3", "a film"),
    (b"PK\x03\x04", "a ZIP archive, or a Word, OpenDocument or EPUB file"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or Outlook file"),
    (b"{\\rtf", "a rich-text file (RTF)"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"wOF", "a font"),
)
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL
)
_FEED = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\s|(?:\xef\xbb\xbf)?\s*<(?:rss|feed)[\s>]", re.IGNORECASE)
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{[ \t]*\"")


def foreign(head: bytes) -> str | None:
    """What a source looks like whose form has no reader; None for what may be text."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head[4:8] == b"ftyp":
        return "a film, a sound or a HEIC picture"
    if _PAGE.match(head):
        return "a web page (HTML)"
    return "a feed or another XML file" if _FEED.match(head) else None


def form_of(name: str | None, head: bytes) -> Form | None:
    """The form by the name's suffix; where there is none, by the first line.

    Args:
        name: A file's name; None for standard input.
        head: The first bytes.

    Returns:
        The form; None for a suffix that no reader takes.
    """
    suffix = PurePath(name).suffix.casefold() if name else ""
    if suffix:
        return SUFFIXES.get(suffix)
    return "jsonl" if _OBJECT.match(head) else "text"
