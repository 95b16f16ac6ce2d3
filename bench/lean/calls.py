"""Counts and times that need a process of their own; prints them as JSON.

python bench/lean/calls.py gateway | replay N | read N | tokens DEMO_RUN_JSON [FOLDER]
"""

from __future__ import annotations

import asyncio
import cProfile
import json
import pstats
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent / "tests" / "_support")]


def gateway() -> dict[str, float]:
    """Function calls of a request, by cProfile: 256 requests, 64 at once, a warm gateway."""
    from gateway_calls import PRICE, ask, opened  # noqa: PLC0415 - whole processes import what they need
    from hostile_server import HostileServer, answer_json, reply  # noqa: PLC0415

    groups = [{"event": f"event {n}", "articles": [f"A{n}"], "reason": "r" * 80} for n in range(12)]
    found: dict[str, float] = {}

    async def counted(provider: str) -> pstats.Stats:
        profile = cProfile.Profile()
        with HostileServer(reply(answer_json({"groups": groups}))) as server, tempfile.TemporaryDirectory() as folder:
            given = {"concurrency": 64, "prices": PRICE, "max_cost": 1e9, "ledger": Path(folder) / "l.sqlite3"}
            async with opened(server, provider=provider, **given) as opened_gateway:
                await asyncio.gather(*(ask(opened_gateway, f"warm {n} " + "Wort " * 400) for n in range(64)))
                profile.enable()
                await asyncio.gather(*(ask(opened_gateway, f"{n} " + "Wort " * 400) for n in range(256)))
                profile.disable()
        return pstats.Stats(profile)

    for provider in ("compatible", "openai"):
        rows = asyncio.run(counted(provider)).stats.items()  # type: ignore[attr-defined]
        found[f"{provider}-all"] = sum(row[1] for _, row in rows) / 256
        found[f"{provider}-python"] = sum(row[1] for place, row in rows if place[0] != "~") / 256
    return found


def replay(exchanges: int) -> dict[str, float]:
    """Milliseconds of CPU of one replayed call, lookup and answer, in a recording of so many."""
    from briefing.llm.cassette import cassette, recorded_answer  # noqa: PLC0415

    def body(n: int) -> dict[str, Any]:
        return {"model": "m", "messages": [{"role": "user", "content": f"question {n} " + "Wort " * 400}]}

    answer = {"choices": [{"index": 0, "message": {"content": "Wort " * 200}}]}
    recorded = [
        {
            "digest": str(n),
            "request": {"method": "POST", "path": "/v1/chat/completions", "body": body(n)},
            "response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": answer},
        }
        for n in range(exchanges)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cassette.json"
        path.write_text(json.dumps({"version": 1, "exchanges": recorded}))
        with cassette(path, "none"):
            begin = time.process_time()
            for n in range(100):
                recorded_answer(body(exchanges - 1 - n), "a call")
            took = time.process_time() - begin
    return {"ms": 10 * took}


def read(pages: int) -> dict[str, float]:
    """Milliseconds of CPU of reading a page, in this process, warm."""
    import read_pool  # noqa: PLC0415

    from briefing.ingest.sandbox.jobs import run  # noqa: PLC0415

    jobs = list(read_pool.jobs(pages + 5))
    for job in jobs[:5]:
        run(job)
    begin = time.process_time()
    for job in jobs[5:]:
        run(job)
    return {"ms": 1000 * (time.process_time() - begin) / pages}


def tokens(run_json: Path, folder: Path | None) -> dict[str, float]:
    """Tokens as a multiple of the floor: as the demo was billed, and as an estimate for a folder of articles."""
    from briefing.demo import articles_folder  # noqa: PLC0415
    from briefing.ingest import read_sources  # noqa: PLC0415
    from briefing.llm.tokens import count  # noqa: PLC0415
    from briefing.prompting.context import sent  # noqa: PLC0415

    def size(paths: list[str]) -> int:
        return sum(count(p.text) for article in read_sources(paths).articles for p in sent(article))

    stages = json.loads(run_json.read_text())["stages"]
    billed = sum(stage["prompt_tokens"] + stage["completion_tokens"] for stage in stages.values())
    demo = [str(path) for path in sorted(articles_folder().glob("*.txt"))]
    found = {"demo": billed / (size(demo) + stages["translate"]["completion_tokens"])}
    found["fixed"] = _fixed(stages) / len(demo)
    if folder is not None:
        from briefing.api.session import foresee  # noqa: PLC0415
        from briefing.settings.settings import fixed_settings  # noqa: PLC0415

        paths = [str(path) for path in sorted(folder.iterdir()) if path.is_file()]
        with tempfile.TemporaryDirectory() as scratch:
            settings = fixed_settings(model="m", api_base="http://127.0.0.1:9/v1", output=Path(scratch))
            told, _ = asyncio.run(foresee(read_sources(paths), settings, "2026-11-20"))
        found["real"] = told.tokens / (2 * size(paths))
    return found


def _fixed(stages: dict[str, Any]) -> int:
    """Tokens of instructions and schemas in all calls of a run."""
    import subprocess  # noqa: PLC0415

    listed = subprocess.run(
        [sys.executable, "-m", "briefing", "prompts", "list"], capture_output=True, text=True, check=True
    ).stdout.splitlines()[1:]
    rows = (line.split() for line in listed)
    sizes = {row[0]: int(row[1]) + int(row[2]) for row in rows if len(row) > 3 and row[1].isdecimal()}
    return sum(stage["calls"] * sizes[name] for name, stage in stages.items())


if __name__ == "__main__":
    what, *given = sys.argv[1:]
    if what == "gateway":
        print(json.dumps(gateway()))
    elif what == "replay":
        print(json.dumps(replay(int(given[0]))))
    elif what == "read":
        print(json.dumps(read(int(given[0]))))
    else:
        print(json.dumps(tokens(Path(given[0]), Path(given[1]) if given[1:] else None)))
