"""Average linkage over the pairs that are near, for blocks too large to lay out all their pairs.

The average distance of two clusters counts pairs that aren't near as 1, as a full matrix would, so the sum of the
near ones is all that has to be kept. The nearest two clusters come from a heap; an entry that is older than the
clusters it names is weighed again when it comes up, for a cluster that grew is nearer to nobody but those that its
new part was near to, and these get entries of their own.
"""

from __future__ import annotations

import heapq
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def sparse_branches(
    block: Sequence[int], sizes: Sequence[int], near: Mapping[tuple[int, int], float], room: int
) -> Iterator[list[int]]:
    """The largest branches of a block's tree that fit, in the order of the tree.

    Args:
        block: Indices of its pieces, which hang together.
        sizes: Tokens of each piece.
        near: Its pairs.
        room: Tokens that a branch may have.
    """
    clusters = _Clusters(block, sizes, near, room)
    while clusters.join_nearest():
        pass
    for root in clusters.roots:
        yield from clusters.branches[root]


class _Clusters:
    """Clusters on their way to being one, each under the index of one of its pieces.

    Attributes:
        branches: Of each cluster, its largest branches that fit.
    """

    def __init__(
        self, block: Sequence[int], sizes: Sequence[int], near: Mapping[tuple[int, int], float], room: int
    ) -> None:
        self._room = room
        self._tokens = {index: sizes[index] for index in block}
        self._count = dict.fromkeys(block, 1)
        self._sums: dict[int, dict[int, float]] = {index: {} for index in block}
        for (low, high), value in near.items():
            self._sums[low][high] = self._sums[high][low] = value
        self._heap = [(-value, low, high) for (low, high), value in near.items()]
        heapq.heapify(self._heap)
        self.branches: dict[int, deque[list[int]]] = {index: deque([[index]]) for index in block}

    @property
    def roots(self) -> list[int]:
        """The clusters that are left."""
        return list(self.branches)

    def join_nearest(self) -> bool:
        """Join the two nearest clusters; False where none are near each other."""
        while self._heap:
            value, one, other = heapq.heappop(self._heap)
            shared = self._sums.get(one, {}).get(other)
            if shared is None:
                continue  # one of them went into another
            now = -shared / (self._count[one] * self._count[other])
            if now > value:
                heapq.heappush(self._heap, (now, one, other))
                continue
            self._join(one, other)
            return True
        return False

    def _join(self, one: int, other: int) -> None:
        kept, gone = (one, other) if len(self._sums[one]) >= len(self._sums[other]) else (other, one)
        self._count[kept] += self._count.pop(gone)
        self._tokens[kept] += self._tokens.pop(gone)
        mine = self._sums[kept]
        del mine[gone]
        for third, value in self._sums.pop(gone).items():
            if third == kept:
                continue
            theirs = self._sums[third]
            del theirs[gone]
            mine[third] = theirs[kept] = mine.get(third, 0.0) + value
            average = mine[third] / (self._count[kept] * self._count[third])
            heapq.heappush(self._heap, (-average, min(kept, third), max(kept, third)))
        self._lay_together(min(one, other), max(one, other), kept)

    def _lay_together(self, first: int, second: int, kept: int) -> None:
        left, right = self.branches.pop(first), self.branches.pop(second)
        if self._tokens[kept] <= self._room:
            left[0].extend(right[0])
        elif len(left) >= len(right):
            left.extend(right)
        else:
            right.extendleft(reversed(left))
            left = right
        self.branches[kept] = left
