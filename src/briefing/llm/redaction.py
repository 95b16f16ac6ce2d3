"""Keys never leave the environment but in a request's header: what echoes them is cleaned where it comes in."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from briefing.text.addresses import without_user

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["key_remover", "without_keys", "without_user"]

_NAMES = re.compile(r"(?:_API_KEY|_KEY|_TOKEN|_SECRET|_PASSWORD)(?:_ID)?$")
#: Shorter values, such as `none`, are placeholders, and stand in many an innocent text.
_SHORTEST = 8


def without_keys(text: str) -> str:
    """The text with each key of the environment as `[key]`."""
    return key_remover()(text)


def key_remover(*more: str) -> Callable[[str], str]:
    """`without_keys` for many texts: the environment is searched once, here.

    Args:
        more: Secrets that stand elsewhere, such as a password in an address; short ones are not looked for.
    """
    known = [*more, *(value for name, value in os.environ.items() if _NAMES.search(name))]
    keys = sorted((key for key in known if len(key) >= _SHORTEST), key=len, reverse=True)

    def clean(text: str) -> str:
        for key in keys:
            if key in text:
                text = text.replace(key, "[key]")
        return text

    return clean
