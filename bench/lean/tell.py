"""The figures told: the table of docs/performance.md, and its picture."""

from __future__ import annotations

import datetime as dt
import math
import re
import statistics
from html import escape
from typing import TYPE_CHECKING, Any

from rows import ROWS, Row

if TYPE_CHECKING:
    from pathlib import Path

#: Between these lines of docs/performance.md the table stands.
BEGIN, END = "<!-- make bench writes from here -->", "<!-- to here -->"
_WIDTH, _LABEL, _LINE, _HALF = 860, 400, 22, 190


def told(kept: dict[str, Any], docs: Path) -> None:
    """Write the table and the picture, and print the table."""
    samples = dict(kept["samples"])
    few, many = samples.get("cpu-few"), samples.get("cpu-many")
    if few and many:
        samples["cpu-growth"] = [statistics.median(many) / statistics.median(few)]
    text = table(samples, kept["machine"], kept["commit"])
    print(text)
    page = docs / "performance.md"
    whole = page.read_text(encoding="utf-8")
    found = re.sub(f"{BEGIN}.*?{END}", lambda _: f"{BEGIN}\n\n{text}\n{END}", whole, count=1, flags=re.DOTALL)
    page.write_text(found, encoding="utf-8")
    (docs / "performance.svg").write_text(picture(samples), encoding="utf-8")


def table(samples: dict[str, list[float]], machine: str, commit: str) -> str:
    """The table in Markdown: medians, with the lowest and the highest sample."""
    lines = ["| what | before | goal | now | lowest to highest | runs |", "|---|--:|--:|--:|--:|--:|"]
    for row in ROWS:
        values = samples.get(row.key)
        if not values:
            lines.append(f"| {row.what}, {row.unit} | {row.before} | {row.goal} | not measured | | |")
            continue
        median = statistics.median(values)
        mark = " (missed)" if row.met(median) is False else ""
        spread = f"{_told(min(values), row)} to {_told(max(values), row)}" if len(values) > 1 else ""
        cells = [f"{row.what}, {row.unit}", row.before, row.goal, f"{_told(median, row)}{mark}", spread]
        lines.append(f"| {' | '.join(cells)} | {len(values)} |")
    day = f"{dt.datetime.now(dt.UTC):%-d %B %Y}"
    return "\n".join([*lines, "", f"{day}, commit {commit[:10]}; {machine}.", ""])


def _told(value: float, row: Row) -> str:
    return f"{value:,.{row.digits}f}"


def picture(samples: dict[str, list[float]]) -> str:
    """Each figure as a share of its goal, on a scale of powers of two: what is left of the line has reached it."""
    drawn = []
    for row in ROWS:
        values = samples.get(row.key)
        if values and row.bound is not None:
            median = statistics.median(values)
            share = row.bound / max(median, 1e-9) if row.least else median / row.bound
            drawn.append((row, median, max(-4.0, min(4.0, math.log2(max(share, 1e-9))))))
    height = _LINE * len(drawn) + 60
    axis = _LABEL + _HALF
    head = f'viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="12"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {head}><rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="{axis}" y="18" text-anchor="middle" fill="#333">goal</text>',
        f'<text x="{axis - _HALF}" y="18" fill="#2a7d4f">reached</text>',
        f'<text x="{axis + _HALF}" y="18" text-anchor="end" fill="#b3541e">missed</text>',
    ]
    for place, (row, median, share) in enumerate(drawn):
        top = 28 + _LINE * place
        length = abs(share) / 4 * _HALF
        color = "#b3541e" if share > 0 else "#2a7d4f"
        left = axis if share > 0 else axis - length
        label = escape(row.what.replace("`", ""))
        parts.append(f'<text x="{_LABEL - 8}" y="{top + 14}" text-anchor="end" fill="#222">{label}</text>')
        parts.append(f'<rect x="{left:.1f}" y="{top + 4}" width="{length:.1f}" height="{_LINE - 8}" fill="{color}"/>')
        parts.append(
            f'<text x="{_WIDTH - 4}" y="{top + 14}" text-anchor="end">{_told(median, row)} ({escape(row.goal)})</text>'
        )
    bottom = 28 + _LINE * len(drawn)
    parts.append(f'<line x1="{axis}" y1="24" x2="{axis}" y2="{bottom}" stroke="#333"/>')
    for power in (-4, -2, 2, 4):
        x = axis + power / 4 * _HALF
        parts.append(f'<line x1="{x}" y1="24" x2="{x}" y2="{bottom}" stroke="#ddd"/>')
        told = f"{2**power}×" if power > 0 else f"1/{2**-power}"
        parts.append(f'<text x="{x}" y="{bottom + 16}" text-anchor="middle" fill="#666">{told}</text>')
    return "\n".join([*parts, "</svg>", ""])
