"""What a list names: its entries, and what became none of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urljoin

from briefing.ingest.web.types import cut

Form = Literal["feed", "opml", "sitemap", "list"]
LeadsTo = Literal["article", "feed", "sitemap"]

ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_MOST_NAMED = 10
#: Entries without an address that are named one by one.
_MOST_LOST = 100
_LOST = "without a web address"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: where something is, and what the list says of it."""

    url: str
    """Absolute, as the list has it; nothing of it was checked."""
    title: str | None = None
    """Without markup."""
    published: str | None = None
    """Partial ISO date, the day as the list states it in its own time zone."""
    published_from: Literal["feed"] | None = None
    """Where the date was found; None without a date."""
    summary: str | None = None
    """Without markup; at most 5,000 characters."""
    updated: str | None = None
    """Partial ISO date of the last change. Never a date of publication: a template's change moves it too."""
    leads_to: LeadsTo = "article"
    author: str | None = None
    """As the list names them, comma-separated."""
    content: str | None = None
    """The article's markup, where the list carries it (`content:encoded`, Atom's `content`, `content_html`)."""
    published_basis: Literal["stated", "inferred"] = "stated"
    """`inferred` where the calendar, or the order of day and month, follows from the feed's language."""
    notes: tuple[str, ...] = ()
    """For the article: a date that was left out, or inferred, and why."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list has: n lines in are n entries and notes out."""

    form: Form
    title: str | None
    entries: tuple[Entry, ...]
    """In the list's order, each address once."""
    notes: tuple[str, ...]
    """What isn't among the entries, and why; one line for each entry that is lost, and for each kind of the rest."""


@dataclass(frozen=True, slots=True)
class ListLimits:
    """How much of a list is read."""

    max_bytes: int = 52_428_800
    """Decompressed; what the sitemap protocol allows."""
    max_feed_bytes: int = 10_000_000
    """Of a feed, which takes longer to read."""
    max_entries: int = 50_000


DEFAULT_LIMITS = ListLimits()


@dataclass(slots=True)
class Found:
    """Gathers what is read."""

    base: str | None
    limits: ListLimits
    entries: dict[str, Entry] = field(default_factory=dict)
    left_out: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        """Take an entry in, or say why not."""
        try:
            url = urljoin(self.base or "", entry.url.strip()) if entry.url.strip() else ""
        except ValueError:
            url = entry.url
        if not ADDRESS.match(url):
            self.lose(f"{entry.title or ''} {entry.url}".strip())
        elif url in self.entries:
            self.skip("named twice", url)
        elif len(self.entries) >= self.limits.max_entries:
            self.skip(f"past the first {self.limits.max_entries:,}", url)
        else:
            self.entries[url] = replace(entry, url=url, published_from="feed" if entry.published else None)

    def lose(self, what: str) -> None:
        """Count an entry that leads nowhere."""
        self.skip(_LOST, what)

    def skip(self, why: str, what: str) -> None:
        """Count something that becomes no entry."""
        self.left_out.setdefault(why, []).append(what)

    def listing(self, form: Form, title: str | None) -> Listing:
        """All of it."""
        lost = self.left_out.pop(_LOST, [])
        self.notes += [cut(f"an entry {_LOST}" + (f": {cut(what)[:80]}" if what else "")) for what in lost[:_MOST_LOST]]
        if len(lost) > _MOST_LOST:
            self.left_out[f"further entries {_LOST}"] = lost[_MOST_LOST:]
        for why, what in self.left_out.items():
            named = ", ".join(cut(one)[:80] for one in what[:_MOST_NAMED] if one)
            more = ", …" if len(what) > _MOST_NAMED else ""
            self.notes.append(cut(f"{len(what):,} {why}" + (f": {named}{more}" if named else "")))
        return Listing(form, title, tuple(self.entries.values()), tuple(self.notes))
