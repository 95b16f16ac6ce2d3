"""The demo's articles, written for it, and the replies recorded for them from a local OpenAI-compatible endpoint."""

from __future__ import annotations

from pathlib import Path

#: The day on which the demo plays.
DATE = "2026-11-20"
#: The name under which the replies were recorded.
MODEL = "desk"

_HERE = Path(__file__).resolve().parent


def articles_folder() -> Path:
    """Where the articles lie."""
    return _HERE / "articles"


def cassette_file() -> Path:
    """Where the recorded replies lie: inside the wheel, or at the top of the checkout."""
    inside = _HERE / "cassettes" / "demo.json"
    return inside if inside.is_file() else _HERE.parents[2] / "cassettes" / "demo" / "demo.json"
