"""What is read in a worker: files whose readers may hang, take all memory, or crash."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from briefing.errors import ArticleUnreadable
from briefing.models import Article, Unread
from briefing.stages.read.articles import Given, Page

if TYPE_CHECKING:
    from collections.abc import Callable

JobForm = Literal["html", "mhtml", "eml", "pdf", "docx"]

Record = Article | Unread


@dataclass(frozen=True, slots=True)
class Job:
    """One file, or one record of an archive, and the form it is in."""

    form: JobForm
    page: Page
    max_bytes: int
    """Of the text that is found in a file which has more than text."""

    def header(self) -> dict[str, Any]:
        """All but the content, for JSON."""
        page = asdict(self.page)
        del page["content"]
        return {"form": self.form, "max_bytes": self.max_bytes, "page": page}

    @classmethod
    def of(cls, header: dict[str, Any], content: bytes) -> Job:
        """What `header` gave, and the content."""
        page = dict(header["page"])
        given = dict(page.pop("given"))
        given["notes"] = tuple(given["notes"])
        return cls(header["form"], Page(content=content, given=Given(**given), **page), header["max_bytes"])


def run(job: Job) -> tuple[Record, ...]:
    """Read it, here and now.

    Returns:
        Its article; an Unread where it can't be read. No error of any library comes out.
    """
    try:
        article = _reader(job.form)(job)
    except ArticleUnreadable as error:
        return (failed(job.page.origin, error.message),)
    except MemoryError:
        return (failed(job.page.origin, "it takes more memory than a worker may have"),)
    except RecursionError:
        return (failed(job.page.origin, "it is nested too deep"),)
    except Exception as error:  # noqa: BLE001 -- a stranger's file in a stranger's parser: anything may come
        return (failed(job.page.origin, f"damaged: {type(error).__name__} while reading it as {job.form}"),)
    return (article,)


def failed(origin: str, reason: str) -> Unread:
    """An Unread of something that was tried."""
    return Unread(origin=origin, status="failed", reason=reason)


def _reader(form: JobForm) -> Callable[[Job], Article]:
    # Late: each brings its own library.
    if form == "html":
        from briefing.stages.read.pages import read_page  # noqa: PLC0415

        return lambda job: read_page(job.page)
    if form == "pdf":
        from briefing.stages.read.pdf import read_pdf  # noqa: PLC0415

        return read_pdf
    if form == "docx":
        from briefing.stages.read.docx import read_docx  # noqa: PLC0415

        return read_docx
    from briefing.stages.read.mail import read_eml, read_mhtml  # noqa: PLC0415

    return read_mhtml if form == "mhtml" else read_eml
