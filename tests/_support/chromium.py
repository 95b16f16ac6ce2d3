"""Where the browser of the tests is, and why they are left out where they are."""

from __future__ import annotations

import importlib.util
import shutil

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def left_out() -> str | None:
    """Why the browser tests can't run; None if they can."""
    if CHROMIUM is None:
        return "there is no Chromium here (Debian: apt-get install chromium)"
    missing = [name for name in ("playwright", "axe_playwright_python") if importlib.util.find_spec(name) is None]
    return f"{missing[0]} is not installed (pip install -e '.[test]')" if missing else None
