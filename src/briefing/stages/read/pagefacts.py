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

from briefing.stages.read.found import Found
from briefing.stages.read.linked import Linked, linked
from briefing.stages.read.oneline import one_line
from briefing.stages.read.pagedates import said_dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

_SITE = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "twitter:app:name:iphone")
_AUTHOR = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl",
           "citation_author", "article:author_name", "cxenseparse:author", "mediator_author")  # fmt: skip
_ADDRESS = re.compile(r"https?://[^\s<>\"\\]{1,2000}", re.IGNORECASE)
_TITLE_PARTS = re.compile(r"\s+[|\-–—·•»:]\s+|\s*[|｜_]\s*")
_LONGEST_VALUE = 500


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself."""

    title: str | None
    outlet: str | None
    author: str | None
    url: str | None
    dates: tuple[Found, ...]
    """Candidates for the date of publication but those of the visible head, most trusted first."""
    notes: tuple[str, ...]


def facts_of(tree: HtmlElement, given_url: str | None) -> PageFacts:
    """Collect what a page says of itself; `given_url` is where it was had from."""
    metas, about = _metas(tree), linked(tree)
    titles = _titles(tree, metas, about)
    notes = list(_conflict("title", titles))
    urls = list(_urls(tree, metas, about, given_url))
    notes.extend(_conflict("canonical address", urls))
    url = given_url or (urls[0].value if urls else None)
    if urls and given_url and urls[0].value != given_url:
        notes.append(f"canonical url: {urls[0].value}")
    outlets = [*_one(about.outlet, "JSON-LD"), *_from_metas(metas, _SITE)]
    authors = [*_one(about.author, "JSON-LD"), *_authors(tree, metas)]
    return PageFacts(
        title=titles[0].value if titles else None,
        outlet=outlets[0].value if outlets else _host(url),
        author=authors[0].value if authors else None,
        url=url,
        dates=tuple(said_dates(tree, metas, about.published)),
        notes=tuple(notes),
    )


def _metas(tree: HtmlElement) -> dict[str, str]:
    """Names in small letters; the first value of each."""
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        value = _clean(element.get("content"))
        if name and value:
            metas.setdefault(name.strip().lower(), value)
    return metas


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
        *(_one(headings[0], "h1") if len(headings) == 1 else ()),
        *_from_metas(metas, ("twitter:title", "dc.title", "dcterms.title", "headline")),
        *(_one(_without_site(element, site, headings), "title element") if element else ()),
        *(_one(headings[0], "h1") if headings else ()),
    ]
    # A headline cut short by its JSON is told whole by the page.
    if titles and titles[0].value.endswith(("…", "...")):
        start = titles[0].value.rstrip(".… ")
        whole = next((found for found in titles[1:] if found.value.startswith(start)), titles[0])
        titles.insert(0, whole)
    return titles


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
    if named or (not site and len(parts[-1]) < len(title) / 3 and re.search(r"[|｜_]", title)):
        return title[: title.rfind(parts[-1])].rstrip(" |｜-–—·•»:_")
    return title


def _urls(tree: HtmlElement, metas: dict[str, str], about: Linked, base: str | None) -> Iterator[Found]:
    links = tree.xpath("//link[contains(concat(' ', translate(@rel, 'CANOIL', 'canoil'), ' '), ' canonical ')]/@href")
    said = [*_one(links[0] if links else None, "link rel=canonical"), *_from_metas(metas, ("og:url",))]
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
    for path in ("//*[@itemprop='author']//*[@itemprop='name']", "//*[@itemprop='author']", "//a[@rel='author']"):
        for element in tree.xpath(path)[:1]:
            words = _clean(element.get("content") or element.text_content())
            if words and len(words) <= 80:
                yield Found(words, "rel=author" if "rel" in path else "microdata")


def _conflict(what: str, found: list[Found]) -> Iterator[str]:
    if not found:
        return
    first = found[0]
    for other in found[1:]:
        if not _agree(first.value, other.value):
            yield f"{what}: {first.where} says “{first.value[:80]}”, {other.where} says “{other.value[:80]}”"
            return


def _agree(first: str, other: str) -> bool:
    one, two = (re.sub(r"\W+", "", value.casefold()) for value in (first, other))
    return one in two or two in one


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
