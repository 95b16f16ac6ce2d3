"""Who is on which side: by value, by equal statement where there is none, and never by a value in doubt."""

from __future__ import annotations

from typing import Any

from briefing.models import Briefing, Discrepancy, Flag, Position, SecondReading
from briefing.render.view_differences import Difference, differences_of


def position(article: str, **given: Any) -> Position:
    return Position.model_validate({"article": article, "stance": "says", "statement": f"as {article} says"} | given)


def difference(briefing: Briefing, *positions: Position, **given: Any) -> Difference:
    values = {"point": "Length of the cable", "kind": "number", "contradiction": True} | given
    row = Discrepancy.model_validate(values | {"positions": positions})
    (found,) = differences_of(briefing.stories[0].replace(discrepancies=(row,)))
    return found


def test_sources_with_one_value_stand_on_one_side_the_larger_first(briefing: Briefing):
    found = difference(
        briefing,
        position("a", value="1,100 km"),
        position("b", value="1,195 km"),
        position("c", value="1,195 km", stance="denies"),
        position("d", stance="silent", statement=None),
    )
    assert [(side.text, side.articles, side.denied) for side in found.sides] == [
        ("1,195 km", ["b", "c"], False),
        ("1,100 km", ["a"], False),
    ]


def test_without_values_equal_statements_agree_and_a_denial_is_no_assent(briefing: Briefing):
    found = difference(
        briefing,
        position("a", statement="Two were hurt."),
        position("b", statement="two  were hurt"),
        position("c", statement="two were hurt", stance="denies"),
    )
    assert [(side.articles, side.denied) for side in found.sides] == [(["a", "b"], False), (["c"], True)]


def test_a_statement_that_reads_like_a_value_is_on_its_side(briefing: Briefing):
    # Nothing is invented: both say 14 and no more.
    found = difference(
        briefing, position("a", statement="14"), position("b", statement="14"), position("c", value="15")
    )
    assert [side.articles for side in found.sides] == [["a", "b"], ["c"]]


def test_a_position_in_doubt_agrees_with_nobody(briefing: Briefing):
    doubt = (Flag(code="number-unsupported", message="17 stands nowhere."),)
    found = difference(briefing, position("a", value="14"), position("b", value="14", flags=doubt))
    assert [side.articles for side in found.sides] == [["a"], ["b"]]


def test_what_the_second_reader_passed_over_agrees_with_nobody(briefing: Briefing):
    positions = (position("a", value="14", statement="x"), position("b", value="14", statement="x"), position("c"))
    row = Discrepancy(point="Dead", kind="number", contradiction=True, positions=positions)
    (story,) = briefing.stories
    read = SecondReading(model="m", statements=2, supported=1, unanswered=("discrepancies.0.0",))
    for reading, sides in ((None, [["a", "b"], ["c"]]), (read, [["a"], ["b"], ["c"]])):
        (found,) = differences_of(story.replace(discrepancies=(row,), reading=reading))
        assert [side.articles for side in found.sides] == sides


def test_a_silent_source_with_a_warning_is_still_shown(briefing: Briefing):
    doubt = (Flag(code="silence", message="It isn't silent."),)
    found = difference(briefing, position("a", value="14"), position("b", stance="silent", statement=None, flags=doubt))
    assert [side.articles for side in found.sides] == [["a"], ["b"]]


def test_the_label_is_the_point_where_there_is_none(briefing: Briefing):
    assert difference(briefing, position("a")).label == "Length of the cable"
    assert difference(briefing, position("a"), label="length").label == "length"


def test_contradictions_come_first_and_are_numbered_as_shown(briefing: Briefing):
    found = differences_of(briefing.stories[0])
    assert [(each.number, each.row.point) for each in found] == [(1, "Number of injured"), (2, "Source of the news")]
