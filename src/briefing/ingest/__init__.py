"""What came in, as articles: text, Markdown, JSON lines, tables, pages, mails, PDF, Word, web archives, feeds.

    source ─ walk ─► form ─► reader ─┬─► decode ─► spans ─► kinds ────► Article
                                     ├─► Job ─► worker (a process) ───► Article or Unread
                                     └── what can't be read ──────────► Unread

Everything found ends as one or more articles or as one `Unread` with its reason. A new format is a `SourceFormat`
in `formats.builtin`, or in a package of its own (docs/extending.md); what its library can't be trusted with is a `Job`.
"""

from briefing.ingest.formats.base import Limits, Reader, Source
from briefing.ingest.read import ReadResult, copies_apart, read_sources
from briefing.ingest.sandbox.pool import workers_ended
from briefing.ingest.web.source_lists import ListFile
from briefing.ingest.web.sources import network_of

__all__ = [
    "Limits",
    "ListFile",
    "ReadResult",
    "Reader",
    "Source",
    "copies_apart",
    "network_of",
    "read_sources",
    "workers_ended",
]
