"""Offices of one person that don't go together, in different sources of one story.

Where no row of the discrepancies tells of it, the names table does: each of the roles is flagged. Judged by the
words of the roles alone (see `briefing.names.role_conflicts`), so the flag is a proxy's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.codes import flag
from briefing.names.role_conflicts import clash
from briefing.text.name_folding import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.models import Discrepancy, NameRole, StoryName

CONFLICT = "role-conflict"


def with_conflicts(names: Iterable[StoryName], rows: Sequence[Discrepancy]) -> tuple[StoryName, ...]:
    """The names, their roles flagged where sources give offices at odds and no discrepancy of kind `who` says so."""
    return tuple(_judged(name, rows) if name.kind == "person" else name for name in names)


def _judged(name: StoryName, rows: Sequence[Discrepancy]) -> StoryName:
    if _is_told(name, rows):
        return name
    roles = []
    for role in name.roles:
        others = [other for other in name.roles if _apart(role, other) and clash(role.text, other.text)]
        if others:
            told = f"another source gives another office: “{others[0].text}” (judged by words alone)"
            roles.append(role.replace(flags=(*role.flags, flag(CONFLICT, told))))
        else:
            roles.append(role)
    return name.replace(roles=tuple(roles))


def _apart(one: NameRole, other: NameRole) -> bool:
    """Whether two roles are given by different articles, and by no common one."""
    mine, theirs = {e.article for e in one.evidence}, {e.article for e in other.evidence}
    return bool(mine and theirs) and not mine & theirs


def _is_told(name: StoryName, rows: Sequence[Discrepancy]) -> bool:
    words = {word for word in key(name.english).split() if len(word) > 2}
    texts = (
        [row.point, *(position.statement or "" for position in row.positions)] for row in rows if row.kind == "who"
    )
    # Begins with it: the possessive has lost its apostrophe.
    said = {word for told in texts for text in told for word in key(text).split()}
    return any(word.startswith(own) for word in said for own in words)
