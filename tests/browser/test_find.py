"""Filters and search: what is found, what is marked, what is said, and what stands in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, expect

from briefing.render import to_html
from heavy_day import heavy_day, heavy_page
from report_samples import day

if TYPE_CHECKING:
    from conftest import Open

    from briefing.models import Briefing

pytestmark = pytest.mark.browser


def two_stories() -> Briefing:
    """The bridge, and a story of the Arabic article alone, with nothing flagged."""
    briefing = day()
    bridge = briefing.stories[0]
    arabic = bridge.articles[1]
    sentence = bridge.sentences[2].model_copy(update={"text": "Šárka Ødegård’s façade stands in Łódź."})
    (name,) = bridge.names
    person = name.model_copy(
        update={"english": "Ødegård", "kind": "person", "roles": (), "variants": (name.variants[1],)}
    )
    other = bridge.model_copy(
        update={
            "id": "st2", "articles": (arabic,), "sentences": (sentence,), "discrepancies": (), "timeline": (),
            "headline": bridge.headline.model_copy(
                update={"text": "A façade", "citations": sentence.citations, "verdict": "checked"}
            ),
            "names": (person,), "origins": (), "open_questions": (), "editor_notes": (), "left_out": (), "flags": (),
        }
    )  # fmt: skip
    return briefing.model_copy(update={"stories": (bridge, other)})


@pytest.fixture(scope="module")
def html() -> str:
    return to_html(two_stories())


def shown(page: Page) -> list[str]:
    return page.locator(".story:not([hidden])").evaluate_all("(all) => all.map((story) => story.id)")


def search(page: Page, words: str) -> str:
    page.locator("#q").fill(words)
    page.locator("#q").press("Enter")
    return page.locator("#found").inner_text()


def marked(page: Page) -> list[str]:
    return page.evaluate("[...CSS.highlights.get('hit')].map(String)")


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(page.evaluate("location.hash.replace(/^#[?]/, '')"))


@pytest.mark.parametrize(
    ("facet", "value", "stories"),
    [
        ("language", "German", ["story-1"]),
        ("language", "Arabic", ["story-1", "story-2"]),
        ("outlet", "诺德晨报", ["story-1"]),
        ("place", "Norde", ["story-1"]),
        ("person", "Ødegård", ["story-2"]),
        ("flag", "*", ["story-1"]),
        ("flag", "weekday", ["story-1"]),
    ],
)
def test_each_filter_leaves_the_stories_that_have_it(open_page: Open, html: str, facet: str, value: str, stories):
    page = open_page(html)
    page.locator(f"#f-{facet}").select_option(value)
    assert shown(page) == stories
    expect(page.locator("#found")).to_have_text(f"{len(stories)} of 2 stories")
    assert asked(page) == {facet: [value]}
    assert page.locator(".toc li:not([hidden])").count() == len(stories)
    page.reload()
    assert shown(page) == stories


def test_filters_and_search_hold_together_and_are_cleared_together(open_page: Open, html: str):
    page = open_page(html)
    page.locator("#f-language").select_option("Arabic")
    assert search(page, "bridge").endswith("in 1 of 2 stories")
    page.locator("#f-person").select_option("Ødegård")
    assert shown(page) == []
    expect(page.locator("#nothing")).to_be_visible()
    page.locator("#clear-too").click()
    assert shown(page) == ["story-1", "story-2"]
    assert asked(page) == {}


@pytest.mark.parametrize(
    ("words", "story", "hit"),
    [
        ("sarka odegard", "story-2", "Šárka"),
        ("LODZ", "story-2", "Łódź"),
        ("facade", "story-2", "façade"),
        ("odegard's", "story-2", "Ødegård’s"),
        ("نوردة", "story-1", "نورده"),
        ("friday", "story-1", "Friday"),
        ('"closed since"', "story-1", "closed since"),
    ],
)
def test_words_are_found_without_their_diacritics_in_any_script(open_page: Open, html: str, words, story, hit):
    page = open_page(html)
    search(page, words)
    assert story in shown(page)
    assert hit in marked(page)


def test_quotes_are_searched_and_their_citations_marked(open_page: Open, html: str):
    page = open_page(html)
    assert search(page, "bruecke") == "0 matches in 0 of 2 stories"
    search(page, "brucke montag")
    assert shown(page) == ["story-1"]
    assert page.locator("a.c.hit").first.inner_text() == "[1]"
    search(page, "اغلق الجسر")
    assert shown(page) == ["story-1"]
    search(page, "重新开放")
    assert shown(page) == ["story-1"]


def test_every_word_must_stand_in_the_story(open_page: Open, html: str):
    page = open_page(html)
    search(page, "facade bridge")
    assert shown(page) == []
    expect(page.locator("#nothing")).to_be_visible()


def test_enter_goes_from_match_to_match_and_unfolds_what_hides_one(open_page: Open, html: str):
    page = open_page(html)
    assert search(page, "river").startswith("1 of ")
    expect(page.locator(".story details:has(.names)").first).to_have_attribute("open", "")
    count = int(search(page, "norde").split(" of ")[1].split()[0])
    assert count == len(marked(page)) + page.locator("a.c.hit").count()
    page.locator("#q").press("Enter")
    expect(page.locator("#found")).to_contain_text(f"2 of {count} matches")
    page.locator("#hit-back").click()
    expect(page.locator("#found")).to_contain_text(f"1 of {count} matches")
    page.locator("#q").press("Escape")
    assert (page.locator("#found").inner_text(), marked(page), asked(page)) == ("", [], {})


def test_an_address_brings_the_same_view_back(open_page: Open, html: str):
    page = open_page(html, at="#?q=facade&language=Arabic&at=story-2")
    assert shown(page) == ["story-2"]
    assert page.locator("#q").input_value() == "facade"
    page.evaluate("location.hash = '#?person=nobody&q=bridge'")
    expect(page.locator("#q")).to_have_value("bridge")
    assert shown(page) == ["story-1"]


def test_a_way_within_the_page_leaves_the_filters_as_they_are(open_page: Open, html: str):
    page = open_page(html)
    page.locator("#f-person").select_option("Ødegård")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#stories")
    assert shown(page) == ["story-2"]
    page.go_back()
    expect(page.locator("#f-person")).to_have_value("Ødegård")
    assert shown(page) == ["story-2"]


def test_a_link_to_a_hidden_story_brings_it_back(open_page: Open, html: str):
    page = open_page(html)
    page.locator("#f-person").select_option("Ødegård")
    page.locator(".top a.to").first.click()
    assert shown(page) == ["story-1", "story-2"]
    expect(page.locator("#story-1")).to_be_focused()


def test_a_day_of_two_hundred_articles_is_searched_filtered_and_checked(open_page: Open):
    page = open_page(heavy_page())
    assert page.locator(".story").count() == len(heavy_day().stories)
    assert "matches in" in search(page, "wasser teilen")
    page.locator("#f-language").select_option("Persian")
    kept = shown(page)
    assert 0 < len(kept) < len(heavy_day().stories)
    page.locator(f"#{kept[-1]} a.c").first.click()
    expect(page.locator("#pane mark.on").first).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#q").fill("")
    page.locator("#f-language").select_option("")
    # What stands below the sentences is built when somebody comes near.
    page.locator("#story-40").scroll_into_view_if_needed()
    expect(page.locator("#story-40 .time").first).to_be_attached()
    page.locator("#story-40 .graph, #story-40 .line").first.wait_for(state="attached")
    assert page.locator("#story-40 svg").first.evaluate("(node) => node instanceof SVGElement")
