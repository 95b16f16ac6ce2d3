"""One figure of several, given as if there were no other."""

from __future__ import annotations

import pytest

from briefing.checks.smoothed_figures import side_taken
from briefing.models import Discrepancy, Position


def row(*values: str, point: str = "dead", kind: str = "number", contradiction: bool = True) -> Discrepancy:
    positions = [
        Position(article=f"a{n}", stance="says", statement=value, value=value) for n, value in enumerate(values)
    ]
    return Discrepancy(point=point, kind=kind, contradiction=contradiction, positions=tuple(positions))


@pytest.mark.parametrize(
    "text",
    [
        "Dyke breach leaves 14 dead",
        "At least 14 people are dead after a dyke broke.",
    ],
)
def test_a_headline_that_gives_one_side_of_a_contradiction_is_asked_about(text):
    assert side_taken(text, [row("14", "17")]) == ("dead", "17")


@pytest.mark.parametrize(
    "text",
    [
        "Dyke breach leaves 14 dead, officials say; aid worker speaks of 17",  # both, and whose
        "Dyke breach leaves 14 to 17 dead",
        "La Gaceta puts the dead at 17",
        "The number of dead is disputed: 14 or 17",
        "The water reached 14 townships",  # another thing
        "A dyke breach leaves many dead",
    ],
)
def test_both_sides_whose_word_it_is_and_other_things_are_left_alone(text):
    assert side_taken(text, [row("14", "17")]) is None


def test_only_figures_that_contradict_each_other_count():
    assert side_taken("14 are dead", [row("14", "17", contradiction=False)]) is None
    assert side_taken("14 are dead", [row("14", "17", kind="who")]) is None
    assert side_taken("14 are dead", [row("14", "fourteen")]) is None
