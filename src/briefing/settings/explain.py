"""What is wrong with a setting, where it stands, and what was probably meant."""

from __future__ import annotations

import difflib
import os
import re
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from briefing.text.addresses import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_LONGEST = 80


def explain(
    error: ValidationError, settings: type[BaseModel], *, flags: Mapping[str, Any], where: str, prefix: str
) -> str:
    """Each problem with the flag, variable or key it came from; a value that could hold a secret is not shown.

    Args:
        error: As pydantic found it.
        settings: What was to be made.
        flags: Given on the command line.
        where: The file.
        prefix: Of the environment variables.
    """
    return "; ".join(_told(problem, settings, flags, where, prefix) for problem in error.errors())


def _told(problem: ErrorDetails, settings: type[BaseModel], flags: Mapping[str, Any], where: str, prefix: str) -> str:
    name = str(problem["loc"][0]) if problem["loc"] else "?"
    if name in flags:
        source = f"--{name.replace('_', '-')}"
    elif os.environ.get(f"{prefix}{name.upper()}"):
        source = f"environment variable {prefix}{name.upper()}"
    else:
        source = f"{where}, key {'.'.join(str(part) for part in problem['loc'])!r}"
    if problem["type"] == "extra_forbidden":
        return f"{source}: unknown setting; {_instead(problem['loc'], settings)}"
    message = problem["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    return f"{source}: {message}{_meant(problem)}{_value(problem)}"


def _instead(loc: Sequence[int | str], settings: type[BaseModel]) -> str:
    known = sorted(_fields_at(loc[:-1], settings))
    close = difflib.get_close_matches(str(loc[-1]).lower(), known, 1, 0.6)
    meant = f"did you mean {close[0]!r}? " if close else ""
    return f"{meant}there are: {', '.join(known)}"


def _fields_at(loc: Iterable[int | str], settings: type[BaseModel]) -> Iterable[str]:
    model = settings
    for part in loc:
        field = model.model_fields.get(str(part))
        inner = _model_in(field.annotation) if field else None
        model = inner or model
    return model.model_fields


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _meant(problem: ErrorDetails) -> str:
    if problem["type"] != "literal_error" or not isinstance(problem["input"], str):
        return ""
    known = re.findall(r"'([^']*)'", problem.get("ctx", {}).get("expected", ""))
    close = difflib.get_close_matches(problem["input"].lower(), known, 1, 0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def _value(problem: ErrorDetails) -> str:
    # An address to deliver to may hold a password, and so may a table around it.
    if problem["loc"] and problem["loc"][0] == "deliver":
        return ""
    shown = without_secrets(repr(problem["input"]))
    return f" (it is {shown if len(shown) <= _LONGEST else shown[:_LONGEST] + '…'})"
