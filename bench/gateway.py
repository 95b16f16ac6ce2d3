"""Our gateway with each of its clients beside raw aiohttp, the openai SDK and litellm: one server, taken in turns.

    .venv/bin/python bench/gateway.py [--rounds 5] [--calls 600] [--concurrent 64] [--delay 0.05] [--only-ours]

On one core: taskset -c 0 before the command; the server then shares it with the clients.

The server stands in a process of its own on this machine and answers each call after `delay` seconds. A round
is `calls` calls by each client, in an order that turns from round to round, so that what else the machine does
falls on all of them alike. Printed are medians over the rounds. Ours does what the others don't: ledger on disk
with a committed row before each reply is used, budget with a cap, pace, strict parsing, a schema and a check.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import importlib.metadata
import json
import multiprocessing
import os
import platform
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ["OPENAI_API_KEY"] = "none"

import aiohttp
import litellm
import openai

from briefing.llm.factory import open_gateway
from briefing.prompting.schemas import GroupingReply, json_schema
from briefing.prompting.templates import Rendered
from briefing.settings.settings import fixed_settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from multiprocessing.connection import Connection

    from briefing.llm.gateway import Gateway

    Ask = Callable[[str], Awaitable[object]]

RAW, OURS, OURS_SDK = "raw aiohttp", "briefing, own client", "briefing, openai SDK"
#: About as long as an extraction of a short article.
CONTENT = json.dumps(
    {"groups": [{"event": f"event {n}", "articles": [f"A{n}"], "reason": "r" * 80} for n in range(12)]}
)
SYSTEM = "You sort articles. " * 120
SHAPE = {
    "type": "json_schema",
    "json_schema": {"name": "GroupingReply", "strict": True, "schema": json_schema(GroupingReply)},
}


class Endpoint(asyncio.Protocol):
    """As little of HTTP as a keep-alive client needs; the clients are measured, not this."""

    delay = 0.05
    whole = b""

    def connection_made(self, transport: Any) -> None:
        self.transport, self.pending = transport, b""

    def data_received(self, data: bytes) -> None:
        self.pending += data
        head, found, rest = self.pending.partition(b"\r\n\r\n")
        if not found:
            return
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        if len(rest) >= length:
            self.pending = rest[length:]
            asyncio.get_running_loop().call_later(self.delay, self.transport.write, self.whole)


def serve(port: Connection, delay: float) -> None:
    """Run the endpoint until the process is ended."""
    usage = {"prompt_tokens": 600, "completion_tokens": 300, "total_tokens": 900}
    choice = {"index": 0, "message": {"role": "assistant", "content": CONTENT}, "finish_reason": "stop"}
    completion = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    body = json.dumps(completion | {"usage": usage}).encode()
    Endpoint.delay = delay
    Endpoint.whole = (
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body) + body
    )

    async def forever() -> None:
        server = await asyncio.get_running_loop().create_server(Endpoint, "127.0.0.1", 0, backlog=1024)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(forever())


def messages(text: str) -> list[Any]:
    return [{"role": "system", "content": SYSTEM}, {"role": "user", "content": text}]


async def with_aiohttp(base: str, session: aiohttp.ClientSession, text: str) -> object:
    body = {"model": "m", "messages": messages(text), "response_format": SHAPE, "max_tokens": 16_000}
    async with session.post(f"{base}/chat/completions", json=body) as response:
        value = json.loads(await response.read())
        return json.loads(value["choices"][0]["message"]["content"])


async def with_openai(client: openai.AsyncOpenAI, text: str) -> object:
    done = await client.chat.completions.create(
        model="m", messages=messages(text), response_format=SHAPE, max_tokens=16_000
    )
    return json.loads(done.choices[0].message.content or "")


async def with_litellm(base: str, text: str) -> object:
    done = await litellm.acompletion(
        model="hosted_vllm/m", messages=messages(text), response_format=SHAPE, max_tokens=16_000, api_base=base,
        api_key="none", num_retries=0,
    )  # fmt: skip
    return json.loads(done.choices[0].message.content)


async def with_gateway(gateway: Gateway, text: str) -> object:
    prompt = Rendered("group", "f", SYSTEM, text)
    return await gateway.ask(prompt, GroupingReply, about="bench", check=lambda _: [])


async def timed(ask: Ask, calls: int, concurrent: int, label: str) -> tuple[float, float]:
    """Calls a second, and milliseconds of this process's CPU a call."""
    texts = iter([f"{label} {n}: " + "Wort " * 400 for n in range(calls)])

    async def work() -> None:
        for text in texts:
            await ask(text)

    used, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    await asyncio.gather(*(work() for _ in range(concurrent)))
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    return calls / seconds, 1000 * cpu / calls


async def measure(base: str, given: argparse.Namespace) -> dict[str, list[tuple[float, float]]]:
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=given.ledger))
    settings = fixed_settings(
        model="m", api_base=base, concurrency=given.concurrent, ledger=folder / "ledger.sqlite3", max_cost=1e9,
        prices={"m": {"input": 1.0, "output": 4.0}},
    )  # fmt: skip
    connector = aiohttp.TCPConnector(limit=0)
    through_sdk = settings.replace(provider="openai", ledger=folder / "sdk.sqlite3")
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        openai.AsyncOpenAI(base_url=base, max_retries=0) as sdk,
        openai.AsyncOpenAI(base_url=base, max_retries=0, http_client=openai.DefaultAioHttpClient()) as sdk_aiohttp,
        open_gateway(settings) as gateway,
        open_gateway(through_sdk) as gateway_sdk,
    ):
        clients: dict[str, Ask] = {
            RAW: lambda text: with_aiohttp(base, session, text),
            OURS: lambda text: with_gateway(gateway, text),
            OURS_SDK: lambda text: with_gateway(gateway_sdk, text),
            "openai SDK": lambda text: with_openai(sdk, text),
            "openai SDK, aiohttp": lambda text: with_openai(sdk_aiohttp, text),
            "litellm": lambda text: with_litellm(base, text),
        }
        if given.only_ours:
            clients = {name: ask for name, ask in clients.items() if name in (RAW, OURS, OURS_SDK)}
        for name, ask in clients.items():  # imports, connections, and our pace's slow start are not the subject
            await timed(ask, 4 * given.concurrent, given.concurrent, f"warm {name}")
        figures: dict[str, list[tuple[float, float]]] = {name: [] for name in clients}
        for number in range(given.rounds):
            order = list(clients)[number % len(clients) :] + list(clients)[: number % len(clients)]
            for name in order:
                label = f"{number} {name}"
                figures[name].append(await timed(clients[name], given.calls, given.concurrent, label))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description="Our gateway beside raw aiohttp, the openai SDK and litellm.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=600)
    parser.add_argument("--concurrent", type=int, default=64)
    parser.add_argument("--delay", type=float, default=0.05, help="seconds before each answer")
    parser.add_argument("--ledger", help="the folder where the ledger lies; default: the system's temporary one")
    parser.add_argument("--only-ours", action="store_true", help="raw aiohttp and our two clients alone")
    given = parser.parse_args()
    litellm.suppress_debug_info = True
    theirs, ours = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(ours, given.delay), daemon=True)
    server.start()
    try:
        figures = asyncio.run(measure(f"http://127.0.0.1:{theirs.recv()}/v1", given))
    finally:
        server.terminate()
    report(figures, given)


def report(figures: dict[str, list[tuple[float, float]]], given: argparse.Namespace) -> None:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("aiohttp", "openai", "litellm"))
    print(f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, {versions}")
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {given.rounds} rounds of {given.calls} calls, "
        f"{given.concurrent} at once, {1000 * given.delay:g} ms; the delay alone allows "
        f"{given.concurrent / given.delay:.0f} calls/s\n"
    )
    wire = figures[RAW]
    print("| client | calls/s | lowest to highest | of raw aiohttp | CPU ms/call |")
    print("|---|--:|--:|--:|--:|")
    for name, rounds in figures.items():
        rates, cpus = zip(*rounds, strict=True)
        share = statistics.median(mine / raw for mine, (raw, _) in zip(rates, wire, strict=True))
        print(
            f"| {name} | {statistics.median(rates):.0f} | {min(rates):.0f} to {max(rates):.0f} | {share:.2f} "
            f"| {statistics.median(cpus):.2f} |"
        )


if __name__ == "__main__":
    main()
