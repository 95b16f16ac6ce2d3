"""What might be one name, or two: suggestions for a person. Nothing is joined or parted by them."""

from __future__ import annotations

import collections
import itertools
from typing import TYPE_CHECKING, NamedTuple

from briefing.names.role_conflicts import clash
from briefing.text.name_folding import form_key, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.names.entries import Entry
    from briefing.names.store import Sighting

#: Percent of likeness from which two names are suggested, of all letters and of the consonants.
ALIKE = 86
SOUNDS_ALIKE = 90
#: More names than this that share a beginning are not compared with one another.
_MOST_IN_BLOCK = 400
_VOWELS = str.maketrans("", "", "aeiouyhwj'")


class Suggestion(NamedTuple):
    """Two entries that may be one, or one that may be two (`other` is None)."""

    entry: Entry
    other: Entry | None
    why: str


def suggestions(entries: Sequence[Entry], sightings: Iterable[Sighting] = ()) -> list[Suggestion]:
    """What a person should look at: the surest first."""
    found: dict[tuple[str, str], Suggestion] = {}
    for one, other, why in itertools.chain(_same_form(entries), _same_english(entries), _alike(entries)):
        found.setdefault((one.id, other.id) if one.id < other.id else (other.id, one.id), Suggestion(one, other, why))
    return [*found.values(), *_two_in_one(entries, sightings)]


def _same_form(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry, str]]:
    holders: dict[tuple[str | None, str], list[tuple[Entry, str]]] = collections.defaultdict(list)
    for entry in entries:
        for form in entry.forms:
            holders[entry.kind, form_key(form)].append((entry, form))
    for found in holders.values():
        for (one, form), (other, _) in itertools.combinations(found, 2):
            if one is not other:
                yield one, other, f"both stand for {form}"


def _same_english(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry, str]]:
    by_name: dict[str, list[Entry]] = collections.defaultdict(list)
    for entry in entries:
        by_name[key(entry.english)].append(entry)
    for found in by_name.values():
        for one, other in itertools.combinations(found, 2):
            if one.kind != other.kind:
                yield one, other, f"one name, as {one.kind} and as {other.kind}"


def _alike(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry, str]]:
    from anyascii import anyascii  # noqa: PLC0415 - loaded where suggestions are wanted, and only there
    from rapidfuzz import fuzz  # noqa: PLC0415

    blocks: dict[tuple[str | None, str], dict[str, tuple[Entry, set[str]]]] = collections.defaultdict(dict)
    for entry in entries:
        written = {key(entry.english), *(" ".join(anyascii(form).casefold().split()) for form in entry.forms)}
        for text in written:
            for word in text.split():
                blocks[entry.kind, _consonants(word)[:3]][entry.id] = (entry, written)
    for (_, start), block in blocks.items():
        if len(start) < 2 or len(block) > _MOST_IN_BLOCK:
            continue
        for (one, mine), (other, theirs) in itertools.combinations(block.values(), 2):
            a, b = key(one.english), key(other.english)
            if one.kind == "person" and _part_of(a, b):
                yield one, other, "one is a part of the other"
                continue
            score = max(fuzz.token_sort_ratio(x, y) for x in mine for y in theirs)
            if score >= ALIKE and len(min(a, b, key=len)) >= 5:
                yield one, other, f"written alike ({score:.0f} %)"
            elif fuzz.ratio(_consonants(a), _consonants(b)) >= SOUNDS_ALIKE and len(_consonants(a)) >= 4:
                yield one, other, "sound alike"


def _part_of(one: str, other: str) -> bool:
    a, b = one.split(), other.split()
    return len(a) != len(b) and a[-1:] == b[-1:] and (set(a) <= set(b) or set(b) <= set(a))


def _consonants(word: str) -> str:
    for pair, single in (("kh", "k"), ("q", "k"), ("c", "k"), ("ts", "z"), ("v", "w"), ("ph", "f"), ("gh", "g")):
        word = word.replace(pair, single)
    # w is sometimes a vowel's shadow, sometimes the v of another transliteration; both are dropped.
    return "".join(letter for letter, _ in itertools.groupby(word.translate(_VOWELS)))


def _two_in_one(entries: Iterable[Entry], sightings: Iterable[Sighting]) -> Iterator[Suggestion]:
    roles: dict[str, list[tuple[str, str, str]]] = collections.defaultdict(list)
    for seen in sightings:
        roles[seen.article] += [(form_key(seen.form), role, seen.day) for role in seen.roles]
    for entry in entries:
        if entry.kind != "person":
            continue
        own = [
            (role, article, day)
            for form, articles in entry.articles.items()
            for article in articles
            for folded, role, day in roles[article]
            if folded == form_key(form)
        ]
        for (one, here, day), (other, there, same_day) in itertools.combinations(own, 2):
            if here != there and day == same_day and clash(one, other):
                why = f"on {day} “{one}” ({here}) and “{other}” ({there}): two persons, or one source errs"
                yield Suggestion(entry, None, why)
                break
