"""A run: articles through the stages, all accounted for."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from briefing import prices
from briefing.budget import Budget
from briefing.checks.sums import sum_up
from briefing.errors import (
    BriefingError,
    BudgetExceeded,
    ConfigError,
    EngineUnusable,
    RetriesExhausted,
    UserError,
)
from briefing.gateway import Gateway, Parts
from briefing.ledger import Ledger
from briefing.models import SCHEMA_VERSION, Article, Briefing, Group, Member, Report, Story, Unread
from briefing.pace import Pace
from briefing.prompts import Prompts
from briefing.stages.extract import extract
from briefing.stages.group import group
from briefing.stages.merge import merge
from briefing.stages.summarize import summarize
from briefing.stages.translate import translate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Sequence

    from briefing.config import Settings
    from briefing.engines import Engine
    from briefing.models import Extraction, Translation
    from briefing.stages.read import ReadResult

T = TypeVar("T")
_log = logging.getLogger("briefing")

#: These end the run, not the article.
_STOPS = (UserError, BudgetExceeded, EngineUnusable, RetriesExhausted)
NOT_REACHED = "the run stopped before it was done"

NO_MODEL = """no model is configured. Three ways on:
  a key      export OPENAI_API_KEY=…   and   --model gpt-5-mini   (or ANTHROPIC_API_KEY and --model anthropic/…)
  a server   export BRIEFING_API_BASE=http://localhost:11434/v1   and   --model qwen3   (Ollama, llama.cpp, vLLM, …)
  the demo   briefing demo   needs neither"""


class Progress(Protocol):
    """Told what happens; the command line draws it."""

    def begin(self, stage: str, total: int) -> None:
        """So many pieces of work begin."""

    def advance(self, stage: str) -> None:
        """One of them is done, well or not."""

    def say(self, line: str) -> None:
        """Something a person should know now."""


class Silent:
    """Progress for those who don't look."""

    def begin(self, stage: str, total: int) -> None: ...

    def advance(self, stage: str) -> None: ...

    def say(self, line: str) -> None: ...


@dataclass
class Outcome:
    """How a run ended.

    Attributes:
        briefing: None where the run was stopped before there was one.
        stopped: What stopped it.
    """

    run: str
    started: dt.datetime
    seconds: float
    reports: list[Report]
    unread: tuple[Unread, ...]
    briefing: Briefing | None
    stopped: BriefingError | None
    notices: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 all done, 1 some failed, otherwise as what stopped it."""
        if self.stopped is not None:
            return self.stopped.exit_code
        failed = any(r.status == "failed" for r in self.reports) or any(u.status == "failed" for u in self.unread)
        return 1 if failed else 0


@contextlib.asynccontextmanager
async def open_gateway(settings: Settings, *, replaying: bool = False, remember: bool = True) -> AsyncIterator[Gateway]:
    """The way to the model, ready to ask, and closed at the end.

    Args:
        replaying: A cassette answers; no key is needed.
        remember: False keeps the ledger in memory, so that every question goes out.

    Raises:
        ConfigError: No model; a cap without a price.
        PromptError, LedgerError, AuthFailed: Found before the first call.
    """
    if not settings.model:
        raise ConfigError(NO_MODEL)
    facts = prices.facts(settings.model, settings.prices)
    if settings.max_cost is not None and facts.input is None:
        raise ConfigError(
            f"--max-cost: the price of {settings.model!r} is unknown, so no cap can be kept; give it in briefing.toml: "
            f'[prices."{settings.model}"] input = 0.5, output = 1.5 (US dollars per million tokens)'
        )
    prompts = Prompts(settings.prompts)
    engine = choose_engine(settings, replaying=replaying)
    ledger = Ledger(settings.ledger_path if remember else None)
    pace = Pace(settings.concurrency, settings.requests_per_minute, settings.tokens_per_minute)
    run = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"
    try:
        await ledger.begin(run)
        yield Gateway(run, settings, prompts, Parts(engine, ledger, Budget(settings.max_cost), pace, facts))
    finally:
        await engine.close()
        ledger.close()


def choose_engine(settings: Settings, *, replaying: bool = False) -> Engine:
    """The openai SDK for OpenAI and compatible endpoints; litellm for the providers it names."""
    from briefing.engines.litellm_sdk import LitellmEngine  # noqa: PLC0415 - each imports its SDK when first used
    from briefing.engines.openai_sdk import OpenAIEngine  # noqa: PLC0415

    provider, slash, _ = str(settings.model).partition("/")
    wanted = settings.engine
    if wanted == "auto":
        # A server of one's own may call a model `org/name`; only a provider's prefix means litellm.
        foreign = bool(slash) and provider != "openai" and provider in prices.providers()
        wanted = "litellm" if foreign else "openai"
    if wanted == "litellm":
        return LitellmEngine(settings.api_base, replaying=replaying)
    return OpenAIEngine(settings.api_base, replaying=replaying)


# ── one article ──────────────────────────────────────────────────────────────────────────────────


async def read_one(article: Article, gateway: Gateway) -> Report:
    """Translate and record one article; neither waits for the other.

    Raises:
        BriefingError: What ends the run. Anything else ends only this article, and stands in its report.
    """
    results = await asyncio.gather(translate(article, gateway), extract(article, gateway), return_exceptions=True)
    errors = [result for result in results if isinstance(result, BaseException)]
    for error in errors:
        if isinstance(error, _STOPS) or not isinstance(error, Exception):
            raise error
    translation: Translation | None = None if isinstance(results[0], BaseException) else results[0]
    extraction: Extraction | None = None if isinstance(results[1], BaseException) else results[1]
    if errors:
        reason = "; ".join(dict.fromkeys(_told(error) for error in errors))
        return Report(article=article, status="failed", reason=reason, translation=translation, extraction=extraction)
    return Report(article=article, status="done", translation=translation, extraction=extraction)


async def summarize_one(article: Article, gateway: Gateway) -> tuple[Report, Story | None]:
    """One article from its text to its short item.

    Raises:
        BriefingError: It can't be done; the message says why.
    """
    report = await read_one(article, gateway)
    if report.status != "done" or report.extraction is None:
        return report, None
    member = Member(article=article, extraction=report.extraction)
    title = report.extraction.title
    story = await summarize(member, title.english if title else article.title or article.origin, gateway)
    return report.model_copy(update={"story": story.id}), story


def _told(error: BaseException) -> str:
    if isinstance(error, BriefingError):
        return error.message
    _log.error("an unexpected error", exc_info=error)
    return f"an unexpected error, please report it: {type(error).__name__}: {error}"


# ── the run ──────────────────────────────────────────────────────────────────────────────────────


async def run(read: ReadResult, gateway: Gateway, date: str, progress: Progress | None = None) -> Outcome:
    """Make a briefing of what was read.

    Every article that came in leaves as done, failed or skipped, each with its reason.

    Args:
        read: Articles, and what could not become one.
        date: Of the briefing, ISO.
        progress: Told what happens.
    """
    progress = progress or Silent()
    started, clock = dt.datetime.now(dt.UTC), time.monotonic()
    reports = {a.id: Report(article=a, status="failed", reason=NOT_REACHED) for a in read.articles}
    stories: list[Story] = []
    notices: list[str] = []
    stopped: BriefingError | None = None
    try:
        await _read_all(read.articles, reports, gateway, progress)
        groups = await _group_all(reports, gateway, progress, notices)
        stories = await _tell_all(groups, reports, gateway, progress)
    except _STOPS as error:
        stopped = error
        for article, report in reports.items():
            if report.status == "done":
                reports[article] = report.model_copy(update={"status": "failed", "reason": NOT_REACHED})
    outcome = Outcome(
        run=gateway.run,
        started=started,
        seconds=time.monotonic() - clock,
        reports=list(reports.values()),
        unread=read.unread,
        briefing=None,
        stopped=stopped,
        notices=notices,
    )
    if stopped is None:
        outcome.briefing = _brief(outcome, stories, date)
    return outcome


async def _read_all(
    articles: Sequence[Article], reports: dict[str, Report], gateway: Gateway, progress: Progress
) -> None:
    progress.begin("read", len(articles))

    async def one(article: Article) -> None:
        reports[article.id] = report = await read_one(article, gateway)
        if report.status == "failed":
            progress.say(f"failed: {article.origin}: {report.reason}")
        progress.advance("read")

    await _all(*(one(article) for article in articles))


async def _group_all(
    reports: dict[str, Report], gateway: Gateway, progress: Progress, notices: list[str]
) -> list[Group]:
    members = [
        Member(article=report.article, extraction=report.extraction)
        for report in reports.values()
        if report.status == "done" and report.extraction is not None
    ]
    progress.begin("group", 1)
    try:
        groups = await group(members, gateway)
    except _STOPS:
        raise
    except Exception as error:  # noqa: BLE001
        # Apart is the safe side: nothing is told under another event's headline.
        notices.append(f"The articles could not be grouped; each is told alone: {_told(error)}")
        progress.say(notices[-1])
        groups = [Group(event=m.article.title or m.article.origin, members=(m,)) for m in members]
    progress.advance("group")
    return groups


async def _tell_all(
    groups: Sequence[Group], reports: dict[str, Report], gateway: Gateway, progress: Progress
) -> list[Story]:
    progress.begin("write", len(groups))

    async def one(told: Group) -> Story | None:
        try:
            single = len(told.members) == 1
            story = await (summarize(told.members[0], told.event, gateway) if single else merge(told, gateway))
        except _STOPS:
            raise
        except Exception as error:  # noqa: BLE001 - one story that fails takes no other with it
            reason = _told(error)
            progress.say(f"failed: story on {told.event!r}: {reason}")
            for member in told.members:
                report = reports[member.article.id]
                reports[member.article.id] = report.model_copy(update={"status": "failed", "reason": reason})
            return None
        finally:
            progress.advance("write")
        for member in told.members:
            report = reports[member.article.id]
            reports[member.article.id] = report.model_copy(update={"story": story.id})
        return story

    stories = await _all(*(one(told) for told in groups))
    return [story for story in stories if story is not None]


async def _all(*coroutines: Coroutine[Any, Any, T]) -> list[T]:
    """Like gather, but the first error ends the others before it is raised."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


def _brief(outcome: Outcome, stories: Sequence[Story], date: str) -> Briefing:
    sums = sum_up(outcome.reports, outcome.unread, stories)
    notices = list(outcome.notices)
    if sums.failed:
        notices.insert(0, f"{sums.failed} of {sums.articles_in} articles failed; they are listed at the end.")
    day = dt.date.fromisoformat(date)
    return Briefing(
        schema_version=SCHEMA_VERSION,
        date=date,
        title=f"Briefing, {day.day} {day:%B %Y}",
        stories=tuple(stories),
        reports=tuple(outcome.reports),
        unread=outcome.unread,
        sums=sums,
        notices=tuple(notices),
    )
