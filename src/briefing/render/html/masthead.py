"""What stands at the top of the page and at its foot: the day, one line of trust, what was run and what it cost."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from briefing.render import phrasing as words
from briefing.render.html.proof import readers, seeded
from briefing.render.sanitize import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.models import RunManifest, SentenceNews
    from briefing.render.view import BriefingView, StoryView
    from briefing.render.view_differences import Difference

#: Stories above which the top is a table of contents by places.
MANY: Final = 12
#: Rows of a story in the top.
_ROWS: Final = 5
#: Letters of a change's old and new words that fit in a line of it.
_SHORT: Final = 42


class Head(NamedTuple):
    """What the top says."""

    title: str
    """The day in full, such as `Saturday, 21 November 2026`."""
    named: str
    """What the settings call the briefing, without the day."""
    sums: tuple[str, ...]
    """The line of trust, in parts; none of them zero or unknown."""
    since: str
    """`Since yesterday`, `Since Tuesday`, or `Today` where no story goes on."""
    goes_on: bool
    """Whether some story continues one of an earlier day."""
    partial: str | None
    """Why something is missing; None for a whole briefing."""
    foot: tuple[str, ...]
    """The rest of the sums."""


class Group(NamedTuple):
    """A part of the contents."""

    place: str
    """What its stories are about; empty for the only group."""
    stories: tuple[StoryView, ...]


def head_of(view: BriefingView, run: RunManifest | None) -> Head:
    """Work out the top of the page, and its foot."""
    since = max((story.story.continues.date for story in view.stories if story.story.continues), default=None)
    return Head(
        title=_day(view),
        named=_named(view),
        sums=tuple(_sums(view)),
        since=_since(since, view.briefing.date),
        goes_on=since is not None,
        partial=_partial(view, run),
        foot=tuple(part for part in _foot(view, run) if part),
    )


def contents_of(view: BriefingView) -> tuple[Group, ...]:
    """The stories in their order; of many, those that go on first, then by the places that most of them name."""
    if len(view.stories) <= MANY:
        return (Group("", view.stories),)
    going_on = tuple(story for story in view.stories if story.news_since == "updated")
    rest = [story for story in view.stories if story not in going_on]
    weight: dict[str, int] = {}
    for story in rest:
        for place in _places(story):
            weight[place] = weight.get(place, 0) + 1
    by_place: dict[str, list[StoryView]] = {}
    for story in rest:
        # What only one story names brings nothing together.
        place = max((p for p in _places(story) if weight[p] > 1), key=lambda p: weight[p], default="Elsewhere")
        by_place.setdefault(place, []).append(story)
    groups = sorted(by_place.items(), key=lambda pair: (pair[0] == "Elsewhere", -len(pair[1])))
    first = [Group("Updated", going_on)] if going_on else []
    return (*first, *(Group(place, tuple(stories)) for place, stories in groups))


def told_at_once(changes: Sequence[SentenceNews]) -> list[SentenceNews]:
    """The changes that a line of the top can hold: a word for what changed, a figure or a few words for each day."""
    short = [each for each in changes if max(len(each.was or ""), len(each.now or "")) <= _SHORT]
    return short[: _at_once(len(short))]


def differing_at_once(differences: Sequence[Difference]) -> list[Difference]:
    """The contradictions that a line of the top can hold."""
    short = [
        each
        for each in differences
        if each.row.contradiction and all(side.text and len(side.text) <= _SHORT for side in each.sides)
    ]
    return short[: _at_once(len(short))]


def _at_once(rows: int) -> int:
    """How many of so many rows of a story are shown in the top: all, or all but what a line of `2 more` stands for."""
    return rows if rows <= _ROWS else _ROWS - 1


def _places(story: StoryView) -> list[str]:
    return list(dict.fromkeys(name.english for name in story.story.names if name.kind == "place"))


def _day(view: BriefingView) -> str:
    date = view.day(view.briefing.date)
    try:
        return f"{dt.date.fromisoformat(view.briefing.date):%A}, {date}"
    except ValueError:
        return date


def _named(view: BriefingView) -> str:
    title = one_line(view.briefing.title)
    return title.replace(view.day(view.briefing.date), "").strip(" ,:–-") or "Briefing"


def _since(date: str | None, today: str) -> str:
    if date is None:
        return "Today"
    try:
        day, now = dt.date.fromisoformat(date), dt.date.fromisoformat(today)
    except ValueError:
        return "Since the day before"
    days = (now - day).days
    if days == 1:
        return "Since yesterday"
    return f"Since {day:%A}" if days < 7 else f"Since {day.day} {day:%B}"


def _sums(view: BriefingView) -> Iterator[str]:
    sums = view.briefing.sums
    yield f"{words.count(sums.articles_in, 'article')} in {words.count(len(sums.languages), 'language')}"
    lost = sums.quotes_not_found
    yield (
        f"{words.count(sums.sentences, 'sentence')}, "
        + (f"{words.count(lost, 'quote')} not found" if lost else "every quote found")
        + (", checked by a second reader" if readers(view.stories) else "")
    )


def _partial(view: BriefingView, run: RunManifest | None) -> str | None:
    failed = view.briefing.sums.failed
    if run is not None and run.status != "done":
        return run.reason or f"{words.count(failed, 'article')} failed"
    return f"{words.count(failed, 'article')} failed" if failed else None


def _foot(view: BriefingView, run: RunManifest | None) -> Iterator[str]:
    sums = view.briefing.sums
    parts = [words.count(sums.articles_in, "article") + " in"]
    parts += [f"{n} {what}" for n, what in ((sums.done, "done"), (sums.failed, "failed"), (sums.skipped, "skipped"))]
    parts += [words.count(sums.copies, "copy", "copies")]
    yield ", ".join(part for part in parts if not part.startswith("0 "))
    yield words.listing(words.language_name(tag) for tag in sums.languages)
    yield f"{words.count(sums.citations, 'quote')} found" + (
        f", {sums.quotes_not_found} not found" if sums.quotes_not_found else ""
    )
    kinds = ((sums.checked, "verified"), (sums.repaired, "corrected and verified"), (sums.flagged, "with a warning"))
    yield "sentences: " + ", ".join(f"{n} {what}" for n, what in kinds if n) if sums.sentences else ""
    yield f"{sums.withheld} left out because of warnings" if sums.withheld else ""
    if model := readers(view.stories):
        put, found = (sum(values) for values in zip(*(seeded(story) for story in view.stories), strict=True))
        tried = f", which found {found} of {words.count(put, 'seeded error')}" if put else ""
        yield f"second reader: {model}{tried}"
    if run is not None:
        yield f"model {run.model}"
        yield f"cost {_cost(run)} ({words.count(sum(s.replies for s in run.stages.values()), 'reply', 'replies')})"


def _cost(run: RunManifest) -> str:
    """What the replies cost that the briefing rests on: the same in every run that gives the same briefing."""
    worth = [stage.worth for stage in run.stages.values()]
    known = [each for each in worth if each is not None]
    if len(known) < len(worth):
        return "unknown"
    return f"${sum(known):.4f}" if 0 < sum(known) < 0.1 else f"${sum(known):,.2f}"
