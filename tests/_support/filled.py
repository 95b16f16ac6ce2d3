"""Values of which no field is left empty: what a sample doesn't have is made up from the schema."""

from __future__ import annotations

import types
import typing
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

if typing.TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo


def patterned(field: FieldInfo) -> bool:
    """Whether a schema lets a text field hold nothing but what it prescribes."""
    return any(getattr(rule, "pattern", None) for rule in field.metadata)


def closed(annotation: Any) -> bool:
    """Whether a field's text, or the keys of its dictionary, can be nothing but what its type lists."""
    return get_origin(annotation) is Literal or any(
        closed(part) for part in get_args(annotation)[:1] if get_origin(annotation) is dict
    )


def filled(value: Any, article: str) -> Any:
    """A value with something in every field, however deep.

    Args:
        value: A model, or a tuple of models; all else is returned as it is.
        article: Id of the article that made-up evidence names.
    """
    if isinstance(value, tuple):
        return tuple(filled(part, article) for part in value)
    if not isinstance(value, BaseModel):
        return value
    own = {}
    for name, field in type(value).model_fields.items():
        held = getattr(value, name)
        own[name] = _made(name, field, article) if held is None or held in ((), "", {}) else filled(held, article)
    return type(value).model_construct(**own)


def _made(name: str, field: FieldInfo, article: str) -> Any:
    if patterned(field):
        return "2026-11-20"
    made = _of(field.annotation, article)
    return article if name == "article" else (article,) if name == "articles" else made


def _of(annotation: Any, article: str) -> Any:  # noqa: PLR0911 - a case for each kind of type
    origin = get_origin(annotation)
    if origin is Literal:
        return get_args(annotation)[0]
    if origin in (typing.Union, types.UnionType):
        return _of(next(part for part in get_args(annotation) if part is not types.NoneType), article)
    if origin is tuple:
        return (_of(get_args(annotation)[0], article),)
    if origin is dict:
        return {_of(get_args(annotation)[0], article): _of(get_args(annotation)[1], article)}
    if origin is typing.Annotated:
        return _of(get_args(annotation)[0], article)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation.model_construct(
            **{name: _made(name, field, article) for name, field in annotation.model_fields.items()}
        )
    return {str: "made up", bool: True, int: 1, float: 0.5}[annotation]


def models_below(model: type[BaseModel], seen: set[type[BaseModel]] | None = None) -> set[type[BaseModel]]:
    """A model and all that stand in its fields."""
    seen = set() if seen is None else seen
    if model not in seen:
        seen.add(model)
        for field in model.model_fields.values():
            for part in _models_in(field.annotation):
                models_below(part, seen)
    return seen


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
