"""The stories of a run, put together to a briefing as its reader wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.codes import flag
from briefing.checks.extension import missing as missing_checks
from briefing.checks.readings import doubts
from briefing.checks.totals import sum_up, verdict_of
from briefing.checks.withhold import withhold, without_notes
from briefing.models import SCHEMA_VERSION, Briefing, Story
from briefing.pipeline import old_news
from briefing.pipeline.ranking import in_order
from briefing.render.phrasing import date_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.llm.run import Run
    from briefing.pipeline.outcome import Outcome
    from briefing.settings.settings import Settings


#: At the head of a briefing whose second reading is switched off.
NOTHING_READ_TWICE = "Nothing here was read a second time: the second reading is switched off (verify)."


def as_wanted(story: Story, settings: Settings) -> Story:
    """A story as the reader wants to see it: without its flagged sentences, or without editor's notes."""
    story = story if settings.editor_notes else without_notes(story)
    return withhold(story) if settings.strict else story


def assembled(outcome: Outcome, stories: Sequence[Story], date: str, run: Run) -> Briefing:
    """The briefing of a day, its stories in their order, its figures and notices at the head."""
    stories = in_order(stories, outcome.reports, run.settings.interests)
    stories = [as_wanted(story, run.settings) for story in stories]
    unusable = tuple(flag(code, f"no answer to {asked}", "") for asked, code in sorted(run.unusable))
    repairs = tuple(sorted(run.stages["group"].mended.elements())) if "group" in run.stages else ()
    sums = sum_up(outcome.reports, outcome.unread, stories, unusable, repairs)
    notices = [*outcome.notices, *missing_checks(), *old_news.notice(outcome.reports, run.settings, date)]
    if sums.failed:
        notices.append(f"{sums.failed} of {sums.articles_in} articles failed; they are listed at the end.")
    if run.settings.verify == "off":
        notices.append(NOTHING_READ_TWICE)
    elif sums.reading is not None:
        outcome.doubts = doubts(sums.reading, run.settings.verify_threshold)
        notices += outcome.doubts
        if sums.reading.not_read:
            notices.append(f"{sums.reading.not_read} of {sums.stories} stories were not checked by the second reader.")
    settings = run.settings
    return Briefing(
        schema_version=SCHEMA_VERSION,
        date=date,
        title=f"Briefing, {date_text(date, settings.dates)}",
        stories=tuple(stories),
        reports=tuple(outcome.reports),
        unread=outcome.unread,
        sums=sums,
        verdict=verdict_of(sums),
        repairs=repairs,
        unusable=unusable,
        notices=tuple(notices),
        dates=settings.dates,
    )
