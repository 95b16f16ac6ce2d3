"""Entries of RSS, Atom and RDF feeds, from what feedparser makes of them.

Its dates are not taken: it reads `2024/12/15` as the first of the month. The words of the date are, and
`text.stated_dates` reads them in the feed's language.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from briefing.ingest.web.feed_text import words_of
from briefing.ingest.web.listing import Entry
from briefing.text.language_id import language_of
from briefing.text.stated_dates import stated_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: Titles by which the language of a feed is told that declares none.
_TITLES = 20
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)


def entries_of(parsed: Any, base: str | None, *, dated: bool) -> Iterator[Entry]:
    """The entries of a feed, in its order.

    Args:
        parsed: By feedparser.
        base: Its own address; None for a feed in a file, whose relative addresses are those of its site.
        dated: Whether a `dc:date` is the publication, as there is nothing else.
    """
    found = [dict(entry) for entry in parsed.entries]
    declared = str(parsed.feed.get("language") or "") or None
    likely = None if declared else _likely(found)
    site = base or _site(parsed.feed)
    for entry in found:
        tongue = entry.get("language") or (entry.get("title_detail") or {}).get("language") or declared
        changed = stated_date(entry.get("updated"), tongue, likely)
        published = stated_date(entry.get("published"), tongue, likely)
        if dated and published.value is None and published.note is None:
            published = changed
        own = str((entry.get("title_detail") or {}).get("base") or "")
        yield Entry(
            url=absolute(str(entry.get("link") or ""), urljoin(site or "", own) or None),
            title=plain(entry, "title"),
            published=published.value,
            published_basis=published.basis,
            summary=plain(entry, "summary"),
            updated=None if dated else changed.value,
            author=_writers(entry),
            content=_content(entry),
            notes=(f"feed: {published.note}",) if published.note else (),
        )


def absolute(address: str, base: str | None) -> str:
    """An address as a feed has it, relative to a base; also one that only lacks its scheme."""
    address = address.strip()
    if not address or not base:
        return address
    try:
        host = urlsplit(base).netloc
        if host and address.lower().startswith((f"{host.lower()}/", "www.")):
            address = f"//{address}"
        return urljoin(base, address)
    except ValueError:
        return address


def _site(feed: Mapping[str, Any]) -> str | None:
    """The address of the channel's site, or the feed's own as it names it."""
    named = [str(feed.get("link") or "")]
    named += [str(link.get("href") or "") for link in feed.get("links") or () if isinstance(link, dict)]
    return next((address.strip() for address in named if _ABSOLUTE.match(address.strip())), None)


def _likely(entries: Sequence[Mapping[str, Any]]) -> str | None:
    words = " ".join(str(entry.get("title") or "") for entry in entries[:_TITLES])
    tag = language_of(words)
    return None if tag == "und" else tag


def plain(entry: Mapping[str, Any], name: str) -> str | None:
    """A text of an entry in words, without markup."""
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
