"""Readers of a text file, plain or Markdown: one file, one article."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.ingest.article import NOTHING_GIVEN, Cut, Given, Page, build, plain_spans
from briefing.ingest.formats.markdown import markdown_spans
from briefing.ingest.sandbox.job import Job
from briefing.text.decode import Decoded, decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.ingest.formats.base import Source
    from briefing.ingest.sandbox.job import JobForm
    from briefing.models import Article

#: Bytes of a text that is read at once: the worst found, a line break after each letter, takes some seconds.
#: A longer one goes to a worker, which has a time limit.
READ_HERE = 32_768
_CUTS: Mapping[JobForm, Cut] = {"text": plain_spans, "markdown": markdown_spans}


def read_text(source: Source) -> Iterator[Article | Job]:
    """Read a plain text."""
    yield _file("text", source)


def read_markdown(source: Source) -> Iterator[Article | Job]:
    """Read a Markdown text."""
    yield _file("markdown", source)


def text_of(text: str, *, origin: str, encoding: str, given: Given, max_bytes: int) -> Article | Job:
    """A text that was decoded already, as an article; a long one as a job.

    Raises:
        ArticleUnreadable: There is nothing in it but blanks.
    """
    if len(text) <= READ_HERE:
        return build(text, origin=origin, encoding=encoding, given=given)
    return Job("text", Page(text.encode("utf-8", "surrogatepass"), origin, given), max_bytes, encoding)


def read_queued(job: Job) -> Article:
    """Read a text in a worker.

    Raises:
        ArticleUnreadable: It can't be decoded, or there is nothing in it but blanks.
    """
    page = job.page
    if job.encoding is None:
        decoded = decode(page.content, page.origin)
    else:
        decoded = Decoded(page.content.decode("utf-8", "surrogatepass"), job.encoding)
    given = replace(page.given, notes=(*page.given.notes, decoded.note)) if decoded.note else page.given
    return build(decoded.text, origin=page.origin, encoding=decoded.encoding, given=given, cut=_CUTS[job.form])


def _file(form: JobForm, source: Source) -> Article | Job:
    job = Job(form, Page(source.all_bytes(), source.origin, NOTHING_GIVEN), source.limits.max_bytes)
    return read_queued(job) if len(job.page.content) <= READ_HERE else job
