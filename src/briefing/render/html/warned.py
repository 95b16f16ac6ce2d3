"""Where a story's warnings stand, so that those in folded parts are counted beside the part's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.models import Flag, inside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.models import Sentence
    from briefing.render.view import StoryView

#: The parts, in the order of the page.
TOP, MORE, DIFFER, TIME, NAMES, SOURCES, OPEN, LEFT = (
    "", "more", "differ", "time", "names", "sources", "open", "left",
)  # fmt: skip


def warned(story: StoryView) -> dict[str, int]:
    """Number of warnings in each part that has some; the empty name is what is never folded."""
    told = story.story
    counts = {
        TOP: len(told.headline.flags) + len(told.flags) + _of(story, story.leads),
        MORE: _of(story, story.others),
        DIFFER: _within(told.discrepancies),
        TIME: _within(told.timeline),
        NAMES: _within(told.names),
        SOURCES: _within(told.origins) + sum(len(source.flags) for source in story.sources),
        OPEN: _within((*told.open_questions, *told.editor_notes)),
        LEFT: len(told.withheld),
    }
    return {part: number for part, number in counts.items() if number}


def first_warning(story: StoryView) -> str:
    """Id of the place in the page that the first of them stands at."""
    home = f"story-{story.number}"
    parts = warned(story)
    if TOP in parts or MORE in parts:
        if story.story.headline.flags or story.story.flags:
            return home
        doubted = (s for s in (*story.leads, *story.others) if _of(story, (s,)))
        return next((f"{home}-s{sentence.n}" for sentence in doubted), home)
    return next((f"{home}-{part}" for part in parts), home)


def _of(story: StoryView, sentences: Iterable[Sentence]) -> int:
    count = 0
    for sentence in sentences:
        news = story.news(sentence)
        count += len(sentence.flags) + (len(news.flags) if news else 0)
    return count


def _within(values: tuple[object, ...]) -> int:
    return sum(1 for _ in inside(values, Flag))
