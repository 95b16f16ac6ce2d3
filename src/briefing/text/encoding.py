"""Which legacy encoding bytes are in, judged by the letters they become.

charset-normalizer was measured first, restricted to the encodings here: of German, French, Spanish and
Portuguese lines with few accents it made Cyrillic within Latin words, of Turkish Western European, of
Russian in KOI8-R and of Hebrew another Russian. On texts this short the letters of the languages decide.

Each profile is a language with its encoding. Of the text's characters beyond ASCII the common letters of
the language count 1, its rarer ones 0.7 (words in capitals a little less), all others, letters joined with
those of another script, and symbols between letters 0. The profile with the best mean wins, the first of
equals; below 0.75, or with more than 6 % of characters that don't belong, nothing is guessed. Where several
come near, the language of what each makes of the text is identified, and counts for the profile of that language.

How often it is right: docs/reading.md, by bench/read_charsets.py.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from briefing.text.encoding_profiles import MULTIBYTE, PROFILES, Multibyte, Profile
from briefing.text.language_id import language_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOWEST = 0.75
_RARE = 0.7
#: Hebrew's bytes are capitals in KOI8-R.
_CAPITALS = 0.85
_MOST_STRANGE = 0.06
#: What the language counts for, and from which distance to the best on it is asked.
_LANGUAGE, _NEAR = 0.12, 0.2
#: Two readings nearer to each other than this are a close call.
_CLOSE = 0.06

#: Code points that are scored, of words with characters beyond ASCII.
_SAMPLE = 3_000

#: What stands between words in any language.
_PUNCTUATION = frozenset("“”„‚‘’‹›«»–—…•·€£©®™°§ªº¿¡´№²³½\u00a0\u00ad")
_SYMBOLS = (("\u3000", "\u303f"), ("\uff01", "\uff5e"), ("\u2460", "\u27bf"), ("\u2010", "\u22ff"), ("・", "・"))
_IN_WORDS = frozenset("’‘·\u00a0\u00ad")
#: A text without the characters that any text is full of loses so much at most.
_FREQUENT, _FREQUENT_SHARE = 0.15, 0.3
_LEVEL_TWO = 0.6
_LEAST_KANA = 0.08

#: Names of all encodings tried, for messages.
CANDIDATES = tuple(dict.fromkeys([*(p.encoding for p in PROFILES), *(code.encoding for code in MULTIBYTE)]))

_STUCK = re.compile(r"(?<!\S)–(?=[^\W\d_])")
#: Not the letters of ordinals and degrees: they stand in texts of any language.
_RUN = re.compile(r"[^\W\d_ªº]+")
#: Parted by ASCII blanks alone: others, such as U+00A0, are among what is looked at.
_WORD = re.compile(r"[^ \t\r\n\f\v]+")
_BEFORE = 20


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest reading of bytes."""

    text: str
    encoding: str
    """As the WHATWG calls it."""
    rival: str | None
    """Another encoding that gives another text and is nearly as likely; None where there is none."""


@dataclass(frozen=True, slots=True)
class _Text:
    whole: str
    sample: str
    beyond: Counter[str]
    """Characters beyond ASCII in the sample."""

    def alien(self, profile: Profile) -> bool:
        """Whether too many letters are none of the language's: quick to see, and nearly always enough."""
        strange = sum(n for char, n in self.beyond.items() if char.isalpha() and not profile.belongs(char))
        return strange - self.beyond["ª"] - self.beyond["º"] > _MOST_STRANGE * self.beyond.total()


@dataclass(slots=True)
class _Reading:
    text: str
    encoding: str
    points: float
    languages: frozenset[str]


def guess(content: bytes) -> Guess | None:
    """Decode bytes that are no UTF-8.

    Returns:
        The likeliest reading; None where no encoding makes sense of them.
    """
    readings = _with_languages([one for one in _readings(content) if one.points >= _LOWEST])
    if not readings:
        return None
    best = max(readings, key=lambda one: one.points)
    others = [one for one in readings if one.text != best.text and one.points > best.points - _CLOSE]
    rival = max(others, key=lambda one: one.points, default=None)
    return Guess(best.text, best.encoding, rival.encoding if rival else None)


def plausible(content: bytes, codec: str) -> bool:
    """Whether some language written in an encoding of single bytes makes sense of the bytes."""
    text = _decoded(content, codec, {})
    return text is not None and any(
        _letters(text, profile) >= _LOWEST for profile in PROFILES if profile.codec == codec
    )


def _readings(content: bytes) -> Iterator[_Reading]:
    texts: dict[str, _Text | None] = {}
    for profile in PROFILES:
        if (text := _decoded(content, profile.codec, texts)) is not None:
            yield _Reading(text.whole, profile.encoding, _letters(text, profile), profile.languages)
    for code in MULTIBYTE:
        if (text := _decoded(content, code.codec, texts)) is not None:
            yield _Reading(text.whole, code.encoding, _ideographs(text.sample, code), code.languages)


def _decoded(content: bytes, codec: str, texts: dict[str, _Text | None]) -> _Text | None:
    if codec not in texts:
        try:
            whole = content.decode(codec)
        except UnicodeDecodeError:
            texts[codec] = None
        else:
            sample = _sample(whole)
            texts[codec] = _Text(whole, sample, Counter(char for char in sample if not char.isascii()))
    return texts[codec]


def _with_languages(readings: list[_Reading]) -> list[_Reading]:
    """The same, those near the best with what their language adds where several texts are possible."""
    if len({one.text for one in readings}) < 2:
        return readings
    top = max(one.points for one in readings)
    known: dict[str, str] = {}
    for one in readings:
        if one.languages and one.points > top - _NEAR:
            if one.text not in known:
                known[one.text] = language_of(_around(one.text))
            one.points += _LANGUAGE if known[one.text] in one.languages else 0.0
    return readings


def _sample(text: str) -> str:
    """The words that tell, with what stands on them; markup and words in ASCII say nothing."""
    pieces: list[str] = []
    length = 0
    for found in _WORD.finditer(text):
        word = found[0]
        if word.isascii():
            continue
        # Markup without a blank may be as long as its file.
        first = next(n for n, char in enumerate(word) if not char.isascii())
        pieces.append(word[max(0, first - _BEFORE) : first + _SAMPLE])
        length += len(pieces[-1]) + 1
        if length > _SAMPLE:
            break
    return " ".join(pieces)[:_SAMPLE]


def _around(text: str) -> str:
    first = next((n for n, char in enumerate(text) if not char.isascii()), 0)
    return text[max(0, first - 20) : first + _SAMPLE]


def _letters(read: _Text, profile: Profile) -> float:
    if read.alien(profile):
        return 0.0
    text = read.sample
    points = strange = seen = 0.0
    longest = 0
    for match in _RUN.finditer(text):
        word = match.group()
        if word.isascii():
            continue
        beyond = [char for char in word if not char.isascii()]
        longest = max(longest, len(word))
        seen += len(beyond)
        if _is_odd(word, beyond, profile):
            strange += len(beyond)
            continue
        weight = _CAPITALS if word.isupper() and len(word) > 1 else 1.0
        points += weight * sum(1.0 if c in profile.common else _RARE for c in beyond if profile.belongs(c))
        strange += sum(not profile.belongs(char) for char in beyond)
    misplaced = _misplaced(text, profile)
    if strange + misplaced > _MOST_STRANGE * (seen + misplaced):
        return 0.0
    # Single letters of a script of its own among Latin words: an accented letter that was read wrongly.
    if not profile.latin and 0 < longest < 3 and _mostly_ascii(read.whole, seen):
        return 0.0
    # No letter beyond ASCII, and nothing misplaced: quotation marks, which all these encodings share.
    return profile.weight * points / (seen + misplaced) if seen else 1.0


def _mostly_ascii(text: str, seen: float) -> bool:
    return sum(char.isascii() and char.isalpha() for char in text[:_SAMPLE]) > 4 * seen


def _is_odd(word: str, beyond: list[str], profile: Profile) -> bool:
    """Scripts mixed within a word, a capital after a small letter, or a word that can't be spoken."""
    if profile.latin:
        # éé, öß and ção, but no word of accented letters alone; Turkish has longer runs.
        longest = 5 if "ı" in profile.common else 3
        mixed = len(beyond) > longest and len(beyond) == len(word)
    else:
        mixed = len(beyond) != len(word)
    if mixed:
        return True
    voiceless = len(word) > 2 and not word.isupper() and not profile.vowels.intersection(word)
    if profile.vowels and voiceless:
        return True
    if profile.impossible is not None and profile.impossible.search(word.lower()):
        return True
    return any(a.islower() and b.isupper() for a, b in pairwise(word))


def _misplaced(text: str, profile: Profile) -> int:
    """Symbols that don't belong to a text, or that stand within a word."""
    count = 0
    for n, char in enumerate(text):
        if char.isascii() or char.isalpha():
            continue
        if profile.belongs(char):
            # A vowel mark of another script on a Latin letter.
            count += not profile.latin and n > 0 and text[n - 1].isascii() and text[n - 1].isalpha()
            continue
        between = 0 < n < len(text) - 1 and text[n - 1].isalpha() and text[n + 1].isalpha()
        if char not in _PUNCTUATION or (between and char not in _IN_WORDS):
            count += 1
    # A capital letter of another encoding.
    return count + len(_STUCK.findall(text))


def _ideographs(text: str, code: Multibyte) -> float:
    points = seen = kana = words = frequent = strange = 0.0
    for char in text:
        if char.isascii():
            continue
        seen += 1
        if "\u3041" <= char <= "\u30fe" or "\uff66" <= char <= "\uff9f":
            kana += 1
            points += code.kana
            strange += not code.kana
        elif char in _PUNCTUATION or any(first <= char <= last for first, last in _SYMBOLS):
            points += 1
        else:
            words += 1
            frequent += char in code.frequent
            worth = _level(char, code)
            points += worth
            strange += not worth
    if not seen or (code.kana and kana < _LEAST_KANA * seen) or (code.spaced and 12 * text.count(" ") < seen):
        return 0.0
    if strange > _MOST_STRANGE * seen:
        return 0.0
    missing = max(0.0, 1 - frequent / (_FREQUENT_SHARE * words)) if words and code.frequent else 0.0
    return points / seen - _FREQUENT * missing


def _level(char: str, code: Multibyte) -> float:
    """1 for a character of the standard's first level, less for another of the same script, 0 for all else."""
    own = char.encode(code.standard, "ignore")
    if len(own) == 2 and int.from_bytes(own, "big") in code.level:
        return 1.0
    return _LEVEL_TWO if "\u4e00" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" else 0.0
