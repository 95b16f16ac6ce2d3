"""Measures of the day's stories: grouping, facts, traps, citations, discrepancies, warnings."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from briefing.evaluation.matching import holds, listed, tells

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.evaluation.cases import CaseSet, ExpectedDiscrepancy, ExpectedEvent
    from briefing.evaluation.measures import Scores, UnitScores
    from briefing.models import Discrepancy, Sentence, Story


def score_grouping(cases: CaseSet, groups: Sequence[frozenset[str]], scores: Scores) -> None:
    """B-cubed over all articles, and whether similar events were kept apart.

    Args:
        groups: The stories, each as its articles: `EVENT/FILE`. An article in none stands alone.
    """
    event_of = {f"{event}/{file}": event for event, expected in cases.events.items() for file in expected.articles}
    sizes = {event: len(expected.articles) for event, expected in cases.events.items()}
    group_of = {article: group for group in groups for article in group}
    for article, event in event_of.items():
        group = group_of.get(article, frozenset({article}))
        same = sum(event_of.get(other) == event for other in group)
        strangers = listed(sorted(other for other in group if event_of.get(other) != event), "with")
        scores.of(article).add("bcubed-precision", same / len(group), 1, strangers)
        scores.of(article).add("bcubed-recall", same / sizes[event], 1)
    for event, expected in cases.events.items():
        if expected.like is None:
            continue
        ours, others = ({a for a, e in event_of.items() if e == name} for name in (event, expected.like))
        mixed = any(group & ours and group & others for group in groups)
        scores.of(event).add("apart", not mixed, 1, f"mixed with {expected.like}" if mixed else "")


def score_event(
    expected: ExpectedEvent, stories: Sequence[Story], file_of: Mapping[str, str], scores: UnitScores
) -> None:
    """What the stories that hold an event's articles say of it.

    Args:
        stories: Those that hold at least one of its articles; none where everything failed.
        file_of: File name by article id.
    """
    sentences = [sentence for story in stories for sentence in (story.headline, *story.sentences)]
    for fact in expected.must:
        telling = [sentence for sentence in sentences if tells(sentence.text, fact)]
        scores.add("facts", bool(telling), 1, "" if telling else f"missing: {fact.about}")
        if telling and fact.support:
            cited = any(_cites(sentence, fact.support, file_of) for sentence in telling)
            scores.add("citation-precision", cited, 1, "" if cited else f"cited elsewhere: {fact.about}")
    for fact in expected.must_not:
        said = next((sentence.text for sentence in sentences if tells(sentence.text, fact)), None)
        scores.add("traps", said is None, 1, f"{fact.about}: “{said}”" if said else "")
    for row in expected.discrepancies:
        found = any(_is_row(row, own, file_of) for story in stories for own in story.discrepancies)
        scores.add("discrepancies", found, 1, "" if found else f"missing: {row.about}")
    if sentences:
        scores.add("citation-recall", sum(bool(s.citations) for s in sentences), len(sentences))
        flagged = [s for s in sentences if s.flags]
        note = listed((f"{s.flags[0].code}: “{s.text[:60]}”" for s in flagged), "warned of")
        scores.add("warnings", len(flagged), len(sentences), note)
    for story in stories:
        _score_reading(story, scores)
    lost = sum(flag.code == "quote-not-found" for s in sentences for flag in s.flags)
    cited_in_all = sum(len(sentence.citations) for sentence in sentences)
    if cited_in_all or lost:
        scores.add("quotes-found", cited_in_all, cited_in_all + lost)


def _score_reading(story: Story, scores: UnitScores) -> None:
    """Sentences that were read twice, and to how many the second reader has nothing; errors seeded apart."""
    reading = story.reading
    if reading is None or not reading.model:
        return
    places = {"headline": story.headline.text} | {f"sentences.{s.n}": s.text for s in story.sentences}
    against = {objection.where: objection.why for objection in reading.objections if objection.where in places}
    read = [where for where in places if where not in reading.unanswered]
    note = listed((f"“{places[where][:60]}”: {why}" for where, why in against.items()), "objected to")
    scores.add("supported", len(read) - len(against), len(read), note)


def _cites(sentence: Sentence, support: Mapping[str, Sequence[int]], file_of: Mapping[str, str]) -> bool:
    return any(c.paragraph in support.get(file_of.get(c.article, ""), ()) for c in sentence.citations)


def _is_row(expected: ExpectedDiscrepancy, row: Discrepancy, file_of: Mapping[str, str]) -> bool:
    """A row tells an expected difference where two articles of different positions have them in it."""
    said = {
        file_of.get(position.article, ""): position.statement or ""
        for position in row.positions
        if position.stance != "silent"
    }
    fits = [
        file for file, values in expected.values.items() if file in said and any(holds(said[file], v) for v in values)
    ]
    differ = any(expected.values[one] != expected.values[two] for one, two in itertools.combinations(fits, 2))
    return differ and (expected.contradiction is None or row.contradiction == expected.contradiction)
