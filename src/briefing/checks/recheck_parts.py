"""The parts of a finished story that code derives, or bounds, from the records of its articles: do they still fit?

A sentence is a model's, and no string proves it. But what its names are called, which row is a contradiction, which
sentences lead, and who is an origin of what, follow from the records or keep to rules that every run keeps.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.checks.facts import counted_as_one, unknown_figures, unrecorded_date, unsupported_figure
from briefing.checks.name_forms import HARMONISED
from briefing.checks.names_of_records import names_of
from briefing.checks.single_source import origins_of
from briefing.checks.story_grounder import MOST_LEAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.models import Discrepancy, Member, NameKind, Story, StoryName

#: Where, and what doesn't hold.
Fault = tuple[str, str]
_WEBSITE = re.compile(r"website text \((.*)\)")


def part_faults(story: Story, members: Mapping[str, Member]) -> Iterator[Fault]:
    """What of a story doesn't follow from its records.

    Args:
        members: The articles of the story with their records, by id; of all of them.
    """
    yield from _lead(story)
    yield from _rows(story)
    yield from _timeline(story, members)
    for number, question in enumerate(story.open_questions):
        missing = unknown_figures(question.text, story, members)
        if missing and not _has(question.flags, "question-figure"):
            yield f"open_questions.{number}", f"{missing} occurs in none of the story's articles"
    yield from _origins(story, members)
    yield from _left_out(story, members)
    yield from _names(story, members)


def _lead(story: Story) -> Iterator[Fault]:
    leading = [sentence.lead for sentence in story.sentences]
    first = sum(leading)
    if leading != sorted(leading, reverse=True) or first > MOST_LEAD or (not first and leading and not story.withheld):
        yield "sentences", f"the lead sentences aren't the first 1 to {MOST_LEAD}"


def _rows(story: Story) -> Iterator[Fault]:
    kinds = [row.contradiction for row in story.discrepancies]
    if kinds != sorted(kinds, reverse=True):
        yield "discrepancies", "contradictions aren't first"
    for number, row in enumerate(story.discrepancies):
        yield from ((f"discrepancies.{number}{where}", why) for where, why in _row(row, HARMONISED in story.repairs))


def _row(row: Discrepancy, harmonised: bool) -> Iterator[Fault]:
    speaking = [position for position in row.positions if position.stance != "silent"]
    if row.label not in ("", row.point) and not harmonised:
        yield ".label", f"is {row.label!r}, but the point is {row.point!r}"
    sides = {(position.value, position.statement, position.stance) for position in speaking}
    if row.contradiction and len(sides) < 2:
        yield "", "is marked as a contradiction, but all its sources agree"
    said: dict[str | None, str | None] = {}
    for place, position in enumerate(row.positions):
        if position.stance == "silent":
            if position.value is not None:
                yield f".positions.{place}", "is marked as silent, but has a value"
            continue
        if said.setdefault(position.statement, position.value) != position.value:
            yield f".positions.{place}.value", "differs from that of another source with the same statement"
        figures = unsupported_figure(position)
        if figures and not _has(position.flags, "value-unsupported"):
            yield f".positions.{place}.value", f"{figures} occurs neither in its statement nor in its quote"


def _timeline(story: Story, members: Mapping[str, Member]) -> Iterator[Fault]:
    for number, entry in enumerate(story.timeline):
        if (why := unrecorded_date(entry, members)) and not _has(entry.flags, "timeline-date"):
            yield f"timeline.{number}.date", why


def _origins(story: Story, members: Mapping[str, Member]) -> Iterator[Fault]:
    named = [article for origin in story.origins for article in origin.articles]
    if len(named) != len({(n, a) for n, origin in enumerate(story.origins) for a in origin.articles}):
        yield "origins", "one names an article twice"
    if set(named) & set(story.origin_unknown):
        yield "origin_unknown", "an article with an origin is listed as having none"
    apart = [(each.articles, each.reason) for each in story.counted_together]
    for one, other, why in counted_as_one(story, members):
        if ((one, other), why) not in apart:
            yield "origins", f"{one} and {other} are counted as independent, but {why}"
    if len(apart) > len(list(counted_as_one(story, members))):
        yield "counted_together", "articles are counted as one without evidence"
    if len(story.articles) == 1:
        own = origins_of(members[story.articles[0]])
        if not _same_origins(story, own):
            yield "origins", "don't match those of its only article"
        return
    for number, origin in enumerate(story.origins):
        sources = [s for a in origin.articles for s in members[a].extraction.cited_sources if s.name == origin.name]
        if sources and origin.kind not in {source.kind for source in sources}:
            yield f"origins.{number}.kind", f"is {origin.kind}, but its article's extraction has {sources[0].kind}"


def _same_origins(story: Story, own: Sequence[object]) -> bool:
    shown = [origin.replace(flags=()) for origin in story.origins]
    recorded = [origin.replace(flags=()) for origin in own]  # type: ignore[attr-defined]
    if HARMONISED in story.repairs:
        return [each.evidence for each in shown] == [each.evidence for each in recorded]
    return shown == recorded


def _left_out(story: Story, members: Mapping[str, Member]) -> Iterator[Fault]:
    seen: set[tuple[str, int]] = set()
    for number, row in enumerate(story.left_out):
        where = f"left_out.{number}"
        if row.article not in members:
            yield where, f"names {row.article}, which isn't in the story"
            continue
        article = members[row.article].article
        website = _WEBSITE.fullmatch(row.reason)
        for n in row.paragraphs:
            paragraph = article.paragraph(n)
            if paragraph is None:
                yield where, f"there is no paragraph {n}"
            elif website and paragraph.rule != website[1]:
                yield where, f"paragraph {n} is listed as website text, but wasn't read as such"
            elif (row.article, n) in seen:
                yield where, f"paragraph {n} is listed twice"
            seen.add((row.article, n))


# ── names ────────────────────────────────────────────────────────────────────────────────────────


def _names(story: Story, members: Mapping[str, Member]) -> Iterator[Fault]:
    """The names made of the records once more, those united that the story unites."""
    made = names_of((members[article] for article in story.articles), _united(story, members))
    if HARMONISED in story.repairs:
        # Other words of ours stand there now; the sources' forms don't change.
        if _forms(made) != _forms(story.names):
            yield "names", "their forms don't match the extractions of its articles"
        return
    found = {(name.kind, name.english): name for name in story.names}
    recorded = {(kind, names[0]) for article in story.articles for kind, names in _recorded(members[article])}
    for number, name in enumerate(story.names):
        if (name.kind, name.english) not in recorded:
            yield f"names.{number}.english", f"{name.english} is in no extraction of its articles as a {name.kind}"
            continue
        wanted = next((each for each in made if (each.kind, each.english) == (name.kind, name.english)), None)
        if wanted is None or _bare(name) != _bare(wanted):
            yield f"names.{number}", f"roles or forms of {name.english} don't match the extractions"
    for name in made:
        if (name.kind, name.english) not in found:
            yield "names", f"{name.english} is missing, but is in the extraction of an article"


def _united(story: Story, members: Mapping[str, Member]) -> dict[str, str]:
    same = {}
    for name in story.names:
        forms = {(variant.article, variant.form) for variant in name.variants}
        for article in story.articles:
            for kind, recorded in _recorded(members[article]):
                if kind == name.kind and (article, recorded[1]) in forms and recorded[0] != name.english:
                    same[recorded[0]] = name.english
    return same


def _recorded(member: Member) -> Iterator[tuple[NameKind, tuple[str, str]]]:
    record = member.extraction
    yield from (("person", (person.name, person.original)) for person in record.people)
    yield from (("organisation", (body.name, body.original)) for body in record.organisations)
    yield from (("place", (place.name, place.original)) for place in record.places)


def _forms(names: Iterable[StoryName]) -> set[tuple[str, str, str]]:
    return {(name.kind, variant.article, variant.form) for name in names for variant in name.variants}


def _bare(name: StoryName) -> tuple[object, object]:
    """Roles and forms without their flags, of which some are set aside before anybody sees them."""
    return (
        [(role.text, role.evidence) for role in name.roles],
        [(variant.article, variant.form, variant.evidence) for variant in name.variants],
    )


def _has(flags: Iterable[object], code: str) -> bool:
    return any(getattr(flag, "code", None) == code for flag in flags)
