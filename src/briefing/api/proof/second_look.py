"""A finished day, read twice with a model of the auditor's own: `briefing check --verify`.

Nothing of the day is trusted but its texts: who read it before, and what that reader said, plays no part.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.api.session import LIVE, Cassette, gateway_of
from briefing.checks.audit import Fault
from briefing.checks.reading_matter import read_of
from briefing.checks.readings import doubts, joined, second_reader
from briefing.llm import pricing, tokens
from briefing.llm.factory import open_gateway
from briefing.llm.pricing import Usage
from briefing.models import Member
from briefing.pipeline.one_article import STOPS, reason_of
from briefing.pipeline.stages.verify import verify
from briefing.render.sanitize import one_line
from briefing.storage.days import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from briefing.checks.statements import Statement
    from briefing.errors import BriefingError
    from briefing.llm.gateway import Gateway
    from briefing.models import Briefing, Objection, Report, SecondReading, Story
    from briefing.settings.settings import Settings

#: What was read in checks, in the output folder; a check that is run again asks nothing.
LEDGER = "checks.sqlite3"
#: Tokens of a call beside its statements and paragraphs; the share that seeded errors add, and that is replied.
_CALL, _SEEDED, _REPLIED = 1_000, 1.3, 0.1
#: Tokens of statements and paragraphs in one call, about.
_PART = 12_000


@dataclass(frozen=True)
class Foreseen:
    """What a second reading of a day would take.

    Attributes:
        cost: US dollars; None where the price is unknown.
    """

    model: str
    stories: int
    statements: int
    calls: int
    tokens: int
    cost: float | None


@dataclass
class SecondLook:
    """What a second reading of a finished day gave.

    Attributes:
        objections: Each with its place in briefing.json, the words, the reason, and the source's words.
        unread: Stories and statements that were not read, with the reason.
        reader: Who read, and how many seeded errors it found; empty where nobody did.
        doubts: Why its silence, or its objections, mean little.
        stopped: What ended it early.
    """

    objections: list[Fault] = field(default_factory=list)
    unread: list[Fault] = field(default_factory=list)
    reader: str = ""
    doubts: list[str] = field(default_factory=list)
    stopped: BriefingError | None = None


def foresee(folder: Path, settings: Settings) -> Foreseen:
    """What reading a day twice would take. Nothing is sent; an estimate.

    Raises:
        DayUnreadable: There is no briefing, or it can't be read.
        ConfigError: No model.
    """
    briefing = load(folder)
    model = asyncio.run(_reader(settings))
    facts = pricing.facts(model, settings.prices)
    statements = calls = sent = replied = 0
    cost: float | None = 0.0
    for story in briefing.stories:
        asked, own = _asked(story, briefing)
        articles = {report.article.id: report.article for report in own}
        paragraphs = {place for statement in asked for place in statement.cites}
        size = sum(tokens.count(statement.text) for statement in asked)
        size += sum(tokens.count(articles[article].paragraphs[n - 1].text) for article, n in paragraphs)
        parts = max(1, -(-size // _PART)) if asked else 0
        one = facts.cost(Usage(int(size * _SEEDED) // max(1, parts) + _CALL, int(size * _REPLIED) // max(1, parts)))
        cost = None if one is None or cost is None else cost + one * parts
        statements, calls = statements + len(asked), calls + parts
        sent, replied = sent + int(size * _SEEDED) + _CALL * parts, replied + int(size * _REPLIED)
    return Foreseen(model, len(briefing.stories), statements, calls, sent + replied, cost)


async def _reader(settings: Settings) -> str:
    async with open_gateway(settings, replaying=True, remember=False, listed=False):
        return settings.model_for("verify") or ""


def look_again(folder: Path, settings: Settings, cassette: Cassette = LIVE) -> SecondLook:
    """Have every story of a finished day read a second time, by the auditor's model.

    Args:
        folder: With briefing.json.
        settings: The auditor's: `[models] verify`, or `model`.
        cassette: Recorded calls, and how they are used.

    Raises:
        DayUnreadable: There is no briefing, or it can't be read.
        ConfigError: No model; a cassette that can't be used.
    """
    # Not the ledger of the runs: what it remembers is how the day was read when it was made.
    own = settings.replace(ledger=settings.ledger_path.with_name(LEDGER))
    return asyncio.run(_look(load(folder), own, cassette))


async def _look(briefing: Briefing, settings: Settings, cassette: Cassette) -> SecondLook:
    found = SecondLook()
    async with gateway_of(settings, cassette) as gateway:
        results = await asyncio.gather(
            *(_read(story, briefing, gateway) for story in briefing.stories), return_exceptions=True
        )
        await gateway.run.ledger.close_run(gateway.run.id, None)
    read: list[tuple[str, SecondReading]] = []
    for number, (story, result) in enumerate(zip(briefing.stories, results, strict=True)):
        place = f"stories.{number}"
        if isinstance(result, BaseException):
            if not isinstance(result, Exception):
                raise result
            if isinstance(result, STOPS) and found.stopped is None:
                found.stopped = result
            found.unread.append(Fault(place, f"wasn't read a second time: {reason_of(result)}"))
            continue
        read.append((story.model, result))
        where = _places(briefing, number)
        found.objections += [Fault(where(each.where), _told(each)) for each in result.objections]
        found.unread += [Fault(where(each), "the second reader didn't answer it") for each in result.unanswered]
    if any(reading.model for _, reading in read):
        readings = joined([(wrote, reading) for wrote, reading in read if reading.model])
        found.reader = second_reader(readings)
        found.doubts = doubts(readings, settings.verify_threshold)
    return found


async def _read(story: Story, briefing: Briefing, gateway: Gateway) -> SecondReading:
    asked, own = _asked(story, briefing)
    members = [Member(article=r.article, extraction=r.extraction) for r in own if r.extraction is not None]
    about = f"the second reading of “{one_line(story.headline.text)}”"
    return await verify(asked, members, gateway, seed=f"check {story.id}", about=about)


def _asked(story: Story, briefing: Briefing) -> tuple[Sequence[Statement], list[Report]]:
    """What readers see of a story, as far as its paragraphs are at hand, and the reports of its articles."""
    own = [report for report in briefing.reports if report.article.id in story.articles]
    articles = {report.article.id: report.article for report in own if report.extraction is not None}
    return [
        each
        for each in read_of(story, own)
        if all(a in articles and articles[a].paragraph(n) is not None for a, n in each.cites)
    ], own


def _places(briefing: Briefing, number: int) -> Callable[[str], str]:
    """From the name of a statement to its place in briefing.json."""
    reports = {report.article.id: n for n, report in enumerate(briefing.reports)}

    def place(where: str) -> str:
        if where.startswith("translation "):
            _, article, n = where.split(" ")
            return f"reports.{reports[article]}.translation.paragraphs.{int(n) - 1}"
        if where.startswith("grouping "):
            return f"stories.{number}.articles"
        if where.startswith("published "):
            return f"reports.{reports[where.split(' ')[1]]}.extraction.dates"
        part, _, rest = where.partition(".")
        if part == "names":
            name, _, role = rest.partition(".")
            rest = f"{name}.roles.{role}"
        elif part == "sentences":
            told = [sentence.n for sentence in briefing.stories[number].sentences]
            rest = str(told.index(int(rest)))
        elif part == "discrepancies":
            row, _, position = rest.partition(".")
            rest = f"{row}.positions.{position}"
        return f"stories.{number}.{part}{'.' if rest else ''}{rest}"

    return place


def _told(objection: Objection) -> str:
    said = "; ".join(f"“{one_line(evidence.quote)}”" for evidence in objection.evidence)
    against = f"; the source: {said}" if said else ""
    return f"“{objection.words}”: {objection.verdict} ({objection.kind}): {objection.why}{against}"
