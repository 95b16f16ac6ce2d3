"""Story → the same story, read a second time: statements against the paragraphs that they cite, and nothing else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from briefing.checks.second_reading import Question, hold, questions, unanswered
from briefing.checks.statements import statements_of, translated
from briefing.llm import tokens
from briefing.models import SecondReading, SeededErrors
from briefing.prompting.context import article_envelope, enclose, seal_for
from briefing.prompting.schemas import VerifyReply

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.llm.gateway import Gateway
    from briefing.models import AlterationKind, Article, Member, Story, Translation
    from briefing.prompting.templates import Rendered

#: Tokens that the prompt itself and the schema take.
_OVERHEAD = 2_000
#: Statements of one call at most: beyond that a reader's care flags.
_MOST = 60


async def verify(
    story: Story, members: Sequence[Member], translations: Mapping[str, Translation], gateway: Gateway
) -> SecondReading:
    """Have a story read a second time.

    The reader sees neither the writer's record nor its reasoning. Among the statements stand seeded errors.

    Args:
        members: The story's articles with what was recorded of them.
        translations: By article id; the English of the cited paragraphs is read too.

    Returns:
        What the reader said, held to its words.

    Raises:
        InvalidReply: Nothing was answered, after the repair too.
        BudgetExceeded: The cap could be passed; nothing was sent.
    """
    by_id = {member.article.id: member for member in members}
    own = list(statements_of(story))
    own += translated(own, translations)
    if not own:
        return SecondReading(model="", statements=0, supported=0)
    asked = questions(own, by_id, story.id)
    labels = {f"A{number}": by_id[article].article for number, article in enumerate(story.articles, start=1)}
    parts = _parts(asked, labels, gateway.room_for("verify") - _OVERHEAD)
    readings = await asyncio.gather(*(_read(part, labels, story.headline.text, gateway) for part in parts))
    return joined(readings)


def _parts(asked: Sequence[Question], labels: Mapping[str, Article], room: int) -> list[Sequence[Question]]:
    by_id = {article.id: article for article in labels.values()}

    def size(question: Question) -> int:
        shown = (by_id[article].paragraphs[n - 1].text for article, n in question.statement.cites)
        return tokens.count(question.statement.text) + sum(map(tokens.count, shown))

    # Counted as if no two statements cited the same paragraph: too many parts rather than too long ones.
    cut = tokens.parts([max(size(question), room // _MOST) for question in asked], max(room, 1_000))
    return [asked[part.start : part.stop] for part in cut]


async def _read(
    asked: Sequence[Question], labels: Mapping[str, Article], about: str, gateway: Gateway
) -> SecondReading:
    answer = await gateway.ask(
        prompt_for(asked, labels, gateway),
        VerifyReply,
        about=f"the second reading of {about!r}",
        check=lambda reply: unanswered(reply, len(asked)),
    )
    return hold(answer.value, asked, labels, answer.model)


def prompt_for(asked: Sequence[Question], labels: Mapping[str, Article], gateway: Gateway) -> Rendered:
    """The call: the cited paragraphs, each once, then the numbered statements."""
    cites = {place for question in asked for place in question.statement.cites}
    used = {label: article for label, article in labels.items() if any(article.id == each for each, _ in cites)}
    seal = seal_for([*(article.raw for article in used.values()), *(question.statement.text for question in asked)])
    by_id = {article.id: label for label, article in used.items()}
    lines = [f"{n}. ({_cites(question, by_id)}) {question.statement.text}" for n, question in enumerate(asked, start=1)]
    return gateway.prompts.render(
        "verify",
        articles=[
            article_envelope(article, seal, label, [p for p in article.paragraphs if (article.id, p.n) in cites])
            for label, article in used.items()
        ],
        statements=enclose("statements", seal, lines),
        count=len(asked),
        labels=", ".join(used),
        seal=seal,
    )


def _cites(question: Question, by_id: Mapping[str, str]) -> str:
    places = ", ".join(f"{by_id[article]} ¶{n}" for article, n in question.statement.cites)
    return f"{'translates' if question.statement.whole else 'cites'} {places}"


def joined(readings: Iterable[SecondReading]) -> SecondReading:
    """Several readings as one."""
    every = list(readings)
    return SecondReading(
        model=", ".join(dict.fromkeys(reading.model for reading in every if reading.model)),
        statements=sum(reading.statements for reading in every),
        supported=sum(reading.supported for reading in every),
        unanswered=tuple(where for reading in every for where in reading.unanswered),
        objections=tuple(objection for reading in every for objection in reading.objections),
        dropped=sum(reading.dropped for reading in every),
        seeded=SeededErrors(
            seeded=_summed(reading.seeded.seeded for reading in every),
            found=_summed(reading.seeded.found for reading in every),
            correct=sum(reading.seeded.correct for reading in every),
            objected=sum(reading.seeded.objected for reading in every),
        ),
    )


def _summed(counts: Iterable[Mapping[AlterationKind, int]]) -> dict[AlterationKind, int]:
    whole: dict[AlterationKind, int] = {}
    for each in counts:
        for kind, number in each.items():
            whole[kind] = whole.get(kind, 0) + number
    return whole
