"""Seeded errors: each changes one thing, each kind does what it says, and the same seed alters the same way."""

from __future__ import annotations

import random

import pytest

from briefing.checks.alterations import alter, kinds

COSTS = {f"It cost 3 {unit}." for unit in ("billion euros", "thousand euros", "million dollars")}
CABLE = "The cable was damaged by an anchor"
NAMES = ["Ilse Brandt", "Otto Weg", "Norde Post"]


def only(kind: str, text: str, seed: int = 1):
    return alter(text, NAMES, random.Random(seed), [kind])


@pytest.mark.parametrize(
    ("kind", "text", "now"),
    [
        ("negation", "Two people were arrested.", "Two people were not arrested."),
        ("negation", "The bridge will not reopen.", "The bridge will reopen."),
        ("unit", "It cost 3 million euros.", COSTS),
        ("unit", "It lasted two hours.", {"It lasted two days.", "It lasted two minutes."}),
        ("comparison", "At least nine people were hurt.", "At most nine people were hurt."),
        ("comparison", "Prices rose in May.", "Prices fell in May."),
        ("modality", "The bridge is to be closed.", "The bridge has been closed."),
        ("modality", "The plan could help farmers.", "The plan will help farmers."),
        ("names exchanged", "Ilse Brandt accused Otto Weg.", "Otto Weg accused Ilse Brandt."),
        ("attribution dropped", f"{CABLE}, according to the police.", f"{CABLE}."),
        ("attribution dropped", f"According to the police, {CABLE[0].lower()}{CABLE[1:]}.", f"{CABLE}."),
    ],
)  # fmt: skip
def test_a_kind_does_what_it_says(kind, text, now):
    found = only(kind, text)
    assert found is not None
    assert found.text in (now if isinstance(now, set) else {now})
    assert found.kind == kind


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "No figure is here, and one is no figure."),
        ("number", "In 2023 the licence was issued."),  # a year is a date
        ("number", "Lot AF26-118 and the A380"),
        ("date", "They may march on."),
        ("names exchanged", "Ilse Brandt and Otto Weg met."),
        ("names exchanged", "A meeting between Ilse Brandt and Otto Weg."),
        ("names exchanged", "Ilse Brandt spoke."),
        ("attribution dropped", "He said no."),
        ("unit", "Nothing is measured."),
        ("comparison", "Nothing is compared."),
    ],
)
def test_what_would_not_be_false_is_left_alone(kind, text):
    assert only(kind, text) is None


@pytest.mark.parametrize("seed", range(40))
def test_a_changed_figure_is_another_one_of_the_same_shape(seed):
    found = only("number", "At 9.5 per cent, 1,195 kilometres and 14 dead, seven hurt.", seed)
    assert found.was != found.now
    assert len(found.was) == len(found.now) or found.was.isalpha()
    assert not found.now.startswith("0")


@pytest.mark.parametrize("seed", range(20))
def test_a_changed_date_is_no_date_of_the_text(seed):
    found = only("date", "On Monday, 16 November 2026, it rained.", seed)
    assert found.now != found.was
    assert found.text.count(found.now) == 1


def test_every_kind_comes_up_and_the_same_seed_alters_the_same_way():
    text = "For Otto Weg on the bridge Ilse Brandt was hurt before 16 November; at least 14 people waited two hours."
    drawn = [alter(text, NAMES, random.Random(seed)) for seed in range(200)]
    assert {each.kind for each in drawn} >= set(kinds()) - {"attribution dropped"}
    assert drawn == [alter(text, NAMES, random.Random(seed)) for seed in range(200)]
    assert all(each.text != text for each in drawn)


def test_a_word_that_takes_no_second_not_gets_none():
    rng = random.Random(1)
    assert alter("The road is not still open to lorries.", [], rng, ["negation"]) is None
    assert alter("The road is still open to lorries.", [], rng, ["negation"]) is None
