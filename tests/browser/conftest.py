"""Pages in a real Chromium: each test fails if its page asks the network for anything or has an error to report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from briefing.render import to_html
from chromium import CHROMIUM
from report_samples import day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    Open = Callable[..., Page]


@dataclass
class Seen:
    """What pages did beside showing themselves."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext, address: str) -> None:
        # What the page's policy refuses is begun in the browser's books, and never sent.
        context.on("requestfinished", lambda request: self._request(request.url, address))
        context.on("requestfailed", lambda request: request.failure == "csp" or self._request(request.url, address))
        context.on("console", lambda message: self._console(message.type, message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def _request(self, url: str, address: str) -> None:
        if url.split("#", maxsplit=1)[0] != address:
            self.requests.append(url)

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)


# Of a module, not of the session: Playwright keeps an event loop of its own, and other tests need theirs.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM)


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path, seen: Seen) -> Iterator[Open]:
    contexts = []

    def open_page(html: str, at: str = "", **options: Any) -> Page:
        path = tmp_path / "briefing.html"
        path.write_text(html, encoding="utf-8")
        size = options.pop("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(viewport=size, **options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        seen.watch(context, path.as_uri())
        page = context.new_page()
        page.goto(path.as_uri() + at)
        if options.get("java_script_enabled", True):
            page.locator(".find:not([hidden])").wait_for(state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert (seen.requests, seen.complaints, seen.dialogs) == ([], [], [])


@pytest.fixture(scope="session")
def html() -> str:
    return to_html(day())
