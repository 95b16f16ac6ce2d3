"""Who wrote a page's article, where only its visible words say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.ingest.html.found import Found
from briefing.ingest.paragraphs.metadata_lines import is_name
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from briefing.ingest.html.laid import Laid

_LONGEST = 120
_AFTER_HEADLINE = 8
_BY = re.compile(
    r"(?:by|von|par|por|di|da|written by|posted by|published by|text|autor(?:in)?|author|auteur|автор)\s*:?\s+",
    re.IGNORECASE,
)
#: Labels of scripts without capitals: what stands behind the colon is the name.
_LABEL = re.compile(r"(?:بقلم|الكاتب|كتب|نویسنده|作者|文|记者|記者|글)\s*[:：/]\s*(?P<name>[^\d:：|]{2,40})$")
_REST = re.compile(r"\s*(?:[|·•–—(]|\s-\s|\d|,\s*\d|\b(?:am|at|um)\s\d|\bon\s\w+\s\d|\b(?:le|el)\s\d).*$")
_BETWEEN = re.compile(r"\s*[,;&/]\s*|\s+(?:and|und|et|y|e|i|и)\s+")

_CLASS = re.compile(r"(?:^|[-_])(?:authors?|byline)(?:[-_]+(?:full)?name)?$", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"comment|related|teaser|sidebar|widget|recommend|(?<!post-)(?<!entry-)(?<!article-)footer|newsletter|popular",
    re.IGNORECASE,
)
_MOST_NAMES = 4


def byline_of(laid: Laid) -> str | None:
    """The names of a line between the headline and the text that begins with `by`, in the languages at hand."""
    first = min(laid.main, default=0)
    start = laid.headline + 1 if laid.headline is not None else max(0, first - 2)
    for block in laid.blocks[start : min(start + _AFTER_HEADLINE, first + 2)]:
        if block.hidden or len(block.text) > _LONGEST or block.around.role == "caption":
            continue
        if names := names_in(one_line(block.text).strip()):
            return names
    return None


def names_in(line: str) -> str | None:
    """The names behind `by`, comma-separated; None where what follows is no name."""
    if labelled := _LABEL.match(line):
        return labelled["name"].strip()
    by = _BY.match(line)
    if by is None:
        return None
    names = [name for name in _BETWEEN.split(_REST.sub("", line[by.end() :])) if name]
    return ", ".join(names) if names and all(is_name(name) for name in names) else None


def named_elements(tree: HtmlElement) -> Iterator[Found]:
    """Elements that are named for the author and hold nothing but a name or a few."""
    names: dict[str, None] = {}
    for element in tree.xpath(
        "//*[contains(@class, 'author') or contains(@class, 'byline') or contains(@class, 'Author')]"
    ):
        if not any(_CLASS.search(name) for name in element.get("class").split()) or _is_elsewhere(element):
            continue
        words = " ".join(one_line(element.text_content()).split())
        if len(words) > _LONGEST:
            continue
        alone = names_in(words) or (words if is_name(words) else None)
        if alone:
            names.setdefault(alone)
    if names and len(names) <= _MOST_NAMES:
        # One may hold the others: `By Ada Lund and Bo Berg` around two links.
        whole = max(names, key=len)
        inside = all(name in whole for name in names)
        yield Found(whole if inside else ", ".join(names), "author element")


def _is_elsewhere(element: HtmlElement) -> bool:
    for above in element.iterancestors():
        if above.tag in {"aside", "footer", "nav", "li"}:
            return True
        if above.tag in {"body", "html", "article"} or "hentry" in (above.get("class") or ""):
            return False
        if _ELSEWHERE.search(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return True
    return False
