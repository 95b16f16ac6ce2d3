"""What a request costs beside the wire: calls of functions, counted by cProfile, which no busy machine changes."""

from __future__ import annotations

import asyncio
import cProfile
import pstats

import pytest

from gateway_calls import PRICE, ask, opened
from hostile_server import HostileServer, answer_json, reply

GOOD = answer_json({"groups": [{"event": f"event {n}", "articles": [f"A{n}"], "reason": "r" * 80} for n in range(12)]})


@pytest.mark.parametrize(("provider", "every", "python"), [("compatible", 2_500, 1_300), ("openai", 8_000, 4_500)])
@pytest.mark.one_in(2)
async def test_a_request_stays_within_its_number_of_function_calls(provider, every, python):
    profile = cProfile.Profile()
    with HostileServer(reply(GOOD)) as server:
        async with opened(server, provider=provider, concurrency=32, prices=PRICE, max_cost=1e9) as gateway:
            await asyncio.gather(*(ask(gateway, f"warm {n} " + "Wort " * 400) for n in range(64)))
            profile.enable()
            await asyncio.gather(*(ask(gateway, f"{n} " + "Wort " * 400) for n in range(128)))
            profile.disable()
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    assert sum(row[1] for row in stats.values()) / 128 <= every
    assert sum(row[1] for place, row in stats.items() if place[0] != "~") / 128 <= python
