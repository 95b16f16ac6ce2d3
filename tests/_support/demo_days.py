"""The demo's days, finished once in a test session and shared by all of its workers, to be read and not written."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from filelock import FileLock

from command import briefing

if TYPE_CHECKING:
    from pathlib import Path


def finish(place: Path) -> Path:
    """The folder of the demo's days below a place; the first who asks runs the demo, the others wait for it.

    Raises:
        AssertionError: The demo failed, here as for everyone who asks.
    """
    place.mkdir(exist_ok=True)
    with FileLock(place / "lock"):
        if not (place / "finished").exists():
            done = briefing("demo", "--output", str(place / "outputs"), XDG_STATE_HOME=str(place / "state"))
            assert done.returncode == 0, done.stderr
            (place / "finished").touch()
    return place / "outputs" / "demo"


def digests(folder: Path) -> dict[str, str]:
    """Of each file below a folder."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
