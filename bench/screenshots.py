"""Pictures of a briefing's page, to be looked at, and what it measures: light, dark, narrow, panel, search, paper.

    .venv/bin/python bench/screenshots.py [--page outputs/2026-11-21/briefing.html] [--to outputs/screenshots]
    .venv/bin/python bench/screenshots.py --readme docs/demo.png

Without a page they are the demo's days, each in a folder with its date. Prints screens and words of each width, and
the times to a first paint and to the first answer of the search. With --readme it makes the README's picture alone: the
demo's first day, its top, and the words of all sides of a contradiction. Needs Chromium and `pip install -e '.[test]'`.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = {
    "1440": {"width": 1440, "height": 900},
    "768": {"width": 768, "height": 1024},
    "390": {"width": 390, "height": 844},
}
#: What is clicked before a picture is taken; a page that has none of it goes without.
STATES = {
    "arabic": ".line a.c[aria-label*='Arabic']",
    "chinese": ".line a.c[aria-label*='Chinese']",
    "contradiction": "#contents a.d",
    "warning": ".line .why a.c, .is-warned a.c",
    "differences": ".story .fold > summary:has-text('Where sources differ')",
}
SEARCHED = """(asked) => new Promise((done) => {
  const box = document.getElementById("q"), began = performance.now();
  const seen = new MutationObserver(() => done(performance.now() - began));
  seen.observe(document.getElementById("found"), { childList: true });
  box.value = asked;
  box.dispatchEvent(new Event("input"));
})"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", type=Path, help="a briefing.html")
    parser.add_argument("--to", type=Path, default=Path("outputs/screenshots"))
    parser.add_argument("--readme", type=Path, metavar="PNG", help="make the README's picture, and nothing else")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        pages = [asked.page] if asked.page else demo(Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium") or shutil.which("google-chrome"))
        if asked.readme:
            readme(browser, pages[0].resolve().as_uri(), asked.readme)
            return
        for page in pages:
            place = asked.to / page.resolve().parent.name
            place.mkdir(parents=True, exist_ok=True)
            print(page.resolve().parent.name, f"{page.stat().st_size:,} bytes")
            for width in SIZES:
                for scheme in ("light", "dark"):
                    screen(browser, page.resolve().as_uri(), width, scheme, place)
            paper(browser, page.resolve().as_uri(), place)
    print(f"look at {asked.to}/")


def demo(folder: Path) -> list[Path]:
    """Make the demo, and find its days."""
    subprocess.run([sys.executable, "-m", "briefing", "demo", "--output", folder], check=True, capture_output=True)
    return sorted(folder.glob("**/briefing.html"))


def screen(browser: Browser, address: str, width: str, scheme: str, to: Path) -> None:
    page = opened(browser, address, scheme, SIZES[width])
    name = f"{width}-{scheme}"
    page.screenshot(path=to / f"{name}-top.png")
    if scheme == "light":
        page.screenshot(path=to / f"{name}-full.png", full_page=True)
        print(f"  {width}: {measured(page)}")
    for state, selector in STATES.items():
        if page.locator(selector).count():
            page.locator(selector).first.click()
            page.screenshot(path=to / f"{name}-{state}.png")
            page.keyboard.press("Escape")
    page.locator("#q").fill("كفاراتيليا")
    page.locator("#q").press("Enter")
    page.screenshot(path=to / f"{name}-search.png")
    page.context.close()


def readme(browser: Browser, address: str, to: Path) -> None:
    """The picture of the README, in 128 colours."""
    page = opened(browser, address, "light", {"width": 1440, "height": 900})
    page.locator("#contents a.d").first.click()
    page.evaluate("scrollTo(0, 0)")
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(to, optimize=True)


def measured(page: Page) -> str:
    screens = page.evaluate("document.documentElement.scrollHeight / innerHeight")
    words = len(page.locator("body").inner_text().split())
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN")
    search = page.evaluate(SEARCHED, "кваратели")
    page.locator("#q").fill("")
    page.locator("#q").press("Enter")
    page.evaluate("scrollTo(0, 0)")
    return f"{screens:.2f} screens, {words} words, first paint {paint:.0f} ms, first search {search:.0f} ms"


def opened(browser: Browser, address: str, scheme: str, size: dict[str, int]) -> Page:
    page = browser.new_context(color_scheme=scheme, viewport=size).new_page()
    page.goto(address)
    page.locator(".find:not([hidden])").wait_for(state="attached")
    return page


def paper(browser: Browser, address: str, to: Path) -> None:
    page = opened(browser, address, "light", SIZES["1440"])
    page.pdf(path=to / "paper.pdf", prefer_css_page_size=True)
    sheets = list(pypdfium2.PdfDocument(to / "paper.pdf"))
    print(f"  paper: {len(sheets)} sheets")
    for n, sheet in enumerate(sheets[:5], 1):
        sheet.render(scale=1.5).to_pil().save(to / f"paper-{n}.png")


if __name__ == "__main__":
    main()
