"""Is a reply in English at all? Deterministic and cheap: script and words that didn't change."""

from __future__ import annotations

import re
import unicodedata

from briefing.text.language_id import language_of

_ENOUGH = 12
#: Small words that carry a sentence: English ones, and those of other languages in Latin letters.
#: No English word stands in the other lists.
_ENGLISH = frozenset(
    [
        "the", "of", "and", "to", "is", "are", "was", "were", "be", "been", "has", "have", "had", "that",
        "which", "who", "with", "from", "by", "at", "for", "it", "its", "not", "but", "this", "these", "those",
        "will", "would", "after", "before", "between", "about", "into", "their", "his", "her", "they", "he",
        "she", "said", "says", "as", "than",
    ]
)  # fmt: skip
_OTHERS = tuple(
    frozenset(words.split())
    for words in (
        (
            "der die das und ist hat im nicht ein eine einen einem einer auf für dem den des sich wird"
            " werden wurde mit auch sie von zu"
        ),
        "le les des est une dans pour que qui sur avec par ses leur mais ont été pas au aux du et",
        "el los las una del que por con para su sus más pero ha han fue y al se lo como",
        "il gli della delle che non per una nel nella con sono è ha dal alla di",
        "o os das dos uma não que para com por mais foi são ao na no em do da",
        "het een van niet dat met voor zijn wordt werd ook aan bij naar door hebben",
        "ve bir bu için ile da de olarak daha çok olan göre kadar ancak sonra",
        "nie że jest się na oraz dla przez jako przy został była było",
    )
)

#: Small words that belong to a name: Ursula von der Leyen, La Paz, Luiz da Silva.
_PARTICLE = re.compile(
    r"\b(?i:von|van|der|den|de|la|le|les|los|las|du|des|del|el|al|di|da|dos|het)\b"
    r"(?=(?:\s+(?:der|den|la|los|las))?\s+[A-ZÀ-Þ])"
)


def latin_share(text: str) -> float:
    """Share of the letters that are Latin; 1.0 for a text with hardly any letters."""
    if text.isascii():
        return 1.0
    letters = [char for char in text if char.isalpha()]
    if len(letters) < _ENOUGH:
        return 1.0
    return sum("LATIN" in unicodedata.name(char, "") for char in letters) / len(letters)


def looks_foreign(text: str) -> bool:
    """Not in English: in another script, or carried by another language's small words.

    A proxy: a text with hardly any small words, a title or a name, is not judged.
    """
    if latin_share(text) < 0.6:
        return True
    words = re.findall(r"[^\W\d_]+", _PARTICLE.sub(" ", text).lower())
    english = sum(word in _ENGLISH for word in words)
    return any((count := sum(word in other for word in words)) >= 3 and count > 2 * english for other in _OTHERS)


def looks_english(text: str) -> bool:
    """In Latin letters, and carried by small English words more than by any other language's."""
    if latin_share(text) < 0.9:
        return False
    words = re.findall(r"[^\W\d_]+", text.lower())
    english = sum(word in _ENGLISH for word in words)
    return english >= 2 and all(english > sum(word in other for word in words) for other in _OTHERS)


def looks_left(source: str, translation: str) -> bool:
    """The translation, into whatever language, is the source again."""
    return len(source.split()) >= 8 and source.strip() == translation.strip()


def looks_untranslated(source: str, translation: str) -> bool:
    """The translation is the source again, is mostly in another script, or is carried by another language's words.

    A paragraph that is in English already rightly comes back as it is. A proxy: names and addresses are kept
    as well, so short lines are never judged.
    """
    if looks_foreign(translation):
        return True
    if latin_share(source) < 0.6:
        return False
    if not looks_left(source, translation) or looks_english(source):
        return False
    # A tweet among German paragraphs has hardly a small word; whose it is the whole of its letters tell.
    return language_of(source) not in {"en", "und"}
