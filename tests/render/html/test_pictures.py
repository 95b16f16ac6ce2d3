"""The pictures of a story and the top of the page: what is drawn, and what is only said."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest

from briefing.models import Briefing, Origin, RunManifest, StageFigures, TimelineEntry
from briefing.render.html.compress import tree_of
from briefing.render.html.facets import facets_of
from briefing.render.html.masthead import head_of, lead_of
from briefing.render.html.origin_graph import origins_of
from briefing.render.html.page import to_html
from briefing.render.html.timeline import Picture, timeline_of
from briefing.render.view import view_of
from heavy_day import heavy_day, heavy_page
from report_samples import GERMAN, article, day


def entries(*dates: str | None) -> tuple[TimelineEntry, ...]:
    return tuple(
        TimelineEntry(date=date, basis="stated", event=f"event {n}", status="happened", citations=())
        for n, date in enumerate(dates)
    )


def picture(*dates: str | None) -> Picture:
    drawn = timeline_of(entries(*dates), "2026-11-21").picture
    assert drawn
    return drawn


def test_earlier_facts_stand_further_left_whatever_the_distance():
    dots = {dot.number: dot.middle for dot in picture("1936", "2026-11-16", "2026-11-17", "2027-01").dots}
    assert dots[1] < dots[2] < dots[3] < dots[4]


def test_facts_of_one_day_don_t_cover_one_another():
    dots = picture(*["2026-11-16"] * 5, "2026-11-10/2026-11-20", "2026").dots
    boxes = [(dot.x, dot.y, dot.x + dot.width) for dot in dots]
    assert not [(a, b) for a in boxes for b in boxes if a < b and abs(a[1] - b[1]) < 17 and a[0] < b[2] and b[0] < a[2]]


def test_labels_never_overlap_and_stay_inside():
    drawn = picture(*(f"2026-11-{n:02}" for n in range(1, 30)), "2025-03", "1848-03-18")
    boxes = [(label.y, label.x - 3 * len(label.text), label.x + 3 * len(label.text)) for label in drawn.labels]
    assert all(left >= 0 and right <= drawn.width for _, left, right in boxes)
    assert not [(a, b) for a in boxes for b in boxes if a < b and a[0] == b[0] and a[1] < b[2] and b[1] < a[2]]
    assert len(drawn.dots) == 31


@pytest.mark.parametrize("date", [None, "XXXX-09-24", "2026-02-31", "2026-11-17/XXXX-11-18", "2026-11-18/2026-11-17"])
def test_what_has_no_place_on_a_line_is_listed_apart(date: str | None):
    told = timeline_of(entries("2026-11-16", date, "2026-11-17"), "2026-11-21")
    assert [entry.event for entry in told.undated] == ["event 1"]
    assert [(n, entry.event) for n, entry in told.dated] == [(1, "event 0"), (2, "event 2")]


def test_one_date_is_no_line():
    assert timeline_of(entries("2026-11-16", "2026-11-16", None), "2026-11-21").picture is None


def test_the_day_of_the_briefing_stands_between_what_was_and_what_comes():
    drawn = picture("2026-11-16", "2026-12-24")
    assert drawn.today
    assert drawn.dots[0].middle < drawn.today < drawn.dots[1].middle
    assert picture("2026-11-16", "2026-11-17").today is None


def test_an_origin_is_drawn_with_who_rests_on_it(briefing: Briefing):
    drawn = origins_of(view_of(briefing).stories[0])
    assert drawn
    assert [node.text for node in drawn.articles] == ["Norde Post", "Al-Jisr", "诺德晨报"]
    assert [(edge.to, edge.own) for edge in drawn.edges] == [
        (drawn.origins[0].y, True),
        (drawn.origins[0].y, False),
        (drawn.origins[0].y, False),
    ]
    assert drawn.copies == ()
    assert drawn.said == "1 independent origin: Norde Post, Al-Jisr and 诺德晨报 → Norde Post."


def test_articles_with_nearly_the_same_text_are_drawn_as_copies(briefing: Briefing):
    words = " ".join(f"Wort{n}" for n in range(40))
    first, second, third = briefing.reports[:3]
    twins = [article(r.article.id, "de", (*GERMAN, ("body", words))) for r in (first, second)]
    reports = [
        first.model_copy(update={"article": twins[0]}),
        second.model_copy(update={"article": twins[1]}),
        third,
    ]
    drawn = origins_of(view_of(briefing.model_copy(update={"reports": tuple(reports)})).stories[0])
    assert drawn
    assert [node.copy for node in drawn.articles] == [True, True, False]
    assert len(drawn.copies) == 1
    assert "have nearly the same text" in drawn.said


def test_a_single_article_needs_no_graph(briefing: Briefing):
    alone = briefing.stories[0].model_copy(update={"articles": (briefing.reports[0].article.id,)})
    assert origins_of(view_of(briefing.model_copy(update={"stories": (alone,)})).stories[0]) is None


def test_an_origin_nobody_in_the_page_rests_on_is_not_drawn(briefing: Briefing):
    stray = Origin(name="Elsewhere", kind="agency", articles=("zzz",), reason="r")
    story = briefing.stories[0].model_copy(update={"origins": (*briefing.stories[0].origins, stray)})
    drawn = origins_of(view_of(briefing.model_copy(update={"stories": (story,)})).stories[0])
    assert drawn
    assert [node.text for node in drawn.origins] == ["Norde Post"]


def test_each_picture_has_a_title_a_description_and_a_list_beside_it(briefing: Briefing):
    page = to_html(briefing)
    assert page.count("role=img") == page.count("<title id=") == page.count("<desc id=") > 0
    assert "Why these are the origins" in page


# ── the top ──


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


def test_what_matters_most_is_the_lead_sentence_of_each_of_the_five_weightiest_stories(briefing: Briefing):
    stories = tuple(briefing.stories[0].model_copy(update={"id": f"st{n}"}) for n in range(7))
    view = view_of(briefing.model_copy(update={"stories": stories}))
    leads = head_of(view, None).leads
    assert [lead.story.number for lead in leads] == [1, 2, 3, 4, 5]
    assert {lead.sentence.text for lead in leads} == {"The bridge has been closed since Monday."}


def test_a_story_without_sentences_is_led_by_its_headline(briefing: Briefing):
    bare = briefing.stories[0].model_copy(update={"sentences": ()})
    assert lead_of(view_of(briefing.model_copy(update={"stories": (bare,)})).stories[0]).n == 0


@pytest.mark.parametrize(
    ("cost", "said"), [(0.0, "$0.00"), (0.0123, "$0.0123"), (1.5, "$1.50"), (1234.5, "$1,234.50"), (None, "unknown")]
)
def test_the_cost_is_said_and_an_unknown_one_is_not_free(briefing: Briefing, cost: float | None, said: str):
    stages = {"extract": figures(worth=cost), "merge": figures(worth=0.0)}
    head = head_of(view_of(briefing), run(stages=stages))
    assert head.cost == said
    assert f"<dt>Cost</dt><dd>{said}</dd>" in to_html(briefing, run(stages=stages))


def test_without_a_run_nothing_is_said_of_its_cost(briefing: Briefing):
    assert "<dt>Cost" not in to_html(briefing)


def test_a_partial_briefing_is_marked_beside_its_title(briefing: Briefing):
    whole = briefing.model_copy(update={"sums": briefing.sums.model_copy(update={"failed": 0}), "notices": ()})
    assert "class=partial" not in to_html(whole, run())
    stopped = to_html(whole, run(status="partial", reason="It was 06:45."))
    assert "<span class=partial>partial</span></h1>" in stopped
    assert "It was 06:45." in stopped
    assert "class=partial" in to_html(briefing)


# ── filters, and the texts of a large day ──


def test_stories_are_filtered_by_what_stands_in_them(briefing: Briefing):
    facets = facets_of(view_of(briefing))
    assert facets["values"] == {
        "language": ["Arabic", "Chinese (zh-Hans)", "German"],
        "outlet": ["Al-Jisr", "Norde Post", "诺德晨报"],
        "place": ["Norde"],
        "person": [],
        "flag": ["coverage", "name-spelling", "number-unsupported", "weekday"],
    }
    assert facets["stories"][0]["place"] == [0]


def test_a_value_can_t_end_the_block_it_stands_in():
    page = to_html(day("</script><script>alert(1)</script>"))
    assert page.count("</script>") == 2


def test_what_is_packed_grows_into_the_same_elements(briefing: Briefing):
    markup = (
        '<p lang="ar">a &lt;b&gt; <br><mark id="q1-0" data-q="0 1">c</mark></p>d'
        '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'
    )
    assert tree_of(markup) == [
        ["p", {"lang": "ar"}, "a <b> ", ["br", 0], ["mark", {"id": "q1-0", "data-q": "0 1"}, "c"]],
        "d",
        ["svg", {"viewBox": "0 0 1 1"}, ["path", {"d": "M0 0"}]],
    ]


def test_a_large_page_keeps_its_sentences_plain_and_packs_the_rest():
    page = heavy_page()
    assert len(page.encode()) < 2_000_000
    plain, block = page.split("id=packed>", 1)
    block = block.split("</script>", 1)[0]
    day = heavy_day()
    parts = json.loads(gzip.decompress(base64.b64decode(block)))
    assert len(parts) == len(day.stories) + len(day.reports)
    assert all(sentence.text in plain for story in day.stories for sentence in story.sentences)
    last = day.reports[-1]
    assert last.article.paragraphs[3].text[:20] in json.dumps(parts["b200"], ensure_ascii=False)


def test_evidence_counts_by_its_span_even_where_two_begin_together(briefing: Briefing):
    source = view_of(briefing).sources[0]
    begun = [n for row in source.rows() for part in row.segments for n in part.begins]
    assert sorted(begun) == list(range(len(source.spans)))
    assert any(len(part.begins) > 1 for row in source.rows() for part in row.segments)
