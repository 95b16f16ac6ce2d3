"""Reader of Word files: python-docx opens them and knows the styles; the words are taken from the XML.

python-docx's own text leaves out what was inserted under change tracking, and boxes; both are text.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from briefing.errors import ArticleUnreadable
from briefing.ingest.article import build
from briefing.ingest.paragraphs.spans import Span
from briefing.ingest.paragraphs.split import cut
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.ingest.sandbox.job import Job
    from briefing.models import Article, ParagraphKind

#: What a file may unpack to, and how many times its size.
_MOST_UNPACKED, _MOST_TIMES, _MOST_PARTS = 200_000_000, 200, 5_000
_MOST_XML = 30_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}
_OLE = b"\xd0\xcf\x11\xe0"

_Part = tuple[str, "ParagraphKind | None", str | None]


def read_docx(job: Job) -> Article:
    """Make an article of a Word file.

    Raises:
        ArticleUnreadable: It unpacks to too much, is encrypted or damaged, or has no text.
    """
    origin = job.page.origin
    _check(job.page.content, origin)
    document = _open(job.page.content, origin)
    parts = [part for part in _parts(document) if part[0].strip()]
    raw = "\n".join(text for text, _, _ in parts)
    if len(raw) > job.max_bytes:
        raise ArticleUnreadable(f"too long: {len(raw):,} characters of text", origin=origin)
    given = job.page.given
    about = document.core_properties
    notes = [*given.notes]
    hidden = sum(rule == "hidden-text" for _, _, rule in parts)
    if hidden:
        notes.append(f"hidden text: {hidden} {'piece' if hidden == 1 else 'pieces'} (hidden)")
    beside = replace(
        given, title=given.title or _words(about.title), author=given.author or _words(about.author), notes=tuple(notes)
    )
    return build(raw, origin=origin, encoding="docx", given=beside, cut=lambda _, flat: _cut(parts, flat))


def _check(content: bytes, origin: str) -> None:
    """Whether it may be unpacked, by the sizes it declares; zipfile reads no more than those."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise ArticleUnreadable(
            "damaged: can't be opened as the ZIP archive that a Word file is", origin=origin
        ) from None
    size = sum(entry.file_size for entry in entries)
    xml = max((entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels"))), default=0)
    if (
        size > min(_MOST_UNPACKED, _MOST_TIMES * max(len(content), 100_000))
        or len(entries) > _MOST_PARTS
        or xml > _MOST_XML
    ):
        raise ArticleUnreadable(
            f"a zip bomb, or as good as one: {len(content):,} bytes unpack to {size:,} in {len(entries):,} parts",
            origin=origin,
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise ArticleUnreadable("encrypted: save a copy without a password", origin=origin)
    names = {entry.filename for entry in entries}
    if "word/document.xml" not in names and not any(name.startswith("word/document") for name in names):
        raise ArticleUnreadable("a ZIP archive that isn't a Word file; unpack it and pass its contents", origin=origin)


def _open(content: bytes, origin: str) -> Any:
    import docx  # noqa: PLC0415 -- late: a tenth of a second

    try:
        return docx.Document(io.BytesIO(content))
    except Exception:  # noqa: BLE001 -- KeyError, ValueError, lxml's own and its own, undocumented
        raise ArticleUnreadable("damaged: can't be read as a Word file", origin=origin) from None


def _parts(document: Any) -> Iterator[_Part]:
    seen: set[str] = set()
    for section in document.sections:
        for around in (section.header, section.footer):
            if around.is_linked_to_previous:
                continue
            for paragraph in around.paragraphs:
                text, _ = _text(paragraph._p)  # noqa: SLF001 -- python-docx's documented way to the XML
                if text.strip() and text not in seen:
                    seen.add(text)
                    yield text, "boilerplate", "page-furniture"
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield from _rows(block)
        else:
            yield from _paragraph(block)
    yield from _footnotes(document)


def _paragraph(paragraph: Any) -> Iterator[_Part]:
    text, hidden = _text(paragraph._p)  # noqa: SLF001
    name = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    kind: ParagraphKind | None = None
    if name.startswith(("heading", "title", "subtitle")):
        kind = "heading"
    elif name.startswith("caption"):
        kind = "caption"
    yield text, kind, "caption" if kind == "caption" else None
    if hidden.strip():
        yield hidden, "boilerplate", "hidden-text"


def _rows(table: Any) -> Iterator[_Part]:
    for row in table._tbl.tr_lst:  # noqa: SLF001
        cells = (" ".join(_text(paragraph)[0] for paragraph in cell.iter(f"{_W}p")).strip() for cell in row.tc_lst)
        yield "\t".join(cell for cell in cells if cell), None, None


def _footnotes(document: Any) -> Iterator[_Part]:
    from lxml import etree  # noqa: PLC0415

    for part in document.part.package.iter_parts():
        if str(part.partname) in {"/word/footnotes.xml", "/word/endnotes.xml"}:
            tree = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
            for paragraph in tree.iter(f"{_W}p"):
                yield _text(paragraph)[0], None, None


def _text(paragraph: Any) -> tuple[str, str]:
    """What is seen, and what is hidden; deleted words are in neither."""
    seen: list[str] = []
    hidden: list[str] = []
    for node in paragraph.iter(f"{_W}t", *_BREAKS):
        run = node.getparent()
        vanish = run.find(f"{_W}rPr/{_W}vanish") if run is not None else None
        off = vanish is None or vanish.get(f"{_W}val") in {"0", "false", "off"}
        (seen if off else hidden).append(_BREAKS.get(node.tag) or node.text or "")
    return "".join(seen).replace("\n", " "), "".join(hidden).replace("\n", " ")


def _cut(parts: Sequence[_Part], flat: str) -> list[Span]:
    spans: list[Span] = []
    at = 0
    for text, kind, rule in parts:
        words = flat[at : at + len(text)]
        if words.strip():
            start = at + len(words) - len(words.lstrip())
            spans.extend(Span(p.start, p.end, kind, rule) for p in cut(start, at + len(words.rstrip()), flat))
        at += len(text) + 1
    return spans


def _words(value: str | None) -> str | None:
    return " ".join(one_line(value).split())[:300] or None if value else None
