"""Several pieces of one piece of work."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable

T = TypeVar("T")


async def together(*work: Awaitable[T]) -> list[T]:
    """Wait for all of it; then raise the first error there was.

    A call that is under way when another fails is paid for: its reply must reach the ledger before the run ends.
    """
    results = await asyncio.gather(*work, return_exceptions=True)
    done: list[T] = []
    for result in results:
        if isinstance(result, BaseException):
            raise result
        done.append(result)
    return done
