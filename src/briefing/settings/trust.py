"""Which settings files the user has trusted, and what of a file needs it.

A folder can come from anybody, with its briefing.toml. What of such a file sends text or keys somewhere, writes
what the model is asked, or leads out of the folder counts once the user has trusted the file: by `briefing trust`,
by naming it (--config), or by giving the value herself. All else counts at once.

The file is remembered by its path and by a digest of those values and of the templates' contents, so an edit of
anything else asks nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from briefing.errors import OutputError
from briefing.storage.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: What a command does: it asks a model, reads from the network, reads and writes files, reads the configured
#: sources, delivers.
Use = Literal["model", "network", "files", "sources", "delivery"]
EVERY_USE: frozenset[Use] = frozenset({"model", "network", "files", "sources", "delivery"})

_STORE = "trusted.json"
_VERSION = 1
#: Providers that ask their own models on their own hosts with their own key. Elsewhere a model's name can say whose
#: machine answers: a deployment, an endpoint, an account.
_OWN_HOSTS = frozenset(
    {"openai", "anthropic", "gemini", "mistral", "deepseek", "groq", "xai", "cohere", "cohere_chat", "openrouter"}
)
_CLIENTS = ("auto", "openai", "compatible", "litellm")
_MODELS = ("model", "fallbacks", "models")
_PATHS: Mapping[str, tuple[Use, str]] = {
    "output": ("files", "writes to {}, outside this folder"),
    "ledger": ("files", "keeps the ledger in {}, outside this folder"),
    "glossary": ("files", "reads {}, outside this folder"),
}


@dataclass(frozen=True, slots=True)
class Concern:
    """One value of a settings file that needs trust."""

    setting: str
    """The key, such as `api_base`."""
    does: str
    """What it makes the program do, with the host or path; text of the file's author."""
    use: Use
    value: Any
    """As it goes into the digest: JSON."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """One file that was trusted."""

    path: Path
    digest: str
    at: str
    """ISO date and time, UTC."""


def concerns(values: Mapping[str, Any], folder: Path) -> tuple[Concern, ...]:
    """What of a settings file needs trust.

    Args:
        values: As TOML has them, not yet validated.
        folder: In which relative paths begin.
    """
    return tuple(
        concern for name in sorted(values) for concern in _concerns_of(name, values[name], folder) if values[name]
    )


def digest_of(found: tuple[Concern, ...]) -> str:
    """Of values that need trust: the same for the same values, in whatever order they are written."""
    rows = sorted(json.dumps([c.setting, c.value], sort_keys=True, default=str) for c in found)
    return hashlib.sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()


def is_trusted(path: Path, found: tuple[Concern, ...]) -> bool:
    """Whether the file was trusted with these values."""
    known = _load().get(_place(path))
    return known is not None and known.digest == digest_of(found)


def remember(path: Path, found: tuple[Concern, ...]) -> None:
    """Trust a file with these values.

    Raises:
        OutputError: It can't be recorded.
    """
    place = _place(path)
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    _save(_load() | {place: Trusted(Path(place), digest_of(found), now)})


def revoke(path: Path) -> bool:
    """Trust a file no longer; False where it wasn't trusted.

    Raises:
        OutputError: It can't be recorded.
    """
    known = _load()
    if known.pop(_place(path), None) is None:
        return False
    _save(known)
    return True


def trusted() -> tuple[Trusted, ...]:
    """All files that are trusted, by path."""
    return tuple(known for _, known in sorted(_load().items()))


def _place(path: Path) -> str:
    """Where a file is, its folder's links followed, and not its own: paths in it begin in the folder it is found in."""
    return str(path.absolute().parent.resolve() / path.name)


def store_path() -> Path:
    """The file that remembers what was trusted: in the user's state folder, never in a project."""
    for name in ("XDG_STATE_HOME", *(("LOCALAPPDATA",) if sys.platform == "win32" else ())):
        if (folder := os.environ.get(name)) and Path(folder).is_absolute():
            return Path(folder) / "briefing" / _STORE
    return Path.home() / ".local" / "state" / "briefing" / _STORE


def _concerns_of(name: str, value: Any, folder: Path) -> Iterator[Concern]:  # noqa: C901, PLR0912 - a table
    if name == "api_base":
        yield Concern(name, f"sends the articles, and your key, to {_host(value)}", "model", value)
    elif name == "ca_file":
        yield Concern(
            name, f"trusts the certificates in {value} for the provider's host", "model", _contents(folder / str(value))
        )
    elif name == "send_credentials_over_plain_http":
        yield Concern(name, "sends your key over the network unencrypted", "model", value)
    elif name == "fields":
        file = str(value).rpartition(":")[0]
        yield Concern(name, f"runs the Python code in {file}", "network", [str(value), _contents(folder / file)])
    elif name == "prompts":
        yield Concern(
            name,
            f"uses the prompt templates in {value}",
            "model",
            [str(value), _templates(folder / str(value))],
        )
    elif name == "provider":
        if value not in _CLIENTS:
            yield Concern(name, f"makes calls through the plugin {value}", "model", value)
    elif name in _MODELS:
        for model in _names(value):
            if _elsewhere(model):
                yield Concern(name, f"uses {model}, whose name selects the host", "model", model)
    elif name == "allow_hosts":
        for host in _names(value):
            yield Concern(name, f"allows fetching pages from {host}, which may be in your own network", "network", host)
    elif name == "prices":
        for model, price in value.items() if isinstance(value, dict) else ():
            does = f"sets the price of {model}, on which --max-cost relies"
            yield Concern(name, does, "model", [model, price])
    elif name == "deliver":
        for target in value if isinstance(value, list) else [value]:
            yield Concern(name, f"sends each briefing to {_target(target)}", "delivery", target)
    elif name in ("sources", "lists"):
        for source in _names(value):
            if "://" not in source and _outside(source, folder):
                yield Concern(
                    name, f"reads {source}, outside this folder, and sends it to the model", "sources", source
                )
    elif name in _PATHS:
        use, does = _PATHS[name]
        if _outside(str(value), folder):
            yield Concern(name, does.format(value), use, str(value))


def _names(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [str(part) for part in value.values()]
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]


def _elsewhere(model: str) -> bool:
    provider, slash, _ = model.partition("/")
    return "://" in model or (bool(slash) and provider not in _OWN_HOSTS)


def _outside(path: str, folder: Path) -> bool:
    try:
        return not (folder / path).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False  # and so nothing that can be opened


def _host(address: object) -> str:
    try:
        parts = urlsplit(str(address))
        return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return "an invalid URL"


def _target(target: Any) -> str:
    if not isinstance(target, dict):
        return "a target"
    if "url_env" in target:
        return f"the URL in {target['url_env']}"
    return _host(target.get("url"))


def _templates(folder: Path) -> dict[str, str]:
    try:
        return {path.name: _contents(path) for path in sorted(folder.glob("*.j2"))}
    except OSError:
        return {}


def _contents(path: Path) -> str:
    try:
        # A named pipe would be waited for.
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "no file"
    except (OSError, ValueError):
        return "unreadable"


def _load() -> dict[str, Trusted]:
    """What was trusted; where it can't be read, nothing was."""
    try:
        rows = json.loads(store_path().read_text(encoding="utf-8"))
        if rows["version"] != _VERSION:
            return {}
        return {
            str(path): Trusted(Path(path), str(row["digest"]), str(row["at"])) for path, row in rows["files"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, RecursionError):
        return {}


def _save(known: Mapping[str, Trusted]) -> None:
    rows = {path: {"digest": entry.digest, "at": entry.at} for path, entry in sorted(known.items())}
    try:
        path = store_path()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, json.dumps({"version": _VERSION, "files": rows}, indent=1) + "\n")
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(
            f"the trusted settings can't be saved in {_STORE}: {reason}; set XDG_STATE_HOME to a writable folder"
        ) from None
