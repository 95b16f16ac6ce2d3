"""Seconds a page and pages a second, with workers and without, and memory over many pages.

    python bench/read_pool.py                   # 10,000 pages through two workers; some minutes
    python bench/read_pool.py --pages 1000 --workers 4

The pages are made of the demo's invented articles in nine languages, with menus, asides and footers around them; no
two are the same. A page is about 10 KB. Nothing is fetched.
"""

# ruff: noqa: E501 -- one line a figure

from __future__ import annotations

import argparse
import html
import os
import platform
import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.demo import articles_folder
from briefing.ingest import Limits
from briefing.ingest.article import Page
from briefing.ingest.sandbox.job import Job
from briefing.ingest.sandbox.jobs import run
from briefing.ingest.sandbox.pool import Worker, Workers, end_workers
from briefing.models import Article

if TYPE_CHECKING:
    from collections.abc import Iterator

_HERE = 100


def page(n: int, texts: list[list[str]]) -> bytes:
    """The n-th page: an article, and what stands around one."""
    paragraphs = texts[n % len(texts)]
    links = "".join(f'<li><a href="/{n}/{m}">Section {m}, page {n}</a></li>' for m in range(40))
    cards = "".join(
        f'<div class="card"><a href="/c{m}">Related item {n + m}</a><span>{m} min</span></div>' for m in range(20)
    )
    body = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs[1:])
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{html.escape(paragraphs[0])} {n}</title>"
        f"<meta property='article:published_time' content='2026-11-{n % 28 + 1:02}'><style>nav li {{ float: left }}</style></head>"
        f"<body><nav><ul>{links}</ul></nav><main><article><h1>{html.escape(paragraphs[0])} {n}</h1>{body}"
        f"<p>Report number {n} of this measurement, written so that no page is another's copy.</p></article></main>"
        f"<aside>{cards}</aside><footer>© {n} Measured Pages</footer></body></html>"
    ).encode()


def jobs(count: int) -> Iterator[Job]:
    """Made one by one: what is measured is the reading's memory, not that of a list of pages."""
    files = sorted(articles_folder().glob("*.txt"))
    texts = [[line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()] for file in files]
    for n in range(count):
        yield Job("html", Page(page(n, texts), f"page-{n}.html"), 2_000_000)


def resident(pid: int) -> int:
    """Megabytes of a process in memory."""
    status = Path(f"/proc/{pid}/statm").read_text().split()
    return int(status[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def children() -> float:
    """Seconds of CPU of all workers that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def start() -> None:
    """What a pool's first page waits for."""
    times = []
    used = children()
    for _ in range(5):
        begin = time.perf_counter()
        worker = Worker(Limits())
        worker.read(next(jobs(1)))
        times.append(time.perf_counter() - begin)
        worker.close()
    print(
        f"a worker's start with its first page: {sorted(times)[2]:.2f} s in the median of 5 ({min(times):.2f} to {max(times):.2f}), {(children() - used) / 5:.2f} s of CPU"
    )


def here() -> None:
    """Without workers, and so without limits."""
    pages = list(jobs(_HERE + 1))
    run(pages.pop())
    begin, used = time.perf_counter(), time.process_time()
    for job in pages:
        run(job)
    took, used = time.perf_counter() - begin, time.process_time() - used
    print(
        f"in the calling process: {took / _HERE:.3f} s a page, {_HERE / took:.1f} pages a second ({used / _HERE:.3f} s of CPU a page)"
    )


def pool(count: int, total: int) -> None:
    """Through workers, with the memory at each tenth."""
    begin, used = time.perf_counter(), children()
    done = articles = 0
    with Workers(Limits(), count=count) as workers:
        for record in workers.read(jobs(total)):
            done += 1
            articles += isinstance(record, Article)
            if total >= 1_000 and done % (total // 10) == 0:
                mine = resident(os.getpid())
                theirs = [resident(w.process.pid) for w in list(workers._all) if w.usable]  # noqa: SLF001 -- a measurement
                print(
                    f"  after {done:6,} pages: {mine} MB here, {' + '.join(map(str, theirs))} MB in workers; {done / (time.perf_counter() - begin):.1f} pages a second",
                    flush=True,
                )
    took = time.perf_counter() - begin
    end_workers()
    print(
        f"{count} worker(s): {took / total:.3f} s a page, {total / took:.1f} pages a second, start included; {(children() - used) / total:.3f} s of CPU a page in workers; {articles:,} of {total:,} became articles"
    )


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    size = len(next(jobs(1)).page.content)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(
        f"{time.strftime('%Y-%m-%d %H:%M')}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load}; the first page has {size:,} bytes"
    )
    start()
    here()
    pool(1, 200)
    pool(2, 200)
    pool(args.workers, args.pages)
    print(f"load at the end: {', '.join(f'{value:.1f}' for value in os.getloadavg())}")


if __name__ == "__main__":
    main()
