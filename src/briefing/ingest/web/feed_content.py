"""The text that a feed carries whole (`content:encoded`, Atom's `content`, `content_html`), read as an article.

It stands in for the page where that wasn't had, or came with less: a teaser before a wall, a page that shows
its text by script. What the page says of itself is kept beside it.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from briefing.ingest.article import Given, Page
from briefing.ingest.sandbox.job import Job
from briefing.ingest.sandbox.jobs import run
from briefing.ingest.web.paywalls import seen_text
from briefing.models import Article, Unread

if TYPE_CHECKING:
    from briefing.ingest.web.feeds import Entry

#: Characters below which a feed's text is a summary.
_LEAST = 600
#: How many times the page's body it must be before it is taken instead.
_TIMES = 1.5
#: Markup above which it isn't read: this runs in the calling process, without a worker's limits.
_MOST_MARKUP = 300_000
_CUT = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.\.\.|&hellip;|\+\d+ chars)\]|read more|continue reading|weiterlesen|lire la suite|leer más"
    r"|seguir leyendo|continua a leggere|читать далее|devamını oku|阅读全文|続きを読む|اقرأ المزيد)\W*$",
    re.IGNORECASE,
)


def instead_of(read: Article | Unread, entry: Entry, url: str) -> Article | None:
    """The feed's text as an article, where it is whole and the page wasn't had or has less.

    Args:
        read: What became of the page.
        entry: What the feed says of it.
        url: The page's address.

    Returns:
        None where the page stays the article.
    """
    if entry.content is None or len(entry.content) > _MOST_MARKUP:
        return None
    text = seen_text(entry.content.encode("utf-8", "replace"))
    own = 0 if isinstance(read, Unread) else body_length(read)
    if len(text) < max(_LEAST, _TIMES * own) or _CUT.search(text[-60:]):
        return None
    made = _article(entry, url, read.origin)
    if made is None or body_length(made) < max(_LEAST, _TIMES * own):
        return None
    if isinstance(read, Unread):
        told = f"the text is the feed's, for the page was not read: {read.reason}"
        return made.replace(notes=(*made.notes, told))
    told = f"the text is the feed's, with {body_length(made):,} characters; the page came with {own:,}"
    return made.replace(
        published=read.published,
        published_from=read.published_from,
        dates=read.dates,
        author=read.author,
        canonical_url=read.canonical_url,
        outlet=read.outlet or made.outlet,
        notes=(*read.notes, *made.notes, told),
    )


def body_length(article: Article) -> int:
    """Code points of its body."""
    return sum(len(paragraph.text) for paragraph in article.paragraphs if paragraph.kind == "body")


def _article(entry: Entry, url: str, origin: str) -> Article | None:
    title = html.escape(entry.title or "")
    markup = (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{entry.content}</article></body></html>"
    )
    content = markup.encode("utf-8", "replace")
    given = Given(title=entry.title, url=url, outlet=None)
    (record,) = run(Job("html", Page(content, origin, given, "utf-8"), len(content)))
    return record if isinstance(record, Article) else None
