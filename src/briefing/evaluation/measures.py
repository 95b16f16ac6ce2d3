"""What is measured, and how single counts become one figure.

Every measure is a ratio of two sums over units (articles, or events): hits over cases. F1 is one too: 2 tp over
2 tp + fp + fn. So one bootstrap and one paired test serve them all.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict


class Measure(NamedTuple):
    """One row of the table.

    Attributes:
        unit: What is drawn anew in the bootstrap.
        better: Whether more is better.
        margin: How much worse a run may be and still count as not inferior, in the measure's own unit.
        digits: After the point, in the table.
        source: Where the method comes from.
    """

    name: str
    title: str
    unit: Literal["article", "event", "run"]
    better: Literal["more", "less"]
    margin: float
    digits: int = 3
    source: str = ""


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("chrf", "translation, chrF++", "article", "more", 1.0, 1, "Popović 2017; sacrebleu, word order 2"),
        Measure("survival", "translation, figures and names kept", "article", "more", 0.02),
        Measure("people", "people, F1", "article", "more", 0.02),
        Measure("roles", "roles of people found", "article", "more", 0.03),
        Measure("dates", "dates with role and value, F1", "article", "more", 0.03),
        Measure("places", "places, F1", "article", "more", 0.03),
        Measure("quotations", "quotations with speaker, F1", "article", "more", 0.03),
        Measure(
            "bcubed-precision", "grouping, B-cubed precision", "article", "more", 0.01, 3, "Bagga and Baldwin 1998"
        ),
        Measure("bcubed-recall", "grouping, B-cubed recall", "article", "more", 0.02, 3, "Bagga and Baldwin 1998"),
        Measure("apart", "similar events kept apart", "event", "more", 0.0),
        Measure("facts", "facts that must stand in the story", "event", "more", 0.03),
        Measure("traps", "traps avoided", "event", "more", 0.0),
        Measure(
            "citation-recall", "sentences with a citation", "event", "more", 0.01, 3, "after ALCE, Gao et al. 2023"
        ),
        Measure("citation-precision", "facts cited where they stand", "event", "more", 0.03),
        Measure("supported", "sentences that the second reader supports", "event", "more", 0.02),
        Measure("quotes-found", "quotes found verbatim in their source", "event", "more", 0.01),
        Measure("discrepancies", "discrepancies found", "event", "more", 0.05),
        Measure("warnings", "warnings per sentence of careful replies", "event", "less", 0.02),
        Measure("repairs", "repairs asked for, per call", "run", "less", 0.05),
        Measure("tokens", "tokens per article, × floor", "run", "less", 0.5, 1),
        Measure("prompt-tokens", "prompt tokens per article", "run", "less", 200.0, 0),
        Measure("cost", "cost per article, US dollars", "run", "less", 0.001, 5),
        Measure("seconds", "seconds of waiting per article", "run", "less", 5.0, 1),
    )
}


class Count(BaseModel):
    """What one unit brings to one measure.

    Attributes:
        hit: The numerator.
        of: The denominator.
        note: What went wrong, for the list of cases.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hit: float
    of: float
    note: str = ""


class Scores:
    """Counts as they are found: by measure, by unit."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, Count]] = defaultdict(dict)

    def add(self, measure: str, unit: str, count: Count) -> None:
        """Keep one unit's count; several for one unit are summed."""
        if measure not in MEASURES:
            raise KeyError(measure)
        before = self.counts[measure].get(unit, Count(hit=0, of=0))
        notes = "; ".join(filter(None, (before.note, count.note)))
        self.counts[measure][unit] = Count(hit=before.hit + count.hit, of=before.of + count.of, note=notes)

    def of(self, unit: str) -> UnitScores:
        """The counts of one unit."""
        return UnitScores(self, unit)


class UnitScores:
    """The counts of one unit, as they are found."""

    def __init__(self, scores: Scores, unit: str) -> None:
        self._scores = scores
        self._unit = unit

    def add(self, measure: str, hit: float, of: float, note: str = "") -> None:
        """Keep a count."""
        self._scores.add(measure, self._unit, Count(hit=hit, of=of, note=note))

    def f1(self, measure: str, right: int, wrong: int, missed: int, note: str = "") -> None:
        """Keep the counts of an F1: items right, wrong and missed."""
        self.add(measure, 2 * right, 2 * right + wrong + missed, note)


def ratio(counts: dict[str, Count]) -> float | None:
    """The figure: the sum of hits over the sum of cases; None where there is no case."""
    of = sum(count.of for count in counts.values())
    return sum(count.hit for count in counts.values()) / of if of else None
