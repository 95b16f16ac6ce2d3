"""The model by rule as an engine of one's own: no server, no SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing import EngineReply, Usage
from honest_model import answer

if TYPE_CHECKING:
    from briefing import Request


class HonestEngine:
    """An engine as a user would write one."""

    name = "honest"

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.closed = False

    async def complete(self, request: Request) -> EngineReply:
        self.asked.append(request)
        shape = {"json_schema": {"name": request.schema_name, "schema": request.schema}}
        text = answer({"messages": list(request.messages), "response_format": shape})
        return EngineReply(text, request.model, Usage(100, 10))

    async def close(self) -> None:
        self.closed = True
