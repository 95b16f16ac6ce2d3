"""One file to be read in a worker, and what comes of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from briefing.ingest.article import Given, Page
from briefing.models import Article, Unread

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


def failed(origin: str, reason: str) -> Unread:
    """An Unread of something that was tried."""
    return Unread(origin=origin, status="failed", reason=reason)
