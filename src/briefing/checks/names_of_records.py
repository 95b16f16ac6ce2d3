"""The names of a story, from the records of its articles: their words were found there, so no model need copy them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.models import NameRole, NameVariant, StoryName
from briefing.text.name_folding import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.models import Member, NameKind, Organisation, Person, Place


def names_of(members: Iterable[Member], same: Mapping[str, str] | None = None) -> tuple[StoryName, ...]:
    """People, organisations and places, those that most articles name first; one English form is one name.

    Args:
        same: English forms by the form of the same name that is kept.
    """
    kept = {key(other): english for other, english in (same or {}).items()}
    found: dict[tuple[NameKind, str], StoryName] = {}
    for member in members:
        for kind, name in _recorded(member):
            english = kept.get(key(name.name), name.name)
            known = found.get((kind, key(english)))
            found[kind, key(english)] = _with(known or _empty(english, kind), member, name)
    order: tuple[NameKind, ...] = ("person", "organisation", "place")
    return tuple(sorted(found.values(), key=lambda name: (order.index(name.kind), -len(_articles(name)))))


def _recorded(member: Member) -> Iterator[tuple[NameKind, Person | Organisation | Place]]:
    record = member.extraction
    yield from (("person", person) for person in record.people)
    yield from (("organisation", organisation) for organisation in record.organisations)
    yield from (("place", place) for place in record.places)


def _empty(english: str, kind: NameKind) -> StoryName:
    return StoryName(english=english, kind=kind, roles=(), variants=())


def _with(known: StoryName, member: Member, name: Person | Organisation | Place) -> StoryName:
    roles = {key(role.text): role for role in known.roles}
    for role in getattr(name, "roles", ()):
        earlier = roles.get(key(role.text))
        evidence = role.evidence if earlier is None else tuple(dict.fromkeys((*earlier.evidence, *role.evidence)))
        text = role.text if earlier is None else earlier.text
        flags = role.flags if earlier is None else (*earlier.flags, *role.flags)
        roles[key(role.text)] = NameRole(text=text, evidence=evidence, flags=flags)
    variants: list[Any] = list(known.variants)
    if not any(v.article == member.article.id and v.form == name.original for v in variants):
        variants.append(
            NameVariant(article=member.article.id, form=name.original, evidence=name.evidence, flags=name.flags)
        )
    return known.replace(roles=tuple(roles.values()), variants=tuple(variants))


def _articles(name: StoryName) -> set[str]:
    return {variant.article for variant in name.variants}
