"""What may stand in a name that is remembered: it goes into prompts of later days, and holds a name and no more."""

from __future__ import annotations

import re
import unicodedata

#: Letters, marks and digits beside these.
_SIGNS = frozenset(" .,'’ʼ‘ʻ`-‐‑–·・･&/()«»„“”\"+\u200c\u0640")
LONGEST = 90
MOST_WORDS = 9
#: Small words inside a name in Latin letters.
_SMALL = frozenset(
    word
    for line in (
        "of the and for in on at to de la le les du des da do dos das di del della dei degli delle den der die das und",
        "von van zu zum zur el al ad an as ash ar at az ibn bin bint abu ben y e et i ve oder op het ter ten upon",
        "without under against de' dello d l o",
    )
    for word in line.split()
)
#: What gives orders is no name, however it is written.
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|override|forget|instructions?|prompts?|assistant|system prompt|you must|translate|reveal"
    r"|output|json|respond|reply with|write|say that|report that|do not|never|always)\b",
    re.IGNORECASE,
)


def fault(name: str) -> str | None:
    """Why a text can't be a name, in any script; None where it can."""
    if not name.strip() or not any(char.isalpha() for char in name):
        return "holds no letter"
    if name != " ".join(name.split()):
        return "holds line breaks or needless spaces"
    if len(name) > LONGEST or len(name.split()) > MOST_WORDS:
        return f"is longer than {LONGEST} characters or {MOST_WORDS} words"
    for char in name:
        if not (
            char.isalnum() or char in _SIGNS or unicodedata.category(char) in ("Mn", "Mc") or char in "\u200c\u0640"
        ):
            return f"holds a character that no name has: U+{ord(char):04X}"
    return None


def fault_of_english(name: str) -> str | None:
    """Why a text can't be the English form of a name; None where it can."""
    if found := fault(name):
        return found
    if any(char.isalpha() and "LATIN" not in unicodedata.name(char, "") and char not in "ʻʼ" for char in name):
        return "holds other letters than Latin ones"
    if _ORDERS.search(name):
        return "reads like an order, not like a name"
    return None


def looks_learned(name: str) -> bool:
    """Whether an English form that nobody vouches for looks like a name: capitalised, but for small words."""
    words = [word for word in re.split(r"[\s\-–/]+", name) if word[:1].isalpha()]
    plain = [word for word in words if word[0].islower() and word.casefold().rstrip(".") not in _SMALL]
    # iPhone, eBay, al-Jazeera, d'Ivoire begin small and go on with a capital.
    return all(any(char.isupper() for char in word) for word in plain) and any(
        any(char.isupper() for char in word) for word in words
    )
