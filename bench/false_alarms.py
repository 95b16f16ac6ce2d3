"""How often the checks of figures and dates object to honest translations.

    python bench/false_alarms.py ../shared/honest/ntrex.tsv [--list number]

The file has one translated line in each row: language (ISO 639-3), number, source, English, between tabs. Each line is
looked at in both directions, as the checks see a paragraph: the English against its source, and the source as if it
had been translated from the English. What is counted is lines that are objected to, for a thousand lines.
`--list` prints these lines, of one check (number, date, number-abroad).
"""

from __future__ import annotations

import argparse
import collections
import csv
import time
from pathlib import Path

from briefing.checks.date_support import Ground, unsupported_dates
from briefing.checks.number_support import unsupported, unsupported_reading
from briefing.text.languages import Written

TAGS = {
    "arb": "ar", "deu": "de", "fas": "fa", "fra": "fr", "heb": "he", "ita": "it", "jpn": "ja", "nld": "nl",
    "pol": "pl", "por": "pt", "rus": "ru", "spa": "es", "tur": "tr", "ukr": "uk", "zho": "zh",
}  # fmt: skip
CHECKS = ("number", "date", "number-abroad")


def objections(tag: str, source: str, english: str) -> dict[str, object]:
    """What each check objects to in one line; empty values where it doesn't."""
    return {
        "number": unsupported(english, [Written(source, tag)]),
        "date": unsupported_dates(english, Ground((Written(source, tag),), (), (), frozenset())),
        "number-abroad": unsupported_reading(source, english, tag),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", type=Path)
    parser.add_argument("--list", choices=CHECKS, dest="listed")
    wanted = parser.parse_args()
    with wanted.lines.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    lines = collections.Counter(row[0] for row in rows)
    began = time.process_time()
    for language, number, source, english in rows:
        for check, objected in objections(TAGS[language.partition("-")[0]], source, english).items():
            found[language][check] += bool(objected)
            if objected and check == wanted.listed:
                print(f"{language} {number}\t{objected}\n\t{source}\n\t{english}")
    if wanted.listed:
        return
    print(f"{len(rows)} lines in {time.process_time() - began:.1f} s of CPU\n")
    print("| language | lines | " + " | ".join(CHECKS) + " |\n|---|--:|" + "--:|" * len(CHECKS))
    for language in sorted(lines):
        print(f"| {language} | {lines[language]} | " + " | ".join(
            f"{1000 * found[language][check] / lines[language]:.0f}" for check in CHECKS) + " |")  # fmt: skip
    print(f"| all | {len(rows)} | " + " | ".join(
        f"{1000 * sum(found[one][check] for one in lines) / len(rows):.1f}" for check in CHECKS) + " |")  # fmt: skip


if __name__ == "__main__":
    main()
