"""What a function made of a value, kept for as long as it is likely to be asked for again."""

from __future__ import annotations

import functools
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


def kept(size: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep a function's last results by the identity of its arguments, which must not change afterwards.

    For values of which nobody makes an equal one: to hash an article, as `functools.lru_cache` does, takes longer than
    many a check. The results are shared, so nobody may change them.

    Args:
        size: Results at most, those made last. Their arguments live as long.
    """

    def of(function: Callable[P, T]) -> Callable[P, T]:
        results: OrderedDict[tuple[int, ...], tuple[Any, T]] = OrderedDict()

        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            key = (*map(id, args), *map(id, kwargs.values()))
            found = results.get(key)
            if found is None:
                found = ((args, kwargs), function(*args, **kwargs))
                results[key] = found
                if len(results) > size:
                    results.popitem(last=False)
            return found[1]

        return call

    return of
