"""Progress of a run: a live view on a terminal, one line per stage in a pipe, or JSON lines."""

from __future__ import annotations

import collections
import contextlib
import datetime as dt
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from briefing.cli._common import plain, usd
from briefing.text.plain import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, RenderableType
    from rich.progress import TaskID

    from briefing.llm.gateway import Gateway

#: Seconds over which the rate is averaged.
_SPAN = 30.0
#: Display names of stages whose prompt's name isn't clear enough.
_NAMES = {"verify": "second reading", "thread": "since yesterday"}
#: Redraws per second.
_REDRAW = 4


@contextlib.contextmanager
def progress_on(gateway: Gateway, *, as_json: bool = False) -> Iterator[Any]:
    """Report the progress of a run, to a person or a program.

    Args:
        gateway: Source of the figures shown.
        as_json: Print JSON lines on standard output instead.
    """
    if as_json:
        yield _Events()
    elif not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield _Lines()
    else:
        from rich.console import Console
        from rich.live import Live

        console = Console(stderr=True)
        view = LiveView(gateway, console)
        with Live(get_renderable=view.picture, console=console, refresh_per_second=_REDRAW):
            yield view


def event(kind: str, **values: Any) -> None:
    """One JSON line on standard output."""
    at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    click.echo(escaped(json.dumps({"event": kind, "at": at, **values}, ensure_ascii=False)))


class _Lines:
    """Quiet progress: one line per stage."""

    def begin(self, stage: str, total: int) -> None:
        click.echo(f"{stage}: {total}", err=True)

    def advance(self, stage: str) -> None: ...

    def say(self, line: str) -> None:
        click.echo(plain(line), err=True)


class _Events:
    """Progress for programs."""

    def __init__(self) -> None:
        self._done: collections.Counter[str] = collections.Counter()
        self._totals: dict[str, int] = {}

    def begin(self, stage: str, total: int) -> None:
        self._totals[stage] = total
        event("begin", stage=stage, total=total)

    def advance(self, stage: str) -> None:
        self._done[stage] += 1
        event("advance", stage=stage, done=self._done[stage], total=self._totals.get(stage))

    def say(self, line: str) -> None:
        event("said", text=line)


class LiveView:
    """Progress bars, calls and cost by stage, and the rate; failures scroll by above.

    Args:
        gateway: Only read, from the drawing thread.
        console: The console to draw on.
    """

    def __init__(self, gateway: Gateway, console: Console) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self._gateway = gateway
        self._run = gateway.run
        self._console = console
        self._bars = Progress(TextColumn("{task.description:<6}"), BarColumn(), MofNCompleteColumn(), console=console)
        self._tasks: dict[str, TaskID] = {}
        self._began = time.monotonic()
        self._failed = 0
        self._seen: collections.deque[tuple[float, int]] = collections.deque([(self._began, 0)])

    def begin(self, stage: str, total: int) -> None:
        """Start a step; a step of the same name restarts."""
        self._tasks[stage] = self._bars.add_task(stage, total=total)

    def advance(self, stage: str) -> None:
        self._bars.advance(self._tasks[stage])

    def say(self, line: str) -> None:
        self._failed += line.startswith("failed:")
        # No markup: a title may contain "[/b]".
        self._console.print(plain(line), markup=False, highlight=False)

    def picture(self) -> RenderableType:
        """The current view."""
        from rich.console import Group
        from rich.table import Table
        from rich.text import Text

        table = Table("stage", box=None, padding=(0, 1), header_style="dim")
        for name in ("replies", "calls", "retries", "repairs", "tokens", "cost"):
            table.add_column(name, justify="right")
        stages = list(self._run.stages.items())
        for name, figures in stages:
            used = figures.usage.prompt + figures.usage.completion
            counts = (figures.replies, figures.calls, figures.retries, figures.repairs, used)
            cost = None if self._unpriced(name) else figures.cost
            table.add_row(_NAMES.get(name, name), *(f"{count:,}" for count in counts), usd(cost))
        replies = sum(figures.replies for _, figures in stages)
        parts = [self._money(), f"{self._pace(replies):.0f} replies per minute", _clock(time.monotonic() - self._began)]
        if self._failed:
            parts.append(f"{self._failed} failed")
        if self._run.stop.error is not None:
            parts.append("stopping: no new call starts")
        return Group(self._bars, table, Text(self._now(), style="dim"), Text(" · ".join(parts), style="bold"))

    def _now(self) -> str:
        """`now: second reading 1, merge 2 · longest wait 0:00:41 of 0:02:00`."""
        asked = list(self._run.under_way)
        if not asked:
            return ""
        stages = collections.Counter(_NAMES.get(each.stage, each.stage) for each in asked)
        asking = ", ".join(f"{name} {number}" for name, number in stages.items())
        began = [(each.began, each.limit) for each in asked if each.began is not None]
        if not began:
            return f"now: {asking}, queued"
        first, limit = min(began)
        return f"now: {asking} · longest wait {_clock(time.monotonic() - first)} of {_clock(limit)}"

    def _unpriced(self, stage: str) -> bool:
        """Whether the price of one of the stage's models is unknown; $0.0000 would then be wrong."""
        return any(route.facts.highest_cost(1, 1) is None for route in self._gateway.routes_of(stage))

    def _money(self) -> str:
        budget = self._run.budget
        cap = "" if budget.cap is None else f" of ${budget.cap:.2f}"
        if any(self._unpriced(stage) or figures.cost is None for stage, figures in list(self._run.stages.items())):
            known = f", {usd(float(budget.spent))} of it known" if budget.spent else ""
            return f"spent: unknown{known}{cap and f', cap{cap[3:]}'}"
        return f"{usd(float(budget.spent))} spent{cap}"

    def _pace(self, replies: int) -> float:
        now = time.monotonic()
        self._seen.append((now, replies))
        while len(self._seen) > 1 and now - self._seen[0][0] > _SPAN:
            self._seen.popleft()
        first, before = self._seen[0]
        return 60 * (replies - before) / max(now - first, 1.0)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
