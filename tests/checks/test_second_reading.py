"""The second reader is held to its words, and exposed by seeded errors."""

from __future__ import annotations

import pytest

from briefing.checks.second_reading import Question, hold, questions, unanswered
from briefing.checks.statements import Statement, published, roles_of, statements_of, translated, with_source
from briefing.models import Claim, DateMention, Member, NameRole, Translation
from briefing.prompting.schemas import ObjectionReply, VerifyReply
from report_samples import ARABIC, CHINESE, GERMAN, article, extraction, quote, story, translation

FREE = (
    "Fourteen firefighters from Altstadt searched the river bank for 3 hours on Tuesday.",
    "The insurance company paid more than 20 million euros to the farmers before winter.",
    "A second crossing is to be built by Otto Weg in March 2027 near the harbour.",
    "The ministry was warned by engineers about rust at five pillars last August.",
    "The youngest driver had not slept since the harvest festival in Oberdorf.",
)


@pytest.fixture
def sources():
    return article("de", "de", GERMAN), article("ar", "ar", ARABIC), article("zh", "zh", CHINESE)


@pytest.fixture
def members(sources):
    german = sources[0]
    hurt = quote(german, "Zwei Menschen wurden verletzt")
    claims = tuple(
        Claim(id=f"c{n}", text=text, status="happened", attribution=(), evidence=(hurt,))
        for n, text in enumerate(FREE, 1)
    )
    found = [Member(article=german, extraction=extraction(german, claims=claims))]
    found += [Member(article=each, extraction=extraction(each)) for each in sources[1:]]
    return {member.article.id: member for member in found}


@pytest.fixture
def asked(sources, members):
    return questions(list(statements_of(story(*sources))), members, "seed")


def by_id(sources):
    return {each.id: each for each in sources}


def objecting(numbers, asked) -> list[ObjectionReply]:
    usual = {"verdict": "not supported", "against": [], "kind": "added", "why": "No."}
    return [ObjectionReply(n=n, words=asked[n - 1].statement.text, **usual) for n in numbers]


def test_everything_that_cites_is_a_statement_and_silence_is_none(sources):
    found = {statement.where: statement for statement in statements_of(story(*sources))}
    assert set(found) == {
        "headline", "sentences.1", "sentences.2", "sentences.3", "timeline.0", "timeline.1", "discrepancies.0.1",
        "discrepancies.1.0", "discrepancies.1.1",
    }  # fmt: skip
    assert found["discrepancies.1.0"].text == "Number of injured: two"
    assert found["sentences.1"].cites == (("de", 3), ("ar", 3))


def test_the_english_of_each_cited_paragraph_is_read_too_but_not_what_passed_through(sources):
    german = sources[0]
    passed = Translation(article="ar", paragraphs=translation(sources[1], "").paragraphs, model=None)
    own = list(statements_of(story(*sources)))
    found = list(translated(own, {"de": translation(german, ""), "ar": passed}))
    assert found == [Statement("translation de 3", "English de 3", (("de", 3),), whole=True)]


def test_seeded_errors_are_mixed_in_with_as_many_correct_ones_and_nothing_shown_is_altered(sources, members, asked):
    shown = [q.statement for q in asked if not q.seeded]
    assert shown == list(statements_of(story(*sources)))
    altered = [q for q in asked if q.altered]
    correct = [q for q in asked if q.seeded and not q.altered]
    assert len(altered) == len(correct) == 2
    assert all(q.statement.text in FREE for q in correct)
    assert all(q.statement.text not in FREE for q in altered)
    assert asked == questions(shown, members, "seed")
    assert asked != questions(shown, members, "another seed")


def test_a_claim_that_a_statement_tells_is_no_seed(sources, members):
    own = [Statement("sentences.1", text, (("de", 3),)) for text in FREE]
    assert not [q for q in questions(own, members, "seed") if q.seeded]


def test_a_reader_who_nods_at_everything_is_exposed(sources, asked):
    reading = hold(VerifyReply(supported=list(range(1, len(asked) + 1)), objections=[]), asked, by_id(sources), "m")
    assert sum(reading.seeded.seeded.values()) == 2
    assert reading.seeded.found == {}
    assert (reading.supported, reading.statements, reading.objections) == (9, 9, ())


def test_a_reader_who_finds_all_of_them_gets_them_all_counted_by_kind(sources, asked):
    wrong = [n for n, q in enumerate(asked, 1) if q.altered]
    right = [n for n in range(1, len(asked) + 1) if n not in wrong]
    reading = hold(VerifyReply(supported=right, objections=objecting(wrong, asked)), asked, by_id(sources), "m")
    assert reading.seeded.found == reading.seeded.seeded
    assert (reading.seeded.objected, reading.objections) == (0, ())


def test_a_reader_who_objects_to_everything_is_noticed(sources, asked):
    every = objecting(range(1, len(asked) + 1), asked)
    reading = hold(VerifyReply(supported=[], objections=every), asked, by_id(sources), "m")
    assert reading.seeded.objected == reading.seeded.correct == 2
    assert len(reading.objections) == reading.statements


def test_an_objection_keeps_its_words_on_both_sides(sources):
    one = Question(Statement("sentences.1", "The bridge has been closed since Tuesday.", (("de", 3),)))
    said = ObjectionReply(
        n=1, verdict="contradicted", words="since  tuesday", kind="date", why="It says\nMonday.",
        against=["seit Montag gesperrt"],
    )  # fmt: skip
    reading = hold(VerifyReply(supported=[], objections=[said]), [one], by_id(sources), "m")
    (found,) = reading.objections
    assert (found.words, found.start, found.why) == ("since Tuesday", 27, "It says Monday.")
    assert sources[0].raw[found.evidence[0].start : found.evidence[0].end] == "seit Montag gesperrt"


@pytest.mark.parametrize(
    ("words", "against"),
    [
        ("on Wednesday", []),
        ("", []),
        ("closed", ["seit Mittwoch"]),
        ("closed", ["soll sie wieder öffnen"]),  # not in a cited paragraph
    ],
)
def test_an_objection_that_misquotes_is_dropped_and_its_statement_counts_as_not_read(sources, words, against):
    one = Question(Statement("sentences.1", "The bridge has been closed since Monday.", (("de", 3),)))
    said = ObjectionReply(n=1, verdict="not supported", words=words, against=against, kind="date", why="x")
    reading = hold(VerifyReply(supported=[], objections=[said]), [one], by_id(sources), "m")
    assert (reading.dropped, reading.objections, reading.unanswered, reading.supported) == (1, (), ("sentences.1",), 0)


def test_a_statement_passed_over_is_named_and_an_empty_answer_is_no_reading(sources, asked):
    reading = hold(VerifyReply(supported=[1], objections=[]), asked, by_id(sources), "m")
    assert len(reading.unanswered) >= 8
    assert [f.severity for f in unanswered(VerifyReply(supported=[99], objections=[]), len(asked))] == ["broken"]
    assert not unanswered(VerifyReply(supported=[1], objections=[]), len(asked))


@pytest.mark.parametrize(
    ("text", "attribution", "told"),
    [
        (
            "The cable was not negotiated.",
            ("the ministry",),
            "The cable was not negotiated, according to the ministry.",
        ),
        ("The ministry says no.", ("the ministry",), "The ministry says no."),
        ("It cost 2 euros.", ("Kurier", "the mayor"), "It cost 2 euros, according to Kurier, citing the mayor."),
        ("It rained.", (), "It rained."),
    ],
)
def test_a_claim_put_beside_the_statements_says_whose_word_it_is(text, attribution, told):
    claim = Claim(id="c1", text=text, status="happened", attribution=attribution)
    assert with_source(claim) == told


def test_a_claim_whose_words_name_its_source_needs_it_once_whatever_the_case():
    claim = Claim(id="c1", text="Officials said it rained.", status="happened", attribution=("officials",))
    assert with_source(claim) == claim.text
    claim = claim.replace(text="It rained, the OFFICIALS’ report says.")
    assert with_source(claim) == claim.text


def test_one_statement_can_be_wrong_in_two_things_and_is_one_statement(sources):
    asked = [
        Question(Statement("sentences.1", "The bridge has been closed since Tuesday for good.", (("de", 3),))),
        Question(Statement("sentences.2", "Two people were hurt.", (("de", 3),))),
    ]
    usual = {"n": 1, "verdict": "contradicted", "why": "x", "against": ["seit Montag gesperrt"]}
    said = [
        ObjectionReply(words="Tuesday", kind="date", **usual),
        ObjectionReply(words="for good", kind="added", **usual),
        ObjectionReply(words="nowhere", kind="added", **usual),
        ObjectionReply(words="Two", kind="number", **(usual | {"n": 7})),
    ]
    reading = hold(VerifyReply(supported=[1, 2], objections=said), asked, by_id(sources), "m")
    assert [(o.where, o.words) for o in reading.objections] == [("sentences.1", "Tuesday"), ("sentences.1", "for good")]
    assert (reading.supported, reading.unanswered, reading.dropped) == (1, (), 1)


@pytest.mark.parametrize("quote", ["A1.3 seit Montag gesperrt", "3 seit Montag gesperrt", "[3] seit Montag gesperrt"])
def test_a_quote_with_its_place_before_it_is_that_quote(sources, quote):
    one = Question(Statement("sentences.1", "The bridge has been closed since Tuesday.", (("de", 3),)))
    said = ObjectionReply(n=1, verdict="contradicted", words="Tuesday", against=[quote], kind="date", why="x")
    (found,) = hold(VerifyReply(supported=[], objections=[said]), [one], by_id(sources), "m").objections
    assert [each.quote for each in found.evidence] == ["seit Montag gesperrt"]


def test_offices_and_stated_days_of_publication_are_statements_and_bylines_are_none(sources):
    told = story(*sources)
    (first, *_), german = told.names, sources[0]
    here = (quote(german, "Zwei Menschen wurden verletzt"),)
    roles = (NameRole(text="mayor", evidence=here), NameRole(text="author", evidence=here), NameRole(text="no words"))
    told = told.replace(names=(first.replace(roles=roles),))
    assert list(roles_of(told)) == [Statement("names.0.0", f"{first.english}: mayor", (("de", 3),))]

    day = DateMention(role="published", value="2026-11-19", basis="stated", about="it", reasoning=None, evidence=here)
    bare = german.replace(published=None)
    record = extraction(german, dates=(day,))
    assert list(published(record, bare)) == [Statement("published de", "Published: 19 November 2026", (("de", 3),))]
    assert not list(published(record, bare.replace(published="2026-11-19")))  # given beside it: nobody's reading
    assert not list(published(extraction(german, dates=(day.replace(basis="inferred"),)), bare))
