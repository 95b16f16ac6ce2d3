"""Short ways to ask a gateway in a test."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from briefing.llm.factory import open_gateway
from briefing.prompting.schemas import GroupingReply
from briefing.prompting.templates import Rendered
from briefing.settings.settings import fixed_settings
from hostile_server import (
    HostileServer,
    answer_json,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from briefing.llm.gateway import Gateway


#: Which client the gateway takes where a test names none; the fixture `each_client` sets it.
provider = "auto"

GOOD = answer_json({"groups": [{"event": "e", "articles": ["A1"], "reason": "r"}]})


@contextlib.asynccontextmanager
async def opened(server: HostileServer, **settings) -> AsyncIterator[Gateway]:
    given = {"model": "m", "api_base": server.base_url, "timeout": 5.0, "provider": provider} | settings
    async with open_gateway(fixed_settings(**given)) as gateway:
        yield gateway


def question(text: str = "q") -> Rendered:
    return Rendered("group", "f", "system", text)


async def ask(gateway: Gateway, text: str = "q", check=None):
    return await gateway.ask(question(text), GroupingReply, about="a test", check=check)


PRICE = {"m": {"input": 1.0, "output": 100.0}}
