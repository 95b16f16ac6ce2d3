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
from typing import TYPE_CHECKING, Any

from briefing.errors import ArticleUnreadable
from briefing.ingest.web.feed_entries import absolute, as_markup, entries_of, plain
from briefing.ingest.web.feed_text import words_of
from briefing.ingest.web.listing import ADDRESS, DEFAULT_LIMITS, Entry, Found, LeadsTo, Listing, ListLimits
from briefing.ingest.web.safe_xml import ROOT, as_text, rooted, unzipped, walk
from briefing.ingest.web.types import cut
from briefing.text.stated_dates import stated_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Entry", "ListLimits", "Listing", "read_listing"]

_CHANGES = re.compile(r"<[\w.-]{1,40}:(?:updated|modified)\b")
#: feedparser's time grows with the square of a tag's attributes.
_CROWDED = re.compile(r"<[^\s<>/=]+(?:\s+[^\s=<>\"']+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')){100}")


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
    found = Found(base, limits, notes=[note] if note else [])
    if text.lstrip()[:1] == "{":
        return _json_feed(text, origin, found)
    if text.lstrip()[:1] != "<":
        return _lines(text, origin, found)
    text = rooted(text, origin)
    root = ROOT.match(text)
    read = _READERS.get(root[1].casefold() if root else "")
    if read is None:
        kind = f"its root is <{root[1]}>" if root else "it has no root"
        raise ArticleUnreadable(f"not a feed, sitemap or OPML file: {kind}", origin=origin)
    return read(text, origin, found)


def _feed(text: str, origin: str, found: Found) -> Listing:
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
    for entry in entries_of(parsed, found.base, dated=dated):
        found.add(entry)
    return found.listing("feed", plain(parsed.feed, "title"))


def _json_feed(text: str, origin: str, found: Found) -> Listing:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org)."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        raise ArticleUnreadable("looks like a JSON feed and is damaged", origin=origin) from None
    items = feed.get("items")
    if not isinstance(items, list):
        raise ArticleUnreadable("JSON, but not a JSON feed: it has no list of items", origin=origin)
    language = _text(feed, "language")
    site = found.base or _text(feed, "home_page_url") or _text(feed, "feed_url")
    for item in items:
        if not isinstance(item, dict):
            found.lose(str(item)[:80])
            continue
        told = {name: value for name, value in item.items() if isinstance(value, str)}
        markup = "summary" not in told and "content_text" not in told
        summary = told.get("summary") or told.get("content_text") or told.get("content_html") or ""
        published = stated_date(told.get("date_published"), told.get("language") or language)
        found.add(
            Entry(
                url=absolute(told.get("url") or told.get("external_url") or told.get("id") or "", site),
                title=words_of(told.get("title", ""), markup=False),
                published=published.value,
                published_basis=published.basis,
                notes=(f"feed: {published.note}",) if published.note else (),
                summary=words_of(summary, markup=markup),
                updated=stated_date(told.get("date_modified")).value,
                author=_json_writers(item),
                content=told.get("content_html") or as_markup(told.get("content_text", ""), html_form=False) or None,
            )
        )
    title = _text(feed, "title")
    return found.listing("feed", words_of(title, markup=False) if title else None)


def _text(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    return value if isinstance(value, str) and value else None


def _json_writers(item: Mapping[str, Any]) -> str | None:
    many = item.get("authors")
    authors = many if isinstance(many, list) else [item.get("author")]
    named = [str(one["name"]) for one in authors if isinstance(one, dict) and one.get("name")]
    return words_of(", ".join(named), markup=False)


def _opml(text: str, origin: str, found: Found) -> Listing:
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


def _sitemap(text: str, origin: str, found: Found) -> Listing:
    """The sitemap protocol, with Google's news extension for dates and titles."""
    told: dict[tuple[str, ...], str] = {}
    try:
        for path, element in walk(text, origin):
            if len(path) > 2:
                told.setdefault(path[2:], (element.text or "").strip())
            elif len(path) == 2 and path[1] in {"url", "sitemap"}:
                published = stated_date(
                    told.get(("news", "publication_date")), told.get(("news", "publication", "language"))
                )
                found.add(
                    Entry(
                        url=told.get(("loc",), ""),
                        title=words_of(told.get(("news", "title"), ""), markup=False),
                        published=published.value,
                        published_basis=published.basis,
                        notes=(f"sitemap: {published.note}",) if published.note else (),
                        updated=stated_date(told.get(("lastmod",))).value,
                        leads_to="sitemap" if path[1] == "sitemap" else "article",
                    )
                )
                told = {}
    except ArticleUnreadable as error:
        _keep(error, found)
    return found.listing("sitemap", None)


def _keep(error: ArticleUnreadable, found: Found) -> None:
    """What came before the damage stays, with a note; where nothing came, it is an error."""
    if not found.entries:
        raise error
    found.notes.append(cut(f"{error.message}; read as far as it goes"))


def _lines(text: str, origin: str, found: Found) -> Listing:
    """One address a line, with a title after it where there is one; `#` begins a comment."""
    for line in text.splitlines():
        words = line.strip().split(maxsplit=1)
        if not words or words[0].startswith("#"):
            continue
        if ADDRESS.match(words[0]):
            found.add(Entry(words[0], words_of(words[1], markup=False) if len(words) > 1 else None))
        else:
            found.lose(line.strip())
    if not found.entries:
        raise ArticleUnreadable("neither a feed nor a list of addresses", origin=origin)
    return found.listing("list", None)


_READERS: dict[str, Callable[[str, str, Found], Listing]] = {
    **dict.fromkeys(("rss", "feed", "rdf", "channel"), _feed),
    "opml": _opml,
    **dict.fromkeys(("urlset", "sitemapindex"), _sitemap),
}
