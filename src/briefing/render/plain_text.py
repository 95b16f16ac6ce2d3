"""A document as plain text: the text part of the e-mail, and what `briefing show` writes into a pipe."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from briefing.render.document import document_of
from briefing.render.sanitize import isolate, isolate_english

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.models import Briefing
    from briefing.render.blocks import Block, Run

#: Columns. Originals are not wrapped: a mail program or terminal runs each line in its own direction.
WIDTH = 78
_INDENTS = {"sentence": ("  – ", "    "), "flag": ("    ", "    "), "item": ("  – ", "    ")}
_INDENTS |= {"subitem": ("      ", "      "), "where": ("  ", "    "), "translation": ("      ", "      ")}
_ROOM_BEFORE = frozenset({"chapter", "story", "again", "part", "notice", "legend"})
_UNDERLINED = {"title": "=", "chapter": "=", "story": "-", "again": "-"}


def to_text(briefing: Briefing, *, appendix: bool = True) -> str:
    """The briefing as plain text, without any escape sequence; a last newline.

    Args:
        appendix: Whether the evidence follows.
    """
    return text_of(document_of(briefing).chosen(appendix=appendix))


def text_of(blocks: Iterable[Block]) -> str:
    """Blocks as text, wrapped at 78 columns."""
    return "\n".join(line for block in blocks for line in _lines(block)) + "\n"


def _lines(block: Block) -> Iterator[str]:
    text = "".join(_shown(run) for run in block.runs).strip(" ")
    if block.kind in _ROOM_BEFORE:
        yield ""
    if block.kind == "quote":
        yield f"      {text}"
        return
    first, rest = _INDENTS.get(block.kind, ("", ""))
    lines = textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    yield from lines or [first.rstrip()]
    if block.kind in _UNDERLINED:
        yield _UNDERLINED[block.kind] * min(WIDTH, max(map(len, lines), default=0))


def _shown(run: Run) -> str:
    return isolate(run.text) if run.role == "original" else isolate_english(run.text)
