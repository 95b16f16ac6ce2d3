"""Which articles might tell of one event, found without a model, so that a model sees them side by side.

Records are in English whatever the articles' language, so articles of one event share names, places,
dates and words. Each record is a vector of these, the rarer the heavier (tf-idf, Salton and Buckley
1988); the cosine of two vectors, damped where there is little to compare, says how near they are. What
stands in one record alone is left out: it would make long records far from everything. Nearness decides
only who is shown to the model together, never what is one event: its floor is low, and a trap passes it
as easily as a companion.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from briefing.llm import tokens
from briefing.models import PartialDate
from briefing.pipeline.stages.sparse_linkage import sparse_branches
from briefing.text.scripts import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from scipy.sparse import csr_array

    from briefing.models import Extraction

#: Indices of two articles (or groups), the smaller first, with their nearness, above 0 and at most 1.
Near = dict[tuple[int, int], float]

#: Below this nearness two articles don't meet; docs/grouping.md has the measurements.
FLOOR = 0.1
#: Neighbours of each article that are kept, the nearest first: what keeps later work near-linear.
_NEIGHBOURS = 16
#: Claims of a record that are read; the first ones tell what an article is chiefly about.
_MOST_CLAIMS = 20
#: A name or a date weighs so much more than a word.
_NAME_WEIGHT = 1.5
#: And never less than this, however many records it stands in.
_LEAST_NAME = 1.0
#: Added under the root of each length: a common word or two shared by two short records is no nearness.
_EVIDENCE = 40.0
#: Rows of the comparison held in memory at once.
_ROWS = 256
#: A feature that stands in more records than this tells nothing, and would make the comparison quadratic; nor are
#: more of a record's neighbours looked at than this.
_MOST_SPREAD = 2_500
#: Records of a block up to which all its pairs are laid out; beyond, only those that are near.
_DENSE = 2_000

_WORD = re.compile(r"\w+")
_ENDING = re.compile(r"(?:ings?|ed|es|s|ly)$")
_VOWELS = re.compile(r"(?<=.)[aeiouyhw]+")
_DOUBLE = re.compile(r"([^\W\d])\1+")


def nearness(extractions: Sequence[Extraction]) -> Near:
    """The pairs of articles that might tell of one event.

    Up to 5,000 articles all that share anything are compared; beyond, what stands in more than 2,500 of them counts
    for nothing, so that time and memory grow with the articles and not with their square.
    """
    if len(extractions) < 2:
        return {}
    return _neighbours(_vectors([Counter(dict(_features(extraction))) for extraction in extractions]))


def cut(sizes: Sequence[int], near: Near, room: int) -> list[list[int]]:
    """Cut what is near each other into calls, so that likely companions stay together.

    Where a block of connected pieces is too large for one call, it is parted where it hangs together least
    (average linkage); blocks that fit are packed, neighbours beside each other, into as few calls as hold them.

    Args:
        sizes: Tokens of each piece.
        near: Pairs of pieces.
        room: Tokens that a call holds.

    Returns:
        Indices for each call. A piece that is near to none stands in no call.
    """
    blocks = [block for linked, inner in _connected(near) for block in _fitting(linked, sizes, inner, room)]
    weights = [sum(sizes[index] for index in block) for block in blocks]
    calls = [[i for block in blocks[span.start : span.stop] for i in block] for span in tokens.parts(weights, room)]
    return [call for call in calls if len(call) > 1]


# ── features of a record ─────────────────────────────────────────────────────────────────────────


def _features(extraction: Extraction) -> Iterator[tuple[str, float]]:
    """What a record can share with another's, each with its weight."""
    texts = [extraction.title.english] if extraction.title else []
    texts += [claim.text for claim in extraction.claims[:_MOST_CLAIMS]]
    yield from ((f"word {_stem(word)}", 1.0) for text in texts for word in _words(text))
    names = [name.name for kind in (extraction.people, extraction.organisations, extraction.places) for name in kind]
    yield from ((f"name {_skeleton(word)}", _NAME_WEIGHT) for name in names for word in _words(name))
    for date in extraction.dates:
        if date.role == "event" and date.value:
            # The year is often unknown, seldom what tells two events of a day's articles apart.
            known = PartialDate.parse(date.value)
            ends = [end for end in known.ends if end.month] if known else []
            yield from ((f"date {str(end).partition('-')[2]}", _NAME_WEIGHT) for end in ends)


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(plain(text)) if len(word) > 2 or word.isdigit()]


def _stem(word: str) -> str:
    return _ENDING.sub("", word) if len(word) > 5 else word


def _skeleton(word: str) -> str:
    """A name as its spellings share it: Mohammed and Muhamad are one, and so are al-Bahri and el Bahry."""
    hard = word.replace("q", "k").replace("c", "k").replace("w", "v")
    return _DOUBLE.sub(r"\1", _VOWELS.sub("", hard))


# ── vectors and neighbours ───────────────────────────────────────────────────────────────────────


def _vectors(records: Sequence[Mapping[str, float]]) -> csr_array:
    """A row for each record, of a length below 1 by so much as it has little to compare."""
    import numpy as np  # noqa: PLC0415 - a third of a second, paid only where blocks are needed
    from scipy.sparse import csr_array  # noqa: PLC0415

    spread = Counter(feature for record in records for feature in record)
    heavy = {feature: _heaviness(feature, count, len(records)) for feature, count in spread.items()}
    known = {feature: n for n, feature in enumerate(sorted(f for f, weight in heavy.items() if weight))}
    rows = [[(known[f], w * heavy[f]) for f, w in sorted(record.items()) if heavy[f]] for record in records]
    at = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    columns = np.fromiter((column for row in rows for column, _ in row), dtype=np.int64, count=len(at))
    values = np.fromiter((value for row in rows for _, value in row), dtype=np.float64, count=len(at))
    lengths = np.sqrt(_EVIDENCE + np.bincount(at, values**2, minlength=len(records)))
    return csr_array((values / lengths[at], (at, columns)), shape=(len(records), max(1, len(known))))


def _heaviness(feature: str, spread: int, count: int) -> float:
    """Of a feature that stands in so many of the records; 0 where it can't tell anything."""
    most = min(count / 2, _MOST_SPREAD) if feature.startswith("word ") else _MOST_SPREAD
    if spread < 2 or spread > most:
        return 0.0
    # Where one event fills the day its names are everywhere, and still what joins its articles.
    floor = 0.0 if feature.startswith("word ") else _LEAST_NAME
    return max(floor, math.log(count / spread))


def _neighbours(vectors: csr_array) -> Near:
    """The nearest of each record, and what ties together all that hang together at all."""
    from scipy.sparse import vstack  # noqa: PLC0415
    from scipy.sparse.csgraph import minimum_spanning_tree  # noqa: PLC0415

    turned = vectors.T.tocsr()
    parts = []
    for begin in range(0, vectors.shape[0], _ROWS):
        part = vectors[begin : begin + _ROWS] @ turned
        part.data[part.data < FLOOR] = 0.0
        part.eliminate_zeros()
        parts.append(_nearest(part))
    cosines = vstack(parts, format="csr")
    cosines.setdiag(0.0)
    cosines.eliminate_zeros()
    near: Near = {}
    for index, (begin, end) in enumerate(itertools.pairwise(cosines.indptr.tolist())):
        for place in (cosines.data[begin:end].argsort(kind="stable")[::-1][:_NEIGHBOURS] + begin).tolist():
            other = int(cosines.indices[place])
            near[min(index, other), max(index, other)] = min(1.0, float(cosines.data[place]))
    # More reprints of one text than an article has neighbours would see nobody but each other.
    cosines.data = 2.0 - cosines.data
    tree = minimum_spanning_tree(cosines).tocoo()
    for one, other, distance in zip(tree.row.tolist(), tree.col.tolist(), tree.data.tolist(), strict=True):
        near.setdefault((min(one, other), max(one, other)), min(1.0, 2.0 - distance))
    return near


def _nearest(part: csr_array) -> csr_array:
    """Some rows of the comparison, each without what is beyond its nearest."""
    for begin, end in itertools.pairwise(part.indptr.tolist()):
        if end - begin > _MOST_SPREAD:
            part.data[begin + part.data[begin:end].argsort(kind="stable")[: end - begin - _MOST_SPREAD]] = 0.0
    part.eliminate_zeros()
    return part


# ── blocks ───────────────────────────────────────────────────────────────────────────────────────


def _connected(near: Near) -> list[tuple[list[int], Near]]:
    """Pieces that hang together over any number of others, in the order of the first of each, with their pairs."""
    if not near:
        return []
    from scipy.sparse import csr_array  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    size = max(high for _, high in near) + 1
    lows, highs = zip(*near, strict=True)
    _, marks = connected_components(csr_array(([1] * len(near), (lows, highs)), shape=(size, size)), directed=False)
    blocks: dict[int, tuple[list[int], Near]] = {}
    for index in sorted({*lows, *highs}):
        blocks.setdefault(int(marks[index]), ([], {}))[0].append(index)
    for pair, value in near.items():
        blocks[int(marks[pair[0]])][1][pair] = value
    return list(blocks.values())


def _fitting(block: list[int], sizes: Sequence[int], near: Near, room: int) -> Iterator[list[int]]:
    """The block, or the largest branches of its tree that fit, in the order of the tree."""
    if sum(sizes[index] for index in block) <= room or len(block) < 2:
        yield block
        return
    if len(block) > _DENSE:
        yield from sparse_branches(block, sizes, near, room)
        return
    from scipy.cluster.hierarchy import to_tree  # noqa: PLC0415

    branches = [to_tree(_linkage(block, near))]
    while branches:
        branch = branches.pop()
        leaves = [block[leaf] for leaf in branch.pre_order()]
        if branch.is_leaf() or sum(sizes[index] for index in leaves) <= room:
            yield leaves
        else:
            branches += [branch.get_right(), branch.get_left()]


def _linkage(block: list[int], near: Near) -> np.ndarray:
    import numpy as np  # noqa: PLC0415
    from scipy.cluster.hierarchy import linkage  # noqa: PLC0415
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    place = {index: n for n, index in enumerate(block)}
    distances = np.ones((len(block), len(block)), dtype=np.float32)
    np.fill_diagonal(distances, 0.0)
    for (low, high), value in near.items():
        distances[place[low], place[high]] = distances[place[high], place[low]] = 1.0 - value
    tree: np.ndarray = linkage(squareform(distances, checks=False), method="average")
    return tree
