"""How old news is, what was planned for a day that has passed, and origins at least and at most."""

from __future__ import annotations

import pytest

from briefing.models import Briefing
from briefing.render.ages import PASSED, age, has_passed, newest
from briefing.render.plain_text import to_text
from briefing.render.view import view_of


@pytest.mark.parametrize(
    ("status", "value", "told"),
    [
        ("planned", "2026-11-19", True),
        ("planned", "2026-10", True),
        ("planned", "2026-11-18/2026-11-19", True),
        ("planned", "2026-11-20", False),
        ("planned", "2026-11", False),
        ("planned", "2026-11-18/2026-11-21", False),
        ("planned", "XXXX-11-19", False),
        ("planned", None, False),
        ("happened", "2026-11-19", False),
    ],
)
def test_a_plan_has_passed_only_where_all_of_its_days_have(status, value, told):
    assert has_passed(status, value, "2026-11-20") is told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("2026-11-18", "newest source: 18 November 2026, 2 days before this briefing"),
        ("2026-11-19", "newest source: 19 November 2026, 1 day before this briefing"),
        ("2026-11-20", "newest source: 20 November 2026"),
        ("2026-11", "newest source: November 2026"),
        ("XXXX-11-18", ""),
        (None, ""),
    ],
)
def test_an_age_is_told_as_far_as_it_is_known(value, told):
    assert age(value, "2026-11-20") == told


def changed(briefing: Briefing, **story) -> Briefing:
    values = briefing.model_dump(mode="json")
    values["stories"][0] |= story
    for report in values["reports"]:
        report["article"]["published"] = "2026-11-18"
    return Briefing.model_validate(values)


def test_the_text_says_that_the_day_of_a_plan_has_passed_and_how_old_the_newest_source_is(briefing):
    entry = briefing.stories[0].timeline[0].model_dump() | {"status": "planned", "date": "2026-01-02"}
    text = " ".join(to_text(changed(briefing, timeline=[entry])).split())
    assert f"{PASSED}: " in text
    assert "newest source: 18 November 2026" in text
    assert newest(changed(briefing).reports) == "2026-11-18"


def test_origins_are_told_at_least_and_at_most(briefing):
    told = briefing.stories[0]
    some = changed(briefing, origin_unknown=told.articles[:2])
    least, most = some.stories[0].origin_range()
    assert most == least + 2
    assert f"{least} to {most} origins (told: " in view_of(some).stories[0].reported
    assert "their source isn't stated" in " ".join(to_text(some).split())
    none = changed(briefing, origins=(), origin_unknown=told.articles)
    assert f"1 to {len(told.articles)} origins: none is named" in view_of(none).stories[0].reported
    assert " to " not in view_of(briefing).stories[0].reported
