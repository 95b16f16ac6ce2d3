"""Settings under the words they had before: still understood, with a line that says the new one.

`engine` once said which client makes the calls, and says now where the work is done; the client is `provider`.
"""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from briefing.plugins import names

if TYPE_CHECKING:
    from collections.abc import Mapping

EngineName = Literal["local", "batch", "ray"]
ENGINES: Final[tuple[str, ...]] = get_args(EngineName)

_log = logging.getLogger("briefing")


def in_todays_words(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Settings of one source, each under the name that it has today.

    Args:
        values: By name, as they stand there.
        where: The file, or what else they come from, for the line that names the new word.
    """
    old = values.get("engine")
    if not is_provider(old) or "provider" in values:
        return dict(values)
    _say(where, str(old))
    # In the old one's place: what is listed keeps its order.
    return {"provider" if name == "engine" else name: value for name, value in values.items()}


def is_provider(value: object) -> bool:
    """Whether a value of `engine` is one that `provider` takes now."""
    return isinstance(value, str) and value not in ENGINES and (value == "auto" or value in names("briefing.providers"))


@functools.cache
def _say(where: str, old: str) -> None:
    _log.warning(
        '%s: engine = "%s" is called provider = "%s" now; engine says where the work is done (%s)',
        where, old, old, ", ".join(ENGINES),
    )  # fmt: skip
