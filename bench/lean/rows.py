"""What is measured: the rows of docs/performance.md, with what stood before and the goal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure.

    Attributes:
        key: Under which its samples are kept.
        before: What the issue that set the goals had measured; empty where nothing was.
        goal: As it is told.
        bound: The same as a number; None where the row only informs.
        least: Whether the goal is to reach the bound and not to stay below it.
    """

    key: str
    what: str
    unit: str
    before: str
    goal: str
    bound: float | None
    least: bool = False
    digits: int = 1

    def met(self, value: float) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.bound is None:
            return None
        return value >= self.bound if self.least else value <= self.bound


ROWS = (
    Row("tokens-demo", "tokens an article, the demo's first day", "× floor", "17 to 25.9", "≤ 9", 9.0),
    Row("tokens-real", "the same on twelve real pages, estimated before a run", "× floor", "about 50", "≤ 12", 12.0),
    Row("tokens-fixed", "instructions and schemas an article", "tokens", "about 6,500", "≤ 2,500", 2500.0, digits=0),
    Row("calls-own-all", "function calls a request, own client", "calls", "–", "≤ 2,500", 2500.0, digits=0),
    Row("calls-own-python", "of these Python", "calls", "–", "≤ 1,300", 1300.0, digits=0),
    Row("calls-sdk-all", "function calls a request, openai SDK", "calls", "10,329", "≤ 8,000", 8000.0, digits=0),
    Row("calls-sdk-python", "of these Python", "calls", "8,366", "≤ 4,500", 4500.0, digits=0),
    Row("rate-own-64", "rate against raw aiohttp, own client, 50 ms × 64", "×", "–", "≥ 0.6", 0.6, True, 2),
    Row("rate-own-256", "the same, 500 ms × 256", "×", "–", "≥ 0.8", 0.8, True, 2),
    Row("rate-sdk-64", "rate against raw aiohttp, openai SDK, 50 ms × 64", "×", "0.18–0.26", "≥ 0.3", 0.3, True, 2),
    Row("rate-sdk-256", "the same, 500 ms × 256", "×", "0.27", "≥ 0.5", 0.5, True, 2),
    Row("cpu-few", "CPU an article, a run without reading, 108 articles", "ms", "245", "≤ 60", 60.0, digits=0),
    Row("cpu-many", "the same, 1,608 articles", "ms", "rising", "≤ 60", 60.0, digits=0),
    Row("cpu-growth", "the second over the first", "×", "1.6 at 400", "≤ 1.1", 1.1, digits=2),
    Row("calls-few", "function calls an article, 108 articles", "calls", "", "", None, digits=0),
    Row("again", "unchanged rerun, 108 articles as JSONL, whole process", "articles/s", "2.3", "≥ 200", 200.0, True),
    Row("check", "`briefing check`, 408 articles", "CPU s", "50", "≤ 5", 5.0),
    Row("read", "reading a page, synthetic pages of 10 KB", "CPU ms", "49", "≤ 25", 25.0),
    Row("memory-many", "memory, 1,608 articles", "MB", "573 at 400", "≤ 400", 400.0, digits=0),
    Row("memory-few", "memory, 108 articles", "MB", "", "", None, digits=0),
    Row("replay-100", "replay of a call, 100 recordings", "CPU ms", "9", "≤ 5", 5.0, digits=2),
    Row("replay-1000", "the same, 1,000", "CPU ms", "15", "≤ 5", 5.0, digits=2),
    Row("replay-10000", "the same, 10,000", "CPU ms", "95", "≤ 5", 5.0, digits=2),
    Row("start-summarize", "`summarize` from a cassette", "CPU s", "4 to 6", "≤ 1.5", 1.5, digits=2),
    Row("start-read", "`read` of a text file", "bare starts", "122", "< 40", 40.0),
    Row("start-help", "`--help`", "bare starts", "10.7", "< 8", 8.0),
)  # fmt: skip
