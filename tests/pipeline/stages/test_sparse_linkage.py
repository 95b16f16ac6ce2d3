"""Average linkage over near pairs gives the branches of the full one, and doesn't grow with the square."""

from __future__ import annotations

import random

import pytest

from briefing.pipeline.stages import blocking
from briefing.pipeline.stages.sparse_linkage import sparse_branches


def linked(count: int, seed: int) -> dict[tuple[int, int], float]:
    """Pairs in events of some ten pieces, chained to one block; no two are equally near."""
    rng = random.Random(seed)
    near = {(n, n + 1): rng.uniform(0.1, 0.3) for n in range(count - 1)}
    for low in range(count):
        for _ in range(6):
            high = low // 10 * 10 + rng.randrange(10)
            if low < high < count:
                near[low, high] = rng.uniform(0.3, 0.9)
    return near


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("room", [300, 1_000, 2_900])
def test_the_branches_are_those_of_the_full_matrix(seed, room):
    near, sizes = linked(80, seed), [100] * 80
    full = list(blocking._fitting(list(range(80)), sizes, near, room))
    sparse = list(sparse_branches(list(range(80)), sizes, near, room))
    assert sorted(map(sorted, sparse)) == sorted(map(sorted, full))


def test_every_piece_is_in_one_branch_and_every_branch_fits():
    near = linked(6_000, 1)
    sizes = [random.Random(n).randint(50, 400) for n in range(6_000)]
    branches = list(blocking._fitting(list(range(6_000)), sizes, near, 5_000))
    assert sorted(index for branch in branches for index in branch) == list(range(6_000))
    assert all(sum(sizes[index] for index in branch) <= 5_000 for branch in branches)
    events = [{index // 10 for index in branch} for branch in branches]
    parted = sum(map(len, events)) - 600
    assert parted < 30, "what is near stays together"


def test_a_piece_that_is_too_large_is_a_branch_of_its_own():
    assert sorted(sparse_branches([0, 1, 2], [900, 10, 10], {(0, 1): 0.5, (1, 2): 0.9}, 100)) == [[0], [1, 2]]
