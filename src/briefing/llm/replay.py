"""A recording that only answers: looked up by digest, in the process, with no HTTP library patched or imported."""

from __future__ import annotations

import collections
import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What every client of OpenAI's API asks.
_CALL = ("POST", "/v1/chat/completions")


class Replay:
    """The exchanges of a cassette; each answers once.

    Args:
        exchanges: As the file has them.

    Attributes:
        exchanges: The same.
        played: For each, whether it has answered.
    """

    def __init__(self, exchanges: Sequence[dict[str, Any]]) -> None:
        self.exchanges = exchanges
        self.played = [False] * len(exchanges)
        self._places: dict[str, collections.deque[int]] = collections.defaultdict(collections.deque)
        for place, exchange in enumerate(exchanges):
            request = exchange["request"]
            self._places[digest(request["method"], request["path"], request["body"])].append(place)

    def answer(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """The recorded response to a chat completion: `status`, `headers` and `body`; None where there is none left."""
        places = self._places.get(digest(*_CALL, body))
        if not places:
            return None
        place = places.popleft()
        self.played[place] = True
        answered: dict[str, Any] = self.exchanges[place]["response"]
        return answered


def digest(method: str, path: str, body: Any) -> str:
    """What two equal calls have in common.

    Args:
        path: /v1/chat/completions and /openai/v1/chat/completions are the same call behind different gates.
        body: JSON as a value, or text.
    """
    tail = "/".join(path.split("?", 1)[0].split("/")[-2:])
    return hashlib.sha256(f"{method} {tail} {canonical(body)}".encode("utf-8", "surrogatepass")).hexdigest()


def canonical(body: Any) -> str:
    """A body as text, the same for equal ones."""
    if isinstance(body, dict):
        return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return str(body)
