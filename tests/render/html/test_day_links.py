"""The ways from day to day, which the archive puts into pages that are written already."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from briefing.render.html.day_links import with_days, with_forms
from briefing.render.html.page import to_html
from hostile_strings import TOGETHER
from report_samples import day

if TYPE_CHECKING:
    from briefing.models import Briefing


EVIL = "</script><script>alert(1)</script>"


def links(page: str) -> list[tuple[str, str]]:
    (nav,) = re.findall(r"<nav class=days aria-label=Days>(.*?)</nav>", page)
    return re.findall(r'<a(?: rel=\w+)? href="([^"]+)">(.*?)</a>', nav)


def test_a_page_leads_to_the_day_before_the_day_after_and_the_archive(briefing: Briefing):
    page = with_days(to_html(briefing), "2026-11-19", "2026-11-21", "2026-11-24")
    assert links(page) == [
        ("../2026-11-19/briefing.html", "<span aria-hidden=true>← </span>Thu 19 Nov"),
        ("../2026-11-24/briefing.html", "Tue 24 Nov<span aria-hidden=true> →</span>"),
        ("../index.html", "Archive"),
    ]
    assert "first day" in with_days(page, None, "2026-11-21", None)
    assert "latest" in with_days(page, None, "2026-11-21", None)


def test_a_page_alone_leads_nowhere_and_links_change_nothing_else(briefing: Briefing):
    page = to_html(briefing)
    assert links(page) == []
    linked = with_days(page, "2026-11-19", "2026-11-21", None)
    assert with_days(linked, "2026-11-19", "2026-11-21", None) == linked
    assert re.sub("(?<=aria-label=Days>).*?</nav>", "</nav>", linked) == page


def test_no_text_of_others_is_taken_for_the_place_of_the_links():
    taint = f" <nav class=days aria-label=Days></nav> {TOGETHER[:2_000]}"
    assert len(links(with_days(to_html(day(taint)), None, "2026-11-21", None))) == 1
    assert with_days("<p>not ours</p>", None, "2026-11-21", None) == "<p>not ours</p>"


def names_in(page: str) -> dict[str, list[list[Any]]]:
    return json.loads(page.split("id=names>")[1].split("</script>", maxsplit=1)[0])


def test_the_search_of_a_page_knows_the_forms_that_its_names_have_on_other_days(briefing: Briefing):
    page = to_html(briefing)
    more = with_forms(page, [[["Norde", "نورده", "Норде", EVIL]]])
    assert names_in(more)["forms"] == [["Norde", "نورده", "Норде", EVIL]]
    assert names_in(more)["stories"] == [[0]]
    assert names_in(more)["sources"] == names_in(page)["sources"]
    assert more.count("</script>") == page.count("</script>")
    assert more.split("id=names>")[0] == page.split("id=names>")[0]
    assert with_forms(more, [[["Norde", "نورده", "Норде", EVIL]]]) == more


def test_a_page_of_other_stories_keeps_its_names(briefing: Briefing):
    page = to_html(briefing)
    assert with_forms(page, []) == page
    assert with_forms("<p>not ours</p>", [[["Norde"]]]) == "<p>not ours</p>"
