"""The second reader's answer, held to its words: every statement answered, every objection quoted from both sides."""

from __future__ import annotations

import collections
import random
from typing import TYPE_CHECKING, NamedTuple

from briefing.checks.alterations import alter, kinds
from briefing.checks.grounding import Cited
from briefing.checks.quotes import locate
from briefing.checks.statements import Statement, cited, with_source
from briefing.models import Finding, Objection, SecondReading, SeededErrors
from briefing.text.stems import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.models import AlterationKind, Article, Claim, Evidence, Member
    from briefing.prompting.schemas import ObjectionReply, VerifyReply

#: One seeded error for so many statements, at least so many; translated paragraphs, offices and days aside.
_EVERY, _LEAST = 8, 2
#: Two statements with this share of their words in common say the same for our purposes.
_ALIKE = 0.6


class Question(NamedTuple):
    """One numbered line of the call.

    Attributes:
        seeded: It was put there by code, and is shown to nobody.
        altered: Of a seeded one what was changed in it; None for a correct one, put there for comparison.
    """

    statement: Statement
    seeded: bool = False
    altered: AlterationKind | None = None


def questions(
    statements: Sequence[Statement], members: Mapping[str, Member], seed: str, least: int = _LEAST
) -> list[Question]:
    """The statements with seeded errors and as many correct ones mixed in, the same for the same seed.

    Seeded ones are recorded claims of these articles that no statement tells, so that no original stands beside them.

    Args:
        members: By article id.
        least: So many errors are seeded at least, where the records allow it.
    """
    rng = random.Random(seed)  # noqa: S311 - no secret: the same story must give the same call
    wanted = max(least, round(sum(not (each.whole or each.is_short) for each in statements) / _EVERY))
    free = _free_claims(statements, members)
    rng.shuffle(free)
    # Those of paragraphs that the call shows anyway first: the others cost a paragraph each.
    shown = {place for statement in statements for place in statement.cites}
    free.sort(key=lambda pair: not shown.issuperset(cited(pair[1].evidence)))
    order = list(kinds())
    rng.shuffle(order)
    seeded: list[Question] = []
    controls: list[Question] = []
    for member, claim in free:
        own = Statement("seeded", with_source(claim), cited(claim.evidence))
        if len(seeded) < wanted:
            # In even shares: the kind whose turn it is first, then the others.
            turn = collections.deque(order)
            turn.rotate(-len(seeded))
            found = alter(own.text, _names(member), rng, list(turn))
            if found is not None and not _true_elsewhere(found.kind, found.now, members.values()):
                seeded.append(Question(own._replace(text=found.text), seeded=True, altered=found.kind))
                continue
        if len(controls) < wanted:
            controls.append(Question(own, seeded=True))
    every = [*(Question(statement) for statement in statements)]
    for extra in (*seeded, *controls[: len(seeded)]):
        every.insert(rng.randint(0, len(every)), extra)
    return every


def _free_claims(statements: Sequence[Statement], members: Mapping[str, Member]) -> list[tuple[Member, Claim]]:
    """Claims that no statement of the story tells; its paragraph's English stands beside it as beside any other."""
    told = [set(stems(statement.text)) for statement in statements if not statement.whole]
    free = []
    for member in members.values():
        for claim in member.extraction.claims:
            words = set(stems(claim.text))
            if not claim.evidence or claim.flags or len(words) < 4:
                continue
            if not any(len(words & other) >= _ALIKE * len(words) for other in told):
                free.append((member, claim))
    return free


def _names(member: Member) -> list[str]:
    record = member.extraction
    return [*(person.name for person in record.people), *(body.name for body in record.organisations)]


def _true_elsewhere(kind: AlterationKind, now: str, members: Iterable[Member]) -> bool:
    """Whether an altered figure or day stands in one of the sources, so that it may well be true."""
    if kind not in {"number", "date"}:
        return False
    return any(now in member.article.raw or _says(member, now) for member in members)


def _says(member: Member, now: str) -> bool:
    return any(now.lower() in claim.text.lower() for claim in member.extraction.claims)


def unanswered(reply: VerifyReply, count: int) -> list[Finding]:
    """What makes a reply no reading: nothing answered. Single gaps are counted, not repaired."""
    answered = {*reply.supported, *(objection.n for objection in reply.objections)}
    if not answered & set(range(1, count + 1)):
        message = f"answer each of the statements 1 to {count}, under supported or under objections"
        return [Finding(code="verify-unanswered", message=message, where="", severity="broken")]
    return []


def hold(reply: VerifyReply, asked: Sequence[Question], articles: Mapping[str, Article], model: str) -> SecondReading:
    """What the reader said, as far as its words are found.

    Args:
        articles: By id.
    """
    said: dict[int, list[Objection | None]] = {}
    for each in reply.objections:
        if 0 < each.n <= len(asked):
            said.setdefault(each.n, []).append(_held(each, asked[each.n - 1].statement, articles))
    supported = set(reply.supported) - set(said)
    held = {n: [o for o in every if o is not None] for n, every in said.items()}
    shown = {n: q.statement for n, q in enumerate(asked, 1) if not q.seeded}
    return SecondReading(
        model=model,
        statements=len(shown),
        supported=sum(n in supported for n in shown),
        unanswered=tuple(s.where for n, s in shown.items() if n not in supported and not held.get(n)),
        objections=tuple(found for n in shown for found in held.get(n, ())),
        dropped=sum(found is None for every in said.values() for found in every),
        seeded=_seeded(asked, {n for n, found in held.items() if found}),
    )


def _seeded(asked: Sequence[Question], objected: set[int]) -> SeededErrors:
    altered = [(n, q.altered) for n, q in enumerate(asked, 1) if q.altered is not None]
    correct = [n for n, q in enumerate(asked, 1) if q.seeded and q.altered is None]
    return SeededErrors(
        seeded=dict(sorted(collections.Counter(kind for _, kind in altered).items())),
        found=dict(sorted(collections.Counter(kind for n, kind in altered if n in objected).items())),
        correct=len(correct),
        objected=sum(n in objected for n in correct),
    )


def _held(said: ObjectionReply, statement: Statement, articles: Mapping[str, Article]) -> Objection | None:
    """The objection, if its words stand in the statement and its quotes in a paragraph that the statement cites."""
    words = " ".join(said.words.split())
    start = statement.text.find(words) if words else -1
    if start < 0:
        start = statement.text.casefold().find(words.casefold()) if words else -1
    if start < 0:
        return None
    found = tuple(each for quote in said.against if (each := _found(quote, statement, articles)) is not None)
    if said.against and not found:
        return None
    return Objection(
        where=statement.where,
        verdict=said.verdict,
        words=statement.text[start : start + len(words)],
        start=start,
        kind=said.kind,
        why=" ".join(said.why.split()),
        evidence=found,
    )


def _found(quote: str, statement: Statement, articles: Mapping[str, Article]) -> Evidence | None:
    """A quote in one of the paragraphs that a statement cites; some readers put the place before it, as writers do."""
    for words in dict.fromkeys((quote, Cited.parse(quote).words)):
        for article, n in statement.cites:
            evidence = locate(articles[article], n, words) if article in articles else None
            if evidence is not None and evidence.paragraph == n:
                return evidence
    return None
