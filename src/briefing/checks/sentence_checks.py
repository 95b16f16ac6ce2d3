"""What a reader sees in English, against the words it cites: every check of a story's texts, in one place."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from briefing.checks.content_support import is_thin, shared_content, smoothed, unsupported_quotations
from briefing.checks.countries import home_of
from briefing.checks.date_support import ground_of, unsupported_dates, unsupported_value, without_dates
from briefing.checks.extension import problems
from briefing.checks.language import looks_foreign
from briefing.checks.markup import markup_in
from briefing.checks.name_support import bare, is_known, names_in, other_spelling, record_of, sounds_in, words_of
from briefing.checks.number_support import Sources, unsupported_in
from briefing.checks.prompt_injection import gives_orders
from briefing.checks.roles import roles_of_others
from briefing.checks.status_wording import lacks, lost_status, stems
from briefing.models import Evidence, overlap
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefing.checks.date_support import Ground
    from briefing.models import Citation, Claim, ClaimStatus, Discrepancy, Member

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
        self._story = self._outlets.union(*(record.everything for record in self._records.values()))
        self._english = {word for record in self._records.values() for word in record.english}
        self._forms = {
            form: name
            for record in self._records.values()
            for form, name in record.forms.items()
            if form not in self._english
        }

    @functools.cached_property
    def _everything(self) -> list[Evidence]:
        """Every paragraph of the story's articles, as evidence."""
        return [
            Evidence(article=a.id, paragraph=p.n, quote=a.raw[p.start : p.end], start=p.start, end=p.end)
            for a in (member.article for member in self._members.values())
            for p in a.paragraphs
        ]

    @functools.cached_property
    def _ground(self) -> Ground:
        """What a date may rest on that may stand anywhere in the articles."""
        extractions = [self._members[article].extraction for article in _articles(self._everything)]
        return ground_of(self._everything, extractions, self._sources, pages=True)

    @functools.cached_property
    def _figures(self) -> Sources:
        """What a figure may rest on that may stand anywhere in the articles."""
        return figures_of(self._ground)

    def sentence(self, text: str, status: ClaimStatus, citations: Sequence[Citation]) -> Iterator[Problem]:
        """All that a sentence must pass."""
        yield from self.text(text, citations, near=True)
        claims = self._claims(citations)
        extractions = [self._members[article].extraction for article in _articles(citations)]
        for quoted in unsupported_quotations(text, citations, extractions):
            yield "quotation-unsupported", f"nobody's recorded words: {quoted!r}"
        people = [person for member in self._members.values() for person in member.extraction.people]
        for named, other in roles_of_others(text, people):
            yield (
                "role-of-another",
                f"beside {named} stands a role that is recorded for {other} (judged by words alone)",
            )
        if is_thin(shared_content(text, citations, claims)):
            yield "support-thin", "hardly a word of it stands in what it cites (a rough measure)"
        yield from self.status(text, status, citations)

    def status(self, text: str, status: ClaimStatus, citations: Sequence[Citation]) -> Iterator[Problem]:
        """The wording against the status, and against that of the claims that the citations rest on."""
        if lacks(status, text):
            yield "status-wording", f"is called {status}, but no word of it says so"
        elif status == "happened" and (claim := lost_status(text, self._claims(citations))):
            yield "status-lost", f"tells as a fact what is recorded as {claim.status}: {claim.text}"

    def text(
        self,
        text: str,
        evidence: Sequence[Evidence],
        *,
        near: bool = False,
        pages: bool = False,
        known: frozenset[str] = frozenset(),
    ) -> Iterator[Problem]:
        """What any English text with evidence must pass.

        Args:
            near: Its names must stand in the cited words; otherwise anywhere in the story's articles.
            pages: It may speak of the date of a page itself.
            known: Words, plain, that may stand in its names besides.
        """
        if not any(char.isalnum() for char in text):
            yield "text-empty", "says nothing"
            return
        if kind := markup_in(text):
            yield "markup", f"holds {kind}; only plain text is allowed"
        if looks_foreign(text):
            yield "not-english", "is not in English"
            return
        if not evidence:
            return
        extractions = [self._members[article].extraction for article in _articles(evidence)]
        everything = pages and evidence is self.__dict__.get("_everything")
        ground = self._ground if everything else ground_of(evidence, extractions, self._sources, pages=pages)
        if dates := unsupported_dates(text, ground):
            yield (
                "date-unsupported",
                f"{', '.join(dates)} is carried neither by the words that it cites nor by a date of theirs",
            )
        figures = without_dates(self._numbered.sub(" ", text) if self._numbered else text)
        held = self._figures if everything else figures_of(ground)
        if missing := unsupported_in(figures, held):
            yield "number-unsupported", f"{', '.join(missing)} doesn't stand in the words that it cites"
        yield from self._names(text, evidence, known, near=near)
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

    def question(self, text: str, known: frozenset[str] = frozenset()) -> Iterator[Problem]:
        """An open question cites nothing: what it names must stand somewhere in the story's articles, or be known."""
        found = self.text(text, self._everything, pages=True, known=known)
        # Something in the articles always gives orders, where anything does; a question doesn't tell it.
        yield from ((code, told) for code, told in found if code != "instruction-told")

    def event(self, text: str) -> Iterator[Problem]:
        """The line that names a story's event. It cites nothing: the story's articles must carry all of it."""
        if len(text) > _LONGEST_EVENT:
            yield "support-thin", f"has {len(text)} characters, where a line has at most {_LONGEST_EVENT}"
        if one_line(text) != text:
            yield "markup", "holds line breaks or control characters"
        if gives_orders(text):
            yield "instruction-told", "gives orders to a machine"
        if not names_in(text) and not any(char.isdigit() for char in text):
            yield "support-thin", "names nobody, no place and no date"
        # The model that groups knows where a museum stands whose article doesn't say so.
        home = frozenset[str]().union(*(home_of(member.article.language) for member in self._members.values()))
        yield from self.question(text, home)
        extractions = [member.extraction for member in self._members.values()]
        recorded = [claim.text for e in extractions for claim in e.claims if not claim.flags]
        recorded += [e.title.english for e in extractions if e.title and not e.title.flags]
        mine, theirs = stems(text), {stem for line in recorded for stem in stems(line)}
        if len(mine & theirs) < _OF_AN_EVENT * len(mine):
            yield "support-thin", "has little in common with what is recorded of its articles (a rough measure)"

    def note(self, text: str) -> Iterator[Problem]:
        """An editor's note isn't from the sources: it must be plain English, and spell its names as the story does."""
        found = self.text(text, self._everything, pages=True)
        yield from (
            (code, told) for code, told in found if code in ("text-empty", "markup", "not-english", "name-spelling")
        )

    def value(self, value: str, evidence: Sequence[Evidence]) -> Iterator[Problem]:
        """The date of a timeline's entry."""
        extractions = [self._members[article].extraction for article in _articles(evidence)]
        if evidence and (bad := unsupported_value(value, ground_of(evidence, extractions, self._sources))):
            yield "date-unsupported", f"{', '.join(bad)} is carried neither by its words nor by a date recorded of them"

    def smoothed(self, text: str, citations: Sequence[Citation], rows: Sequence[Discrepancy]) -> Iterator[Problem]:
        """Figures that differ, told as one."""
        if quote := smoothed(text, citations, rows):
            yield "figure-smoothed", f"gives one figure, and passes over the other that it cites: {quote!r}"

    def _names(
        self, text: str, evidence: Sequence[Evidence], besides: frozenset[str], *, near: bool
    ) -> Iterator[Problem]:
        known = self._story
        if near:
            beside = (self._records[a].beside([e for e in evidence if e.article == a]) for a in _articles(evidence))
            known = self._outlets.union(*beside)
        for name in names_in(text):
            form = bare(name)
            if form in self._forms:
                yield "name-spelling", f"{name} is the source's own spelling of {self._forms[form]}"
            elif is_known(name, known) or (besides and is_known(name, set(besides))):
                continue
            elif (right := other_spelling(name, self._english)) not in (None, form):
                yield "name-spelling", f"{name} is another spelling of a name recorded as {str(right).title()}"
            elif not any(sounds_in(name, e.quote) for e in evidence):
                told = "stands in the article, but not in the words that it cites"
                told = told if form in self._story else "stands nowhere in its sources"
                yield "name-unsupported", f"{name} {told} (judged by capitals and the recorded names)"

    def _claims(self, citations: Sequence[Citation]) -> list[Claim]:
        named = {(citation.article, claim) for citation in citations for claim in citation.claims}
        return [
            claim
            for article in _articles(citations)
            for claim in self._members[article].extraction.claims
            if (article, claim.id) in named
        ]


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
