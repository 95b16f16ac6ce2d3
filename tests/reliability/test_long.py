"""The long proofs, run by `make test-slow`: a hundred kills, a soak with every fault in it, two hundred caps."""

from __future__ import annotations

import asyncio
import collections
import json
import os
import random
import signal
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hostile_server as hs
from briefing.errors import BudgetExceeded, EngineBusy, EngineRefused, ReplyTruncated
from briefing.llm.factory import open_gateway
from briefing.llm.ledger import Ledger
from briefing.llm.pricing import ModelFacts, Usage
from briefing.llm.providers.base import EngineReply, Request
from briefing.settings.settings import fixed_settings
from command import briefing, results, start, write_articles
from gateway_calls import GOOD, ask
from honest_model import honest
from hostile_server import Action, HostileServer, reply

if TYPE_CHECKING:
    from hostile_server import Arrival

pytestmark = pytest.mark.slow

TODAY = ("--date", "2026-11-20")
#: Articles of the soak; bench/README.md names it.
SOAK = "SOAK_ARTICLES"
KILLS = 100


def key_of(arrival: Arrival) -> str:
    """The ledger's key of a request, from what went over the wire."""
    body = arrival.body
    assert body is not None
    shape = body["response_format"]["json_schema"]
    messages, temperature = tuple(body["messages"]), body.get("temperature")
    return Request(body["model"], messages, shape["schema"], shape["name"], "json_schema", temperature, 0, 1.0).key


# ── a hundred kills ──────────────────────────────────────────────────────────────────────────────


def committed() -> set[str]:
    """The keys of all replies on disk, as SQLite finds them after the crash."""
    path = Path("outputs/ledger.sqlite3")
    if not path.exists():
        return set()
    ledger = Ledger(path)
    try:
        rows = asyncio.run(ledger._do(lambda db: db.execute("SELECT key FROM replies").fetchall()))
    finally:
        ledger.close()
    return {key for (key,) in rows}


def test_a_hundred_kills_at_random_moments_cost_what_was_under_way_and_nothing_else():
    write_articles(Path("in"), 60, events=12)
    with HostileServer(honest) as server:
        assert briefing("run", "in", *TODAY, "-o", "calm", server=server).returncode == 0
        undisturbed = len(server.arrivals)
    chance = random.Random(20261120)
    moments: collections.Counter[str] = collections.Counter()
    allowed = 0
    with HostileServer(lambda arrival: honest(arrival).after(chance.uniform(0.02, 0.3))) as server:
        while sum(moments.values()) < KILLS:
            before, seen = committed(), len(server.arrivals)
            concurrency = chance.choice((1, 2, 4))
            process = start("run", "in", *TODAY, server=server, BRIEFING_CONCURRENCY=str(concurrency))
            if chance.random() < 0.15:
                time.sleep(chance.uniform(0.0, 1.5))  # often before the first call
            else:
                while process.poll() is None and len(server.arrivals) == seen:
                    time.sleep(0.005)
                time.sleep(chance.uniform(0.0, 0.3))
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                moments["under way" if len(server.arrivals) > seen else "before a call"] += 1
                allowed += concurrency
            else:
                moments["after its end"] += 1
            process.wait()
            again = {key_of(arrival) for arrival in server.arrivals[seen:]} & before
            assert not again, "a committed call was made again"
        done = briefing("run", "in", *TODAY, server=server)
        assert done.returncode == 0, done.stderr
        calls = len(server.arrivals)
    sys.stderr.write(
        f"\n{dict(moments)}; {undisturbed} calls undisturbed, {calls} with the kills, {undisturbed + allowed} allowed"
    )
    assert calls <= undisturbed + allowed
    assert moments["under way"] >= KILLS / 3
    assert results(Path("outputs/2026-11-20")) == results(Path("calm/2026-11-20"))


# ── a soak ───────────────────────────────────────────────────────────────────────────────────────

#: Every fault that does not, rightly, end the run: those of a key, an account or a model do.
FAULTS: dict[str, Action] = {
    "429 seconds": hs.rate_limited(1),
    "429 ms": hs.rate_limited(ms=50),
    "429 zero": hs.rate_limited(0),
    "429 negative": hs.rate_limited(-5),
    "429 absent": hs.rate_limited(),
    "400 context": hs.context_too_long(),
    "400 parameter": hs.error(400, "no"),
    "500": hs.server_error(),
    "502": hs.bad_gateway(),
    "close": hs.close(),
    "reset": hs.reset(),
    "cut": reply("never whole").sent(hs.Delivery.CUT),
    "stall": reply("never whole").sent(hs.Delivery.STALL),
    "hang": hs.hang(),
    "drip": hs.drip("x", 0.1),
    "dropped": reply(GOOD).sent(hs.Delivery.DROP),
    "html": hs.html_page(),
    "empty": hs.body(b""),
    "null": hs.body(b"null"),
    "error body": hs.error(200, "overloaded"),
    "truncated": hs.truncated(),
    "bad UTF-8": hs.bad_utf8(),
    "bomb": hs.gzip_bomb(60),
    "no choices": hs.no_choices(),
    "null choices": hs.null_choices(),
    "null content": hs.null_content(),
    "length": reply('{"par', finish_reason="length"),
    "filter": reply("x", finish_reason="content_filter"),
    "refusal": hs.refusal(),
    "prose": reply("I can't do that."),
    "shape": reply("{}"),
    "duplicate key": reply('{"a": 1, "a": 2}'),
    "NaN": reply('{"a": NaN}'),
    "deep": reply("[" * 5_000),
    "digits": reply('{"a": ' + "9" * 5_000 + "}"),
    "surrogate": reply('{"a": "\\ud800"}'),
}


@dataclass
class Mixture:
    """The honest model, but that one call in twenty meets a fault; the next try at it is answered."""

    chance: random.Random
    share: float = 0.05
    met: collections.Counter[str] = field(default_factory=collections.Counter)
    calls: int = 0

    def __call__(self, arrival: Arrival) -> Action:
        self.calls += 1
        if self.chance.random() < self.share:
            name = self.chance.choice(list(FAULTS))
            self.met[name] += 1
            return FAULTS[name]
        return honest(arrival).after(self.chance.uniform(0, 0.01))


@dataclass
class Watch:
    """Resident kilobytes and open files of a process, each with how many calls had been made."""

    pid: int
    seen: list[tuple[int, int, int]] = field(default_factory=list)

    def look(self, calls: int) -> None:
        try:
            status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
            files = len(os.listdir(f"/proc/{self.pid}/fd"))  # noqa: PTH208
        except OSError:
            return
        resident = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
        if resident:
            self.seen.append((calls, int(resident[0]), files))

    def tenth(self, number: int, calls: int) -> tuple[float, float]:
        """Medians over one tenth of the calls, 1 to 10."""
        low, high = calls * (number - 1) / 10, calls * number / 10
        chosen = [(memory, files) for at, memory, files in self.seen if low <= at < high]
        return statistics.median(m for m, _ in chosen), statistics.median(f for _, f in chosen)


def test_a_soak_with_every_fault_in_it_leaks_nothing_and_accounts_for_every_article():
    count = int(os.environ.get(SOAK, "1000"))
    write_articles(Path("in"), count, events=max(3, count // 5))
    mixture = Mixture(random.Random(5))
    # Forgets what arrived: the server's memory is not what is measured, but this machine's is finite.
    with HostileServer(mixture) as server:
        forgetting = threading.Event()

        def forget() -> None:
            while not forgetting.wait(1.0):
                with server._arrived:
                    server._arrivals[:] = [_light(a) for a in server._arrivals]

        threading.Thread(target=forget, daemon=True).start()
        began = time.monotonic()
        process = start("run", "in", *TODAY, server=server, BRIEFING_TIMEOUT="1.5", BRIEFING_CONCURRENCY="32")
        watch = Watch(process.pid)
        while process.poll() is None:
            watch.look(mixture.calls)
            time.sleep(0.05)
        seconds = time.monotonic() - began
        forgetting.set()
    manifest = json.loads(Path("outputs/2026-11-20/run.json").read_text())
    # The articles' calls alone: what follows holds the same values and grows by the briefing it writes.
    reading = 2 * count
    (memory_then, files_then), (memory_last, files_last) = watch.tenth(2, reading), watch.tenth(10, reading)
    grown = (memory_last - memory_then) / (0.8 * count)
    sys.stderr.write(
        f"\n{count} articles, {mixture.calls} calls, {sum(mixture.met.values())} faults of {len(mixture.met)} kinds, "
        f"{seconds:.0f} s; {manifest['done']} done, {manifest['failed']} failed; resident {memory_then / 1024:.1f} MB "
        f"in the second tenth, {memory_last / 1024:.1f} MB in the last: {grown:.1f} KB an article; "
        f"open files {files_then:.0f}, {files_last:.0f}"
    )
    assert process.returncode in {0, 1}
    assert manifest["articles_in"] == count == sum(manifest[fate] for fate in ("done", "failed", "skipped", "copies"))
    assert manifest["status"] in {"done", "partial"}
    assert len(manifest["articles"]) == count
    assert all(row.get("reason") for row in manifest["articles"] if row["status"] != "done")
    assert files_last <= files_then + 4
    assert grown <= KEPT


#: Kilobytes of growth an article. A run returns each article's translation and record, so within one run "flat"
#: can mean no more than this; what of it is held on purpose is not told apart here.
KEPT = 48.0


def _light(arrival: Arrival) -> Arrival:
    return hs.Arrival(arrival.index, arrival.at, None, {}, arrival.concurrent)


# ── two hundred caps ─────────────────────────────────────────────────────────────────────────────


@dataclass
class Till:
    """An engine that bills at random, within what a request allows, and fails now and then, billed or not.

    Attributes:
        billed: US dollars, as a provider would add them up.
        most: The highest that bills and calls under way could ever have come to.
    """

    facts: ModelFacts
    chance: random.Random
    name: str = "till"
    billed: float = 0.0
    under_way: float = 0.0
    most: float = 0.0
    peak: int = 0
    _now: int = 0

    async def complete(self, request: Request) -> EngineReply:
        from briefing.llm import tokens

        bound = tokens.bound(request.messages, request.model)
        dearest = self.facts.cost(Usage(bound, request.max_tokens)) or 0.0
        self.under_way += dearest
        self._now += 1
        self.peak = max(self.peak, self._now)
        self.most = max(self.most, self.billed + self.under_way)
        await asyncio.sleep(self.chance.choice((0, 0, 0.001, 0.002)))
        self.under_way -= dearest
        self._now -= 1
        fate = self.chance.random()
        if fate < 0.05:
            raise EngineBusy("busy", retry_after=0.0)  # not throttled: the pace is not the subject
        completion = int(request.max_tokens * self.chance.choice((0, 0.1, 0.5, 1.0)))
        usage = Usage(int(bound * self.chance.uniform(0.3, 1.0)), completion, 0)
        self.billed += self.facts.cost(usage) or 0.0
        if fate < 0.10:
            raise EngineRefused("no", usage=usage, model="m", text="")
        if fate < 0.15:
            raise ReplyTruncated("cut", limit=request.max_tokens, usage=usage, model="m", text='{"gro')
        return EngineReply(GOOD, "m", usage)

    async def close(self) -> None: ...


async def test_the_cap_is_never_passed_in_two_hundred_trials_of_random_prices(monkeypatch):
    monkeypatch.setattr("briefing.llm.route._FIRST_WAIT", 0.001)
    monkeypatch.setattr("briefing.llm.rate_limiter._BEGIN", 64)
    stopped, used, peaks = 0, [], []
    for seed in range(200):
        chance = random.Random(seed)
        price = {"m": {"input": 10 ** chance.uniform(-2, 3), "output": 10 ** chance.uniform(-2, 3)}}
        settings = {"output_tokens": chance.choice((256, 1000, 4000)), "context_tokens": 16_000, "prices": price}
        facts = ModelFacts(price["m"]["input"] / 1e6, price["m"]["output"] / 1e6, None, 16_000, 16_000)
        one = facts.cost(Usage(150, settings["output_tokens"])) or 0.0
        cap = one * chance.uniform(1, 120)
        till = Till(facts, chance)
        monkeypatch.setattr("briefing.llm.factory.choose_engine", lambda *_, till=till, **__: till)
        given = fixed_settings(model="m", max_cost=cap, concurrency=64, **settings)
        async with open_gateway(given, remember=False) as gateway:
            answers = await asyncio.gather(
                *(ask(gateway, f"{n} {'word ' * chance.randrange(40)}") for n in range(130)), return_exceptions=True
            )
        assert till.billed <= cap * (1 + 1e-9), f"seed {seed}: ${till.billed} of ${cap}"
        assert till.most <= cap * (1 + 1e-9), f"seed {seed}: ${till.most} could have been billed, the cap is ${cap}"
        stopped += any(isinstance(answer, BudgetExceeded) for answer in answers)
        used.append(till.billed / cap)
        peaks.append(till.peak)
    sys.stderr.write(
        f"\n{stopped} of 200 stopped by the cap; used at most {max(used):.4f} of it; up to {max(peaks)} at once"
    )
    assert stopped > 50
    assert max(peaks) >= 48
