"""The same article twice: found by address, by canonical address, or by nearly the same text.

Candidates are found by address, or by MinHash over shingles, as Broder has it (On the resemblance and containment
of documents, 1997), with locality-sensitive hashing. A shingle is five words in a row; in scripts without spaces five
characters. Two texts are candidates if the shingles they share are at least 0.7 of all they have together, or if
the shorter is contained in the longer by 0.9 and has at least half its length.

Whether a candidate is a copy is not a matter of likeness: `checks.sameness` has the rule. What is nearly the same and
no copy stays an article of its own, with a note of what keeps the two apart.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from briefing.checks.same_content import Said, difference
from briefing.ingest.paragraphs.folding import fold
from briefing.models import CopyOf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self

    from briefing.models import Article

By = Literal["address", "canonical address", "text"]

THRESHOLD = 0.7
_CONTAINED, _LEAST_LENGTH = 0.9, 0.5
#: Below the threshold: hashing estimates, and the contained are less alike than copies.
_CANDIDATES = 0.4
_PERMUTATIONS = 128
#: Bands and rows, as datasketch works them out for these two: 20 ms by numerical integration, in each run.
_BANDS = (32, 4)
_SHINGLE = 5
#: With fewer shingles, likeness is chance.
_FEWEST = 12
#: Compared sentence by sentence with at most so many: a day can bring hundreds of versions of one dispatch.
_MOST_CANDIDATES = 20
_MOST_TOLD = 3

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff]|[^\W_]+")
_CANONICAL = re.compile(r"canonical url: (\S+)")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ref(?:errer)?|cmpid|xtor|wt_mc|ns_\w+|at_\w+|ito|smid")


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What is among articles that were read."""

    copies: Mapping[str, CopyOf]
    """The id of each copy → what it is a copy of."""
    apart: Mapping[str, tuple[str, ...]]
    """The id of each article that is nearly another → what keeps them apart, a line for each."""


def find_duplicates(articles: Sequence[Article]) -> Duplicates:
    """Find the copies among articles, and what is nearly one.

    Args:
        articles: Each id once, in the order in which they came in. Of several with the same text the first is
            the original; of a longer and a shorter one the longer, so that no sentence is left out.
    """
    said = {article.id: Said(article) for article in articles}
    # A copy is never longer than its original: so each finds its originals settled.
    settled = _Settled()
    copies: dict[str, CopyOf] = {}
    apart: dict[str, list[str]] = {}
    for article in sorted(articles, key=lambda article: -len(said[article.id].body)):
        new = _Print.of(article)
        for other, by, alike in settled.candidates(new):
            differs = difference(said[article.id], said[other.id])
            if differs is None:
                copies[article.id] = CopyOf(article=other.id, by=by, alike=round(alike, 3))
                break
            if said[article.id].body:
                apart.setdefault(article.id, []).append(_kept_apart(other, by, alike, differs))
        else:
            settled.add(new)
    kept = {id_: tuple(lines[:_MOST_TOLD]) for id_, lines in apart.items() if id_ not in copies}
    return Duplicates(copies, kept)


def told(copy: CopyOf, original: Article) -> str:
    """What a copy is a copy of, in a line for a reader."""
    by = "" if copy.by == "text" else f", at the same {copy.by}"
    return f"copy of {original.origin}{by}, {copy.alike:.0%} of the text alike"


def _kept_apart(other: Article, by: By, alike: float, differs: str) -> str:
    same = "nearly the same text" if by == "text" else f"another text at the same {by}"
    return f"{same} as {other.origin} ({alike:.0%} alike), and no copy: {differs}"


def addresses_of(article: Article) -> dict[str, By]:
    """Its address and its canonical one, without what differs between visits; none of front pages."""
    found: dict[str, By] = {}
    if article.url and (address := normal(article.url)):
        found[address] = "address"
    if article.canonical_url and (address := normal(article.canonical_url)):
        found.setdefault(address, "canonical address")
    # Articles read by older versions have it in a note.
    for note in article.notes:
        if (told := _CANONICAL.match(note)) and (address := normal(told[1])):
            found.setdefault(address, "canonical address")
    return found


def normal(url: str) -> str | None:
    """An address without scheme, `www.`, `m.`, fragment, tracking, and the slash at its end."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
        port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    except ValueError:
        return None
    query = sorted(
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0].lower())
    )
    path = re.sub(r"/(?:amp|index\.html?|index\.php)?/*$", "", parts.path)
    if not host or not (path or query):
        return None
    return f"{host}{port}{path}?{urlencode(query)}" if query else f"{host}{port}{path}"


def shingles_of(article: Article) -> frozenset[int]:
    """Five words in a row of its body, hashed."""
    body = " ".join(paragraph.text for paragraph in article.paragraphs if paragraph.kind == "body")
    words = _WORD.findall(fold(body))
    return frozenset(
        zlib.crc32(" ".join(words[at : at + _SHINGLE]).encode("utf-8", "replace"))
        for at in range(max(len(words) - _SHINGLE + 1, 0))
    )


@dataclass(frozen=True, slots=True)
class _Print:
    """An article with what it is found by."""

    article: Article
    shingles: frozenset[int]
    hashed: object
    """Its MinHash; None where it is too short to tell."""

    @classmethod
    def of(cls, article: Article) -> Self:
        shingles = shingles_of(article)
        return cls(article, shingles, _minhash(shingles) if len(shingles) >= _FEWEST else None)


class _Settled:
    """The originals so far, findable by address and by likeness."""

    def __init__(self) -> None:
        from datasketch import MinHashLSH  # noqa: PLC0415 -- late: numpy and scipy

        self._known: list[_Print] = []
        self._by_address: dict[str, dict[int, By]] = {}
        self._hashed = MinHashLSH(num_perm=_PERMUTATIONS, params=_BANDS)

    def candidates(self, new: _Print) -> list[tuple[Article, By, float]]:
        """What an article may be a copy of, the likeliest first: the other, what led to it, and how alike they are."""
        found: dict[int, By] = {}
        for address, mine in addresses_of(new.article).items():
            for place, theirs in self._by_address.get(address, {}).items():
                found.setdefault(place, "address" if mine == theirs == "address" else "canonical address")
        for place in self._hashed.query(new.hashed) if new.hashed else ():
            if is_like(new.shingles, self._known[place].shingles):
                found.setdefault(place, "text")
        alike = {place: likeness(new.shingles, self._known[place].shingles) for place in found}
        order = sorted(found, key=lambda place: (-alike[place], place))[:_MOST_CANDIDATES]
        return [(self._known[place].article, found[place], alike[place]) for place in order]

    def add(self, new: _Print) -> None:
        place = len(self._known)
        self._known.append(new)
        for address, by in addresses_of(new.article).items():
            self._by_address.setdefault(address, {})[place] = by
        if new.hashed:
            self._hashed.insert(place, new.hashed)


def likeness(one: frozenset[int], two: frozenset[int]) -> float:
    """Shared shingles by all, from 0 to 1; of texts too short for shingles 1."""
    if not one and not two:
        return 1.0
    return len(one & two) / len(one | two)


def is_like(one: frozenset[int], two: frozenset[int]) -> bool:
    """Whether a text is near enough to another to be compared sentence by sentence."""
    shared = len(one & two)
    shorter, longer = sorted((len(one), len(two)))
    contained = shared >= _CONTAINED * shorter and shorter >= _LEAST_LENGTH * longer
    return contained or likeness(one, two) >= THRESHOLD


def _minhash(shingles: frozenset[int]) -> object:
    from datasketch import MinHash  # noqa: PLC0415

    # Any whole number within 32 bits is a hash already.
    hashed = MinHash(num_perm=_PERMUTATIONS, seed=1, hashfunc=int)
    hashed.update_batch(sorted(shingles))
    return hashed
