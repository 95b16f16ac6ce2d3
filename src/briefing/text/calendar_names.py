"""Where a text names months and weekdays, in a language that is known, or in any.

The names are CLDR's with the supplement's (see `language_data`); one table for each language, made when it is first
asked for. A table holds each name with its case endings and with what is written onto its beginning, so that a word is
looked up and not searched. A short form (`mar.`, `Mo`) counts only beside a figure: it is a word of its own, too.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from briefing.text.language_data import NEIGHBOURS, base, data, extra, known
from briefing.text.name_folding import is_unspaced
from briefing.text.scripts import LETTER, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["months", "weekdays"]

_WORD = re.compile(rf"{LETTER}+(?:['’ʼ]{LETTER}+)*")
_APOSTROPHE = re.compile("['’ʼ]")
_GAP = re.compile(r"[\s\u00a0.·-]{1,2}")
_FIGURE_BEFORE = re.compile(r"\d\W{0,3}(?:(?:de|of|del|dne)\s)?$")
_FIGURE_AFTER = re.compile(r"\W{0,3}\d")
#: Folded letters that an ending takes the place of.
_VOWELS = frozenset("aeiouyаеиоуыэюяієьαεηιουω")
#: A stem that is shorter is the beginning of too many other words.
_STEM = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A month or a weekday, as a text names it.

    Attributes:
        values: Months from 1, or weekdays from 0 (Monday); several where the word means one month here and another
            there, and the language isn't known: *listopad* is October in Croatian and November in Polish.
        start: Where the name begins in the text; `end`, where it ends.
    """

    values: frozenset[int]
    start: int
    end: int


@dataclass
class _Table:
    """The names of one kind, by their folded words; nobody changes it after it was made."""

    full: dict[str, set[int]] = field(default_factory=dict)
    short: dict[str, set[int]] = field(default_factory=dict)
    #: By the first word, the number of words of the longest name.
    longest: dict[str, int] = field(default_factory=dict)
    #: Names in scripts without spaces.
    pieces: dict[str, set[int]] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None


def named(text: str, kind: Kind, language: str | None = None) -> list[Named]:
    """The months or weekdays that a text names, in order.

    Args:
        text: With digits 0 to 9 (see `scripts.digits`).
        kind: `months` or `weekdays`.
        language: BCP-47 tag. Its own names are looked for; where there are none, those of the neighbours that it is
            easily taken for, then English ones. Without one, the names of all languages.
    """
    words = _words(text)
    if language is None or base(language) not in known():
        return list(_found(text, words, _table(None, kind)))
    tag = base(language)
    for tags in ((tag,), _near(tag), ("en",)):
        if found := [name for other in tags for name in _found(text, words, _table(other, kind))]:
            return found
    return []


@functools.lru_cache(maxsize=64)
def _words(text: str) -> list[tuple[int, int, str]]:
    """Where each word begins and ends, and its key; a text's months are looked for, and then its weekdays."""
    return [(match.start(), match.end(), _key(match.group())) for match in _WORD.finditer(text)]


@functools.cache
def _near(tag: str) -> tuple[str, ...]:
    return tuple(sorted({other for group in NEIGHBOURS if tag in group for other in group} - {tag}))


#: Languages whose short forms of two letters stand in date lines: `Mo, 17.11.2026`. In others they are words.
_TWO_LETTERS = frozenset({"de", "ru", "uk"})


@functools.cache
def calendar_words() -> frozenset[str]:
    """The single words of the names of months and weekdays, in all languages: what a line of a date may hold."""
    words = {
        (tag, word.strip("."))
        for tag in known()
        for kinds in (_forms(tag, "months"), _forms(tag, "weekdays"))
        for forms in kinds
        for form in forms
        for word in form.split()
    }
    return frozenset(word for tag, word in words if len(word) > 2 or tag in _TWO_LETTERS)


def _found(text: str, words: list[tuple[int, int, str]], table: _Table) -> Iterator[Named]:
    joined = _APOSTROPHE.search(text) is not None
    at = 0
    while at < len(words):
        taken = 1
        if joined or words[at][2] in table.longest:
            name, taken = _longest(text, words, at, table)
            if name:
                yield name
        at += taken
    if table.pattern:
        for match in table.pattern.finditer(text):
            yield Named(frozenset(table.pieces[match.group()]), match.start(), match.end())


def _longest(text: str, words: list[tuple[int, int, str]], at: int, table: _Table) -> tuple[Named | None, int]:
    """The name that begins with a word, and the number of words that it takes."""
    start, end, key = words[at]
    for size in range(min(table.longest.get(key, 0), len(words) - at), 0, -1):
        parts = words[at : at + size]
        if all(_GAP.fullmatch(text, one[1], two[0]) for one, two in pairwise(parts)):
            name = _name(text, " ".join(part[2] for part in parts), start, parts[-1][1], table)
            if name:
                return name, size
    if key not in table.longest:
        # L’agosto, Eylül’de: one word of the text, and a name in a part of it.
        pieces = _APOSTROPHE.split(text[start:end])
        for part in pieces if len(pieces) > 1 else ():
            if name := _name(text, _key(part), start, end, table):
                return name, 1
    return None, 1


def _name(text: str, key: str, start: int, end: int, table: _Table) -> Named | None:
    if key in table.full:
        return Named(frozenset(table.full[key]), start, end)
    if key in table.short and (
        _FIGURE_BEFORE.search(text, max(0, start - 8), start) or _FIGURE_AFTER.match(text, end, end + 5)
    ):
        return Named(frozenset(table.short[key]), start, end)
    return None


@functools.lru_cache(maxsize=1 << 14)
def _key(word: str) -> str:
    return plain(word).translate(_DROPPED)


_DROPPED = dict.fromkeys(map(ord, "'’ʼ׳\u200c\u200d"))


@functools.cache
def _table(tag: str | None, kind: Kind) -> _Table:
    """The table of a language; of all languages for None."""
    table = _Table()
    for language in known() if tag is None else (tag,):
        _fill(table, language, kind)
    if tag is None and kind == "months":
        _settle(table.short)
    elif tag is None:
        # In one language or another, `to` and `on` are days.
        table.short.clear()
    if table.pieces:
        table.pattern = re.compile("|".join(map(re.escape, sorted(table.pieces, key=len, reverse=True))))
    return table


def _fill(table: _Table, tag: str, kind: Kind) -> None:
    short = set(extra("short").get(tag, "").split())
    affixes = _Affixes(tag)
    for value, forms in enumerate(_forms(tag, kind), start=kind == "months"):
        for form in forms:
            if is_unspaced(form):
                _add_piece(table, form, value)
                continue
            words = tuple(_key(match.group()) for match in _WORD.finditer(form))
            if (form != forms[0] and _is_short(form, forms)) or form in short:
                _add(table, table.short, words, value)
            elif words:
                for written in affixes.written(words):
                    _add(table, table.full, written, value)


def _settle(short: dict[str, set[int]]) -> None:
    """Give the short forms that are one month in nearly all languages that month alone."""
    for form, value in extra("settled").items():
        if form in short:
            short[form] = {value}


def _add(table: _Table, names: dict[str, set[int]], words: tuple[str, ...], value: int) -> None:
    if words:
        names.setdefault(" ".join(words), set()).add(value)
        table.longest[words[0]] = max(table.longest.get(words[0], 0), len(words))


def _add_piece(table: _Table, form: str, value: int) -> None:
    # 11月 is read as a figure; 月 alone is the moon.
    if len(form) > 1 and not form[0].isdecimal():
        table.pieces.setdefault(form, set()).add(value)


def _forms(tag: str, kind: Kind) -> list[list[str]]:
    """The forms of each month, or weekday, in their order."""
    own = data(tag, "calendar").get(kind, [])
    added = extra(kind).get(tag, {})
    return [[*forms, *added.get(str(number), ())] for number, forms in enumerate(own, start=1)]


def _is_short(form: str, forms: Iterable[str]) -> bool:
    return form.endswith(".") or (len(form) <= 3 and any(len(other) >= len(form) + 2 for other in forms))


class _Affixes:
    """What a language writes onto the beginning and the end of its names, folded."""

    def __init__(self, tag: str) -> None:
        self._endings = tuple(map(_key, extra("endings").get(tag, "").split()))
        self._beginnings = tuple(map(_key, extra("prefixes").get(tag, "").split()))
        self._dropped = tuple(map(_key, extra("dropped").get(tag, "").split()))

    def written(self, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """A name with all endings, and all beginnings."""
        yield words
        *before, last = words
        stems = [last]
        if self._endings:
            stems += [last.removesuffix(end) for end in self._dropped if last.endswith(end)]
            stems += [last[:-1]] if last[-1:] in _VOWELS else []
        for stem in stems:
            if len(stem) >= _STEM:
                yield from ((*before, stem + ending) for ending in self._endings)
        first, *after = words
        yield from ((beginning + first, *after) for beginning in self._beginnings)
