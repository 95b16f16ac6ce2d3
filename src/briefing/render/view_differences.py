"""On what the sources of a story differ: by what they say, not by who says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing.render.sanitize import one_line

if TYPE_CHECKING:
    from briefing.models import Discrepancy, Position, Story


class Side(NamedTuple):
    """What one or more sources say on a point."""

    text: str
    """The value they agree on; where none is known, the statement."""
    denied: bool
    """Whether the statement is what they deny; a value says by itself what they hold."""
    positions: tuple[Position, ...]
    """Theirs, in the order of the story."""

    @property
    def articles(self) -> list[str]:
        """Their ids."""
        return [position.article for position in self.positions]


class Difference(NamedTuple):
    """One point, with its sides."""

    number: int
    """Place among the story's points as they are shown, from 1."""
    row: Discrepancy
    sides: tuple[Side, ...]
    """The one that most articles are on first; silent sources are on none."""

    @property
    def label(self) -> str:
        """The point in a word or three; all of it where the story has no shorter one."""
        return one_line(self.row.label) or one_line(self.row.point)


def differences_of(story: Story) -> tuple[Difference, ...]:
    """The points on which a story's sources differ, contradictions first, otherwise as the story has them."""
    rows = sorted(enumerate(story.discrepancies), key=lambda pair: not pair[1].contradiction)
    return tuple(Difference(n, row, _sides(row, _unread(story, k))) for n, (k, row) in enumerate(rows, 1))


def _unread(story: Story, number: int) -> frozenset[str | None]:
    """The statements of a row that the second reader passed over: it confirms no agreement on them."""
    if story.reading is None:
        return frozenset()
    row, passed_over = story.discrepancies[number], set(story.reading.unanswered)
    # What several sources say is read once, under the place of the first of them.
    return frozenset(
        position.statement for n, position in enumerate(row.positions) if f"discrepancies.{number}.{n}" in passed_over
    )


def _sides(row: Discrepancy, unread: frozenset[str | None]) -> tuple[Side, ...]:
    """Sources are on one side where they have the same value, or, without one, the same statement.

    A position that carries a warning, or that the second reader passed over, agrees with nobody.
    """
    sides: dict[tuple[object, ...], list[Position]] = {}
    for n, position in enumerate(row.positions):
        if position.stance == "silent" and not position.flags:
            continue
        text = one_line(position.value or position.statement or "")
        alone = n if position.flags or position.statement in unread or not text else None
        # What is denied is part of a value, but not of a statement.
        key = ("" if position.value else position.stance, text.casefold().rstrip("."), alone)
        sides.setdefault(key, []).append(position)
    found = (
        Side(
            one_line(held[0].value or held[0].statement or ""),
            held[0].stance == "denies" and not held[0].value,
            tuple(held),
        )
        for held in sides.values()
    )
    return tuple(sorted(found, key=lambda side: -len(side.positions)))
