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
        if together[language] == 1:
            names[label] = f"an {unnamed_outlet(language)}"
            continue
        seen[language] += 1
        names[label] = f"the {unnamed_outlet(language, seen[language])}"
    return names


def unnamed_outlet(language: str, number: int = 0) -> str:
    """What an outlet without a name is called: `unnamed German outlet`, `second unnamed German outlet`.

    Args:
        language: Its English name; empty where it isn't known.
        number: Which of several of its story, from 1; 0 where it is the only one of the language.
    """
    of_it = f"unnamed {language} outlet" if language else "unnamed outlet"
    if not number:
        return of_it
    return f"{_ORDINALS[number - 1] if number <= len(_ORDINALS) else f'{number}th'} {of_it}"


def _outlet(member: Member) -> str | None:
    recorded = member.extraction.outlet
    return recorded.name if recorded else member.article.outlet


def _language(member: Member) -> str:
    return language_told(member.article.language)


def language_told(tag: str) -> str:
    """The English name of a language by its tag, without script or region; empty where it isn't known."""
    return LANGUAGES.get(tag.partition("-")[0].lower(), "")
