"""A value without some of its flags, all the way down; what has none of them stays the very same object."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from briefing.models import Flag, Frozen, SecondReading, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

M = TypeVar("M", bound=Frozen)


def without_flags(value: M, gone: Callable[[Flag], bool]) -> M:
    """A value without the flags for which `gone` holds. A sentence left with none is no longer called flagged."""
    changes: dict[str, object] = {}
    for name in type(value).model_fields:
        before = getattr(value, name)
        if (after := _without(before, gone)) is not before:
            changes[name] = after
    if not changes:
        return value
    if isinstance(value, Sentence) and "flags" in changes:
        changes["verdict"] = "flagged" if changes["flags"] else "repaired" if value.repairs else "checked"
    return value.replace(**changes)


def _without(value: object, gone: Callable[[Flag], bool]) -> object:
    if isinstance(value, tuple):
        kept = [_without(each, gone) for each in value if not (isinstance(each, Flag) and gone(each))]
        same = len(kept) == len(value) and all(a is b for a, b in zip(kept, value, strict=True))
        return value if same else tuple(kept)
    if isinstance(value, (Flag, SecondReading)):
        return value
    return without_flags(value, gone) if isinstance(value, Frozen) else value
