"""A page laid out in blocks, with what is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.ingest.html.blocks import Block
    from briefing.ingest.paragraphs.features import Mark


@dataclass(frozen=True, slots=True)
class Laid:
    """A page laid out: its blocks, what is made of each, and which are the article."""

    blocks: Sequence[Block]
    marks: Sequence[Mark | None]
    main: frozenset[int]
    headline: int | None
    language: Callable[[], str] | None = None
    """Tells the page's language, where a date depends on it."""
