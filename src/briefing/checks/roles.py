"""A person with another's role: in the record, and beside a name in a sentence.

The first is told by whose words the quote holds; the second is a proxy, which looks at what stands right before
or behind a name, and knows only the roles that were recorded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.checks.name_support import words_of
from briefing.checks.status_wording import stems
from briefing.text.scripts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.models import Person

_BEFORE = re.compile(r"(?<![\w'’-])((?:[\w'’-]+\s+){1,6})$")
_BEHIND = re.compile(r"^(?:['’]s)?,\s+([^,;.]+)|^\s*\(([^)]+)\)")
#: Words of another's role that must stand beside a name.
_ENOUGH = 2


def quote_of_another(person: Person, others: Iterable[Person], quotes: Iterable[str]) -> str | None:
    """Another person, by the form in the article, whom a role's quotes name while they don't name its own."""
    text = plain(" ".join(quotes))
    if _named(person.original, text):
        return None
    return next((o.name for o in others if o.original != person.original and _named(o.original, text)), None)


def roles_of_others(text: str, people: Sequence[Person]) -> list[tuple[str, str]]:
    """People of a sentence beside whom another's role stands: the one named, and whose it is."""
    by_name: dict[str, list[Person]] = {}
    for person in people:
        if not person.flags:
            by_name.setdefault(_surname(person.name), []).append(person)
    roles = {name: {stem for p in each for r in p.roles for stem in stems(r.text)} for name, each in by_name.items()}
    found = []
    for name, persons in by_name.items():
        for match in re.finditer(rf"\b{re.escape(name)}\b", text):
            for beside in _beside(text, match, persons):
                for other, theirs in roles.items():
                    clear = other != name and other not in beside and not roles[name] & stems(beside)
                    if clear and len((theirs - roles[name]) & stems(beside)) >= _ENOUGH:
                        found.append((name, by_name[other][0].name))
    return list(dict.fromkeys(found))


def _beside(text: str, match: re.Match[str], persons: Sequence[Person]) -> list[str]:
    behind = _BEHIND.match(text[match.end() :])
    ahead = text[: match.start()].rstrip()
    for first in {word for person in persons for word in person.name.split()[:-1]}:
        ahead = ahead.removesuffix(first).rstrip()
    before = _BEFORE.search(re.split(r"[,;.:(]", ahead)[-1] + " ")
    return [part for part in (before and before[1], behind and (behind[1] or behind[2])) if part]


def _surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1] if name.split() else name


def _named(original: str, text: str) -> bool:
    return any(len(word) > 2 and word in text for word in words_of(original))
