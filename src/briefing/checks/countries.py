"""Countries that a text names in its own language, by their English names: "puerto español" names Spain.

A record lists names; adjectives of countries are none, and yet an English sentence writes them with a capital.
The names are those of the Unicode CLDR (see `briefing.text.language_data`), which has no adjectives: they are known by
what they keep of the name.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from babel.core import get_global

from briefing.text.language_data import base, data
from briefing.text.languages import LANGUAGES
from briefing.text.scripts import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What an adjective keeps of its country's name, at least: belg-e of Belg-ique, deutsch of Deutsch-land.
_STEM = 4
_SHARE = 0.55
#: Territories of CLDR's that are no countries: unions, and what stands for none.
_NONE = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_WORD = re.compile(r"[^\W\d_]+")
_NOBODY: frozenset[str] = frozenset()


@functools.lru_cache(maxsize=512)
def countries_in(text: str, language: str) -> frozenset[str]:
    """The words, plain, of the English names of all countries that a text names, or derives an adjective from.

    A proxy, and a generous one: who speaks of Niger may be taken to speak of Nigeria.

    Args:
        text: In any language.
        language: BCP-47 tag; for one that CLDR doesn't know nothing is found.
    """
    here = plain(text)
    names = _names(base(language))
    found: set[str] = set()
    for word in set(_WORD.findall(here)):
        found |= _begun(word, base(language))
    for piece, english in names.pieces:
        if piece in here:
            found |= english
    return frozenset(found)


@functools.cache
def home_of(language: str) -> frozenset[str]:
    """The words, plain, of the country that a language is chiefly spoken in, and of its own name: japan, japanese.

    Args:
        language: BCP-47 tag.
    """
    own = base(language)
    code = get_global("likely_subtags").get(own, "").rpartition("_")[2]
    names = (data("en", "territories").get(code, ""), LANGUAGES.get(own, ""))
    return frozenset(word for name in names for word in _WORD.findall(plain(name)))


def _unspaced(stem: str) -> bool:
    return "\u2e80" <= stem[0] <= "\ud7ff" or "\u0e00" <= stem[0] <= "\u0eff"


@functools.lru_cache(maxsize=1 << 15)
def _begun(word: str, language: str) -> frozenset[str]:
    """The English names' words of the countries that a word begins with."""
    names = _names(language)
    return _NOBODY.union(*(names.beginnings.get(word[:length], _NOBODY) for length in names.lengths))


class _Names(NamedTuple):
    """The countries' names in one language, each with the words of its English name.

    Attributes:
        beginnings: What a word begins with that names one.
        lengths: Of these, the shortest first.
        pieces: Names in scripts without spaces, which have no words to begin with.
    """

    beginnings: Mapping[str, frozenset[str]]
    lengths: tuple[int, ...]
    pieces: tuple[tuple[str, frozenset[str]], ...]


@functools.cache
def _names(language: str) -> _Names:
    own, english = data(language, "territories"), data("en", "territories")
    beginnings: dict[str, frozenset[str]] = {}
    pieces = []
    for code, name in own.items():
        if code in english and code not in _NONE:
            stem, words = _stem(plain(name)), frozenset(_WORD.findall(plain(english[code])))
            if not stem[0].isalpha() or _unspaced(stem):
                pieces.append((stem, words))
            else:
                beginnings[stem] = beginnings.get(stem, _NOBODY) | words
    return _Names(beginnings, tuple(sorted({len(stem) for stem in beginnings})), tuple(pieces))


def _stem(name: str) -> str:
    words: list[str] = _WORD.findall(name)
    if not words:
        return name
    if len(words) > 1 or _unspaced(name):
        return words[0] if len(words) == 1 else name
    word = words[0]
    return word[: max(_STEM, round(len(word) * _SHARE))]
