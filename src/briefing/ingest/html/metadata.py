"""Title, outlet, author, address and date of a page, each with where it was found.

The order of trust, the first that says something being taken; what the others say otherwise is noted:

- title: JSON-LD headline, og:title, the only h1, twitter:title, the title element without the site's name;
- published: JSON-LD datePublished, meta elements for it, microdata, `<time>` in the article's head, a line
  of the head that is a date, the address;
- outlet: JSON-LD publisher, og:site_name, meta application-name and the like, the host's name;
- author: JSON-LD, meta elements, microdata and rel=author;
- url: link rel=canonical, og:url, JSON-LD.

Dates of change (dateModified, og:updated_time, Last-Modified), of saving and of fetching are never taken
for the date of publication.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from briefing.ingest.html.byline import named_elements
from briefing.ingest.html.dates_markup import said_dates, updated_dates
from briefing.ingest.html.found import Found
from briefing.ingest.html.json_ld import Linked, linked
from briefing.ingest.html.main_entity import Known
from briefing.ingest.html.scope import is_aside, of_page
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.html import HtmlElement

_SITE = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "twitter:app:name:iphone")
_AUTHOR = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl",
           "citation_author", "article:author_name", "cxenseparse:author", "mediator_author")  # fmt: skip
_ADDRESS = re.compile(r"https?://[^\s<>\"\\]{1,2000}", re.IGNORECASE)
_TITLE_PARTS = re.compile(r"\s+(?:[|\-–—·•»:]|--)\s+|\s*[|｜_]\s*")
_HOST_NAME = re.compile(r"(?:[\w-]+\.)+(?:com|org|net|info|tv|[a-z]{2})", re.IGNORECASE)
_LONGEST_VALUE = 500
_VOTES = 3
#: `adac-kindersitztest-2018` is a file's name.
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+){2,}")
#: A site's name before the headline.
_BEFORE = re.compile(r".{2,60}\s(?:[|\-–—·•»]|--|::)\s")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself."""

    title: str | None
    outlet: str | None
    author: str | None
    url: str | None
    """Where it was had from; else the address it gives for itself."""
    canonical_url: str | None
    """The address it gives for itself."""
    dates: tuple[Found, ...]
    """Candidates for the date of publication but those of the visible head, most trusted first."""
    updated: tuple[Found, ...]
    """Days of change."""
    text: tuple[str, ...]
    """The article's paragraphs as JSON-LD has them; no reader sees these."""
    notes: tuple[str, ...]


def facts_of(tree: HtmlElement, given_url: str | None, language: Callable[[], str] | None = None) -> PageFacts:
    """Collect what a page says of itself.

    Args:
        tree: The page.
        given_url: Where it was had from.
        language: Tells its language, where a date depends on it.
    """
    metas = _metas(tree)
    about = linked(tree, _known(tree, metas, given_url))
    titles = _titles(tree, metas, about)
    notes = [*about.notes, *_conflict("title", titles)]
    urls = list(_urls(tree, metas, about, given_url))
    notes.extend(_conflict("canonical address", urls))
    url = given_url or (urls[0].value if urls else None)
    outlets = [*_one(about.outlet, "JSON-LD"), *_from_metas(metas, _SITE)]
    authors = [*_one(about.author, "JSON-LD"), *_authors(tree, metas)]
    notes.extend(_conflict("outlet", outlets))
    notes.extend(_conflict("author", authors))
    named = outlets[0].value if outlets else _host(url)
    author = next((found for found in authors if not _is_house(found.value, named)), authors[0] if authors else None)
    return PageFacts(
        title=titles[0].value if titles else None,
        outlet=outlets[0].value if outlets else _host(url),
        author=author.value if author else None,
        url=url,
        canonical_url=urls[0].value if urls else None,
        dates=tuple(said_dates(tree, metas, about.published, language)),
        updated=tuple(updated_dates(tree, metas, about.updated, language)),
        text=about.text,
        notes=tuple(notes),
    )


def _metas(tree: HtmlElement) -> dict[str, str]:
    """Names in small letters; the first value of each that speaks of the page."""
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        # Microdata has its own way; a teaser's or an embedded page's elements describe those.
        name = element.get("property") or element.get("name")
        value = _clean(element.get("content"))
        if name and value and not is_aside(element):
            metas.setdefault(name.strip().lower(), value)
    return metas


def _known(tree: HtmlElement, metas: dict[str, str], given_url: str | None) -> Known:
    """By what JSON-LD that describes this page is told from that of other articles."""
    headings = [heading.text_content() for heading in tree.iter("h1")]
    titles = (metas.get("og:title"), metas.get("twitter:title"), tree.findtext(".//title"))
    addresses = (given_url, *_canonical(tree), metas.get("og:url"))
    return Known(
        addresses=tuple(address for address in addresses if address),
        titles=(*(title for title in titles if title), *(headings if len(headings) == 1 else ())),
    )


def _canonical(tree: HtmlElement) -> list[str]:
    path = "//link[contains(concat(' ', translate(@rel, 'CANOIL', 'canoil'), ' '), ' canonical ')]/@href"
    return [str(href) for href in tree.xpath(path)[:1]]


def _clean(text: str | None) -> str | None:
    return " ".join(one_line(text).split())[:_LONGEST_VALUE] or None if text else None


def _one(value: str | None, where: str) -> Iterator[Found]:
    if value and (clean := _clean(value)):
        yield Found(clean, where)


def _from_metas(metas: dict[str, str], names: Iterable[str]) -> Iterator[Found]:
    for name in names:
        if value := metas.get(name):
            yield Found(value, f"meta {name}")


def _titles(tree: HtmlElement, metas: dict[str, str], about: Linked) -> list[Found]:
    first = [_clean(heading.text_content()) for heading in tree.iter("h1")]
    headings = [heading for heading in first if heading]
    element = _clean(tree.findtext(".//title"))
    site = metas.get("og:site_name") or about.outlet
    titles = [
        *_one(about.title, "JSON-LD"),
        *(Found(_without_site(found.value, site), found.where) for found in _from_metas(metas, ("og:title",))),
        *(_one(_without_site(headings[0], None), "h1") if len(headings) == 1 else ()),
        *_from_metas(metas, ("twitter:title", "dc.title", "dcterms.title", "headline")),
        *(
            found
            for meta in of_page(tree.xpath("//meta[@itemprop='headline']"))[:1]
            for found in _one(meta.get("content"), "microdata")
        ),
        *(_one(_without_site(element, site, headings), "title element") if element else ()),
        *(_one(headings[0], "h1") if headings else ()),
    ]
    titles = [Found(_without_tail(found.value, titles, element), found.where) for found in titles]
    titles = [found for found in titles if not _SLUG.fullmatch(found.value)] or titles
    # What a template cut short is no headline, where another place has one whole.
    titles = [found for found in titles if not found.value.endswith(("…", "..."))] or titles
    return _by_vote(titles)


def _by_vote(titles: list[Found]) -> list[Found]:
    """The first of them, unless most of the others agree on another: a JSON-LD headline without its kicker."""
    places: dict[str, set[str]] = {}
    for found in titles:
        places.setdefault(_folded(found.value), set()).add(found.where)
    most = max(places, key=lambda value: len(places[value]), default="")
    if len(places.get(most, ())) < _VOTES or _folded(titles[0].value) == most:
        return titles
    chosen = next(found for found in titles if _folded(found.value) == most)
    return [chosen, *titles]


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _without_tail(title: str, others: Iterable[Found], element: str | None) -> str:
    """A title without the site's name behind it, where the h1 stops before it or another title's part is that name."""
    parts = {part.strip() for part in _TITLE_PARTS.split(element or "")[1:]}
    for other in others:
        before = title[: -len(other.value)]
        if other.where == "h1" and _is_long(other.value) and title.endswith(other.value) and _BEFORE.fullmatch(before):
            return other.value
        rest = title[len(other.value) :]
        if not _is_long(other.value) or not rest.strip() or not title.startswith(other.value):
            continue
        if rest.strip() in parts or (other.where == "h1" and re.match(r"\s+(?:[|\-–—·•»]|--)\s+\S", rest)):
            return other.value
    return title


def _is_long(title: str) -> bool:
    """Long enough for a headline; ideographs say more each."""
    return len(title) > (15 if title.isascii() else 8)


def _without_site(title: str, site: str | None, headings: Iterable[str] = ()) -> str:
    """A title element without the site's name, told by what else the page says."""
    for heading in headings:
        if len(heading) > 10 and heading in title:
            return heading
    parts = _TITLE_PARTS.split(title)
    if len(parts) == 1:
        return title
    last = parts[-1].strip().casefold()
    named = site is not None and (last == site.casefold() or site.casefold() in last or last in site.casefold())
    named = named or _HOST_NAME.fullmatch(last) is not None
    if named or (not site and len(parts[-1]) < len(title) / 3 and re.search(r"[|｜_]", title)):
        return title[: title.rfind(parts[-1])].rstrip(" |｜-–—·•»:_")
    return title


def _urls(tree: HtmlElement, metas: dict[str, str], about: Linked, base: str | None) -> Iterator[Found]:
    said = [
        *(found for href in _canonical(tree) for found in _one(href, "link rel=canonical")),
        *_from_metas(metas, ("og:url",)),
    ]
    for found in (*said, *_one(about.url, "JSON-LD")):
        try:
            address = urljoin(base, found.value) if base else found.value
            # The front page's address is nobody's article.
            article = urlsplit(address).path.strip("/") or urlsplit(address).query
        except ValueError:
            continue
        if _ADDRESS.fullmatch(address) and article:
            yield Found(address, found.where)


def _authors(tree: HtmlElement, metas: dict[str, str]) -> Iterator[Found]:
    yield from (found for found in _from_metas(metas, _AUTHOR) if not re.match(r"(?:https?:)?//|@", found.value))
    for element in of_page(tree.xpath("//*[@itemprop='author']"))[:1]:
        for named in (*element.xpath(".//*[@itemprop='name']")[:1], element):
            yield from _short_words(named, "microdata")
    for element in [link for link in tree.xpath("//a[@rel='author']") if not is_aside(link)][:1]:
        yield from _short_words(element, "rel=author")
    yield from named_elements(tree)


def _short_words(element: HtmlElement, where: str) -> Iterator[Found]:
    words = _clean(element.get("content") or element.text_content())
    if words and len(words) <= 80:
        yield Found(words, where)


def _conflict(what: str, found: list[Found]) -> Iterator[str]:
    if not found:
        return
    first = found[0]
    for other in found[1:]:
        if not _agree(first.value, other.value):
            yield f"{what}: {first.where} says “{first.value[:80]}”, {other.where} says “{other.value[:80]}”"
            return


def _agree(first: str, other: str) -> bool:
    one, two = _folded(first), _folded(other)
    return one in two or two in one


def _is_house(author: str, outlet: str | None) -> bool:
    """The outlet itself, a company, or somebody's name for logging in."""
    same = outlet is not None and _agree(author, outlet)
    return same or re.fullmatch(r"[a-z0-9_.-]+|.*\b(?:GmbH|AG|Inc\.?|Ltd\.?|LLC|S\.?A\.?)", author) is not None


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
