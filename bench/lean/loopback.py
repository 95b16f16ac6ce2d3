"""The loopback model: an OpenAI-compatible endpoint in a process of its own, that replies as the demo's model did.

It makes no mistakes but the demo's, takes no part in what is measured, and remembers what it made of each article.
"""

from __future__ import annotations

import contextlib
import functools
import json
import multiprocessing
import re
from typing import TYPE_CHECKING, Any

from aiohttp import web
from synthetic import Copy, marks, template

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

_RECORD = re.compile(r"<record (\w+)([^>]*)>\n(.*?)\n</record \1>", re.DOTALL)
_LABEL = re.compile(r'label="(\w+)"')
_NUMBERED = re.compile(r"^(\d+)\. ", re.MULTILINE)


@functools.lru_cache(maxsize=64)
def _copy(number: int) -> Copy:
    return Copy(number)


def answer(name: str, asked: str) -> Any:
    """The reply to a question, by the name of its schema."""
    if name == "VerifyReply":
        return {"supported": [int(n) for n in _NUMBERED.findall(asked)], "objections": []}
    if name == "GroupingReply":
        return {"groups": _groups(asked)}
    if name.endswith("Patch"):
        return {"changes": [], "removed": []}
    found = marks(asked)
    copy = found[0][0]
    told = tuple(sorted(n for of, n in found if of == copy))
    return _copy(copy).reply(name, told if name == "StoryReply" else told[:1])


def _groups(asked: str) -> list[dict[str, Any]]:
    groups: dict[tuple[int, tuple[int, ...]], list[str]] = {}
    for _, attributes, inside in _RECORD.findall(asked):
        ((copy, number),) = marks(inside)[:1]
        told = next(told for told in template().events if number in told)
        groups.setdefault((copy, told), []).append(_LABEL.search(attributes)[1])
    return [
        {"event": _copy(copy).event(told), "articles": labels, "reason": "One event."}
        for (copy, told), labels in groups.items()
    ]


async def _complete(request: web.Request) -> web.Response:
    body = json.loads(await request.read())
    name, asked = body["response_format"]["json_schema"]["name"], body["messages"][1]["content"]
    text = json.dumps(answer(name, asked), ensure_ascii=False)
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": len(asked) // 3, "completion_tokens": len(text) // 4, "total_tokens": 0}
    return web.json_response(
        {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "usage": usage,
         "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]},
        dumps=functools.partial(json.dumps, ensure_ascii=False),
    )  # fmt: skip


def _application() -> web.Application:
    app = web.Application(client_max_size=64_000_000)
    app.router.add_post("/v1/chat/completions", _complete)
    return app


def _run(pipe: Connection) -> None:
    import asyncio  # noqa: PLC0415 - in the server's process alone

    async def main() -> None:
        runner = web.AppRunner(_application(), access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        pipe.send(site._server.sockets[0].getsockname()[1])  # noqa: SLF001 - aiohttp tells the port nowhere else
        await asyncio.Event().wait()

    asyncio.run(main())


@contextlib.contextmanager
def loopback() -> Iterator[str]:
    """Its address while the context is open."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_run, args=(theirs,), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}/v1"
    finally:
        server.terminate()
        server.join()
