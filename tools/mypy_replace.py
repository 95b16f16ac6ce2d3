"""mypy: `replace` of our models takes the fields of its model, each with its type, all of them optional.

`dataclasses.replace` and `attrs.evolve` are checked in the same way, by plugins that mypy ships.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.nodes import ARG_NAMED_OPT, TypeInfo, Var
from mypy.plugin import MethodSigContext, Plugin
from mypy.typeops import map_type_from_supertype
from mypy.types import FunctionLike, Instance, TypeVarType, get_proper_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy.types import Type

REPLACE = frozenset({"briefing.models.base.Frozen.replace", "briefing.settings.settings.Settings.replace"})


class ReplacePlugin(Plugin):
    """Gives each call of `replace` the signature that belongs to its model."""

    def get_method_signature_hook(self, fullname: str) -> Callable[[MethodSigContext], FunctionLike] | None:
        owner, _, name = fullname.rpartition(".")
        if name != "replace":
            return None
        symbol = self.lookup_fully_qualified(owner)
        if symbol is None or not isinstance(symbol.node, TypeInfo):
            return None
        found = symbol.node.get_method(name)
        return _signature if found is not None and found.fullname in REPLACE else None


def _signature(context: MethodSigContext) -> FunctionLike:
    signature = context.default_signature
    of = get_proper_type(context.type)
    if isinstance(of, TypeVarType):
        of = get_proper_type(of.upper_bound)
    if not isinstance(of, Instance):
        return signature
    fields = dict(_fields(of))
    return signature.copy_modified(
        arg_names=list(fields), arg_types=list(fields.values()), arg_kinds=[ARG_NAMED_OPT] * len(fields)
    )


def _fields(model: Instance) -> Iterator[tuple[str, Type]]:
    """Name and type of each annotated attribute, those of the base classes first."""
    for base in reversed(model.type.mro):
        if not base.fullname.startswith("briefing."):
            continue
        for name, symbol in base.names.items():
            node = symbol.node
            if isinstance(node, Var) and node.type is not None and not node.is_classvar and not name.startswith("_"):
                yield name, map_type_from_supertype(node.type, model.type, base)


def plugin(_version: str) -> type[Plugin]:
    """What mypy asks a plugin module for."""
    return ReplacePlugin
