"""Grouping and threading as the number of records grows: CPU seconds, memory, calls.

    python bench/near_linear.py [--sizes 100,1000,10000,100000] [--part group|thread]

The records are those of bench/group.py, made by code: n articles about n/4 events. For grouping, blocking and the
cut into calls are measured (the model's part grows with the calls); for threading, n earlier stories and n/7 of
today. Each size runs in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import itertools
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import group as records

from briefing.pipeline.stages import blocking
from briefing.pipeline.stages.thread_candidates import Shelf

#: Tokens of a record, and those a call holds at a window of 32,000.
_RECORD, _ROOM = 260, 9_333


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def grouping(count: int) -> None:
    members, _ = records.day(count, 0)
    extractions = [member.extraction for member in members]
    before, began = peak(), time.process_time()
    near = blocking.nearness(extractions)
    found = time.process_time()
    calls = blocking.cut([_RECORD] * count, near, _ROOM)
    ended = time.process_time()
    print(f"| {count:,} | {found - began:.2f} | {ended - found:.2f} | {1000 * (ended - began) / count:.2f} | "
          f"{peak() - before:.0f} | {len(near) / count:.1f} | {len(calls):,} |", flush=True)  # fmt: skip


class _Text:
    def __init__(self, text: str) -> None:
        self.text = text


class _Told:
    """A story of a day before, as far as it is compared."""

    def __init__(self, rng: random.Random, number: int, words: Words, names: list[str]) -> None:
        self.date, self.number, self.story = f"2026-11-{1 + number % 7:02}", number, self
        self.id, self.continues, self.timeline = f"s{number}", None, ()
        self.event = words.text(rng, 8)
        self.headline = _Text(self.event)
        self.sentences = [_Text(words.text(rng, 16)) for _ in range(5)]
        self.names = [_Name(rng.choice(names)) for _ in range(4)]


class Words:
    """A vocabulary as a language has it: the nth word comes up 1/n times as often as the first (Zipf)."""

    def __init__(self, rng: random.Random, count: int = 20_000) -> None:
        self._words = [records.word(rng, 3) for _ in range(count)]
        self._sums = list(itertools.accumulate(1 / n for n in range(1, count + 1)))

    def text(self, rng: random.Random, count: int) -> str:
        return " ".join(rng.choices(self._words, cum_weights=self._sums, k=count))


class _Name:
    kind = "person"
    variants = ()

    def __init__(self, english: str) -> None:
        self.english = english


def threading(count: int) -> None:
    rng = random.Random(0)
    words = Words(rng)
    names = [records.name(rng) for _ in range(max(20, count // 2))]
    told = [_Told(rng, number, words, names) for number in range(count)]
    today = [_Told(rng, number, words, names) for number in range(max(1, count // 7))][:100]
    before, began = peak(), time.process_time()
    shelf = Shelf(told)
    built = time.process_time()
    shown = sum(len(shelf.candidates(story)) for story in today)
    ended = time.process_time()
    print(f"| {count:,} | {built - began:.2f} | {1000 * (ended - built) / len(today):.2f} | {peak() - before:.0f} | "
          f"{shown / len(today):.2f} |", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100,1000,10000")
    parser.add_argument("--part", choices=["group", "thread"], default="group")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        {"group": grouping, "thread": threading}[given.part](int(given.sizes))
        return
    print({
        "group": "| records | nearness, CPU s | cut, CPU s | ms per record | MB | pairs per record | calls |",
        "thread": "| earlier stories | shelf, CPU s | ms per story of today | MB | shown per story |",
    }[given.part])  # fmt: skip
    for size in given.sizes.split(","):
        subprocess.run([sys.executable, __file__, "--one", "--sizes", size, "--part", given.part], check=True)


if __name__ == "__main__":
    main()
