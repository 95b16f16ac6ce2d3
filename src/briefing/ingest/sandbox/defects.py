"""Whose fault an unforeseen error is: the file's, or this program's."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.models import Unread

if TYPE_CHECKING:
    from collections.abc import Sequence

_log = logging.getLogger("briefing")

#: What a damaged file makes even our own lines raise, and what no file can cause.
_DAMAGE = (UnicodeError, EOFError, OSError)
_OURS = (NameError, ImportError, SyntaxError, NotImplementedError, AssertionError)
_HERE = Path(__file__).resolve().parents[2]
DEFECT = "this is a defect of briefing, not of the file; please report it"


def unforeseen(error: Exception, origin: str, form: str) -> Unread:
    """What becomes of a source whose reader raised something that nobody foresaw.

    A defect of ours is logged with its traceback, and its reason says whose it is.
    """
    if isinstance(error, RecursionError):
        return Unread(origin=origin, status="failed", reason="it is nested too deep")
    # The expressions are ours and fixed: where libxml2 can't evaluate one, it got no more memory.
    if isinstance(error, MemoryError) or type(error).__name__ == "XPathEvalError":
        return Unread(origin=origin, status="failed", reason="it needs more memory than a reader may use")
    if not is_defect(error):
        _log.debug("damaged: %s as %s", origin, form, exc_info=error)
        return Unread(origin=origin, status="failed", reason=f"damaged: it can't be read as {form}")
    _log.error("a defect of briefing, while reading %s as %s", origin, form, exc_info=error)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_ours(frame.filename)]
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    told = " ".join(str(error).split())[:200]
    return Unread(origin=origin, status="failed", reason=f"{DEFECT}: {type(error).__name__}: {told}{where}")


def is_defect(error: Exception) -> bool:
    """Whether an error is a mistake of this program and not damage that a library met.

    Libraries answer damage with errors of their own, or with built-in ones from their own lines. What our own
    lines raise, but for decoding and input, nobody foresaw.
    """
    if isinstance(error, _OURS):
        return True
    if isinstance(error, _DAMAGE) or type(error).__module__ != "builtins":
        return False
    frames: Sequence[traceback.FrameSummary] = traceback.extract_tb(error.__traceback__)
    return bool(frames) and _is_ours(frames[-1].filename)


def _is_ours(file: str) -> bool:
    return Path(file).resolve().is_relative_to(_HERE)
