"""Progress of a command for one article: the pending call, its attempt, its time and limit."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING

import click

from briefing.cli._common import plain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from briefing.llm.run import UnderWay

    Asked = Callable[[], list[UnderWay]]

#: Seconds between updates on a terminal.
_LOOK = 0.25
#: Seconds between lines without a terminal.
_LONG = 30.0


def begin(source: str) -> None:
    """Print the first line, before the slow imports."""
    if _on_terminal():
        _draw(f"reading {source} …")


@contextlib.asynccontextmanager
async def waiting(asked: Asked) -> AsyncIterator[None]:
    """Report pending calls on standard error: at once on a terminal, in a line that is erased; otherwise rarely.

    Args:
        asked: The pending calls, the oldest first.
    """
    task = asyncio.create_task(_drawn(asked) if _on_terminal() else _printed(asked))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        clear()


def clear() -> None:
    """Erase the line."""
    if _on_terminal():
        _draw("")


async def _drawn(asked: Asked) -> None:
    began = time.monotonic()
    while True:
        _draw(_line(asked(), began))
        await asyncio.sleep(_LOOK)


async def _printed(asked: Asked) -> None:
    began = time.monotonic()
    while True:
        await asyncio.sleep(_LONG)
        click.echo(plain(f"briefing: {_line(asked(), began)}"), err=True)


def _line(asked: list[UnderWay], began: float) -> str:
    """`extract: m, attempt 2 of 5, 31 s of 120 s`."""
    now = time.monotonic()
    if not asked:
        return f"working, {now - began:.0f} s"
    first = asked[0]
    more = f" (and {len(asked) - 1} more)" if len(asked) > 1 else ""
    if first.began is None:
        state = f"waiting for attempt {first.attempt + 1} of {first.attempts}"
    else:
        state = f"attempt {first.attempt} of {first.attempts}, {now - first.began:.0f} s of {first.limit:.0f} s"
    return f"{first.stage}: {first.model}, {state}{more}; {now - began:.0f} s in total"


def _on_terminal() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _draw(line: str) -> None:
    from rich.cells import set_cell_size

    columns = os.get_terminal_size(sys.stderr.fileno()).columns or 80
    # Return to the first column, write the line, and erase the rest.
    sys.stderr.write(f"\r{set_cell_size(plain(line), columns - 1).rstrip()}\x1b[K")
    sys.stderr.flush()
