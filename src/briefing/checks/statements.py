"""Everything a reader sees of a story as a statement, each with the paragraphs that it cites."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.models import Evidence, Story, Translation


class Statement(NamedTuple):
    """One English statement.

    Attributes:
        where: The part of the story: `headline`, `sentences.3`, `timeline.1`, `discrepancies.2.0`, `translation ID 4`.
        cites: Article id and number of each paragraph that it rests on, in order, once.
        whole: It is the translation of a whole paragraph, so that what is left out counts too.
    """

    where: str
    text: str
    cites: tuple[tuple[str, int], ...]
    whole: bool = False


def statements_of(story: Story) -> Iterator[Statement]:
    """Headline, sentences, timeline and positions, in the order of the page; what cites nothing can't be read twice."""
    rows = [("headline", story.headline.text, story.headline.citations)]
    rows += [(f"sentences.{s.n}", s.english or s.text, s.citations) for s in story.sentences]
    rows += [(f"timeline.{n}", _entry(e.date, e.event), e.citations) for n, e in enumerate(story.timeline)]
    for where, text, evidence in rows:
        if evidence:
            yield Statement(where, text, cited(evidence))
    for number, row in enumerate(story.discrepancies):
        for index, position in enumerate(row.positions):
            if position.statement and position.evidence:
                text = f"{row.point}: {position.statement}"
                yield Statement(f"discrepancies.{number}.{index}", text, cited(position.evidence))


def _entry(date: str | None, event: str) -> str:
    return f"{date}: {event}" if date else event


def cited(evidence: Iterable[Evidence]) -> tuple[tuple[str, int], ...]:
    """The paragraphs of some evidence, in order, each once."""
    return tuple(dict.fromkeys((e.article, e.paragraph) for e in evidence))


def translated(statements: Sequence[Statement], translations: Mapping[str, Translation]) -> Iterator[Statement]:
    """The English of each paragraph that the statements cite: readers see it beside the original.

    Args:
        translations: By article id. What passed through untranslated is no statement.
    """
    for article, n in sorted({place for statement in statements for place in statement.cites}):
        translation = translations.get(article)
        paragraph = next((p for p in translation.paragraphs if p.n == n), None) if translation else None
        if (
            translation is not None
            and translation.model is not None
            and paragraph is not None
            and paragraph.text.strip()
        ):
            yield Statement(f"translation {article} {n}", paragraph.text, ((article, n),), whole=True)
