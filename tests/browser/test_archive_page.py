"""The page over all days, from disk: any form of a name finds its days; nothing is asked of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from briefing.models import ArchivedDay, ArchivedName, ArchivedStory
from briefing.render.html.archive import to_archive_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Seen
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

KVARATELIA = ArchivedName(
    kind="person", english="Nino Kvaratelia", forms=("Nino Kvaratélia", "نينو كفاراتيليا", "Нино Кварателия")
)
AGAIN = ArchivedName(kind="person", english="Nino Kvaratelia", forms=("Nino Kwaratelia",))
MAKINO = ArchivedName(kind="person", english="Makino Chizuru", forms=("槙野千鶴",))
TANGLING = ArchivedName(kind="place", english="Tangling County", forms=("棠岭县", "condado de Tangling"))


def day(date: str, *stories: tuple[str, tuple[ArchivedName, ...]]) -> ArchivedDay:
    return ArchivedDay(
        date=date,
        title="Briefing",
        started=f"{date}T05:00:00+00:00",
        articles=4,
        languages=("de",),
        flagged=1,
        notices=(),
        stories=tuple(
            ArchivedStory(
                id=f"s{n}", number=n, headline=headline, status="happened", event="-", continues=None, names=names
            )
            for n, (headline, names) in enumerate(stories, 1)
        ),
    )


DAYS = [
    day("2026-11-21", ("Cable talks go on", (AGAIN,)), ("Łódź opens a façade", ())),
    day("2026-11-20", ("Cable talks begin", (KVARATELIA,)), ("A dyke breaks", (TANGLING,)), ("Old maps", (MAKINO,))),
]
CABLE = ["Cable talks go on", "Cable talks begin"]


@pytest.fixture
def page(browser: Browser, tmp_path: Path, seen: Seen) -> Iterator[Page]:
    path = tmp_path / "index.html"
    path.write_text(to_archive_page(DAYS, {}), encoding="utf-8")
    context = browser.new_context()
    seen.watch(context, path.as_uri())
    page = context.new_page()
    page.goto(path.as_uri())
    yield page
    context.close()
    assert (seen.requests, seen.complaints, seen.dialogs) == ([], [], [])


@pytest.fixture
def search(page: Page) -> Callable[[str], list[str]]:
    def search(words: str) -> list[str]:
        page.locator("#q").fill(words)
        return page.locator(".day li:visible > a").all_inner_texts()

    return search


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Kvaratelia", CABLE),
        ("kvaratélia", CABLE),
        ("KWARATELIA", CABLE),
        ("Кварателия", CABLE),
        ("кварателия нино", CABLE),
        ("كفاراتيليا", CABLE),
        ("كَفاراتيليا", CABLE),
        ("槙野", ["Old maps"]),
        ("棠岭", ["A dyke breaks"]),
        ("tangling", ["A dyke breaks"]),
        ("facade lodz", ["Łódź opens a façade"]),
        ("façade", ["Łódź opens a façade"]),
        ("talks begin", ["Cable talks begin"]),
        ("20 November maps", ["Old maps"]),
        ("nobody", []),
    ],
)
def test_stories_people_and_places_are_found_by_any_form_in_any_script(search, words, found):
    assert search(words) == found


def test_a_name_is_shown_with_all_its_forms_and_the_list_comes_back_whole(page, search):
    search("Кварателия")
    expect(page.locator("#names")).to_be_visible()
    line = page.locator("#names li").inner_text()
    assert line.startswith("Nino Kvaratelia (person, 2 stories)")
    for form in ("Nino Kwaratelia", "نينو كفاراتيليا", "Nino Kvaratélia"):
        assert form in line
    assert page.locator("#found").inner_text() == "2 of 5 stories"
    assert len(search("")) == 5
    expect(page.locator("#names")).to_be_hidden()


def test_the_keyboard_reaches_the_search_and_axe_finds_nothing(page):
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("maps")
    assert page.locator(".day li:visible").count() == 1
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_without_its_script_the_list_is_whole(browser, page, tmp_path):
    context = browser.new_context(java_script_enabled=False)
    bare = context.new_page()
    bare.goto((tmp_path / "index.html").as_uri())
    assert bare.locator(".day li").count() == 5
    expect(bare.locator("#search")).to_be_hidden()
    context.close()
