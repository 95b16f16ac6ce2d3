"""What fetching is told, and what it gives back: a page, or one line that says why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import metadata
from typing import TYPE_CHECKING, Literal

from briefing.ingest.web.ssrf_guard import ALLOW_NOTHING, AllowList
from briefing.models import Unread
from briefing.text.addresses import without_secrets
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

#: Why a page wasn't had; the sums count by it.
Why = Literal[
    "not-http",
    "refused-address",
    "unreachable",
    "timed-out",
    "robots",
    "too-many-redirects",
    "status",
    "paywall",
    "consent",
    "empty",
    "too-large",
    "broken",
]

#: The name robots.txt calls us by.
AGENT = "briefing"

#: Statuses that lead elsewhere where they name a place.
REDIRECTS = frozenset({301, 302, 303, 307, 308})

_LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How pages are fetched."""

    allow: AllowList = ALLOW_NOTHING
    """A desk's own hosts and networks, asked though they aren't public."""
    cache: Path | None = None
    """Folder of the cache; None keeps none."""
    cache_bytes: int = 500_000_000
    """Bytes of compressed pages the cache keeps; the longest unused go first."""
    robots: bool = True
    """Whether robots.txt is asked and followed."""
    contact: str | None = None
    """An address put into the User-Agent for those who run the servers."""
    languages: str = "*"
    """Accept-Language; pages are wanted as their outlets wrote them."""
    per_host: int = 2
    """Requests to one host at a time."""
    at_once: int = 16
    """Requests at a time, all hosts together."""
    delay: float = 1.0
    """Seconds from one start to the next on one host; its Crawl-delay counts where it is longer."""
    max_crawl_delay: float = 60.0
    """Seconds; a host that asks for longer ones gives one page a run, and the others say why not."""
    max_redirects: int = 5
    max_wire_bytes: int = 10_000_000
    """Of one response, as it comes over the wire."""
    max_decoded_bytes: int = 20_000_000
    """Of one response, decompressed."""
    max_seconds: float = 60.0
    """For one page with all its redirects; waiting for our turn not counted."""
    retries: int = 1
    """Further tries after a lost connection, 429, 502, 503 or 504."""
    max_retry_after: float = 30.0
    """Seconds; a host that asks for a longer wait isn't asked again in this run for that page."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came."""

    url: str
    """As it was asked for."""
    final_url: str
    """Where the last redirect led."""
    status: int
    content_type: str
    """Such as `text/html`, lower case; empty where nothing was said."""
    charset: str | None
    """As the server said; None where it said nothing."""
    body: bytes = field(repr=False)
    """Decompressed."""
    from_cache: bool
    """The server said that what we have is still what it has."""
    fetched_at: datetime
    """When the server last answered for it; never the date of publication."""
    notes: tuple[str, ...] = ()
    """What a reader should know, such as that the page calls itself not free."""


@dataclass(frozen=True, slots=True)
class NotFetched:
    """A page that wasn't had, and why."""

    url: str
    """As it was asked for."""
    why: Why
    message: str
    """One line, without the code."""
    final_url: str
    """How far the redirects led."""
    fetched_at: datetime
    status: int | None = None
    """The server's last, where it gave one."""
    page: Fetched | None = None
    """What came all the same: a teaser, a consent form."""

    @property
    def line(self) -> str:
        """Why, in one line."""
        where = f" (at {self.final_url})" if self.final_url != self.url else ""
        return cut(f"{self.why}: {self.message}{where}")

    def unread(self) -> Unread:
        """For the sums: skipped where we were asked not to, failed otherwise."""
        status: Literal["failed", "skipped"] = "skipped" if self.why == "robots" else "failed"
        return Unread(origin=cut(self.url), status=status, reason=self.line)


class NotHad(Exception):
    """Ends the way of one page; the fetcher makes it a NotFetched."""

    def __init__(self, why: Why, message: str, *, status: int | None = None, again: float | None = None) -> None:
        super().__init__(message)
        self.why: Why = why
        self.message = message
        self.status = status
        self.again = again
        """Seconds after which another try may help; None where it wouldn't."""
        self.page: Fetched | None = None
        self.at: str | None = None


def cut(text: str) -> str:
    """On one line, not longer than a line of a report, and without secrets in addresses."""
    flat = one_line(without_secrets(text))
    return flat if len(flat) <= _LONGEST_LINE else flat[: _LONGEST_LINE - 1] + "…"


def user_agent(contact: str | None) -> str:
    """`briefing/0.1.0 (+contact)`."""
    try:
        version = metadata.version("briefing-desk")
    except metadata.PackageNotFoundError:
        version = "0"
    plain = "".join(char for char in contact or "" if " " <= char <= "~" and char not in "()")
    return f"{AGENT}/{version} (+{plain})" if plain else f"{AGENT}/{version}"
