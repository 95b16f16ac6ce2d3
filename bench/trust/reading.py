"""The statements before the second reader, in calls of the stage itself, and what became of each."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
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
    from collections.abc import Sequence
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
        readings: By call; they count the errors that the stage seeded of its own, too.
        tokens: Of the calls to the second reader alone.
    """

    outcomes: list[Outcome]
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


async def read_call(call: str, some: Sequence[Row], gateway: Gateway) -> tuple[list[Outcome], SecondReading]:
    """Those of one call: their articles recorded, the statements looked at by code, then read."""
    numbers = sorted({article for row in some for article, _ in row.places})
    records = await asyncio.gather(*(extract(articles()[number], gateway, NOTHING_KNOWN) for number in numbers))
    members = {
        number: Member(article=articles()[number], extraction=record)
        for number, record in zip(numbers, records, strict=True)
    }
    every = [asked(row, n, members) for n, row in enumerate(some, start=1)]
    reading = await verify(
        [each.statement for each in every],
        list(members.values()),
        gateway,
        seed=f"trust {call}",
        about=f"the statements of {call}",
    )
    return [judged(each, articles()[each.row.places[0][0]].language, reading.objections) for each in every], reading


async def read(rows: Sequence[Row], path: Path, record: Record = "none", api_base: str | None = None) -> Read:
    """All statements, from a recording or by asking.

    Raises:
        CassetteMiss: A question isn't recorded, and nothing may be asked.
    """
    calls: dict[str, list[Row]] = {}
    for row in rows:
        calls.setdefault(row.call, []).append(row)
    settings = fixed_settings(model=MODEL, api_base=api_base, timeout=3000.0, concurrency=64)
    with cassette(path, record):
        async with open_gateway(settings, replaying=api_base is None, remember=False) as gateway:
            done = await asyncio.gather(*(read_call(call, some, gateway) for call, some in calls.items()))
            usage = gateway.run.stages["verify"].usage
    return Read(
        [outcome for outcomes, _ in done for outcome in outcomes],
        dict(zip(calls, (reading for _, reading in done), strict=True)),
        usage.prompt + usage.completion,
    )
