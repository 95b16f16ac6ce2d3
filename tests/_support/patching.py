"""The patch that makes one reply of another, as a careful model would write it."""

from __future__ import annotations

from typing import Any


def patch_between(before: Any, after: Any) -> dict[str, Any]:
    """The smallest changes and removals by which the one becomes the other."""
    patch: dict[str, Any] = {"changes": [], "removed": []}
    _compare(before, after, "", patch)
    return patch


def _compare(before: Any, after: Any, where: str, patch: dict[str, Any]) -> None:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in after:
            _compare(before[key], after[key], f"{where}.{key}" if where else key, patch)
    elif isinstance(before, list) and isinstance(after, list) and where:
        _lists(before, after, where, patch)
    else:
        patch["changes"].append({"where": where, "value": after})


def _name(entries: list[Any], index: int) -> int:
    entry = entries[index]
    return entry["n"] if isinstance(entry, dict) and "n" in entry else index


def _lists(before: list[Any], after: list[Any], where: str, patch: dict[str, Any]) -> None:
    """Entries that go or come where the rest stays; else one by one, and what is over goes or comes at the end."""
    if (gone := _beyond(before, after)) is not None:
        patch["removed"] += [f"{where}.{_name(before, index)}" for index in gone]
    elif (new := _beyond(after, before)) is not None:
        patch["changes"] += [{"where": f"{where}.-", "value": after[index]} for index in new]
    else:
        for index in range(min(len(before), len(after))):
            _compare(before[index], after[index], f"{where}.{_name(before, index)}", patch)
        patch["removed"] += [f"{where}.{_name(before, index)}" for index in range(len(after), len(before))]
        patch["changes"] += [{"where": f"{where}.-", "value": entry} for entry in after[len(before) :]]


def _beyond(longer: list[Any], shorter: list[Any]) -> list[int] | None:
    """The indices of what the one list has beyond the other; None where it doesn't hold the other in its order."""
    beyond, at = [], 0
    for index, entry in enumerate(longer):
        if at < len(shorter) and entry == shorter[at]:
            at += 1
        else:
            beyond.append(index)
    return beyond if at == len(shorter) else None
