"""The demo's two days: articles written for it, and the replies recorded for them from a local endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

#: The days on which the demo plays, in their order.
DAYS = ("2026-11-20", "2026-11-21")
#: The first of them.
DATE = DAYS[0]
#: The name under which the replies were recorded.
MODEL = "desk"

#: Whether its stories are read a second time: the setting `verify` with which the replies were recorded.
VERIFY: Literal["shown", "off"] = "shown"

_HERE = Path(__file__).resolve().parent


def articles_folder(day: str = DATE) -> Path:
    """Where a day's articles lie."""
    return _HERE / "articles" / day


def cassette_file(day: str = DATE) -> Path:
    """Where the replies recorded for a day lie: inside the wheel, or at the top of the checkout."""
    inside = _HERE / "cassettes"
    return (inside if inside.is_dir() else _HERE.parents[2] / "cassettes" / "demo") / f"{day}.json"


def recorded_days() -> tuple[str, ...]:
    """The days that have their recording, up to the first that has none: a day rests on those before it."""
    recorded = []
    for day in DAYS:
        if not cassette_file(day).is_file():
            break
        recorded.append(day)
    return tuple(recorded)
