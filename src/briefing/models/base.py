"""What every model shares."""

from __future__ import annotations

import ast
import functools
import inspect
import itertools
import textwrap
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, get_args

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

V = TypeVar("V", bound=BaseModel)
#: Types in which no model stands; `Literal` values are texts and numbers.
_PLAIN_TYPES = frozenset({str, int, float, bool, type(None), ...})

#: Version of the shape of briefing.json and articles/ID.json.
SCHEMA_VERSION = "2"
DateStyle = Literal["day first", "month first"]


class Frozen(BaseModel):
    """A value that nobody changes after it was made; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe the fields by the docstrings below them.

        pydantic's `use_attribute_docstrings` parses the source of each model when it is imported: 0.2 s for all.
        """
        shape = handler(core)
        properties = handler.resolve_ref_schema(shape).get("properties", {})
        for kind in cls.__mro__:
            for name, told in _docstrings(kind).items() if issubclass(kind, Frozen) else ():
                if name in properties:
                    properties[name].setdefault("description", told)
        return shape

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed.

        Names and types are checked as when a value is made, and by mypy (tools/mypy_replace.py);
        pydantic's `model_copy` checks neither.

        Raises:
            ValidationError: There is no such field, or it takes no such value.
        """
        kept = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self).model_validate(kept | changes)


@functools.cache
def _docstrings(kind: type) -> dict[str, str]:
    """The docstring below each field of a class; none where its source is not at hand."""
    try:
        (body,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    except (OSError, SyntaxError):
        return {}
    lines = body.body if isinstance(body, ast.ClassDef) else []
    return {
        field.target.id: inspect.cleandoc(below.value.value)
        for field, below in itertools.pairwise(lines)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str)
    }


@functools.cache
def _fields_of(model: type[BaseModel], kind: type[BaseModel]) -> tuple[str, ...]:
    """The fields in which a value of a kind can stand, in their order."""
    return tuple(name for name, field in model.model_fields.items() if _holds(field.annotation, kind, frozenset()))


def _holds(annotation: Any, kind: type[BaseModel], seen: frozenset[Any]) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if issubclass(annotation, kind) or issubclass(kind, annotation):
            return True
        fields = annotation.model_fields.values() if annotation not in seen else ()
        # A field may hold a subclass of what it is declared as, with fields of its own.
        below = any(_holds(sub, kind, seen | {annotation}) for sub in annotation.__subclasses__())
        return below or any(_holds(field.annotation, kind, seen | {annotation}) for field in fields)
    inner = get_args(annotation)
    if inner:
        return any(_holds(each, kind, seen) for each in inner)
    return annotation not in _PLAIN_TYPES and not isinstance(annotation, (str, int))


def inside(value: object, kind: type[V], where: str = "") -> Iterator[tuple[str, V]]:
    """Every value of a kind anywhere inside another, in the order of the fields.

    Args:
        value: A model, a tuple or list of values, or anything else, which holds none.
        kind: What to look for; nothing is looked for inside what was found.
        where: The path to the value.

    Returns:
        Path and value, such as `stories.0.sentences.2.citations.0`.
    """
    if isinstance(value, kind):
        yield where, value
    elif isinstance(value, BaseModel):
        for name in _fields_of(type(value), kind):
            yield from inside(getattr(value, name), kind, f"{where}.{name}" if where else name)
    elif isinstance(value, (tuple, list)):
        for number, part in enumerate(value):
            yield from inside(part, kind, f"{where}.{number}" if where else str(number))
