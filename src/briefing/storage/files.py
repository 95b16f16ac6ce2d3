"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import secrets
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_PART = ".part"
#: Seconds after which a half-written file belongs to no process any more.
_LEFT_OVER = 3600.0


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that it is the old one or the new one, never half: same folder, fsync, rename.

    What a killed process left half-written in the folder is removed by the first file written there.

    Raises:
        OSError: It can't be written; the old one stays.
    """
    with contextlib.suppress(OSError):
        _swept_once(path.parent.absolute())
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_PART}")
    try:
        with part.open("wb") as file:
            # A raw text may hold half a character from a broken page; it must come back as it was read.
            file.write(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def digest(content: str | bytes) -> str:
    """The SHA-256 of what `write_whole` writes, in hexadecimal."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()


def sweep(folder: Path) -> None:
    """Remove what killed processes left half-written in a folder.

    Raises:
        OSError: The folder can't be read, or a leftover can't be removed.
    """
    for leftover in folder.glob(f".*{_PART}"):
        # A young one may belong to another process that is writing now.
        with contextlib.suppress(FileNotFoundError):
            if time.time() - leftover.stat().st_mtime > _LEFT_OVER:
                leftover.unlink()


def prove_writable(folder: Path) -> None:
    """Write and remove an empty file.

    Raises:
        OSError: The folder can't be written.
    """
    probe = folder / f".probe-{secrets.token_hex(4)}{_PART}"
    probe.write_bytes(b"")
    probe.unlink()


@functools.lru_cache(maxsize=256)
def _swept_once(folder: Path) -> None:
    sweep(folder)
