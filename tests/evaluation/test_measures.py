"""Each measure on replies whose right figure is worked out by hand."""

from __future__ import annotations

import pytest

from briefing.evaluation.articles import score_extraction, score_translation
from briefing.evaluation.cases import ExpectedArticle, ExpectedEvent
from briefing.evaluation.matching import holds, pair
from briefing.evaluation.measures import Scores, ratio
from briefing.evaluation.stories import score_event
from report_samples import ARABIC, CHINESE, GERMAN, article, extraction, german_extraction, story, translation


@pytest.fixture
def scores() -> Scores:
    return Scores()


def figure(scores: Scores, measure: str) -> float | None:
    return ratio(scores.counts[measure])


@pytest.mark.parametrize(
    ("text", "words", "right"),
    [
        ("At least 14 people died", "14", True),
        ("At least 114 people died", "14", False),
        ("14.5 metres", "14", False),
        ("It ended at 14.", "14", True),
        ("Nino Kvaratélia spoke", "nino kvaratelia", True),
        ("the minister of energy", "energy minister|minister of energy", True),
        ("the energy ministry", "energy minister|minister of energy", False),
        ("fourteen dead in Tangling", "fourteen + tangling", True),
        ("fourteen dead", "fourteen + tangling", False),
        ("١٤ قتيلا", "14", True),
        ("在棠岭县", "棠岭县", False),  # no space there: a word can't be told from a part of one
    ],
)
def test_words_are_found_whole_without_accents_and_case(text, words, right):
    assert holds(text, words) is right


def test_the_most_pairs_are_made_where_a_greedy_way_makes_fewer():
    # The first expected fits both, the second the first alone.
    fits = {(0, 0), (0, 1), (1, 0)}
    assert pair([0, 1], [0, 1], lambda one, two: (one, two) in fits) == {0: 1, 1: 0}


def test_people_count_as_f1_and_their_roles_as_recall(scores):
    expected = ExpectedArticle.model_validate(
        {
            "people": [
                {"forms": "Ilse Brandt", "roles": ["mayor|Bürgermeisterin", "lawyer"]},
                {"forms": ["Otto", "Otto Weg"]},
            ]
        }
    )
    score_extraction(expected, german_extraction(article("de", "de", GERMAN), ""), scores.of("x"))
    assert figure(scores, "people") == pytest.approx(2 / 3)  # one right, one missed
    assert figure(scores, "roles") == pytest.approx(1 / 2)
    assert "missed: Otto" in scores.counts["people"]["x"].note
    assert "lawyer" in scores.counts["roles"]["x"].note


def test_a_date_is_right_only_with_its_role_and_value_and_an_optional_one_counts_neither_way(scores):
    expected = ExpectedArticle.model_validate(
        {"dates": [
            {"role": "event", "value": "2026-11-16"},
            {"role": "mentioned", "value": "2026-11-19"},
            {"role": "published", "value": "2026-11-19", "optional": True},
        ]}
    )  # fmt: skip
    score_extraction(expected, german_extraction(article("de", "de", GERMAN), ""), scores.of("x"))
    assert figure(scores, "dates") == pytest.approx(2 / 3)  # one right, none wrong, one missed


def test_a_failed_article_misses_everything(scores):
    expected = ExpectedArticle.model_validate(
        {
            "people": [{"forms": "A"}],
            "places": [{"forms": "B"}],
            "reference": {1: "The bridge is closed."},
            "survive": {1: ["14"]},
        }
    )
    score_extraction(expected, None, scores.of("x"))
    score_translation(expected, None, scores.of("x"))
    assert [figure(scores, m) for m in ("people", "places", "chrf", "survival")] == [0, 0, 0, 0]


def test_chrf_is_a_hundred_for_the_reference_and_survival_counts_what_is_kept(scores):
    source = article("de", "de", GERMAN)
    said = translation(source, "")
    expected = ExpectedArticle.model_validate(
        {"reference": {p.n: p.text for p in said.paragraphs}, "survive": {3: ["English", "14"]}}
    )
    score_translation(expected, said, scores.of("x"))
    assert figure(scores, "chrf") == pytest.approx(100)
    assert figure(scores, "survival") == pytest.approx(1 / 2)
    assert scores.counts["survival"]["x"].note == "lost in ¶3: 14"


def test_a_story_is_held_to_its_facts_traps_citations_and_differences(scores):
    german, arabic, chinese = article("de", "de", GERMAN), article("ar", "ar", ARABIC), article("zh", "zh", CHINESE)
    expected = ExpectedEvent.model_validate(
        {
            "event": "the bridge",
            "articles": {"de.txt": {}, "ar.txt": {}, "zh.txt": {}},
            "must": [
                {"about": "closed", "any": ["closed + Monday"], "support": {"de.txt": [3]}},
                {"about": "reopening", "any": "reopen", "support": {"de.txt": [4]}},
                {"about": "hurt", "any": ["two hurt"]},
            ],
            "must_not": [
                {"about": "reopened", "any": "has reopened"},
                {"about": "a denial told as fact", "any": "anyone was hurt"},
            ],
            "discrepancies": [
                {"about": "injured", "values": {"de.txt": "two", "ar.txt": "three"}, "contradiction": True},
                {"about": "weekday", "values": {"de.txt": "Friday", "zh.txt": "Saturday"}},
            ],
        }
    )
    files = {"de": "de.txt", "ar": "ar.txt", "zh": "zh.txt"}
    score_event(expected, [story(german, arabic, chinese)], files, scores.of("bridge"))
    assert figure(scores, "facts") == pytest.approx(2 / 3)
    assert figure(scores, "citation-precision") == pytest.approx(1 / 2)  # the reopening is cited from another article
    assert figure(scores, "traps") == pytest.approx(1 / 2)
    assert figure(scores, "discrepancies") == pytest.approx(1 / 2)
    assert figure(scores, "citation-recall") == 1
    assert figure(scores, "warnings") == pytest.approx(1 / 4)
    assert "missing: weekday" in scores.counts["discrepancies"]["bridge"].note


def test_an_event_that_no_story_holds_has_told_nothing(scores):
    expected = ExpectedEvent.model_validate(
        {"event": "e", "articles": {"a.txt": {}}, "must": [{"about": "x", "any": "x"}]}
    )
    score_event(expected, [], {}, scores.of("e"))
    assert figure(scores, "facts") == 0


def test_nothing_expected_is_nothing_measured(scores):
    score_extraction(ExpectedArticle(), extraction(article("de", "de", GERMAN)), scores.of("x"))
    assert not scores.counts
