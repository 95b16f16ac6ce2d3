"""Values of the user's own fields, held to their type and to the words of the article."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from briefing.models import FieldValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.checks.grounding import Grounder
    from briefing.models import Flag
    from briefing.prompting.own_fields import ExtendedReply, OwnField


def own_values(reply: ExtendedReply, grounder: Grounder) -> Iterator[FieldValue]:
    """Each value with its evidence, or with the reason why it doesn't hold."""
    group: Any = getattr(reply, "own_fields")  # noqa: B009 - made with the reply
    for field in reply.fields:
        entries = getattr(group, field.name)
        for index, entry in enumerate(entries):
            where = f"own_fields.{field.name}.{index}"
            evidence, flags = grounder.find(entry.quotes, where)
            flags += _fit(field, entry.value, len(entries), where, grounder)
            value = entry.value.isoformat() if isinstance(entry.value, dt.date) else entry.value
            yield FieldValue(name=field.name, value=value, evidence=evidence, flags=flags)


def missing(reply: ExtendedReply, grounder: Grounder) -> tuple[Flag, ...]:
    """A flag for each field that needs a value, and has none: never a reason to ask again, which invites inventing."""
    group: Any = getattr(reply, "own_fields")  # noqa: B009
    empty = [field.name for field in reply.fields if field.needed and not getattr(group, field.name)]
    return tuple(
        grounder.report("field-missing", f"{name}: the article gives no value", name, "note") for name in empty
    )


def _fit(field: OwnField, value: Any, count: int, where: str, grounder: Grounder) -> tuple[Flag, ...]:
    problems = [f"{count} values are given, and the field takes one"] if field.single and count > 1 else []
    try:
        field.values.validate_python(value if field.single else [value])
    except ValidationError as error:
        problems.append(error.errors()[0]["msg"])
    return tuple(grounder.report("field-invalid", f"{where}: {told}", where) for told in problems)


def joined(parts: Sequence[tuple[FieldValue, ...]]) -> tuple[FieldValue, ...]:
    """The values of an article's parts; a value that several parts give is one, with the evidence of all."""
    found: dict[tuple[str, str], FieldValue] = {}
    for value in (value for part in parts for value in part):
        key = (value.name, repr(value.value))
        first = found.get(key)
        evidence = value.evidence if first is None else tuple(dict.fromkeys((*first.evidence, *value.evidence)))
        flags = value.flags if first is None else (*first.flags, *value.flags)
        found[key] = FieldValue(name=value.name, value=value.value, evidence=evidence, flags=flags)
    return tuple(found.values())
