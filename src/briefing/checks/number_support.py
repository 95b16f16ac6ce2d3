"""Do the figures of an English sentence stand in the words it cites?

A proxy, and called one: it reads numerals in any digits, with the separators and the units of count
of the languages at hand, and asks whether each figure of the sentence is among the readings of its
quotes. A source's numeral may have several readings (1.195 is 1195 in German and 1.195 in English);
any of them supports the sentence. Of the English, numbers in words are not read, so figures up to
twelve, which newsrooms write either way, are passed over.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.checks.date_year import ERAS
from briefing.text.number_words import worded
from briefing.text.scripts import digits

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Figures up to this one may stand in words on either side.
_SMALL = 12
#: The power of ten from which a unit of count tells what is counted apart: millions of one thing.
_LARGE = 6

# Units of count, by what they multiply with. In text that is not English: there, a billion is a million millions
# and is left out, for it can't be told which is meant.
_UNITS: tuple[tuple[int, str], ...] = (
    (12, "trillions?|billionen|billones|bilioni|trilyon|трлн|триллион\\w*|трильйон\\w*|تريليون\\w*|تریلیون|兆|조"),
    (9, "billions?|bn|milliards?|milliarden?|mrd\\.?|miliard\\w*|mil millones|mil milhões|bilh(?:ão|ões)|milyar"),
    (9, "млрд|миллиард\\w*|мільярд\\w*|مليارات|ملياري?|ملیارد|میلیارد|अरब"),
    (8, "億|亿|억"),
    (7, "crores?|करोड़"),
    (6, "millions?|mn|millionen?|mio\\.?|mill(?:ón|ones)|milioni?|milh(?:ão|ões)|milyon"),
    (6, "млн|миллион\\w*|мільйон\\w*|ملايين|مليوني?|ملیون|میلیون|百万"),
    (5, "lakhs?|लाख"),
    (4, "万|萬|만"),
    (3, "thousand|tausend|tsd\\.?|mille|mila|mil|тыс\\.?|тысяч\\w*|тис\\.?|тисяч\\w*|bin|آلاف|ألفا?|هزار|千|천"),
)
_UNIT = re.compile(
    r"\s?(?:" + "|".join(f"(?P<e{power}_{row}>{words})" for row, (power, words) in enumerate(_UNITS)) + r")(?!\w)",
    re.IGNORECASE,
)
# A wide unit may be followed by a letter: 2.3万人.
_WIDE_UNIT = re.compile(r"\s?(?:(?P<e9_>십억)|(?P<e8_>[億亿억])|(?P<e6_>百万)|(?P<e4_>[万萬만])|(?P<e3_>[千천]))")
_NUMERAL = re.compile(r"\d+(?:[.,'’٬٫\u00a0\u202f\u2009 ]\d+)*")
_ENGLISH = re.compile(r"\d[\d,]*(?:\.\d+)*")
#: What may stand between the parts of one figure.
_JOINT = re.compile(r"\s?(?:و|і|и|ve|y|et|und)?\s?")
_HALVES = re.compile(r"(?<=\d)\s?½")
#: Hours that an English text may write after twelve, and parts of an hour in words.
_AFTERNOON = re.compile(r"午後|下午|晚上|مساء|عصر|après-midi|tarde|akşam|вечера|дня|nachmittag|abend", re.IGNORECASE)
_HALF = re.compile(r"\bhalb|نصف|половин|demie|\bmedia\b|buçuk|半", re.IGNORECASE)
_A_YEAR = re.compile(r"1\d{3}|2[01]\d{2}")
_SPACES = re.compile(r"[\u00a0\u202f\u2009 ]")


def figures(text: str) -> set[Decimal]:
    """All readings of all numerals of a text, in whatever language."""
    found: set[Decimal] = set()
    folded = _HALVES.sub(".5", digits(text))
    for match in _NUMERAL.finditer(folded):
        rest = folded[match.end() : match.end() + 24]
        for reading in _readings(match.group()):
            found.add(reading)
            found |= {reading * Decimal(10) ** power for power in _powers(rest)}
    return found | _joined(folded)


def _joined(folded: str) -> set[Decimal]:
    """Figures written in several parts, each with its own unit: 34 bin 500, 3億5000万."""
    found: set[Decimal] = set()
    total, power, end = Decimal(0), 0, -1
    for match in _NUMERAL.finditer(folded):
        unit = _unit(folded[match.end() : match.end() + 24])
        here = int(unit[0]) if unit else 0
        value = max(_readings(match.group()), default=Decimal(0)) * Decimal(10) ** here
        gap = folded[end : match.start()] if end >= 0 else "-"
        if power > here and _JOINT.fullmatch(gap) and value < Decimal(10) ** power:
            total += value
            found.add(total)
        else:
            total = value
        power, end = here, match.end() + (unit[1] if unit else 0)
    return found


def _unit(rest: str) -> tuple[int, int] | None:
    """The largest unit of count that a text begins with, and its length."""
    found = [(max(_powers(rest)), match.end()) for match in (_UNIT.match(rest), _WIDE_UNIT.match(rest)) if match]
    return max(found, default=None)


def scaled(text: str) -> set[Decimal]:
    """The figures of a text that stand with a unit of count from a million on, in whatever language."""
    found: set[Decimal] = set()
    folded = digits(text)
    for match in _NUMERAL.finditer(folded):
        for power in _powers(folded[match.end() : match.end() + 24]):
            if power >= _LARGE:
                found |= {reading * Decimal(10) ** power for reading in _readings(match.group())}
    return found


def english_figures(text: str) -> list[tuple[str, Decimal]]:
    """The numerals of an English sentence as they stand, each with its value; the small ones left out."""
    found = []
    folded = digits(text)
    for match in _ENGLISH.finditer(folded):
        numeral = match.group().rstrip(",")
        # 25.09.2026 is three numerals, 1,195.5 is one.
        for part in numeral.split(".") if numeral.count(".") > 1 else [numeral]:
            powers = _powers(folded[match.end() : match.end() + 24])
            value = Decimal(part.replace(",", "")) * Decimal(10) ** (powers[0] if powers else 0)
            if value > _SMALL or value != value.to_integral_value():
                found.append((part, value))
    return found


def unsupported(sentence: str, sources: Iterable[str]) -> list[str]:
    """The figures of a sentence that stand in none of its sources, as they are written in it."""
    known: set[Decimal] = set()
    eras = False
    for source in sources:
        known |= figures(source) | worded(source)
        if _AFTERNOON.search(source):
            known |= {value + 12 for value in known if value < 12}
        if _HALF.search(source):
            known |= {Decimal(30)}
        eras = eras or ERAS.search(source) is not None
    return list(
        dict.fromkeys(
            numeral
            for numeral, value in english_figures(sentence)
            # The common year of another calendar's year stands nowhere in the source.
            if value not in known and not (eras and _A_YEAR.fullmatch(numeral))
        )
    )


def unsupported_reading(text: str, source: str) -> list[str]:
    """The figures of a text, in whatever language, none of whose readings stands in its source.

    Rougher than `unsupported`: a text whose numerals can be read in two ways is believed in both.
    """
    known = figures(source)
    if ERAS.search(source) or ERAS.search(text):
        return []
    missing = []
    folded = digits(text)
    for match in _NUMERAL.finditer(folded):
        # As one numeral, not as the several that it could be: 1,3 is no 1 and 3.
        groups = {Decimal(group) for group in re.split(r"\D", match.group())}
        several = len(groups) > 2
        readings = groups if several else _readings(match.group()) - (groups if len(groups) > 1 else set())
        if powers := _powers(folded[match.end() : match.end() + 24]):
            readings = {reading * Decimal(10) ** power for reading in readings for power in powers}
        if not readings & known and max(readings) > _SMALL:
            missing.append(match.group())
    return missing


def _powers(rest: str) -> list[int]:
    found = []
    for pattern in (_UNIT, _WIDE_UNIT):
        match = pattern.match(rest)
        if match:
            found += [int(name[1:].partition("_")[0]) for name, word in match.groupdict().items() if word]
    return found


def _readings(numeral: str) -> set[Decimal]:
    """What a numeral can mean: with its separators as thousands, as a decimal mark, or as the end of one numeral."""
    plain = _SPACES.sub(" ", numeral)
    readings: set[Decimal] = set()
    groups = re.split(r"[.,'’٬٫ ]", plain)
    if len(groups) == 1 or all(len(group) == 3 for group in groups[1:]):
        readings.add(Decimal("".join(groups)))
    if len(groups) > 1 and not plain.endswith(" "):
        last = max(plain.rfind(mark) for mark in ".,٫'’ ٬")
        if plain[last] in ".,٫":
            whole = re.sub(r"\D", "", plain[:last])
            readings.add(Decimal(f"{whole}.{plain[last + 1 :]}"))
        # "17, 18" and "25.09.2026" are several numerals.
        readings |= {Decimal(group) for group in groups}
    return readings
