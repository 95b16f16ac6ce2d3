"""The pace against a provider that allows R calls a second: what share of R is reached, what share refused.

    .venv/bin/python bench/pace.py [--seconds 150] [--rate 40] [--burst 4] [--retry-after whole|ms|absent] [--runs 3]

The server of `tests/_support/hostile_server.py` stands in a process of its own, with a token bucket: `burst` calls at
once, then `rate` a second; what exceeds them gets 429 and costs nothing. Replies take 30 to 120 ms. The gateway
begins knowing nothing, with 64 askers; its ledger lies in a temporary folder.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import multiprocessing
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "_support"))

from briefing.llm.factory import open_gateway
from briefing.prompting.schemas import GroupingReply
from briefing.prompting.templates import Rendered
from briefing.settings.settings import fixed_settings
from hostile_server import Arrival, HostileServer, RateLimit, answer_json, reply

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

GOOD = answer_json({"groups": [{"event": "e", "articles": ["A1"], "reason": "r"}]})
ASKERS = 64
SLICE = 10


def serve(pipe: Connection, given: argparse.Namespace, seed: int) -> None:
    """Serve until told to stop; then send each arrival's moment and whether it was granted."""
    with contextlib.suppress(OSError):
        # A provider's clock doesn't stand still while this machine does other work. Needs root; done without where not.
        os.nice(-15)
    chance = random.Random(seed)
    limit = RateLimit(
        given.rate,
        given.burst,
        then=lambda _: reply(GOOD, delay=chance.uniform(0.03, 0.12)),
        precise=given.retry_after == "ms",
    )
    seen: list[tuple[float, bool]] = []

    def script(arrival: Arrival) -> Any:
        before, action = limit.granted, limit(arrival)
        seen.append((arrival.at, limit.granted > before))
        if action.status == 429 and given.retry_after == "absent":
            return dataclasses.replace(action, headers={})
        return action

    with HostileServer(script) as server:
        pipe.send(server.base_url)
        pipe.recv()
        pipe.send(seen)


async def ask_for(base: str, seconds: float, folder: str) -> int:
    """Ask with all askers for so long; the number of questions that failed."""
    settings = fixed_settings(
        model="m", api_base=base, concurrency=ASKERS, attempts=8, ledger=Path(folder) / "ledger.sqlite3"
    )
    failed = 0
    async with open_gateway(settings) as gateway:
        import openai  # noqa: F401, PLC0415 - a second that is not the pace's

        end = time.monotonic() + seconds

        async def asker(name: int) -> None:
            nonlocal failed
            number = 0
            while time.monotonic() < end:
                number += 1
                text = f"{name} {number} " + "Wort " * 200
                try:
                    await gateway.ask(Rendered("group", "f", "system", text), GroupingReply, about="bench")
                except Exception:  # noqa: BLE001 - counted
                    failed += 1

        await asyncio.gather(*(asker(name) for name in range(ASKERS)))
    return failed


def run(given: argparse.Namespace, seed: int) -> str:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, given, seed), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory(prefix="pace-") as folder:
        failed = asyncio.run(ask_for(ours.recv(), given.seconds, folder))
    ours.send("stop")
    seen = ours.recv()
    server.join()
    first = seen[0][0]
    seen = [(at - first, granted) for at, granted in seen if at - first < given.seconds]

    def share(low: float, high: float) -> float:
        return sum(granted for at, granted in seen if low <= at < high) / (high - low) / given.rate

    refused = 100 * sum(not granted for _, granted in seen) / len(seen)
    slices = " ".join(f"{100 * share(at, at + SLICE):.0f}" for at in range(0, int(given.seconds), SLICE))
    early, whole = 100 * share(0, 20), 100 * share(0, given.seconds)
    settled = 100 * share(20, given.seconds) if given.seconds > 20 else whole
    return (
        f"| {given.rate:g} | {given.burst} | {given.retry_after} | {seed} | {early:.0f} % | {settled:.0f} % "
        f"| {whole:.0f} % | {refused:.1f} % | {failed} | {os.getloadavg()[0]:.1f} | {slices} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="The pace against a provider that allows R calls a second.")
    parser.add_argument("--seconds", type=float, default=150)
    parser.add_argument("--rate", type=float, default=40)
    parser.add_argument("--burst", type=int, default=4)
    parser.add_argument("--retry-after", choices=("whole", "ms", "absent"), default="whole")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=0)
    given = parser.parse_args()
    print("| R | burst | Retry-After | run | first 20 s | then | whole | refused | failed | load | % of R, 10 s each |")
    print("|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|---|")
    for seed in range(given.first_seed, given.first_seed + given.runs):
        print(run(given, seed), flush=True)


if __name__ == "__main__":
    main()
