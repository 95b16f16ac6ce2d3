"""What an article is called in a story: its outlet, or what tells it from the other unnamed ones."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

from briefing.text.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.models import Member

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def called(members: Mapping[str, Member]) -> dict[str, str]:
    """A name for each article of a story, by label.

    Two outlets without a name would be one to the reader; so "the first unnamed German outlet" and
    "the second unnamed German outlet", in the order in which the articles stand.
    """
    unnamed = {label: _language(member) for label, member in members.items() if not _outlet(member)}
    together = collections.Counter(unnamed.values())
    seen: collections.Counter[str] = collections.Counter()
    names = {}
    for label, member in members.items():
        outlet = _outlet(member)
        if outlet:
            names[label] = outlet
            continue
        language = unnamed[label]
        of_it = f"unnamed {language} outlet" if language else "unnamed outlet"
        if together[language] == 1:
            names[label] = f"an {of_it}"
            continue
        number = seen[language]
        seen[language] += 1
        names[label] = f"the {_ORDINALS[number] if number < len(_ORDINALS) else f'{number + 1}th'} {of_it}"
    return names


def _outlet(member: Member) -> str | None:
    recorded = member.extraction.outlet
    return recorded.name if recorded else member.article.outlet


def _language(member: Member) -> str:
    return LANGUAGES.get(member.article.language.partition("-")[0].lower(), "")
