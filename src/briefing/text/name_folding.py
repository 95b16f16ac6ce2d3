"""Names brought to a shape in which two writings of one form are the same, in any script.

Folded are, on both sides alike: accents of Latin, Greek and Cyrillic letters; vowel marks, tatweel and the forms
of hamza, alef, ya and ta marbuta in Arabic; Hebrew points; full-width letters; invisible characters. Case is
kept: in most scripts it tells a name from a word. Vowel signs of Indic scripts, Thai and kana are letters there
and stay.
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass

_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "ẞ": "SS", "æ": "ae",
     "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "ə": "a", "Ə": "A"}
    | dict.fromkeys("أإآٱ", "ا") | {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ؤ": "و", "ئ": "ي"}
    | dict.fromkeys("’ʼ‘`´＇ʻ", "'") | dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("・･•‧∙", "·")
)  # fmt: skip
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u061c\ufeff\u0640\u2060\u180e") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
#: Scripts that set no space between words: there a name is looked for as a piece of the text.
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x0F00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x30FF),
    (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF),
)  # fmt: skip


@dataclass(frozen=True)
class Word:
    """A word of a folded text.

    Attributes:
        gap: What stands between it and the word before.
    """

    text: str
    gap: str


def fold(text: str) -> str:
    """The text folded; case is kept."""
    return "".join(map(_folded, unicodedata.normalize("NFC", text)))


def key(name: str) -> str:
    """What two spellings of one English name have in common that differ in case, accents and signs alone."""
    words = " ".join("".join(char if char.isalnum() else " " for char in fold(name).replace("'", "")).split())
    return words.casefold().removeprefix("the ")


def form_key(form: str) -> str:
    """The same of a form in a source: its folded words."""
    return unspaced(form) if is_unspaced(form) else " ".join(word.text for word in words_of(form)).casefold()


def words_of(text: str) -> list[Word]:
    """The words of a text, folded: letters with the signs that belong to them, and digits."""
    words: list[Word] = []
    gap: list[str] = []
    letters: list[str] = []
    for char in fold(text):
        if _wordlike(char):
            letters.append(char)
            continue
        if letters:
            words.append(Word("".join(letters), "".join(gap)))
            letters, gap = [], []
        gap.append(char)
    if letters:
        words.append(Word("".join(letters), "".join(gap)))
    return words


def unspaced(text: str) -> str:
    """A text of a script without spaces, folded, in one piece."""
    return "".join(fold(text).split())


def is_unspaced(text: str) -> bool:
    """Whether any of it is in a script that sets no space between words."""
    return any(writes_unspaced(char) for char in text)


@functools.lru_cache(maxsize=1 << 15)
def writes_unspaced(char: str) -> bool:
    """Whether a character belongs to a script that sets no space between words."""
    return any(first <= ord(char) <= last for first, last in _UNSPACED)


@functools.lru_cache(maxsize=1 << 15)
def _folded(char: str) -> str:
    if char in _INVISIBLE:
        return ""
    parted = unicodedata.normalize("NFKD", char.translate(_LETTERS))
    if not parted or not _drops_marks(parted[0]):
        return unicodedata.normalize("NFKC", char).translate(_LETTERS)
    return "".join(one for one in parted if not unicodedata.combining(one)).translate(_LETTERS)


def _drops_marks(char: str) -> bool:
    # Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic, and the marks themselves; not Indic, Thai, kana.
    return ord(char) < 0x0700 or 0x1E00 <= ord(char) < 0x2000


@functools.lru_cache(maxsize=1 << 15)
def _wordlike(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")
