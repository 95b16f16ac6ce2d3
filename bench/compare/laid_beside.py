"""The page that lays both side by side: figures by machine, points for a human to judge."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from told_points import Checks, nearest, told

from briefing.evaluation.free_answer import SECTIONS, Point, says_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.models import Briefing, Story

_JUDGED = "[ ] both [ ] single only, right [ ] single only, wrong"


def page(story: Story, briefing: Briefing, answer: str, points: Sequence[Point], model: str) -> str:
    """The comparison as Markdown.

    Args:
        answer: Of the single prompt, as it came; `points` are its points.
        model: Who answered.
    """
    checks = Checks(story, briefing)
    single = [point for point in points if not says_nothing(point)]
    tool = told(story, briefing)
    lines = [
        f"# One prompt against the tool: {_safe(story.headline.text)}",
        "",
        (
            f"{len(story.articles)} articles; the single prompt was answered by `{model}`, the story written by "
            f"`{story.model}`. The same checks looked at both. Figures are the machine's; whether a point holds, and "
            "who has it, is for a human to judge: the boxes are for that."
        ),
        "",
        *_figures(single, tool, checks),
        "",
    ]
    for section in SECTIONS.values():
        if section != "Briefing":
            lines += _section(section, single, tool)
    lines += _sentences("The single prompt", [p for p in single if p.section == "Briefing"], checks)
    lines += _sentences("The tool", [p for p in tool if p.section == "Briefing"], checks)
    digest = hashlib.sha256(answer.encode()).hexdigest()[:10]
    lines += [f"## The answer in full ({digest})", "", *(f"    {line}" for line in answer.splitlines())]
    return "\n".join(lines).rstrip() + "\n"


def _figures(single: Sequence[Point], tool: Sequence[Point], checks: Checks) -> Iterator[str]:
    yield "| | single prompt | tool |"
    yield "|---|--:|--:|"
    both = (single, tool)
    sentences = [[p for p in side if p.section == "Briefing"] for side in both]
    cited = [[p.found for p in side] for side in sentences]
    quotes = [[q for p in side for q in p.found] for side in both]
    lost = [[q for p in side for q in (*p.lost, *p.elsewhere)] for side in both]
    nowhere = [sum(bool(checks.in_sources(p.text)) for p in side) for side in sentences]
    unquoted = [sum(bool(checks.in_quotes(p)) for p in side) for side in sentences]
    rows: list[tuple[str, Sequence[object]]] = [
        ("sentences, headline included", [len(side) for side in sentences]),
        ("of them with words that stand in the sources", [sum(map(bool, side)) for side in cited]),
        ("of them with a figure, date or name that stands nowhere in the articles", nowhere),
        ("of them with one that doesn't stand in the words cited", unquoted),
        ("quotes of all sections found letter for letter", [len(side) for side in quotes]),
        ("quotes that stand nowhere, or in another article", [len(side) for side in lost]),
    ]
    rows += [
        (f"points under “{section}”", [sum(p.section == section for p in side) for side in both])
        for section in SECTIONS.values()
        if section != "Briefing"
    ]
    rows.append(("points without a like on the other side", [_alone(single, tool), _alone(tool, single)]))
    for name, (one, other) in rows:
        yield f"| {name} | {one} | {other} |"


def _alone(mine: Sequence[Point], theirs: Sequence[Point]) -> int:
    return sum(nearest(point, theirs)[0] is None for point in mine if point.section != "Briefing")


def _section(section: str, single: Sequence[Point], tool: Sequence[Point]) -> Iterator[str]:
    yield f"## {section}"
    yield ""
    mine = [point for point in single if point.section == section]
    if mine:
        yield "| | the single prompt | nearest in the tool | alike | judged |"
        yield "|--:|---|---|--:|---|"
    for n, point in enumerate(mine, 1):
        near, alike = nearest(point, tool)
        beside = _cell(near.text) if near else "**none**"
        beside += f" *({near.section})*" if near and near.section != section else ""
        yield f"| {n} | {_cell(point.text)}{_quoted(point)} | {beside} | {alike:.2f} | {_JUDGED} |"
    if mine:
        yield ""
    theirs = [point for point in tool if point.section == section]
    alone = [point for point in theirs if nearest(point, single)[0] is None]
    if alone:
        yield f"In the tool alone, as far as words tell ({len(alone)} of {len(theirs)}):"
        yield ""
        yield from (f"- [ ] right [ ] wrong: {_safe(point.text)}" for point in alone)
        yield ""
    if not mine and not theirs:
        yield from ("Neither says anything.", "")
    elif not mine:
        yield from ("The single prompt says nothing.", "")
    elif not theirs:
        yield from ("The tool says nothing.", "")


def _quoted(point: Point) -> str:
    bad = [f"⚠ not in the sources: {_cell(q)}" for q in point.lost]
    bad += [f"⚠ in another article: {_cell(q)}" for q in point.elsewhere]
    found = f"✓ {len(point.found)} found" if point.found else ""
    marks = [mark for mark in (found, *bad) if mark]
    return f" ({'; '.join(marks)})" if marks else " (no quote)"


def _sentences(who: str, points: Sequence[Point], checks: Checks) -> Iterator[str]:
    yield from (f"## Sentence by sentence: {who.lower()}", "")
    for point in points:
        problems = [f"stands nowhere: {told}" for told in checks.in_sources(point.text)]
        problems = problems or [f"by its quotes: {told}" for told in checks.in_quotes(point)]
        yield f"- {'⚠' if problems or point.lost else '✓'} {_safe(point.text)}{_quoted(point)}"
        yield from (f"  - {_safe(problem)}" for problem in problems)
    yield ""


def _safe(text: str) -> str:
    """Text of a model as text: no markup, one line."""
    for char in "\\`*_[]<>#":
        text = text.replace(char, f"\\{char}")
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _safe(text).replace("|", "\\|")
