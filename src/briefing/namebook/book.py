"""The names of one day: what of them occurs in an article goes into its prompts.

The book of a day holds what was learned on days before it, with the decisions and the glossary as they are now.
An article that was read on an earlier day keeps the names of that day: so neither a second run of a day nor an
article that comes again on a later day asks anything anew, unless a decision or the glossary changed its names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing.envelopes import enclose
from briefing.namebook.entries import SURE, Sure, entries_of
from briefing.namebook.folding import key
from briefing.namebook.matching import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.models import Article, NameKind
    from briefing.namebook.entries import Entry, NameDecision, Row
    from briefing.namebook.glossary import GlossaryName

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
        self._first_read = first_read or {}
        self._entries = {each: entries_of(own, decisions, glossary) for each, own in rows.items()}
        if day not in self._entries:
            self._entries[day] = entries_of((), decisions, glossary)
        self._matchers: dict[str, Matcher[int]] = {}

    def entries(self, day: str | None = None) -> Sequence[Entry]:
        """What was known before a day, this one's where none is given."""
        return self._entries[day or self.day]

    def known_in(self, articles: Sequence[Article]) -> list[KnownName]:
        """The known names that occur in some of these articles, the surest and most seen first."""
        day = max((min(self._first_read.get(a.id, self.day), self.day) for a in articles), default=self.day)
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
