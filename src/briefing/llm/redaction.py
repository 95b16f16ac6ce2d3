"""Keys never leave the environment but in a request's header: what echoes them is cleaned where it comes in."""

from __future__ import annotations

import os
import re

_NAMES = re.compile(r"(?:_API_KEY|_KEY|_TOKEN|_SECRET|_PASSWORD)(?:_ID)?$")
#: Shorter values, such as `none`, are placeholders, and stand in many an innocent text.
_SHORTEST = 8
_USER = re.compile(r"(?<=://)[^/@\s]+(?=@)")


def without_keys(text: str) -> str:
    """The text with each key of the environment as `[key]`."""
    for name, value in os.environ.items():
        if len(value) >= _SHORTEST and value in text and _NAMES.search(name):
            text = text.replace(value, "[key]")
    return text


def without_user(address: str) -> str:
    """An address without the user and password before its host."""
    return _USER.sub("[user]", address)
