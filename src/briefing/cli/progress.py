"""Progress: bars on a terminal, lines in a pipe."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.common import plain

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def progress_on() -> Iterator[Any]:
    """Bars on a terminal, lines in a pipe."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<6}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=False) as bars:
        yield _Bars(bars)


class _Lines:
    """Quiet progress: a line a stage."""

    def begin(self, stage: str, total: int) -> None:
        click.echo(f"{stage}: {total}", err=True)

    def advance(self, stage: str) -> None: ...

    def say(self, line: str) -> None:
        click.echo(plain(line), err=True)


class _Bars:
    """Progress bars."""

    def __init__(self, bars: Any) -> None:
        self._bars = bars
        self._tasks: dict[str, Any] = {}

    def begin(self, stage: str, total: int) -> None:
        self._tasks[stage] = self._bars.add_task(stage, total=total)

    def advance(self, stage: str) -> None:
        self._bars.advance(self._tasks[stage])

    def say(self, line: str) -> None:
        # markup off: a title like "Budget [/b]" is no markup.
        self._bars.console.print(plain(line), markup=False, highlight=False)
