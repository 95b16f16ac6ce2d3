"""Writes `language_data.jsonl`: what the Unicode CLDR says of each language that reading can name, through Babel.

    make language-data

One line of JSON for each language and topic, so that one can be read without the others, after a first line that names
the source and its version. Babel 2.18 leaks between
locales (a stand-alone month asked of one replaces another's), so each locale is read in a process of its own.
"""

from __future__ import annotations

import json
import multiprocessing
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel import Locale, localedata
from babel.core import get_global
from babel.numbers import format_decimal, get_currency_name, get_currency_symbol
from babel.units import format_unit

from briefing.text.language_id import identified
from briefing.text.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: The file, beside this module.
FILE = Path(__file__).with_name("language_data.jsonl")
#: Tags that CLDR files under another.
_CALLED = {"tl": "fil"}
#: Counts that between them call for every plural form that a language has.
_COUNTS = (0, 1, 2, 3, 5, 6, 11, 20, 21, 100, 1_000_000, 1.5)
_UNITS = ("century", "decade")
#: What makes a region's or a script's locale worth reading.
_OWN = ("months", "days", "day_periods", "compact_decimal_formats", "number_symbols")
#: What stands where a language has no word of its own.
_ROOT = re.compile(r"M\d\d|[A-Z]{2}")
_NO_UNIT = re.compile(r"duration-|\d|^(?:c|dec)$")
_AROUND = "\u200e\u200f\u00a0 "
_WIDTHS = ("wide", "abbreviated")
_CONTEXTS = ("format", "stand-alone")


def version() -> str:
    """The version of CLDR that the installed Babel holds."""
    return str(get_global("cldr")["version"])


def tags() -> list[str]:
    """The languages that reading can name, and those that can be written in."""
    return sorted(set(LANGUAGES) | identified())


def locales_of(tag: str) -> list[str]:
    """The language's own locale, then those of its scripts and regions that have a calendar or numbers of their own."""
    own = _CALLED.get(tag, tag)
    known = sorted(localedata.locale_identifiers())
    # Own data alone, nothing merged: this leaks nothing.
    parts = ((name, localedata.load(name, merge_inherited=False)) for name in known if name.startswith(f"{own}_"))
    return [own] * (own in known) + [name for name, part in parts if any(_filled(part.get(key)) for key in _OWN)]


def _filled(part: Any) -> bool:
    return any(map(_filled, part.values())) if isinstance(part, dict) else part is not None


def describe(name: str) -> dict[str, dict[str, Any]]:
    """What CLDR says of one locale, by topic. To be called once in a process."""
    locale = Locale.parse(name)
    symbols = locale.number_symbols.get("latn", {})
    topics = {
        "calendar": {
            "months": [_forms(locale.months, n) for n in range(1, 13)],
            "weekdays": [_forms(locale.days, n) for n in range(7)],
            "day_periods": _day_periods(locale),
            "units": {unit: _unit(locale, unit) for unit in _UNITS},
        },
        "numbers": {
            "powers": _powers(locale),
            "decimal": [symbols[key] for key in ("decimal",) if key in symbols],
            "group": [symbols[key] for key in ("group",) if key in symbols],
        },
    }
    if "_" in name:
        return topics
    topics["numbers"] |= {
        "digits": locale.default_numbering_system,
        "plural": dict(locale.plural_form.rules),
        "ordinal": dict(locale.ordinal_form.rules),
    }
    return topics | {"territories": _territories(locale), "currencies": _currencies(locale)}


def _forms(names: Mapping[str, Mapping[str, Mapping[int, str]]], number: int) -> list[str]:
    """The forms of one name: as in a date, then standing alone; wide, then short."""
    found = (names.get(context, {}).get(width, {}).get(number) for width in _WIDTHS for context in _CONTEXTS)
    return _once(form for form in found if form and not _ROOT.fullmatch(form))


def _day_periods(locale: Locale) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for context in _CONTEXTS:
        for width in _WIDTHS:
            for period, words in locale.day_periods.get(context, {}).get(width, {}).items():
                found.setdefault(period, []).append(words)
    return {period: _once(words) for period, words in sorted(found.items())}


def _powers(locale: Locale) -> dict[str, list[str]]:
    """Words and signs of large numbers by the power of ten that they stand for: 万 by 4, where a pattern has 0000万."""
    found: dict[int, set[str]] = {}
    for width in ("long", "short"):
        for counts in locale.compact_decimal_formats.get(width, {}).values():
            for magnitude, pattern in counts.items():
                # Two patterns stand side by side where negative numbers have their own.
                written = str(pattern.pattern).partition(";")[0].replace("'", "")
                zeros = written.count("0")
                words = written.replace("0", "").strip(_AROUND)
                # French has a thousand alone, without a numeral before it.
                power = len(magnitude) - max(zeros, 1)
                if power > 0 and words:
                    found.setdefault(power, set()).add(words)
    return {str(power): sorted(words) for power, words in sorted(found.items())}


def _unit(locale: Locale, unit: str) -> list[str]:
    """The words for a span of time, in all plural forms, without their number."""
    forms = set()
    for width in ("long", "short"):
        for count in _COUNTS:
            written = format_unit(count, f"duration-{unit}", width, locale=locale)
            forms.add(written.replace(format_decimal(count, locale=locale), "").strip(_AROUND))
    return sorted(form for form in forms if form and not _NO_UNIT.search(form))


def _territories(locale: Locale) -> dict[str, str]:
    names = {code: name for code, name in locale.territories.items() if len(code) == 2 and code.isalpha()}
    return {code: name for code, name in sorted(names.items()) if not _ROOT.fullmatch(name)}


def _currencies(locale: Locale) -> dict[str, list[str]]:
    """Names, in all plural forms, and the sign, of the money that is legal tender today."""
    found = {}
    for code in sorted(_tender()):
        names = [locale.currencies.get(code), *(get_currency_name(code, count=n, locale=locale) for n in _COUNTS)]
        forms = _once(form for form in (*names, get_currency_symbol(code, locale=locale)) if form and form != code)
        if forms:
            found[code] = forms
    return found


def _tender() -> set[str]:
    used = get_global("territory_currencies")
    return {code for entries in used.values() for code, _, until, tender in entries if until is None and tender}


def _merged(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """One language of its locales: the own one's words first, then what scripts and regions add."""
    whole = parts[0]
    for part in parts[1:]:
        for topic, values in part.items():
            for key, theirs in values.items():
                whole[topic][key] = _united(whole[topic][key], theirs)
    return whole


def _united(mine: Any, theirs: Any) -> Any:
    """Two lists of forms as one; two tables of such lists, item by item."""
    if isinstance(mine, dict):
        # Powers of ten in their order: 3 before 12.
        names = sorted({*mine, *theirs}, key=lambda name: (name.isdecimal() and len(name), name))
        return {name: _once([*mine.get(name, ()), *theirs.get(name, ())]) for name in names}
    if any(isinstance(one, list) for one in mine):
        return [_once([*one, *other]) for one, other in zip(mine, theirs, strict=True)]
    return _once([*mine, *theirs])


def _once(forms: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(forms))


def lines(wanted: Iterable[str]) -> Iterator[str]:
    """The lines of some languages, one for each topic.

    Args:
        wanted: BCP-47 tags; those that CLDR lacks have no line.
    """
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    context.set_forkserver_preload([__name__])
    # A process that has read one locale is replaced by a new one.
    with context.Pool(2, maxtasksperchild=1) as pool:
        for tag in wanted:
            if parts := pool.map(describe, locales_of(tag), chunksize=1):
                for topic, values in _merged(parts).items():
                    yield json.dumps([tag, topic, values], ensure_ascii=False, separators=(",", ":"))


def head() -> str:
    """The first line."""
    source = {"source": "Unicode CLDR, through Babel", "licence": "Unicode-3.0", "cldr": version()}
    return json.dumps(source, separators=(",", ":"))


def main() -> None:
    """Write the file."""
    FILE.write_text("\n".join((head(), *lines(tags()))) + "\n", encoding="utf-8")
