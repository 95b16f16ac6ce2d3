"""What code finds in a written story by strings alone, beside what its writer was asked to mend.

It asks for no repair: what articles are no second origin is counted so whatever the writer says, and a value or a day
that stands nowhere is flagged.
"""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.checks.codes import flag
from briefing.checks.date_support import ground_of, unsupported_dates, unsupported_value, without_dates
from briefing.checks.houses import one_house
from briefing.checks.number_support import figures, unsupported
from briefing.checks.origin_overlap import dependent
from briefing.models import CountedTogether, Evidence
from briefing.text.number_words import worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.models import Discrepancy, Member, OpenQuestion, Origin, Position, Story, TimelineEntry

#: Figures that stand alone and may stand in words elsewhere: those of `unsupported` begin above them.
_SMALL = re.compile(r"(?<![\w.,:/-])(?:\d|1[0-2])(?![\w:/-]|[.,]\d)")
VALUE = "value-unsupported"
DATE = "timeline-date"
QUESTION = "question-figure"


def with_facts(story: Story, members: Iterable[Member]) -> Story:
    """The story with these flags, and with the articles that count as one origin.

    Args:
        members: Its articles with their records.
    """
    by_id = {member.article.id: member for member in members}
    return story.replace(
        discrepancies=tuple(map(_row, story.discrepancies)),
        timeline=tuple(_entry(entry, by_id) for entry in story.timeline),
        open_questions=tuple(_question(question, story, by_id) for question in story.open_questions),
        counted_together=tuple(
            CountedTogether(articles=(one, other), reason=why) for one, other, why in counted_as_one(story, by_id)
        ),
    )


# ── values and days ──────────────────────────────────────────────────────────────────────────────


def _row(row: Discrepancy) -> Discrepancy:
    positions = tuple(_position(position) for position in row.positions)
    return row if positions == row.positions else row.replace(positions=positions)


def _position(position: Position) -> Position:
    missing = unsupported_figure(position)
    if not missing:
        return position
    told = flag(VALUE, f"{missing} stands neither in what it is said to say nor in its words")
    return position.replace(flags=(*position.flags, told))


def unsupported_figure(position: Position) -> str:
    """The figures of a value that stand, in any notation or in words, in neither its statement nor its quotes."""
    value, statement = position.value or "", position.statement or ""
    if position.stance == "silent" or not any(char.isdigit() for char in value):
        return ""
    texts = [statement, *(evidence.quote for evidence in position.evidence)]
    known = frozenset().union(*(figures(text) | worded(text) for text in texts))
    small = [one for one in _SMALL.findall(value) if Decimal(one) not in known]
    return ", ".join(dict.fromkeys((*unsupported(value, texts), *small)))


def _entry(entry: TimelineEntry, members: Mapping[str, Member]) -> TimelineEntry:
    why = unrecorded_date(entry, members)
    return entry.replace(flags=(*entry.flags, flag(DATE, why))) if why else entry


def unrecorded_date(entry: TimelineEntry, members: Mapping[str, Member]) -> str:
    """Why a date of the timeline has no ground; empty where it has, or can't be judged.

    Its ground is a date recorded of an article that it cites, the day that was given beside one, or its words.
    """
    cited = [members[c.article] for c in entry.citations if c.article in members]
    if not entry.date or len(cited) < len(entry.citations) or not cited:
        return ""
    known = {date.value for member in cited for date in member.extraction.dates}
    known |= {member.article.published for member in cited}
    if entry.date in known:
        return ""
    articles = list({member.article.id: member.article for member in cited}.values())
    ground = ground_of(entry.citations, [member.extraction for member in cited], articles)
    bad = unsupported_value(entry.date, ground)
    return (
        f"{', '.join(bad)} is no date recorded of the articles that it cites, and no words of them say so"
        if bad
        else ""
    )


def _question(question: OpenQuestion, story: Story, members: Mapping[str, Member]) -> OpenQuestion:
    missing = unknown_figures(question.text, story, members)
    if not missing:
        return question
    told = flag(QUESTION, f"{missing} stands in none of its articles, and in no sentence about them")
    return question.replace(flags=(*question.flags, told))


def unknown_figures(text: str, story: Story, members: Mapping[str, Member]) -> str:
    """The figures and days of an open question that stand nowhere: in no article, in any notation, and in no English.

    A question cites nothing, so whatever is known of the event may carry it: the articles, their recorded claims, and
    what the story says.
    """
    if not any(char.isdigit() for char in text):
        return ""
    known = [members[article] for article in story.articles if article in members]
    articles = [member.article for member in known]
    paragraphs = [
        Evidence(article=a.id, paragraph=p.n, quote=a.raw[p.start : p.end], start=p.start, end=p.end)
        for a in articles
        for p in a.paragraphs
    ]
    ground = ground_of(paragraphs, [member.extraction for member in known], articles, pages=True)
    said = [claim.text for member in known for claim in member.extraction.claims]
    said += [sentence.english or sentence.text for sentence in (story.headline, *story.sentences)]
    said += [position.statement or "" for row in story.discrepancies for position in row.positions]
    said += [entry.event for entry in story.timeline]
    english = "\n".join(said)
    days = [day for day in unsupported_dates(text, ground) if day not in english]
    years = " ".join(sorted(ground.years))
    return ", ".join((*days, *unsupported(without_dates(text), [*ground.quotes, years, english])))


# ── origins ──────────────────────────────────────────────────────────────────────────────────────


def counted_as_one(story: Story, members: Mapping[str, Member]) -> Iterator[tuple[str, str, str]]:
    """Pairs of articles that are no two origins though the story counts them so, each with the reason.

    Two of one house are one origin unless each names a source of its own.
    """
    known = [members[article] for article in story.articles if article in members]
    by_id = {member.article.id: member for member in known}
    tied = {(one, other): why for one, other, why in dependent(by_id)}
    for one, other in itertools.combinations(by_id, 2):
        why = tied.get((one, other)) or one_house(by_id[one], by_id[other])
        mine, theirs = _origins(story, one), _origins(story, other)
        told = (mine or one in story.origin_unknown) and (theirs or other in story.origin_unknown)
        if why is None or not told or any(origin in theirs for origin in mine):
            continue
        apart = all(any(origin.evidence for origin in side) for side in (mine, theirs))
        if (one, other) in tied or not apart:
            yield one, other, why


def _origins(story: Story, article: str) -> list[Origin]:
    return [origin for origin in story.origins if article in origin.articles]
