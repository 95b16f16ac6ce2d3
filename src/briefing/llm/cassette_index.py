"""vcrpy's cassette, found by digest: its own search compares a request with each recording, one after another."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, Any

from vcr.cassette import Cassette

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def indexed(digest: Callable[[Any], str]) -> type[Cassette]:
    """A kind of cassette whose exchanges are looked up by a digest of the request, however many there are.

    Args:
        digest: Equal for requests that are the same exchange; also what the cassette's matcher compares.
    """

    class IndexedCassette(Cassette):  # type: ignore[misc] # vcrpy has no types
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._places: dict[str, list[int]] = collections.defaultdict(list)

        def append(self, request: Any, response: Any) -> None:
            """Add an exchange, unless a hook drops it."""
            place = len(self.data)
            super().append(request, response)
            if len(self.data) > place:
                self._places[digest(self.data[place][0])].append(place)

        def _responses(self, request: Any) -> Iterator[tuple[int, Any]]:
            # Everything that looks for a recording goes through here.
            request = self._before_record_request(request)
            for place in self._places.get(digest(request), ()):
                yield place, self.data[place][1]

    return IndexedCassette
