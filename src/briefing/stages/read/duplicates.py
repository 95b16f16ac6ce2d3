"""The same article twice: by address, by canonical address, or by nearly the same text.

Text is compared by MinHash over shingles, as Broder has it (On the resemblance and containment of documents,
1997), with locality-sensitive hashing to find candidates; each candidate is then measured on the shingles
themselves. A shingle is five words in a row; in scripts without spaces five characters. Two articles are
copies if the shingles they share are at least 0.7 of all they have together, or if the shorter is
contained in the longer by 0.9 and has at least 0.5 of its length: an agency's report with two lines added.

Paraphrases share few shingles of five words (below 0.2 in the tests here), so they stay apart: they are two
reports of one event, and grouping is another stage's.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from briefing.stages.read.fold import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.models import Article

THRESHOLD = 0.7
_CONTAINED, _LEAST_LENGTH = 0.9, 0.5
#: Below the threshold: hashing estimates, and the contained are less alike than copies.
_CANDIDATES = 0.4
_PERMUTATIONS = 128
_SHINGLE = 5
#: With fewer shingles, likeness is chance.
_FEWEST = 12

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff]|[^\W_]+")
_CANONICAL = re.compile(r"canonical url: (\S+)")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ref(?:errer)?|cmpid|xtor|wt_mc|ns_\w+|at_\w+|ito|smid")


def find_duplicates(articles: Sequence[Article]) -> Mapping[str, str]:
    """Find the copies among articles.

    Args:
        articles: In the order in which they came in; of equals the first is the original.

    Returns:
        The id of each copy → the id of its original, which is never itself a copy.
    """
    originals: dict[str, str] = {}
    by_address: dict[str, str] = {}
    texts = _Texts()
    for article in articles:
        if article.id in originals or article.id in texts.known:
            continue
        addresses = addresses_of(article)
        shingles = shingles_of(article)
        known = next((by_address[address] for address in addresses if address in by_address), None)
        original = known or texts.like(shingles)
        if original is None:
            texts.add(article.id, shingles)
        else:
            originals[article.id] = original
        for address in addresses:
            by_address.setdefault(address, original or article.id)
    return originals


def addresses_of(article: Article) -> tuple[str, ...]:
    """Its address and its canonical one, without what differs between visits; none of front pages."""
    told = (_CANONICAL.match(note) for note in article.notes)
    urls = [article.url, *(found[1] for found in told if found)]
    return tuple(dict.fromkeys(address for url in urls if url and (address := normal(url))))


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


class _Texts:
    """The originals so far, findable by likeness."""

    def __init__(self) -> None:
        from datasketch import MinHashLSH  # noqa: PLC0415 -- late: numpy and scipy

        self.known: dict[str, frozenset[int]] = {}
        self._hashed = MinHashLSH(threshold=_CANDIDATES, num_perm=_PERMUTATIONS)

    def like(self, shingles: frozenset[int]) -> str | None:
        """The original that a text is most alike; None where it is none's copy."""
        if len(shingles) < _FEWEST:
            return None
        found = self._hashed.query(_minhash(shingles))
        alike = [(likeness(shingles, self.known[known]), known) for known in sorted(found)]
        best = max(alike, default=(0.0, ""), key=lambda pair: pair[0])
        return best[1] if best[0] >= THRESHOLD else None

    def add(self, article: str, shingles: frozenset[int]) -> None:
        self.known[article] = shingles
        if len(shingles) >= _FEWEST:
            self._hashed.insert(article, _minhash(shingles))


def likeness(one: frozenset[int], two: frozenset[int]) -> float:
    """Shared shingles by all; 1 where one contains nine tenths of the other and isn't twice as long."""
    if not one or not two:
        return 0.0
    shared = len(one & two)
    shorter, longer = sorted((len(one), len(two)))
    if shared >= _CONTAINED * shorter and shorter >= _LEAST_LENGTH * longer:
        return 1.0
    return shared / (len(one) + len(two) - shared)


def _minhash(shingles: frozenset[int]) -> object:
    from datasketch import MinHash  # noqa: PLC0415

    # Any whole number within 32 bits is a hash already.
    hashed = MinHash(num_perm=_PERMUTATIONS, seed=1, hashfunc=int)
    hashed.update_batch(sorted(shingles))
    return hashed
