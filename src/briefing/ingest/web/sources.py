"""Sources on the network: addresses are fetched, feeds and lists followed, each page read like a file."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.errors import ArticleUnreadable, ConfigError
from briefing.ingest.formats.base import Limits, Source
from briefing.ingest.web.safe_xml import root_of
from briefing.models import FoundDate, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from briefing.ingest.sandbox.pool import Workers
    from briefing.ingest.web.feeds import Entry
    from briefing.ingest.web.types import Fetched, FetchSettings, NotFetched
    from briefing.models import Article

#: Where a date stood that a list gives.
FEED = "feed"
_ADDRESS = re.compile(r"^https?://", re.IGNORECASE)
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed\.org')
#: Roots of lists, and the bytes in which they are looked for: a DOCTYPE and comments may stand before them.
_ROOTS = frozenset({"rss", "feed", "rdf", "opml", "urlset", "sitemapindex"})
_HEAD = 16_384
#: Articles of one list; the rest is said, and left for another day.
MOST_OF_A_LIST = 100
#: Lists within lists: an OPML file names feeds, a sitemap index names sitemaps.
_DEEPEST = 2


def network_of(allow: Sequence[str], cache: Path) -> FetchSettings:
    """How addresses are fetched, from a user's settings.

    Raises:
        ConfigError: An entry of the allow-list is no host and no network.
    """
    from briefing.ingest.web.ssrf_guard import AllowList  # noqa: PLC0415
    from briefing.ingest.web.types import FetchSettings  # noqa: PLC0415

    try:
        return FetchSettings(allow=AllowList.of(allow), cache=cache)
    except ValueError as error:
        raise ConfigError(f"allow_hosts: {error}") from None


def is_address(source: object) -> bool:
    """Whether a source is on the network."""
    return _ADDRESS.match(str(source)) is not None


def is_listing(head: bytes) -> bool:
    """Whether the first bytes are those of a feed, an OPML file or a sitemap."""
    head = head[:_HEAD]
    return root_of(head) in _ROOTS or (head.lstrip()[:1] == b"{" and _JSON_FEED.search(head) is not None)


def within_limit(entries: Sequence[Entry]) -> tuple[Sequence[Entry], str | None]:
    """As many entries of a list as are read in one run, and what is said of the rest."""
    rest = len(entries) - MOST_OF_A_LIST
    told = f"{rest} further entries past the first {MOST_OF_A_LIST} were not fetched" if rest > 0 else None
    return entries[:MOST_OF_A_LIST], told


def said_by_feed(article: Article, entry: Entry) -> dict[str, object]:
    """What an article's feed adds to it: title and author where it has none, and its day.

    The page's own word goes before the feed's, the feed's before what is only inferred; where they differ,
    both are kept and a note says so.
    """
    changes: dict[str, Any] = {}
    if entry.title and article.title is None:
        changes["title"] = entry.title
    if entry.author and article.author is None:
        changes["author"] = entry.author
    notes = [note for note in entry.notes if note not in article.notes]
    day = entry.published
    if day is not None and not any(found.found == FEED for found in article.dates):
        feed = FoundDate(role="published", value=day, basis=entry.published_basis, found=FEED)
        own = article.dates[0] if article.published and article.dates else None
        agree = own is not None and (own.value.startswith(day) or day.startswith(own.value))
        weak = own is None or (own.basis == "inferred" and feed.basis == "stated")
        if weak and not (own is not None and agree and len(own.value) > len(day)):
            changes |= {"published": day, "published_from": FEED, "dates": (feed, *article.dates)}
        else:
            changes["dates"] = (*article.dates[:1], feed, *article.dates[1:])
        if own is not None and not agree:
            notes.append(f"published: {own.found} says {own.value}, feed says {day}")
    if notes:
        changes["notes"] = (*article.notes, *notes)
    return changes


@dataclass
class Online:
    """The pages of one reading.

    Attributes:
        pages: By origin, what is known of a page beside its text.
    """

    settings: FetchSettings | None
    limits: Limits
    workers: Workers
    pages: dict[str, tuple[str, Entry | None]] = field(default_factory=dict)

    def open(self, wanted: Sequence[tuple[str, Entry | None]]) -> Iterator[Source | Unread]:
        """Fetch addresses, and what the lists among them name.

        Args:
            wanted: Each with what a list in a file says of it.

        Yields:
            A source for each page; an Unread for each that was not had, each list with nothing in it, and
            what a list has beyond `MOST_OF_A_LIST`.
        """
        named = [pair for pair in wanted if pair[1]]
        given = [pair for pair in wanted if not pair[1]]
        if given:
            yield from self._open(given, 0)
        if named:
            yield from self._open(named, 1)

    def placed(self, read: Article | Unread) -> Article | Unread:
        """An article with the address it was fetched from, and what its feed says of it beside what it says itself.

        Where the feed carries the whole text, and the page less of it or none, the article is the feed's.
        """
        url, entry = self.pages.get(read.origin, (None, None))
        if url is not None and entry is not None and entry.content:
            from briefing.ingest.web.feed_content import instead_of  # noqa: PLC0415 - only where a feed has text

            read = instead_of(read, entry, url) or read
        if isinstance(read, Unread):
            return read
        changes: dict[str, Any] = {}
        if url is not None and read.url is None:
            changes["url"] = url
        if entry is not None:
            changes |= said_by_feed(read, entry)
        return read.replace(**changes) if changes else read

    def _open(self, wanted: Sequence[tuple[str, Entry | None]], depth: int) -> Iterator[Source | Unread]:
        from briefing.ingest.web.fetch import fetch_pages  # noqa: PLC0415 - httpx loads only where it is used

        entries = dict(wanted)
        for outcome in fetch_pages(list(entries), self.settings):
            yield from self._outcome(outcome, entries[outcome.url], depth)

    def _outcome(self, outcome: Fetched | NotFetched, entry: Entry | None, depth: int) -> Iterator[Source | Unread]:
        from briefing.ingest.web.types import NotFetched  # noqa: PLC0415

        if isinstance(outcome, NotFetched):
            unread = outcome.unread()
            self.pages[unread.origin] = (outcome.url, entry)
            yield unread
        elif is_listing(outcome.body):
            yield from self._list(outcome, depth)
        else:
            self.pages[outcome.url] = (outcome.final_url, entry)
            stream: Any = io.BufferedReader(io.BytesIO(outcome.body))
            yield Source(outcome.url, stream, self.limits, len(outcome.body))

    def _list(self, fetched: Fetched, depth: int) -> Iterator[Source | Unread]:
        if depth >= _DEEPEST:
            yield Unread(origin=fetched.url, status="skipped", reason="lists inside a list of lists aren't followed")
            return
        try:
            listing = self.workers.read_listing(
                fetched.body, origin=fetched.url, base=fetched.final_url, charset=fetched.charset
            )
        except ArticleUnreadable as error:
            yield Unread(origin=fetched.url, status="failed", reason=error.message)
            return
        if not listing.entries:
            yield Unread(origin=fetched.url, status="failed", reason="the list names no article")
        for note in listing.notes:
            yield Unread(origin=fetched.url, status="skipped", reason=note)
        entries, told = within_limit(listing.entries)
        if told:
            yield Unread(origin=fetched.url, status="skipped", reason=told)
        yield from self._open([(entry.url, entry) for entry in entries], depth + 1)
