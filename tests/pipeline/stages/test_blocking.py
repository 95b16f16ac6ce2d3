"""Blocking: what might be one event meets, what fits a call stays together, what is near to none needs none."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.models import Claim, DateMention, Extraction, Person, Place
from briefing.pipeline.stages.blocking import cut, nearness
from examples import examples

FILLER = [f"filler{n}" for n in range(400)]


def record(*claims: str, people=(), places=(), date: str | None = None) -> Extraction:
    dates = [DateMention(role="event", value=date, basis="stated", about="it", reasoning=None)] if date else []
    return Extraction(
        article="a", title=None, outlet=None, dates=tuple(dates), quotations=(), organisations=(), cited_sources=(),
        people=tuple(Person(name=name, original=name, roles=()) for name in people),
        places=tuple(Place(name=name, original=name) for name in places),
        claims=tuple(
            Claim(id=f"c{n}", text=text, status="happened", attribution=())
            for n, text in enumerate(claims, 1)
        ),
        instructions=(), model="m",
    )  # fmt: skip


def strangers(count: int, seed: int = 1) -> list[Extraction]:
    """Records that share nothing but a common word or two."""
    rng = random.Random(seed)
    words = rng.sample([f"w{n}ord" for n in range(20 * count)], 12 * count)
    return [
        record(f"officials said that {' '.join(words[12 * n : 12 * n + 12])}", people=[f"Nobody{n}xyz"])
        for n in range(count)
    ]


def test_articles_with_names_in_different_spellings_are_near():
    one = record("talks were held", people=["Muhammad al-Bahri"], places=["Tripoli"])
    other = record("a meeting took place", people=["Mohamed el Bahry"], places=["Tripolis"])
    assert (0, 1) in nearness([one, other, *strangers(30)])


def test_articles_that_share_only_common_words_are_near_to_none():
    assert nearness(strangers(40)) == {}


def test_an_event_date_joins_though_one_article_leaves_out_the_year():
    one = record("bridge opened", date="2026-11-17")
    other = record("viaduct inaugurated", date="XXXX-11-17")
    assert (0, 1) in nearness([one, other, *strangers(30)])


def test_records_without_anything_are_near_to_none():
    assert nearness([record(), record(), record()]) == {}
    assert nearness([record("alone")]) == {}
    assert nearness([]) == {}


def test_more_reprints_than_an_article_has_neighbours_still_meet_the_others_of_their_event():
    told = ["envoy signed pact at castle", "envoy signed pact at castle, crowds cheered on bridges, banners waved"]
    near = nearness([record(text, people=["Ilka Brandt"]) for text in told for _ in range(40)] + strangers(120))
    assert any(low < 40 <= high < 80 for low, high in near)


def test_nearness_does_not_depend_on_the_order_of_the_articles():
    records = [record(f"dyke{n % 7} broke near village{n % 7} on river{n % 7} word{n}") for n in range(40)]
    order = list(range(40))
    random.Random(2).shuffle(order)
    straight = nearness(records)
    turned = nearness([records[index] for index in order])
    assert {frozenset((order[i], order[j])) for i, j in turned} == {frozenset(pair) for pair in straight}


def test_a_block_that_fits_is_never_cut():
    near = {(0, 1): 0.2, (2, 3): 0.9, (3, 4): 0.1}
    calls = cut([10] * 5, near, 30)
    assert sorted(map(sorted, calls)) == [[0, 1], [2, 3, 4]]


def test_small_blocks_share_a_call():
    near = {(n, n + 1): 0.5 for n in range(0, 12, 2)}
    assert len(cut([10] * 12, near, 60)) == 2


def test_a_block_too_large_is_cut_where_it_hangs_together_least():
    near = {(0, 1): 0.9, (1, 2): 0.9, (0, 2): 0.9, (2, 3): 0.1, (3, 4): 0.8, (4, 5): 0.8, (3, 5): 0.8}
    assert sorted(map(sorted, cut([10] * 6, near, 30))) == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("near", [{}, {(0, 1): 0.5}])
def test_what_is_near_to_none_stands_in_no_call(near):
    assert {index for call in cut([10] * 5, near, 100) for index in call} == {index for pair in near for index in pair}


@settings(max_examples=examples(60))
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 30), st.integers(0, 30)).filter(lambda pair: pair[0] < pair[1]),
        st.floats(0.06, 1.0),
        max_size=120,
    ),
    st.lists(st.integers(1, 50), min_size=31, max_size=31),
)
def test_every_call_fits_and_no_piece_stands_in_two(near, sizes):
    calls = cut(sizes, near, 60)
    placed = [index for call in calls for index in call]
    assert len(placed) == len(set(placed))
    assert set(placed) <= {index for pair in near for index in pair}
    assert all(sum(sizes[index] for index in call) <= 60 for call in calls)
    assert all(len(call) > 1 for call in calls)
