"""The quiet marks beside a statement: whose words it rests on, each outlet once, each a way to the words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing.render import phrasing as words
from briefing.render.view_outlets import OutletName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.render.view import Cite
    from briefing.render.view_sources import Source


class Mark(NamedTuple):
    """One article behind a statement, with all that is quoted from it there."""

    source: Source | None
    """None if the briefing holds no such article."""
    name: OutletName
    again: int
    """0, or for a further article of the same outlet and language which one it is, from 2."""
    anchor: str
    """Id of the first quoted words in the page, or of what is nearest to them; empty where there is nothing."""
    spans: str
    """The numbers of all quoted spans, blank between them; empty where none was found."""
    lost: bool
    """Whether some of the quoted words stand nowhere in the article."""
    paragraphs: str
    """`¶ 4, 7`."""


def marks_of(cites: Iterable[Cite], names: Mapping[str, OutletName]) -> list[Mark]:
    """One mark for each article, those of one outlet and language side by side."""
    held: dict[str, list[Cite]] = {}
    for cite in cites:
        held.setdefault(cite.evidence.article, []).append(cite)
    by_outlet: dict[tuple[str, str], list[list[Cite]]] = {}
    for id_, of_article in held.items():
        source = of_article[0].source
        key = (names[id_].long, source.tag) if source and id_ in names else (id_, "")
        by_outlet.setdefault(key, []).append(of_article)
    return [
        _mark(of_article, n if n > 1 else 0, names)
        for articles in by_outlet.values()
        for n, of_article in enumerate(articles, 1)
    ]


def _mark(cites: list[Cite], again: int, names: Mapping[str, OutletName]) -> Mark:
    first = next((cite for cite in cites if cite.found), cites[0])
    spans = dict.fromkeys(cite.span for cite in cites if cite.found)
    id_ = first.evidence.article
    unknown = OutletName(f"unknown source {id_}", f"unknown source {id_}")
    paragraphs = ", ".join(map(str, sorted({cite.evidence.paragraph for cite in cites})))
    return Mark(
        source=first.source,
        name=names.get(id_, unknown) if first.source else unknown,
        again=again,
        anchor=first.anchor,
        spans=" ".join(map(str, spans)),
        lost=not all(cite.found for cite in cites),
        paragraphs=f"¶ {paragraphs}",
    )


def called(sources: Iterable[Source], names: Mapping[str, OutletName]) -> str:
    """Who says something, in as few words as tell it: an outlet's short name, or `5 outlets`."""
    outlets = dict.fromkeys(names[source.article.id].short for source in sources)
    if not outlets:
        return ""
    return next(iter(outlets)) if len(outlets) == 1 else words.count(len(outlets), "outlet")
