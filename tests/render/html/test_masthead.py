"""The top of the page and its foot: what changed first, contradictions by value, and no sum that is unknown or zero."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest

from briefing.models import Briefing, Continuation, OldSentence, RunManifest, SentenceNews, StageFigures
from briefing.render.html.masthead import contents_of, head_of
from briefing.render.html.page import to_html
from briefing.render.view import view_of
from heavy_day import heavy_day


def run(**values: Any) -> RunManifest:
    given: dict[str, Any] = {
        "schema_version": "1", "run": "r", "started": "2026-11-21T06:00:00+00:00", "seconds": 1.0, "status": "done",
        "reason": None, "versions": {}, "model": "m", "engine": "e", "models_answering": (), "prompts": {},
        "settings": {}, "articles_in": 0, "done": 0, "failed": 0, "skipped": 0, "articles": (), "stages": {},
        "models": {}, "cost": None, "estimated_tokens": 0, "estimated_cost": None, "cost_note": None,
    }  # fmt: skip
    return RunManifest.model_validate(given | values)


def figures(**values: Any) -> StageFigures:
    given: dict[str, Any] = {
        "replies": 1, "calls": 0, "prompt_tokens": 0, "cached_tokens": 0, "completion_tokens": 0, "cost": 0.0,
        "seconds": 0.0, "repairs": 0, "retries": 0,
    }  # fmt: skip
    return StageFigures.model_validate(given | values)


def going_on(briefing: Briefing, *changes: tuple[str, str | None, str | None], date: str = "2026-11-20") -> Briefing:
    """The day, its story continuing one of an earlier day with these changes: label, was, now."""
    old = OldSentence(date=date, story="old", n=1, text="The old sentence.", status="happened")
    news = tuple(
        SentenceNews(n=n, kind="update" if was or now else "repeated", old=old, label=label, was=was, now=now)
        for n, (label, was, now) in enumerate(changes, 1)
    )
    story = briefing.stories[0].replace(
        continues=Continuation(date=date, story="old", number=1, headline="Before", sentences=news)
    )
    return briefing.replace(stories=(story,))


def top(briefing: Briefing) -> Any:
    (section,) = lxml.html.fromstring(to_html(briefing)).xpath("//section[@id='contents']")
    return section


def rows(briefing: Briefing) -> list[str]:
    return [" ".join(row.text_content().split()) for row in top(briefing).xpath(".//dl/div")]


def test_a_later_day_begins_with_what_changed_and_each_change_leads_to_its_sentence(briefing: Briefing):
    later = going_on(briefing, ("dead", "14", "16"), ("", None, None), ("missing", "3", "1"))
    assert top(later).xpath("string(h2)") == "Since yesterday"
    assert rows(later) == ["dead14, now→ 16", "missing3, now→ 1"]
    assert top(later).xpath(".//del/text()") == ["14", "3"]
    assert top(later).xpath(".//dl//a/@href") == ["#story-1-s1", "#story-1-s3"]


def test_a_change_of_which_one_figure_is_missing_is_not_told_as_one(briefing: Briefing):
    assert rows(going_on(briefing, ("dead", None, "16"), ("missing", "3", None))) == [
        "Number of injuredtwo Norde denied: not two but three Al-Jisr"
    ]


def test_changes_of_more_than_a_line_are_counted_not_cut(briefing: Briefing):
    long = "the members of the council of the province of the north said so"
    assert rows(going_on(briefing, ("dead", "14", "16"), ("who", long, long))) == ["dead14, now→ 16", "and 1 more"]


@pytest.mark.parametrize(
    ("date", "said"),
    [("2026-11-20", "Since yesterday"), ("2026-11-17", "Since Tuesday"), ("2026-11-02", "Since 2 November")],
)
def test_the_day_compared_with_is_named_by_its_distance(briefing: Briefing, date: str, said: str):
    assert head_of(view_of(going_on(briefing, ("dead", "14", "16"), date=date)), None).since == said


def test_a_first_day_begins_with_the_contradictions_by_value(briefing: Briefing):
    assert top(briefing).xpath("string(h2)") == "Today Sources disagree on"
    assert rows(briefing) == ["Number of injuredtwo Norde denied: not two but three Al-Jisr"]
    assert top(briefing).xpath(".//dl//a/@href") == ["#story-1-d1", "#story-1-d1"]


def test_what_is_unknown_or_zero_is_no_part_of_the_line_of_trust(briefing: Briefing):
    sums = briefing.sums.replace(failed=0, quotes_not_found=0, withheld=0)
    head = head_of(view_of(briefing.replace(sums=sums, notices=())), None)
    assert head.sums == ("6 articles in 3 languages", "4 sentences, every quote found")
    assert not [part for part in head.foot if "0 " in part or "unknown" in part]
    assert "1 quote not found" in head_of(view_of(briefing), None).sums[1]


@pytest.mark.parametrize(
    ("cost", "said"), [(0.0, "$0.00"), (0.0123, "$0.0123"), (1.5, "$1.50"), (1234.5, "$1,234.50"), (None, "unknown")]
)
def test_the_cost_is_said_at_the_foot_and_an_unknown_one_is_not_free(briefing: Briefing, cost, said: str):
    stages = {"extract": figures(worth=cost), "merge": figures(worth=0.0)}
    assert f"cost {said} (2 replies)" in to_html(briefing, run(stages=stages))
    assert "cost " not in " ".join(head_of(view_of(briefing), None).foot)


def test_a_partial_briefing_is_marked_beside_its_day(briefing: Briefing):
    whole = briefing.replace(sums=briefing.sums.replace(failed=0), notices=())
    assert "class=partial" not in to_html(whole, run())
    stopped = to_html(whole, run(status="partial", reason="It was 06:45."))
    assert "<span class=partial>partial</span></h1>" in stopped
    assert "It was 06:45." in stopped
    assert "class=partial" in to_html(briefing)


def test_a_day_of_many_stories_is_a_table_of_contents_by_places(briefing: Briefing):
    view = view_of(heavy_day())
    groups = contents_of(view)
    assert sorted(story.number for group in groups for story in group.stories) == [s.number for s in view.stories]
    assert len(groups) > 3
    assert [group.place for group in groups][-1] == "Elsewhere" or "Elsewhere" not in [group.place for group in groups]
    for group in groups:
        for story in group.stories:
            assert group.place in {"Elsewhere", *(name.english for name in story.story.names if name.kind == "place")}
    assert [group.place for group in contents_of(view_of(briefing))] == [""]


def test_of_many_stories_those_that_go_on_stand_first(briefing: Briefing):
    (updated,) = going_on(briefing, ("dead", "14", "16")).stories
    many = tuple(heavy_day().stories[:15])
    groups = contents_of(view_of(briefing.replace(stories=(*many, updated))))
    assert next((group.place, len(group.stories)) for group in groups) == ("Updated", 1)


def test_old_news_and_plans_whose_day_has_passed_are_told_for_what_they_are(briefing: Briefing):
    (story,) = briefing.stories
    late = story.timeline[0].replace(status="planned", date="2026-11-16")
    page = lxml.html.fromstring(
        to_html(briefing.replace(date="2026-11-24", stories=(story.replace(timeline=(late,)),)))
    )
    assert "newest source 4 days old" in page.xpath("string(//article//p[@class='trust'])")
    assert "planned, and its day has passed" in page.xpath("string(//div[@id='story-1-time'])")
    assert "newest source" not in lxml.html.fromstring(to_html(briefing)).xpath("string(//article//p[@class='trust'])")
