"""The names of one day: what of them occurs in an article goes into its prompts.

The book of a day holds what was learned on days before it, with the decisions and the glossary as they are now.
An article that was read on an earlier day keeps the names of that day: so neither a second run of a day nor an
article that comes again on a later day asks anything anew, unless a decision or the glossary changed its names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing.names.entries import SURE, Sure, entries_of
from briefing.names.matching import Matcher
from briefing.prompting.context import enclose
from briefing.text.name_folding import form_key, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.models import Article, NameKind
    from briefing.names.entries import Entry, NameDecision, Row
    from briefing.names.glossary import GlossaryName

#: Names that go into one prompt at most: of one article, and of several.
MOST = 60
MOST_OF_SEVERAL = 120
#: Sure enough to be told to a model.
_TOLD: tuple[Sure, ...] = ("glossary", "decided", "certain", "likely")


class KnownName(NamedTuple):
    """A known name that occurs in a text."""

    english: str
    kind: NameKind | None
    sure: Sure
    forms: tuple[str, ...]
    """Those of its forms that were found."""


class NameBook:
    """What is known on one day.

    Args:
        rows: What was learned, for each day that counts for some article: of the days before it.
        day: Of the run, ISO.
        first_read: By article id, the day it was first read, where that was earlier.

    Attributes:
        replaced: By article id, the English forms of its record in whose place a known one was put in this run.
    """

    def __init__(
        self,
        rows: Mapping[str, Sequence[Row]],
        decisions: Sequence[NameDecision] = (),
        glossary: Sequence[GlossaryName] = (),
        day: str = "",
        first_read: Mapping[str, str] | None = None,
    ) -> None:
        self.day = day
        self.replaced: dict[str, dict[str, str]] = {}
        self._first_read = first_read or {}
        self._entries = {each: entries_of(own, decisions, glossary) for each, own in rows.items()}
        if day not in self._entries:
            self._entries[day] = entries_of((), decisions, glossary)
        self._matchers: dict[str, Matcher[int]] = {}
        self._forms: dict[str, dict[str, list[tuple[Entry, Sure]]]] = {}

    def entries(self, day: str | None = None) -> Sequence[Entry]:
        """What was known before a day, this one's where none is given."""
        return self._entries[day or self.day]

    def known_in(self, articles: Sequence[Article]) -> list[KnownName]:
        """The known names that occur in some of these articles, the surest and most seen first."""
        day = self._day_of(articles)
        entries = self._entries.get(day, self._entries[self.day])
        if not entries:
            return []
        matcher = self._matcher(day, entries)
        found: dict[int, dict[str, None]] = {}
        for article in articles:
            for number, forms in matcher.occurring(article.raw, article.language).items():
                found.setdefault(number, {}).update(dict.fromkeys(forms))
        names: dict[str, KnownName] = {}
        for number in sorted(found):
            entry, forms = entries[number], tuple(sorted(found[number]))
            sure = min((entry.forms[form] for form in forms), key=SURE.index)
            # Two of one name, or a place and a body called after it, are one line: it is about the spelling.
            names.setdefault(key(entry.english), KnownName(entry.english, entry.kind, sure, forms))
        return list(names.values())[: MOST if len(articles) == 1 else MOST_OF_SEVERAL]

    def settled(self, article: Article, kind: NameKind, form: str) -> tuple[str, Sure] | None:
        """The one English form that a form in this article has, and how sure; None where there is none, or several."""
        found = self._of_form(article, kind, form)
        if len({key(entry.english) for entry, _ in found}) != 1:
            return None
        entry, sure = min(found, key=lambda pair: SURE.index(pair[1]))
        return (entry.english, sure) if sure in _TOLD else None

    def spellings(self, article: Article, kind: NameKind, form: str) -> tuple[str, ...]:
        """Other English forms that stood for it before, of which a person or the glossary decided."""
        found = self._of_form(article, kind, form)
        return tuple(dict.fromkeys(other for entry, _ in found for other in entry.spellings))

    def _of_form(self, article: Article, kind: NameKind, form: str) -> list[tuple[Entry, Sure]]:
        day = self._day_of([article])
        if day not in self._forms:
            by_form: dict[str, list[tuple[Entry, Sure]]] = {}
            for entry in self._entries.get(day, self._entries[self.day]):
                for each, sure in entry.forms.items():
                    by_form.setdefault(form_key(each), []).append((entry, sure))
            self._forms[day] = by_form
        given = self._forms[day].get(form_key(form), [])
        own = [(entry, sure) for entry, sure in given if entry.kind in (kind, None)]
        best = min((SURE.index(sure) for _, sure in own), default=0)
        # A glossary outranks what was learned: what is less sure doesn't count beside it.
        return [(entry, sure) for entry, sure in own if best > 1 or SURE.index(sure) == best]

    def _day_of(self, articles: Sequence[Article]) -> str:
        return max((min(self._first_read.get(a.id, self.day), self.day) for a in articles), default=self.day)

    def envelope(self, articles: Sequence[Article], seal: str) -> str:
        """The known names that occur in these articles, a line each; empty where there are none."""
        lines = [f"{name.english} = {'; '.join(name.forms)}" for name in self.known_in(articles)]
        return enclose("names", seal, lines) if lines else ""

    def _matcher(self, day: str, entries: Sequence[Entry]) -> Matcher[int]:
        if day not in self._matchers:
            self._matchers[day] = Matcher(_forms(entries))
        return self._matchers[day]


def _forms(entries: Iterable[Entry]) -> Iterable[tuple[str, int]]:
    for number, entry in enumerate(entries):
        for form, sure in entry.forms.items():
            if sure in _TOLD:
                yield form, number


NOTHING_KNOWN = NameBook({})
