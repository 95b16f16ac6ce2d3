"""Fields of the user's own: a Pydantic model whose values are asked for in extraction, each with its evidence.

    class Port(BaseModel):
        draught: float | None = Field(default=None, description="Greatest draught of a ship, in metres")
        operators: list[str] = Field(default=[], description="Companies that run the port")

A field is a string, a number, a truth value, a date, one of several words, or a list of these. Anything else can't be
said in a schema that every provider's strict mode takes, or gives a value that no one quote can support.
"""

from __future__ import annotations

import datetime as dt
import enum
import functools
import importlib.util
import sys
import types
import typing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

from pydantic import BaseModel, Field, TypeAdapter, create_model

from briefing.errors import ConfigError
from briefing.plugins import FIELD_MODELS
from briefing.prompting.schemas import Cite, ExtractionReply, Reply

_SCALARS: Final = (str, int, float, bool, dt.date)
_HEAD = """

FIELDS OF THIS DESK
Record also, under own_fields, what the article says of the following. Each value is an entry of its own with its \
quotes, by the rules above; a list is empty where the article says nothing of the field. Texts are in English.
"""


@dataclass(frozen=True)
class OwnField:
    """One field.

    Attributes:
        name: As the model names it.
        values: What a value is checked with; it knows the user's own constraints.
        single: At most one value; else a list of them.
        needed: The model gives it no default.
    """

    name: str
    values: TypeAdapter[Any]
    single: bool
    needed: bool


class ExtendedReply(ExtractionReply):
    """An extraction with fields of the user's own under `own_fields`."""

    fields: ClassVar[tuple[OwnField, ...]] = ()
    request: ClassVar[str] = ""


@functools.cache
def reply_for(model: type[BaseModel]) -> type[ExtendedReply]:
    """The reply that extraction is asked for.

    Raises:
        ConfigError: A field can't be asked for; the message says why.
    """
    own: list[OwnField] = []
    parts: dict[str, Any] = {}
    lines: list[str] = []
    hints = typing.get_type_hints(model)
    for name, field in model.model_fields.items():
        single, bare = _shape(hints[name], f"{model.__name__}.{name}")
        called = f"{name.title().replace('_', '')}Entry"
        entry = create_model(called, __base__=Reply, value=(bare, ...), quotes=(list[Cite], ...))
        told = " ".join((field.description or name.replace("_", " ")).split())
        parts[name] = (list[entry], Field(description=told))
        lines.append(f"- {name} ({'at most one' if single else 'any number'}): {told}")
        limits = field.metadata
        whole: Any = typing.Annotated[(field.annotation, *limits)] if limits else field.annotation
        own.append(OwnField(name, TypeAdapter(whole), single, field.is_required()))
    if not own:
        raise ConfigError(f"fields: {model.__name__} has no fields")
    group = create_model("OwnFieldsReply", __base__=Reply, **parts)
    made = create_model("ExtractionReply", __base__=ExtendedReply, own_fields=(group, ...))
    made.fields = tuple(own)
    made.request = _HEAD + "\n".join(lines)
    return made


def _shape(annotation: Any, where: str) -> tuple[bool, Any]:
    """Whether a field has one value, and the type of a value without constraints and without None."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        left = [part for part in inner if part is not type(None)]
        if len(left) != 1:
            raise ConfigError(f"fields: {where}: a value of several types can't be asked for; take one, or str")
        return _shape(left[0], where)
    if origin in (list, tuple) and inner and (origin is list or inner[1:] == (...,)):
        single, bare = _shape(inner[0], where)
        if not single:
            raise ConfigError(f"fields: {where}: a list of lists can't be asked for: no one quote supports it")
        return False, bare
    if annotation in _SCALARS:
        return True, annotation
    if origin is Literal and all(isinstance(word, str) for word in inner):
        return True, annotation
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        if all(isinstance(member.value, str) for member in annotation):
            return True, Literal[tuple(member.value for member in annotation)]
        raise ConfigError(f"fields: {where}: only an Enum of strings can be asked for")
    raise ConfigError(f"fields: {where}: {_why(annotation, origin)}")


def _why(annotation: Any, origin: Any) -> str:
    if annotation is dict or origin is dict:
        return "a dict can't be asked for: strict schemas name every key; make each key a field"
    if annotation is Any or annotation is object:
        return "a value of any type can't be asked for: strict schemas name the type"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (
            "a model within a model can't be asked for: each value needs its own evidence; give its fields to the model"
        )
    allowed = "str, int, float, bool, datetime.date, Literal of strings, an Enum of strings, and lists of these"
    return f"{annotation!r} can't be asked for in a strict schema; there are {allowed}"


def fields_reply(name: str | None) -> type[ExtractionReply]:
    """The reply that extraction is asked for, with the fields that the settings name.

    Args:
        name: `my_fields.py:Port`, a module and a class such as `desk.fields:Port`, or None for no fields.

    Raises:
        ConfigError: There is no such model, or a field of it can't be asked for.
    """
    return ExtractionReply if name is None else reply_for(FIELD_MODELS.get(name) or _loaded(name))


@functools.cache
def _loaded(name: str) -> type[BaseModel]:
    place, colon, attribute = name.rpartition(":")
    if not colon:
        raise ConfigError(f"fields {name!r}: write FILE.py:CLASS, such as my_fields.py:Port")
    try:
        found = getattr(_module(place), attribute, None)
    except Exception as error:  # noqa: BLE001 - the user's code, whatever it raises
        raise ConfigError(f"fields {name!r}: {place} can't be loaded: {type(error).__name__}: {error}") from None
    if not isinstance(found, type) or not issubclass(found, BaseModel):
        raise ConfigError(f"fields {name!r}: {place} has no Pydantic model {attribute!r}")
    return found


def _module(place: str) -> types.ModuleType:
    if not place.endswith(".py"):
        return importlib.import_module(place)
    path = Path(place).resolve(strict=True)
    spec = importlib.util.spec_from_file_location(f"_briefing_fields_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # Pydantic resolves annotations there
    spec.loader.exec_module(module)
    return module
