"""Articles → groups: one event, one group, across languages; a similar event stays apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing import tokens
from briefing.envelopes import digest_envelope, enclose, seal_for
from briefing.models import Finding, Group, Member
from briefing.schemas import GroupingReply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.gateway import Gateway


async def group(members: Sequence[Member], gateway: Gateway) -> list[Group]:
    """Put the articles of one event together.

    Args:
        members: n articles in a stable order. Where their records exceed one call, they are sorted in
            batches, and the batches' groups are sorted again by their events.

    Returns:
        Groups in the order of their weight; every article in exactly one.

    Raises:
        InvalidReply: An article in no group or in several, after the repair too.
    """
    if len(members) <= 1:
        return [Group(event=_event_of(member), members=(member,)) for member in members]
    labels = [f"A{number}" for number in range(1, len(members) + 1)]
    seal = seal_for([member.article.raw for member in members])
    records = [
        digest_envelope(member.article, member.extraction, seal, label)
        for member, label in zip(members, labels, strict=True)
    ]
    cut = tokens.parts([tokens.count(record) for record in records], _room(gateway))
    groups: list[Group] = []
    for part in cut:
        wanted = dict(zip(labels[part.start : part.stop], members[part.start : part.stop], strict=True))
        reply = await _ask(records[part.start : part.stop], list(wanted), seal, gateway)
        groups += [Group(event=event, members=tuple(wanted[label] for label in named)) for event, named in reply]
    return groups if len(cut) == 1 else await _regroup(groups, gateway)


async def _regroup(groups: list[Group], gateway: Gateway) -> list[Group]:
    """Join groups of different batches that tell of one event."""
    labels = [f"A{number}" for number in range(1, len(groups) + 1)]
    seal = seal_for([member.article.raw for g in groups for member in g.members])
    records = [enclose("record", seal, _gist(g), label=label) for g, label in zip(groups, labels, strict=True)]
    if sum(map(tokens.count, records)) > _room(gateway):
        # Too many events even for their one-liners: better apart than wrongly joined.
        return groups
    by_label = dict(zip(labels, groups, strict=True))
    joined = []
    for event, named in await _ask(records, labels, seal, gateway):
        members = tuple(member for label in named for member in by_label[label].members)
        joined.append(Group(event=event, members=members))
    return joined


def _gist(told: Group) -> list[str]:
    """A group in a few lines: its event, and who, where and when its articles say."""
    extractions = [member.extraction for member in told.members]
    people = dict.fromkeys(p.name for e in extractions for p in e.people)
    places = dict.fromkeys(p.name for e in extractions for p in e.places)
    dates = dict.fromkeys(d.value for e in extractions for d in e.dates if d.role == "event" and d.value)
    lines = [f"event: {told.event}", f"articles: {len(told.members)}"]
    for name, values in (("people", people), ("places", places), ("dates", dates)):
        if values:
            lines.append(f"{name}: {'; '.join(list(values)[:6])}")
    return lines


def _room(gateway: Gateway) -> int:
    # A third of the window: the system prompt stands beside the records, and attention thins out.
    return max(1_000, gateway.room - 2_000) * 2 // 3


async def _ask(records: Sequence[str], labels: list[str], seal: str, gateway: Gateway) -> list[tuple[str, list[str]]]:
    prompt = gateway.prompts.render(
        "group", articles=list(records), count=len(labels), labels=", ".join(labels), seal=seal
    )
    answer = await gateway.ask(
        prompt, GroupingReply, about=f"{len(labels)} articles", check=lambda reply: check(reply, labels)
    )
    # In the order of the labels, whatever order the model named them in.
    return [(g.event, sorted(g.articles, key=labels.index)) for g in answer.value.groups]


def check(reply: GroupingReply, labels: Sequence[str]) -> list[Finding]:
    """Every label in exactly one group."""
    named = [label for g in reply.groups for label in g.articles]
    problems = []
    if missing := [label for label in labels if label not in named]:
        problems.append(f"in no group: {', '.join(missing)}")
    if doubled := sorted({label for label in named if named.count(label) > 1}):
        problems.append(f"in several groups: {', '.join(doubled)}")
    if unknown := sorted(set(named) - set(labels)):
        problems.append(f"no such article: {', '.join(unknown)}")
    if any(not g.articles for g in reply.groups):
        problems.append("a group has no article")
    return [Finding(code="grouping", message=told, where="groups", severity="broken") for told in problems]


def _event_of(member: Member) -> str:
    title = member.extraction.title
    return title.english if title else member.article.title or member.article.origin
