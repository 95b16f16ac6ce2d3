"""The blocks of a document: paragraphs, headings and list entries, made of runs of text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from briefing.render.sanitize import clean, is_right_to_left

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.models import StoryRef
    from briefing.render.view_sources import Source

Role = Literal["plain", "strong", "quiet", "status", "flag", "mark", "original"]
Kind = Literal[
    "title", "line", "figure", "notice", "legend", "chapter", "story", "again", "part", "byline", "sentence", "flag",
    "item", "subitem", "where", "quote", "translation",
]  # fmt: skip

_BLANKS = re.compile(r" {2,}")


@dataclass(frozen=True)
class Run:
    """A stretch of text that looks the same throughout."""

    text: str
    """Cleaned, on one line."""
    role: Role = "plain"
    lang: str = "en"
    """BCP-47 tag; `und` where it is no language we know."""
    target: str = ""
    """Id of the block that it leads to."""
    url: str = ""
    """An http or https address, as `safe_url` returns it."""
    page: StoryRef | None = None
    """The story of an earlier day that it names; a form that has pages beside each other links to it."""
    outlet: str = ""
    """Of a mark: whose words it leads to, in short; empty where that stands beside it anyway."""

    @property
    def rtl(self) -> bool:
        """Whether it runs from right to left."""
        return is_right_to_left(self.text)


@dataclass(frozen=True)
class Block:
    """A paragraph, heading or entry of a list."""

    kind: Kind
    runs: tuple[Run, ...]
    anchor: str = ""
    """Its id; ASCII letters and digits."""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def rtl(self) -> bool:
        """Whether the paragraph as a whole runs from right to left: the words of a source that do."""
        return self.kind == "quote" and self.runs[-1].rtl


def run(text: str, role: Role = "plain", **known: Any) -> Run:
    """A run of a text from anywhere; a blank at either end stays."""
    return Run(_BLANKS.sub(" ", clean(text)), role, **known)


def block(kind: Kind, *runs: Run | str, anchor: str = "") -> Block:
    """A block of runs and of texts of our own or the model's English."""
    return Block(kind, tuple(run(part) if isinstance(part, str) else part for part in runs), anchor)


def part(title: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks under a heading; nothing if there are no blocks."""
    yield from under("part", title, blocks)


def under(kind: Kind, title: str, blocks: Iterable[Block]) -> Iterator[Block]:
    kept = list(blocks)
    if kept:
        yield block(kind, title)
        yield from kept


def quoted(source: Source | None, quote: str, *where: Run, anchor: str = "") -> Iterator[Block]:
    """A quote's location, and below it the quote in a paragraph of its own direction."""
    yield Block("where", where, anchor)
    yield block("quote", run(quote, "original", lang=source.tag if source else "und"))
