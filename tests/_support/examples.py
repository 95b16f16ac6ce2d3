"""How many examples a property is tried on: all of them in `make test-slow`, a tenth every day."""

from __future__ import annotations

import os

FULL = os.environ.get("FULL_EXAMPLES") == "1"


def examples(full: int) -> int:
    """As many examples as this run tries of so many."""
    return full if FULL else max(5, full // 10)
