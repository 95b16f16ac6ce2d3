"""Reader of web archives (WARC): each page that a server answered with is a job for a worker.

Answers that are no pages (pictures, styles) are counted in one Unread; pages answered with another status
than 200 are named each. The day of the crawl is no date of publication.
"""

from __future__ import annotations

import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any

from briefing.errors import ArticleUnreadable
from briefing.ingest.article import Given, Page
from briefing.ingest.formats.base import too_large
from briefing.ingest.sandbox.job import Job, failed
from briefing.models import Unread
from briefing.text.dates import date_of_value
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.ingest.formats.base import Limits, Source

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_OK = "200"
_CUT = "the archive ends within this record"


def read_warc(source: Source) -> Iterator[Unread | Job]:
    """Read an archive record by record; nothing but one record is held in memory.

    Raises:
        ArticleUnreadable: It is no archive, or damaged before its first record.
    """
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 -- late: only archives need it
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

    others: Counter[str] = Counter()
    number = 0
    try:
        for record in ArchiveIterator(source.stream):
            if record.rec_type not in {"response", "resource"}:
                continue
            number += 1
            found = _record(record, f"{source.origin}:{number}", source.limits)
            if isinstance(found, str):
                others[found] += 1
            else:
                yield found
    except (ArchiveLoadFailed, zlib.error, EOFError, ValueError, UnicodeError) as error:
        if number == 0:
            raise ArticleUnreadable(f"damaged: no web archive ({_short(error)})", origin=source.origin) from None
        yield failed(
            f"{source.origin}:{number + 1}", f"damaged: the archive can't be read on from here ({_short(error)})"
        )
    if others:
        kinds = ", ".join(f"{kind} {count}" for kind, count in others.most_common(5))
        count = others.total()
        reason = f"{count} {'record is no page' if count == 1 else 'records are no pages'}: {kinds}"
        yield Unread(origin=source.origin, status="skipped", reason=reason)
    elif number == 0:
        raise ArticleUnreadable("empty: contains no server response", origin=source.origin)


def _record(record: Any, origin: str, limits: Limits) -> Job | Unread | str:
    """A job, or why there is none; of what is no page its media type."""
    http = record.http_headers
    declared = http.get_header("Content-Type") if http else record.rec_headers.get_header("Content-Type")
    media, _, rest = (declared or "unknown").partition(";")
    media = one_line(media).strip().lower()[:60]
    if media not in _PAGES:
        # Of a record that breaks off the headers may be lost, or half a word of them.
        return failed(origin, f"damaged: {_CUT}") if _cut_off(record) else media or "unknown"
    url = one_line(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    named = f"{origin} {url[:200]}".strip()
    status = http.get_statuscode() if http else _OK
    if status != _OK:
        return failed(named, f"the server answered {status}")
    try:
        content = record.content_stream().read(limits.max_bytes + 1)
    except (zlib.error, ValueError, OSError) as error:
        return failed(named, f"damaged: {_short(error)}")
    if len(content) > limits.max_bytes:
        return failed(named, too_large(None, limits))
    if not content.strip():
        return failed(named, "empty")
    crawled = date_of_value((record.rec_headers.get_header("WARC-Date") or "")[:10])
    notes = (f"damaged: {_CUT}; its end is missing",) if _cut_off(record) else ()
    given = Given(url=url if url.startswith(("http://", "https://")) else None, notes=notes)
    return Job("html", Page(content, named, given, _charset(rest), crawled), limits.max_bytes)


def _cut_off(record: Any) -> bool:
    """Whether there is less of a record than it declares, once all there is was read."""
    while record.raw_stream.read(65_536):
        pass
    return bool(getattr(record.raw_stream, "limit", 0))


def _charset(parameters: str) -> str | None:
    for part in parameters.split(";"):
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \"'") or None
    return None


def _short(error: Exception) -> str:
    return one_line(str(error) or type(error).__name__)[:100]
