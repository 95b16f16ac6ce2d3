"""Stories are tied to their sources part by part; what doesn't hold is flagged, never dropped in silence."""

from __future__ import annotations

from typing import Any

import pytest

from briefing.checks.story_grounder import UNACCOUNTED, numbers_in
from briefing.models import Article, Claim, DateMention, Evidence, Extraction, Flag, Member, Outlet, Paragraph, Place
from briefing.pipeline.stages.fallback import recount
from briefing.pipeline.stages.merge import ground
from briefing.prompting.schemas import StoryReply

GERMAN = ("Ministerin in Triest", "Die Ministerin kam am Mittwoch nach Triest.", "Cookies akzeptieren")
ARABIC = ("وزيرة في ترييستي", "وصلت الوزيرة إلى ترييستي يوم الأربعاء.")


def member(paragraphs: tuple[str, ...], identifier: str, outlet: str | None = None) -> Member:
    raw, numbered, at = "\n".join(paragraphs), [], 0
    for n, text in enumerate(paragraphs, start=1):
        rule = "cookie-notice" if text.startswith("Cookies") else None
        kind = "boilerplate" if rule else "body"
        numbered.append(Paragraph(n=n, kind=kind, text=text, start=at, end=at + len(text), rule=rule))
        at += len(text) + 1
    article = Article(
        id=identifier * 12,
        raw=raw,
        paragraphs=tuple(numbered),
        language="de",
        origin=f"{identifier}.txt",
        encoding="utf-8",
    )
    second = numbered[1]
    evidence = Evidence(article=article.id, paragraph=2, quote=second.text, start=second.start, end=second.end)
    claim = Claim(id="c1", text="She came.", status="happened", attribution=("X",), evidence=(evidence,))
    empty: dict[str, Any] = dict.fromkeys(
        ("dates", "people", "organisations", "places", "quotations", "cited_sources", "instructions"), ()
    )
    extraction = Extraction(
        article=article.id,
        title=None,
        outlet=Outlet(name=outlet) if outlet else None,
        claims=(claim,),
        model="m",
        **empty,
    )
    return Member(article=article, extraction=extraction)


MEMBERS = {"A1": member(GERMAN, "a", "Ostufer-Kurier"), "A2": member(ARABIC, "b")}
SHOWN = {label: m.article.paragraphs for label, m in MEMBERS.items()}


def quote(label: str = "A1", paragraph: int = 2, words: str = "kam am Mittwoch nach Triest") -> str:
    return f"{label}.{paragraph} {words}"


def sentence(*cites: str, text: str = "She came to Trieste on Wednesday.") -> dict[str, Any]:
    return {"text": text, "status": "happened", "cites": list(cites)}


def reply(**changes: Any) -> StoryReply:
    whole = {
        "headline": sentence(quote()),
        "sentences": [sentence(quote(), quote("A2", 2, "وصلت الوزيرة"))],
        "lead": 1,
        "discrepancies": [],
        "timeline": [],
        "same_names": [],
        "origins": [
            {"name": "each", "kind": "other", "articles": ["A1", "A2"], "reason": "A1 names none", "cites": []}
        ],
        "origin_unknown": [],
        "open_questions": ["Why does A1 say so?"],
        "editor_notes": [],
        "left_out": [
            {"article": "A1", "paragraphs": "1, 3", "reason": "title"},
            {"article": "A2", "paragraphs": "1", "reason": "title"},
        ],
    }
    return StoryReply.model_validate(whole | changes)


def test_an_honest_story_has_no_finding_and_its_citations_lead_to_claims():
    story, findings = ground(reply(), "event", MEMBERS, SHOWN)
    assert not findings
    citation = story.sentences[0].citations[0]
    raw = MEMBERS["A1"].article.raw
    assert raw[citation.start : citation.end] == citation.quote
    assert citation.claims == ("c1",)
    assert story.sentences[0].verdict == "checked"


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"sentences": [sentence(quote(words="kam am Montag nach Triest"))]}, "quote-not-found", "sentences.0"),
        ({"sentences": [sentence(quote("A2", 2, "وصلت الوزير"))]}, None, None),  # a part of a word is still there
        ({"sentences": [sentence(quote("A2", 2, "وصل الوزير"))]}, "quote-not-found", "sentences.0"),
        ({"sentences": [sentence(quote("A9"))]}, "citation-unknown", "sentences.0"),
        ({"sentences": [sentence(quote("A2"))]}, "quote-of-another", "sentences.0"),
        ({"sentences": [sentence()]}, "evidence-missing", "sentences.0"),
        ({"sentences": [sentence(quote(), text="Министр приехала в Триест в среду.")]}, "not-english", "sentences.0"),
        ({"sentences": []}, "story-empty", "sentences"),
        ({"origins": []}, "origin-missing", "origins"),
        ({"left_out": []}, "paragraph-unaccounted", "left_out"),
    ],
)
def test_each_slip_is_found_where_it_is(changes, code, where):
    _, findings = ground(reply(**changes), "event", MEMBERS, SHOWN)
    assert (code, where) in {(f.code, f.where) for f in findings} or code is None


def test_a_flagged_sentence_is_never_called_checked():
    story, _ = ground(reply(sentences=[sentence(quote(words="nie geschrieben"))]), "event", MEMBERS, SHOWN)
    assert story.sentences[0].verdict == "flagged"
    assert story.sentences[0].flags[0].code == "quote-not-found"


def test_what_a_repair_mended_is_called_repaired():
    story, _ = ground(reply(), "event", MEMBERS, SHOWN, {"sentences.0": ("number-unsupported",)})
    assert story.sentences[0].verdict == "repaired"
    assert story.sentences[0].repairs == ("number-unsupported",)
    assert story.headline.verdict == "checked"


def test_every_paragraph_ends_as_cited_or_left_out_and_website_text_by_its_rule():
    left_out = [{"article": "A1", "paragraphs": "1", "reason": "title"}]
    story, findings = ground(reply(left_out=left_out), "event", MEMBERS, SHOWN)
    rows = {(row.article[0], n): row.reason for row in story.left_out for n in row.paragraphs}
    assert rows == {("a", 1): "title", ("a", 3): "website text (cookie-notice)", ("b", 1): UNACCOUNTED}
    assert [f.code for f in findings] == ["paragraph-unaccounted"]
    assert [flag.code for flag in story.flags] == ["paragraph-unaccounted"]


def row(contradiction: bool, *values: dict[str, Any]) -> dict[str, Any]:
    return {"point": "Day", "kind": "date", "contradiction": contradiction, "values": list(values)}


def value(*cites: str, denies: bool = False) -> dict[str, Any]:
    return {"value": "Wednesday", "statement": "said by A1", "denies": denies, "cites": list(cites)}


def position(label: str, words: str, paragraph: int = 2, denies: bool = False) -> dict[str, Any]:
    return value(quote(label, paragraph, words), denies=denies)


def test_silence_is_filled_in_and_is_no_denial():
    story, _ = ground(reply(discrepancies=[row(False, position("A1", "Mittwoch"))]), "event", MEMBERS, SHOWN)
    (discrepancy,) = story.discrepancies
    assert [p.stance for p in discrepancy.positions] == ["says", "silent"]


def test_contradictions_come_first_and_need_two_sources():
    rows = [
        row(False, position("A1", "Mittwoch")),
        row(True, position("A1", "Mittwoch"), position("A2", "الأربعاء", denies=True)),
        row(True, position("A2", "الأربعاء")),
    ]
    story, findings = ground(reply(discrepancies=rows), "event", MEMBERS, SHOWN)
    assert [d.contradiction for d in story.discrepancies] == [True, False, False]
    assert story.discrepancies[0].positions[1].stance == "denies"
    assert "discrepancy-one-sided" in {f.code for f in findings}


def test_articles_that_give_one_answer_share_a_value_and_each_has_its_own_words():
    agreed = value(quote("A1", 2, "am Mittwoch"), quote("A2", 2, "يوم الأربعاء"))
    story, findings = ground(reply(discrepancies=[row(False, agreed)]), "event", MEMBERS, SHOWN)
    assert not findings
    german, arabic = story.discrepancies[0].positions
    assert (german.value, arabic.value) == ("Wednesday", "Wednesday")
    assert (german.evidence[0].quote, arabic.evidence[0].quote) == ("am Mittwoch", "يوم الأربعاء")


def test_one_value_alone_contradicts_nothing():
    agreed = value(quote("A1", 2, "am Mittwoch"), quote("A2", 2, "يوم الأربعاء"))
    story, findings = ground(reply(discrepancies=[row(True, agreed)]), "event", MEMBERS, SHOWN)
    assert not story.discrepancies[0].contradiction
    assert [f.code for f in findings] == ["discrepancy-one-sided"]


def test_a_value_without_words_is_reported():
    story, findings = ground(reply(discrepancies=[row(False, value())]), "event", MEMBERS, SHOWN)
    assert ("evidence-missing", "discrepancies.0.values.0") in {(f.code, f.where) for f in findings}
    assert "evidence-missing" in {flag.code for flag in story.flags}


@pytest.mark.parametrize(("lead", "leading"), [(1, 1), (2, 2), (0, 1), (-3, 1), (99, 5)])
def test_how_many_sentences_lead_is_bounded(lead, leading):
    sentences = [sentence(quote()) for _ in range(7)]
    story, _ = ground(reply(sentences=sentences, lead=lead), "event", MEMBERS, SHOWN)
    assert [each.lead for each in story.sentences] == [True] * leading + [False] * (7 - leading)
    assert not story.headline.lead


def test_an_article_whose_origin_is_not_told_is_forced_onto_none():
    origin = {"name": "Kurier", "kind": "newspaper", "articles": ["A1"], "reason": "its own", "cites": []}
    story, findings = ground(reply(origins=[origin], origin_unknown=["A2"]), "event", MEMBERS, SHOWN)
    assert not findings
    assert story.origin_unknown == (MEMBERS["A2"].article.id,)
    assert story.origin_range() == (1, 2)


def named(label: str, english: str, original: str) -> Member:
    known = MEMBERS[label]
    start = known.article.raw.index(original)
    evidence = Evidence(article=known.article.id, paragraph=1, quote=original, start=start, end=start + len(original))
    place = Place(name=english, original=original, evidence=(evidence,))
    return known.replace(extraction=known.extraction.replace(places=(place,)))


def test_the_names_of_a_story_are_those_of_its_records():
    members = {"A1": named("A1", "Trieste", "Triest"), "A2": named("A2", "Triest", "ترييستي")}
    apart, _ = ground(reply(), "event", members, SHOWN)
    assert [name.english for name in apart.names] == ["Trieste", "Triest"]
    same = [{"english": "Trieste", "others": ["Triest"]}]
    story, findings = ground(reply(same_names=same), "event", members, SHOWN)
    assert not findings
    assert [name.english for name in story.names] == ["Trieste"]
    assert [variant.form for variant in story.names[0].variants] == ["Triest", "ترييستي"]


def test_a_name_that_no_record_has_comes_into_no_story():
    members = {"A1": named("A1", "Trieste", "Triest"), "A2": named("A2", "Triest", "ترييستي")}
    same = [{"english": "Tergeste", "others": ["Trieste", "Triest"]}]
    story, findings = ground(reply(same_names=same), "event", members, SHOWN)
    assert [f.code for f in findings] == ["name-not-recorded"]
    assert "Tergeste" not in {name.english for name in story.names}


@pytest.mark.parametrize(
    ("ranges", "numbers"),
    [("2-4, 9", {2, 3, 4, 9}), ("7", {7}), ("", set()), ("2–3", {2, 3}), ("4-2", set()), ("all", set())],
)
def test_left_out_paragraphs_are_given_as_ranges(ranges, numbers):
    assert numbers_in(ranges) == numbers


def test_an_absurd_range_is_cut():
    assert len(numbers_in("1-999999")) < 20_000


def test_labels_of_the_prompt_are_not_shown_to_a_reader():
    rows = [row(False, position("A1", "Mittwoch"))]
    story, _ = ground(reply(discrepancies=rows), "event", MEMBERS, SHOWN)
    assert [question.text for question in story.open_questions] == ["Why does Ostufer-Kurier say so?"]
    assert story.origins[0].reason == "Ostufer-Kurier names none"
    assert story.discrepancies[0].positions[0].statement == "said by Ostufer-Kurier"


def test_a_recount_says_whose_word_a_claim_is_and_that_it_is_no_story():
    story = recount(MEMBERS["A1"], "the money was spent")
    assert story.sentences[0].text == "She came. (according to X)"
    assert story.sentences[0].citations[0].claims == ("c1",)
    assert story.flags[0].code == "told-from-record"
    assert "the money was spent" in story.flags[0].message


def test_a_recount_without_a_title_is_no_checked_headline():
    story = recount(MEMBERS["A1"], "the money was spent")
    assert [flag.code for flag in story.headline.flags] == ["evidence-missing"]
    assert story.headline.verdict == "flagged"


def test_a_recount_loses_no_claim_whose_words_were_not_found():
    known = MEMBERS["A1"]
    lost = known.extraction.claims[0].model_copy(
        update={"id": "c2", "evidence": (), "flags": (Flag(code="quote-not-found", message="no such words"),)}
    )
    record = known.extraction.model_copy(update={"claims": (*known.extraction.claims, lost)})
    story = recount(known.model_copy(update={"extraction": record}), "the money was spent")
    assert [(s.n, s.verdict) for s in story.sentences] == [(1, "checked"), (2, "flagged")]


def test_a_recount_tells_no_plan_as_an_event():
    known = MEMBERS["A1"]
    (claim,) = known.extraction.claims
    date = DateMention(
        role="event", value=None, basis="unknown", about="She comes.", reasoning=None, evidence=claim.evidence
    )
    for status in ("planned", "happened"):
        claims = (claim.model_copy(update={"status": status}),)
        record = known.extraction.model_copy(update={"claims": claims, "dates": (date,)})
        story = recount(known.model_copy(update={"extraction": record}), "the money was spent")
        assert [entry.status for entry in story.timeline] == [status]
