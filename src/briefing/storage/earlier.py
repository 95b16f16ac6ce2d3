"""The stories of the days before, as their folders hold them.

A folder that can't be read is named and passed over: one bad day doesn't affect the others.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from briefing.errors import DayUnreadable
from briefing.models import Discrepancy, Story, ToldStory
from briefing.storage.days import NAME, folders, misfit, read_day

if TYPE_CHECKING:
    from pathlib import Path

#: What is read of a story; the rest is left empty, so that damage there doesn't cost the story.
_READ = ("id", "event", "articles", "headline", "sentences", "timeline", "names", "continues")
_EMPTY = ("origins", "open_questions", "editor_notes", "left_out")
_DISPUTES = TypeAdapter(tuple[Discrepancy, ...])


@dataclass(frozen=True)
class Earlier:
    """What the days before reported.

    Attributes:
        stories: By day, the latest first, each day in its own order.
        unread: A line for each day that can't be read.
    """

    stories: tuple[ToldStory, ...] = ()
    unread: tuple[str, ...] = ()


NOTHING = Earlier()


def earlier(output: Path, date: str, count: int) -> Earlier:
    """The stories of the days before a date.

    Args:
        output: The folder of the days' folders.
        date: ISO; its own day, and later ones, are not read, so that a second run finds what the first found.
        count: Days back; 0 for none.
    """
    first = (dt.date.fromisoformat(date) - dt.timedelta(days=count)).isoformat()
    found: list[ToldStory] = []
    unread: list[str] = []
    for name, folder in folders(output):
        if not first <= name < date:
            continue
        try:
            stories = stories_of(folder, read_day(folder))
        except DayUnreadable as error:
            unread.append(f"{name}: {NAME} {error.reason}; its stories can't be continued")
            continue
        found += [ToldStory(date=name, number=n, story=story) for n, story in enumerate(stories, start=1)]
    return Earlier(tuple(found), tuple(unread))


def stories_of(folder: Path, values: dict[str, Any]) -> tuple[Story, ...]:
    """The stories of a day: what they say, of whom and when, what their sources dispute, and what they continue.

    Args:
        folder: Of the day, for the error's message.
        values: Of its briefing.json.

    Raises:
        DayUnreadable: They don't fit the models.
    """
    try:
        return tuple(
            Story.model_validate(
                {name: story[name] for name in _READ if name in story}
                | dict.fromkeys(_EMPTY, ())
                | {"model": "", "discrepancies": _disputes(story)},
                extra="ignore",
            )
            for story in values["stories"]
        )
    except (KeyError, TypeError):
        raise DayUnreadable.at(folder / NAME, "contains no stories") from None
    except ValidationError as error:
        raise misfit(folder, error) from None


def _disputes(story: dict[str, Any]) -> tuple[Discrepancy, ...]:
    """On what its sources differ; nothing where that is damaged: then one side of a dispute may pass for a change."""
    try:
        return _DISPUTES.validate_python(story.get("discrepancies", ()))
    except ValidationError:
        return ()
