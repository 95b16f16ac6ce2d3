"""What a story of one article needs no model for: its names and its origins, as the record has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.models import NameRole, NameVariant, Origin, StoryName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.models import Member, NameKind, Organisation, Person, Place


def names_of(member: Member) -> tuple[StoryName, ...]:
    """With one source its record is the list of names: no model is needed."""
    extraction = member.extraction
    kinds: tuple[tuple[NameKind, Iterable[Person | Organisation | Place]], ...] = (
        ("person", extraction.people),
        ("organisation", extraction.organisations),
        ("place", extraction.places),
    )
    return tuple(
        StoryName(
            english=name.name,
            kind=kind,
            roles=tuple(
                NameRole(text=role.text, evidence=role.evidence, flags=role.flags)
                for role in getattr(name, "roles", ())
            ),
            variants=(
                NameVariant(article=member.article.id, form=name.original, evidence=name.evidence, flags=name.flags),
            ),
        )
        for kind, names in kinds
        for name in names
    )


def origins_of(member: Member) -> tuple[Origin, ...]:
    """Whom one article names as its sources; itself, where it names none."""
    article, extraction = member.article, member.extraction
    if extraction.cited_sources:
        return tuple(
            Origin(
                name=source.name,
                kind=source.kind,
                articles=(article.id,),
                reason="named by the article as its source",
                evidence=source.evidence,
                flags=source.flags,
            )
            for source in extraction.cited_sources
        )
    name = extraction.outlet.name if extraction.outlet else article.outlet or "this outlet"
    return (Origin(name=name, kind="other", articles=(article.id,), reason="the article names no source"),)
