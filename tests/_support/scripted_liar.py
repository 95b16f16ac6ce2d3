"""A model that lies once or always, and the stages it lies to: real gateway, real repair, no network."""

from __future__ import annotations

import copy
import functools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from briefing.checks.codes import is_suspicion
from briefing.llm import factory as wiring
from briefing.llm.pricing import Usage
from briefing.llm.providers.base import EngineReply, Request
from briefing.models import Flag, Report, Story, Translation
from briefing.names.book import NOTHING_KNOWN
from briefing.pipeline.stages.cluster import group
from briefing.pipeline.stages.extract import extract
from briefing.pipeline.stages.merge import ground as ground_story
from briefing.pipeline.stages.merge import merge
from briefing.pipeline.stages.summarize import ground as ground_summary
from briefing.pipeline.stages.summarize import summarize
from briefing.pipeline.stages.translate import check, translate
from briefing.prompting.context import sent
from briefing.prompting.schemas import StoryReply, SummaryReply, TranslationReply
from briefing.prompting.templates import Prompts
from briefing.settings.settings import fixed_settings
from recorded_replies import recorded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.llm.gateway import Gateway

Reply = dict[str, Any]


@dataclass(frozen=True)
class Lie:
    """One thing changed in one honest reply.

    Attributes:
        name: In words.
        about: The demo's articles, by number, that the reply is about.
        stage: The stage that is lied to.
        tell: Changes the honest reply in place.
        code: The code under which the lie must be counted: of what is proven, or of a suspicion; empty where code
            sees nothing of it.
        useless: The reply is no answer at all: where it isn't mended, its article is left out.
    """

    name: str
    about: tuple[str, ...]
    stage: str
    tell: Callable[[Reply], object]
    code: str
    useless: bool = False

    @property
    def caught(self) -> Literal["proof", "suspicion", "reader"]:
        """Whether code proves it, gives the second reader a question, or leaves it to the reader alone."""
        if not self.code:
            return "reader"
        return "suspicion" if is_suspicion(self.code) else "proof"

    def honest(self) -> Reply:
        desk = recorded()
        by_stage = {
            "translate": lambda: desk.translations[self.about[0]],
            "extract": lambda: desk.extractions[self.about[0]],
            "group": lambda: desk.grouping,
            "merge": lambda: desk.stories[self.about],
            "summarize": lambda: desk.stories[self.about],
        }
        return copy.deepcopy(by_stage[self.stage]())

    def told(self) -> Reply:
        reply = self.honest()
        self.tell(reply)
        return reply


@dataclass(frozen=True)
class Told:
    """What became of a reply.

    Attributes:
        asked: What was asked, in order.
        reports: As the briefing would hold them.
        mended: What the repairs mended, by code, as run.json counts it.
    """

    asked: list[Request]
    reports: list[Report]
    stories: list[Story]
    repaired: bool
    mended: dict[str, int] = field(default_factory=dict)


class Scripted:
    """An engine with its replies written down; the last one is repeated."""

    name = "scripted"

    def __init__(self, replies: list[Reply]) -> None:
        self.replies = replies
        self.asked: list[Request] = []

    async def complete(self, request: Request) -> EngineReply:
        self.asked.append(request)
        reply = self.replies[min(len(self.asked), len(self.replies)) - 1]
        return EngineReply(json.dumps(reply, ensure_ascii=False), request.model, Usage(1, 1))

    async def close(self) -> None: ...


@functools.cache
def _prompts(folder: Path | None) -> Prompts:
    return Prompts(folder)


async def ask(lie: Lie, replies: list[Reply], monkeypatch: Any) -> Told:
    """Let a stage ask the model that gives these replies."""
    engine = Scripted(replies)
    monkeypatch.setattr(wiring, "choose_engine", lambda *_args, **_kwargs: engine)
    monkeypatch.setattr(wiring, "Prompts", _prompts)
    settings = fixed_settings(model="liar", context_tokens=200_000, output_tokens=32_000)
    async with wiring.open_gateway(settings, remember=False) as gateway:
        reports, stories, repaired = await _stage(lie, gateway)
        mended = dict(gateway.run.stages[lie.stage].mended)
    return Told(engine.asked, reports, stories, repaired, mended)


async def _stage(lie: Lie, gateway: Gateway) -> tuple[list[Report], list[Story], bool]:
    desk = recorded()
    first = desk.articles[lie.about[0]]
    if lie.stage == "translate":
        translation = await translate(first, gateway, NOTHING_KNOWN)
        return [Report(article=first, status="done", translation=translation)], [], translation.repaired
    if lie.stage == "extract":
        extraction = await extract(first, gateway, NOTHING_KNOWN)
        return [Report(article=first, status="done", extraction=extraction)], [], extraction.repaired
    if lie.stage == "group":
        groups = await group(list(desk.members.values()), gateway)
        assert sum(len(each.members) for each in groups) == len(desk.articles)
        return [], [], False
    told = desk.group(lie.about)
    if lie.stage == "merge":
        story = await merge(told, gateway, NOTHING_KNOWN)
    else:
        story = await summarize(told.members[0], told.event, gateway, NOTHING_KNOWN)
    reports = [Report(article=m.article, status="done", extraction=m.extraction, story=story.id) for m in told.members]
    return reports, [story], story.repaired


def judged(lie: Lie) -> Told:
    """What the stage would keep of the lie, if it stayed: its reply tied to the sources, without a gateway."""
    desk, reply = recorded(), lie.told()
    first = desk.articles[lie.about[0]]
    if lie.stage == "translate":
        checked = TranslationReply.model_validate(reply)
        flags = tuple(Flag(code=f.code, message=f.message) for f in check(checked, sent(first)))
        translation = Translation(article=first.id, paragraphs=(), model="liar", flags=flags)
        return Told([], [Report(article=first, status="done", translation=translation)], [], repaired=False)
    if lie.stage == "extract":
        extraction = desk.member(lie.about[0], reply).extraction
        return Told([], [Report(article=first, status="done", extraction=extraction)], [], repaired=False)
    members = {f"A{n}": desk.members[number] for n, number in enumerate(lie.about, start=1)}
    shown = {label: member.article.paragraphs for label, member in members.items()}
    if lie.stage == "merge":
        story, _ = ground_story(StoryReply.model_validate(reply), "the event", members, shown)
    else:
        story, _ = ground_summary(SummaryReply.model_validate(reply), "the event", members["A1"], shown["A1"])
    return Told([], [], [story], repaired=False)
