"""Is a reply in English at all? Deterministic and cheap: script and words that didn't change."""

from __future__ import annotations

import unicodedata

_ENOUGH = 12


def latin_share(text: str) -> float:
    """Share of the letters that are Latin; 1.0 for a text with hardly any letters."""
    letters = [char for char in text if char.isalpha()]
    if len(letters) < _ENOUGH:
        return 1.0
    return sum("LATIN" in unicodedata.name(char, "") for char in letters) / len(letters)


def looks_untranslated(source: str, translation: str) -> bool:
    """The translation is the source again, or is mostly in another script.

    A proxy: names and addresses are rightly kept, so short lines are never judged.
    """
    words = source.split()
    if latin_share(translation) < 0.6:
        return True
    if latin_share(source) < 0.6:
        return False
    return len(words) >= 8 and source.strip() == translation.strip()
