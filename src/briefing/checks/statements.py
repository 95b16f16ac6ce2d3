"""Everything a reader sees of a story as a statement, each with the paragraphs that it cites."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing.checks.suspicions import of_paragraph, questions_of
from briefing.models import PartialDate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from briefing.models import Article, Discrepancy, Evidence, Extraction, Story, Translation


class Statement(NamedTuple):
    """One English statement.

    Attributes:
        where: `headline`, `sentences.3`, `timeline.1`, `discrepancies.2.0`, `translation ID 4`, `claim ID c`.
        cites: Article id and number of each paragraph that it rests on, in order, once.
        whole: It is the translation of a whole paragraph, so that what is left out counts too.
        doubts: What checks suspect of it, as questions.
        head: The beginning of the text that it shares with its neighbours, the point of a row.
    """

    where: str
    text: str
    cites: tuple[tuple[str, int], ...]
    whole: bool = False
    doubts: tuple[str, ...] = ()
    head: str = ""

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


def _positions(row: Discrepancy, number: int) -> Iterator[Statement]:
    """What a row's sources say, once where several say the same."""
    head, said = f"{row.point}: ", dict[str, Statement]()
    for index, position in enumerate(row.positions):
        if not position.statement or not position.evidence:
            continue
        cites, doubts = cited(position.evidence), questions_of((*row.flags, *position.flags))
        first = said.setdefault(
            position.statement, Statement(f"discrepancies.{number}.{index}", head + position.statement, (), head=head)
        )
        said[position.statement] = first._replace(
            cites=tuple(dict.fromkeys((*first.cites, *cites))), doubts=tuple(dict.fromkeys((*first.doubts, *doubts)))
        )
    yield from said.values()


def claimed(extraction: Extraction, article: str) -> Iterator[Statement]:
    """The claims of a record."""
    for claim in extraction.claims:
        if claim.evidence:
            where = f"claim {article} {claim.id}"
            yield Statement(where, claim.text, cited(claim.evidence), doubts=questions_of(claim.flags))


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
