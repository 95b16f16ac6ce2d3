"""What a day quotes of the days before it, against those days, as far as they lie beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.api.proof.files import read_manifest
from briefing.checks.audit import Fault
from briefing.errors import DayUnreadable
from briefing.storage.days import is_date, read_day
from briefing.storage.earlier import stories_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.models import Briefing, OldSentence, Story, StoryRef


def earlier_faults(folder: Path, briefing: Briefing) -> Iterator[Fault]:
    """What is told of earlier stories and their sentences, and isn't what they say.

    Args:
        folder: The day's. The days before lie beside it; where one doesn't, or was made anew since, nothing that is
            quoted of it can be compared, and that is said.
    """
    known: dict[str, tuple[Story, ...] | str] = {}
    told: set[str] = set()
    for number, story in enumerate(briefing.stories):
        link = story.continues
        if link is None:
            continue
        where = f"stories.{number}.continues"
        quoted = [(where, ref, None) for ref in (link, *link.also)]
        old = [(f"{where}.sentences.{news.n}", None, news.old) for news in link.sentences if news.old is not None]
        for place, ref, sentence in (*quoted, *old):
            date = ref.date if ref is not None else sentence.date if sentence is not None else ""
            there = known.setdefault(date, _stories(folder, date))
            if isinstance(there, str):
                if date not in told:
                    told.add(date)
                    yield Fault(where, f"quotes from {date} can't be compared: {there}", accept=date)
            elif why := _ref(ref, there) if ref is not None else _sentence(sentence, there):
                yield Fault(place, f"{why} of {date}")


def _stories(folder: Path, date: str) -> tuple[Story, ...] | str:
    """The stories of an earlier day; why they can't be had, where they can't."""
    if not is_date(date):
        return f"{date[:40]!r} isn't a date"
    there = folder.resolve().parent / date
    try:
        stories = stories_of(there, read_day(there))
    except DayUnreadable:
        return "that day isn't next to this one, or can't be read"
    mine, theirs = read_manifest(folder), read_manifest(there)
    if mine is not None and theirs is not None and theirs.started > mine.started:
        return "that day was rebuilt since"
    return stories


def _ref(ref: StoryRef, stories: tuple[Story, ...]) -> str:
    story = stories[ref.number - 1] if ref.number <= len(stories) else None
    if story is None or story.id != ref.story:
        return f"there is no story {ref.story} at position {ref.number}"
    return "" if story.headline.text == ref.headline else f"“{ref.headline}” isn't the headline there; no story"


def _sentence(old: OldSentence | None, stories: tuple[Story, ...]) -> str:
    if old is None:
        return ""
    story = next((story for story in stories if story.id == old.story), None)
    same = story is not None and any(
        (each.n, each.text, each.status) == (old.n, old.text, old.status) for each in story.sentences
    )
    return "" if same else f"“{old.text}” is not sentence {old.n}, or not as {old.status}, of that story"
