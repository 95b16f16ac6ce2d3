"""The trust measure: what is put before the second reader, how it is counted, and that the page tells it."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.models import Objection

TRUST = Path(__file__).resolve().parents[2] / "bench" / "trust"
sys.path.insert(0, str(TRUST))

from material import FILES, Row, articles, objected_rightly, rows  # noqa: E402
from reading import MODEL, Read, judged, read  # noqa: E402
from table import BEGIN, END, into, written  # noqa: E402

UNSEEN, LISTED = FILES


def command():
    spec = importlib.util.spec_from_file_location("trust_command", TRUST / "__main__.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def done() -> Read:
    return asyncio.run(read(rows(), command().CASSETTE))


def objection(where: str, words: str, start: int) -> Objection:
    return Objection(
        where=where, verdict="contradicted", words=words, start=start, kind="number", why="Another figure."
    )


def test_at_least_sixty_lies_that_no_list_is_made_for_in_eight_languages_with_as_many_honest_beside_them():
    unseen = [row for row in rows() if row.file == UNSEEN]
    lies = [row for row in unseen if row.lie]
    assert len(lies) >= 60
    assert len(unseen) - len(lies) >= 0.8 * len(lies)
    assert len({articles()[row.places[0][0]].language for row in lies}) >= 8
    assert len({row.kind for row in lies}) >= 10
    for call in {row.call for row in rows()}:
        share = [row.lie for row in rows() if row.call == call]
        assert 0.4 <= sum(share) / len(share) <= 0.65, "a reader could count on lies"


def test_what_is_wrong_is_marked_in_each_lie_and_the_mark_is_shown_to_nobody():
    for row in rows():
        assert bool(row.wrong) == row.lie
        assert not {"[[", "]]"} & set(row.text.split())
        assert "[[" not in row.text
    row = Row.parse(
        "f", '{"call": "c", "cites": "01.7 02.5", "kind": "k", "status": "happened", "text": "At [[ten]] a [[m]]."}'
    )
    assert (row.text, row.wrong, row.places) == ("At ten a m.", ((3, 6), (9, 10)), (("01", 7), ("02", 5)))


def test_no_call_has_a_text_twice():
    texts = [(row.call, row.text) for row in rows()]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("words", ["three days", "three"])
def test_an_objection_counts_where_its_words_touch_what_is_wrong(words):
    row = next(row for row in rows() if row.text == "Kvaratelia negotiated in Trieste for three days.")
    assert objected_rightly(row, words, row.text.index(words))
    assert not objected_rightly(row, "Kvaratelia", 0)


def test_a_lie_is_caught_by_proof_by_a_listed_suspicion_and_the_reader_by_the_reader_alone_or_missed(done):
    lie = next(each.asked for each in done.outcomes if each.asked.row.lie and not each.asked.suspicions)
    honest = next(each.asked for each in done.outcomes if not each.asked.row.lie)
    (start, end), *_ = lie.row.wrong
    said = [objection(lie.statement.where, lie.row.text[start:end], start)]
    assert judged(lie, "de", said).how == "reader alone"
    assert judged(replace(lie, suspicions=("number-unsupported",)), "de", said).how == "suspicion and reader"
    assert judged(replace(lie, proven=("quote-not-found",)), "de", []).how == "proof"
    assert judged(replace(lie, suspicions=("number-unsupported",)), "de", []).how == "missed"
    assert judged(honest, "de", [objection(honest.statement.where, "a", 0)]).how == "flagged"
    assert judged(honest, "de", said).how == "passed"


def test_every_statement_was_read_in_calls_of_the_stage_with_errors_seeded_among_them(done):
    assert len(done.outcomes) == len(rows())
    assert sum(reading.statements for reading in done.readings.values()) == len(rows())
    assert {reading.model for reading in done.readings.values()} == {MODEL}
    assert all(sum(reading.seeded.seeded.values()) >= 2 for reading in done.readings.values())


def test_a_statement_that_a_list_suspects_is_put_with_its_question(done):
    suspected = [each.asked for each in done.outcomes if each.asked.suspicions]
    assert len([each for each in suspected if each.statement.doubts]) > 0.9 * len(suspected)
    assert not [each for each in done.outcomes if each.asked.statement.doubts and not each.asked.suspicions]


def test_what_the_questions_are_worth_is_measured_by_a_reading_without_them(done):
    assert [each.asked.row for each in done.unasked] == [each.asked.row for each in done.outcomes]
    assert not [each for each in done.unasked if each.asked.statement.doubts or each.how == "suspicion and reader"]


def test_the_page_tells_what_is_recorded(done, repository):
    page = (repository / "docs" / "trust.md").read_text(encoding="utf-8")
    table = page.partition(BEGIN)[2].partition(END)[0]
    assert table.strip() == written(done), "run `make trust`"


def test_most_lies_are_caught_and_hardly_an_honest_statement_is_objected_to(done):
    lies = [each for each in done.outcomes if each.asked.row.lie]
    honest = [each for each in done.outcomes if not each.asked.row.lie]
    assert sum(each.how != "missed" for each in lies) >= 0.95 * len(lies)
    assert sum(each.how == "flagged" for each in honest) <= 0.03 * len(honest)


def test_a_page_without_marks_is_left_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="no marks"):
        into(page, "table")
    page.write_text(f"a {BEGIN} old {END} b", encoding="utf-8")
    into(page, "table")
    assert page.read_text(encoding="utf-8") == f"a {BEGIN}\n\ntable\n\n{END} b"


def test_what_is_not_recorded_is_said_and_nothing_is_asked(done, monkeypatch, capsys, tmp_path):
    own = command()
    monkeypatch.setattr(own, "CASSETTE", tmp_path / "none.json")
    assert own.main([]) == 1
    assert "no such file" in capsys.readouterr().err
