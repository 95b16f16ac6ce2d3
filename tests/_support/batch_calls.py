"""Questions to a gateway whose answers come in batches; in this process, or in one that may be killed."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.errors import BriefingError
from briefing.llm.factory import open_gateway
from briefing.settings.settings import fixed_settings
from gateway_calls import ask

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from multiprocessing.context import ForkServerProcess

    from briefing.llm.gateway import Answer, Gateway

PRICES = {"m": {"input": 1.0, "output": 100.0, "batch": 0.5}}
#: Of one question and its answer, live, at these prices and the server's bills.
LIVE = 100 * 1e-6 + 10 * 100e-6


@contextlib.asynccontextmanager
async def batching(base_url: str, folder: Path | str = "outputs", **settings: Any) -> AsyncIterator[Gateway]:
    given = {
        "model": "m", "api_base": base_url, "engine": "batch", "batch_poll": 0.01, "batch_gather": 0.02,
        "timeout": 5.0, "output": Path(folder), "prices": PRICES,
    }  # fmt: skip
    async with open_gateway(fixed_settings(**given | settings)) as gateway:
        yield gateway


async def ask_all(gateway: Gateway, count: int = 6, **more: Any) -> list[Answer[Any] | BaseException]:
    questions = (ask(gateway, f"question {n}", **more) for n in range(count))
    return await asyncio.gather(*questions, return_exceptions=True)


def errors_in(answers: list[Any]) -> list[BaseException]:
    return [answer for answer in answers if isinstance(answer, BaseException)]


def run_through(base_url: str, folder: str, count: int, settings: dict[str, Any]) -> None:
    """What a process of its own does: ask, and end with 0 where all was answered."""

    async def main() -> int:
        async with batching(base_url, folder, **settings) as gateway:
            return len(errors_in(await ask_all(gateway, count)))

    try:
        code = min(100, asyncio.run(main()))
    except BriefingError:
        code = 101
    raise SystemExit(code)


def start_asking(base_url: str, folder: Path, count: int = 6, **settings: Any) -> ForkServerProcess:
    """A process that asks so many questions; forked from one that has imported all that it needs."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["batch_calls", "briefing.llm.batches.place", "briefing.llm.providers.compatible"])
    process = context.Process(target=run_through, args=(base_url, str(folder), count, settings))
    process.start()
    return process
