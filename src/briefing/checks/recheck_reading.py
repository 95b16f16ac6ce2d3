"""What a finished story says of its second reading, against its statements and its flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.codes import kind_of
from briefing.checks.flags_taken import without_flags
from briefing.checks.objections import marked, marked_record, marked_translation
from briefing.checks.reading_matter import read_of
from briefing.checks.readings import NOT_READ_TWICE
from briefing.models import Flag, Frozen, SecondReading, inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.models import Report, Story

#: Where, and what doesn't hold.
Fault = tuple[str, str]
_NOTHING = SecondReading(model="", statements=0, supported=0)


def reading_faults(story: Story, reports: Mapping[str, Report]) -> Iterator[Fault]:
    """What of a second reading doesn't fit the story that was read.

    Args:
        reports: By article id.
    """
    reading = story.reading
    read = reading or _NOTHING
    own = [reports[article] for article in story.articles if article in reports]
    yield from _flags(story, own, read)
    if reading is None:
        return
    if any(flag.code == NOT_READ_TWICE for flag in story.flags):
        yield "reading", "exists, but a warning says that the story wasn't read twice"
    # One statement can be wrong in several things.
    objected = len({objection.where for objection in reading.objections})
    if reading.supported + len(reading.unanswered) + objected != reading.statements:
        yield "reading", "its number of statements isn't the sum of those supported, objected to and unanswered"
    seeded = reading.seeded
    too_many = any(seeded.found.get(kind, 0) > seeded.seeded.get(kind, 0) for kind in {*seeded.found, *seeded.seeded})
    if too_many or seeded.objected > seeded.correct or seeded.correct > sum(seeded.seeded.values()):
        yield "reading.seeded", "more errors were found than were seeded"
    if not story.withheld:
        yield from _read(story, own, reading)


def _read(story: Story, reports: Sequence[Report], reading: SecondReading) -> Iterator[Fault]:
    """How many statements there were, and whether what is objected to stands in them."""
    shown, every = read_of(story, reports), read_of(story, reports, everything=True)
    if reading.statements not in (len(shown), len(every)):
        yield "reading.statements", f"is {reading.statements}, but the story has {len(shown)}"
    texts = {each.where: each for each in every} | {each.where: each for each in shown}
    for number, objection in enumerate(reading.objections):
        where, statement = f"reading.objections.{number}", texts.get(objection.where)
        if statement is None:
            yield where, f"is about {objection.where}, which doesn't exist"
        elif statement.text[objection.start : objection.start + len(objection.words)] != objection.words:
            yield where, f"“{objection.words}” doesn't occur in {objection.where}"
        elif any((e.article, e.paragraph) not in statement.cites for e in objection.evidence):
            yield where, f"quotes a paragraph that {objection.where} doesn't cite"
    yield from (("reading.unanswered", f"{each} doesn't exist") for each in reading.unanswered if each not in texts)


def _flags(story: Story, reports: Iterable[Report], reading: SecondReading) -> Iterator[Fault]:
    """A flag for each objection, and an objection for each flag: all of them put there once more."""
    if not story.withheld:
        bare = without_flags(story, _of_the_reader)
        wanted = dict(_of_reader(marked(bare, reading).replace(reading=None)))
        found = dict(_of_reader(story.replace(reading=None)))
        yield from _differing(found, wanted)
    for report in reports:
        if report.translation is not None:
            wanted = dict(_of_reader(marked_translation(without_flags(report.translation, _of_the_reader), reading)))
            for where, _ in _differing(dict(_of_reader(report.translation)), wanted):
                yield where, f"the warnings on the translation of {report.article.id} don't match its second reading"
        if report.extraction is not None:
            wanted = dict(
                _of_reader(marked_record(without_flags(report.extraction, _of_the_reader), report.article.id, reading))
            )
            for where, _ in _differing(dict(_of_reader(report.extraction)), wanted):
                yield where, f"the warnings on the extraction of {report.article.id} don't match its second reading"


def _differing(found: Mapping[str, list[Flag]], wanted: Mapping[str, list[Flag]]) -> Iterator[Fault]:
    for where in sorted({*found, *wanted}):
        if found.get(where) != wanted.get(where):
            told = "has objections that differ from its warnings" if where in wanted else "has no objection to it"
            yield where, f"the second reading {told}"


def _of_reader(value: Frozen) -> Iterator[tuple[str, list[Flag]]]:
    """The second reader's flags, by the part that carries them."""
    by: dict[str, list[Flag]] = {}
    for where, flag in inside(value, Flag):
        if _of_the_reader(flag):
            by.setdefault(where.rpartition(".flags")[0], []).append(flag)
    yield from by.items()


def _of_the_reader(flag: Flag) -> bool:
    return kind_of(flag.code) == "verified"
