"""Reader of PDF files: text by pdfium, paragraphs by the places of its lines.

pypdfium2 rather than pypdf: it reads what a browser shows, and gives the place of each line, which is what
tells a paragraph's end. It is native code, so it runs in a worker and nowhere else.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.article import build
from briefing.ingest.formats.pdf_layout import Line, lines_of
from briefing.ingest.paragraphs.spans import Span
from briefing.ingest.paragraphs.split import cut
from briefing.text.one_line import one_line
from briefing.text.sentences import ends_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.ingest.sandbox.job import Job
    from briefing.models import Article

_MOST_PAGES = 500
#: A line further below the last one than this many of its heights begins a paragraph.
_GAP = 0.9
_INDENT = 0.7
#: So many times the usual step from line to line as well.
_WIDER, _FEWEST_STEPS = 1.3, 3
#: Lines at the edge of a page that come again on this share of the pages are no part of the text.
_RUNNING_SHARE, _FEWEST_RUNNING = 0.5, 3
_HYPHENS = "\x02\xad\ufffe"
_FILE_NAME = re.compile(
    r"^(?:microsoft \w+ - |untitled)|\.(?:docx?|pdf|indd|qxd|rtf|odt|tex|html?|txt|md|pages)$", re.IGNORECASE
)
_PDF_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


def read_pdf(job: Job) -> Article:
    """Make an article of a PDF file.

    Raises:
        ArticleUnreadable: It is encrypted, a scan, damaged, or longer than is read.
    """
    origin = job.page.origin
    pages, about = _pages(job.page.content, origin)
    if not any(pages):
        many = f"its {len(pages)} pages hold" if len(pages) > 1 else "its page holds"
        raise ArticleUnreadable(f"a scan or a picture: {many} no text; recognise its text (OCR) first", origin=origin)
    running = _running(pages)
    parts = [(text, line) for lines in pages for text, line in _paragraphs(lines, running)]
    raw = "\n".join(text for text, _ in parts)
    if len(raw) > job.max_bytes:
        raise ArticleUnreadable(f"too long: {len(raw):,} characters of text", origin=origin)
    spans: list[Span] = []
    at = 0
    for text, furniture in parts:
        spans.append(Span(at, at + len(text), *(("boilerplate", "page-furniture") if furniture else ())))
        at += len(text) + 1
    given = job.page.given
    beside = replace(
        given,
        title=given.title or _title(about),
        author=given.author or _author(about),
        notes=(*given.notes, *_noted(about)),
    )
    return build(raw, origin=origin, encoding="pdf", given=beside, cut=lambda _, flat: _cut(spans, flat))


def _pages(content: bytes, origin: str) -> tuple[list[list[Line]], dict[str, str]]:
    import pypdfium2  # noqa: PLC0415 -- late: native code, for workers

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        reason = "damaged: can't be opened as a PDF"
        if "password" in str(error).lower():
            reason = "encrypted: save a copy without a password"
        raise ArticleUnreadable(reason, origin=origin) from None
    try:
        if len(document) > _MOST_PAGES:
            raise ArticleUnreadable(f"too long: {len(document)} pages, {_MOST_PAGES} are read", origin=origin)
        return [lines_of(document[n]) for n in range(len(document))], document.get_metadata_dict(skip_empty=True)
    except pypdfium2.PdfiumError:
        raise ArticleUnreadable("damaged: a page of the PDF can't be read", origin=origin) from None
    finally:
        document.close()


def _running(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Headers and footers, their numbers aside."""
    seen = Counter(key for lines in pages for key in {_key(line.text) for line in lines if line.edge})
    least = max(_FEWEST_RUNNING, _RUNNING_SHARE * len(pages))
    return frozenset(key for key, count in seen.items() if count >= least)


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", text.strip())


def _paragraphs(lines: Sequence[Line], running: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Each with whether it is furniture."""
    text = ""
    last: Line | None = None
    usual = _usual_step(lines)
    for line in lines:
        furniture = line.edge and _key(line.text) in running
        if last is not None and (furniture or _begins(last, line, usual)):
            yield text, False
            text, last = "", None
        if furniture:
            yield line.text, True
            continue
        text = _join(text, line.text) if last else line.text
        last = line
    if last is not None:
        yield text, False


def _usual_step(lines: Sequence[Line]) -> float | None:
    """From line to line within paragraphs, in heights of a line; None where there are too few to tell."""
    steps = sorted(
        step
        for one, two in pairwise(lines)
        if 0.5 < (step := (one.bottom - two.bottom) / max(one.height, two.height)) < 3
    )
    # Lines of one paragraph are nearer than those of two: the lower half knows.
    return steps[len(steps) // 3] if len(steps) >= _FEWEST_STEPS else None


def _begins(last: Line, line: Line, usual: float | None) -> bool:
    """Whether a line begins a paragraph: after a gap, indented, in another size, or in another column."""
    height = min(last.height, line.height)
    gap = last.bottom - line.top
    if max(last.height, line.height) > 1.35 * height:
        return True
    if gap < -2 * height:
        # A sentence that the column's end cuts goes on in the next.
        full = last.right - last.left > 0.6 * (line.right - line.left)
        return not full or ends_sentence(last.text[-10:])
    if gap > _GAP * height or (usual is not None and last.bottom - line.bottom > _WIDER * usual * height):
        return True
    # Right-to-left lines are indented at the other side.
    left, right = line.left - last.left, last.right - line.right
    inner, outer = (right, left) if line.rtl else (left, right)
    return (
        inner > _INDENT * height
        and abs(outer) < 3 * height
        and inner < 6 * height
        and last.text.rstrip().endswith((".", "!", "?", "“", "”", "»"))
    )


def _join(before: str, after: str) -> str:
    if before[-1:] in _HYPHENS:
        return before[:-1] + after
    if before[-1:] == "-" and before[-2:-1].islower() and after[:1].islower():
        return before[:-1] + after
    return f"{before} {after}"


def _cut(spans: Sequence[Span], flat: str) -> list[Span]:
    pieces: list[Span] = []
    for span in spans:
        words = flat[span.start : span.end]
        if words.strip():
            start = span.start + len(words) - len(words.lstrip())
            end = span.start + len(words.rstrip())
            pieces.extend(Span(piece.start, piece.end, span.kind, span.rule) for piece in cut(start, end, flat))
    return pieces


def _title(about: dict[str, str]) -> str | None:
    title = " ".join(one_line(about.get("Title", "")).split())
    return title if title and not _FILE_NAME.search(title) else None


def _author(about: dict[str, str]) -> str | None:
    return " ".join(one_line(about.get("Author", "")).split())[:200] or None


def _noted(about: dict[str, str]) -> Iterator[str]:
    # When a file was made is no date of publication.
    if made := _PDF_DATE.match(about.get("CreationDate", "")):
        yield f"file made: {'-'.join(made.groups())}"
