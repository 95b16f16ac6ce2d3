"""Days of publication in a page's markup. Days of change, of saving and of fetching are none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.stages.read.dated import date_in, date_in_url, date_of_value
from briefing.stages.read.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "datepublished", "publishdate",
    "pubdate", "publish-date", "publication_date", "publication-date", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date",
    "citation_publication_date", "citation_online_date", "weibo:article:create_at", "cxenseparse:recs:publishtime",
    "rnews:datepublished", "article.published", "published-date", "date.issued", "originalpublicationdate",
    "published_time", "publishtime", "article_date_original", "article:post_date", "date_published", "pub_date",
    "publisheddate", "publication-date", "bt:pubdate", "sitemeta:publication", "gmw:publishdate", "date",
)  # fmt: skip
_DATE_CLASS = re.compile(
    r"publish|pubdate|post-?date|entry-date|article[-_]?date|byline|timestamp|datum|fecha|veröff", re.IGNORECASE
)
_CHANGED = re.compile(r"modif|updat|aktualis|geändert|mise? à jour|обновлен|تحديث|更新|güncel", re.IGNORECASE)


def said_dates(tree: HtmlElement, metas: dict[str, str], linked_date: str | None) -> Iterator[Found]:
    """What a page's own markup says of its day of publication, in the order of trust."""
    if value := date_of_value(linked_date):
        yield Found(value, "JSON-LD")
    for name in _PUBLISHED:
        if value := date_of_value(metas.get(name)):
            yield Found(value, f"meta {name}")
    for element in tree.xpath("//*[@itemprop='datePublished']")[:1]:
        words = element.get("datetime") or element.get("content") or element.text_content()
        if value := date_of_value(words):
            yield Found(value, "microdata")
    for element in tree.iter("time"):
        if element.get("pubdate") is not None and (value := date_of_value(element.get("datetime"))):
            yield Found(value, "time pubdate")


def time_elements(tree: HtmlElement) -> Iterator[Found]:
    """`<time>` and elements named for dates that stand beside the headline; not those of change, nor of teasers."""
    for path, where in (("//time", "time element"), ("//*[@class or @id][not(self::body)][not(*[2])]", "date element")):
        for element in tree.xpath(path):
            named = f"{element.get('class') or ''} {element.get('id') or ''}"
            if where == "date element" and not _DATE_CLASS.search(named):
                continue
            words = element.text_content()
            if len(words) > 120 or _CHANGED.search(
                f"{named} {element.get('itemprop') or ''} {_before(element)} {words}"
            ):
                continue
            value = date_of_value(element.get("datetime")) or date_in(words)
            if value and _in_head(element):
                yield Found(value, where)


def _in_head(element: HtmlElement) -> bool:
    """In the article's own element, or in one that holds the only h1; never in a menu or a teaser."""
    for above in element.iterancestors():
        if above.tag in {"nav", "aside", "footer", "li", "a", "form"}:
            return False
        if above.tag in {"article", "main", "body"} or above.find(".//h1") is not None:
            return above.tag != "body" and above.find(".//h1") is not None
    return False


def url_date(url: str | None) -> Iterator[Found]:
    """The address's own date."""
    if value := date_in_url(url):
        yield Found(value, "address")


def _before(element: HtmlElement) -> str:
    """The words right before an element: `Updated:` stands there."""
    above, previous = element.getparent(), element.getprevious()
    words = (
        previous.tail or previous.text_content() if previous is not None else above.text if above is not None else ""
    )
    return (words or "")[-40:]


def is_change(text: str) -> bool:
    """Whether the first date of a line is one of change: `Updated: 21 November 2026`."""
    before = re.split(r"\d", text, maxsplit=1)[0]
    return _CHANGED.search(before) is not None


def by_htmldate(text: str, url: str | None, near: frozenset[str]) -> Iterator[Found]:
    """What htmldate finds where nothing above did, if it stands in the markup or in the article itself.

    It takes the day in a site's header, a day of change, or another article's for the day of publication;
    so menus and asides are taken out first, and a day that stands only beside words of change isn't taken.
    """
    from htmldate import find_date  # noqa: PLC0415 -- late: a quarter of a second
    from lxml import etree, html  # noqa: PLC0415

    try:
        tree = html.fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
        etree.strip_elements(tree, "nav", "aside", "footer", with_tail=False)
        markup = html.tostring(tree, encoding="unicode")
        found = find_date(tree, extensive_search=False, original_date=True, url=url)
    except (ValueError, etree.LxmlError, AssertionError):
        return
    if found and (found in near or _said(found, markup)):
        yield Found(found, "htmldate")


def _said(day: str, markup: str) -> bool:
    """Whether it is written anywhere but after a word of change."""
    places = re.finditer(day.replace("-", "[-/.]?"), markup)
    return any(not _CHANGED.search(markup, max(0, place.start() - 60), place.start()) for place in places)
