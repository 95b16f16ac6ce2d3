"""Intervals and verdicts against cases whose answer is known beforehand."""

from __future__ import annotations

import numpy as np
import pytest

from briefing.evaluation.measures import MEASURES, Count
from briefing.evaluation.statistics import change, interval


def counts(shares, of: int = 10) -> dict[str, Count]:
    return {f"u{n}": Count(hit=share * of, of=of) for n, share in enumerate(shares)}


def drawn(mean: float, units: int, seed: int):
    return np.random.default_rng(seed).binomial(10, mean, units) / 10


def test_the_interval_holds_the_true_value_about_as_often_as_it_says():
    held = 0
    for seed in range(60):
        found = interval(counts(drawn(0.7, 40, seed)))
        held += found.low <= 0.7 <= found.high
    assert held >= 51  # 95 % of 60 is 57; below 51 has a chance under one in a hundred


def test_too_few_units_give_a_figure_without_an_interval():
    assert interval(counts([0.5, 0.7])) == (pytest.approx(0.6), None, None, 2)
    assert interval({}) is None
    assert interval({"u": Count(hit=0, of=0)}) is None


def test_a_run_that_is_plainly_worse_is_called_worse():
    old = drawn(0.9, 40, 1)
    found = change(MEASURES["facts"], counts(old), counts(old - 0.2))
    assert found.verdict == "worse"
    assert found.p < 0.01
    assert (found.better, found.worse) == (0, 40)
    assert found.change == pytest.approx(-0.2)


def test_less_is_better_where_the_measure_says_so():
    old = drawn(0.5, 40, 2)
    assert change(MEASURES["warnings"], counts(old), counts(old * 0.5)).verdict == "better"


def test_a_small_change_within_the_margin_is_not_inferior_and_the_same_one_is_undecided_with_few_units():
    rng = np.random.default_rng(3)
    old = drawn(0.8, 400, 3)
    new = old + rng.normal(0, 0.05, 400)
    assert change(MEASURES["facts"], counts(old), counts(new)).verdict in {"not inferior", "better"}
    few = change(MEASURES["facts"], counts(old[:6]), counts(old[:6] + np.array([0.2, -0.2, 0.1, -0.1, 0.2, -0.3])))
    assert few.verdict == "undecided"
    assert few.needed > 6


def test_the_same_run_twice_is_the_same():
    old = counts(drawn(0.8, 20, 4))
    assert change(MEASURES["facts"], old, old).verdict == "same"


def test_only_units_that_both_have_are_compared():
    found = change(MEASURES["facts"], counts([1, 1, 1, 1]), counts([1, 1, 0.5]) | {"other": Count(hit=0, of=10)})
    assert found.old == 1
    assert found.new == pytest.approx(2.5 / 3)
    assert change(MEASURES["facts"], counts([1]), {"other": Count(hit=1, of=1)}) is None


def test_the_same_counts_give_the_same_interval_every_time():
    values = counts(drawn(0.6, 30, 5))
    assert interval(values) == interval(values)
