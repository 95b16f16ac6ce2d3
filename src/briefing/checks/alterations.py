"""Seeded errors: a true English statement with one thing changed, to learn what a reader's silence is worth.

Error seeding after Mills (1972), as gold questions in annotation. Every alteration changes what is claimed: a number,
a unit, a date, a negation, how certain it is, who did it, on whose word, or more for less. Which one a statement gets
is drawn from a seed, so that the same story is altered the same way every time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from briefing.models.verification import AlterationKind

_DIGITS_OF_DAY = 2
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
#: Each exchanged for the other.
_UNITS = (
    ("million", "billion"), ("thousand", "million"), ("hours", "days"), ("weeks", "months"), ("minutes", "hours"),
    ("kilometres", "metres"), ("kilometers", "meters"), ("km", "miles"), ("tonnes", "kilograms"), ("tons", "kilos"),
    ("euros", "dollars"), ("years", "months"), ("degrees", "per cent"), ("litres", "barrels"),
)  # fmt: skip
_COMPARISONS = (
    ("more than", "less than"), ("at least", "at most"), ("before", "after"), ("increase", "decrease"),
    ("increased", "decreased"), ("rose", "fell"), ("higher", "lower"), ("first", "last"), ("northern", "southern"),
    ("eastern", "western"), ("all", "some"), ("most", "few"), ("won", "lost"), ("opened", "closed"),
    ("largest", "smallest"), ("majority", "minority"), ("begin", "end"), ("began", "ended"),
)  # fmt: skip
_MODALITIES = (
    ("is to be", "has been"), ("are to be", "have been"), ("will be", "was"), ("is expected to", "has begun to"),
    ("plans to", "has begun to"), ("plan to", "have begun to"), ("may have", "has"), ("might", "will"),
    ("could", "will"), ("is to", "did"), ("was", "is expected to be"), ("were", "are expected to be"),
    ("has been", "is to be"), ("have been", "are to be"),
)  # fmt: skip
#: After these a negation can stand; "not" behind them is taken away.
_VERBS = re.compile(
    r"\b(is|are|was|were|has|have|had|will|would|can|could|did|does|do|must|should)\b( not\b)?"
    # "is not still" is no English, and gives itself away.
    r"(?! (?:not|still|already|also|now|only|just|so far|meanwhile|never|no|nothing|nobody|none)\b)"
)
_NUMBER = re.compile(r"(?<![\w.,:/-])\d{1,3}(?:,\d{3})+(?![\w:/-])|(?<![\w.,:/-])\d+(?:\.\d+)?(?![\w:/-]|[.,]\d)")
_ATTRIBUTED = re.compile(
    r"^(?P<fact>.{25,}?),? (?:according to|said|says|as reported by|reported) (?P<whom>[^,.]{3,60})\.?$"
    r"|^(?:According to (?P<whom2>[^,]{3,60}),) (?P<fact2>.{25,}?)\.?$"
)


class Alteration(NamedTuple):
    """A statement with one thing changed.

    Attributes:
        was, now: The words that differ; `now` is empty where words were taken away.
    """

    kind: AlterationKind
    text: str
    was: str
    now: str


def alter(
    text: str, names: Sequence[str], rng: random.Random, kinds: Sequence[AlterationKind] | None = None
) -> Alteration | None:
    """Change one thing in a true statement.

    Args:
        text: In English.
        names: English forms of people and bodies of its article, two of which may be exchanged.
        kinds: Tried in this order; by default in one drawn from `rng`.

    Returns:
        None where no kind fits.
    """
    order = list(kinds) if kinds is not None else rng.sample(list(_WAYS), len(_WAYS))
    for kind in order:
        if (found := _WAYS[kind](text, names, rng)) is not None and found.text != text:
            return found
    return None


def kinds() -> tuple[AlterationKind, ...]:
    """Every kind there is."""
    return tuple(_WAYS)


def _replace(kind: AlterationKind, text: str, start: int, end: int, now: str) -> Alteration:
    was = text[start:end]
    now = now[:1].upper() + now[1:] if was[:1].isupper() and now else now
    return Alteration(kind, text[:start] + now + text[end:], was, now)


def _number(text: str, _: Sequence[str], rng: random.Random) -> Alteration | None:
    # A day of a month is a date, and the 37th of August nobody believes.
    places = [m for m in _NUMBER.finditer(text) if not _is_year(m[0]) and not _beside_month(text, m)]
    words = list(re.finditer(rf"\b({'|'.join(_SMALL)})\b", text, re.IGNORECASE))
    # "one" is as often a pronoun as a number.
    words = [match for match in words if match[0].lower() != "one"]
    if not places and not words:
        return None
    match = rng.choice([*places, *words])
    if match[0][0].isdigit():
        return _replace("number", text, *match.span(), _other_number(match[0], rng))
    others = [word for word in _SMALL[1:] if word != match[0].lower()]
    return _replace("number", text, *match.span(), rng.choice(others))


def _beside_month(text: str, match: re.Match[str]) -> bool:
    months = "|".join(_MONTHS)
    return bool(
        re.search(rf"\b(?:{months}) $", text[: match.start()]) or re.match(rf" (?:{months})\b", text[match.end() :])
    )


def _is_year(text: str) -> bool:
    return len(text) == 4 and text[:2] in {"19", "20"}


def _other_number(text: str, rng: random.Random) -> str:
    """Of the same length, with one digit changed: the first, or the second of several."""
    digits = [n for n, char in enumerate(text) if char.isdigit()]
    at = rng.choice(digits[:2])
    least = 1 if at == digits[0] else 0
    other = rng.choice([str(d) for d in range(least, 10) if str(d) != text[at]])
    return text[:at] + other + text[at + 1 :]


def _pairs(kind: AlterationKind, table: Sequence[tuple[str, str]], *, both: bool) -> Callable[..., Alteration | None]:
    ways = [*table, *((right, left) for left, right in table)] if both else list(table)

    def way(text: str, _: Sequence[str], rng: random.Random) -> Alteration | None:
        found = [
            (match.span(), now)
            for was, now in ways
            for match in re.finditer(rf"\b{re.escape(was)}\b", text, re.IGNORECASE)
        ]
        if not found:
            return None
        # Of those that overlap ("is to" in "is to be") the longest is meant.
        longest = [each for each in found if not any(_inside(each[0], other[0]) for other in found)]
        (start, end), now = rng.choice(longest)
        return _replace(kind, text, start, end, now)

    return way


def _inside(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one != other and other[0] <= one[0] and one[1] <= other[1]


def _date(text: str, _: Sequence[str], rng: random.Random) -> Alteration | None:
    # "May" is a verb too: only beside a figure is it a month.
    months = [m for m in re.finditer(rf"\b({'|'.join(_MONTHS)})\b", text) if m[0] != "May" or _beside_figure(text, m)]
    days = list(re.finditer(rf"\b({'|'.join(_DAYS)})\b", text))
    numbers = [m for m in _NUMBER.finditer(text) if len(m[0]) <= _DIGITS_OF_DAY and _beside_month(text, m)]
    years = list(re.finditer(r"\b(?:19|20)\d\d\b", text))
    if not (found := [*months, *days, *numbers, *years]):
        return None
    match = rng.choice(found)
    if match[0].isdigit() and len(match[0]) <= _DIGITS_OF_DAY:
        # Every month has 28 days.
        return _replace("date", text, *match.span(), rng.choice([str(d) for d in range(1, 29) if str(d) != match[0]]))
    if match[0].isdigit():
        return _replace("date", text, *match.span(), str(int(match[0]) + rng.choice([-2, -1, 1, 2])))
    table = _MONTHS if match[0] in _MONTHS else _DAYS
    return _replace("date", text, *match.span(), rng.choice([name for name in table if name != match[0]]))


def _beside_figure(text: str, match: re.Match[str]) -> bool:
    return bool(re.search(r"\d\s*$", text[: match.start()]) or re.match(r"\s*\d", text[match.end() :]))


def _negation(text: str, _: Sequence[str], rng: random.Random) -> Alteration | None:
    found = list(_VERBS.finditer(text))
    if not found:
        return None
    match = next((each for each in found if each[2]), None) or rng.choice(found[:1])
    if match[2]:
        return Alteration("negation", text[: match.start(2)] + text[match.end(2) :], match[0], match[1])
    now = f"{match[1]} not"
    return Alteration("negation", text[: match.start()] + now + text[match.end() :], match[1], now)


def _names(text: str, names: Sequence[str], rng: random.Random) -> Alteration | None:
    there = sorted({name for name in names if len(name) > 3 and len(re.findall(rf"\b{re.escape(name)}\b", text)) == 1})
    apart = [(a, b) for a in there for b in there if a < b and a not in b and b not in a]
    # "A and B met" is as true of B and A.
    apart = [(a, b) for a, b in apart if not _joined(text, a, b)]
    if not apart:
        return None
    one, other = rng.choice(apart)
    swapped = re.sub(
        rf"\b({re.escape(one)}|{re.escape(other)})\b", lambda match: other if match[0] == one else one, text
    )
    return Alteration("names exchanged", swapped, f"{one} … {other}", f"{other} … {one}")


def _joined(text: str, one: str, other: str) -> bool:
    first, second = sorted((one, other), key=text.index)
    between = text[text.index(first) + len(first) : text.index(second)]
    return (
        bool(re.fullmatch(r"\s*(?:,|and|or|with|,? and)\s*(?:the\s+)?", between))
        or "between" in text
        or " with " in between
    )


def _attribution(text: str, _: Sequence[str], _rng: random.Random) -> Alteration | None:
    match = _ATTRIBUTED.match(text)
    if match is None:
        return None
    fact = (match["fact"] or match["fact2"] or "").rstrip(",")
    whom = match["whom"] or match["whom2"] or ""
    if " that " in fact[:15] or not whom:
        return None
    return Alteration("attribution dropped", fact[:1].upper() + fact[1:] + ".", whom, "")


_WAYS: dict[AlterationKind, Callable[[str, Sequence[str], random.Random], Alteration | None]] = {
    "number": _number,
    "unit": _pairs("unit", _UNITS, both=True),
    "date": _date,
    "negation": _negation,
    "modality": _pairs("modality", _MODALITIES, both=False),
    "names exchanged": _names,
    "attribution dropped": _attribution,
    "comparison": _pairs("comparison", _COMPARISONS, both=True),
}
