"""All that the second reader gets of a story, for the run, for the check of a day and for measuring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.statements import (
    Statement,
    claimed,
    published,
    roles_of,
    statements_of,
    translated,
    whole_translation,
)
from briefing.checks.unrelated import grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.models import Report, Story


def read_of(story: Story, reports: Sequence[Report], *, everything: bool = False) -> list[Statement]:
    """What the second reader gets: the story, people's offices, its articles' days, the English of what it cites.

    Args:
        reports: Of its articles; those without a record give nothing.
        everything: The English of every paragraph, and the claims.
    """
    own = list(statements_of(story))
    recorded = [report for report in reports if report.extraction is not None]
    # Their paragraphs need no translation beside them: what they say is a name, an office, a day.
    short = [*roles_of(story), *(day for r in recorded if r.extraction for day in published(r.extraction, r.article))]
    short += grouped(recorded)
    if not everything:
        return [*own, *short, *translated(own, {r.article.id: r.translation for r in recorded if r.translation})]
    own += short
    for report in recorded:
        if report.translation is not None:
            own += whole_translation(report.translation, report.article)
        if report.extraction is not None:
            own += claimed(report.extraction, report.article.id)
    return own
