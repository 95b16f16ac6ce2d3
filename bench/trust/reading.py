"""The statements before the second reader, in calls of the stage itself, and what became of each."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from material import Asked, Row, articles, asked, objected_rightly

from briefing.llm.cassette import cassette
from briefing.llm.factory import open_gateway
from briefing.models import Member
from briefing.names.book import NOTHING_KNOWN
from briefing.pipeline.stages.extract import extract
from briefing.pipeline.stages.verify import verify
from briefing.settings.settings import fixed_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from briefing.llm.cassette import Record
    from briefing.llm.gateway import Gateway
    from briefing.models import Objection, SecondReading

#: The name under which the replies were recorded.
MODEL = "desk"

#: `proof`: code proves it, and nobody need read it. The others are lies that the reader objected to, with a list's
#: question beside the statement or without; `missed` are those to which it didn't. Of what is honest `flagged` is
#: objected to, `passed` is not.
How = Literal["proof", "suspicion and reader", "reader alone", "missed", "flagged", "passed"]


@dataclass(frozen=True)
class Outcome:
    """What became of one statement.

    Attributes:
        language: Of its article.
        objection: What the reader has against it.
        elsewhere: It objects to a lie, but to other words than the wrong ones.
    """

    asked: Asked
    language: str
    how: How
    objection: Objection | None = None
    elsewhere: bool = False


@dataclass(frozen=True)
class Read:
    """All calls.

    Attributes:
        unasked: The outcomes where the reader gets no suspicions as questions: what these are worth.
        readings: By call; they count the errors that the stage seeded of its own, too.
        tokens: Of the calls to the second reader alone, those without questions left out.
    """

    outcomes: list[Outcome]
    unasked: list[Outcome]
    readings: dict[str, SecondReading]
    tokens: int


def judged(each: Asked, language: str, objections: Sequence[Objection]) -> Outcome:
    """What became of one statement."""
    found = next((o for o in objections if o.where == each.statement.where), None)
    if not each.row.lie:
        return Outcome(each, language, "flagged" if found or each.proven else "passed", found)
    if each.proven:
        return Outcome(each, language, "proof", found)
    if found is None:
        return Outcome(each, language, "missed")
    how: How = "suspicion and reader" if each.suspicions else "reader alone"
    return Outcome(each, language, how, found, elsewhere=not objected_rightly(each.row, found.words, found.start))


async def read_call(
    call: str, every: Sequence[Asked], members: Mapping[str, Member], gateway: Gateway
) -> tuple[list[Outcome], SecondReading]:
    """Those of one call.

    Args:
        members: The articles of the call with their records, by number.
    """
    statements, about = [each.statement for each in every], f"the statements of {call}"
    reading = await verify(statements, list(members.values()), gateway, seed=f"trust {call}", about=about)
    return [judged(each, articles()[each.row.places[0][0]].language, reading.objections) for each in every], reading


async def read_all(rows: Sequence[Row], gateway: Gateway) -> Read:
    """All statements: the articles recorded, the statements looked at by code, then read with and without questions.

    The errors that the stage seeds are the same in both.
    """
    calls: dict[str, list[Row]] = {}
    for row in rows:
        calls.setdefault(row.call, []).append(row)
    numbers = sorted({article for row in rows for article, _ in row.places})
    records = await asyncio.gather(*(extract(articles()[number], gateway, NOTHING_KNOWN) for number in numbers))
    known = {n: Member(article=articles()[n], extraction=record) for n, record in zip(numbers, records, strict=True)}

    async def each_call(*, questions: bool) -> list[tuple[list[Outcome], SecondReading]]:
        asking = []
        for call, some in calls.items():
            cited = sorted({article for row in some for article, _ in row.places})
            members = {number: known[number] for number in cited}
            every = [asked(row, n, members) for n, row in enumerate(some, start=1)]
            if not questions:
                every = [replace(each, statement=each.statement._replace(doubts=()), suspicions=()) for each in every]
            asking.append(read_call(call, every, members, gateway))
        return await asyncio.gather(*asking)

    done = await each_call(questions=True)
    usage = gateway.run.stages["verify"].usage
    spent = usage.prompt + usage.completion
    unasked = await each_call(questions=False)
    readings = dict(zip(calls, (reading for _, reading in done), strict=True))
    return Read([o for some, _ in done for o in some], [o for some, _ in unasked for o in some], readings, spent)


async def read(rows: Sequence[Row], path: Path, record: Record = "none", api_base: str | None = None) -> Read:
    """All statements, from a recording or by asking.

    Raises:
        CassetteMiss: A question isn't recorded, and nothing may be asked.
    """
    settings = fixed_settings(model=MODEL, api_base=api_base, timeout=3000.0, concurrency=64)
    with cassette(path, record):
        async with open_gateway(settings, replaying=api_base is None, remember=False) as gateway:
            return await read_all(rows, gateway)
