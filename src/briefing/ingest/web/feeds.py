"""Lists of articles: RSS, Atom and JSON feeds, OPML, sitemaps, plain lists of addresses.

    bytes ─► gunzip ─► decode ─► by its root ─┬─► feedparser ───┐
                                              ├─► defusedxml ───┼─► Listing
                                              ├─► json ─────────┤
                                              └─► lines ────────┘

Nothing is fetched here: an entry that leads to a further feed or sitemap says so, and its reader asks for it.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin

from briefing.errors import ArticleUnreadable
from briefing.ingest.web.feed_text import parsed_day, stated_day, words_of
from briefing.ingest.web.safe_xml import as_text, rooted, unzipped, walk
from briefing.ingest.web.types import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Form = Literal["feed", "opml", "sitemap", "list"]
LeadsTo = Literal["article", "feed", "sitemap"]

_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z]{1,20})[\s/>]")
_CHANGES = re.compile(r"<[\w.-]{1,40}:(?:updated|modified)\b")
#: feedparser's time grows with the square of a tag's attributes.
_CROWDED = re.compile(r"<[^\s<>/=]+(?:\s+[^\s=<>\"']+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')){100}")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)

_MOST_NAMED = 10


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


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list has: n lines in are n entries and notes out."""

    form: Form
    title: str | None
    entries: tuple[Entry, ...]
    """In the list's order, each address once."""
    notes: tuple[str, ...]
    """What isn't among the entries, and why; one line each."""


@dataclass(frozen=True, slots=True)
class ListLimits:
    max_bytes: int = 52_428_800
    """Decompressed; what the sitemap protocol allows."""
    max_feed_bytes: int = 10_000_000
    """Of a feed, which takes longer to read."""
    max_entries: int = 50_000


DEFAULT_LIMITS = ListLimits()


@dataclass(slots=True)
class _Found:
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
        if not _ADDRESS.match(url):
            self.skip("without a web address", entry.url or entry.title or "")
        elif url in self.entries:
            self.skip("named twice", url)
        elif len(self.entries) >= self.limits.max_entries:
            self.skip(f"past the first {self.limits.max_entries:,}", url)
        else:
            self.entries[url] = replace(entry, url=url, published_from="feed" if entry.published else None)

    def skip(self, why: str, what: str) -> None:
        """Count something that becomes no entry."""
        self.left_out.setdefault(why, []).append(what)

    def listing(self, form: Form, title: str | None) -> Listing:
        """All of it."""
        for why, what in self.left_out.items():
            named = ", ".join(cut(one)[:80] for one in what[:_MOST_NAMED] if one)
            more = ", …" if len(what) > _MOST_NAMED else ""
            self.notes.append(cut(f"{len(what):,} {why}" + (f": {named}{more}" if named else "")))
        return Listing(form, title, tuple(self.entries.values()), tuple(self.notes))


def read_listing(
    content: bytes,
    *,
    origin: str,
    base: str | None = None,
    charset: str | None = None,
    limits: ListLimits = DEFAULT_LIMITS,
) -> Listing:
    """Read a list of articles, of feeds or of sitemaps, by what it is and not by what it is called.

    Args:
        content: All of it, gzipped or not.
        origin: Named in the error.
        base: Its own address, for relative ones.
        charset: What the server said.
        limits: How much is read.

    Raises:
        ArticleUnreadable: It is none of these, or too large. Damage past the first entries is a note.
    """
    text, note = as_text(unzipped(content, limits.max_bytes, origin), charset)
    found = _Found(base, limits, notes=[note] if note else [])
    if text.lstrip()[:1] == "{":
        return _json_feed(text, origin, found)
    if text.lstrip()[:1] != "<":
        return _lines(text, origin, found)
    text = rooted(text, origin)
    root = _ROOT.match(text)
    read = _READERS.get(root[1].casefold() if root else "")
    if read is None:
        kind = f"its root is <{root[1]}>" if root else "it has no root"
        raise ArticleUnreadable(f"neither feed nor sitemap nor OPML: {kind}", origin=origin)
    return read(text, origin, found)


def _feed(text: str, origin: str, found: _Found) -> Listing:
    if len(text) > found.limits.max_feed_bytes:
        raise ArticleUnreadable(f"a feed of more than {found.limits.max_feed_bytes:,} characters", origin=origin)
    if _CROWDED.search(text):
        raise ArticleUnreadable("a tag with more than a hundred attributes is no feed's", origin=origin)
    import feedparser  # type: ignore[import-untyped]  # noqa: PLC0415 - only where a feed is read

    # A stream: bytes and strings it would take for a file's name or an address.
    stream = io.BytesIO(text.encode("utf-8", "replace"))
    headers = {"content-type": "application/xml; charset=utf-8"} | (
        {"content-location": found.base} if found.base else {}
    )
    parsed = feedparser.parse(stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if parsed.bozo and not isinstance(parsed.bozo_exception, feedparser.CharacterEncodingOverride):
        found.notes.append(cut(f"its XML is damaged, read as far as it goes: {parsed.bozo_exception}"))
    # feedparser calls dc:date a change, and in RSS it is what stands for the publication.
    dated = str(parsed.get("version") or "").startswith("rss") and not _CHANGES.search(text)
    for entry in map(dict, parsed.entries):
        changed = stated_day(entry.get("updated")) or parsed_day(entry.get("updated_parsed"))
        published = stated_day(entry.get("published")) or parsed_day(entry.get("published_parsed"))
        found.add(
            Entry(
                url=str(entry.get("link") or ""),
                title=_plain(entry, "title"),
                published=published or (changed if dated else None),
                summary=_plain(entry, "summary"),
                updated=None if dated else changed,
                author=_writers(entry),
                content=_content(entry),
            )
        )
    return found.listing("feed", _plain(parsed.feed, "title"))


def _plain(entry: Mapping[str, Any], name: str) -> str | None:
    kind = (entry.get(f"{name}_detail") or {}).get("type")
    return words_of(str(entry.get(name) or ""), markup=kind != "text/plain")


def _writers(entry: Mapping[str, Any]) -> str | None:
    named = [str(one.get("name") or "") for one in entry.get("authors") or () if isinstance(one, dict)]
    return words_of(", ".join(dict.fromkeys(name for name in named if name)), markup=False)


def _content(entry: Mapping[str, Any]) -> str | None:
    """The longest of its contents that is markup or text."""
    found = [
        (str(one.get("type") or ""), str(one.get("value") or ""))
        for one in entry.get("content") or ()
        if isinstance(one, dict)
    ]
    texts = [as_markup(text, html_form="html" in kind) for kind, text in found if kind.startswith(("text/", "appl"))]
    return max(texts, key=len, default=None) or None


def as_markup(text: str, *, html_form: bool) -> str:
    """A text as markup: a plain one's lines as paragraphs."""
    if html_form:
        return text
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _json_feed(text: str, origin: str, found: _Found) -> Listing:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org)."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        raise ArticleUnreadable("looks like a JSON feed and is damaged", origin=origin) from None
    items = feed.get("items")
    if not isinstance(items, list):
        raise ArticleUnreadable("JSON, and no JSON feed: it has no list of items", origin=origin)
    for item in items:
        if not isinstance(item, dict):
            found.skip("without a web address", str(item)[:80])
            continue
        told = {name: value for name, value in item.items() if isinstance(value, str)}
        markup = "summary" not in told and "content_text" not in told
        summary = told.get("summary") or told.get("content_text") or told.get("content_html") or ""
        found.add(
            Entry(
                url=told.get("url") or told.get("external_url") or told.get("id") or "",
                title=words_of(told.get("title", ""), markup=False),
                published=stated_day(told.get("date_published")),
                summary=words_of(summary, markup=markup),
                updated=stated_day(told.get("date_modified")),
                author=_json_writers(item),
                content=told.get("content_html") or as_markup(told.get("content_text", ""), html_form=False) or None,
            )
        )
    title = feed.get("title")
    return found.listing("feed", words_of(title, markup=False) if isinstance(title, str) else None)


def _json_writers(item: Mapping[str, Any]) -> str | None:
    many = item.get("authors")
    authors = many if isinstance(many, list) else [item.get("author")]
    named = [str(one["name"]) for one in authors if isinstance(one, dict) and one.get("name")]
    return words_of(", ".join(named), markup=False)


def _opml(text: str, origin: str, found: _Found) -> Listing:
    title: str | None = None
    try:
        for path, element in walk(text, origin):
            if path[1:] == ("head", "title"):
                title = words_of(element.text or "", markup=False)
            if path[-1] != "outline":
                continue
            told = {str(name).casefold(): str(value) for name, value in element.attrib.items()}
            name = words_of(told.get("title") or told.get("text") or "", markup=False)
            if told.get("xmlurl"):
                found.add(Entry(told["xmlurl"], name, leads_to="feed"))
            elif told.get("url"):
                leads_to: LeadsTo = (
                    "feed" if told.get("type", "").casefold() in {"rss", "atom", "include"} else "article"
                )
                found.add(Entry(told["url"], name, leads_to=leads_to))
            elif told.get("htmlurl"):
                found.skip("with a site and no feed", told["htmlurl"])
    except ArticleUnreadable as error:
        _keep(error, found)
    return found.listing("opml", title)


def _sitemap(text: str, origin: str, found: _Found) -> Listing:
    """The sitemap protocol, with Google's news extension for dates and titles."""
    told: dict[tuple[str, ...], str] = {}
    try:
        for path, element in walk(text, origin):
            if len(path) > 2:
                told.setdefault(path[2:], (element.text or "").strip())
            elif len(path) == 2 and path[1] in {"url", "sitemap"}:
                found.add(
                    Entry(
                        url=told.get(("loc",), ""),
                        title=words_of(told.get(("news", "title"), ""), markup=False),
                        published=stated_day(told.get(("news", "publication_date"))),
                        updated=stated_day(told.get(("lastmod",))),
                        leads_to="sitemap" if path[1] == "sitemap" else "article",
                    )
                )
                told = {}
    except ArticleUnreadable as error:
        _keep(error, found)
    return found.listing("sitemap", None)


def _keep(error: ArticleUnreadable, found: _Found) -> None:
    """What came before the damage stays, with a note; where nothing came, it is an error."""
    if not found.entries:
        raise error
    found.notes.append(cut(f"{error.message}; read as far as it goes"))


def _lines(text: str, origin: str, found: _Found) -> Listing:
    """One address a line, with a title after it where there is one; `#` begins a comment."""
    for line in text.splitlines():
        words = line.strip().split(maxsplit=1)
        if not words or words[0].startswith("#"):
            continue
        if _ADDRESS.match(words[0]):
            found.add(Entry(words[0], words_of(words[1], markup=False) if len(words) > 1 else None))
        else:
            found.skip("without a web address", line.strip())
    if not found.entries:
        raise ArticleUnreadable("neither a feed nor a list of addresses", origin=origin)
    return found.listing("list", None)


_READERS: dict[str, Callable[[str, str, _Found], Listing]] = {
    **dict.fromkeys(("rss", "feed", "rdf", "channel"), _feed),
    "opml": _opml,
    **dict.fromkeys(("urlset", "sitemapindex"), _sitemap),
}
