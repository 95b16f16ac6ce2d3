"""What people type for an address when they leave its scheme out."""

from __future__ import annotations

import re
from typing import Final

#: `example.org/a`, `www.example.org`: what a file's name rarely is.
_HOST_FIRST: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,24}(?::\d+)?/\S*|www\.[a-z0-9-]+\.\S+", re.IGNORECASE)


def without_scheme(text: str) -> bool:
    """Whether a text looks like an address whose scheme is missing, such as `example.org/a`."""
    return _HOST_FIRST.fullmatch(text) is not None
