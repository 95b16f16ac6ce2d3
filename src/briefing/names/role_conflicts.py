"""Whether two roles of one name go together. Only a comparison of English words: it asks a person to look.

Two roles clash where they are the same office in another rank (minister, deputy minister) or of another field
(energy minister, foreign minister). Roles of different offices go together: a minister may lead a delegation.
"""

from __future__ import annotations

import functools
import re

_OFFICES = {
    "minister": "minister", "president": "president", "chancellor": "chancellor", "director": "director",
    "secretary": "secretary", "ambassador": "ambassador", "governor": "governor", "mayor": "mayor",
    "chairman": "chair", "chairwoman": "chair", "chair": "chair", "chairperson": "chair", "spokesman": "speaker",
    "spokeswoman": "speaker", "spokesperson": "speaker", "commissioner": "commissioner", "judge": "judge",
    "prosecutor": "prosecutor", "king": "king", "queen": "queen", "commander": "commander", "chief": "chief",
    "head": "chief", "boss": "chief", "leader": "chief",
    "ceo": "chief", "executive": "chief", "coach": "coach", "rector": "rector", "editor": "editor",
}  # fmt: skip
_RANKS = frozenset(
    "deputy vice former ex acting interim designate elect assistant under outgoing incoming second late".split()  # noqa: SIM905
)
_EMPTY = frozenset(
    "of the for a an in at and to its his her de la general state first national managing officer".split()  # noqa: SIM905
)
_SPLIT = re.compile(r"[^\W\d_]+")


def clash(one: str, other: str) -> bool:
    """Whether two roles can't well be held by one person at a time, as far as their words tell."""
    mine, theirs = _parts(one), _parts(other)
    shared = mine[0] & theirs[0]
    if not shared:
        return False
    if mine[1] != theirs[1]:
        return True
    return bool(mine[2] and theirs[2]) and not _alike(mine[2], theirs[2])


@functools.lru_cache(maxsize=4096)
def _parts(role: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = [word.casefold() for word in _SPLIT.findall(role)]
    words = ["minister" if word in ("ministers", "ministry") else word for word in words]
    offices = frozenset(_OFFICES[word] for word in words if word in _OFFICES)
    ranks = frozenset(word for word in words if word in _RANKS)
    rest = frozenset(word for word in words if word not in _OFFICES and word not in _RANKS and word not in _EMPTY)
    return offices, ranks, rest


def _alike(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether a word of one begins like a word of the other: Georgia, Georgian."""
    return any(one[:4] == other[:4] for one in mine for other in theirs)
