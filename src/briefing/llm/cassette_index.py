"""vcrpy's cassette with an index: a request finds its recording by digest instead of by looking at every other one."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, Any

from vcr.cassette import Cassette

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class IndexedCassette(Cassette):  # type: ignore[misc]
    """A cassette that is linear in its exchanges.

    vcrpy compares a request with every recorded one, for each play and again when saving: 10,000 exchanges took
    minutes. Its matcher says here only whether two digests are equal, so a table by digest does the same.

    Attributes:
        digest_of: What two equal requests have in common; set before anything is loaded.
    """

    digest_of: Callable[[Any], str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by_digest: dict[str, list[int]] = collections.defaultdict(list)

    def append(self, request: Any, response: Any) -> None:
        """Keep an exchange, and where it is."""
        before = len(self.data)
        super().append(request, response)
        if len(self.data) > before:
            self._by_digest[type(self).digest_of(self.data[-1][0])].append(before)

    def _responses(self, request: Any) -> Iterator[tuple[int, Any]]:
        request = self._before_record_request(request)
        for index in self._by_digest.get(type(self).digest_of(request), ()):
            yield index, self.data[index][1]

    def _new_interactions(self) -> list[tuple[Any, Any]]:
        old = {type(self).digest_of(request) for request, _ in self._old_interactions}
        return [(request, response) for request, response in self.data if type(self).digest_of(request) not in old]

    def unused(self) -> list[Any]:
        """The requests of the file that nobody asked."""
        return [self.data[index][0] for index in range(self._loaded_count) if not self.play_counts[index]]
