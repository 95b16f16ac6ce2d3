"""What a person does with the names: find, look at, decide, take away as a glossary."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from briefing.errors import InputError
from briefing.names.charset import fault_of_english
from briefing.names.entries import NameDecision
from briefing.names.glossary import GlossaryName
from briefing.text.name_folding import fold, form_key, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.names.entries import Entry
    from briefing.names.similarity import Suggestion
    from briefing.names.store import Sighting

#: Later than any day: all that was ever learned.
ALWAYS = "9999-12-31"
_MOST_FORMS = 6


def matching(entries: Iterable[Entry], text: str) -> list[Entry]:
    """The entries of which any form, in any script, holds the text."""
    wanted = fold(text).casefold()
    return [entry for entry in entries if any(wanted in fold(each).casefold() for each in _writings(entry))]


def one(entries: Sequence[Entry], text: str) -> Entry:
    """The one entry that an id, an English form or a form in a source means.

    Raises:
        InputError: None, or several; the message lists them.
    """
    found = [entry for entry in entries if entry.id == text]
    found = found or [entry for entry in entries if key(entry.english) == key(text) and key(text)]
    found = found or [e for e in entries if form_key(text) in {form_key(each) for each in _writings(e)}]
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(f"{text}: no name is known by it; `briefing names` lists them")
    told = "; ".join(f"{entry.id} {entry.english} ({entry.kind})" for entry in found[:10])
    raise InputError(f"{text}: means several names; give an id: {told}")


def line(entry: Entry) -> str:
    """An entry on one line."""
    forms = [form for form in entry.forms if form != entry.english]
    more = f" … {len(forms) - _MOST_FORMS} more" if len(forms) > _MOST_FORMS else ""
    days = entry.days[0] if entry.days[0] == entry.days[1] else f"{entry.days[0]} to {entry.days[1]}"
    told = f"{entry.id}  {entry.kind or 'any':<12} {entry.sure:<8} {entry.seen:>4}  {days:<24}  {entry.english}"
    return f"{told} = {'; '.join(forms[:_MOST_FORMS])}{more}" if forms else told


def detail(entry: Entry, sightings: Iterable[Sighting]) -> Iterator[str]:
    """An entry with its evidence: by form where it was seen, with the words, the role and the day."""
    yield f"{entry.english} ({entry.kind or 'any kind'}, {entry.sure}, id {entry.id})"
    if entry.spellings:
        yield f"  not written: {'; '.join(entry.spellings)}"
    if entry.note:
        yield f"  note: {entry.note}"
    seen = [s for s in sightings if s.kind == entry.kind]
    for form, sure in entry.forms.items():
        yield f"  {form} ({sure})"
        for each in seen:
            if form_key(each.form) == form_key(form) and each.article in entry.articles.get(form, ()):
                yield f"    {each.day} {each.article} ¶{each.paragraph} {each.outlet or each.language}: {each.quote}"
                yield from (f"      {role}" for role in each.roles)
                if each.wrote:
                    yield f"      the model wrote: {each.wrote}"


def suggestion_line(suggestion: Suggestion) -> str:
    """A suggestion with the command that would follow it."""
    entry, other, why = suggestion
    if other is None:
        return f"{entry.id} {entry.english}: {why}; two: briefing names --split {entry.id} ARTICLE"
    return (
        f"{entry.id} {entry.english} and {other.id} {other.english}: {why}; one: briefing names --merge "
        f"{entry.id} {other.id}"
    )


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────


def merge(entries: Sequence[Entry], stays: str, goes: str) -> NameDecision:
    """Two entries are one, under the first one's English form.

    Raises:
        InputError: Unknown, one and the same, of two kinds, or of a glossary.
    """
    first, second = _learned(entries, stays), _learned(entries, goes)
    if first is second:
        raise InputError(f"--merge {stays} {goes}: is one name already")
    if first.kind != second.kind or first.kind is None:
        raise InputError(f"--merge: {first.english} is a {first.kind}, {second.english} a {second.kind}")
    return NameDecision(action="merge", kind=first.kind, name=first.name, other=second.name, at=_now())


def rename(entries: Sequence[Entry], which: str, english: str) -> NameDecision:
    """An entry has another English form.

    Raises:
        InputError: Unknown, of a glossary, no name, or the form of another entry.
    """
    entry = _learned(entries, which)
    if why := fault_of_english(english):
        raise InputError(f"--rename: {english!r} {why}")
    taken = [e for e in entries if e is not entry and e.kind == entry.kind and key(e.english) == key(english)]
    if taken:
        told = f"--rename: {english} is {taken[0].id} already; if they are one: briefing names --merge"
        raise InputError(f"{told} {taken[0].id} {entry.id}")
    assert entry.kind is not None  # what was learned has a kind
    return NameDecision(action="rename", kind=entry.kind, name=entry.name, other=english, at=_now())


def split(entries: Sequence[Entry], which: str, parts: Sequence[str], english: str | None) -> NameDecision:
    """Forms or articles are taken out of an entry, under another English form or the same.

    Args:
        parts: Forms in the sources, or ids of articles (the beginning is enough).
        english: None keeps the form: another one of the same name.

    Raises:
        InputError: Unknown, of a glossary, no such form or article, nothing left.
    """
    entry = _learned(entries, which)
    forms = {form_key(form): form for form in entry.forms}
    articles = {article for ids in entry.articles.values() for article in ids}
    taken = []
    for part in parts:
        fits = [article for article in articles if len(part) >= 4 and article.startswith(part)]
        if form_key(part) in forms:
            taken.append(forms[form_key(part)])
        elif len(fits) == 1:
            taken += fits
        else:
            raise InputError(f"--split {which}: {part} is none of its forms and none of its articles")
    if not taken:
        raise InputError(f"--split {which}: name the forms or articles that belong to another name")
    out = {form_key(part) for part in taken} | set(taken)
    if all(form_key(form) in out or set(ids) <= out for form, ids in entry.articles.items()):
        raise InputError(f"--split {which}: nothing would be left of it; use --rename for another English form")
    if english is not None and (why := fault_of_english(english)):
        raise InputError(f"--as: {english!r} {why}")
    assert entry.kind is not None  # what was learned has a kind
    return NameDecision(
        action="split", kind=entry.kind, name=entry.name, other=english or entry.name, parts=tuple(taken), at=_now()
    )


def decision_line(decision: NameDecision) -> str:
    """A decision on one line, with its number."""
    what = {
        "merge": f"{decision.other} is {decision.name}",
        "rename": f"{decision.name} is written {decision.other}",
        "split": f"{'; '.join(decision.parts)} isn't {decision.name} but {decision.other}",
    }[decision.action]
    return f"decision {decision.id}: {what} ({decision.at})"


def _learned(entries: Sequence[Entry], which: str) -> Entry:
    entry = one(entries, which)
    if entry.sure == "glossary":
        raise InputError(f"{entry.english}: is in the glossary, which outranks decisions; change it there")
    return entry


# ── taking away ──────────────────────────────────────────────────────────────────────────────────


def as_glossary(entries: Iterable[Entry]) -> list[GlossaryName]:
    """Entries in the glossary's form: what isn't open, each form once."""
    taken: set[tuple[str | None, str]] = set()
    names = []
    for entry in entries:
        own = [form for form, sure in entry.forms.items() if sure != "open"]
        which = (entry.kind, form_key(entry.english))
        if not own or which in taken or (None, which[1]) in taken:
            continue
        taken.add(which)
        forms = []
        for form in [*own, *entry.spellings]:
            if fits := {(entry.kind, form_key(form)), (None, form_key(form))} & taken:
                if fits == {which} and form != entry.english and entry.kind:
                    forms.append(form)
                continue
            taken.add((entry.kind, form_key(form)))
            forms.append(form)
        names.append(GlossaryName(name=entry.english, kind=entry.kind, variants=tuple(forms), note=entry.note))
    return names


def _writings(entry: Entry) -> Iterator[str]:
    yield entry.english
    yield from entry.forms
    yield from entry.spellings


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
