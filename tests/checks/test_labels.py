"""What an article is called in a story."""

from __future__ import annotations

from types import SimpleNamespace

from briefing.checks.labels import called


def _member(language: str, recorded: str | None = None, beside: str | None = None):
    outlet = SimpleNamespace(name=recorded) if recorded else None
    return SimpleNamespace(
        article=SimpleNamespace(language=language, outlet=beside), extraction=SimpleNamespace(outlet=outlet)
    )


def test_two_outlets_without_a_name_are_told_apart():
    names = called(
        {
            "A1": _member("de"),
            "A2": _member("fr"),
            "A3": _member("de-AT"),
            "A4": _member("ar", recorded="Al Bahr"),
            "A5": _member("ar", beside="al-bahr.example"),
            "A6": _member("und"),
        }
    )
    assert names == {
        "A1": "the first unnamed German outlet",
        "A2": "an unnamed French outlet",
        "A3": "the second unnamed German outlet",
        "A4": "Al Bahr",
        "A5": "al-bahr.example",
        "A6": "an unnamed outlet",
    }
