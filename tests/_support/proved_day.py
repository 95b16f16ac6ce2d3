"""A day in every form, made by the model by rule, and ways to tamper with its files as a forger would."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import briefing
from briefing.api.proof.prove import prove
from briefing.storage.files import digest
from honest_engine import HonestEngine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DATE = "2026-11-20"
FORMS = ("html", "markdown", "json", "eml", "docx", "csv", "text")


def make_day(place: Path, **settings: Any) -> Path:
    """A day of three articles, two of them of one event, in every form that needs nothing installed; its folder."""
    (place / "in").mkdir(parents=True, exist_ok=True)
    for number, event in enumerate(("Deichbruch", "Deichbruch", "Brückenschluss"), start=1):
        words = f"{event} in Rabat am Dienstag\n\nZehn Menschen starben, meldet Blatt {number}.\n\nMehr folgt.\n"
        (place / "in" / f"{number}.txt").write_text(words, encoding="utf-8")
    made = briefing.brief(
        str(place / "in"), date=DATE, engine=HonestEngine(), context_tokens=100_000, output=place / "out", **settings
    )
    return made.save(place / "out", formats=FORMS)


def tamper(folder: Path, name: str, change: Callable[[bytes], bytes], *, digests: bool = True) -> None:
    """Change a file, and, as a forger would, its digest in run.json too."""
    path = folder / name
    before = path.read_bytes()
    after = change(before)
    assert after != before, f"{name} doesn't hold what was to be changed"
    path.write_bytes(after)
    if digests:
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        run["files"][name] = digest(after)
        (folder / "run.json").write_text(json.dumps(run, indent=2) + "\n", encoding="utf-8")


def faults_of(folder: Path) -> list[str]:
    return [str(fault) for fault in prove(folder).faults]
