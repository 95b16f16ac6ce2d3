"""Forms that workers read: here their bytes are taken and held to the limits, and nothing is looked into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.article import Page
from briefing.ingest.sandbox.job import Job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.ingest.formats.base import Source
    from briefing.ingest.sandbox.job import JobForm


def queue_html(source: Source) -> Iterator[Job]:
    """A web page."""
    yield _job("html", source, source.all_bytes())


def queue_mhtml(source: Source) -> Iterator[Job]:
    """A saved page with its pictures."""
    yield _job("mhtml", source, source.all_of_file())


def queue_eml(source: Source) -> Iterator[Job]:
    """An e-mail with its attachments."""
    yield _job("eml", source, source.all_of_file())


def queue_pdf(source: Source) -> Iterator[Job]:
    """A PDF file."""
    yield _job("pdf", source, source.all_of_file())


def queue_docx(source: Source) -> Iterator[Job]:
    """A Word file."""
    yield _job("docx", source, source.all_of_file())


def _job(form: JobForm, source: Source, content: bytes) -> Job:
    if not content.strip():
        raise ArticleUnreadable("empty", origin=source.origin)
    return Job(form, Page(content, source.origin), source.limits.max_bytes)
