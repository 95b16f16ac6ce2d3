"""What is read in a worker: files whose readers may hang, take all memory, or crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.sandbox.defects import unforeseen
from briefing.ingest.sandbox.job import failed

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.ingest.sandbox.job import Job, JobForm, Record
    from briefing.models import Article


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
