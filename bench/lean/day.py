"""One run of a day in a process of its own: prints, as JSON, the CPU of the run without reading, and the memory.

python bench/lean/day.py ARTICLES.jsonl OUTPUT BASE [--profile FILE]
"""

from __future__ import annotations

import asyncio
import contextlib
import cProfile
import io
import json
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    """Read, then run; what is measured begins behind the reading."""
    from briefing.api.session import LIVE  # noqa: PLC0415 - whole processes import what they need
    from briefing.cli._common import read_articles  # noqa: PLC0415
    from briefing.cli._run import make  # noqa: PLC0415
    from briefing.settings.settings import fixed_settings  # noqa: PLC0415

    articles, output, base = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    settings = fixed_settings(
        model="m", api_base=base, output=output, ledger=output / "ledger.sqlite3", concurrency=64, timeout=300.0
    )
    begin = time.process_time()
    read = read_articles([str(articles)], settings)
    after = time.process_time()
    profile = cProfile.Profile() if "--profile" in sys.argv else None
    if profile is not None:
        profile.enable()
    with contextlib.redirect_stdout(io.StringIO()) as told:
        code = asyncio.run(make(read, settings, "2026-11-20", LIVE))
    if profile is not None:
        profile.disable()
        profile.dump_stats(sys.argv[-1])
    done = time.process_time()
    figures = {
        "articles": len(read.articles),
        "start": round(begin, 3),
        "reading": round(after - begin, 3),
        "run": round(done - after, 3),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "code": code,
        "told": told.getvalue().splitlines()[:12],
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
