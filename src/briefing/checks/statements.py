"""Everything a reader sees of a story as a statement, each with the paragraphs that it cites."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from briefing.checks.suspicions import of_paragraph, questions_of
from briefing.models import PartialDate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from briefing.models import (
        Article,
        Claim,
        DateMention,
        Discrepancy,
        Evidence,
        Extraction,
        Quotation,
        Story,
        StoryName,
        Translation,
    )


#: What the prompt has bylines called.
_OF_A_BYLINE: Final = "author"
#: Words up to this length name nobody.
_SHORT: Final = 3


class Statement(NamedTuple):
    """One English statement.

    Attributes:
        where: `headline`, `sentences.3`, `timeline.1`, `discrepancies.2.0`, `names.0.1`, `published ID`, `grouping ID`,
            `translation ID 4`, `claim ID c`, `date ID 0`, `quotation ID 0`.
        cites: Article id and number of each paragraph that it rests on, in order, once.
        whole: It is the translation of a whole paragraph, so that what is left out counts too.
        doubts: What checks suspect of it, as questions.
    """

    where: str
    text: str
    cites: tuple[tuple[str, int], ...]
    whole: bool = False
    doubts: tuple[str, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether it is an office, a day, or that two articles belong together."""
        return self.where.startswith(("names.", "published ", "grouping ", "date "))

    def says_as(self, other: Statement) -> bool:
        """Whether both say the same of the same words."""
        return (self.text, self.cites) == (other.text, other.cites)


def statements_of(story: Story) -> Iterator[Statement]:
    """Headline, sentences, timeline and positions, in the order of the page; what cites nothing can't be read twice."""
    rows = [("headline", story.headline.text, story.headline.citations, story.headline.flags)]
    rows += [(f"sentences.{s.n}", s.english or s.text, s.citations, s.flags) for s in story.sentences]
    rows += [(f"timeline.{n}", _entry(e.date, e.event), e.citations, e.flags) for n, e in enumerate(story.timeline)]
    for where, text, evidence, flags in rows:
        if evidence:
            yield Statement(where, text, cited(evidence), doubts=questions_of(flags))
    for number, row in enumerate(story.discrepancies):
        yield from _positions(row, number)


def roles_of(story: Story) -> Iterator[Statement]:
    """The roles of the people, as the records of the articles have them."""
    for number, name in enumerate(story.names):
        for place, role in enumerate(name.roles):
            if role.evidence and role.text != _OF_A_BYLINE:
                yield Statement(f"names.{number}.{place}", before_role(name) + role.text, cited(role.evidence))


def _positions(row: Discrepancy, number: int) -> Iterator[Statement]:
    """What a row's sources say, once where several say the same."""
    said = dict[str, Statement]()
    for index, position in enumerate(row.positions):
        if not position.statement or not position.evidence:
            continue
        cites, doubts = cited(position.evidence), questions_of((*row.flags, *position.flags))
        first = said.setdefault(
            position.statement,
            Statement(f"discrepancies.{number}.{index}", before_position(row) + position.statement, ()),
        )
        said[position.statement] = first._replace(
            cites=tuple(dict.fromkeys((*first.cites, *cites))), doubts=tuple(dict.fromkeys((*first.doubts, *doubts)))
        )
    yield from said.values()


def before_position(row: Discrepancy) -> str:
    """What a statement says before a position: the point of its row."""
    return f"{row.point}: "


def before_role(name: StoryName) -> str:
    """What a statement says before a role: whose it is."""
    return f"{name.english}: "


def before_date(date: DateMention) -> str:
    """What a statement says before a date: what happens then."""
    return f"{date.about}: "


def before_quotation(quotation: Quotation) -> str:
    """What a statement says before a quotation: who says it."""
    return f"{quotation.speaker}: " if quotation.speaker else ""


def published(extraction: Extraction, article: Article) -> Iterator[Statement]:
    """The day of publication that a record took from the text; that given beside an article is nobody's reading."""
    if article.published is None and (date := published_of(extraction)) is not None:
        text = f"Published: {_entry(date.value, '').removesuffix(': ')}"
        yield Statement(f"published {article.id}", text, cited(date.evidence))


def published_of(extraction: Extraction) -> DateMention | None:
    """The day of publication that an article states, as its record has it."""
    return next(
        (d for d in extraction.dates if d.role == "published" and d.basis == "stated" and d.value and d.evidence), None
    )


def claimed(extraction: Extraction, article: str) -> Iterator[Statement]:
    """The claims of a record, its dates, and whose its quotations are."""
    for n, date in enumerate(extraction.dates):
        if date.value and date.evidence:
            text = f"{before_date(date)}{_entry(date.value, '').removesuffix(': ')}"
            yield Statement(f"date {article} {n}", text, cited(date.evidence), doubts=questions_of(date.flags))
    for n, quotation in enumerate(extraction.quotations):
        if quotation.evidence:
            text = f"{before_quotation(quotation)}“{quotation.english}”"
            yield Statement(f"quotation {article} {n}", text, cited(quotation.evidence))
    for claim in extraction.claims:
        if claim.evidence:
            where = f"claim {article} {claim.id}"
            yield Statement(where, with_source(claim), cited(claim.evidence), doubts=questions_of(claim.flags))


def with_source(claim: Claim) -> str:
    """A claim as a statement that is right by itself: whose word it is stands beside a claim, not in it."""
    source = ", citing ".join(claim.attribution)
    named = {word for word in _words(source) if len(word) > _SHORT}
    if not source or named & set(_words(claim.text)):
        return claim.text
    return f"{claim.text.rstrip('. ')}, according to {source}."


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _entry(date: str | None, event: str) -> str:
    return f"{date_of_entry(date)}{event}"


def date_of_entry(date: str | None) -> str:
    """What a statement says before the event of a timeline's entry: `19 November, year unknown: `."""
    if date is None:
        return ""
    known = PartialDate.parse(date)
    return f"{known.text('day first') if known else date}: "


def cited(evidence: Iterable[Evidence]) -> tuple[tuple[str, int], ...]:
    """The paragraphs of some evidence, in order, each once."""
    return tuple(dict.fromkeys((e.article, e.paragraph) for e in evidence))


def translated(statements: Sequence[Statement], translations: Mapping[str, Translation]) -> Iterator[Statement]:
    """The English of each paragraph that the statements cite: readers see it beside the original.

    Args:
        translations: By article id. What passed through untranslated is no statement.
    """
    for article, n in sorted({place for statement in statements for place in statement.cites}):
        if article in translations:
            yield from _paragraphs(translations[article], {n})


def whole_translation(translation: Translation, article: Article) -> Iterator[Statement]:
    """The English of every paragraph that is no website text."""
    yield from _paragraphs(translation, {p.n for p in article.paragraphs if p.kind != "boilerplate"})


def _paragraphs(translation: Translation, numbers: Collection[int]) -> Iterator[Statement]:
    if translation.model is None:
        return
    for p in translation.paragraphs:
        if p.n in numbers and p.text.strip():
            where = f"translation {translation.article} {p.n}"
            doubts = questions_of(of_paragraph(translation.flags, p.n))
            yield Statement(where, p.text, ((translation.article, p.n),), whole=True, doubts=doubts)
