"""Which versions of briefing.json are read, and how an older one becomes today's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.models import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    #: By version: what makes the values of that version into those of the next.
    Upgrades = Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]

#: From 1 to 2 fields went (docs/schema.md): readers pass over what they don't know.
UPGRADES: Upgrades = {1: dict}


def upgraded(values: object, *, current: int = int(SCHEMA_VERSION), upgrades: Upgrades = UPGRADES) -> dict[str, Any]:
    """The values of a briefing.json as the current version writes them.

    Args:
        values: As they were read, of any version.
        current: The version to arrive at.
        upgrades: One step for each older version that is still read.

    Raises:
        ValueError: It is no briefing, is of a newer version, or of one that is no longer read; the message says
            which, and what to do.
    """
    if not isinstance(values, dict) or (version := _number(values.get("schema_version"))) is None:
        raise ValueError("isn't a briefing: it has no schema version")
    if version > current:
        raise ValueError(
            f"was written by a newer version of this program (schema version {version}; this one reads up to "
            f"{current}); upgrade briefing-desk"
        )
    for step in range(version, current):
        if step not in upgrades:
            raise ValueError(
                f"has schema version {version}, which this program no longer reads; run that day again: cached "
                "replies cost nothing"
            )
        values = upgrades[step](values) | {"schema_version": str(step + 1)}
    return values


def _number(version: object) -> int | None:
    # Digits of other scripts are digits to int().
    return int(version) if isinstance(version, str) and version.isascii() and version.isdigit() else None
