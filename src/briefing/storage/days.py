"""Finished days on disk: each a folder with its briefing.json, found by date and read by one rule.

The newest day is the one with the newest date, whenever its files were written: an old day that was made again,
or copied back, is no news.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from briefing.errors import DayUnreadable, InputError
from briefing.models import Briefing
from briefing.storage.schema_version import upgraded

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "briefing.json"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


# ── finding ──────────────────────────────────────────────────────────────────────────────────────


def is_date(name: str) -> bool:
    """Whether a folder's name is a date of the calendar, written YYYY-MM-DD."""
    if not _DATE.fullmatch(name):
        return False
    try:
        dt.date.fromisoformat(name)
    except ValueError:
        return False
    return True


def folders(output: Path) -> Iterator[tuple[str, Path]]:
    """Date and folder of each day that has a briefing and bears its date, the latest first."""
    for folder in sorted(_with_briefing(output), key=lambda folder: folder.name, reverse=True):
        if is_date(folder.name):
            yield folder.name, folder


def newest(output: Path) -> Path | None:
    """The folder of the newest day in a folder of days; None where it holds none.

    Where no folder bears a date, the dates inside their briefings decide.
    """
    for _, folder in folders(output):
        return folder
    return max(_with_briefing(output), key=lambda folder: (_date_inside(folder), folder.name), default=None)


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
        # The demo's days are one folder deeper; they count where there is nothing else.
        found = newest(output) or _deeper(output)
        if found is None:
            raise InputError(f"{output}: contains no briefing yet; create one with `briefing run` or `briefing demo`")
        return found
    given = Path(named)
    if given.name == NAME and given.is_file():
        return given.parent
    # A date may be a day of the demo's, one folder deeper.
    deeper = _subfolders(output) if given.name == named else []
    for folder in (given, output / named, *(place / named for place in deeper)):
        if (folder / NAME).is_file():
            return folder
        if there := newest(folder):
            return there
    for folder in (given, output / named):
        if (folder / "articles").is_dir():
            raise InputError(
                f"{folder}: its run was not finished, so there is no {NAME}; the same `briefing run` again resumes it"
            )
    days = ", ".join(sorted(folder.name for folder in _with_briefing(output))[-5:])
    there_is = f"; {output} holds {days}" if days else f"; {output} holds none"
    raise InputError(f"{named}: is neither a folder with a {NAME} nor a day in {output}{there_is}")


def _subfolders(place: Path) -> list[Path]:
    try:
        return sorted(path for path in place.iterdir() if path.is_dir())
    except OSError:
        return []


def _with_briefing(place: Path) -> list[Path]:
    return [folder for folder in _subfolders(place) if (folder / NAME).is_file()]


def _deeper(output: Path) -> Path | None:
    found = [day for place in _subfolders(output) if (day := newest(place))]
    return max(found, key=lambda day: (_date_of(day), day), default=None)


def _date_of(folder: Path) -> str:
    return folder.name if is_date(folder.name) else _date_inside(folder)


def _date_inside(folder: Path) -> str:
    """Of a folder that bears no date; empty where its briefing can't be read, so that any other is newer."""
    try:
        date = str(read(folder).get("date"))
    except DayUnreadable:
        return ""
    return date if is_date(date) else ""


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


def load(folder: Path) -> Briefing:
    """The briefing of a folder.

    Fields that this version doesn't know are left out: within a version of the schema fields may be added.

    Raises:
        DayUnreadable: It isn't there, is damaged, or is of a version that can't be read.
    """
    try:
        return Briefing.model_validate(read(folder), extra="ignore")
    except ValidationError as error:
        raise DayUnreadable.at(folder / NAME, _first(error)) from None


def read(folder: Path) -> dict[str, Any]:
    """The values of a folder's briefing.json, as the current version of the schema has them, not yet validated.

    Raises:
        DayUnreadable: It isn't there, is damaged, or is of a version that can't be read.
    """
    path = folder / NAME
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DayUnreadable.at(path, "no such file; pass a run's folder, such as outputs/2026-11-21") from None
    except OSError as error:
        raise DayUnreadable.at(path, f"can't be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise DayUnreadable.at(path, "is damaged: it isn't UTF-8 JSON; run that day again") from None
    try:
        return upgraded(values)
    except ValueError as error:
        raise DayUnreadable.at(path, str(error)) from None


def read_day(folder: Path) -> dict[str, Any]:
    """The values of the briefing.json of a folder that bears its date.

    Raises:
        DayUnreadable: As `read`; or it is of another day than its folder.
    """
    values = read(folder)
    if values.get("date") != folder.name:
        raise DayUnreadable.at(folder / NAME, f"has a different date than its folder: {str(values.get('date'))[:40]}")
    return values


def misfit(folder: Path, error: ValidationError) -> DayUnreadable:
    """The error for values that don't fit the models."""
    return DayUnreadable.at(folder / NAME, _first(error))


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"doesn't fit its schema: {'.'.join(map(str, first['loc']))}: {first['msg']}; run that day again"
