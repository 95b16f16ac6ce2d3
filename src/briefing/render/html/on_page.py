"""What the templates of a page look up: outlets, marks, sides of a difference, and the names that the search unites."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypedDict

from briefing.models import ArchivedName
from briefing.render import ages
from briefing.render import phrasing as words
from briefing.render.align import beside
from briefing.render.html.archive import keys_of, united_names
from briefing.render.html.marks import Mark, called, marks_of
from briefing.render.html.sieve import sieve_of
from briefing.render.sanitize import clean
from briefing.render.view_outlets import OutletName, without_article

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.models import Evidence, NameVariant, Origin
    from briefing.render.view import BriefingView, Cite, StoryView
    from briefing.render.view_differences import Side
    from briefing.render.view_sources import Source


#: Days from which the line of trust says how old a story's newest source is; yesterday's paper is no old news.
_OLD: Final = 2


class Names(TypedDict):
    """For the page's search."""

    forms: list[list[str]]
    """Of each name, all forms of the day, in whatever script."""
    stories: list[list[int]]
    """Of each story, which names stand in it."""
    sources: list[list[int]]
    """Of each story, the numbers of its sources whose text is in the page."""
    sieve: list[list[Any]]
    """By what stories can be sieved: rows of a label and choices, each a label and the places of its stories."""


class OnPage:
    """Looks things up for one page."""

    def __init__(self, view: BriefingView) -> None:
        self.view = view
        self.names = view.outlet_names

    def values(self) -> dict[str, Any]:
        """All that the templates call, by the names they call it."""
        return {
            "called": self.called,
            "english_of": english_of,
            "evidence_of": evidence_of,
            "languages_of": languages_of,
            "looked_up": self.view.marks,
            "machine": self.machine(),
            "marks_of": partial(marks_of, names=self.names),
            "names": names_of(self.view),
            "outlet": self.outlet,
            "rests": self.rests,
            "side_marks": self.side_marks,
            "told_of": self.told_of,
            "whole": self.whole,
        }

    def called(self, articles: Iterable[str]) -> str:
        """Who says something, in as few words as tell it."""
        return called((self.view.by_id[id_] for id_ in articles if id_ in self.view.by_id), self.names)

    def told_of(self, articles: Iterable[str]) -> str:
        """The outlets of some articles in full."""
        return words.listing(dict.fromkeys(self.outlet(article).long for article in articles))

    def rests(self, origin: Origin) -> str:
        """Who rests on an origin: `own report`, or `A and B rest on it`."""
        told = self.told_of(origin.articles)
        if told == without_article(origin.name):
            return "own report"
        return f"{told} {'rests' if len(origin.articles) == 1 else 'rest'} on it"

    def outlet(self, article: str) -> OutletName:
        """What an article's outlet is called."""
        unknown = f"unknown source {article}"
        return self.names.get(article, OutletName(unknown, unknown))

    def whole(self, source: Source) -> Mark:
        """The way to an article's text, to no words in particular."""
        return Mark(source, self.outlet(source.article.id), 0, f"s{source.number}", "", lost=False, paragraphs="")

    def side_marks(self, story: StoryView, side: Side) -> list[tuple[Mark, str]]:
        """Each source on a side of a difference, with what it says in its own sentence."""
        found = []
        for position in side.positions:
            said = position.statement or ""
            marks = marks_of(story.marks(position.evidence), self.names)
            source = story.by_id.get(position.article)
            if not marks:
                marks = [self.whole(source) if source and source.embedded else self._unknown(position.article)]
            found += [(mark, said) for mark in marks]
        return found

    def _unknown(self, article: str) -> Mark:
        return Mark(None, self.outlet(article), 0, "", "", lost=False, paragraphs="")

    def machine(self) -> list[Mark]:
        """The sources with possible prompt injection."""
        return marks_of(
            self.view.marks(piece for _, found in self.view.findings for piece in found.evidence), self.names
        )


def english_of(cite: Cite) -> str:
    """The sentence that renders a quote; empty for an English one, and where there is no translation."""
    if not (cite.found and cite.source and cite.english):
        return ""
    paragraph = cite.source.article.paragraph(cite.evidence.paragraph)
    if paragraph is None:
        return ""
    start = cite.evidence.start - paragraph.start
    return beside(paragraph.text, cite.english, start, start + len(cite.evidence.quote))


def evidence_of(story: StoryView, variants: Iterable[NameVariant]) -> list[Cite]:
    """The places in which a form of a name stands."""
    found: list[Evidence] = [piece for variant in variants for piece in variant.evidence]
    return story.marks(found)


def languages_of(story: StoryView, variants: Iterable[NameVariant]) -> list[str]:
    """The languages of the articles in which a form stands, for a form whose place isn't known."""
    sources = (story.by_id.get(variant.article) for variant in variants)
    return list(dict.fromkeys(source.tag for source in sources if source))


def trust_of(story: StoryView) -> list[str]:
    """The line of trust below a headline, in parts: who has it, from how many, and what brought it forward."""
    told = story.story
    parts = [words.count(story.outlets, "outlet")]
    if story.origin_count:
        parts.append(story.origin_count)
    if story.outlets == 1:
        parts.append("not reported elsewhere")
    old = ages.days_old(ages.newest(source.report for source in story.sources), story.today)
    if old >= _OLD:
        parts.append(f"newest source {words.count(old, 'day')} old")
    if told.headline.status in ("alleged", "denied"):
        parts.append(f"reported as {words.TOLD_AS[told.headline.status]}")
    if told.first_because:
        parts.append(f"first because of {words.listing(told.first_because)}")
    return parts


def names_of(view: BriefingView) -> Names:
    """The names of the day, those that share a telling form as one, so that any form finds all its stories."""
    told = [[_name(name.english, name.kind, name.variants) for name in story.story.names] for story in view.stories]
    united = united_names(name for names in told for name in names)
    places = {key: n for n, name in enumerate(united) for key in name.keys}
    stories = [sorted({places[keys_of(name)[0]] for name in names}) for names in told]
    return {
        "forms": [[*name.forms] for name in united],
        "stories": stories,
        "sources": [[source.number for source in story.sources if source.embedded] for story in view.stories],
        "sieve": [[row.label, *map(list, row.choices)] for row in sieve_of(view, united, stories)],
    }


def _name(english: str, kind: Any, variants: Sequence[NameVariant]) -> ArchivedName:
    forms = tuple(dict.fromkeys(clean(variant.form) for variant in variants))
    return ArchivedName(kind=kind, english=clean(english), forms=forms)
