"""Days of publication in a page's markup. Days of change, of saving and of fetching are none."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from briefing.ingest.article import GIVEN
from briefing.ingest.html.blocks import is_comments, names_of
from briefing.ingest.html.found import Found
from briefing.ingest.html.parse import settable_markup
from briefing.ingest.html.scope import drop_other, of_page
from briefing.text.dates import date_in, date_in_url, date_of_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml.html import HtmlElement

    #: Tells the page's language, where a date depends on it.
    Language = Callable[[], str] | None

_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "datepublished", "publishdate",
    "pubdate", "publish-date", "publication_date", "publication-date", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date",
    "citation_publication_date", "citation_online_date", "weibo:article:create_at", "cxenseparse:recs:publishtime",
    "rnews:datepublished", "article.published", "published-date", "date.issued", "originalpublicationdate",
    "published_time", "publishtime", "article_date_original", "article:post_date", "date_published", "pub_date",
    "publisheddate", "publication-date", "bt:pubdate", "sitemeta:publication", "gmw:publishdate", "date",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified",
    "modified_time", "article:modified", "revised", "lastmod", "moddate",
)  # fmt: skip
_DATE_CLASS = re.compile(
    r"publish|pubdate|post-?date|entry-date|article[-_]?date|byline|timestamp|datum|fecha|veröff", re.IGNORECASE
)
_CHANGED = re.compile(
    r"modif|updat|aktualis|geändert|mise? à jour|обновлен|تحديث|更新|güncel|revis(?:ed|ion)|aggiornat|actualiz|atualiz",
    re.IGNORECASE,
)
#: Words that say of the date behind them that it is the day of publication.
_PUBLICATION = re.compile(
    r"(?:(?:first\s+)?published|posted|veröffentlicht|erschienen|erstellt|online seit|publiée?|mise? en ligne|parue?"
    r"|publicad[oa]|pubblicat[oa]|опубликован[оа]?|опубліковано|yayınlan\w*|yayım\w*|gepubliceerd|opublikowano|publicerad"
    r"|تاريخ النشر|نشر(?:ت)?|تاریخ انتشار|منتشر شده|发布(?:时间|日期|于)?|发表(?:时间|于)?|公開(?:日)?|掲載(?:日)?"
    r"|(?:时间|時間|日期|日時)(?=[:：])|입력|등록)"
    r"(?![^\W\d_])[\s:：|·,]*(?:(?:am|on|le|el|il|em|den|dnia|op|в|at|في)\s+)?",
    re.IGNORECASE,
)
_DAY = "2026-11-19"
_MICRODATA = "//*[@itemprop='datePublished']"
_RDFA = (
    "//*[not(self::meta)][contains(@property, 'datePublished') or contains(@property, 'dc:date')"
    " or contains(@property, 'dc:created') or contains(@property, 'dcterms:issued')]"
)


def said_dates(
    tree: HtmlElement, metas: dict[str, str], linked_date: str | None, language: Language = None
) -> Iterator[Found]:
    """What a page's own markup says of its day of publication, in the order of trust."""
    yield from _dated(linked_date, "JSON-LD", language)
    for name in _PUBLISHED:
        yield from _dated(metas.get(name), f"meta {name}", language)
    for path, where in ((_MICRODATA, "microdata"), (_RDFA, "RDFa")):
        for element in of_page(tree.xpath(path))[:1]:
            words = element.get("datetime") or element.get("content") or element.text_content()
            yield from _dated(words, where, language)
    yield from _pubdates(tree, language)


def _dated(value: str | None, where: str, language: Language) -> Iterator[Found]:
    if day := date_of_value(value, language):
        yield Found(day, where, written=value or "")


def _pubdates(tree: HtmlElement, language: Language) -> Iterator[Found]:
    """`<time pubdate>`; where there are several, only those beside the headline: the others are teasers'."""
    found = [(element, value) for element in tree.xpath("//time[@pubdate]") if (value := _value(element, language))]
    alone = len({value for _, value in found}) == 1
    for element, value in found:
        if alone or _in_head(element):
            yield Found(value, "time pubdate", written=_attribute(element))


def updated_dates(
    tree: HtmlElement, metas: dict[str, str], linked_date: str | None, language: Language = None
) -> Iterator[Found]:
    """Days of change, as the markup says them."""
    yield from _dated(linked_date, "JSON-LD", language)
    for name in _UPDATED:
        yield from _dated(metas.get(name), f"meta {name}", language)
    for element in of_page(tree.xpath("//meta[@itemprop='dateModified']"))[:1]:
        yield from _dated(element.get("content"), "microdata", language)


def time_elements(tree: HtmlElement, language: Language = None) -> Iterator[Found]:
    """`<time>` and elements named for dates that stand beside the headline; not those of change, nor of teasers."""
    for path, where in (("//time", "time element"), ("//*[@class or @id][not(self::body)][not(*[3])]", "date element")):
        for element in tree.xpath(path):
            named = f"{element.get('class') or ''} {element.get('id') or ''}"
            if where == "date element" and not _DATE_CLASS.search(named):
                continue
            words = element.text_content()
            if len(words) > 120 or _CHANGED.search(
                f"{named} {element.get('itemprop') or ''} {_before(element)} {words}"
            ):
                continue
            value = _value(element, language)
            if value and _in_head(element):
                yield Found(value, where, written=_attribute(element))


def _attribute(element: HtmlElement) -> str:
    """The machine's value of a date whose words name no day, or none; empty where the words do."""
    return "" if date_in(element.text_content()) else element.get("datetime") or ""


def _value(element: HtmlElement, language: Language) -> str | None:
    """What its readers see; its attribute, which some systems set to the day of change, where that is no whole date."""
    shown = date_in(element.text_content(), language=language)
    return shown or date_of_value(element.get("datetime"), language)


def _in_head(element: HtmlElement) -> bool:
    """In the article's own element, or in one that holds the only h1; never in a menu or a teaser."""
    for above in element.iterancestors():
        if above.tag in {"nav", "aside", "footer", "li", "a"} or (above.tag == "form" and above.find(".//h1") is None):
            return False
        if is_comments(names_of(above)):
            return False
        if above.tag in {"article", "main", "body"} or above.find(".//h1") is not None:
            return above.tag != "body" and above.find(".//h1") is not None
    return False


def url_date(url: str | None) -> Iterator[Found]:
    """The address's own date."""
    if value := date_in_url(url):
        yield Found(value, "address", sure=False)


def _before(element: HtmlElement) -> str:
    """The words right before an element: `Updated:` stands there."""
    above, previous = element.getparent(), element.getprevious()
    if previous is None:
        words = above.text if above is not None else None
    else:
        # A comment has no text of its own.
        words = previous.tail or (previous.text_content() if isinstance(previous.tag, str) else None)
    return (words or "")[-40:]


def is_change(text: str) -> bool:
    """Whether a line speaks of a change rather than of publication."""
    return _CHANGED.search(text) is not None


def labelled(text: str, language: Language = None) -> str | None:
    """The date that stands right behind a word for publication."""
    for found in _PUBLICATION.finditer(text):
        near = text[found.end() : found.end() + 40]
        if (
            (value := date_in(near, language=language))
            and not is_change(text[: found.start()][-30:])
            and _leads(near, value)
        ):
            return value
    return None


def _leads(text: str, value: str) -> bool:
    """Whether the text begins with that date; a weekday may stand before it."""
    digits = re.search(r"\d", text)
    return digits is not None and len(re.findall(r"[^\W\d_]+", text[: digits.start()])) <= 2 and bool(value)


def by_htmldate(text: str, url: str | None, near: frozenset[str]) -> Iterator[Found]:
    """What htmldate finds where nothing above did, if it stands in the markup or in the article itself.

    It takes the day in a site's header, a day of change, or another article's for the day of publication;
    so menus and asides are taken out first, and a day that stands only beside words of change isn't taken.
    """
    from htmldate import find_date  # noqa: PLC0415 -- late: a quarter of a second
    from lxml import etree, html  # noqa: PLC0415

    try:
        tree = html.fromstring(settable_markup(text).encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
        etree.strip_elements(tree, "nav", "aside", "footer", "pre", "code", with_tail=False)
        drop_other(tree)
        markup = html.tostring(tree, encoding="unicode")
        found = find_date(tree, extensive_search=False, original_date=True, url=url)
    except (ValueError, etree.LxmlError, AssertionError):
        return
    if found and (found in near or _said(found, markup)):
        yield Found(found, "htmldate", sure=False)


def _said(day: str, markup: str) -> bool:
    """Whether it is written anywhere but after a word of change."""
    places = re.finditer(day.replace("-", "[-/.]?"), markup)
    return any(not _CHANGED.search(markup, max(0, place.start() - 60), place.start()) for place in places)


def earlier_address(candidates: Sequence[Found], days: int = 2) -> Found | None:
    """The address's day where it is earlier than what the markup says.

    An address is given once; `datePublished` moves with a new edition, and with systems that confuse it with
    the day of change. A day or two are time zones and evenings.
    """
    address = next((found for found in candidates if found.where == "address" and len(found.value) == len(_DAY)), None)
    if address is None or len(candidates[0].value) != len(_DAY) or candidates[0].where == GIVEN:
        return None
    between = date.fromisoformat(candidates[0].value) - date.fromisoformat(address.value)
    return address if between.days > days else None
