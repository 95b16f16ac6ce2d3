"""What a reader sees in English, against the words it cites: every check of a story's texts, in one place."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from briefing.checks.countries import home_of
from briefing.checks.date_support import ground_of, unsupported_dates, unsupported_value, without_dates
from briefing.checks.extension import problems
from briefing.checks.language import looks_foreign
from briefing.checks.markup import markup_in
from briefing.checks.name_support import is_known, names_in, record_of, sounds_in, words_of
from briefing.checks.number_support import Sources, unsupported_in
from briefing.checks.prompt_injection import gives_orders
from briefing.checks.smoothed_figures import passed_over, side_taken
from briefing.models import Evidence, overlap
from briefing.text.one_line import one_line
from briefing.text.stems import stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefing.checks.date_support import Ground
    from briefing.models import Citation, Discrepancy, Member

#: Characters of the line that names an event, at most.
_LONGEST_EVENT = 400
#: The share of its words that its articles' records must have.
_OF_AN_EVENT = 0.7
#: A code, and what the reader is told.
Problem = tuple[str, str]


class Judge:
    """Knows the articles of one story by their ids, and looks at its texts.

    Args:
        members: By article id.
        extended: Ask the installed checks as well.
    """

    def __init__(self, members: Mapping[str, Member], *, extended: bool = True) -> None:
        self._members = members
        self._articles = {article: member.article for article, member in members.items()} if extended else None
        self._sources = [member.article for member in members.values()]
        self._records = {article: record_of(m.article, m.extraction) for article, m in members.items()}
        outlets = [m.extraction.outlet.name for m in members.values() if m.extraction.outlet]
        outlets += [m.article.outlet for m in members.values() if m.article.outlet]
        self._numbered = _numbered(outlets)
        # An outlet may be called by its name wherever its article is spoken of.
        self._outlets = {word for outlet in outlets for word in words_of(outlet)}

    @functools.cached_property
    def _story(self) -> set[str]:
        """Every word by which the story's articles know a name."""
        return self._outlets.union(*(record.everything for record in self._records.values()))

    @functools.cached_property
    def _everything(self) -> list[Evidence]:
        """Every paragraph of the story's articles, as evidence."""
        return [
            Evidence(article=a.id, paragraph=p.n, quote=a.raw[p.start : p.end], start=p.start, end=p.end)
            for a in (member.article for member in self._members.values())
            for p in a.paragraphs
        ]

    def text(self, text: str, evidence: Sequence[Evidence], *, pages: bool = False) -> Iterator[Problem]:
        """What any English text with evidence must pass.

        Args:
            pages: It may speak of the date of a page itself.
        """
        unusable = False
        for problem in plain_english(text):
            unusable = unusable or problem[0] != "markup"
            yield problem
        if unusable or not evidence:
            return
        extractions = [self._members[article].extraction for article in _articles(evidence)]
        ground = ground_of(evidence, extractions, self._sources, pages=pages)
        if dates := unsupported_dates(text, ground):
            yield (
                "date-unsupported",
                f"{', '.join(dates)} is carried neither by the words that it cites nor by a date of theirs",
            )
        figures = without_dates(self._numbered.sub(" ", text) if self._numbered else text)
        if missing := unsupported_in(figures, figures_of(ground)):
            yield "number-unsupported", f"{', '.join(missing)} doesn't stand in the words that it cites"
        if self._articles is not None:
            yield from problems(text, evidence, self._articles)
        for article in _articles(evidence):
            instructions = self._members[article].extraction.instructions
            if any(overlap(instruction.evidence, evidence) for instruction in instructions):
                yield "instruction-told", "cites text that gives orders to a machine"
                return

    def row(self, point: str, evidence: Sequence[Evidence]) -> Iterator[Problem]:
        """The point of a row, which its positions together must carry."""
        yield from self.text(point, evidence, pages=True)

    def position(self, statement: str, evidence: Sequence[Evidence]) -> Iterator[Problem]:
        """What one article is said to say; it may speak of the page's own date.

        Words between quotation marks are looked at in sentences alone: a row compares wordings, in translation.
        """
        yield from self.text(statement, evidence, pages=True)

    def refuses_event(self, text: str) -> str | None:
        """Why the line that names a story's event isn't shown; None where its articles carry all of it.

        It cites nothing, and the model that wrote it saw the articles of all stories.
        """
        return next(self._against_event(text), None)

    def _against_event(self, text: str) -> Iterator[str]:
        if len(text) > _LONGEST_EVENT:
            yield f"has {len(text)} characters, where a line has at most {_LONGEST_EVENT}"
        if one_line(text) != text:
            yield "holds line breaks or control characters"
        if gives_orders(text):
            yield "gives orders to a machine"
        if not names_in(text) and not any(char.isdigit() for char in text):
            yield "names nobody, no place and no date"
        # Something in the articles always gives orders, where anything does; this line doesn't cite it.
        found = self.text(text, self._everything, pages=True)
        yield from (why for code, why in found if code != "instruction-told")
        # The model that groups knows where a museum stands whose article doesn't say so.
        home = frozenset[str]().union(*(home_of(member.article.language) for member in self._members.values()))
        if strangers := self.strangers(text, home):
            yield f"{', '.join(strangers)} stands nowhere in its sources"
        extractions = [member.extraction for member in self._members.values()]
        recorded = [claim.text for e in extractions for claim in e.claims if not claim.flags]
        recorded += [e.title.english for e in extractions if e.title and not e.title.flags]
        mine, theirs = stems(text), {stem for line in recorded for stem in stems(line)}
        if len(mine & theirs) < _OF_AN_EVENT * len(mine):
            yield "has little in common with what is recorded of its articles"

    def value(self, value: str, evidence: Sequence[Evidence]) -> Iterator[Problem]:
        """The date of a timeline's entry."""
        extractions = [self._members[article].extraction for article in _articles(evidence)]
        if evidence and (bad := unsupported_value(value, ground_of(evidence, extractions, self._sources))):
            yield "date-unsupported", f"{', '.join(bad)} is carried neither by its words nor by a date recorded of them"

    def smoothed(self, text: str, citations: Sequence[Citation], rows: Sequence[Discrepancy]) -> Iterator[Problem]:
        """Figures that differ, given as one."""
        if quote := passed_over(text, citations, rows):
            yield "figure-smoothed", f"gives one figure, and passes over the other that it cites: {quote!r}"
        elif side := side_taken(text, rows):
            yield "side-taken", f"another source differs on {side[0]}: {side[1]}; is one side taken?"

    def strangers(self, text: str, besides: frozenset[str] = frozenset()) -> list[str]:
        """The names of a text that the story's articles don't have.

        Args:
            besides: Words, plain, that may stand in its names all the same.
        """
        known = self._story | besides
        return [
            name
            for name in names_in(text)
            if not is_known(name, known) and not any(sounds_in(name, source.raw) for source in self._sources)
        ]


def plain_english(text: str) -> Iterator[Problem]:
    """What any English text must be: words, without markup, in English."""
    if not any(char.isalnum() for char in text):
        yield "text-empty", "says nothing"
        return
    if kind := markup_in(text):
        yield "markup", f"holds {kind}; only plain text is allowed"
    if looks_foreign(text):
        yield "not-english", "is not in English"


def _numbered(outlets: Sequence[str]) -> re.Pattern[str] | None:
    """The beginnings of outlets' names that hold a figure: *20 minutes*, *24horas.cl*; None where none does."""
    names = {
        match.group() for outlet in outlets for match in re.finditer(r"\b\d+(?:\s[^\W\d]+|[^\W\d_][\w.]*)", outlet)
    }
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b", re.IGNORECASE) if names else None


def figures_of(ground: Ground) -> Sources:
    """The words in which a figure may stand: those that are cited, and the years of the record's dates."""
    return Sources([*ground.quotes, " ".join(sorted(ground.years))])


def _articles(evidence: Sequence[Evidence]) -> list[str]:
    return list(dict.fromkeys(e.article for e in evidence))
