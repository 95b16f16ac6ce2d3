"""How a run says what happens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told what happens; the command line draws it."""

    def begin(self, stage: str, total: int) -> None:
        """So many pieces of work begin."""

    def advance(self, stage: str) -> None:
        """One of them is done, well or not."""

    def say(self, line: str) -> None:
        """Something a person should know now."""


class Silent:
    """Progress for those who don't look."""

    def begin(self, stage: str, total: int) -> None: ...

    def advance(self, stage: str) -> None: ...

    def say(self, line: str) -> None: ...
