"""Intervals and tests: the bootstrap over units, paired permutations, non-inferiority. scipy does the work."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from briefing.evaluation.measures import Count, Measure

    Array = NDArray[np.float64]

_RESAMPLES = 4_000
_SEED = 20_261_201


class Interval(NamedTuple):
    """A figure with its 95 % interval.

    Attributes:
        low, high: None where there are too few units, or nothing varies.
        units: How many were drawn from.
    """

    value: float
    low: float | None
    high: float | None
    units: int


class Change(NamedTuple):
    """What changed from one run to another, over the units that both have.

    Attributes:
        change: New minus old.
        low, high: 95 % interval of the change, by the paired bootstrap.
        p: Of the paired permutation test, two-sided; None where nothing differs or there are too few units.
        worse, better: Units.
        verdict: `worse` and `better` where the interval leaves zero out; `not inferior` where it lies within the
            margin; else `undecided`.
        needed: Units at which the margin could be told from zero (power 0.8, one-sided 0.025), from the spread seen.
    """

    old: float
    new: float
    change: float
    low: float | None
    high: float | None
    p: float | None
    better: int
    worse: int
    verdict: Literal["better", "worse", "same", "not inferior", "undecided"]
    needed: int | None


def interval(counts: Mapping[str, Count]) -> Interval | None:
    """The figure of some units; None where there is no case."""
    hit = np.array([count.hit for count in counts.values()])
    of = np.array([count.of for count in counts.values()])
    if not of.sum():
        return None
    value = float(hit.sum() / of.sum())
    if len(hit) < 3:
        return Interval(value, None, None, len(hit))
    low, high = _bootstrap(hit, of, np.zeros_like(hit), np.zeros_like(of), paired=False)
    return Interval(value, low, high, len(hit))


def change(
    measure: Measure, old: Mapping[str, Count], new: Mapping[str, Count], margin: float | None = None
) -> Change | None:
    """What changed, over the units that both runs have; None where they share none.

    Args:
        margin: Instead of the measure's own.
    """
    units = sorted(set(old) & set(new))
    a_hit, a_of = (np.array([getattr(old[u], name) for u in units], dtype=float) for name in ("hit", "of"))
    b_hit, b_of = (np.array([getattr(new[u], name) for u in units], dtype=float) for name in ("hit", "of"))
    if not units or not a_of.sum() or not b_of.sum():
        return None
    before, after = float(a_hit.sum() / a_of.sum()), float(b_hit.sum() / b_of.sum())
    sign = 1 if measure.better == "more" else -1
    each = sign * (_safe(b_hit, b_of) - _safe(a_hit, a_of))
    better, worse = int((each > 1e-9).sum()), int((each < -1e-9).sum())
    limit = measure.margin if margin is None else margin
    if not better and not worse:
        return Change(before, after, after - before, None, None, None, 0, 0, "same", None)
    if len(units) < 3:
        return Change(before, after, after - before, None, None, None, better, worse, "undecided", None)
    low, high = _bootstrap(a_hit, a_of, b_hit, b_of, paired=True)
    verdict = _verdict(low, high, sign, limit)
    spread = (high - low) / 3.92 * math.sqrt(len(units)) if low is not None and high is not None else None
    needed = math.ceil(((1.96 + 0.8416) * spread / limit) ** 2) if spread and limit else None
    return Change(
        before, after, after - before, low, high, _p(a_hit, a_of, b_hit, b_of), better, worse, verdict, needed
    )


def _safe(hit: Array, of: Array) -> Array:
    whole: Array = np.divide(hit, of, out=np.zeros_like(hit), where=of > 0)
    return whole


def _verdict(
    low: float | None, high: float | None, sign: int, margin: float
) -> Literal["better", "worse", "not inferior", "undecided"]:
    if low is None or high is None:
        return "undecided"
    least, most = (low, high) if sign > 0 else (-high, -low)
    if least > 0:
        return "better"
    if most < 0:
        return "worse"
    return "not inferior" if least > -margin else "undecided"


def _bootstrap(
    a_hit: Array, a_of: Array, b_hit: Array, b_of: Array, *, paired: bool
) -> tuple[float | None, float | None]:
    """The percentile interval of the ratio, or of the difference of two ratios, over units drawn with replacement."""

    def figure(drawn: Array, axis: int = -1) -> Array:
        index = drawn.astype(int)
        old = _safe(a_hit[index].sum(axis=axis), a_of[index].sum(axis=axis))
        return _safe(b_hit[index].sum(axis=axis), b_of[index].sum(axis=axis)) - old if paired else old

    from scipy import stats  # noqa: PLC0415 - two seconds to load

    units = np.arange(len(a_hit))
    found = stats.bootstrap(
        (units,), figure, n_resamples=_RESAMPLES, method="percentile", rng=np.random.default_rng(_SEED)
    ).confidence_interval
    low, high = float(found.low), float(found.high)
    return (None, None) if math.isnan(low) or math.isnan(high) else (low, high)


def _p(a_hit: Array, a_of: Array, b_hit: Array, b_of: Array) -> float | None:
    """Two-sided: how often exchanging the runs' labels unit by unit gives a difference as great."""
    hit, of = np.concatenate([a_hit, b_hit]), np.concatenate([a_of, b_of])

    def difference(one: Array, two: Array, axis: int = -1) -> Array:
        first, second = one.astype(int), two.astype(int)
        return _safe(hit[second].sum(axis=axis), of[second].sum(axis=axis)) - _safe(
            hit[first].sum(axis=axis), of[first].sum(axis=axis)
        )

    from scipy import stats  # noqa: PLC0415 - as above

    n = len(a_hit)
    found = stats.permutation_test(
        (np.arange(n), np.arange(n, 2 * n)), difference, permutation_type="samples", vectorized=True,
        n_resamples=_RESAMPLES, rng=np.random.default_rng(_SEED),
    )  # fmt: skip
    return float(found.pvalue)
