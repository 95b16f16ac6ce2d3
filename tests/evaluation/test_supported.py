"""How many sentences the second reader supports: seeded errors, rows and what was passed over are left out."""

from __future__ import annotations

from briefing.evaluation.cases import ExpectedEvent
from briefing.evaluation.measures import Scores
from briefing.evaluation.stories import score_event
from briefing.models import Objection, SecondReading
from report_samples import ARABIC, CHINESE, GERMAN, article, story


def objection(where: str) -> Objection:
    return Objection(where=where, verdict="contradicted", words="It", start=0, kind="date", why="No.", evidence=())


def scored(reading: SecondReading | None):
    told = story(article("de", "de", GERMAN), article("ar", "ar", ARABIC), article("zh", "zh", CHINESE))
    scores = Scores()
    expected = ExpectedEvent.model_validate({"event": "x", "articles": {}})
    score_event(expected, [told.replace(reading=reading)], {}, scores.of("x"))
    return scores.counts.get("supported", {}).get("x"), 1 + len(told.sentences)


def test_a_sentence_with_two_objections_counts_once_and_one_passed_over_not_at_all():
    against = tuple(objection(where) for where in ("sentences.1", "sentences.1", "discrepancies.0.0"))
    found, sentences = scored(
        SecondReading(model="m", statements=9, supported=6, unanswered=("headline", "timeline.0"), objections=against)
    )
    assert (found.hit, found.of) == (sentences - 2, sentences - 1)
    assert found.note.count("No.") == 1


def test_what_nobody_read_is_no_figure():
    assert scored(None)[0] is None
    assert scored(SecondReading(model="", statements=0, supported=0))[0] is None
