"""What a story of one article needs no model for: its origins, as the record has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.models import Origin

if TYPE_CHECKING:
    from briefing.models import Member


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
