"""Repairs by patch: the model sends the parts of its reply that change, and code puts them in their places.

A place is a path into the reply as it stands, such as `sentences.3.text`. An entry of a list goes by its index from 0;
where the entries carry a number of their own, `n`, by that number. `sentences.-` is a new entry. Dots, slashes and
brackets part a path alike, and a leading `$` is passed over.

Only places that were asked about are changed: a place covers itself and what lies below it, the empty one the whole
reply. Each change must leave a reply that fits its schema; what doesn't is passed over, and said.
"""

from __future__ import annotations

import copy
import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationError

from briefing.prompting.schemas import Reply, json_schema

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

Path = tuple[str | int, ...]

#: Changes of one patch: more are no repair, and each of them may be tried alone.
MOST_CHANGES = 200
_SEGMENT = re.compile(r"[^\s./\[\]'\"`$]+")
_NEW = "-"
#: By what an entry is numbered, where it numbers itself.
_NUMBER = "n"
_SCALARS = ("string", "number", "integer", "boolean", "null")


class Change(Reply):
    """One place and what shall stand there."""

    where: str
    value: Any


class Patch(Reply):
    """What a model changes in its reply."""

    changes: list[Change] = Field(default=[], max_length=MOST_CHANGES)
    removed: list[str] = Field(default=[], max_length=MOST_CHANGES)


@dataclass(frozen=True)
class Patched:
    """A reply with its patch applied.

    Attributes:
        value: The whole reply, a JSON object that fits the schema.
        applied: The places that changed, as paths into the reply before.
        outside: Places of changes that nobody had asked for; not applied.
        passed_over: Changes that could not be applied, each with the reason.
    """

    value: dict[str, Any]
    applied: tuple[Path, ...]
    outside: tuple[str, ...]
    passed_over: tuple[str, ...]

    def changed(self, where: str, before: Any) -> bool:
        """Whether anything changed at a place of the reply before, or below it."""
        place = locate(before, where)
        return place is not None and any(_covers(place, path) for path in self.applied)


@dataclass(frozen=True)
class _Edit:
    where: str
    path: Path
    kind: Literal["set", "add", "remove"]
    value: Any = None


# ── the schema on the wire ───────────────────────────────────────────────────────────────────────


def patch_name(reply: type[Reply]) -> str:
    """What a reply's patch is called, as providers ask for a name."""
    return f"{reply.__name__}Patch"


@functools.cache
def patch_schema(reply: type[Reply]) -> dict[str, Any]:
    """The strict JSON schema of a reply's patch; a value has any type that occurs in the reply.

    An object stands below the name of its type, `{"QuoteReply": {…}}`: OpenAI's strict mode takes no union of objects
    that begin with the same key.
    """
    whole = json_schema(reply)
    kinds = {name: shape for name, shape in whole.get("$defs", {}).items() if shape.get("type") == "object"}
    values: list[dict[str, Any]] = [{"type": name} for name in _scalars(_parts(whole))]
    in_lists = _scalars(node["items"] for node in _parts(whole) if node.get("type") == "array")
    if in_lists:
        entries = [{"type": name} for name in in_lists]
        values.append({"type": "array", "items": entries[0] if len(entries) == 1 else {"anyOf": entries}})
    values += [_object({name: {"$ref": f"#/$defs/{name}"}}) for name in kinds]
    where = {
        "type": "string",
        "description": "A place in your reply, such as `sentences.3.text`; `LIST.-`: a new entry.",
    }
    gone = {"type": "string", "description": "An entry of a list that goes, such as `timeline.4`."}
    change = _object({"where": where, "value": {"anyOf": values}})
    shape = _object({"changes": {"type": "array", "items": change}, "removed": {"type": "array", "items": gone}})
    return {"$defs": whole["$defs"], **shape} if kinds else shape


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    """Every schema within a schema, itself included."""
    if isinstance(node, dict):
        yield node
        for key, below in node.items():
            if key in ("properties", "$defs"):
                for part in below.values():
                    yield from _parts(part)
            elif key in ("items", "anyOf"):
                yield from _parts(below)
    elif isinstance(node, list):
        for part in node:
            yield from _parts(part)


def _scalars(shapes: Iterable[dict[str, Any]]) -> list[str]:
    found = {kind for shape in shapes if isinstance(kind := shape.get("type"), str)}
    return [kind for kind in _SCALARS if kind in found and not (kind == "integer" and "number" in found)]


# ── places ───────────────────────────────────────────────────────────────────────────────────────


def locate(reply: Any, where: str) -> Path | None:
    """The path of a place, with indices for numbers; a new entry ends in `-`. None where there is no such place."""
    path: list[str | int] = []
    at = reply
    segments = _SEGMENT.findall(where)
    for position, segment in enumerate(segments):
        key = _key(at, segment)
        if key is None or (key == _NEW and position < len(segments) - 1):
            return None
        path.append(key)
        at = None if key == _NEW else at[key]
    return tuple(path)


def _key(at: Any, segment: str) -> str | int | None:
    if isinstance(at, dict):
        return segment if segment in at else None
    if not isinstance(at, list):
        return None
    if segment == _NEW:
        return _NEW
    if not re.fullmatch(r"[0-9]{1,6}", segment):
        return None
    number = int(segment)
    if _numbered(at):
        return next((index for index, entry in enumerate(at) if entry[_NUMBER] == number), _NEW)
    return number if number < len(at) else _NEW


def _numbered(entries: list[Any]) -> bool:
    return bool(entries) and all(isinstance(e, dict) and isinstance(e.get(_NUMBER), int) for e in entries)


def _covers(place: Path, path: Path) -> bool:
    return path[: len(place)] == place


def _get(reply: Any, path: Path) -> Any:
    for key in path:
        reply = reply[key]
    return reply


# ── applying ─────────────────────────────────────────────────────────────────────────────────────


def apply(whole: dict[str, Any], patch: Patch, places: Collection[str], reply: type[Reply]) -> Patched:
    """Apply a patch to a reply that fits its schema; the reply handed in stays as it is.

    Args:
        whole: The reply, as a JSON object.
        places: Where changes were asked for; the empty place is the whole reply.
        reply: What the patched reply must fit.
    """
    asked = [path for path in (locate(whole, where) for where in places) if path is not None]
    names = json_schema(reply).get("$defs", {}).keys()
    edits: list[_Edit] = []
    outside, passed_over = [], []
    for edit in _edits(whole, patch, names):
        if isinstance(edit, str):
            passed_over.append(edit)
        elif any(_covers(place, edit.path) for place in asked):
            edits.append(edit)
        else:
            outside.append(edit.where)
    value = _edited(whole, edits)
    if not _fits(value, reply):
        kept: list[_Edit] = []
        for edit in edits:
            if _fits(_edited(whole, [*kept, edit]), reply):
                kept.append(edit)
            else:
                passed_over.append(f"{edit.where}: what was sent doesn't fit the schema")
        edits, value = kept, _edited(whole, kept)
    return Patched(value, tuple(edit.path for edit in edits), tuple(outside), tuple(passed_over))


def from_whole(before: dict[str, Any], after: dict[str, Any], places: Iterable[str]) -> Patch:
    """The patch in a whole reply, for a model that sends all of it again: the places that were asked about.

    A place below a list that has another length now is passed over: what stands there may be another entry.
    """
    changes = []
    for where in places:
        path = locate(before, where)
        if path == ():
            changes += [Change(where=key, value=value) for key, value in after.items()]
        elif path is not None and _alike(before, after, path):
            changes.append(Change(where=where, value=_get(after, path)))
    return Patch(changes=changes[:MOST_CHANGES])


def _alike(one: Any, other: Any, path: Path) -> bool:
    """Whether a path leads through both by the same steps."""
    for key in path:
        if isinstance(key, int):
            if not isinstance(other, list) or len(one) != len(other):
                return False
            if _numbered(one) and (not _numbered(other) or one[key][_NUMBER] != other[key][_NUMBER]):
                return False
        elif not isinstance(other, dict) or key not in other:
            return False
        one, other = one[key], other[key]
    return True


def _edits(whole: dict[str, Any], patch: Patch, names: Collection[str]) -> Iterator[_Edit | str]:
    """The edits of a patch, or why one can't be made."""
    for change in patch.changes:
        path = locate(whole, change.where)
        if not path:
            yield f"{change.where}: there is no such place"
        else:
            yield _Edit(change.where, path, "add" if path[-1] == _NEW else "set", _bare(change.value, names))
    for where in patch.removed:
        path = locate(whole, where)
        if not path or path[-1] == _NEW:
            yield f"{where}: there is nothing to remove"
        elif isinstance(path[-1], int):
            yield _Edit(where, path, "remove")
        else:
            yield _Edit(where, path, "set", None)


def _bare(value: Any, names: Collection[str]) -> Any:
    """A value without the name of its type."""
    if isinstance(value, list):
        return [_bare(part, names) for part in value]
    if isinstance(value, dict) and len(value) == 1:
        ((name, inner),) = value.items()
        return inner if name in names else value
    return value


def _edited(whole: dict[str, Any], edits: Sequence[_Edit]) -> dict[str, Any]:
    """The reply after some edits. Their paths are those of the reply before: entries go and come after all is set."""
    value = copy.deepcopy(whole)
    for edit in edits:
        if edit.kind == "set":
            _set(value, edit)
    lists = [(edit, _list_of(value, edit.path)) for edit in edits if edit.kind != "set"]
    going: dict[int, tuple[list[Any], set[Any]]] = {}
    for edit, entries in lists:
        if edit.kind == "remove" and entries is not None:
            going.setdefault(id(entries), (entries, set()))[1].add(edit.path[-1])
    for entries, indices in going.values():
        entries[:] = [entry for index, entry in enumerate(entries) if index not in indices]
    for edit, entries in lists:
        if edit.kind == "add" and entries is not None:
            _add(entries, copy.deepcopy(edit.value))
    return value


def _set(value: dict[str, Any], edit: _Edit) -> None:
    try:
        holder = _get(value, edit.path[:-1])
        holder[edit.path[-1]] = copy.deepcopy(edit.value)
    except (KeyError, IndexError, TypeError):
        pass  # what it belonged to was replaced by an edit before it


def _list_of(value: dict[str, Any], path: Path) -> list[Any] | None:
    try:
        entries = _get(value, path[:-1])
    except (KeyError, IndexError, TypeError):
        return None
    return entries if isinstance(entries, list) else None


def _add(entries: list[Any], value: Any) -> None:
    """A new entry at the end; among numbered ones at its number."""
    at = len(entries)
    number = value.get(_NUMBER) if isinstance(value, dict) else None
    if isinstance(number, int) and _numbered(entries):
        at = next((index for index, entry in enumerate(entries) if entry[_NUMBER] > number), at)
    entries.insert(at, value)


def _fits(value: Any, reply: type[Reply]) -> bool:
    try:
        reply.model_validate(value, strict=True)
    except ValidationError:
        return False
    return True
