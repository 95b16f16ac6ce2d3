"""Group → Story: several articles of one event, read in the original beside what was recorded of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from briefing.checks.labels import called
from briefing.checks.objections import placed
from briefing.checks.story_grounder import NO_SENTENCES, StoryGrounder, story_id
from briefing.errors import ContextExceeded, EngineError, ReplyTruncated
from briefing.llm import tokens
from briefing.models import Group, LeftOut, Story
from briefing.models.kept import kept
from briefing.pipeline.events import shown_event
from briefing.prompting.context import article_envelope, draft_envelope, enclose, record_envelope, seal_for, sent
from briefing.prompting.schemas import StoryReply

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.llm.gateway import Gateway
    from briefing.models import Finding, Member, Paragraph
    from briefing.names.book import NameBook

    Shown = dict[str, Sequence[Paragraph]]

#: Tokens that the merge prompt itself and the schema take.
_OVERHEAD = 4_000


async def merge(group: Group, gateway: Gateway, names: NameBook, *, objections: Sequence[Finding] = ()) -> Story:
    """Write one story from all articles of an event.

    The model reads the full articles, for a funnel of summaries loses what a reading of the articles
    against one another finds. Only where they exceed the window, or the reply is cut off, are they merged in
    levels: parts first, then the part stories with every paragraph that these rest on. Each part is smaller than
    the group, so n articles take at most `most_questions(n)` questions, whatever the replies.

    Args:
        group: n >= 2 articles.
        gateway: The way to the model.
        names: What is known of names on the day of the run.
        objections: What a second reader has against the story as it was written: the model is asked to mend it.

    Raises:
        InvalidReply: Wrong fields, after the repair too.
        ContextExceeded, ReplyTruncated: The articles, cut to what their records rest on, are still too long.
        BudgetExceeded: The cap could be passed; nothing was sent.
    """
    labels = _labels(group)
    shown: Shown = {label: sent(member.article) for label, member in labels.items()}
    room = max(2_000, gateway.room_for("merge") - _OVERHEAD)
    cut = _cut(group.members, room)
    too_long: EngineError | None = None
    if len(cut) == 1:
        try:
            return await _ask(group, labels, (shown, ()), gateway, names, objections=objections)
        except (ContextExceeded, ReplyTruncated) as error:
            too_long = error
    parts = [Group(event=group.event, members=group.members[part.start : part.stop]) for part in _smaller(cut)]
    return await _in_levels(group, parts, gateway, names, too_long, objections=objections)


def most_questions(articles: int) -> int:
    """How often a merge of so many articles asks at most: the whole and the last level, for each cut in two."""
    return max(0, 2 * (articles - 1))


def _labels(group: Group) -> dict[str, Member]:
    return {f"A{number}": member for number, member in enumerate(group.members, start=1)}


def _smaller(cut: list[range]) -> list[range]:
    """Parts that are each smaller than the whole: as they were cut, or halves where that gave one part or no pair."""
    count = cut[-1].stop
    if len(cut) > 1 and any(len(part) > 1 for part in cut):
        return cut
    return [range(count // 2), range(count // 2, count)]


async def _in_levels(  # noqa: PLR0913 - what `merge` takes, and what came of it so far
    group: Group,
    parts: list[Group],
    gateway: Gateway,
    names: NameBook,
    too_long: EngineError | None,
    *,
    objections: Sequence[Finding],
) -> Story:
    """Merge the parts, then their stories. Of an article that is in no part story, what its record rests on is read.

    Args:
        too_long: What the model said to the whole, where it was asked.
    """
    drafts = await _drafts([part for part in parts if len(part.members) > 1], gateway, names)
    drafted = {article for draft in drafts for article in draft.articles}
    rested: dict[str, set[int]] = {
        member.article.id: _recorded(member) for member in group.members if member.article.id not in drafted
    }
    for draft in drafts:
        for evidence in draft.cited():
            rested.setdefault(evidence.article, set()).add(evidence.paragraph)
    labels = _labels(group)
    shown: Shown = {
        label: [p for p in member.article.paragraphs if p.n in rested.get(member.article.id, ())]
        for label, member in labels.items()
    }
    if too_long is not None and not drafts and all(len(shown[la]) == len(sent(labels[la].article)) for la in labels):
        raise too_long  # the same question again
    story = await _ask(group, labels, (shown, drafts), gateway, names, objections=objections)
    seen = {(labels[label].article.id, p.n) for label, paragraphs in shown.items() for p in paragraphs}
    unseen = [*_unseen(drafts, seen), *_unread([m for m in group.members if m.article.id not in drafted], seen)]
    return story.replace(left_out=(*story.left_out, *unseen))


async def _drafts(parts: list[Group], gateway: Gateway, names: NameBook) -> list[Story]:
    """The stories of the parts, without those that are too long themselves."""
    results = await asyncio.gather(*(merge(part, gateway, names) for part in parts), return_exceptions=True)
    drafts = []
    for result in results:
        if isinstance(result, Story):
            drafts.append(result)
        elif not isinstance(result, (ContextExceeded, ReplyTruncated)):
            raise result
    return drafts


def _recorded(member: Member) -> set[int]:
    """The paragraphs on which the claims of an article's record rest; its first one where there are none."""
    rested = {evidence.paragraph for claim in member.extraction.claims for evidence in claim.evidence}
    return rested or {member.article.paragraphs[0].n}


def _unread(members: Iterable[Member], seen: set[tuple[str, int]]) -> Iterable[LeftOut]:
    """What no question showed of articles that stand in no part story."""
    for member in members:
        numbers = tuple(p.n for p in member.article.paragraphs if (member.article.id, p.n) not in seen)
        if numbers:
            yield LeftOut(article=member.article.id, paragraphs=numbers, reason="the articles exceed the window")


def _unseen(drafts: Iterable[Story], seen: set[tuple[str, int]]) -> list[LeftOut]:
    """What the part stories left out, of paragraphs that the last merge didn't see."""
    rows = []
    for draft in drafts:
        for row in draft.left_out:
            numbers = tuple(n for n in row.paragraphs if (row.article, n) not in seen)
            if numbers:
                rows.append(row.replace(paragraphs=numbers))
    return rows


def _cut(members: Sequence[Member], room: int) -> list[range]:
    """The members cut into parts that fit; where their bytes fit, no token need be counted."""
    shown = [[*(p.text for p in sent(m.article)), record_envelope(m.extraction, "", "", "")] for m in members]
    if (
        sum(len(text.encode("utf-8", "surrogatepass")) + 1 for texts in shown for text in texts) + 100 * len(members)
        <= room
    ):
        return [range(len(members))]
    return tokens.parts([sum(map(tokens.count, texts)) + 100 for texts in shown], room)


async def _ask(  # noqa: PLR0913 - what `merge` takes, and what is shown
    group: Group,
    labels: dict[str, Member],
    seen: tuple[Shown, Sequence[Story]],
    gateway: Gateway,
    names: NameBook,
    *,
    objections: Sequence[Finding],
) -> Story:
    seal = seal_for([*(member.article.raw for member in group.members), group.event])
    shown, drafts = seen
    calls = called(labels)
    settings = gateway.run.settings
    by_id = {member.article.id: label for label, member in labels.items()}
    prompt = gateway.prompts.render(
        "merge",
        articles=[
            f"{article_envelope(member.article, seal, label, shown[label])}\n"
            f"{record_envelope(member.extraction, seal, label, calls[label])}"
            for label, member in labels.items()
        ],
        drafts=[draft_envelope(draft, by_id, seal) for draft in drafts],
        count=len(labels),
        labels=", ".join(labels),
        event=enclose("event", seal, [group.event]),
        names=names.envelope([member.article for member in group.members], seal),
        spelling=settings.spelling,
        date_example=settings.date_example,
        seal=seal,
    )
    about = f"{len(labels)} articles on {shown_event(group)!r}"

    def check(reply: StoryReply) -> list[Finding]:
        return ground(reply, group.event, labels, shown, None)[1]

    answer = await gateway.ask(prompt, StoryReply, about=about, check=check, again=bool(objections))
    story, _ = ground(answer.value, group.event, labels, shown, answer.repairs or None)
    if asked := placed(objections, story, [row.point for row in answer.value.discrepancies]):
        answer = await gateway.amend(prompt, StoryReply, answer, asked, about=about, check=check)
        story, _ = ground(answer.value, group.event, labels, shown, answer.repairs or None)
    return story.replace(model=answer.model, repaired=answer.repaired, repairs=answer.mended_codes)


@kept(64)
def ground(
    reply: StoryReply,
    event: str,
    labels: dict[str, Member],
    shown: Shown,
    mended: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Story, list[Finding]]:
    """Tie every part of a reply to its sources, and say what doesn't hold."""
    grounder = StoryGrounder(labels, mended)
    rows = grounder.discrepancies(reply.discrepancies)
    grounder.plain_text(reply)
    headline = grounder.sentence(reply.headline, 0, "headline", rows)
    sentences = grounder.sentences(reply.sentences, reply.lead, rows)
    if not sentences:
        grounder.findings.append(NO_SENTENCES)
    articles = tuple(member.article.id for member in labels.values())
    origins, untold = grounder.origins(reply.origins, reply.origin_unknown)
    story = Story(
        id=story_id(articles),
        event=grounder.event(event, headline),
        articles=articles,
        headline=headline,
        sentences=sentences,
        discrepancies=rows,
        timeline=grounder.timeline(reply.timeline),
        names=grounder.names(reply.same_names),
        origins=origins,
        origin_unknown=untold,
        open_questions=grounder.open_questions(reply.open_questions),
        editor_notes=grounder.editor_notes(reply.editor_notes),
        left_out=grounder.left_out(
            reply.left_out,
            (headline, *sentences),
            {label: [p.n for p in paragraphs] for label, paragraphs in shown.items()},
        ),
        model="",
        flags=grounder.loose,
    )
    return story, grounder.findings
