"""The folders that runs wrote: finding one, and reading its briefing."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from briefing.errors import InputError
from briefing.models import SCHEMA_VERSION, Briefing

NAME = "briefing.json"


def find(output: Path, named: str | None) -> Path:
    """The folder of a day.

    Args:
        output: Where runs write.
        named: A folder, its briefing.json, a date, or the name of a folder in `output`; of a folder of days,
            and for None of `output`, the newest.

    Raises:
        InputError: There is none.
    """
    if named is None:
        # The demo's days lie one folder deeper; they count where there is nothing else.
        found = _newest(output, "*") or _newest(output, "*/*")
        if found is None:
            raise InputError(f"{output}: holds no briefing yet; `briefing run` makes one, `briefing demo` a first")
        return found
    given = Path(named)
    if given.name == NAME and given.is_file():
        return given.parent
    # A date may be a day of the demo's, one folder deeper.
    deeper = sorted(output.glob("*/")) if given.name == named else []
    for folder in (given, output / named, *(place / named for place in deeper)):
        if (folder / NAME).is_file():
            return folder
        if newest := _newest(folder, "*"):
            return newest
    for folder in (given, output / named):
        if (folder / "articles").is_dir():
            raise InputError(
                f"{folder}: its run was not finished, so there is no {NAME}; the same `briefing run` again goes on "
                "where it stopped"
            )
    days = ", ".join(sorted(path.parent.name for path in output.glob(f"*/{NAME}"))[-5:])
    there = f"; {output} holds {days}" if days else f"; {output} holds none"
    raise InputError(f"{named}: is no folder with a {NAME}, and no day in {output}{there}")


def _newest(place: Path, pattern: str) -> Path | None:
    found = max(place.glob(f"{pattern}/{NAME}"), key=lambda path: (path.stat().st_mtime_ns, path), default=None)
    return found.parent if found else None


def load(folder: Path) -> Briefing:
    """The briefing of a folder.

    Raises:
        InputError: It can't be read, or is of another version.
    """
    path = folder / NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; name a run's folder, such as outputs/2026-11-21") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: can't be read: {error}") from None
    try:
        return Briefing.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(f"{path}: {_version(text)}: {place}: {first['msg']}") from None


def _version(text: str) -> str:
    try:
        version = json.loads(text).get("schema_version")
    except (ValueError, AttributeError):
        return "is no briefing"
    if version in (None, SCHEMA_VERSION):
        return f"is no briefing of version {SCHEMA_VERSION}"
    return f"has version {version!r} of the schema, this program reads {SCHEMA_VERSION}; run that day again"
