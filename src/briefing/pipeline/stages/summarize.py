"""One article → Story: what a single source says, told short, every sentence cited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from briefing.checks.codes import flag
from briefing.checks.labels import called
from briefing.checks.objections import placed
from briefing.checks.story_grounder import NO_SENTENCES, StoryGrounder, names_of, origins_of, story_id
from briefing.llm import tokens
from briefing.models import Finding, LeftOut, Story
from briefing.models.kept import kept
from briefing.prompting.context import article_envelope, is_sent, record_envelope, seal_for, sent
from briefing.prompting.schemas import SummaryReply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.llm.gateway import Gateway
    from briefing.models import Member, Paragraph
    from briefing.names.book import NameBook

_LABEL = "A1"
#: Tokens that the prompt itself and the schema take.
_OVERHEAD = 3_000
#: Over what was asked for, before a summary is called too long.
_LEEWAY = 1.1


@dataclass(frozen=True)
class Form:
    """How a summary is told.

    Attributes:
        style: Full sentences, or as a telegram.
        words: All sentences together have at most so many; None sets no limit.
    """

    style: Literal["sentences", "telegram"] = "sentences"
    words: int | None = None


USUAL = Form()


async def summarize(  # noqa: PLR0913 - the article, how it is told, and what was held against it
    member: Member,
    event: str,
    gateway: Gateway,
    names: NameBook,
    form: Form = USUAL,
    *,
    objections: Sequence[Finding] = (),
) -> Story:
    """Write a short item from one article.

    Args:
        member: The article; where it exceeds the window the model reads the paragraphs that its
            record rests on, and the others are listed as left out for that reason.
        event: One line, for the report.
        gateway: The way to the model.
        names: What is known of names on the day of the run.
        form: How it is to be told.
        objections: What a second reader has against the story as it was written: the model is asked to mend it.

    Raises:
        InvalidReply: Wrong fields, after the repair too.
        BudgetExceeded: The cap could be passed; nothing was sent.
    """
    shown = _shown(member, gateway)
    seal = seal_for([member.article.raw])
    envelope = article_envelope(member.article, seal, _LABEL, shown)
    prompt = gateway.prompts.render(
        "summarize",
        article=f"{envelope}\n{record_envelope(member.extraction, seal, _LABEL, called({_LABEL: member})[_LABEL])}",
        label=_LABEL,
        names=names.envelope([member.article], seal),
        spelling=gateway.run.settings.spelling,
        date_example=gateway.run.settings.date_example,
        style=form.style,
        words=form.words,
        seal=seal,
    )

    def check(reply: SummaryReply) -> list[Finding]:
        return [*ground(reply, event, member, shown, None)[1], *_too_long(reply, form.words)]

    about = member.article.origin
    answer = await gateway.ask(prompt, SummaryReply, about=about, check=check, again=bool(objections))
    story, _ = ground(answer.value, event, member, shown, answer.repairs or None)
    if asked := placed(objections, story, []):
        answer = await gateway.amend(prompt, SummaryReply, answer, asked, about=about, check=check)
        story, _ = ground(answer.value, event, member, shown, answer.repairs or None)
    long = tuple(flag(found.code, found.message, found.where) for found in _too_long(answer.value, form.words))
    return story.replace(
        model=answer.model, repaired=answer.repaired, repairs=answer.mended_codes, flags=(*story.flags, *long)
    )


@kept(64)
def ground(
    reply: SummaryReply,
    event: str,
    member: Member,
    shown: Sequence[Paragraph],
    mended: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Story, list[Finding]]:
    """Tie every part of a reply to its article, and say what doesn't hold."""
    grounder = StoryGrounder({_LABEL: member}, mended)
    grounder.plain_text(reply)
    headline = grounder.sentence(reply.headline, 0, "headline")
    sentences = grounder.sentences(reply.sentences, reply.lead)
    if not sentences:
        grounder.findings.append(NO_SENTENCES)
    left_out = grounder.left_out(reply.left_out, (headline, *sentences), {_LABEL: [p.n for p in shown]})
    unseen = tuple(p.n for p in member.article.paragraphs if p not in shown and is_sent(p))
    if unseen:
        left_out += (LeftOut(article=member.article.id, paragraphs=unseen, reason="the article exceeds the window"),)
    story = Story(
        id=story_id([member.article.id]),
        event=grounder.event(event, headline),
        articles=(member.article.id,),
        headline=headline,
        sentences=sentences,
        discrepancies=(),
        timeline=grounder.timeline(reply.timeline),
        names=names_of([member]),
        origins=origins_of(member),
        open_questions=grounder.open_questions(reply.open_questions),
        editor_notes=grounder.editor_notes(reply.editor_notes),
        left_out=left_out,
        model="",
        flags=grounder.loose,
    )
    return story, grounder.findings


def _too_long(reply: SummaryReply, words: int | None) -> list[Finding]:
    length = sum(len(sentence.text.split()) for sentence in reply.sentences)
    if words is None or length <= words * _LEEWAY:
        return []
    told = f"sentences: {length} words, where at most {words} were asked for"
    return [Finding(code="too-long", message=told, where="sentences")]


def _shown(member: Member, gateway: Gateway) -> Sequence[Paragraph]:
    article = member.article
    room = max(2_000, gateway.room_for("summarize") - _OVERHEAD) - tokens.count(
        record_envelope(member.extraction, "", "", "")
    )
    whole = sent(article)
    if sum(tokens.count(p.text) + 5 for p in whole) <= room:
        return whole
    rested = {e.paragraph for claim in member.extraction.claims for e in claim.evidence}
    shown: list[Paragraph] = []
    for paragraph in whole:
        if paragraph.n not in rested:
            continue
        room -= tokens.count(paragraph.text) + 5
        if room > 0:
            shown.append(paragraph)
    return shown or whole[:1]
