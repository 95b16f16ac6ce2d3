"""What answers where a cassette is replayed: no SDK, no HTTP client, no connection."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefing.errors import ConfigError
from briefing.llm.cassette import recorded_answer
from briefing.llm.providers import base
from briefing.llm.providers.chat_completions import body_of, reply_of
from briefing.llm.providers.failures import failure_of
from briefing.llm.redaction import key_remover, without_user

if TYPE_CHECKING:
    from briefing.llm.providers.base import EngineReply, Request


class ReplayedEngine:
    """The open cassette, asked as `CompatibleEngine` would ask an endpoint.

    Args:
        api_base: Where the recorded calls went; it is shown, and not matched on.

    Attributes:
        endpoint: The address, without a password.

    Raises:
        ConfigError: The address can't be used.
    """

    name = "compatible"

    def __init__(self, api_base: str | None) -> None:
        self.endpoint = without_user(api_base or base.OPENAI)
        try:
            urlsplit(api_base or base.OPENAI).port  # noqa: B018 - it raises
        except ValueError as error:
            raise ConfigError(f"api_base: {self.endpoint}: {error}") from None
        self._clean = key_remover()

    async def complete(self, request: Request) -> EngineReply:
        """What was recorded.

        Raises:
            CassetteMiss: Nothing was, or less often than it is asked.
            EngineError: The recorded failure, as classified.
        """
        status, headers, raw = recorded_answer(body_of(request), request.where)
        if 200 <= status < 300:
            return reply_of(request, raw, headers, self._clean)
        raise failure_of(request, status, raw.decode("utf-8", "replace"), headers, self._clean)

    async def close(self) -> None:
        """Nothing is open."""
