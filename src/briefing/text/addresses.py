"""Addresses in texts that people read: without what is secret in them."""

from __future__ import annotations

import re

#: From :// to the last @ before the path; with a colon in it also past a slash, which may stand in a password, unless
#: the colon is a port's.
_USER = re.compile(r"(?<=://)(?:[^/?#@\s]*:(?!\d{1,5}[/?#])\S*|[^/?#@\s]*)(?=@)")
#: Parameters whose value is a key, by a word of their name.
_SECRET = re.compile(
    r"(?<=[?&;])((?:[\w.-]*[_.-])?(?:key|apikey|token|secret|password|passwd|pwd|auth|signature|sig)=)[^&#\s'\"]+",
    re.IGNORECASE,
)


def without_user(text: str) -> str:
    """The text with the user and password before the host of each address as `[user]`."""
    return _USER.sub("[user]", text)


def without_secrets(text: str) -> str:
    """The text with user, password and keys in each address as `[user]` and `[secret]`."""
    return _SECRET.sub(r"\1[secret]", without_user(text)) if "://" in text else text
