"""Which legacy encoding bytes are in, told by the letters they become.

charset-normalizer was measured first, restricted to the encodings here: of German, French, Spanish and
Portuguese lines with few accents it made Cyrillic within Latin words, of Turkish Western European, of
Russian in KOI8-R and of Hebrew another Russian. On texts this short the letters of the languages decide.

Each profile is a language with its encoding. Of the text's characters beyond ASCII the common letters of
the language count 1, its rarer ones 0.7 (words in capitals a little less), all others, letters joined with
those of another script, and symbols between letters 0. The profile with the best mean wins, the first of
equals; below 0.75, or with more than 6 % of characters that don't belong, nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LOWEST = 0.75
_RARE = 0.7
#: Hebrew's bytes are capitals in KOI8-R.
_CAPITALS = 0.85
_MOST_STRANGE = 0.06

#: Characters beyond ASCII that are scored, from the first one on.
_SAMPLE = 3_000

#: What stands between words in any language.
_PUNCTUATION = frozenset("“”„‚‘’‹›«»–—…•·€£©®™°§ªº¿¡´№²³½\u00a0\u00ad")
_IN_WORDS = frozenset("’‘·\u00ad")


@dataclass(frozen=True)
class Profile:
    """A language in an encoding."""

    encoding: str
    codec: str
    common: frozenset[str]
    rare: frozenset[str] = frozenset()
    latin: bool = False
    """Its letters stand among ASCII letters."""
    weight: float = 1.0


def _latin(encoding: str, letters: str, weight: float = 1.0) -> Profile:
    codec = encoding.replace("windows-", "cp")
    return Profile(encoding, codec, _both_cases(letters), latin=True, weight=weight)


def _own_script(encoding: str, common: str, rare: str, codec: str | None = None) -> Profile:
    codec = codec or encoding.replace("windows-", "cp")
    return Profile(encoding, codec, _both_cases(common), _both_cases(rare))


def _both_cases(letters: str) -> frozenset[str]:
    return frozenset(letters + letters.upper().replace("SS", "ß"))


_WESTERN = "äöüßàâçéèêëîïôùûüÿœæáíóúñãõòìåøêôªº"
_RUSSIAN = ("оеаинтсрвлкмдпуяыьгзбч", "йхжшюцщэфъё")
_UKRAINIAN = ("оаинітервслкдумпяьзгбйїєч", "хжшюцщфґы")
_ARABIC = ("اليمنرتبدوسعفحقكهة", "أإآءئؤىجخذزشصضطظغثپچژگک،؛؟ـًٌٍَُِّْ")

#: In the order in which equals are preferred.
PROFILES: tuple[Profile, ...] = (
    _latin("windows-1252", "äöüß"),
    _latin("windows-1252", "àâçéèêëîïôùûœæ"),
    _latin("windows-1252", "áéíóúüñ"),
    _latin("windows-1252", "áâãàçéêíóôõú"),
    _latin("windows-1252", "àèéìòù"),
    _latin("windows-1252", "åäöæøé"),
    _own_script("windows-1251", *_RUSSIAN),
    _own_script("windows-1251", *_UKRAINIAN),
    _own_script("windows-1256", *_ARABIC),
    _latin("windows-1254", "çğıİöşüâî"),
    _latin("windows-1250", "ąćęłńóśźż"),
    _latin("windows-1250", "áčďéěíňóřšťúůýž"),
    _latin("windows-1250", "áéíóöőúüű"),
    _own_script("windows-1253", "αεηιοτνσρκςπλμυάέήίόύ", "βγδζθξφχψωώϊϋΐΰ"),
    _own_script("windows-1255", "יוהלאתרבמשנע", "דחקפגכטסצזםןךףץְֱֲֳִֵֶַָֹּׁׂ"),
    _own_script("koi8-r", *_RUSSIAN, codec="koi8_r"),
    _own_script("iso-8859-6", *_ARABIC, codec="iso8859_6"),
    # Any of them, for names and words from next door; a single language goes before.
    _latin("windows-1252", _WESTERN, weight=0.85),
)


class Multibyte(NamedTuple):
    """An encoding of East Asia, in which the commonest characters fill the first half of a table."""

    encoding: str
    table: str
    """The encoding whose lead bytes tell how common a character is."""
    common: range
    """Those lead bytes."""
    kana: bool = False
    """Text without kana is none of this encoding."""
    spaced: bool = False
    """Text without spaces is none of this encoding."""


# Korean before Chinese: the same bytes, but Chinese has no spaces.
_MULTIBYTE: tuple[Multibyte, ...] = (
    Multibyte("euc_kr", "euc_kr", range(0xB0, 0xC9), spaced=True),
    Multibyte("gb18030", "gb2312", range(0xB0, 0xD8)),
    Multibyte("shift_jis", "shift_jis", range(0x88, 0x98), kana=True),
    Multibyte("euc_jp", "shift_jis", range(0x88, 0x98), kana=True),
    Multibyte("big5", "big5", range(0xA4, 0xC7)),
)

#: Names of all encodings tried, for messages.
CANDIDATES = tuple(dict.fromkeys([*(p.encoding for p in PROFILES), *(code.encoding for code in _MULTIBYTE)]))

_RUN = re.compile(r"[^\W\d_]+")


def guess(content: bytes) -> tuple[str, str] | None:
    """Decode bytes that are no UTF-8.

    Returns:
        The text and the encoding's name; None where no encoding makes sense of them.
    """
    best: tuple[float, str, str] | None = None
    for encoding, codec, score in _scorers():
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        points = score(text)
        if points >= _LOWEST and (best is None or points > best[0]):
            best = points, text, encoding
    return None if best is None else best[1:]


def _scorers() -> Iterator[tuple[str, str, Callable[[str], float]]]:
    for profile in PROFILES:
        yield profile.encoding, profile.codec, partial(_letters, profile=profile)
    for code in _MULTIBYTE:
        yield code.encoding, code.encoding, partial(_ideographs, code=code)


def _sample(text: str) -> str:
    first = next((n for n, char in enumerate(text) if not char.isascii()), 0)
    return text[max(0, first - 20) : first + _SAMPLE]


def _letters(text: str, profile: Profile) -> float:
    text = _sample(text)
    points = strange = seen = 0.0
    for match in _RUN.finditer(text):
        word = match.group()
        if word.isascii():
            continue
        beyond = [char for char in word if not char.isascii()]
        seen += len(beyond)
        if _is_odd(word, beyond, profile):
            strange += len(beyond)
            continue
        weight = _CAPITALS if word.isupper() and len(word) > 1 else 1.0
        points += weight * sum(1.0 if c in profile.common else _RARE for c in beyond if _belongs(c, profile))
        strange += sum(not _belongs(char, profile) for char in beyond)
    misplaced = _misplaced(text, profile)
    if strange + misplaced > _MOST_STRANGE * (seen + misplaced):
        return 0.0
    # No letter beyond ASCII, and nothing misplaced: quotation marks, which all these encodings share.
    return profile.weight * points / (seen + misplaced) if seen else 1.0


def _belongs(char: str, profile: Profile) -> bool:
    return char in profile.common or char in profile.rare


def _is_odd(word: str, beyond: list[str], profile: Profile) -> bool:
    """Scripts mixed within a word, or a capital after a small letter."""
    if profile.latin:
        # éé, öß and ção, but no word of accented letters alone; Turkish has longer runs.
        longest = 5 if "ı" in profile.common else 3
        mixed = len(beyond) > longest and len(beyond) == len(word)
    else:
        mixed = len(beyond) != len(word)
    if mixed:
        return True
    return any(a.islower() and b.isupper() for a, b in pairwise(word))


def _misplaced(text: str, profile: Profile) -> int:
    """Symbols that don't belong to a text, or that stand within a word."""
    count = 0
    for n, char in enumerate(text):
        if char.isascii() or char.isalpha() or _belongs(char, profile):
            continue
        between = 0 < n < len(text) - 1 and text[n - 1].isalpha() and text[n + 1].isalpha()
        if char not in _PUNCTUATION or (between and char not in _IN_WORDS):
            count += 1
    return count


def _ideographs(text: str, code: Multibyte) -> float:
    text = _sample(text)
    points = seen = kana = 0.0
    for char in text:
        if char.isascii():
            continue
        seen += 1
        if "\u3041" <= char <= "\u30fe":
            kana += 1
            points += code.kana
        elif "\u3000" <= char <= "\u303f" or "\uff01" <= char <= "\uff5e" or char in _PUNCTUATION:
            points += 1
        else:
            points += char.encode(code.table, "replace")[0] in code.common
    if not seen or (code.kana and kana < 0.08 * seen) or (code.spaced and 12 * text.count(" ") < seen):
        return 0.0
    return points / seen if points >= (1 - _MOST_STRANGE) * seen else 0.0
