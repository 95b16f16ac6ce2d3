"""A run: articles through the stages, all accounted for."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from typing import TYPE_CHECKING, Any

from briefing.checks.dates_once import with_dates_once
from briefing.checks.facts import with_facts
from briefing.checks.name_forms import harmonised_story
from briefing.checks.name_learning import learned
from briefing.checks.suspicions import counted, set_aside
from briefing.errors import BudgetExceeded, DeadlineReached, EngineDeferred
from briefing.models import Article, Finding, Flag, Group, Member, Report, Story
from briefing.names import store
from briefing.pipeline import overrides as grouping
from briefing.pipeline.assemble import assembled
from briefing.pipeline.events import event_of, shown_event
from briefing.pipeline.one_article import STOPS, read_one, reason_of
from briefing.pipeline.outcome import Day, Outcome
from briefing.pipeline.progress import Progress, Silent
from briefing.pipeline.read_twice import not_read_twice, read_twice
from briefing.pipeline.stages.cluster import group
from briefing.pipeline.stages.fallback import recount
from briefing.pipeline.stages.merge import merge
from briefing.pipeline.stages.summarize import summarize
from briefing.pipeline.stages.thread import thread
from briefing.pipeline.stages.thread_candidates import Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.ingest import ReadResult
    from briefing.llm.gateway import Gateway

__all__ = ["Day", "Outcome", "learn_names", "run", "seconds_until"]

#: After these what is done is shipped, told from the records where no story was written.
_SHIPS = (BudgetExceeded, DeadlineReached)
NOT_REACHED = "the run stopped before it was done"


async def run(
    read: ReadResult,
    gateway: Gateway,
    day: Day,
    progress: Progress | None = None,
) -> Outcome:
    """Make a briefing of what was read.

    Every article that came in leaves as done, failed, skipped or copy, each with its reason. Copies are asked
    nothing about: they are sources of the story in which their original is told.

    Args:
        read: Articles, and what could not become one.
        day: Of the briefing.
        progress: Told what happens.
    """
    return await _Running(read, gateway, day, progress or Silent()).go()


async def learn_names(outcome: Outcome, gateway: Gateway, day: Day) -> None:
    """Remember the names of a finished run; they count from the next day on.

    Raises:
        LedgerError: They can't be written; the briefing stands.
    """
    if outcome.briefing is not None:
        seen = learned(outcome.recorded, outcome.briefing.stories, day.date, day.names.replaced)
        done = [report.article.id for report in outcome.reports if report.status == "done"]
        await store.learn(gateway.run.ledger, day.date, done, seen)


class _Running:
    """One run on its way."""

    def __init__(self, read: ReadResult, gateway: Gateway, day: Day, progress: Progress) -> None:
        self.read = read
        self.gateway = gateway
        self.progress = progress
        self.date, self.names = day.date, day.names
        self.earlier = Shelf(day.earlier.stories)
        self.stop = gateway.run.stop
        # Beside the ledger; a recording leaves both aside. A file that can't be read stops the run before it costs.
        path = gateway.run.ledger.path
        self.decisions = grouping.load(path and grouping.file_beside(path))
        self.reports = {a.id: Report(article=a, status="failed", reason=NOT_REACHED) for a in read.articles}
        self.stories: list[Story] = []
        self.notices: list[str] = list(day.earlier.unread)
        self.degraded = False

    async def go(self) -> Outcome:
        started, clock = dt.datetime.now(dt.UTC), time.monotonic()
        alarm = self._set_alarm()
        try:
            await store.note_read(self.gateway.run.ledger, self.date, self.read.articles)
            await self._read_all()
            await self._tell_all(await self._group_all())
        except asyncio.CancelledError:
            # The grace after a signal is over. Anybody else's cancelling is not ours to swallow.
            if not self.stop.interrupted:
                raise
        finally:
            if alarm is not None:
                alarm.cancel()
        if (unwritten := self.gateway.run.ledger.failed) is not None:
            self.stop.now(unwritten)
        stopped = self.stop.error
        ships = stopped is None or (isinstance(stopped, _SHIPS) and bool(self.stories))
        if not ships:
            for report in list(self.reports.values()):
                if report.status == "done":
                    self._set(report, status="failed", reason=NOT_REACHED)
        recorded = [*self.reports.values(), *self._copies()]
        outcome = Outcome(
            run=self.gateway.run.id,
            started=started,
            seconds=time.monotonic() - clock,
            reports=[with_dates_once(set_aside(report)) for report in recorded],
            unread=self.read.unread,
            briefing=None,
            stopped=stopped,
            degraded=self.degraded,
            notices=self.notices,
            recorded=recorded,
            suspicions=counted([*recorded, *self.stories]),
        )
        if ships:
            stories = [set_aside(story) for story in self.stories]
            outcome.briefing = assembled(outcome, stories, self.date, self.gateway.run)
        return outcome

    def _set_alarm(self) -> asyncio.TimerHandle | None:
        until = self.gateway.run.settings.until
        if until is None:
            return None
        error = DeadlineReached(f"It was {until}, after which no new call may start; run again for the rest.")

        def ring() -> None:
            if not self.gateway.run.workplace.at_deadline():
                self.stop.now(error)

        return asyncio.get_running_loop().call_later(seconds_until(until), ring)

    def _set(self, report: Report, **changes: Any) -> None:
        self.reports[report.article.id] = report.replace(**changes)

    def _copies(self) -> list[Report]:
        return [
            copy.replace(story=self.reports[copy.copy_of.article].story) if copy.copy_of else copy
            for copy in self.read.copies
        ]

    async def _read_all(self) -> None:
        self.progress.begin("read", len(self.read.articles))
        deferred: list[Article] = []
        await asyncio.gather(*(self._read_one(article, deferred) for article in self.read.articles))
        # By now as much time has passed as all the others took; once more, then it fails.
        await asyncio.gather(*(self._read_one(article, None) for article in deferred))

    async def _read_one(self, article: Article, deferred: list[Article] | None) -> None:
        try:
            report = await read_one(article, self.gateway, self.names)
        except EngineDeferred as error:
            if deferred is not None:
                deferred.append(article)
                return
            report = Report(article=article, status="failed", reason=error.message)
        except STOPS as error:
            # The others end by themselves: what is under way comes in, and no new call starts.
            self.stop.now(error)
            return
        self.reports[article.id] = report
        if report.status == "failed":
            self.progress.say(f"failed: {article.origin}: {report.reason}")
        self.progress.advance("read")

    def _members(self) -> list[Member]:
        return [
            Member(article=report.article, extraction=report.extraction)
            for report in self.reports.values()
            if report.status == "done" and report.extraction is not None
        ]

    async def _group_all(self) -> list[Group]:
        members = self._members()
        self.progress.begin("group", 1)
        try:
            groups = await group(members, self.gateway, self.decisions, self._degrade)
        except STOPS as error:
            self.stop.now(error)
            groups = grouping.apply(_apart(members), self.decisions)
        except Exception as error:  # noqa: BLE001
            # Apart is the safe side: nothing is told under another event's headline.
            self._degrade(f"The articles could not be grouped; each is its own story: {reason_of(error)}")
            groups = grouping.apply(_apart(members), self.decisions)
        self.progress.advance("group")
        return groups

    async def _tell_all(self, groups: Sequence[Group]) -> None:
        self.progress.begin("write", len(groups))
        told = await asyncio.gather(*(self._tell_one(each) for each in groups))
        self.stories = [story for stories in told for story in stories]
        stopped = self.stop.error
        if stopped is not None and self.stories:
            left = sum(report.status == "failed" for report in self.reports.values())
            self.notices.insert(0, f"This briefing is partial; {left} articles are missing. {stopped.message}")

    async def _tell_one(self, told: Group) -> list[Story]:
        try:
            stories = [await self._write(told)]
        except STOPS as error:
            self.stop.now(error)
            if not isinstance(self.stop.error, _SHIPS):
                return []
            stories = [self._recount(member, error.message) for member in told.members]
        except Exception as error:  # noqa: BLE001 - one story that fails takes no other with it
            reason = reason_of(error)
            self._degrade(
                f"The story on “{shown_event(told)}” could not be written; its articles are shown separately: {reason}"
            )
            stories = [self._recount(member, reason) for member in told.members]
        else:
            stories = [await self._tie(await self._read_twice(story, told)) for story in stories]
        self.progress.advance("write")
        for story in stories:
            for article in story.articles:
                self._set(self.reports[article], story=story.id)
        return stories

    async def _write(self, told: Group, objections: Sequence[Finding] = ()) -> Story:
        if len(told.members) == 1:
            story = await summarize(told.members[0], told.event, self.gateway, self.names, objections=objections)
        else:
            story = await merge(told, self.gateway, self.names, objections=objections)
        return with_facts(harmonised_story(story, self.reports, self.names), told.members)

    def _recount(self, member: Member, reason: str) -> Story:
        story = recount(member, reason)
        off = self.gateway.run.settings.verify == "off"
        return story if off else not_read_twice(story, "its claims are listed instead")

    async def _read_twice(self, story: Story, told: Group) -> Story:
        """The story with what a second reader has against it. Where nobody read it, it says so."""
        reports = [self.reports[article] for article in story.articles]
        look = await read_twice(story, reports, self.gateway, lambda objections: self._write(told, objections))
        for report in look.reports:
            self.reports[report.article.id] = report
        if isinstance(look.error, STOPS):
            self.stop.now(look.error)
        elif look.error is not None:
            self._degrade(f"The second reading of “{story.event}” was not finished: {reason_of(look.error)}")
        return look.story

    async def _tie(self, story: Story) -> Story:
        """The story with what it continues. Without an answer it stands alone, and says so."""
        try:
            return await thread(story, self.date, self.earlier, self.gateway)
        except STOPS as error:
            self.stop.now(error)
            reason = error.message
        except Exception as error:  # noqa: BLE001 - the story itself is whole
            reason = reason_of(error)
        told = f"It could not be compared with the days before: {reason}"
        self.progress.say(f"the story on “{story.event}”: {told}")
        flag = Flag(code="thread-not-compared", message=told)
        return story.replace(flags=(*story.flags, flag))

    def _degrade(self, notice: str) -> None:
        self.degraded = True
        self.notices.append(notice)
        self.progress.say(notice)


def seconds_until(clock: str, now: dt.datetime | None = None) -> float:
    """Seconds to the next time the local clock shows `HH:MM`; counted from then on by a clock that never jumps."""
    now = now or dt.datetime.now().astimezone()
    hour, minute = map(int, clock.split(":"))
    then = dt.datetime.combine(now.date(), dt.time(hour, minute))
    if then.astimezone() <= now:
        then += dt.timedelta(days=1)
    # Made aware only now: the offset of that moment may be another than today's.
    return (then.astimezone() - now).total_seconds()


def _apart(members: Sequence[Member]) -> list[Group]:
    return [Group(event=event_of(m), members=(m,)) for m in members]
