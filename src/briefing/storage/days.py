"""The days on disk: each in a folder that bears its date, with its briefing.json.

A folder that can't be read is named and passed over: one bad day takes no other with it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from briefing.models import SCHEMA_VERSION, Story, ToldStory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Earlier:
    """What the days before told.

    Attributes:
        stories: By day, the latest first, each day in its own order.
        unread: A line for each day that can't be read.
    """

    stories: tuple[ToldStory, ...] = ()
    unread: tuple[str, ...] = ()


NOTHING = Earlier()


class DayUnreadableError(Exception):
    """A day's briefing.json can't be read; the message says why, in one line."""


def folders(output: Path) -> Iterator[tuple[str, Path]]:
    """Date and folder of each day that has a briefing, the latest first."""
    try:
        found = sorted((place for place in output.iterdir() if is_date(place.name)), reverse=True)
    except OSError:
        return
    for place in found:
        if (place / "briefing.json").is_file():
            yield place.name, place


def is_date(name: str) -> bool:
    """Whether a folder's name is a date of the calendar, written YYYY-MM-DD."""
    if not _DATE.fullmatch(name):
        return False
    try:
        dt.date.fromisoformat(name)
    except ValueError:
        return False
    return True


def read_day(folder: Path) -> dict[str, Any]:
    """The values of a day's briefing.json.

    Raises:
        DayUnreadableError: It isn't there, is damaged, of another version, or of another day than its folder.
    """
    try:
        values = json.loads((folder / "briefing.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise DayUnreadableError(f"briefing.json can't be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise DayUnreadableError("briefing.json is damaged") from None
    if not isinstance(values, dict) or values.get("schema_version") != SCHEMA_VERSION:
        raise DayUnreadableError("briefing.json is of another version")
    if values.get("date") != folder.name:
        raise DayUnreadableError(f"briefing.json is of another day: {str(values.get('date'))[:40]}")
    return values


#: What is read of a story; the rest is left empty, so that it may change its shape without losing old days.
_READ = ("id", "event", "articles", "headline", "sentences", "timeline", "names", "continues")
_EMPTY = ("discrepancies", "origins", "open_questions", "editor_notes", "left_out")


def stories_of(values: dict[str, Any]) -> tuple[Story, ...]:
    """The stories of a day's briefing.json: what they tell, of whom and when, and what they continue.

    Raises:
        DayUnreadableError: They aren't as this version writes them.
    """
    try:
        return tuple(
            Story.model_validate(
                {name: story[name] for name in _READ if name in story} | dict.fromkeys(_EMPTY, ()) | {"model": ""}
            )
            for story in values["stories"]
        )
    except (KeyError, TypeError):
        raise DayUnreadableError("briefing.json holds no stories") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise DayUnreadableError(f"briefing.json doesn't fit this version: {where}: {first['msg']}") from None


def earlier(output: Path, date: str, count: int) -> Earlier:
    """The stories of the days before a date.

    Args:
        output: The folder of the days' folders.
        date: ISO; its own day, and later ones, are not read, so that a second run finds what the first found.
        count: Days back; 0 for none.
    """
    first = (dt.date.fromisoformat(date) - dt.timedelta(days=count)).isoformat()
    told: list[ToldStory] = []
    unread: list[str] = []
    for name, folder in folders(output):
        if not first <= name < date:
            continue
        try:
            stories = stories_of(read_day(folder))
        except DayUnreadableError as error:
            unread.append(f"{name}: {error}; no story could be tied to that day's")
            continue
        told += [ToldStory(date=name, number=n, story=story) for n, story in enumerate(stories, start=1)]
    return Earlier(tuple(told), tuple(unread))
