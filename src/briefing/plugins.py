"""Extension points: what ships with briefing, what installed packages add, and what a program registers itself.

Each kind of extension has one registry. An entry of it is named in one of three places:

    BUILTIN, below                              what ships with briefing
    [project.entry-points."briefing.outputs"]   in another package's pyproject.toml
    briefing.register(…)                        in a program that uses the API

Names are known without importing anything; an entry is imported when it is first used. One that can't be imported
is logged, kept in `broken` with the reason, and left out: only a run that asks for it by name ends.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.metadata
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeVar

from pydantic import BaseModel
from pydantic_core import PydanticKnownError, core_schema

from briefing.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler

    from briefing.models import Briefing

Group = Literal["briefing.formats", "briefing.checks", "briefing.outputs", "briefing.providers"]

#: What ships with briefing: by group and name, the module and the attribute in it.
BUILTIN: Final[Mapping[Group, Mapping[str, str]]] = {
    "briefing.formats": {
        name: f"briefing.ingest.formats.builtin:{name.upper()}"
        for name in ("text", "markdown", "jsonl", "html", "mhtml", "eml", "pdf", "docx", "table", "warc", "mbox")
    },
    "briefing.checks": {},
    "briefing.outputs": {
        name: f"briefing.render.formats:{name.upper()}"
        for name in ("html", "markdown", "json", "eml", "docx", "pdf", "csv", "text")
    },
    "briefing.providers": {
        name: f"briefing.llm.providers.registry:{name.upper()}" for name in ("openai", "compatible", "litellm")
    },
}
#: What an entry is, for messages.
_CALLED: Final[Mapping[Group, str]] = {
    "briefing.formats": "source format",
    "briefing.checks": "check",
    "briefing.outputs": "output format",
    "briefing.providers": "provider",
}

#: Models of the user's own fields that a program gave as classes, by the name that the settings keep.
FIELD_MODELS: Final[dict[str, type[BaseModel]]] = {}

_log = logging.getLogger("briefing")
_registered: dict[Group, dict[str, Any]] = {group: {} for group in BUILTIN}


class Named(Protocol):
    """Anything that a registry holds."""

    @property
    def name(self) -> str:
        """What it is called in settings and on the command line."""
        ...


T = TypeVar("T", bound=Named)


@dataclass(frozen=True)
class OutputFormat:
    """A format a briefing can be written in, from the briefing alone.

    Attributes:
        name: As `forms` in briefing.toml and `briefing export --form` name it.
        file: What its file is called, such as `briefing.html`.
        mime: Its media type.
        render: The same briefing gives the same text or bytes.
        description: One line for help.
    """

    name: str
    file: str
    mime: str
    render: Callable[[Briefing], str | bytes]
    description: str = ""


@functools.cache
def _installed(group: Group) -> Mapping[str, importlib.metadata.EntryPoint]:
    found: dict[str, importlib.metadata.EntryPoint] = {}
    for point in importlib.metadata.entry_points(group=group):
        if point.name in BUILTIN[group] or point.name in found:
            other = "briefing itself" if point.name in BUILTIN[group] else _package(found[point.name])
            _log.warning(
                "%s %r of %s is left out: %s has one of that name", _CALLED[group], point.name, _package(point), other
            )
        else:
            found[point.name] = point
    return found


def _package(point: importlib.metadata.EntryPoint) -> str:
    return f"package {point.dist.name}" if point.dist is not None else point.value


def names(group: Group) -> tuple[str, ...]:
    """The names of all entries, those of briefing first. Nothing is imported."""
    return tuple(dict.fromkeys((*BUILTIN[group], *sorted(_installed(group)), *_registered[group])))


@dataclass(frozen=True)
class NameIn:
    """Marks a setting as the name of an entry: checked, and listed in the schema of briefing.toml.

    Attributes:
        also: Names that the setting takes beside those of entries.
    """

    group: Group
    also: tuple[str, ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self._known, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "enum": [*self.also, *names(self.group)]}

    def _known(self, name: str) -> str:
        known = (*self.also, *names(self.group))
        if name not in known:
            # The error of a Literal: the settings guess from it what was meant.
            raise PydanticKnownError("literal_error", {"expected": ", ".join(map(repr, known))})
        return name


class Registry(Mapping[str, T]):
    """All extensions of one kind, by name.

    Args:
        group: Of the entry points.
        kind: What an entry must be an instance of.

    Attributes:
        broken: Entries that can't be used, by name, with the reason.
    """

    def __init__(self, group: Group, kind: type[T]) -> None:
        self._group: Group = group
        self._kind = kind
        self._loaded: dict[str, T] = {}
        self.broken: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"Registry({self._group!r}: {', '.join(self)})"

    def __iter__(self) -> Iterator[str]:
        """The names of all, those of briefing first. Nothing is imported."""
        return iter(names(self._group))

    def __len__(self) -> int:
        return len(names(self._group))

    def __contains__(self, name: object) -> bool:
        return name in names(self._group)

    def __getitem__(self, name: str) -> T:
        """One of them, imported now if it wasn't yet.

        Raises:
            ConfigError: There is none of that name, or it can't be used; the message says why.
        """
        if name in _registered[self._group]:
            registered: T = _registered[self._group][name]
            return registered
        if name not in self._loaded and name not in self.broken:
            self._load(name)
        if name in self.broken:
            raise ConfigError(f"{_CALLED[self._group]} {name!r} can't be used: {self.broken[name]}")
        return self._loaded[name]

    def external(self) -> Iterator[T]:
        """Those that don't ship with briefing, as far as they can be used."""
        for name in self:
            if name not in BUILTIN[self._group]:
                with contextlib.suppress(ConfigError):
                    yield self[name]

    def register(self, entry: T) -> None:
        """Add an entry for this process.

        Raises:
            ConfigError: It is of another kind, or the name is taken.
        """
        if not isinstance(entry, self._kind):
            raise ConfigError(f"{entry!r} can't be registered: {self._kind.__name__} is wanted")
        if entry.name in self:
            raise ConfigError(f"{_CALLED[self._group]} {entry.name!r} can't be registered: there is one already")
        _registered[self._group][entry.name] = entry

    def unregister(self, name: str) -> None:
        """Take back what `register` added."""
        _registered[self._group].pop(name, None)

    def exclude(self, name: str, reason: str) -> None:
        """Use an entry no more in this process: it failed while it was used."""
        if name not in self.broken:
            self.broken[name] = reason
            self._loaded.pop(name, None)
            _registered[self._group].pop(name, None)
            _log.warning("%s %r is no longer used: %s", _CALLED[self._group], name, reason)

    def _load(self, name: str) -> None:
        point = _installed(self._group).get(name)
        if name in BUILTIN[self._group]:
            module, _, attribute = BUILTIN[self._group][name].partition(":")
            self._loaded[name] = getattr(importlib.import_module(module), attribute)
            return
        if point is None:
            known = ", ".join(self)
            raise ConfigError(f"there is no {_CALLED[self._group]} {name!r}; there are: {known}")
        try:
            entry = point.load()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - another's code, whatever it raises
            reason = f"{_package(point)}: {point.value}: {type(error).__name__}: {error}"
        else:
            if isinstance(entry, self._kind) and entry.name == name:
                self._loaded[name] = entry
                return
            found = f"is called {entry.name!r}" if isinstance(entry, self._kind) else f"is {type(entry).__name__}"
            reason = f"{_package(point)}: {point.value} {found}, and should be {self._kind.__name__} {name!r}"
        self.broken[name] = reason
        _log.warning("%s %r is skipped: %s", _CALLED[self._group], name, reason)


OUTPUTS: Final[Registry[OutputFormat]] = Registry("briefing.outputs", OutputFormat)


def fields_named(value: Any) -> Any:
    """The name of a model of fields that was given as a class, which is remembered; any other value as it is."""
    if isinstance(value, type) and issubclass(value, BaseModel):
        name = f"{value.__module__}:{value.__qualname__}"
        FIELD_MODELS[name] = value
        return name
    return value
