"""A model for tests: it replies as the test says, and keeps what it was asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from briefing.errors import BadRequest
from briefing.llm import tokens
from briefing.llm.pricing import Usage
from briefing.llm.providers.base import EngineReply

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.llm.providers.base import Request

    Reply = str | dict[str, Any] | BaseModel | Exception | Callable[[Request], Any]


class ScriptedModel:
    """Replies by stage: `model.reply("translate", {"paragraphs": […]})`, then `engine=model`.

    A reply is JSON as text, a dict, a reply schema's value, an error to raise, or a function of the request that
    returns one of these. Several for one stage are given in turn; the last one is repeated.

    Attributes:
        requests: What was asked, in order.
    """

    def __init__(self, name: str = "scripted") -> None:
        self.name = name
        self.requests: list[Request] = []
        self._replies: dict[str, list[Reply]] = {}

    def reply(self, stage: str, *replies: Reply) -> ScriptedModel:
        """Say what to answer in a stage: translate, extract, group, merge, summarize, thread, verify."""
        self._replies.setdefault(stage, []).extend(replies)
        return self

    async def complete(self, request: Request) -> EngineReply:
        """The next reply of the request's stage.

        Raises:
            BadRequest: The test gave none.
        """
        self.requests.append(request)
        waiting = self._replies.get(request.stage)
        if not waiting:
            raise BadRequest(
                f"{request.where}: the test scripted no reply; call briefing_model.reply({request.stage!r}, …)"
            )
        reply: Any = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if callable(reply) and not isinstance(reply, BaseModel):
            reply = reply(request)
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, BaseModel):
            reply = reply.model_dump(mode="json")
        text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
        return EngineReply(text, request.model, Usage(tokens.count_messages(request.messages), tokens.count(text)))

    async def close(self) -> None:
        """Nothing to close."""
