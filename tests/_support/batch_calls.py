"""Questions to a gateway whose answers come in batches; in this process, or in one that may be killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.errors import BriefingError
from briefing.llm.factory import open_gateway
from briefing.settings.settings import fixed_settings
from gateway_calls import ask

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

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


class Runner:
    """Forks processes that ask questions, from one that has imported and warmed up all that they need.

    `multiprocessing`'s forkserver would do, but that it imports the test's main module in each.
    """

    def __init__(self) -> None:
        command = [sys.executable, __file__]
        path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path}
        )

    def start(self, base_url: str, folder: Path, count: int = 6, **settings: Any) -> int:
        """Start a process; its id."""
        return int(self._tell(["start", base_url, str(folder), count, settings]))

    def wait(self, process: int) -> int:
        """How it ended: 0 where all was answered, the signal's number below zero where it was killed."""
        return int(self._tell(["wait", process]))

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def _tell(self, order: list[Any]) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()


async def _through(base_url: str, folder: str, count: int, settings: dict[str, Any]) -> int:
    async with batching(base_url, folder, **settings) as gateway:
        return len(errors_in(await ask_all(gateway, count)))


def _serve_orders() -> None:
    from briefing.llm import tokens
    from briefing.llm.batches import place
    from briefing.llm.providers import compatible

    assert place
    assert compatible
    tokens.count("warm")
    for line in sys.stdin:
        name, *order = json.loads(line)
        if name == "wait":
            answer = os.waitstatus_to_exitcode(os.waitpid(order[0], 0)[1])
        elif (answer := os.fork()) == 0:
            try:
                code = min(100, asyncio.run(_through(*order)))
            except BriefingError:
                code = 101
            os._exit(code)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve_orders()
