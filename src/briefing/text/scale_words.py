"""Words and signs of large numbers behind a numeral: 3,4 mld, 25万, 20 milyondan, 2 lakh crore.

The words are CLDR's with the supplement's (see `language_data`), of the language that is known, or of all.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from briefing.text.language_data import NEIGHBOURS, base, data, extra, known
from briefing.text.name_folding import is_unspaced
from briefing.text.scripts import LETTER, plain

_WORD = re.compile(rf"[\s\u00a0\u202f\u2009-]{{0,2}}(?:de )?((?!\d){LETTER}+)\.?")
#: A thousand millions of millions is the longest that was met.
_MOST_WORDS = 3
#: Signs of Chinese, Japanese and Korean multiply what stands before them: 3千万, 1.77万亿, 십억.
_WIDE = re.compile(r"\s?(?P<small>[十百千拾佰仟십백천]?)(?P<large>[万萬亿億兆京만억조]{0,2})")
_WIDE_SMALL = dict(zip("十百千拾佰仟십백천", (1, 2, 3) * 3, strict=True))
_WIDE_LARGE = dict(zip("万萬만亿億억兆조京", (4, 4, 4, 8, 8, 8, 12, 12, 16), strict=True))


class Scale(NamedTuple):
    """What stands behind a numeral.

    Attributes:
        powers: Of ten, that the numeral may be multiplied with; two where a word differs between languages.
        end: Where the words end in the text.
        sure: Whether it can be nothing else; a `t` may be tons.
    """

    powers: frozenset[int]
    end: int
    sure: bool


@dataclass
class _Table:
    """Powers by folded words, and by signs of one or two letters as they are written."""

    words: dict[str, set[int]] = field(default_factory=dict)
    signs: dict[str, set[int]] = field(default_factory=dict)
    pieces: dict[str, set[int]] = field(default_factory=dict)


def scale_at(text: str, at: int, language: str | None = None) -> Scale | None:
    """The words of a large number that stand at a place of a text, right behind a numeral.

    Args:
        text: In any script.
        at: Where the numeral ends.
        language: BCP-47 tag of the text. Its own words are looked for, then its neighbours', then English ones; the
            words of all languages without one.
    """
    if wide := _wide(text, at):
        return wide
    if language is None or base(language) not in known():
        return _spaced(text, at, _table(None))
    tag = base(language)
    near = sorted({other for group in NEIGHBOURS if tag in group for other in group} - {tag})
    return next((found for one in (tag, *near, "en") if (found := _spaced(text, at, _table(one)))), None)


def _wide(text: str, at: int) -> Scale | None:
    match = _WIDE.match(text, at)
    if match is None or not (match["small"] or match["large"]):
        return None
    power = _WIDE_SMALL.get(match["small"], 0) + sum(_WIDE_LARGE[sign] for sign in match["large"])
    return Scale(frozenset({power}), match.end(), sure=True)


def _spaced(text: str, at: int, table: _Table) -> Scale | None:
    powers, sure = frozenset({0}), True
    start = at
    for _ in range(_MOST_WORDS):
        found = _one(text, at, table)
        if found is None:
            break
        # A thousand millions, a lakh crore: the words multiply.
        powers = frozenset(one + other for one in powers for other in found.powers)
        at, sure = found.end, sure and found.sure
    return Scale(powers, at, sure) if at > start else None


def _one(text: str, at: int, table: _Table) -> Scale | None:
    for piece in table.pieces:
        begin = at + (text[at : at + 1] == " ")
        if text.startswith(piece, begin):
            return Scale(frozenset(table.pieces[piece]), begin + len(piece), sure=True)
    match = _WORD.match(text, at)
    if match is None:
        return None
    if powers := table.words.get(plain(match[1])):
        return Scale(frozenset(powers), match.end(), sure=True)
    if powers := table.signs.get(match[1]):
        return Scale(frozenset(powers), match.end(), sure=False)
    return None


@functools.cache
def _table(tag: str | None) -> _Table:
    table = _Table()
    for language in known() if tag is None else (tag,):
        added = extra("powers").get(language, {})
        own = data(language, "numbers")["powers"]
        for power, forms in own.items():
            for form in forms:
                _add(table, form, int(power), language)
        for power, forms in added.items():
            for form in forms:
                # Chosen by hand: `bn` can be nothing else, and `m` can.
                _add(table, form, int(power), language, by_hand=True)
    # 百万 before 百.
    table.pieces = dict(sorted(table.pieces.items(), key=lambda one: -len(one[0])))
    return table


def _add(table: _Table, form: str, power: int, tag: str, *, by_hand: bool = False) -> None:
    if is_unspaced(form):
        table.pieces.setdefault(form, set()).add(power)
        return
    word = form.strip().removeprefix("de ").rstrip(".")
    if " " in word or "\u00a0" in word:
        return  # Each of the words multiplies.
    if len(word) == 1 or (len(word) == 2 and not by_hand):
        table.signs.setdefault(word, set()).add(power)
        return
    for written in _written(plain(word), tag):
        table.words.setdefault(written, set()).add(power)


def _written(word: str, tag: str) -> set[str]:
    endings = (extra("power_endings").get(tag) or extra("endings").get(tag, "")).split()
    stems = [word, *([word[:-1]] if word[-1:] in "aeiouyаеиоуыюяьё" and len(word) > 4 else [])]
    return {word} | {stem + plain(ending) for stem in stems for ending in endings}
