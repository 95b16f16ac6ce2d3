"""What stands at the top of the page: the day, what matters most, how far it can be trusted, what it cost."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from briefing.render import phrasing as words

if TYPE_CHECKING:
    from briefing.models import RunManifest, Sentence
    from briefing.render.view import BriefingView, StoryView

_LEADS: Final = 5


class Lead(NamedTuple):
    """One line of what matters most."""

    story: StoryView
    sentence: Sentence


class Head(NamedTuple):
    """What the masthead says beside the title."""

    day: str
    """Weekday, and the date where the title lacks it."""
    leads: tuple[Lead, ...]
    partial: str | None
    """Why something is missing; None for a whole briefing."""
    cost: str | None
    """Of the replies it rests on, in US dollars or `unknown`; None where no run is known."""
    cost_note: str
    """How many replies these are."""


def head_of(view: BriefingView, run: RunManifest | None) -> Head:
    """Work out the top of the page; the lines are the lead sentences of the weightiest stories, as they stand."""
    leads = tuple(Lead(story, lead_of(story)) for story in view.stories[:_LEADS])
    return Head(_day(view), leads, _partial(view, run), _cost(run), _cost_note(run))


def lead_of(view: StoryView) -> Sentence:
    """A story's first sentence, of one that goes on the first with news; its headline where it has none."""
    return (*view.fresh, *view.story.sentences, view.story.headline)[0]


def _day(view: BriefingView) -> str:
    date = view.day(view.briefing.date)
    try:
        weekday = f"{dt.date.fromisoformat(view.briefing.date):%A}"
    except ValueError:
        return date
    return weekday if date in view.briefing.title else f"{weekday}, {date}"


def _partial(view: BriefingView, run: RunManifest | None) -> str | None:
    failed = view.briefing.sums.failed
    if run is not None and run.status != "done":
        return run.reason or f"{words.count(failed, 'article')} failed"
    return f"{words.count(failed, 'article')} failed" if failed else None


def _cost(run: RunManifest | None) -> str | None:
    """What the replies cost that the briefing rests on: the same in every run that gives the same briefing."""
    if run is None:
        return None
    worth = [stage.worth for stage in run.stages.values()]
    known = [each for each in worth if each is not None]
    if len(known) < len(worth):
        return "unknown"
    return f"${sum(known):.4f}" if 0 < sum(known) < 0.1 else f"${sum(known):,.2f}"


def _cost_note(run: RunManifest | None) -> str:
    replies = sum(stage.replies for stage in run.stages.values()) if run else 0
    return words.count(replies, "reply", "replies")
