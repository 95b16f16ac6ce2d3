"""Other calendars than the common one."""

# ruff: noqa: E501 -- tables of dates and files

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from briefing.text.calendars import from_persian


@pytest.mark.parametrize(
    ("persian", "common"),
    [((1403, 1, 1), "2024-03-20"), ((1403, 12, 30), "2025-03-20"), ((1404, 1, 1), "2025-03-21"), ((1399, 12, 30), "2021-03-20"),
     ((1400, 1, 1), "2021-03-21"), ((1357, 11, 22), "1979-02-11"), ((1395, 12, 30), "2017-03-20"), ((1405, 6, 31), "2026-09-22")],
)  # fmt: skip
def test_persian_days_known_from_elsewhere(persian, common):
    assert from_persian(*persian) == dt.date.fromisoformat(common)


@pytest.mark.parametrize(
    "day", [(1404, 12, 30), (1403, 7, 31), (1403, 13, 1), (1403, 0, 1), (1403, 1, 0), (1200, 1, 1), (1500, 1, 1)]
)
def test_days_that_the_persian_calendar_has_not(day):
    assert from_persian(*day) is None


def test_persian_days_follow_one_another_without_a_gap():
    days = [
        from_persian(year, month, day) for year in range(1343, 1473) for month in range(1, 13) for day in range(1, 32)
    ]
    found = [day for day in days if day]
    assert all((second - first).days == 1 for first, second in pairwise(found))
