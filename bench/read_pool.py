"""Seconds a page and pages a second, here and in workers, and the memory of a worker over many pages.

    python bench/read_pool.py FOLDER [--pages 2000]

FOLDER as for read_pages.py: its trafilatura pages are read again and again.
"""

# ruff: noqa: E501 -- one line a figure

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from briefing.stages.read import Limits
from briefing.stages.read.articles import Page
from briefing.stages.read.jobs import Job, run
from briefing.stages.read.workers import Worker, Workers


def resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/statm").read_text().split()
    return int(status[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=1_000)
    args = parser.parse_args()
    files = sorted((args.folder / "trafilatura-1.1.0/tests/cache").glob("*.html"))
    jobs = [Job("html", Page(file.read_bytes(), file.name), 2_000_000) for file in files]
    run(jobs[0])
    start = time.perf_counter()
    for job in jobs:
        run(job)
    here = time.perf_counter() - start
    print(f"here: {len(jobs)} pages in {here:.1f} s, {len(jobs) / here:.1f} a second")
    start = time.perf_counter()
    worker = Worker(Limits())
    worker.read(jobs[0])
    print(f"a worker's start with its first page: {time.perf_counter() - start:.2f} s")
    for n in range(400):
        worker.read(jobs[n % len(jobs)])
        if n in {0, 99, 199, 399}:
            print(f"  resident after {n + 1} pages: {resident(worker.process.pid)} MB")
    worker.close()
    for count in (1, 2):
        start = time.perf_counter()
        with Workers(Limits(), count=count) as workers:
            total = sum(1 for _ in workers.read(jobs[n % len(jobs)] for n in range(args.pages)))
        took = time.perf_counter() - start
        print(
            f"{count} worker(s): {total} pages in {took:.1f} s, {total / took:.1f} a second; here {resident(os.getpid())} MB"
        )


if __name__ == "__main__":
    main()
