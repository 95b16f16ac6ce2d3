"""Which known names occur in a text. Nothing is decided by it: a match is offered, and the model sees the article.

A name is looked for as whole words, one after another; but for Chinese, Japanese, Thai and the like, which set
no spaces, as a piece of the text. Accents, tatweel and hamza make no difference, case does. Of two matches in
one place only the longer counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, TypeVar

from briefing.names.inflection import bare_forms, follows_hangul, same_but_for_ending
from briefing.text.name_folding import is_unspaced, unspaced, words_of, writes_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.text.name_folding import Word

K = TypeVar("K")

#: What may stand between two words of one name.
_INSIDE = re.compile(r"[ \t\r\n\u00a0\u202f'·-]{1,3}|\.[ \u00a0]?")
_INDEXED = 4
#: Korean particles follow a name of two syllables without a space.
_INDEXED_HANGUL = 2
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff]")


class Matcher(Generic[K]):
    """Known forms, ready to be looked for.

    Args:
        forms: Each with what it is a form of; one form may stand for several.
    """

    def __init__(self, forms: Iterable[tuple[str, K]]) -> None:
        self._words: dict[str, list[tuple[tuple[str, ...], str, K]]] = {}
        self._pieces: dict[str, list[tuple[str, str, K]]] = {}
        for form, owner in forms:
            if is_unspaced(form):
                piece = unspaced(form)
                if len(piece) >= 2:
                    self._pieces.setdefault(piece[:2], []).append((piece, form, owner))
                continue
            words = tuple(word.text for word in words_of(form))
            if words and _long_enough(words):
                self._words.setdefault(_index(words[0]), []).append((words, form, owner))

    def occurring(self, text: str, language: str = "und") -> dict[K, tuple[str, ...]]:
        """What is known and stands in the text, each with those of its forms that were found, in their order."""
        found: list[tuple[int, int, bool, str, K]] = []
        if self._words:
            found += self._by_words(words_of(text), language)
        if self._pieces and is_unspaced(text):
            found += self._by_pieces(unspaced(text))
        occurring: dict[K, dict[str, None]] = {}
        for start, end, in_words, form, owner in found:
            inside = any(
                s <= start and end <= e and e - s > end - start for s, e, words, _, _ in found if words == in_words
            )
            if not inside:
                occurring.setdefault(owner, {})[form] = None
        return {owner: tuple(sorted(forms)) for owner, forms in occurring.items()}

    def _by_words(self, words: Sequence[Word], language: str) -> Iterable[tuple[int, int, bool, str, K]]:
        for at, word in enumerate(words):
            tried: set[tuple[tuple[str, ...], str, K]] = set()
            for bare in bare_forms(word.text):
                for known in self._words.get(_index(bare), ()):
                    if known not in tried and _stands_at(known[0], words, at, language):
                        tried.add(known)
                        yield at, at + len(known[0]), True, known[1], known[2]

    def _by_pieces(self, text: str) -> Iterable[tuple[int, int, bool, str, K]]:
        for at in range(len(text) - 1):
            for piece, form, owner in self._pieces.get(text[at : at + 2], ()):
                end = at + len(piece)
                if text.startswith(piece, at) and not _cuts(text, at) and not _cuts(text, end):
                    yield at, end, False, form, owner


def _long_enough(words: tuple[str, ...]) -> bool:
    """A single word of two letters is a name only in capitals, or in Korean; one of one letter never."""
    longest = max(words, key=len)
    return len(longest) >= 3 or (len(longest) == 2 and (longest.isupper() or _is_hangul(longest)))


def _is_hangul(word: str) -> bool:
    return "\uac00" <= word[0] <= "\ud7af"


def _index(word: str) -> str:
    return word[: _INDEXED_HANGUL if _is_hangul(word) else _INDEXED].casefold()


def _stands_at(known: tuple[str, ...], words: Sequence[Word], at: int, language: str) -> bool:
    if at + len(known) > len(words):
        return False
    for offset, wanted in enumerate(known):
        word = words[at + offset]
        if offset and not _INSIDE.fullmatch(word.gap):
            return False
        if not _same(wanted, word.text, language, first=offset == 0):
            return False
    return True


def _same(known: str, found: str, language: str, *, first: bool) -> bool:
    if known == found:
        return True
    if not first and known.casefold() == found.casefold():
        return True  # Al-Hassan, al-Hassan
    if _cased(known):
        if known.casefold() == found.casefold():
            # A headline in capitals; NATO, which German papers write Nato.
            return len(known) >= 4 and (found.isupper() or (known.isupper() and found[0].isupper()))
        if not found[0].isupper() and known[0].isupper():
            return False
    if same_but_for_ending(known, found, language) or follows_hangul(known, found):
        return True
    return not known[0].isascii() and known in bare_forms(found)


def _cased(word: str) -> bool:
    return word[0].isupper() or word[0].islower()


def _cuts(text: str, at: int) -> bool:
    """Whether a place lies inside a word, as far as scripts without spaces tell."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _KATAKANA.match(before) and _KATAKANA.match(after):
        return True
    return not writes_unspaced(before) and not writes_unspaced(after) and before.isalnum() and after.isalnum()
