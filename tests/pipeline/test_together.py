"""A part that fails leaves no call under way behind it."""

from __future__ import annotations

import asyncio

import pytest

from briefing.errors import ReplyTruncated
from briefing.ingest.article import build
from briefing.llm.factory import open_gateway
from briefing.names.book import NOTHING_KNOWN
from briefing.pipeline.stages.extract import extract
from briefing.pipeline.stages.translate import translate
from briefing.pipeline.together import together
from briefing.settings.settings import fixed_settings
from honest_model import honest
from hostile_server import HostileServer, refusal


async def test_all_of_it_is_done_when_the_first_error_is_raised():
    done = []

    async def work(name: str, *, fails: bool = False) -> str:
        await asyncio.sleep(0 if fails else 0.05)
        if fails:
            raise ReplyTruncated(name)
        done.append(name)
        return name

    with pytest.raises(ReplyTruncated, match="b"):
        await together(work("a"), work("b", fails=True), work("c", fails=True), work("d"))
    assert done == ["a", "d"]
    assert await together(work("x"), work("y")) == ["x", "y"]


@pytest.mark.parametrize("stage", [translate, extract])
async def test_replies_that_are_under_way_when_a_part_fails_reach_the_ledger(tmp_path, stage):
    words = [f"Absatz{n} berichtet am Dienstag aus Rabat von Treffen{n}. " * 12 for n in range(12)]
    article = build("\n\n".join(words), origin="a.txt", encoding="utf-8")

    def action(arrival):
        return refusal() if arrival.index == 0 else honest(arrival).after(0.3)

    with HostileServer(action) as server:
        settings = fixed_settings(model="m", api_base=server.base_url, part_tokens=500, output=tmp_path)
        async with open_gateway(settings) as gateway:
            with pytest.raises(Exception, match="can't help"):
                await stage(article, gateway, NOTHING_KNOWN)
            held = await gateway.run.ledger.transact(
                lambda db: db.execute("SELECT count(*) FROM replies WHERE status = 'ok'").fetchone()[0]
            )
        asked = len(server.arrivals)
    assert asked > 2
    assert held == asked - 1
