"""Numbers that a source writes in words, for the check of figures: twenty-five, fünfundzwanzig, 三百多, مئتا.

Generous, for it only ever supports a figure: inflections go by their beginnings, and every part of a number in several
words counts beside the whole.
"""

from __future__ import annotations

import functools
import re
import tomllib
from decimal import Decimal
from importlib.resources import files

from briefing.text.scripts import plain

#: A short word must stand whole; a longer one may be inflected.
_WHOLE = 4
#: Letters that an inflection may add.
_ADDED = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CONNECTORS = frozenset({"und", "et", "y", "e", "en", "i", "and", "و", "ve"})
_GERMAN = re.compile(
    r"(?:(?P<hundreds>ein|zwei|drei|vier|funf|sechs|sieben|acht|neun)?hundert(?:und)?)?"
    r"(?:(?P<units>ein|zwei|drei|vier|funf|sechs|sieben|acht|neun)(?:und))?"
    r"(?P<tens>zwanzig|dreissig|vierzig|funfzig|sechzig|siebzig|achtzig|neunzig)?"
)
# No number is that long; without an end a row of them would have as many digits as a text has letters.
_WIDE = re.compile(r"[〇零一二两兩三四五六七八九十百千万萬亿億]{1,40}(?:点[〇零一二三四五六七八九]+[万萬亿億]?)?")
_WIDE_CHARS = ("〇零", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九")
_WIDE_DIGITS = {char: value for value, chars in enumerate(_WIDE_CHARS) for char in chars}
_WIDE_UNITS = {"十": 10, "百": 100, "千": 1000}
_WIDE_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


@functools.lru_cache(maxsize=2048)
def worded(text: str) -> frozenset[Decimal]:
    """The numbers that a text writes in words, in whatever language."""
    found = {_wide(match.group()) for match in _WIDE.finditer(text)}
    run: list[Decimal] = []
    for match in _WORD.finditer(text):
        values = _said(match.group())
        if values:
            run += values
        elif run and values is not None:
            found |= _sums(run)
            run = []
    return frozenset(found | _sums(run))


@functools.cache
def _words() -> dict[str, Decimal]:
    """The words of the data, folded, with their values."""
    table = tomllib.loads(files("briefing.text").joinpath("number_words.toml").read_text("utf-8"))
    return {plain(word): Decimal(value) for value, words in table.items() for word in words.split()}


@functools.lru_cache(maxsize=1 << 15)
def _said(written: str) -> tuple[Decimal, ...] | None:
    """The values of a word; none where it is no number, and None where it joins two of them."""
    word = plain(written).replace("’", "'")
    values = _values(word)
    return None if not values and word in _CONNECTORS else values


def _values(word: str) -> tuple[Decimal, ...]:
    if (value := _value(word)) is not None:
        return (value,)
    # Arabic and Persian write "and" onto the word.
    if word[:1] in "وبل" and (value := _value(word[1:])) is not None:
        return (value,)
    if word.startswith("ال") and (value := _value(word[2:])) is not None:
        return (value,)
    parts = [_value(part) for part in word.split("-")]
    if len(parts) > 1 and all(part is not None for part in parts):
        return tuple(part for part in parts if part is not None)
    german = _GERMAN.fullmatch(word)
    if german and any(german.groups()):
        words = _words()
        hundreds = 100 * words[german["hundreds"]] if german["hundreds"] else 100 * ("hundert" in word)
        return (Decimal(hundreds) + sum(words[german[name]] for name in ("units", "tens") if german[name]),)
    return ()


def _value(word: str) -> Decimal | None:
    words = _words()
    if word in words:
        return words[word]
    ends = (len(word) - added for added in range(1, _ADDED + 1))
    return next((words[word[:end]] for end in ends if end > _WHOLE and word[:end] in words), None)


def _sums(run: list[Decimal]) -> set[Decimal]:
    """A run of number words as one number; each of its words too."""
    total = part = last = Decimal(0)
    for value in run:
        if value < 1 and last >= 1000:
            part, last = part + value * last, Decimal(0)  # a million and a half; the unit may follow once more
            continue
        if value >= 1000 and part >= value:
            continue
        if value >= 1000 and part:
            total, part = total + part * value, Decimal(0)
        elif value == 100 and 0 < part < 100:
            part *= value
        else:
            part += value
        last = value
    return {value for value in (*run, total + part) if value >= 1}


def _wide(numeral: str) -> Decimal:
    whole, _, fraction = numeral.partition("点")
    total = part = digit = 0
    for char in whole:
        if char in _WIDE_LARGE:
            total, part, digit = (total + part + digit or 1) * _WIDE_LARGE[char], 0, 0
        elif char in _WIDE_UNITS:
            part, digit = part + (digit or 1) * _WIDE_UNITS[char], 0
        else:
            digit = _WIDE_DIGITS[char]
    large = _WIDE_LARGE.get(fraction[-1:], 1)
    places = "".join(str(_WIDE_DIGITS[char]) for char in fraction if char in _WIDE_DIGITS)
    return Decimal(f"{total + part + digit}.{places or 0}") * large
