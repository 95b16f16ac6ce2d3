"""What is read in a worker: files whose readers may hang, take all memory, or crash."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from briefing.errors import ArticleUnreadable
from briefing.ingest.article import Given, Page
from briefing.ingest.sandbox.defects import unforeseen
from briefing.models import Article, Unread

if TYPE_CHECKING:
    from collections.abc import Callable

JobForm = Literal["html", "mhtml", "eml", "pdf", "docx", "text", "markdown"]

Record = Article | Unread


@dataclass(frozen=True, slots=True)
class Job:
    """One file, or one record of an archive, and the form it is in."""

    form: JobForm
    page: Page
    max_bytes: int
    """Of the text that is found in a file which has more than text."""
    encoding: str | None = None
    """Of a text that was decoded before, and is sent as UTF-8: how."""

    def header(self) -> dict[str, Any]:
        """All but the content, for JSON."""
        page = asdict(self.page)
        del page["content"]
        return {"form": self.form, "max_bytes": self.max_bytes, "encoding": self.encoding, "page": page}

    @classmethod
    def of(cls, header: dict[str, Any], content: bytes) -> Job:
        """What `header` gave, and the content."""
        known = dict(header["page"])
        given = dict(known.pop("given"))
        given["notes"] = tuple(given["notes"])
        page = Page(content=content, given=Given(**given), **known)
        return cls(header["form"], page, header["max_bytes"], header["encoding"])


def run(job: Job) -> tuple[Record, ...]:
    """Read it, here and now, with no limit of time.

    Returns:
        Its article, or those of the messages attached to it; an Unread where it can't be read. No error comes out: of
        damage the reason is clear, and of a defect of ours the traceback is in the log.
    """
    try:
        read = _reader(job.form)(job)
        return read if isinstance(read, tuple) else (read,)
    except ArticleUnreadable as error:
        return (failed(job.page.origin, error.message),)
    except Exception as error:  # noqa: BLE001 -- a stranger's file in a stranger's parser: anything may come
        return (unforeseen(error, job.page.origin, job.form),)


def failed(origin: str, reason: str) -> Unread:
    """An Unread of something that was tried."""
    return Unread(origin=origin, status="failed", reason=reason)


def _reader(form: JobForm) -> Callable[[Job], Article | tuple[Record, ...]]:
    # Late: each brings its own library.
    if form == "html":
        from briefing.ingest.html.page import read_page  # noqa: PLC0415

        return lambda job: read_page(job.page)
    if form in {"text", "markdown"}:
        from briefing.ingest.formats.text import read_queued  # noqa: PLC0415 -- it makes jobs, and reads them

        return read_queued
    if form == "pdf":
        from briefing.ingest.formats.pdf import read_pdf  # noqa: PLC0415

        return read_pdf
    if form == "docx":
        from briefing.ingest.formats.docx import read_docx  # noqa: PLC0415

        return read_docx
    from briefing.ingest.formats.email import read_eml, read_mhtml  # noqa: PLC0415

    return read_mhtml if form == "mhtml" else read_eml
