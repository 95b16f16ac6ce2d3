"""Five tasks of a newcomer on a day's page: clicks, keys, and the seconds they take.

    .venv/bin/python bench/page_tasks.py [--day outputs/2026-11-21/briefing.html] [--before OLD.html]

Each task is done in Chromium, step by step, and each step must show what it is for, or the script fails. What a person
takes is added up from the steps (Card, Moran and Newell 1980, the keystroke-level model): 1.35 s to think before each
act, 1.1 s to point, 0.2 s to click, 0.28 s a key, 0.4 s a screen scrolled, and the words that stand between the place
where the eye begins and the answer, at 240 words a minute. --before does the tasks on the page of an earlier version,
by the steps it needs. Without a day it is the demo's second.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Locator, Page

THINK, POINT, CLICK, KEY, SCROLL = 1.35, 1.1, 0.2, 0.28, 0.4
WORD = 60 / 240
SIZE = {"width": 1440, "height": 900}


@dataclass
class Hand:
    """A person at the page: what they do, and what it takes."""

    page: Page
    clicks: int = 0
    keys: int = 0
    screens: float = 0.0
    words: int = 0
    steps: list[str] = field(default_factory=list)

    def click(self, what: Locator) -> None:
        self.reach(what)
        what.click()
        self.clicks += 1
        self.steps.append("click")

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.keys += len(words)
        self.steps.append("type")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1
        self.steps.append("press")

    def reach(self, what: Locator) -> None:
        """Scroll to it, if it isn't in sight."""
        box = what.bounding_box()
        assert box is not None, what
        distance = box["y"] + box["height"] - SIZE["height"] if box["y"] > 0 else -box["y"]
        if distance > 0:
            self.screens += distance / SIZE["height"]
            what.scroll_into_view_if_needed()
            self.steps.append("scroll")

    def read(self, what: Locator) -> None:
        """Read what stands there, scrolling along; that it is seen is what the step is for."""
        for one in what.all():
            self.reach(one)
            self.words += words_of(one.inner_text())
        self.steps.append("read")

    @property
    def seconds(self) -> float:
        acts = sum(step in {"click", "type", "press"} for step in self.steps) * THINK
        done = self.clicks * (POINT + CLICK) + self.keys * KEY + self.screens * SCROLL
        return acts + done + self.words * WORD


def words_of(text: str) -> int:
    """Words; of Chinese and Japanese, which have no blanks, one for two characters."""
    ideographs = sum("\u3040" <= letter <= "\u9fff" for letter in text)
    return len([word for word in text.split() if not "\u3040" <= word[0] <= "\u9fff"]) + ideographs // 2


def new(hand: Hand) -> None:
    """What is new? The top says it: labels, old values, new values."""
    hand.read(hand.page.locator("#contents"))
    assert hand.page.locator("#contents ins").count() > 0


def dispute(hand: Hand) -> None:
    """Who disagrees about the figure, and in which words?"""
    page = hand.page
    hand.click(page.locator("#contents .chip.hard").first)
    hand.read(page.locator(".story .diff .k:visible").first)
    hand.click(page.locator(".story .diff .k:visible a.c:visible").first)
    assert page.locator("#pane-tabs button").count() > 1
    hand.read(page.locator("#pane-tabs"))
    expect(page.locator("#pane mark.on").first).to_be_visible()


def right(hand: Hand) -> None:
    """Is this sentence right? Its words, their English, and what was checked."""
    page = hand.page
    hand.click(page.locator("#story-1 .line a.c").first)
    expect(page.locator("#pane mark.on").first).to_be_visible()
    hand.read(page.locator("#pane mark.on").first)
    hand.read(page.locator("#pane .r.on .e").first)
    hand.read(page.locator("#pane-proof li:visible"))


def paper(hand: Hand) -> None:
    """What did the Georgian paper say?"""
    page = hand.page
    hand.press("/")
    hand.type("kavkaz")
    hand.press("Enter")
    line = page.locator(".inside a").first
    line.wait_for()
    hand.click(line)
    expect(page.locator("#pane-title b")).to_contain_text("Kavkaz")
    hand.read(page.locator("#pane .r.body .e:visible, #pane .r .e:visible").first)


def send(hand: Hand) -> None:
    """Send it: print it, and see how much that is."""
    hand.press("Control+p")
    sheets = hand.page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    hand.steps.append(f"{sheets} sheets")


def old_new(hand: Hand) -> None:
    """Before: the sentences of all stories are read for their marks of new and changed."""
    hand.read(hand.page.locator(".story .told:visible > li > p"))


def old_dispute(hand: Hand) -> None:
    """Before: to the table, and a click for the words of each of two sides."""
    page = hand.page
    point = page.locator(".diff tbody:has(.chip.hard)").first
    hand.read(point)
    for n in (0, 1):
        hand.click(point.locator("tr.k").nth(n).locator("a").first)
        hand.read(_beside(page))
        hand.press("Escape")


def old_right(hand: Hand) -> None:
    """Before: a citation shows the words; what was checked stands elsewhere."""
    page = hand.page
    hand.click(page.locator(".story .told a[href^='#q']").first)
    hand.read(_beside(page))
    # What was checked stands in the verdict at the top, of all sentences together.
    hand.press("Escape")
    hand.read(page.locator("main p:has-text('passed every check')").first)


def _beside(page: Page) -> Locator:
    """Before, nothing was marked in the English: its whole paragraph is read beside the quoted one."""
    page.locator("#pane mark.on").first.wait_for()
    return page.locator("#pane :has(> p mark.on), #pane tr:has(mark.on), #pane .r:has(mark.on)").last


def old_paper(hand: Hand) -> None:
    """Before: down to the texts of the sources, to its own, and open it."""
    source = hand.page.locator("summary:has-text('Kavkaz')").first
    hand.click(source)
    hand.read(source)


TASKS: dict[str, tuple[Callable[[Hand], None], Callable[[Hand], None]]] = {
    "What is new?": (new, old_new),
    "Who disagrees about the figure, in which words?": (dispute, old_dispute),
    "Is this sentence right?": (right, old_right),
    "What did the Georgian paper say?": (paper, old_paper),
    "Send it": (send, send),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--day", type=Path, help="a briefing.html")
    parser.add_argument("--before", type=Path, help="the same day's page of an earlier version")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        day = asked.day or demo(Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium") or shutil.which("google-chrome"))
        for name, (now, before) in TASKS.items():
            print(f"{name:<50}", told(browser, day, now), sep="")
            if asked.before:
                print(f"{'  before':<50}", told(browser, asked.before, before), sep="")


def demo(folder: Path) -> Path:
    """Make the demo, and find its second day."""
    subprocess.run([sys.executable, "-m", "briefing", "demo", "--output", folder], check=True, capture_output=True)
    return max(folder.glob("**/briefing.html"))


def told(browser: Browser, day: Path, task: Callable[[Hand], None]) -> str:
    page = browser.new_context(viewport=SIZE).new_page()
    page.set_default_timeout(10_000)
    page.goto(day.resolve().as_uri())
    hand = Hand(page)
    task(hand)
    page.context.close()
    more = [step for step in hand.steps if step.endswith("sheets")]
    return (
        f"{hand.clicks} clicks, {hand.keys:2} keys, {hand.screens:4.1f} screens, {hand.words:4} words: "
        f"{hand.seconds:5.0f} s {' '.join(more)}"
    )


if __name__ == "__main__":
    main()
