"""What the tool's story says, as points of the same sections; and like for like checks of both sides' English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.sentence_checks import Judge
from briefing.evaluation.free_answer import Point
from briefing.models import Evidence, Member
from briefing.text.stems import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.models import Briefing, ClaimStatus, Discrepancy, Extraction, Story, StoryName

#: Below this two points have hardly a word in common.
_ALIKE = 0.34


def told(story: Story, briefing: Briefing) -> list[Point]:
    """The story's points, section by section."""
    names = {r.article.id: _called(r.extraction, r.article.origin) for r in briefing.reports}
    records = [r.extraction for r in briefing.reports if r.article.id in story.articles and r.extraction]
    return [
        Point(section, text, tuple(Evidence(**e.model_dump(include=set(Evidence.model_fields))) for e in evidence))
        for section, text, evidence in (*_story_rows(story, names), *_record_rows(records, names))
    ]


Row = tuple[str, str, "Sequence[Evidence]"]


def _called(extraction: Extraction | None, origin: str) -> str:
    return extraction.outlet.name if extraction and extraction.outlet else origin


def _story_rows(story: Story, names: dict[str, str]) -> Iterator[Row]:
    told = (story.headline, *story.sentences)
    yield from (("Briefing", s.text, s.citations) for s in told)
    yield from (_discrepancy(row, names) for row in story.discrepancies)
    for entry in story.timeline:
        yield "Dates", f"{entry.date or 'date unknown'} ({entry.basis}): {entry.event}", entry.citations
    yield from map(_name, story.names)
    for s in (*told, *story.withheld):
        yield from _open(s.status, s.text, s.citations)
        for flag in s.flags:
            yield "Uncertain or unsupported", f"flagged: {s.text} ({flag.message})", s.citations
    for entry in story.timeline:
        yield from _open(entry.status, entry.event, entry.citations)
    for origin in story.origins:
        rest = ", ".join(names.get(a, a) for a in origin.articles)
        yield "Origins", f"{origin.name} ({origin.kind}): {rest}. {origin.reason}", origin.evidence
    for question in story.open_questions:
        yield "Uncertain or unsupported", f"open: {getattr(question, 'text', question)}", ()
    for note in story.editor_notes:
        yield "Uncertain or unsupported", f"not from the sources: {note.about}: {note.note}", ()


def _discrepancy(row: Discrepancy, names: dict[str, str]) -> Row:
    weight = "contradiction" if row.contradiction else "difference"
    sides = [f"{names.get(p.article, p.article)} {p.stance}: {p.statement}" for p in row.positions if p.statement]
    silent = [names.get(p.article, p.article) for p in row.positions if p.stance == "silent"]
    sides += [f"silent: {', '.join(silent)}"] if silent else []
    told = f"{row.point} ({weight}, {row.kind}): {'; '.join(sides)}"
    return "Discrepancies", told, [e for p in row.positions for e in p.evidence]


def _name(name: StoryName) -> Row:
    forms = ", ".join(dict.fromkeys(variant.form for variant in name.variants))
    roles = "; ".join(role.text for role in name.roles)
    told = f"{name.english} ({name.kind}): {forms}{f'; {roles}' if roles else ''}"
    return "Names", told, [e for part in (*name.roles, *name.variants) for e in part.evidence]


def _open(status: ClaimStatus, text: str, evidence: Sequence[Evidence]) -> Iterator[Row]:
    if status != "happened":
        yield "Planned, denied, alleged", f"{status}: {text}", evidence


def _record_rows(records: Iterable[Extraction], names: dict[str, str]) -> Iterator[Row]:
    for record in records:
        outlet = names[record.article]
        for date in record.dates:
            if date.role in ("published", "scraped"):
                yield "Dates", f"{date.value or 'unknown'}: {date.role} ({date.basis}), {outlet}", date.evidence
        for claim in record.claims:
            if claim.status != "happened":
                yield "Planned, denied, alleged", f"{outlet}, {claim.status}: {claim.text}", claim.evidence
        for instruction in record.instructions:
            yield "Text addressed to machines", f"{outlet}: {instruction.note}", instruction.evidence


# ── checks, the same for both sides ──────────────────────────────────────────────────────────────


class Checks:
    """The tool's own checks of English, for sentences of either side.

    Names and worked-out dates are known from the tool's record and from the sources' own letters. A name that the
    tool missed, in a script without sounds such as Chinese, looks unknown here: the human judge decides.
    """

    def __init__(self, story: Story, briefing: Briefing) -> None:
        reports = {r.article.id: r for r in briefing.reports}
        self._articles = [reports[a].article for a in story.articles]
        members = {
            a: Member(article=reports[a].article, extraction=extraction)
            for a in story.articles
            if (extraction := reports[a].extraction) is not None
        }
        self._judge = Judge(members)
        self._everything = [
            Evidence(article=a.id, paragraph=p.n, quote=a.raw[p.start : p.end], start=p.start, end=p.end)
            for a in self._articles
            if a.id in members
            for p in a.paragraphs
        ]

    def in_sources(self, text: str) -> list[str]:
        """What of a text stands nowhere in the articles: figures, dates, names."""
        found = self._judge.text(text, self._everything, pages=True)
        told = [told for code, told in found if code not in ("instruction-told", "text-empty", "markup")]
        return told + [f"{name} stands nowhere in the sources" for name in self._judge.strangers(text)]

    def in_quotes(self, point: Point) -> list[str]:
        """What of a text doesn't stand in the words that it cites."""
        if not point.found:
            return ["cites no words that stand in the sources"]
        found = self._judge.text(point.text, point.found, pages=True)
        return [told for code, told in found if code not in ("text-empty", "markup")]


def nearest(point: Point, others: Sequence[Point]) -> tuple[Point | None, float]:
    """The point most like another one, by words and quotes in common; None where hardly anything is.

    A rough measure, to spare the judge a search; it decides nothing.
    """
    best, most = None, 0.0
    mine = stems(point.text)
    for other in others:
        theirs = stems(other.text)
        words = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
        quotes = sum(any(_touch(e, o) for o in other.found) for e in point.found) / max(1, len(point.found))
        alike = 0.6 * words + 0.4 * quotes + (0.1 if other.section == point.section else 0)
        if alike > most:
            best, most = other, alike
    return (best, round(min(most, 1.0), 2)) if most >= _ALIKE else (None, round(most, 2))


def _touch(one: Evidence, other: Evidence) -> bool:
    return one.article == other.article and one.start < other.end and other.start < one.end
