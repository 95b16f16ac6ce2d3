"""A document for a terminal, drawn by rich: values only, never markup, so that no title can be a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from briefing.render.sanitize import isolate, isolate_english

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from briefing.render.blocks import Block, Kind, Role

_ROLES: Final[dict[Role, str]] = {
    "strong": "bold", "quiet": "dim", "status": "bold cyan", "flag": "bold red", "mark": "cyan dim", "original": "",
    "plain": "",
}  # fmt: skip
_KINDS: Final[dict[Kind, str]] = {
    "title": "bold", "chapter": "bold", "story": "bold", "again": "bold", "part": "bold underline",
    "notice": "bold red",
}  # fmt: skip
#: Columns before a block, after its sign where it has one.
_INDENTS: Final[dict[Kind, int]] = {"flag": 4, "subitem": 6, "where": 2, "quote": 4, "translation": 4}
_SIGNS: Final[dict[Kind, str]] = {"sentence": "• ", "item": "• "}


def drawn(blocks: Iterable[Block]) -> RenderableType:
    """Blocks, as a terminal of any width shows them. Everything is cleaned: no text of an article steers a terminal."""
    return Group(*(part for block in blocks for part in _drawn(block)))


def _drawn(block: Block) -> Iterator[RenderableType]:
    text = Text(_SIGNS.get(block.kind, ""), style=_KINDS.get(block.kind, ""), end="\n")
    for run in block.runs:
        text.append(isolate(run.text) if run.role == "original" else isolate_english(run.text), _ROLES[run.role])
    if block.kind in {"chapter", "story", "again"}:
        yield Padding(Rule(style="dim"), (1, 0, 0, 0))
    above = 1 if block.kind in {"part", "notice", "legend"} else 0
    if block.kind in _SIGNS:
        # Lines after the first stand under the first word.
        yield Padding(_hanging(text), (0, 0, 0, 2))
    else:
        yield Padding(text, (above, 0, 0, _INDENTS.get(block.kind, 0)))


def _hanging(text: Text) -> RenderableType:
    from rich.table import Table  # noqa: PLC0415

    grid = Table.grid(padding=0)
    grid.add_column(width=2)
    grid.add_column()
    grid.add_row(text[:2], text[2:])
    return grid
