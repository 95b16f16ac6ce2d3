"""Do the figures of an English sentence stand in the words it cites?

A proxy, and called one: it reads numerals in any digits, with the separators and the units of count
of the languages at hand, and asks whether each figure of the sentence is among the readings of its
quotes. A source's numeral may have several readings (1.195 is 1195 in German and 1.195 in English);
any of them supports the sentence. Of the English, numbers in words are not read, so figures up to
twelve, which newsrooms write either way, are passed over.
"""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from briefing.checks.date_year import ERAS
from briefing.checks.time_figures import stands, time_figures, values_of
from briefing.text.language_data import data
from briefing.text.languages import Written
from briefing.text.number_words import worded
from briefing.text.scale_words import Scale, scale_at
from briefing.text.scripts import digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Figures up to this one may stand in words on either side.
_SMALL = 12
#: The power of ten from which a unit of count tells what is counted apart: millions of one thing.
_LARGE = 6
_NUMERAL = re.compile(r"\d+(?:[.,'’٬٫\u00a0\u202f\u2009 ]\d+)*")
_ENGLISH = re.compile(r"\d[\d,]*(?:\.\d+)*")
#: What may stand between the parts of one figure.
_JOINT = re.compile(r"\s?(?:و|і|и|ve|y|et|und)?\s?")
_HALVES = re.compile(r"(?<=\d)\s?½")
#: Hours that an English text may write after twelve, and parts of an hour in words.
_AFTERNOON = re.compile(r"午後|下午|晚上|مساء|عصر|après-midi|tarde|akşam|вечера|дня|nachmittag|abend", re.IGNORECASE)
_HALF = re.compile(r"\bhalb|نصف|половин|demie|\bmedia\b|buçuk|半", re.IGNORECASE)
_A_YEAR = re.compile(r"1\d{3}|2[01]\d{2}")
#: What a decimal mark may be, among them the Arabic sign of thousands, which is taken for one.
_DECIMAL = frozenset(".,٫٬")
#: Between two figures that share the word behind the second.
_RANGE = re.compile(r"\s?(?:[-–—~〜～至到]|\w{1,5})\s?")
_SPACES = re.compile(r"[\u00a0\u202f\u2009 ]")


def figures(text: str, language: str | None = None, *, bare: bool = False) -> set[Decimal]:
    """All readings of all numerals of a text.

    Args:
        text: In any language.
        language: Its BCP-47 tag.
        bare: Whether a numeral counts as well without the word of a large number behind it: 25 of 25万.
    """
    found: set[Decimal] = set()
    folded = _HALVES.sub(".5", digits(text))
    numerals = list(_numerals(folded, language))
    for at, one in enumerate(numerals):
        found |= one.scaled
        if bare or one.scale is None or not one.scale.sure:
            found |= _readings(one.written, language)
        after = numerals[at + 1] if at + 1 < len(numerals) else None
        # 25至30万: the word behind the second belongs to the first as well.
        if one.scale is None and after and after.scale and _RANGE.fullmatch(folded, one.end, after.start):
            found |= _scaled(_whole(one.written, language), after.scale)
    return found | _joined(folded, numerals)


class _Numeral(NamedTuple):
    """A numeral of a text, and the word of a large number behind it."""

    written: str
    start: int
    end: int
    scale: Scale | None
    scaled: frozenset[Decimal]


def _numerals(folded: str, language: str | None) -> Iterator[_Numeral]:
    for match in _NUMERAL.finditer(folded):
        scale = scale_at(folded, match.end(), language)
        scaled = _scaled(_whole(match.group(), language), scale) if scale else frozenset()
        yield _Numeral(match.group(), match.start(), match.end(), scale, scaled)


def _scaled(readings: Iterable[Decimal], scale: Scale) -> frozenset[Decimal]:
    return frozenset(reading * Decimal(10) ** power for reading in readings for power in scale.powers)


def _joined(folded: str, numerals: Sequence[_Numeral]) -> set[Decimal]:
    """Figures written in several parts, each with its own word: 34 bin 500, 3億5000万."""
    found: set[Decimal] = set()
    total, power, end = Decimal(0), 0, -1
    for one in numerals:
        here = max(one.scale.powers) if one.scale else 0
        value = max(_whole(one.written, None) or _readings(one.written), default=Decimal(0)) * Decimal(10) ** here
        gap = folded[end : one.start] if end >= 0 else "-"
        if power > here and _JOINT.fullmatch(gap) and value < Decimal(10) ** power:
            total += value
            found.add(total)
        else:
            total = value
        power, end = here, one.scale.end if one.scale else one.end
    return found


def scaled(text: str, language: str | None = None) -> set[Decimal]:
    """The figures of a text that stand with a word of large numbers from a million on."""
    numerals = _numerals(digits(text), language)
    return {value for one in numerals if one.scale and max(one.scale.powers) >= _LARGE for value in one.scaled}


def english_figures(text: str) -> list[tuple[str, Decimal]]:
    """The numerals of an English sentence as they stand, each with its value; the small ones left out."""
    return [(written, max(values)) for _, written, values in _english(digits(text))]


def _english(folded: str) -> Iterator[tuple[int, str, set[Decimal]]]:
    """Where a numeral stands, how, and what it can mean: 125m is millions, or metres."""
    for match in _ENGLISH.finditer(folded):
        numeral = match.group().rstrip(",")
        scale = scale_at(folded, match.end(), "en")
        # 25.09.2026 is three numerals, 1,195.5 is one.
        for part in numeral.split(".") if numeral.count(".") > 1 else [numeral]:
            value = Decimal(part.replace(",", ""))
            values = set(_scaled([value], scale)) if scale else {value}
            if scale and not scale.sure:
                values.add(value)
            if any(one > _SMALL or one != one.to_integral_value() for one in values):
                yield match.start(), part, values


class Sources:
    """Some texts, and the figures that they carry."""

    def __init__(self, sources: Iterable[str | Written]) -> None:
        written = [Written(source) if isinstance(source, str) else source for source in sources]
        self._written = written
        self.folded = [digits(source.text) for source in written]

    @functools.cached_property
    def known(self) -> frozenset[Decimal]:
        """All that their numerals and number words can mean."""
        return frozenset().union(*(_support(*source) for source in self._written))

    @functools.cached_property
    def eras(self) -> bool:
        """Whether years are counted in them from elsewhere."""
        return any(ERAS.search(source) for source in self.folded)


def unsupported(sentence: str, sources: Iterable[str | Written]) -> list[str]:
    """The figures of a sentence that stand in none of its sources, as they are written in it."""
    return unsupported_in(sentence, Sources(sources))


def unsupported_in(sentence: str, sources: Sources) -> list[str]:
    """The same, for sources that several sentences rest on."""
    told = digits(sentence)
    missing: list[tuple[int, str]] = []
    for time in time_figures(told):
        if not stands(time, sources.known, sources.folded):
            missing.append((time.start, time.written))
        told = f"{told[: time.start]}{' ' * (time.end - time.start)}{told[time.end :]}"
    for start, numeral, values in _english(told):
        # The common year of another calendar's year stands nowhere in the source.
        if not values & sources.known and not (sources.eras and _A_YEAR.fullmatch(numeral)):
            missing.append((start, numeral))
    return list(dict.fromkeys(numeral for _, numeral in sorted(missing)))


@functools.lru_cache(maxsize=4096)
def _support(text: str, language: str | None) -> frozenset[Decimal]:
    """The figures that a source's words carry. An article's is asked for once for each of its claims."""
    known = figures(text, language) | worded(text)
    if _AFTERNOON.search(text):
        known |= {value + 12 for value in known if value < 12}
    if _HALF.search(text):
        known.add(Decimal(30))
    return frozenset(known)


def unsupported_reading(text: str, source: str, language: str | None = None) -> list[str]:
    """The figures of a text that was translated from English, none of whose readings stands in it.

    Rougher than `unsupported`: a text whose numerals can be read in two ways is believed in both.

    Args:
        text: The translation.
        source: Its English.
        language: BCP-47 tag of the translation.
    """
    if ERAS.search(source) or ERAS.search(text):
        return []
    known = figures(source, "en") | worded(source)
    known |= {value for time in time_figures(digits(source)) for value in values_of(time)}
    missing = []
    for one in _numerals(_HALVES.sub(".5", digits(text)), language):
        # As one numeral, not as the several that it could be: 1,3 is no 1 and 3.
        groups = {Decimal(group) for group in re.split(r"\D", one.written)}
        readings = groups if len(groups) > 2 else _whole(one.written, language) or groups
        if one.scale:
            readings = set(_scaled(readings, one.scale)) | (set() if one.scale.sure else readings)
        if not readings & known and max(readings) > _SMALL:
            missing.append(one.written)
    return missing


def _whole(numeral: str, language: str | None) -> set[Decimal]:
    """What a numeral can mean as one: with its separators as thousands, or the last of them as a decimal mark."""
    plain = _SPACES.sub(" ", numeral)
    *before, last = groups = re.split(r"[.,'’٬٫ ]", plain)
    if not before:
        return {Decimal(plain)}
    found = set()
    # Indian ones are of two figures, but for the last.
    by_thousands = len(last) == 3 and all(2 <= len(group) <= 3 for group in groups[1:])
    if by_thousands:
        found.add(Decimal("".join(groups)))
    mark = plain[-len(last) - 1]
    if mark in _DECIMAL and not (by_thousands and _is_thousands(plain, mark, before, last, language)):
        found.add(Decimal(f"{''.join(before)}.{last}"))
    return found


def _is_thousands(plain: str, mark: str, before: Sequence[str], last: str, language: str | None) -> bool:
    """Whether a mark before three figures can't be a decimal one: 3.400, or 1.195 where nobody writes decimals so."""
    marks = data(language, "numbers") if language else {}
    by_language = mark in marks.get("group", ()) and mark not in marks.get("decimal", ())
    # No decimal ends with a zero; 0.500 does.
    return plain.count(mark) > 1 or by_language or mark == "٬" or (last.endswith("0") and before != ["0"])


def _readings(numeral: str, language: str | None = None) -> set[Decimal]:
    """What a numeral can mean: as one, or each of its parts. "17, 18" and "25.09.2026" are several numerals."""
    parts = re.split(r"[.,'’٬٫\u00a0\u202f\u2009 ]", numeral)
    marked = len(parts) > 1
    return _whole(numeral, language) | ({Decimal(part) for part in parts if part} if marked else set())
