"""What came in, as articles: files, folders and standard input; plain text, Markdown and JSON lines.

    source ─ walk ─► form ─► reader ─► decode ─► spans ─► kinds ─► Article
                                    └── what can't be read ──────► Unread

Everything found ends as one or more articles or as one `Unread` with its reason. A new form (pages,
feeds, PDF) is a new `Reader` in `sources.READERS` and a line in `forms`.
"""

from briefing.stages.read.reader import Limits, Reader, Source
from briefing.stages.read.sources import ReadResult, read_sources

__all__ = ["Limits", "ReadResult", "Reader", "Source", "read_sources"]
