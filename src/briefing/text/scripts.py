"""Letters and digits of many scripts brought to plain Latin, for comparisons that may be rough."""

from __future__ import annotations

import functools
import re
import unicodedata

_PLAIN = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўђјљњћџқғұүһә",
        [
            "a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t",
            "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "i", "yi", "ye", "g", "u",
            "dj", "j", "lj", "nj", "c", "dz", "k", "g", "u", "u", "h", "a",
        ],
        strict=True,
    )
)  # fmt: skip
_GREEK = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", [
        "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t",
        "y", "f", "ch", "ps", "o",
    ], strict=True)
)  # fmt: skip
_ARABIC = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئءپچژگکی",
        [
            "a", "b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z", "", "gh",
            "f", "q", "k", "l", "m", "n", "h", "w", "y", "a", "a", "a", "a", "a", "w", "y", "", "p", "ch", "zh",
            "g", "k", "y",
        ],
        strict=True,
    )
)  # fmt: skip
_HEBREW = dict(
    zip(
        "אבגדהוזחטיךכלםמןנסעףפץצקרשת", [
            "a", "b", "g", "d", "h", "v", "z", "h", "t", "y", "k", "k", "l", "m", "m", "n", "n", "s", "", "f",
            "p", "ts", "ts", "k", "r", "sh", "t",
        ], strict=True
    )
)  # fmt: skip
_GEORGIAN = dict(
    zip(
        "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
        [
            "a", "b", "g", "d", "e", "v", "z", "t", "i", "k", "l", "m", "n", "o", "p", "zh", "r", "s", "t", "u",
            "p", "k", "gh", "q", "sh", "ch", "ts", "dz", "ts", "ch", "kh", "j", "h",
        ],
        strict=True,
    )
)  # fmt: skip
_LETTERS = _CYRILLIC | _GREEK | _ARABIC | _HEBREW | _GEORGIAN
#: Sounds that transliterations exchange.
_SOUNDS = (
    (re.compile("kh|gh|ch|ck|[gqcjhx]"), "k"),
    (re.compile("ph|[vwfu]"), "f"),
    (re.compile("p"), "b"),
    (re.compile("zh|sh|ts|dz|th|dh|[zs]"), "s"),
    (re.compile("d"), "t"),
    (re.compile("[aeiouy]"), ""),
)


#: Signs that belong to the letter before them: Hebrew and Arabic points, Indic vowels, joiners.
_SIGNS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff\u1000-\u109f\u135d-\u135f\u180e\u200c\u200d"
)
#: Characters up to which a text is a word, to be met again.
_LONGEST_WORD = 40
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
#: A letter or figure, or such a sign, for patterns of words.
LETTER = rf"(?:[^\W_]|[{_SIGNS}])"


@functools.lru_cache(maxsize=1024)
def digits(text: str) -> str:
    """The text with the digits of all scripts as 0 to 9."""
    return text if text.isascii() else _OTHER_DIGIT.sub(lambda match: str(int(match.group())), text)


def plain(word: str) -> str:
    """A word in lower case and without diacritics."""
    if word.isascii():
        return word.lower()
    return _plain(word) if len(word) <= _LONGEST_WORD else _plain.__wrapped__(word)


@functools.lru_cache(maxsize=1 << 15)
def _plain(word: str) -> str:
    parted = unicodedata.normalize("NFKD", word.translate(_PLAIN).casefold())
    marks = {ord(char): None for char in set(parted) if unicodedata.combining(char)}
    return (parted.translate(marks) if marks else parted).translate(_PLAIN)


@functools.lru_cache(maxsize=4096)
def skeleton(word: str) -> str | None:
    """The consonants of a word by kinds of sound, the same for most transliterations of one name.

    None where a script writes no sounds, or none that are known here.
    """
    latin = "".join(_LETTERS.get(char, char) for char in plain(word))
    if not latin.isascii():
        return None
    for sound, kind in _SOUNDS:
        latin = sound.sub(kind, latin)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^a-z]", "", latin))
