"""A script as a user would write it, held against mypy's strict mode by test_typing.py."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import briefing


class Watch:
    def begin(self, stage: str, total: int) -> None:
        print(stage, total)

    def advance(self, stage: str) -> None: ...

    def say(self, line: str) -> None: ...


class Mine:
    name = "mine"

    async def complete(self, request: briefing.Request) -> briefing.EngineReply:
        if "secret" in request.messages[-1]["content"]:
            raise briefing.EngineRefused("not this one")
        return briefing.EngineReply("{}", request.model, briefing.Usage(1, 1))

    async def close(self) -> None: ...


def quotes(day: briefing.Briefing) -> Iterator[str]:
    for story in day.stories:
        for sentence in (story.headline, *story.sentences):
            for citation in sentence.citations:
                yield citation.quote


def main() -> int:
    engine: briefing.Engine = Mine()
    read: briefing.ReadResult = briefing.read(["articles/", Path("more.jsonl")])
    result = briefing.brief(read, date="2026-11-21", engine=engine, progress=Watch(), max_cost=2.5)
    if result.briefing is None:
        stopped: briefing.BriefingError | None = result.stopped
        print(stopped)
        return result.exit_code
    folder: Path = result.save("outputs", formats=("html", "json"))
    audit: briefing.Audit = briefing.check(folder)
    for fault in audit.faults:
        print(fault.where, fault.why)
    page: str | bytes = briefing.render(briefing.load(folder), "html")
    words: list[str] = list(quotes(result.briefing))
    return len(page) + len(words)


async def several(paths: list[Path]) -> list[briefing.Translation]:
    async with briefing.Client(model="gpt-5-mini") as client:
        summary: briefing.Summary = await client.summarize(paths[0], language="German", words=80)
        print(summary.verdict)
        extraction: briefing.Extraction = await client.extract(paths[0])
        print(extraction.claims[0].evidence[0].quote)
        return await asyncio.gather(*(client.translate(path) for path in paths))


def shout(day: briefing.Briefing) -> str:
    return day.title.upper()


briefing.register(briefing.OutputFormat("shout", "briefing.shout", "text/plain", shout))
