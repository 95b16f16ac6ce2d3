"""The table of an evaluation, and of a comparison: for the terminal, a pull request, and the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import jinja2

from briefing.evaluation.measures import MEASURES
from briefing.evaluation.statistics import change, interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.evaluation.measures import Measure
    from briefing.evaluation.result import Evaluation
    from briefing.evaluation.statistics import Change


_TEMPLATE = Path(__file__).with_name("report.html.j2")


class Table(NamedTuple):
    """A table with its title, as text; the first column is left-aligned, the others right."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


class Page(NamedTuple):
    """What a report says, in order: paragraphs, tables, lists of cases."""

    title: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]


def table_of(evaluations: Sequence[Evaluation]) -> Page:
    """Systems side by side: each measure with its 95 % interval and the number of units."""
    head = ("measure", *(e.system for e in evaluations), "units")
    rows = []
    for measure in MEASURES.values():
        found = [interval(e.counts.get(measure.name, {})) for e in evaluations]
        if any(found):
            cells = ["–" if f is None else _figure(measure, f.value, f.low, f.high) for f in found]
            units = max(f.units for f in found if f)
            rows.append((measure.title, *cells, f"{units} {measure.unit}{'' if units == 1 else 's'}"))
    first = evaluations[0]
    notes = [f"{first.articles} articles, {first.events} events, as of {first.date}. In brackets: 95 % intervals."]
    notes += [f"{e.system}: failed: {', '.join(e.failed)}" for e in evaluations if e.failed]
    return Page(f"Evaluation: {first.cases}", tuple(notes), (Table("", head, rows), *_cases(evaluations[0])))


def comparison(old: Evaluation, new: Evaluation) -> Page:
    """What got better and worse from one result to another, in figures and case by case."""
    rows, cases = [], []
    for measure in MEASURES.values():
        before, after = old.counts.get(measure.name, {}), new.counts.get(measure.name, {})
        margin = new.margins.get(measure.name, measure.margin)
        found = change(measure, before, after, margin)
        if found is None:
            continue
        rows.append(_row(measure, found, margin))
        for unit in sorted(set(before) & set(after)):
            was, now = before[unit], after[unit]
            if (was.hit, was.of, was.note) != (now.hit, now.of, now.note) and measure.unit != "run":
                cases.append(
                    (
                        measure.title,
                        unit,
                        _share(measure, was.hit, was.of),
                        _share(measure, now.hit, now.of),
                        now.note or (was.note and f"no longer: {was.note}") or "",
                    )
                )
    notes = [f"{old.cases}: from {old.system} to {new.system}, over the {new.articles} articles that both have."]
    changed = sorted(name for name in {*old.prompts, *new.prompts} if old.prompts.get(name) != new.prompts.get(name))
    notes.append(f"Prompts that differ: {', '.join(changed)}." if changed else "The prompts are the same.")
    notes.append(
        "A change is called better or worse where its 95 % interval leaves out zero, and not inferior where all of the "
        "interval lies within the margin."
    )
    head = ("measure", "before", "after", "change (95 %)", "p", "better / worse", "margin", "verdict")
    tables = [Table("", head, rows)]
    if cases:
        tables.append(Table("Case by case", ("measure", "case", "before", "after", "why"), cases))
    return Page("Comparison", tuple(notes), tuple(tables))


def _row(measure: Measure, found: Change, margin: float) -> tuple[str, ...]:
    needed = f", {found.needed} {measure.unit}s would decide" if found.verdict == "undecided" and found.needed else ""
    return (
        measure.title,
        _number(measure, found.old),
        _number(measure, found.new),
        _figure(measure, found.change, found.low, found.high, sign="+"),
        "–" if found.p is None else f"{found.p:.3f}",
        f"{found.better} / {found.worse}",
        _number(measure, margin),
        found.verdict + needed,
    )


def _cases(evaluation: Evaluation) -> Iterator[Table]:
    rows = [
        (MEASURES[name].title, unit, _share(MEASURES[name], count.hit, count.of), count.note)
        for name, counts in sorted(evaluation.counts.items(), key=lambda pair: list(MEASURES).index(pair[0]))
        for unit, count in sorted(counts.items())
        if count.note
    ]
    if rows:
        yield Table("What was missed", ("measure", "case", "", "why"), rows)


def _number(measure: Measure, value: float) -> str:
    return f"{value:,.{measure.digits}f}"


def _figure(measure: Measure, value: float, low: float | None, high: float | None, sign: str = "") -> str:
    shown = f"{value:{sign},.{measure.digits}f}"
    if low is None or high is None:
        return shown
    return f"{shown} [{low:{sign},.{measure.digits}f}, {high:{sign},.{measure.digits}f}]"


def _share(measure: Measure, hit: float, of: float) -> str:
    whole = measure.digits == 3 and float(hit).is_integer() and float(of).is_integer()
    return f"{hit:.0f}/{of:.0f}" if whole else _number(measure, hit / of if of else 0.0)


# ── forms ────────────────────────────────────────────────────────────────────────────────────────


def as_text(page: Page, width: int = 60) -> str:
    """For the terminal: columns aligned, long cells of the last column cut."""
    lines = [page.title, *page.notes]
    for table in page.tables:
        cells = [table.head, *table.rows]
        widths = [min(width, max(len(row[n]) for row in cells)) for n in range(len(table.head))]
        lines += ["", *([table.title] if table.title else [])]
        for row in cells:
            padded = [_cut(cell, widths[n]).ljust(widths[n]) for n, cell in enumerate(row)]
            lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def _cut(text: str, width: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def as_markdown(page: Page) -> str:
    """For a pull request."""
    lines = [f"# {page.title}", ""]
    for note in page.notes:
        lines += [note, ""]
    for table in page.tables:
        lines += [f"## {table.title}", ""] if table.title else []
        lines.append("| " + " | ".join(map(_cell, table.head)) + " |")
        lines.append("|---" + "|--:" * (len(table.head) - 1) + "|")
        lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in table.rows]
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    flat = " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")
    return flat.replace("<", "&lt;").replace("`", "\\`").replace("[", "\\[") if any(c in flat for c in "<`[") else flat


def as_html(page: Page) -> str:
    """For the browser: one file, no script."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(page=page)
