"""Partial dates: read, ordered, compared and written in words in one place."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.models import PARTIAL_DATE, PartialDate
from briefing.models.partial_date import DateEnd


def parsed(value: str) -> PartialDate:
    found = PartialDate.parse(value)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("value", "day_first", "month_first"),
    [
        ("2026", "2026", "2026"),
        ("XXXX", "year unknown", "year unknown"),
        ("2026-11", "November 2026", "November 2026"),
        ("2026-11-20", "20 November 2026", "November 20, 2026"),
        ("2026-11-02", "2 November 2026", "November 2, 2026"),
        ("XXXX-09-24", "24 September, year unknown", "September 24, year unknown"),
        ("XXXX-09", "September, year unknown", "September, year unknown"),
        ("2026-11-17/2026-11-18", "17–18 November 2026", "November 17–18, 2026"),
        ("2026-10-30/2026-11-02", "30 October – 2 November 2026", "October 30 – November 2, 2026"),
        ("2026-10/2026-11", "October – November 2026", "October – November 2026"),
        ("2026-12-30/2027-01-02", "30 December 2026 – 2 January 2027", "December 30, 2026 – January 2, 2027"),
        ("XXXX-11-17/XXXX-11-18", "17–18 November, year unknown", "November 17–18, year unknown"),
    ],
)
def test_in_words_nothing_is_filled_in(value, day_first, month_first):
    assert parsed(value).text() == day_first
    assert parsed(value).text("month first") == month_first
    assert str(parsed(value)) == value


@pytest.mark.parametrize(
    "value",
    [None, "", "x", "2026-13", "2026-00", "2026-11-32", "2026-1-2", "2026/", "/2026", "2026/2027/2028", "２０２６",
     "20261120", "2026-11-20T08:00", " 2026", "xxxx-01"],
)  # fmt: skip
def test_what_is_no_partial_date_is_none(value):
    assert PartialDate.parse(value) is None


PARTS = st.dates(min_value=dt.date(1000, 1, 1)).flatmap(
    lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}", f"XXXX-{day:%m}", f"XXXX-{day:%m-%d}"])
)
VALUES = st.one_of(PARTS, st.tuples(PARTS, PARTS).map("/".join))


@given(st.one_of(VALUES, st.from_regex(PARTIAL_DATE, fullmatch=True)))
def test_it_reads_all_that_the_schema_of_the_replies_admits_and_writes_the_same(value):
    assert re.fullmatch(PARTIAL_DATE, value)
    if value.isascii():
        assert str(parsed(value)) == value


@given(PARTS, PARTS)
def test_order_is_that_of_the_calendar(one, other):
    first, second = DateEnd.parse(one), DateEnd.parse(other)
    assert first is not None
    assert second is not None
    mine, theirs = first.days, second.days
    if mine and theirs and mine.stop <= theirs.start:
        assert first < second
    assert not (first < second < first)
    assert (str(first) == str(second)) == (first == second)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2026-11", "2026-11-20", True),
        ("2026", "2026-12-31", True),
        ("2026-11-17/2026-11-18", "2026-11-18/2026-11-20", True),
        ("2026-11-17/2026-11-18", "2026-11-19", False),
        ("2026-02", "2026-03", False),
        ("XXXX-11-20", "2026-11-20", False),
        ("2026-02-30", "2026-02", False),
        ("2026-11-20/2026-11-10", "2026-11-15", False),
    ],
)
def test_two_dates_overlap_where_a_day_may_be_in_both(one, other, expected):
    assert parsed(one).overlaps(parsed(other)) is expected
    assert parsed(other).overlaps(parsed(one)) is expected


def test_precision_weekday_and_existence():
    assert [DateEnd.parse(v).precision for v in ("2026", "2026-11", "XXXX-11-20")] == ["year", "month", "day"]
    assert [DateEnd.parse(v).weekday for v in ("2026-11-20", "2026-11", "XXXX-11-20", "2026-02-30")] == [4] + [None] * 3
    assert [parsed(v).exists for v in ("2024-02-29", "2026-02-29", "XXXX-02-29", "XXXX-02-30", "0000-01-01")] == [
        True, False, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2026-11", "2026-11-20", True),
        ("2026-11-20", "2026-11", False),
        ("XXXX-11-20", "2026-11-20", True),
        ("2026-11-20", "XXXX-11-20", False),
        ("2026", "2027", False),
    ],
)
def test_a_date_contains_what_says_the_same_and_more(one, other, expected):
    assert DateEnd.parse(one).contains(DateEnd.parse(other)) is expected
