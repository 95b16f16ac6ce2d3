"""Which form a source is in: by its first bytes, its name, its first line."""

from __future__ import annotations

import re
import zlib
from pathlib import PurePath
from typing import Literal

from briefing.ingest.formats.csv import delimiter_of

_LONGEST_HEADER = 500

Form = Literal["text", "markdown", "jsonl", "html", "mhtml", "eml", "pdf", "docx", "table", "warc", "mbox"]

SUFFIXES: dict[str, Form] = {
    ".txt": "text", ".md": "markdown", ".markdown": "markdown", ".jsonl": "jsonl",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".mhtml": "mhtml", ".mht": "mhtml", ".eml": "eml",
    ".pdf": "pdf", ".docx": "docx", ".csv": "table", ".tsv": "table", ".warc": "warc", ".gz": "warc",
    ".mbox": "mbox", ".mbx": "mbox",
}  # fmt: skip

#: First bytes of what is no text, or a text that only a program reads.
_MAGIC: tuple[tuple[bytes, str], ...] = (
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
    (b"PK\x03\x04", "a ZIP archive, or an OpenDocument, Excel or EPUB file"),
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
_MARK = rb"(?:\xef\xbb\xbf)?\s*"
_PAGE = re.compile(
    _MARK + rb"(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
#: A piece of a page: it begins with an element, and has another one closed.
_FRAGMENT = re.compile(
    _MARK + rb"<(?:div|article|section|main|p|h[1-6]|table|span|header)\b[^>]*>.*</\w+\s*>", re.IGNORECASE | re.DOTALL
)
_MBOX = re.compile(rb"From (?:\S[^\r\n]{0,300}\d{4}|-)[^\r\n]{0,40}\r?\n(?:[A-Za-z][A-Za-z0-9-]{1,40}:|>?From )")
_MAIL_FIELD = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]?[^\r\n]*", re.MULTILINE)
#: Fields that no letter typed into a text file has, and those that one has.
_MAIL_SURE = frozenset(
    {b"received", b"return-path", b"message-id", b"mime-version", b"delivered-to", b"dkim-signature"}
)
_MAIL_USUAL = frozenset({b"from", b"to", b"subject", b"date", b"content-type"})
_SAVED = re.compile(rb"^(?:Snapshot-Content-Location:|Content-Type:\s*multipart/related)", re.IGNORECASE | re.MULTILINE)
_FEED = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\s|(?:\xef\xbb\xbf)?\s*<(?:rss|feed)[\s>]", re.IGNORECASE)
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{[ \t]*\"")


def foreign(head: bytes) -> str | None:
    """What a source looks like whose form has no reader; None for what may be read."""
    if by_content(head) is not None:
        return None
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head[4:8] == b"ftyp":
        return "a film, a sound or a HEIC picture"
    return "a feed or another XML file" if _FEED.match(head) else None


def by_content(head: bytes) -> Form | None:
    """The form where the first bytes leave no doubt, whatever the name says."""
    if b"%PDF-" in head[:1_024] and not head.startswith(b"<"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx" if b"word/" in head or b"[Content_Types].xml" in head[:200] else None
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(b"\x1f\x8b"):
        return "warc" if _unpacked(head).startswith(b"WARC/") else None
    if _PAGE.match(_narrow(head)):
        return "html"
    return "mbox" if _MBOX.match(head) else _mail(head)


def form_of(name: str | None, head: bytes) -> Form | None:
    """The form by its content where that is sure, else by the name's suffix, else by the first line.

    Args:
        name: A file's name; None for standard input.
        head: The first bytes.

    Returns:
        The form; None for a suffix that no reader takes.
    """
    if sure := by_content(head):
        return sure
    suffix = PurePath(name).suffix.casefold() if name else ""
    if suffix:
        return SUFFIXES.get(suffix)
    if _OBJECT.match(head):
        return "jsonl"
    if _FRAGMENT.match(head):
        return "html"
    return "table" if _is_header(head.split(b"\n", 1)[0].decode("utf-8", "replace")) else "text"


def _is_header(line: str) -> bool:
    """Whether a first line names columns: a comma parts the words of a sentence too, so all are single words."""
    if len(line) > _LONGEST_HEADER or (delimiter := delimiter_of(line)) is None:
        return False
    names = line.strip("\ufeff\r\n ").split(delimiter)
    return len(names) > 1 and all(re.fullmatch(r"\s*\"?[\w ]{1,30}\"?\s*", name) for name in names)


def _narrow(head: bytes) -> bytes:
    """UTF-16 as bytes that a pattern for pages matches."""
    return head.replace(b"\0", b"")[2:] if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head


def _unpacked(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 100)
    except zlib.error:
        return b""


def _mail(head: bytes) -> Form | None:
    fields = re.split(rb"\r?\n\r?\n", head.lstrip(), maxsplit=1)[0]
    if not _MAIL_FIELD.match(fields):
        return None
    names = {match[1].lower() for match in _MAIL_FIELD.finditer(fields)}
    if not names & _MAIL_SURE or not names & _MAIL_USUAL:
        return None
    return (
        "mhtml"
        if _SAVED.search(fields)
        and (b"multipart/related" in fields.lower())
        and (b"Snapshot" in fields or b"Saved by" in fields)
        else "eml"
    )
