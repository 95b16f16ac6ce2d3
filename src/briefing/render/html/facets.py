"""What the stories of a page can be filtered by."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypedDict

from briefing.render.sanitize import clean, one_line

if TYPE_CHECKING:
    from briefing.render.view import BriefingView, StoryView


class Facets(TypedDict):
    """For the page's script."""

    values: dict[str, list[str]]
    """Of each facet, the most frequent first."""
    stories: list[dict[str, list[int]]]
    """Of each story and facet, which of the values it has."""


def facets_of(view: BriefingView) -> Facets:
    """Language, outlet, place, person, and whether something was flagged, story by story."""
    found = [_of(story) for story in view.stories]
    values = {
        name: [value for value, _ in sorted(Counter(v for f in found for v in f[name]).items(), key=_rank)]
        for name in ("language", "outlet", "place", "person", "flag")
    }
    index = {name: {value: n for n, value in enumerate(known)} for name, known in values.items()}
    stories = [{name: sorted(index[name][value] for value in f[name]) for name in values if f[name]} for f in found]
    return {"values": values, "stories": stories}


def _rank(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _of(view: StoryView) -> dict[str, set[str]]:
    return {
        "language": {clean(source.language) for source in (*view.sources, *view.copies)},
        "outlet": {one_line(source.name) for source in (*view.sources, *view.copies)},
        "place": {one_line(name.english) for name in view.story.names if name.kind == "place"},
        "person": {one_line(name.english) for name in view.story.names if name.kind == "person"},
        "flag": {clean(flag.code) for flag in view.story.flags_shown()},
    }
