"""What follows from an objection: the place in the writer's reply, and the flag on the part."""

from __future__ import annotations

import pytest

from briefing.checks.objections import findings_of, kept, marked, marked_record, placed
from briefing.checks.statements import claimed, roles_of, statements_of
from briefing.models import DateMention, NameRole, Objection, Quotation, SecondReading
from report_samples import ARABIC, CHINESE, GERMAN, article, extraction, quote, story


@pytest.fixture
def sources():
    return article("de", "de", GERMAN), article("ar", "ar", ARABIC), article("zh", "zh", CHINESE)


def objection(where: str, words: str, start: int, *evidence) -> Objection:
    return Objection(
        where=where, verdict="contradicted", words=words, start=start, kind="number", why="No.", evidence=evidence
    )


def reading(*objections: Objection, statements: int = 9) -> SecondReading:
    supported = statements - len(objections)
    return SecondReading(model="m", statements=statements, supported=supported, objections=objections)


def test_an_objection_to_what_several_sources_say_is_flagged_where_its_own_source_speaks(sources):
    told = story(*sources)
    row = told.discrepancies[1]
    same = tuple(p.replace(statement="two") if p.statement else p for p in row.positions)
    told = told.replace(discrepancies=(told.discrepancies[0], row.replace(positions=same)))
    (read,) = [each for each in statements_of(told) if each.where.startswith("discrepancies.1")]
    assert {article for article, _ in read.cites} == {"de", "ar"}
    arabic = row.positions[1].evidence[0]
    found = marked(told, reading(objection(read.where, "two", read.text.index("two"), arabic)))
    flags = [position.flags for position in found.discrepancies[1].positions]
    assert [len(each) for each in flags] == [0, 1, 0]
    assert (flags[1][0].words, flags[1][0].start) == ("two", 0)


def test_words_before_a_text_are_told_and_not_marked_in_it(sources):
    told = story(*sources)
    (entry, *_) = [each for each in statements_of(told) if each.where == "timeline.0"]
    found = marked(told, reading(objection("timeline.0", "November", entry.text.index("November"))))
    (flag,) = found.timeline[0].flags
    assert (flag.words, flag.start, flag.message) == (None, None, "“November”: No.")
    found = marked(told, reading(objection("timeline.0", "closing", entry.text.index("closing"))))
    (flag,) = found.timeline[0].flags
    assert found.timeline[0].event[flag.start :].startswith("closing")


def test_the_writer_is_asked_at_the_places_of_its_own_reply(sources):
    told = story(*sources)
    found = findings_of(reading(objection("sentences.2", "It", 0), objection("discrepancies.1.0", "two", 19)))
    assert [finding.where for finding in found] == ["sentences.1", "discrepancies.1.0"]
    # In the reply the rows stood the other way round.
    points = [row.point for row in reversed(told.discrepancies)]
    assert [finding.where for finding in placed(found, told, points)] == ["sentences.1", "discrepancies.0"]
    assert [finding.where for finding in placed(found, told, [])] == ["sentences.1"]
    assert not findings_of(reading(objection("translation de 3", "x", 0)))


def test_what_moved_keeps_its_objection_and_what_went_is_mended(sources):
    told = story(*sources)
    before = list(statements_of(told))
    # The writer took the first sentence out: the second one is the first now.
    now = [each for each in before if each.where != "sentences.1"]
    now = [each._replace(where="sentences.1") if each.where == "sentences.2" else each for each in now]
    first = reading(objection("sentences.1", "The", 0), objection("sentences.2", "It", 0))
    both = kept(first, before, now, SecondReading(model="m", statements=0, supported=0))
    assert [each.where for each in both.objections] == ["sentences.1"]
    assert (both.mended, both.statements, both.supported) == (1, len(now), len(now) - 1)


def test_a_flag_keeps_the_sources_words(sources):
    told = story(*sources)
    words = quote(sources[0], "seit Montag gesperrt")
    found = marked(told, reading(objection("sentences.1", "since Monday", 27, words)))
    (flag,) = found.sentences[0].flags
    assert (found.sentences[0].verdict, flag.code, flag.evidence) == ("flagged", "contradicted", (words,))


def test_an_office_or_a_day_that_is_wrong_is_flagged_where_it_stands_and_asks_the_writer_nothing(sources):
    told, german = story(*sources), sources[0]
    here = (quote(german, "Zwei Menschen wurden verletzt"),)
    told = told.replace(names=(told.names[0].replace(roles=(NameRole(text="mayor", evidence=here),)),))
    (read,) = roles_of(told)
    day = DateMention(role="published", value="2026-11-19", basis="stated", about="it", reasoning=None, evidence=here)
    given = reading(objection(read.where, "mayor", read.text.index("mayor")), objection("published de", "19", 11))
    assert findings_of(given) == []
    (flag,) = marked(told, given).names[0].roles[0].flags
    assert (flag.code, flag.words, flag.start) == ("contradicted", "mayor", 0)
    (date,) = marked_record(extraction(german, dates=(day,)), "de", given).dates
    assert [flag.message for flag in date.flags] == ["“19”: No."]


def test_two_faults_of_one_statement_count_as_one_that_was_mended(sources):
    before = [s for s in statements_of(story(*sources)) if s.where in {"sentences.1", "sentences.2"}]
    now = [before[0]._replace(text="Another wording."), before[1]]
    given = reading(objection("sentences.1", "It", 0), objection("sentences.1", "is", 3), statements=2)
    found = kept(given, before, now, reading(statements=1))
    assert (found.mended, found.supported, found.objections) == (1, 2, ())


def test_a_date_and_whose_a_quotation_is_are_flagged_where_they_stand_in_the_record(sources):
    german = sources[0]
    here = (quote(german, "Zwei Menschen wurden verletzt"),)
    day = DateMention(role="event", value="2026-11-16", basis="stated", about="Closing", reasoning=None, evidence=here)
    said = Quotation(speaker="Ilse Brandt", english="We have no choice", evidence=here)
    record = extraction(german, dates=(day, day), quotations=(said,))
    texts = {each.where: each.text for each in claimed(record, "de")}
    assert texts == {
        "date de 0": "Closing: 16 November 2026",
        "date de 1": "Closing: 16 November 2026",
        "quotation de 0": "Ilse Brandt: “We have no choice”",
    }
    given = reading(
        objection("date de 1", "16 November", 9), objection("quotation de 0", "Ilse Brandt", 0),
        objection("quotation de 0", "no choice", texts["quotation de 0"].index("no choice")),
    )  # fmt: skip
    assert findings_of(given) == []
    found = marked_record(record, "de", given)
    assert [[flag.message for flag in date.flags] for date in found.dates] == [[], ["No."]]
    assert [flag.words for flag in found.dates[1].flags] == [None]
    speaker, words = found.quotations[0].flags
    assert (speaker.words, speaker.message) == (None, "“Ilse Brandt”: No.")
    assert found.quotations[0].english[words.start :] == "no choice"
