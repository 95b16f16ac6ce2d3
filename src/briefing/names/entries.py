"""From what was seen, decided and given in a glossary to the entries: one English form each.

What was learned under one English form, as one kind of thing, is one entry. What a form in a source is called
in English is certain where everybody who met it called it so, in two articles at least; likely, where most did.
Likeness joins nothing: it only makes suggestions (see `likeness`).
"""

from __future__ import annotations

import collections
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from briefing.models import Frozen, NameKind
from briefing.names.charset import fault_of_english
from briefing.text.name_folding import form_key, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.names.glossary import GlossaryName

#: How sure an English form is, the surest first.
Sure = Literal["glossary", "decided", "certain", "likely", "open"]
Which = tuple[NameKind, str]
#: Stands between a name and the tag that tells its bearer from another; no name holds it.
TAG = "#"
#: Articles from which a name can be certain.
_ENOUGH = 2
SURE: tuple[Sure, ...] = ("glossary", "decided", "certain", "likely", "open")


class Row(Frozen):
    """A name as it was learned, over all articles that have it so."""

    kind: NameKind
    english: str
    form: str
    """As it stands in the articles."""
    articles: tuple[str, ...]
    days: tuple[str, str]
    """The first and the last, ISO."""
    tag: str = ""
    """Tells a person from another of the same name, where somebody parted them."""

    @property
    def which(self) -> Which:
        """The entry it belongs to."""
        return which_of(self.kind, f"{self.english}#{self.tag}")


class NameDecision(Frozen):
    """What a person decided, for good."""

    id: int = 0
    action: Literal["merge", "split", "rename"]
    kind: NameKind
    name: str
    """The English form it is about, of a merge the one that stays; a tag behind `#` where there are several."""
    other: str
    """Of a merge the name that goes; of a rename the new form; of a split the name of what is taken out."""
    parts: tuple[str, ...] = ()
    """Of a split: forms and article ids that are taken out."""
    at: str = ""


@dataclass
class Entry:
    """One person, organisation or place.

    Attributes:
        kind: None where a glossary leaves it open.
        forms: Each form in the sources with how sure its English form is.
        articles: By form, the ids of those that have it.
        spellings: Other English forms that stood for it, such as a merged name.
    """

    english: str
    kind: NameKind | None
    forms: dict[str, Sure] = field(default_factory=dict)
    articles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    days: tuple[str, str] = ("", "")
    spellings: tuple[str, ...] = ()
    note: str = ""
    tag: str = ""

    @property
    def name(self) -> str:
        """By which decisions know it: the English form, and its tag where it has one."""
        return f"{self.english}{TAG}{self.tag}" if self.tag else self.english

    @property
    def id(self) -> str:
        """Six hexadecimal digits, the same as long as kind and English form are."""
        return hashlib.sha256("\n".join((str(self.kind), key(self.english), self.tag)).encode()).hexdigest()[:6]

    @property
    def sure(self) -> Sure:
        """As sure as its surest form."""
        return min(self.forms.values(), key=SURE.index, default="open")

    @property
    def seen(self) -> int:
        """Articles in which it was recorded."""
        return len({article for articles in self.articles.values() for article in articles})


def entries_of(
    rows: Sequence[Row], decisions: Sequence[NameDecision] = (), glossary: Sequence[GlossaryName] = ()
) -> list[Entry]:
    """All entries, those most seen first.

    Args:
        rows: Learned, of the days that count.
        decisions: The oldest first; each sees what the ones before it made.
        glossary: Outranks both.
    """
    decided = _Decided()
    for decision in decisions:
        rows = decided.apply(decision, rows)
    gathered: dict[Which, list[Row]] = collections.defaultdict(list)
    for row in rows:
        gathered[row.which].append(row)
    claims = _claims(rows)
    entries = [_entry(which, own, claims, decided) for which, own in gathered.items()]
    joined = _under_glossary(entries, glossary)
    return sorted(joined, key=lambda e: (SURE.index(e.sure), -e.seen, e.english, str(e.kind)))


class _Decided:
    """What decisions made of entries, by kind and English form."""

    def __init__(self) -> None:
        self.english: dict[Which, str] = {}
        self.spellings: dict[Which, set[str]] = collections.defaultdict(set)

    def apply(self, decision: NameDecision, rows: Sequence[Row]) -> list[Row]:
        """The rows as the decision has them."""
        which, target = which_of(decision.kind, decision.name), which_of(decision.kind, decision.other)
        if decision.action == "split":
            tag = str(decision.id) if which == target else ""
            self.english.setdefault(which, _untagged(decision.name))
            self.english[which_of(decision.kind, f"{decision.other}{TAG}{tag}")] = decision.other
            return _parted(rows, which, decision, tag)
        stays, goes = (which, target) if decision.action == "merge" else (target, which)
        staying = decision.name if decision.action == "merge" else decision.other
        name, _, tag = staying.partition(TAG)
        self.english[stays] = name
        gone = {*self.spellings.pop(goes, set()), _untagged(decision.other), _untagged(decision.name)}
        self.spellings[stays] = (self.spellings[stays] | gone) - {name}
        return [row.replace(english=name, tag=tag) if row.which == goes else row for row in rows]


def which_of(kind: NameKind, name: str) -> Which:
    """The entry that a name means, its tag behind `#`."""
    english, _, tag = name.partition(TAG)
    return kind, f"{key(english)}{TAG}{tag}"


def _untagged(name: str) -> str:
    return name.partition(TAG)[0]


def _parted(rows: Sequence[Row], which: Which, decision: NameDecision, tag: str) -> list[Row]:
    out = {form_key(part) for part in decision.parts} | set(decision.parts)
    parted: list[Row] = []
    for row in rows:
        taken = tuple(a for a in row.articles if a in out or form_key(row.form) in out) if row.which == which else ()
        left = tuple(a for a in row.articles if a not in taken)
        parted += [row.replace(articles=left)] if left else []
        parted += [row.replace(articles=taken, english=decision.other, tag=tag)] if taken else []
    return parted


def _claims(rows: Iterable[Row]) -> dict[Which, dict[str, int]]:
    """What each form was called, by how many articles."""
    claims: dict[Which, dict[str, int]] = collections.defaultdict(lambda: collections.defaultdict(int))
    for row in rows:
        claims[row.kind, form_key(row.form)][key(row.english)] += len(row.articles)
    return claims


def _entry(which: Which, rows: Sequence[Row], claims: Mapping[Which, Mapping[str, int]], decided: _Decided) -> Entry:
    kind, name, tag = which[0], *which[1].split(TAG)
    # Of spellings that differ in case and accents alone, the one in most articles; then the oldest.
    counts: dict[str, list[Row]] = collections.defaultdict(list)
    for row in rows:
        counts[row.english].append(row)
    best = min(counts, key=lambda e: (-sum(len(r.articles) for r in counts[e]), min(r.days[0] for r in counts[e]), e))
    entry = Entry(decided.english.get(which, best), kind, tag=tag)
    entry.spellings = tuple(sorted(decided.spellings.get(which, set())))
    for row in sorted(rows, key=lambda row: (-len(row.articles), row.form)):
        others = claims[kind, form_key(row.form)]
        mine, all_of_them = others[name], sum(others.values())
        sure: Sure = "certain" if mine == all_of_them else "likely" if 2 * mine > all_of_them else "open"
        entry.forms[row.form] = "decided" if which in decided.english else sure
        entry.articles[row.form] = tuple(sorted({*entry.articles.get(row.form, ()), *row.articles}))
    if entry.seen < _ENOUGH:
        # One article alone may be wrong, or mean it ill.
        entry.forms = {form: "likely" if sure == "certain" else sure for form, sure in entry.forms.items()}
    entry.days = (min(row.days[0] for row in rows), max(row.days[1] for row in rows))
    return entry


def _under_glossary(entries: Sequence[Entry], glossary: Sequence[GlossaryName]) -> list[Entry]:
    given = [
        Entry(
            name.name,
            name.kind,
            dict.fromkeys((name.name, *name.variants), "glossary"),
            spellings=tuple(sorted(variant for variant in name.variants if fault_of_english(variant) is None)),
            note=name.note,
        )
        for name in glossary
    ]
    by_key = {(name.kind, key(form)): own for name, own in zip(glossary, given, strict=True) for form in own.forms}
    kept = []
    for entry in entries:
        own = by_key.get((entry.kind, key(entry.english))) or by_key.get((None, key(entry.english)))
        if own is None:
            entry.forms = {
                form: sure
                for form, sure in entry.forms.items()
                if (entry.kind, key(form)) not in by_key and (None, key(form)) not in by_key
            }
            # What a glossary calls otherwise is no form of this any more.
            entry.articles = {form: articles for form, articles in entry.articles.items() if form in entry.forms}
            kept += [entry] if entry.forms else []
            continue
        own.kind = own.kind or entry.kind
        own.forms = {**dict.fromkeys(entry.forms, "glossary"), **own.forms}
        own.articles |= entry.articles
        own.days = (min(filter(None, (own.days[0], entry.days[0]))), max(own.days[1], entry.days[1]))
        if entry.english != own.english:
            own.spellings = tuple(sorted({*own.spellings, entry.english}))
    return [*given, *kept]
