"""The search: what is found in which script, what is marked, what is said, and what stands in the address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

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
    ("words", "story", "hit"),
    [
        ("sarka odegard", "story-2", "Šárka"),
        ("LODZ", "story-2", "Łódź"),
        ("facade", "story-2", "façade"),
        ("odegard's", "story-2", "Ødegård’s"),
        ("نوردة", "story-1", "نورده"),
        ("١٧", "story-1", "17"),
        ("friday", "story-1", "Friday"),
        ('"closed since"', "story-1", "closed since"),
    ],
)
def test_words_are_found_without_their_diacritics_in_any_script(open_page: Open, html: str, words, story, hit):
    page = open_page(html)
    search(page, words)
    assert story in shown(page)
    assert hit in marked(page)


def test_the_contents_are_searched_with_the_stories(open_page: Open, html: str):
    page = open_page(html)
    search(page, "facade")
    assert page.locator("#contents li:not([hidden])").count() == 1
    search(page, "")
    assert page.locator("#contents li:not([hidden])").count() == 2


def test_the_contents_are_searched_whatever_the_script(open_page: Open, html: str):
    page = open_page(html)
    for asked in ("نورد", "诺德", "Brücke"):
        search(page, asked)
        listed = page.locator("#contents li:not([hidden])").evaluate_all("(all) => all.map((one) => one.dataset.story)")
        assert listed == [story.removeprefix("story-") for story in shown(page)] != []


NAMES = {
    "Nino Kvaratelia": ("Nino Kvaratélia", "نينو كفاراتيليا"),
    "Nino Kwaratelia": ("Нино Кварателия", "Nino Kvaratelia"),
}


@pytest.mark.parametrize(
    "asked", ["كفاراتيليا", "Kwaratelia", "Кварателия", "kvaratélia", "nino kvaratelia", "كَفاراتيليا"]
)
def test_a_name_is_found_in_every_script_whichever_a_story_has(open_page: Open, asked: str):
    briefing = two_stories()
    told = []
    for story, (english, forms) in zip(briefing.stories, NAMES.items(), strict=True):
        (name,) = story.names
        variants = tuple(name.variants[0].replace(form=form) for form in forms)
        told.append(story.replace(names=(name.replace(english=english, kind="person", variants=variants),)))
    page = open_page(to_html(briefing.replace(stories=tuple(told))))
    search(page, asked)
    assert shown(page) == ["story-1", "story-2"]
    assert {"Kvaratelia", "Кварателия", "كفاراتيليا"} <= set(marked(page)) | {
        word for m in marked(page) for word in m.split()
    }


def test_the_texts_are_searched_in_both_languages_and_a_match_is_a_way_to_the_paragraph(open_page: Open, html: str):
    page = open_page(html)
    assert search(page, "bruecke") == "0 matches in 0 of 2 stories"
    search(page, "brucke montag")
    assert shown(page) == ["story-1"]
    line = page.locator("#story-1 .inside p").first
    expect(line).to_contain_text("Norde Post de ¶ 3: Die Brücke ist")
    line.locator("a").click()
    expect(page.locator("#pane .r.on .o")).to_contain_text("Die Brücke ist seit Montag gesperrt")
    page.keyboard.press("Escape")
    search(page, "اغلق الجسر")
    assert shown(page) == ["story-1", "story-2"]
    search(page, "重新开放")
    assert shown(page) == ["story-1"]
    search(page, '"english zh-hans"')
    assert shown(page) == ["story-1"]
    page.locator("#q").press("Escape")
    assert page.locator(".inside").count() == 0


def test_an_outlet_is_found_by_its_name_and_its_text_is_a_click_away(open_page: Open, html: str):
    page = open_page(html)
    search(page, "norde post")
    line = page.locator("#story-1 .inside p").first
    expect(line).to_contain_text("Norde Post de: the whole text")
    line.locator("a").click()
    expect(page.locator("#pane-title b")).to_have_text("Norde Post")
    expect(page.locator("#pane .r .o").first).to_be_visible()


def test_every_word_must_stand_in_the_story(open_page: Open, html: str):
    page = open_page(html)
    search(page, "facade bridge nowhere")
    assert shown(page) == []
    expect(page.locator("#nothing")).to_be_visible()
    page.locator("#clear").click()
    assert shown(page) == ["story-1", "story-2"]
    assert asked(page) == {}


def test_enter_goes_from_match_to_match_and_unfolds_what_hides_one(open_page: Open, html: str):
    page = open_page(html)
    search(page, "river")
    expect(page.locator("#story-1 details:has(.names)").first).to_have_attribute("open", "")
    search(page, "closed")
    first = page.evaluate("[...CSS.highlights.get('now')][0].startContainer.data")
    page.locator("#q").press("Enter")
    page.locator("#hit-back").click()
    assert page.evaluate("[...CSS.highlights.get('now')][0].startContainer.data") == first
    page.locator("#q").press("Escape")
    assert (page.locator("#found").inner_text(), marked(page), asked(page)) == ("", [], {})


def test_an_address_brings_the_same_view_back(open_page: Open, html: str):
    page = open_page(html, at="#?q=facade")
    assert shown(page) == ["story-2"]
    assert page.locator("#q").input_value() == "facade"
    page.evaluate("location.hash = '#?q=bridge'")
    expect(page.locator("#q")).to_have_value("bridge")
    assert "story-1" in shown(page)


def test_filters_stand_behind_a_button_and_go_with_the_search(open_page: Open):
    page = open_page(to_html(heavy_day(12)))
    opener = page.locator(".find .opener")
    expect(page.locator("#sieve")).to_be_hidden()
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    every = shown(page)
    turkish = page.locator("#sieve button", has_text="Turkish")
    turkish.click()
    kept = shown(page)
    assert 0 < len(kept) < len(every)
    expect(page.locator("#found")).to_have_text(f"{len(kept)} of {len(every)} stories")
    # Of one row any, of two rows all, and the search within them.
    page.locator("#sieve button", has_text="Russian").click()
    either = shown(page)
    assert set(kept) <= set(either)
    page.locator("#sieve button", has_text="1 outlet only").click()
    assert set(shown(page)) < set(either) or shown(page) == either
    search(page, "nowhere")
    assert shown(page) == []
    page.locator("#clear").click()
    assert shown(page) == every
    expect(turkish).to_have_attribute("aria-pressed", "false")


def test_a_link_to_a_hidden_story_brings_it_back(open_page: Open, html: str):
    page = open_page(html)
    search(page, "facade")
    assert shown(page) == ["story-2"]
    page.evaluate("location.hash = '#story-1'")
    expect(page.locator("#story-1")).to_be_focused()
    assert shown(page) == ["story-1", "story-2"]


#: Types something, and waits for what the search says of it.
ANSWERED = """(asked) => new Promise((done) => {
  const box = document.getElementById("q");
  new MutationObserver(done).observe(document.getElementById("found"), { childList: true });
  box.value = asked;
  box.dispatchEvent(new Event("input"));
})"""


def test_a_day_of_two_hundred_articles_is_shown_and_searched_within_a_second_each(open_page: Open):
    page = open_page("<form class=find></form>")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def taken() -> float:
        """Seconds the main thread was at work, by its own clock: what else runs on the machine doesn't count."""
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in metrics if one["name"] == "TaskDuration")

    before = taken()
    Path(unquote(page.url.removeprefix("file://"))).write_text(heavy_page(), encoding="utf-8")
    page.reload()
    page.locator(".find:not([hidden])").wait_for(state="attached")
    shown_after = taken() - before
    page.evaluate(ANSWERED, "wasser teilen")
    found_after = taken() - before - shown_after
    expect(page.locator("#found")).to_contain_text("matches in")
    assert (shown_after < 1, found_after < 1) == (True, True), (shown_after, found_after)


def test_a_day_of_two_hundred_articles_is_searched_and_sieved(open_page: Open):
    page = open_page(heavy_page())
    assert page.locator(".story").count() == page.locator("#contents li").count() == len(heavy_day().stories)
    page.evaluate(ANSWERED, "wasser teilen")
    expect(page.locator("#found")).to_contain_text("matches in")
    assert 0 < len(shown(page)) < len(heavy_day().stories)
    page.locator(f"#{shown(page)[-1]} .inside a").first.click()
    expect(page.locator("#pane .r.on").first).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#q").fill("")
    page.locator("#q").press("Enter")
    page.locator(".sieve button").first.click()
    kept = shown(page)
    assert 0 < len(kept) < len(heavy_day().stories)
    assert page.locator("#contents li:not([hidden])").count() == len(kept)
    page.locator(".sieve button").first.click()
    # What is folded below the sentences is built when somebody comes near.
    page.locator("#story-40").scroll_into_view_if_needed()
    page.locator("#story-40 .time").first.wait_for(state="attached")
