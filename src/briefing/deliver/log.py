"""What was sent where: deliveries.json in the day's folder."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from briefing.errors import InputError, OutputError
from briefing.models import Frozen
from briefing.storage.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "deliveries.json"
_LOCK = ".deliveries.lock"


class Delivery(Frozen):
    """One day, one target, and how it went."""

    day: str
    """The name of the day's folder."""
    target: str
    """What the target is called; nothing in it is secret."""
    status: Literal["sent", "failed", "sending", "already", "would"]
    """`sending` stays only where the program was killed meanwhile; `already` and `would` are told, not kept."""
    at: str
    """ISO time of the last attempt."""
    attempts: int = 1
    reason: str | None = None
    """Why it failed; or what is to be known."""
    reached: tuple[str, ...] = ()
    """Mail addresses that the server took it for; a retry leaves them out."""
    briefing: str = ""
    """Digest of the briefing.json that was sent."""


class _File(Frozen):
    version: Literal["1"] = "1"
    deliveries: tuple[Delivery, ...] = ()


def load(folder: Path) -> dict[str, Delivery]:
    """What is recorded for a day, by target.

    Raises:
        InputError: The record can't be read: sending without it could send twice.
    """
    path = folder / NAME
    try:
        kept = _File.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise InputError(
            f"{path}: can't be read ({str(error).splitlines()[0]}). Nothing was sent, since the briefing "
            "may already have been delivered; fix the file, or remove it to deliver again"
        ) from None
    return {delivery.target: delivery for delivery in kept.deliveries}


def save(folder: Path, deliveries: dict[str, Delivery]) -> None:
    """Write the record of a day.

    Raises:
        OutputError: It can't be written.
    """
    path = folder / NAME
    try:
        write_whole(path, _File(deliveries=tuple(deliveries.values())).model_dump_json(indent=2) + "\n")
    except OSError as error:
        raise OutputError(
            f"{path}: can't be written: {error.strerror}; nothing was sent, since the delivery couldn't be recorded"
        ) from None


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One delivery of a day at a time.

    Raises:
        InputError: Another one is under way.
    """
    try:
        import fcntl  # noqa: PLC0415 - there is none on Windows, and no lock then
    except ImportError:
        yield
        return
    try:
        file = (folder / _LOCK).open("w")
    except OSError as error:
        raise OutputError(f"{folder}: can't be written: {error.strerror}") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(f"{folder}: another delivery of this day is in progress") from None
        yield
