"""Articles → groups: one event, one group, across languages; a similar event stays apart."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.errors import CassetteMiss, EngineError, EngineUnusable, InvalidReply
from briefing.llm import tokens
from briefing.models import Finding, Group, Member
from briefing.pipeline import overrides as grouping
from briefing.pipeline.events import event_of, folded
from briefing.pipeline.stages import blocking
from briefing.prompting.context import digest_envelope, enclose, seal_for
from briefing.prompting.schemas import GroupingReply

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Sequence
    from typing import Any

    from briefing.llm.gateway import Gateway
    from briefing.pipeline.stages.blocking import Near

#: Times that groups which came out of different calls are compared, at most.
_ROUNDS = 3


async def group(
    members: Sequence[Member],
    gateway: Gateway,
    decisions: grouping.Decisions = grouping.NONE,
    say: Callable[[str], None] | None = None,
) -> list[Group]:
    """Put the articles of one event together.

    Where all records fit into one call, they go out in one. Beyond that, code finds which articles might
    tell of one event, and only these are shown to the model, companions side by side; groups of
    different calls that are near each other are compared after that. An article near to none needs no call.

    Args:
        members: n articles in a stable order.
        decisions: A person's own, which outrank the model's.
        say: Told of a call that gave no answer; its articles or groups then stay apart. Without it
            the error is raised.

    Returns:
        Groups in the order of their weight: as the model sees it within one call, and by their size over
        several. Every article in exactly one, in the order in which it came in.

    Raises:
        InvalidReply: An article in no group or in several, after the repair too.
    """
    if len(members) <= 1:
        return [Group(event=event_of(member), members=(member,)) for member in members]
    labels = _labels(members)
    seal = seal_for([member.article.raw for member in members])
    records = _digests(members, seal)
    sizes = [tokens.count(record) for record in records]
    if sum(sizes) <= _room(gateway):
        named = await _ask(records, labels, seal, gateway)
        by_label = dict(zip(labels, members, strict=True))
        groups = [Group(event=event, members=tuple(by_label[label] for label in each)) for event, each in named]
    else:
        groups = await _Blocked(members, gateway, decisions, say).group(sizes)
    place = {member.article.id: n for n, member in enumerate(members)}
    return [
        told.replace(members=tuple(sorted(told.members, key=lambda m: place[m.article.id])))
        for told in grouping.apply(groups, decisions)
    ]


def most_questions(articles: int) -> int:
    """How often the grouping of so many articles asks at most: no call holds fewer than two pieces."""
    return 0 if articles < 2 else max(1, (1 + _ROUNDS) * articles // 2)


# ── more than one call ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Told:
    """A group on its way.

    Attributes:
        indices: Of its articles.
        calls: Numbers of the calls it was shown in. Two groups shown in one call, and both still there,
            were found to be different events.
        rank: Where the last call put it, from 0 to 1.
    """

    event: str
    indices: tuple[int, ...]
    calls: frozenset[int] = frozenset()
    rank: float = 1.0


class _Blocked:
    """Grouping where one call can't hold all."""

    def __init__(
        self,
        members: Sequence[Member],
        gateway: Gateway,
        decisions: grouping.Decisions,
        say: Callable[[str], None] | None,
    ) -> None:
        self.members = members
        self.gateway = gateway
        self.say = say
        self.room = _room(gateway)
        self.near = _decided(blocking.nearness([m.extraction for m in members]), members, decisions)
        self.numbers = itertools.count()

    async def group(self, sizes: Sequence[int]) -> list[Group]:
        told = [_Told(event_of(member), (index,)) for index, member in enumerate(self.members)]
        told = await self._sort(told, blocking.cut(sizes, self.near, self.room), self._sort_articles)
        for _ in range(_ROUNDS):
            gists = [tokens.count("\n".join(_gist(self._group(each)))) + 40 for each in told]
            calls = blocking.cut(gists, self._open(told), self.room)
            if not calls:
                break
            told = await self._sort(told, calls, self._join)
        told.sort(key=lambda each: (-len(each.indices), each.rank, each.indices))
        return [self._group(each) for each in told]

    async def _sort(
        self,
        told: list[_Told],
        calls: list[list[int]],
        work: Callable[[list[_Told]], Coroutine[Any, Any, list[_Told]]],
    ) -> list[_Told]:
        """Ask all calls at once; what stands in none of them stays as it is."""
        asked = {index for call in calls for index in call}
        results = await asyncio.gather(
            *(self._safely([told[index] for index in sorted(call)], work) for call in calls), return_exceptions=True
        )
        kept = [each for index, each in enumerate(told) if index not in asked]
        for result in results:
            if isinstance(result, BaseException):
                raise result
            kept += result
        return sorted(kept, key=lambda each: each.indices)

    async def _safely(
        self, told: list[_Told], work: Callable[[list[_Told]], Coroutine[Any, Any, list[_Told]]]
    ) -> list[_Told]:
        """One call that gives no answer leaves its own articles apart, and takes no other with it."""
        try:
            return await work(told)
        except (InvalidReply, EngineError) as error:
            if self.say is None or isinstance(error, (EngineUnusable, CassetteMiss)):
                raise
            count = sum(len(each.indices) for each in told)
            self.say(f"{count} articles could not be compared with each other; an event may appear twice: {error}")
            return told

    async def _sort_articles(self, told: list[_Told]) -> list[_Told]:
        members = [self.members[index] for each in told for index in each.indices]
        seal = seal_for([member.article.raw for member in members])
        return await self._answers(told, _digests(members, seal), seal)

    async def _join(self, told: list[_Told]) -> list[_Told]:
        groups = [self._group(each) for each in told]
        seal = seal_for([member.article.raw for each in groups for member in each.members])
        labels = _labels(groups)
        records = [enclose("record", seal, _gist(g), label=label) for g, label in zip(groups, labels, strict=True)]
        return await self._answers(told, records, seal)

    async def _answers(self, told: list[_Told], records: list[str], seal: str) -> list[_Told]:
        labels = _labels(told)
        number = next(self.numbers)
        by_label = dict(zip(labels, told, strict=True))
        answers = await _ask(records, labels, seal, self.gateway)
        return [
            _Told(
                event=event if len(part) == len(named) else part[0].event,
                indices=tuple(sorted(index for each in part for index in each.indices)),
                calls=frozenset({number}).union(*(each.calls for each in part)),
                rank=rank / len(answers),
            )
            for rank, (event, named) in enumerate(answers)
            for part in self._compatible([by_label[label] for label in named])
        ]

    def _compatible(self, named: list[_Told]) -> list[list[_Told]]:
        """Part what an earlier call, which saw the whole records, found to be different events."""
        parts: list[list[_Told]] = []
        for each in named:
            fits = [part for part in parts if not any(each.calls & other.calls for other in part)]
            if fits:
                max(fits, key=lambda part: max(self._nearness(each, other) for other in part)).append(each)
            else:
                parts.append([each])
        return parts

    def _nearness(self, one: _Told, other: _Told) -> float:
        return max(self.near.get((min(i, j), max(i, j)), 0.0) for i in one.indices for j in other.indices)

    def _open(self, told: list[_Told]) -> Near:
        """The pairs of groups that are near each other and were never shown in one call."""
        holder = {index: n for n, each in enumerate(told) for index in each.indices}
        found: Near = {}
        for (i, j), value in self.near.items():
            pair = min(holder[i], holder[j]), max(holder[i], holder[j])
            if pair[0] != pair[1] and not told[pair[0]].calls & told[pair[1]].calls:
                found[pair] = max(value, found.get(pair, 0.0))
        return found

    def _group(self, told: _Told) -> Group:
        return Group(event=told.event, members=tuple(self.members[index] for index in told.indices))


def _decided(near: Near, members: Sequence[Member], decisions: grouping.Decisions) -> Near:
    """The near pairs without those that a person decided on: nothing is asked where the answer is known."""
    place = {member.article.id: n for n, member in enumerate(members)}
    merged = (pair for articles in grouping.together(decisions) for pair in itertools.combinations(articles, 2))
    near = dict(near)
    for one, other in grouping.apart(decisions):
        if one in place and other in place:
            near.pop((min(place[one], place[other]), max(place[one], place[other])), None)
    for one, other in merged:
        if one in place and other in place:
            near[min(place[one], place[other]), max(place[one], place[other])] = 1.0
    return near


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


# ── one call ─────────────────────────────────────────────────────────────────────────────────────


def _labels(things: Sequence[object]) -> list[str]:
    return [f"A{number}" for number in range(1, len(things) + 1)]


def _digests(members: Sequence[Member], seal: str) -> list[str]:
    labels = _labels(members)
    return [digest_envelope(m.article, m.extraction, seal, label) for m, label in zip(members, labels, strict=True)]


def _room(gateway: Gateway) -> int:
    # A third of the window: the system prompt stands beside the records, and attention thins out.
    return max(1_000, gateway.room_for("group") - 2_000) * 2 // 3


async def _ask(records: Sequence[str], labels: list[str], seal: str, gateway: Gateway) -> list[tuple[str, list[str]]]:
    prompt = gateway.prompts.render(
        "group", articles=list(records), count=len(labels), labels=", ".join(labels), seal=seal
    )
    answer = await gateway.ask(
        prompt, GroupingReply, about=f"{len(labels)} articles", check=lambda reply: check(reply, labels)
    )
    # In the order of the labels, whatever order the model named them in.
    return [(folded(g.event), sorted(g.articles, key=labels.index)) for g in answer.value.groups]


def check(reply: GroupingReply, labels: Iterable[str]) -> list[Finding]:
    """Every label in exactly one group."""
    labels = list(labels)
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
