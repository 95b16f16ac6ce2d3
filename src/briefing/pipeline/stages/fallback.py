"""One article → Story with no model at all: its recorded claims, each with the words it rests on.

What remains where a story can't be written: the reply was unusable, the money or the time was over.
It is plain, and it loses nothing that was paid for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.codes import flag
from briefing.checks.story_grounder import MOST_LEAD, cite, names_of, origins_of, story_id
from briefing.models import Flag, LeftOut, Sentence, Story, TimelineEntry

if TYPE_CHECKING:
    from briefing.models import Claim, ClaimStatus, DateMention, Member

TOLD_FROM_RECORD = "told-from-record"


def recount(member: Member, reason: str) -> Story:
    """Tell one article by its record.

    Args:
        reason: Why no story was written; stands in the flag that the reader sees.
    """
    article, extraction = member.article, member.extraction
    claims = [claim for claim in extraction.claims if claim.evidence or claim.flags]
    # Claims are recorded with the most important first.
    sentences = tuple(
        _sentence(member, n, claim).replace(lead=n <= MOST_LEAD) for n, claim in enumerate(claims, start=1)
    )
    title = extraction.title
    flags = title.flags if title else (flag("evidence-missing", "no title was recorded, and no quote of one"),)
    headline = Sentence(
        n=0,
        text=title.english if title else article.title or article.origin,
        status="happened",
        citations=tuple(cite(evidence, member) for evidence in title.evidence) if title else (),
        flags=flags,
        verdict="flagged" if flags else "checked",
    )
    used = {c.paragraph for s in (headline, *sentences) for c in s.citations}
    rest = tuple(p.n for p in article.paragraphs if p.n not in used)
    dates = [date for date in extraction.dates if date.role == "event" and date.evidence]
    return Story(
        id=story_id([article.id]),
        event=headline.text,
        articles=(article.id,),
        headline=headline,
        sentences=sentences,
        discrepancies=(),
        timeline=tuple(
            TimelineEntry(
                date=date.value,
                basis=date.basis,
                event=date.about,
                status=_status(member, date),
                citations=tuple(cite(evidence, member) for evidence in date.evidence),
                flags=date.flags,
            )
            for date in dates
        ),
        names=names_of([member]),
        origins=origins_of(member),
        open_questions=(),
        editor_notes=(),
        left_out=(LeftOut(article=article.id, paragraphs=rest, reason="no claim was recorded of it"),) if rest else (),
        model=extraction.model,
        flags=(Flag(code=TOLD_FROM_RECORD, message=f"No story was written, these are the recorded claims: {reason}"),),
    )


def _status(member: Member, date: DateMention) -> ClaimStatus:
    """A date has no status of its own: it has that of the claims that rest on its words, and no fact of a plan."""
    named = {claim for evidence in date.evidence for claim in cite(evidence, member).claims}
    told = [claim.status for claim in member.extraction.claims if claim.id in named]
    return told[0] if told and "happened" not in told else "happened"


def _sentence(member: Member, n: int, claim: Claim) -> Sentence:
    source = f" (according to {', citing '.join(claim.attribution)})" if claim.attribution else ""
    return Sentence(
        n=n,
        text=f"{claim.text}{source}",
        status=claim.status,
        citations=tuple(cite(evidence, member) for evidence in claim.evidence),
        flags=claim.flags,
        verdict="flagged" if claim.flags else "checked",
    )
