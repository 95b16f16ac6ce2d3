"""What the second reader found over a day, and what its silence is worth, in words and figures."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

from briefing.models import Readings, SeededErrors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.models import AlterationKind, SecondReading, Story

#: The mark of a story that was to be read twice and was not.
NOT_READ_TWICE = "not-read-twice"
#: Below so many seeded errors no percentage is told.
_FEW = 20
#: A reader who objects to so many of the correct statements objects to anything.
_OBJECTS_TO_ANYTHING = 0.5


def added(one: SeededErrors, other: SeededErrors) -> SeededErrors:
    """Two counts as one."""
    return SeededErrors(
        seeded=_summed((one.seeded, other.seeded)),
        found=_summed((one.found, other.found)),
        correct=one.correct + other.correct,
        objected=one.objected + other.objected,
    )


def _summed(counts: Iterable[Mapping[AlterationKind, int]]) -> dict[AlterationKind, int]:
    whole: collections.Counter[AlterationKind] = collections.Counter()
    for each in counts:
        whole.update(each)
    return dict(sorted(whole.items()))


def readings_of(stories: Sequence[Story]) -> Readings | None:
    """The figures of a day; None where nothing was read twice and nothing was to be."""
    read = [(story.model, story.reading) for story in stories if story.reading is not None and story.reading.model]
    not_read = sum(any(flag.code == NOT_READ_TWICE for flag in story.flags) for story in stories)
    return None if not read and not not_read else joined(read, not_read)


def joined(read: Sequence[tuple[str, SecondReading]], not_read: int = 0) -> Readings:
    """Several readings in figures.

    Args:
        read: Each with the model that wrote what was read.
        not_read: Stories that were to be read and were not.
    """
    seeded = SeededErrors()
    for _, reading in read:
        seeded = added(seeded, reading.seeded)
    every = [reading for _, reading in read]
    return Readings(
        models=tuple(sorted({name for reading in every for name in reading.model.split(", ")})),
        own=bool(read) and all(set(reading.model.split(", ")) == {wrote} for wrote, reading in read),
        stories=len(read),
        not_read=not_read,
        statements=sum(reading.statements for reading in every),
        supported=sum(reading.supported for reading in every),
        unanswered=sum(len(reading.unanswered) for reading in every),
        objections=sum(len(reading.objections) for reading in every),
        mended=sum(reading.mended for reading in every),
        dropped=sum(reading.dropped for reading in every),
        seeded=seeded,
    )


def second_reader(readings: Readings) -> str:
    """Who read, and what was found of the seeded errors: `second reader: MODEL, found 19 of 20 seeded errors, …`."""
    if not readings.models:
        return "second reader: none answered"
    whose = " (the writer's own model)" if readings.own else ""
    seeded = readings.seeded
    total, found = sum(seeded.seeded.values()), sum(seeded.found.values())
    told = f"found {found} of {total} seeded errors{_share(found, total)}" if total else "no errors could be seeded"
    if seeded.correct:
        told += (
            f", objected to {seeded.objected} of {seeded.correct} correct ones{_share(seeded.objected, seeded.correct)}"
        )
    return f"second reader: {', '.join(readings.models)}{whose}, {told}"


def _share(part: int, whole: int) -> str:
    return f" ({part / whole:.0%})" if whole >= _FEW else ""


def doubts(readings: Readings, threshold: float) -> list[str]:
    """Why the second reader is worth little, one line each; none where nothing speaks against it.

    Args:
        threshold: The share of the seeded errors that it has to find.
    """
    told = []
    seeded = readings.seeded
    if seeded.rate is not None and seeded.rate < threshold:
        told.append(
            f"The second reader found {sum(seeded.found.values())} of {sum(seeded.seeded.values())} seeded errors: "
            "that it has nothing against a sentence means little."
        )
    if seeded.alarms is not None and seeded.alarms >= _OBJECTS_TO_ANYTHING:
        told.append(
            f"The second reader objected to {seeded.objected} of {seeded.correct} correct statements: its objections "
            "mean little."
        )
    return told
