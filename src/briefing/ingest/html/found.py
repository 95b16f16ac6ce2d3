"""A value with its provenance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A value, and where in the page it stood."""

    value: str
    where: str
    sure: bool = True
    """Whether the page says so; False where only the place speaks for it."""
    written: str = ""
    """A machine's value as the page has it, with its time and zone; empty for words."""
