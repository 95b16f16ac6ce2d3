"""What run.json tells of a day, against the day itself."""

from __future__ import annotations

import ast
import collections
import contextlib
from typing import TYPE_CHECKING, Any

from briefing.checks.readings import second_reader
from briefing.pipeline.assemble import NOTHING_READ_TWICE
from briefing.pipeline.ranking import in_order
from briefing.render.phrasing import date_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.models import Briefing, RunManifest

#: Where, and what doesn't hold.
Found = tuple[str, str]
_COUNTS = ("articles_in", "done", "failed", "skipped", "copies")


def manifest_faults(briefing: Briefing, run: RunManifest) -> Iterator[Found]:
    """What of a day its run says otherwise."""
    if run.day and run.day != briefing.date:
        yield "date", f"is {briefing.date}, but run.json is from {run.day}"
    told = {name: (getattr(run, name), getattr(briefing.sums, name)) for name in _COUNTS}
    if wrong := [name for name, (theirs, mine) in told.items() if theirs != mine]:
        yield "sums", f"{', '.join(wrong)}: run.json has a different number"
    fates = [(r.article.origin, r.status, r.reason or "") for r in briefing.reports]
    fates += [(u.origin, u.status, u.reason) for u in briefing.unread]
    if collections.Counter(fates) != collections.Counter(
        (each.get("origin", ""), each.get("status", ""), each.get("reason", "")) for each in run.articles
    ):
        yield "reports", "the outcomes of the articles differ from run.json"
    reading = briefing.sums.reading
    if run.reading != reading or run.second_reader != (second_reader(reading) if reading else ""):
        yield "sums.reading", "run.json has a different second reading"
    yield from _models(briefing, run)
    yield from _as_set(briefing, {name: value_of(text) for name, text in run.settings.items()})


def _models(briefing: Briefing, run: RunManifest) -> Iterator[Found]:
    known = {run.model, *run.models, *run.models_answering}
    named = [(f"reports.{n}", part) for n, r in enumerate(briefing.reports) for part in (r.translation, r.extraction)]
    answered = [(where, part.model) for where, part in named if part is not None and part.model]
    answered += [(f"stories.{n}", story.model) for n, story in enumerate(briefing.stories)]
    answered += [
        (f"stories.{n}.reading", name)
        for n, story in enumerate(briefing.stories)
        if story.reading
        for name in story.reading.model.split(", ")
        if name
    ]
    for where, model in answered:
        if model not in known:
            yield f"{where}.model", f"is {model}, which run.json doesn't know"


def _as_set(briefing: Briefing, settings: dict[str, Any]) -> Iterator[Found]:
    """The order of stories, the title and what is left out are a matter of settings."""
    interests = settings.get("interests", ())
    ordered = in_order(briefing.stories, briefing.reports, interests if isinstance(interests, (list, tuple)) else ())
    if [(s.id, s.first_because) for s in ordered] != [(s.id, s.first_because) for s in briefing.stories]:
        yield "stories", "aren't in the order of the run's interests"
    if not interests and any(story.first_because for story in briefing.stories):
        yield "stories", "one is listed first for an interest, but the run had none"
    dates = settings.get("dates", "day first")
    if briefing.dates != dates or briefing.title != f"Briefing, {date_text(briefing.date, briefing.dates)}":
        yield "title", "doesn't match the run's date and settings"
    if settings.get("editor_notes") == "False" and any(story.editor_notes for story in briefing.stories):
        yield "stories", "contain editor's notes, but the run excluded them"
    strict = settings.get("strict") == "True"
    if any(bool(story.withheld) for story in briefing.stories) and not strict:
        yield "stories", "leave sentences out, but the run wasn't strict"
    off = settings.get("verify") == "off"
    if off != (NOTHING_READ_TWICE in briefing.notices):
        yield "notices", "the notice about the second reading doesn't match run.json"
    for number, story in enumerate(briefing.stories):
        unread = any(flag.code == "not-read-twice" for flag in story.flags)
        if (story.reading is None) != (off or unread):
            yield (
                f"stories.{number}.reading",
                "is missing, without a warning" if not off else "exists, although it was off",
            )


def value_of(text: str) -> Any:
    """A setting as run.json writes it: tables and lists as Python shows them, all else as text."""
    if text[:1] in {"{", "["}:
        with contextlib.suppress(ValueError, SyntaxError, RecursionError, MemoryError):
            return ast.literal_eval(text)
    return text
