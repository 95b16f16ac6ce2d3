"""Pictures of a briefing's page, to be looked at: light, dark, narrow, an Arabic source, a search, the pictures, paper.

    .venv/bin/python bench/screenshots.py [--page outputs/2026-11-21/briefing.html] [--to outputs/screenshots]

Without a page they are the demo's days, each in a folder with its date. Needs Chromium and `pip install -e '.[test]'`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", type=Path, help="a briefing.html")
    parser.add_argument("--to", type=Path, default=Path("outputs/screenshots"))
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        pages = [asked.page] if asked.page else demo(Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium") or shutil.which("google-chrome"))
        for page in pages:
            place = asked.to / page.resolve().parent.name
            place.mkdir(exist_ok=True)
            screen(browser, page.resolve().as_uri(), place)
            paper(browser, page.resolve().as_uri(), place)
    print(f"look at {asked.to}/")


def demo(folder: Path) -> list[Path]:
    """Make the demo, and find its days."""
    subprocess.run([sys.executable, "-m", "briefing", "demo", "--output", folder], check=True, capture_output=True)
    return sorted(folder.glob("**/briefing.html"))


def screen(browser: Browser, address: str, to: Path) -> None:
    for name, scheme, size in (
        ("light", "light", WIDE),
        ("dark", "dark", WIDE),
        ("narrow", "light", NARROW),
        ("narrow-dark", "dark", NARROW),
    ):
        page = opened(browser, address, scheme, size)
        page.screenshot(path=to / f"{name}.png")
        page.locator(".story").nth(1).evaluate("(story) => story.scrollIntoView()")
        page.screenshot(path=to / f"{name}-story.png")
        for part, selector in (("timeline", "svg.line"), ("origins", "svg.graph")):
            if page.locator(selector).count():
                page.locator(selector).last.evaluate("(svg) => svg.closest('section').scrollIntoView()")
                page.screenshot(path=to / f"{name}-{part}.png")
        arabic = page.locator(".story a.c[aria-label*='Arabic']")
        if arabic.count():
            arabic.first.click()
            page.screenshot(path=to / f"{name}-arabic.png")
            page.keyboard.press("Escape")
        page.locator("#q").fill("кваратели")
        page.locator("#q").press("Enter")
        page.screenshot(path=to / f"{name}-search.png")
        page.context.close()


def opened(browser: Browser, address: str, scheme: str, size: dict[str, int]) -> Page:
    page = browser.new_context(color_scheme=scheme, viewport=size).new_page()
    page.goto(address)
    page.locator(".find:not([hidden])").wait_for(state="attached")
    return page


def paper(browser: Browser, address: str, to: Path) -> None:
    page = opened(browser, address, "light", WIDE)
    page.pdf(path=to / "paper.pdf", prefer_css_page_size=True)
    for n, sheet in enumerate(pypdfium2.PdfDocument(to / "paper.pdf")):
        if n < 5:
            sheet.render(scale=1.5).to_pil().save(to / f"paper-{n + 1}.png")


if __name__ == "__main__":
    main()
