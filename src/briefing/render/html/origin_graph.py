"""The picture of a story's origins: which article rests on what, and which articles are copies."""

from __future__ import annotations

import unicodedata
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from briefing.checks.origin_overlap import near_copies
from briefing.render import phrasing as words
from briefing.render.sanitize import clean
from briefing.text.scripts import plain

if TYPE_CHECKING:
    from briefing.render.view import StoryView
    from briefing.render.view_sources import Source

#: In the picture's own units, which are pixels on a wide screen.
_ROW: Final = 34
_TOP: Final = 24
_LETTERS: Final = 30


class Node(NamedTuple):
    """An article or an origin."""

    y: float
    """Its middle."""
    text: str
    """Cut to what fits."""
    note: str
    """Language of an article, kind of an origin."""
    copy: bool
    """Whether it has nearly the text of another article of the story."""


class Edge(NamedTuple):
    """From an article to an origin it rests on."""

    y: float
    to: float
    own: bool
    """Whether the origin is the outlet itself."""


class Picture(NamedTuple):
    """All that is drawn."""

    height: int
    articles: tuple[Node, ...]
    origins: tuple[Node, ...]
    edges: tuple[Edge, ...]
    copies: tuple[tuple[float, float], ...]
    """The middles of two articles with nearly the same text."""
    said: str


def origins_of(view: StoryView) -> Picture | None:
    """Lay out who rests on whom; None where there is one article or no origin, and nothing to see."""
    origins = [origin for origin in view.story.origins if any(id_ in view.by_id for id_ in origin.articles)]
    if len(view.sources) + len(view.copies) < 2 or not origins:
        return None
    place = {id_: n for n, origin in reversed(list(enumerate(origins))) for id_ in origin.articles}
    twins = [(view.by_id[of.article], copy) for copy in view.copies if (of := copy.report.copy_of)]
    for original, copy in twins:
        place[copy.article.id] = place.get(original.article.id, len(origins))
    sources = sorted((*view.sources, *view.copies), key=lambda source: place.get(source.article.id, len(origins)))
    rows = max(len(sources), len(origins))
    at = {s.article.id: _middle(n, len(sources), rows) for n, s in enumerate(sources)}
    to = [_middle(n, len(origins), rows) for n in range(len(origins))]
    pairs = [(a, b) for a, b in combinations(view.sources, 2) if near_copies(a.article, b.article)] + twins
    alike = {source.article.id for pair in pairs for source in pair}
    edges = tuple(
        Edge(at[id_], to[n], own=_letters(view.by_id[id_].name) == _letters(origin.name))
        for n, origin in enumerate(origins)
        for id_ in origin.articles
        if id_ in at
    )
    return Picture(
        height=_TOP + rows * _ROW + 4,
        articles=tuple(
            Node(at[s.article.id], _cut(view.name(s.article.id)), s.language, s.article.id in alike) for s in sources
        ),
        origins=tuple(
            Node(y, _cut(origin.name), origin.kind, copy=False) for y, origin in zip(to, origins, strict=True)
        ),
        edges=edges,
        copies=tuple((at[a.article.id], at[b.article.id]) for a, b in pairs),
        said=_said(view, pairs),
    )


def _said(view: StoryView, pairs: list[tuple[Source, Source]]) -> str:
    told = [f"{view.names(origin.articles)} → {origin.name}" for origin in view.story.origins]
    told += [f"{view.name(a.article.id)} and {view.name(b.article.id)} have nearly the same text" for a, b in pairs]
    return f"{words.count(len(view.story.origins), 'independent origin')}: {'; '.join(told)}."


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, plain(name)))


def _middle(n: int, of: int, rows: int) -> float:
    return round(_TOP + _ROW * ((n + 0.5) * rows / of), 1)


def _cut(text: str) -> str:
    """As much of a name as has room; letters of East Asia take two places."""
    taken, kept = 0, ""
    for letter in clean(text):
        taken += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if taken > _LETTERS:
            return kept.rstrip() + "…"
        kept += letter
    return kept
