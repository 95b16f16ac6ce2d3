"""Sources on the network: addresses are fetched, feeds and lists followed, each page read like a file."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.errors import ArticleUnreadable, ConfigError
from briefing.models import Unread
from briefing.stages.read.reader import Limits, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from briefing.models import Article
    from briefing.stages.read.feeds import Entry
    from briefing.stages.read.fetch_values import Fetched, FetchSettings, NotFetched

_ADDRESS = re.compile(r"^https?://", re.IGNORECASE)
# What a list begins with: XML of a feed, an OPML file or a sitemap; a JSON feed names its version.
_LIST = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|opml|urlset|sitemapindex|rdf:RDF)\b", re.DOTALL
)
_JSON_FEED = re.compile(rb'^\s*\{[^}]{0,400}"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed\.org')
#: Articles of one list; the rest is said, and left for another day.
MOST_OF_A_LIST = 100
#: Lists within lists: an OPML file names feeds, a sitemap index names sitemaps.
_DEEPEST = 2


def network_of(allow: Sequence[str], cache: Path) -> FetchSettings:
    """How addresses are fetched, from a user's settings.

    Raises:
        ConfigError: An entry of the allow-list is no host and no network.
    """
    from briefing.stages.read.addresses import AllowList  # noqa: PLC0415
    from briefing.stages.read.fetch_values import FetchSettings  # noqa: PLC0415

    try:
        return FetchSettings(allow=AllowList.of(allow), cache=cache)
    except ValueError as error:
        raise ConfigError(f"allow_hosts: {error}") from None


def is_address(source: object) -> bool:
    """Whether a source is on the network."""
    return _ADDRESS.match(str(source)) is not None


@dataclass
class Online:
    """The pages of one reading.

    Attributes:
        pages: By origin, what is known of a page beside its text.
    """

    settings: FetchSettings | None
    limits: Limits
    pages: dict[str, tuple[str, Entry | None]] = field(default_factory=dict)

    def open(self, urls: Sequence[str]) -> Iterator[Source | Unread]:
        """Fetch addresses, and what the lists among them name.

        Yields:
            A source for each page; an Unread for each that was not had, each list with nothing in it, and
            what a list has beyond `MOST_OF_A_LIST`.
        """
        if urls:
            yield from self._open([(url, None) for url in urls], 0)

    def placed(self, article: Article) -> Article:
        """An article with the address it was fetched from, and the date its feed gives, where it has none itself."""
        url, entry = self.pages.get(article.origin, (None, None))
        changes: dict[str, object] = {}
        if url is not None and article.url is None:
            changes["url"] = url
        if entry is not None and entry.published and article.published is None:
            changes["published"] = entry.published
            changes["notes"] = (*article.notes, "published from: feed")
        if entry is not None and entry.title and article.title is None:
            changes["title"] = entry.title
        return article.model_copy(update=changes) if changes else article

    def _open(self, wanted: Sequence[tuple[str, Entry | None]], depth: int) -> Iterator[Source | Unread]:
        from briefing.stages.read.fetch import fetch_pages  # noqa: PLC0415 - httpx loads only where it is used

        entries = dict(wanted)
        for outcome in fetch_pages(list(entries), self.settings):
            yield from self._outcome(outcome, entries[outcome.url], depth)

    def _outcome(self, outcome: Fetched | NotFetched, entry: Entry | None, depth: int) -> Iterator[Source | Unread]:
        from briefing.stages.read.fetch_values import NotFetched  # noqa: PLC0415

        if isinstance(outcome, NotFetched):
            yield outcome.unread()
        elif _LIST.match(outcome.body[:2000]) or _JSON_FEED.match(outcome.body[:2000]):
            yield from self._list(outcome, depth)
        else:
            self.pages[outcome.url] = (outcome.final_url, entry)
            stream: Any = io.BufferedReader(io.BytesIO(outcome.body))
            yield Source(outcome.url, stream, self.limits, len(outcome.body))

    def _list(self, fetched: Fetched, depth: int) -> Iterator[Source | Unread]:
        from briefing.stages.read.feeds import read_listing  # noqa: PLC0415

        if depth >= _DEEPEST:
            yield Unread(origin=fetched.url, status="skipped", reason="a list named by a list of lists isn't followed")
            return
        try:
            listing = read_listing(fetched.body, origin=fetched.url, base=fetched.final_url, charset=fetched.charset)
        except ArticleUnreadable as error:
            yield Unread(origin=fetched.url, status="failed", reason=error.message)
            return
        if not listing.entries:
            yield Unread(origin=fetched.url, status="failed", reason="the list names no article")
        for note in listing.notes:
            yield Unread(origin=fetched.url, status="skipped", reason=note)
        rest = len(listing.entries) - MOST_OF_A_LIST
        if rest > 0:
            told = f"{rest} further entries past the first {MOST_OF_A_LIST} were not fetched"
            yield Unread(origin=fetched.url, status="skipped", reason=told)
        yield from self._open([(entry.url, entry) for entry in listing.entries[:MOST_OF_A_LIST]], depth + 1)
