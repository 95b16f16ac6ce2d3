"""Which articles of one story can't be independent of one another.

Copies are told by their words in common; outlets that cite the same outlet by its name in both their records.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING

from briefing.text.scripts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.models import Article, Member

_WORD = re.compile(r"[^\W_]+")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
#: Words, or characters of Chinese and Japanese, in one shingle.
_WIDTH = 4
#: Share of the smaller text's shingles that stand in the other: beyond it one was written from the other.
_COPIED = 0.5
#: Shingles below which a text is too short to tell.
_ENOUGH = 20
_OUTLETS = frozenset({"newspaper", "magazine", "agency", "broadcaster", "website"})


def shared_text(one: Article, other: Article) -> float:
    """Share of the smaller article's shingles that stand in the other (containment, after Broder 1997)."""
    mine, theirs = _shingles(one), _shingles(other)
    least = min(len(mine), len(theirs))
    return len(mine & theirs) / least if least >= _ENOUGH else 0.0


def near_copies(one: Article, other: Article) -> bool:
    """Whether one of two texts was written from the other."""
    return shared_text(one, other) >= _COPIED


def dependent(members: Mapping[str, Member]) -> list[tuple[str, str, str]]:
    """Pairs of labels whose articles have one origin, each with the reason."""
    found = []
    for (one, mine), (other, theirs) in itertools.combinations(members.items(), 2):
        if near_copies(mine.article, theirs.article):
            found.append((one, other, "their texts are nearly the same"))
        elif common := _cited(mine) & _cited(theirs):
            found.append((one, other, f"both name {', '.join(sorted(common))} as their source"))
    return found


def counted_apart(members: Mapping[str, Member], origins: Iterable[Iterable[str]]) -> list[tuple[str, str, str]]:
    """Of the dependent pairs those that share none of a story's origins.

    Args:
        origins: The labels of the articles that rest on each.
    """
    told = [set(labels) for labels in origins]
    return [pair for pair in dependent(members) if not any({pair[0], pair[1]} <= labels for labels in told)]


def _shingles(article: Article) -> frozenset[tuple[str, ...]]:
    return _shingles_of(" ".join(p.text for p in article.paragraphs if p.kind in ("body", "heading")))


@functools.lru_cache(maxsize=1024)
def _shingles_of(words_told: str) -> frozenset[tuple[str, ...]]:
    text = plain(words_told)
    wide = _WIDE.findall(text)
    words = wide if len(wide) > len(text) / 2 else _WORD.findall(text)
    return frozenset(tuple(words[at : at + _WIDTH]) for at in range(len(words) - _WIDTH + 1))


def _cited(member: Member) -> set[str]:
    return {s.name for s in member.extraction.cited_sources if s.kind in _OUTLETS and not s.flags}
