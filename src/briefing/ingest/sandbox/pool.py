"""Workers: processes that read what may hang, take all memory or crash, each held to a time and a memory limit.

A worker is this Python again, spoken to over its standard input and output: a length and a JSON header and
the bytes go in, a length and JSON come out. Not `multiprocessing`: its `spawn` imports the caller's main
module again, its pool dies with one of its workers, and what a broken worker sends would be unpickled.

A worker that passes its time, or dies, is ended; its job becomes an Unread, and the next job gets a new one.
Starting one takes about a second, so the idle ones of a reading are kept for the next, until `workers_ended`.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.sandbox.job import Job, failed
from briefing.models import Article, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType
    from typing import Any, Self

    from briefing.ingest.formats.base import Limits
    from briefing.ingest.sandbox.job import Record
    from briefing.ingest.web.feeds import Listing

#: Jobs a worker does before it is replaced: the libraries keep caches.
_MOST_JOBS = 500
#: What starting may take besides the job's own time; a second where the machine has nothing else to do.
_START_SECONDS = 120.0
_SIZE = 8
_MOST_REPLY = 500_000_000

_log = logging.getLogger("briefing")

_COMMAND = "import sys; sys.path[:0] = {path!r}; from briefing.ingest.sandbox.worker import main; main({memory})"


class Worker:
    """One process. Not for several threads at a time."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.done = 0
        self.started = False
        self.late = False
        code = _COMMAND.format(path=[p for p in sys.path if p], memory=limits.memory)
        one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        self.process = subprocess.Popen(  # noqa: S603 -- this Python, and our own words
            # -P: without it the working folder is a place to import from, and a folder of articles may hold a
            # brotli.py or pycurl.py, which the libraries here look for and most machines don't have.
            [sys.executable, "-P", "-c", code],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, **one_thread},
        )  # fmt: skip

    def read(self, job: Job) -> tuple[Record, ...]:
        """Have it read a job; afterwards it may be dead (see `usable`)."""
        origin = job.page.origin
        answer = self._ask({"do": "read", "origin": origin, "job": job.header()}, job.page.content)
        if answer is None:
            return (failed(origin, self._why()),)
        return tuple(
            Article.model_validate(record["article"])
            if "article" in record
            else Unread.model_validate(record["unread"])
            for record in answer["records"]
        )

    def read_listing(self, content: bytes, *, origin: str, base: str | None, charset: str | None) -> Listing:
        """Have it read a list of articles; afterwards it may be dead.

        Raises:
            ArticleUnreadable: It is none, or takes too long or too much memory.
        """
        from briefing.ingest.web.feeds import Entry, Listing  # noqa: PLC0415 -- only where there is a list

        answer = self._ask({"do": "list", "origin": origin, "base": base, "charset": charset}, content)
        if answer is None or "error" in answer:
            raise ArticleUnreadable(self._why() if answer is None else answer["error"], origin=origin)
        found = answer["listing"]
        entries = tuple(Entry(**entry | {"notes": tuple(entry["notes"])}) for entry in found["entries"])
        return Listing(found["form"], found["title"], entries, tuple(found["notes"]))

    def _ask(self, header: dict[str, Any], content: bytes) -> dict[str, Any] | None:
        answer: dict[str, Any] | None = None
        # A slow start isn't the job's fault.
        with contextlib.suppress(OSError, EOFError, ValueError):
            if not self.started:
                with self._watched(_START_SECONDS):
                    _receive(self.process.stdout)
                self.started = not self.late
            with self._watched(self.limits.seconds):
                answer = self._exchange(header, content)
        self.done += 1
        if answer is None or self.late:
            self.close()
            return None
        for line in answer["log"]:
            _log.error("in a worker: %s", line)
        return answer

    @contextlib.contextmanager
    def _watched(self, seconds: float) -> Iterator[None]:
        watch = threading.Timer(seconds, self._too_late)
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _exchange(self, header: dict[str, Any], content: bytes) -> dict[str, Any]:
        into, out = self.process.stdin, self.process.stdout
        if into is None or out is None:
            raise EOFError
        for part in (json.dumps(header).encode(), content):
            into.write(len(part).to_bytes(_SIZE, "big") + part)
        into.flush()
        answer: dict[str, Any] = json.loads(_receive(out))
        return answer

    def _too_late(self) -> None:
        self.late = True
        self.process.kill()

    def _why(self) -> str:
        if not self.started:
            why = f" within {_START_SECONDS:g} seconds" if self.late else "; with more read_memory it may"
            return f"its reader, a process of its own, could not be started{why}"
        if self.late:
            return f"reading it took more than {self.limits.seconds:g} seconds"
        code = self.process.returncode
        what = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return (
            f"it crashed its reader ({what}), or took more memory than the {self.limits.memory / 1e9:g} GB it may have"
        )

    @property
    def usable(self) -> bool:
        """Whether it can take another job."""
        return self.done < _MOST_JOBS and self.process.poll() is None

    def close(self) -> None:
        """End it."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        if self.process.poll() is None:
            try:
                self.process.wait(0.2)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()


def _receive(stream: object) -> bytes:
    size = int.from_bytes(_exactly(stream, _SIZE), "big")
    if size > _MOST_REPLY:
        raise ValueError("a reply too large")
    return _exactly(stream, size)


def _exactly(stream: object, size: int) -> bytes:
    content: bytes = stream.read(size)  # type: ignore[attr-defined]
    if len(content) < size:
        raise EOFError
    return content


class Workers:
    """A pool of them, started when there is something to do; as many as cores."""

    def __init__(self, limits: Limits, count: int | None = None) -> None:
        self.limits = limits
        self.count = count or max(1, min(os.cpu_count() or 1, 8))
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None
        self._all: list[Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            if kind is not None:
                # Ctrl-C doesn't wait for what is being read.
                for worker in list(self._all):
                    worker.process.kill()
            self._threads.shutdown(wait=True)
        for worker in self._all:
            if kind is None and worker.usable:
                _spare.put(worker)
            else:
                worker.close()

    def read(self, records: Iterable[Record | Job]) -> Iterator[Record]:
        """Pass records on and have jobs read, all in their order; no more jobs wait than workers can use soon."""
        waiting: deque[Future[tuple[Record, ...]] | Record] = deque()
        ahead = 0
        for record in records:
            if isinstance(record, Job):
                waiting.append(self._submit(record))
                ahead += 1
            else:
                waiting.append(record)
            while waiting and (ahead > 2 * self.count or not isinstance(waiting[0], Future) or waiting[0].done()):
                first = waiting.popleft()
                ahead -= isinstance(first, Future)
                yield from _result(first)
        while waiting:
            yield from _result(waiting.popleft())

    def read_listing(self, content: bytes, *, origin: str, base: str | None, charset: str | None) -> Listing:
        """As `feeds.read_listing`, within the limits of a worker.

        Raises:
            ArticleUnreadable: It is no list, or takes too long or too much memory.
        """
        with self._worker() as worker:
            return worker.read_listing(content, origin=origin, base=base, charset=charset)

    def _submit(self, job: Job) -> Future[tuple[Record, ...]]:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self.count, thread_name_prefix="read")
        return self._threads.submit(self._read, job)

    def _read(self, job: Job) -> tuple[Record, ...]:
        with self._worker() as worker:
            return worker.read(job)

    @contextlib.contextmanager
    def _worker(self) -> Iterator[Worker]:
        try:
            worker = self._idle.get_nowait()
        except Empty:
            worker = _kept(self.limits) or Worker(self.limits)
            self._all.append(worker)
        try:
            yield worker
        finally:
            if worker.usable:
                self._idle.put(worker)
            else:
                worker.close()
                self._all.remove(worker)


def _result(waited: Future[tuple[Record, ...]] | Record) -> tuple[Record, ...]:
    return waited.result() if isinstance(waited, Future) else (waited,)


# ── between two readings ─────────────────────────────────────────────────────────────────────────

_spare: SimpleQueue[Worker] = SimpleQueue()


def _kept(limits: Limits) -> Worker | None:
    """A worker of an earlier reading that has the same memory; another one is ended."""
    while True:
        try:
            worker = _spare.get_nowait()
        except Empty:
            return None
        if worker.usable and worker.limits.memory == limits.memory:
            worker.limits = limits
            return worker
        worker.close()


@contextlib.contextmanager
def workers_ended() -> Iterator[None]:
    """End the workers that were kept, at the end: where nothing is read for a while, their memory is worth more."""
    try:
        yield
    finally:
        end_workers()


def end_workers() -> None:
    """End the workers that were kept from earlier readings."""
    with contextlib.suppress(Empty):
        while True:
            _spare.get_nowait().close()


atexit.register(end_workers)
