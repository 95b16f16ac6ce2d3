"""What a day costs beside the model: measured in turns, told in docs/performance.md as a table and a picture.

    make bench                 # five rounds; a day of 1,608 articles in the last: half an hour on an idle machine
    make bench QUICK=1         # one round, no large day
    python bench/lean --rounds 3 --large --out FOLDER

A round measures each row once, in an order that turns, so that what else the machine does falls on all alike. CPU is
the processor time of whole processes; calls of functions, by cProfile, are what no busy machine changes. Samples are
kept in FOLDER/bench.json: a later run adds to those of the same commit.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import synthetic
from loopback import loopback
from tell import told

if TYPE_CHECKING:
    from collections.abc import Callable

    Samples = dict[str, list[float]]

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FEW, CHECKED, MANY = 108, 408, 1_608
#: Articles of other people, beside the checkout; the row is left out where they are not.
REAL = ROOT.parent / "shared" / "honest" / "articles"
_TEXT = "Reparaturen\n\nDie Direktorin kam am Dienstag nach Rabat. Das Treffen dauerte zwei Tage.\n"


class Bench:
    """One run of measurements, with its scratch folder and its loopback model."""

    def __init__(self, scratch: Path, base: str) -> None:
        self.scratch, self.base = scratch, base
        self.samples: Samples = {}
        self._number = 0

    def add(self, key: str, value: float) -> None:
        """Keep a sample, and say it."""
        self.samples.setdefault(key, []).append(round(value, 4))
        print(f"  {key}: {value:.3f}", flush=True)

    def _child(self, *command: str) -> tuple[str, float]:
        """What a process printed, and its CPU seconds."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.scratch, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\n{done.stdout[-500:]}\n{done.stderr[-2000:]}")
        return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def _figures(self, program: str, *given: str) -> dict[str, Any]:
        out, _ = self._child(sys.executable, str(HERE / program), *given)
        found: dict[str, Any] = json.loads(out.splitlines()[-1])
        return found

    def _day(self, count: int, *more: str) -> tuple[dict[str, Any], Path]:
        self._number += 1
        output = self.scratch / f"{count}-{self._number}"
        file = self.scratch / f"{count}.jsonl"
        if not file.exists():
            synthetic.write(self.scratch, count)
        return self._figures("day.py", str(file), str(output), self.base, *more), output

    def tokens(self) -> None:
        """Tokens against the floor."""
        self._child("briefing", "demo", "-o", str(self.scratch / "demo"))
        run = self.scratch / "demo" / "demo" / "2026-11-20" / "run.json"
        found = self._figures("calls.py", "tokens", str(run), *([str(REAL)] if REAL.is_dir() else []))
        for key, value in found.items():
            self.add(f"tokens-{key}", value)

    def gateway(self) -> None:
        """Function calls of a request."""
        found = self._figures("calls.py", "gateway")
        for name, key in (("compatible", "own"), ("openai", "sdk")):
            for which in ("all", "python"):
                self.add(f"calls-{key}-{which}", found[f"{name}-{which}"])

    def rates(self) -> None:
        """The gateway's rate against raw aiohttp's, on one core where it can be had."""
        pinned = ["taskset", "-c", "0"] if shutil.which("taskset") else []
        for concurrent, delay in ((64, 0.05), (256, 0.5)):
            given = ["--only-ours", "--rounds", "1", "--calls", str(8 * concurrent)]
            given += ["--concurrent", str(concurrent), "--delay", str(delay)]
            out, _ = self._child(*pinned, sys.executable, str(HERE.parent / "gateway.py"), *given)
            for name, key in (("own client", "own"), ("openai SDK", "sdk")):
                cells = next(line for line in out.splitlines() if f"briefing, {name} |" in line).split("|")
                self.add(f"rate-{key}-{concurrent}", float(cells[4]))

    def few(self) -> None:
        """A day of a hundred articles, and the same again."""
        found, output = self._day(FEW)
        self.add("cpu-few", 1000 * found["run"] / FEW)
        self.add("memory-few", found["memory"])
        again, cpu = self._child(
            sys.executable, str(HERE / "day.py"), str(self.scratch / f"{FEW}.jsonl"), str(output), self.base
        )
        assert '"code": 0' in again
        self.add("again", FEW / cpu)

    def counted(self) -> None:
        """Function calls of such a day."""
        import pstats  # noqa: PLC0415

        file = self.scratch / "profile"
        self._day(FEW, "--profile", str(file))
        self.add("calls-few", pstats.Stats(str(file)).total_calls / FEW)  # type: ignore[attr-defined]

    def checked(self) -> None:
        """A finished day of four hundred, checked."""
        made = self.scratch / f"made-{CHECKED}"
        if not made.exists():
            self._day(CHECKED)[1].rename(made)
        _, cpu = self._child("briefing", "check", str(made / "2026-11-20"))
        self.add("check", cpu)

    def many(self) -> None:
        """A large day: once a run, for it takes longer than all else."""
        found, _ = self._day(MANY)
        self.add("cpu-many", 1000 * found["run"] / MANY)
        self.add("memory-many", found["memory"])

    def pages(self) -> None:
        """Reading."""
        self.add("read", self._figures("calls.py", "read", "60")["ms"])

    def replayed(self) -> None:
        """Replays by the size of the recording."""
        for exchanges in (100, 1_000, 10_000):
            self.add(f"replay-{exchanges}", self._figures("calls.py", "replay", str(exchanges))["ms"])

    def starts(self) -> None:
        """Commands, against the bare start of an interpreter."""
        file = self.scratch / "text.txt"
        file.write_text(_TEXT, encoding="utf-8")
        bare = statistics.median(self._child(sys.executable, "-c", "pass")[1] for _ in range(5))
        self.add("start-help", self._child("briefing", "--help")[1] / bare)
        self.add("start-read", self._child("briefing", "read", str(file))[1] / bare)
        article, cassette = self.scratch / "one.txt", self.scratch / "one.json"
        command = ["briefing", "summarize", str(article), "--model", "m", "--cassette", str(cassette)]
        if not cassette.exists():
            article.write_text(list(synthetic.Copy(0).articles())[-1], encoding="utf-8")
            self._child("env", f"BRIEFING_API_BASE={self.base}", *command, "--record", "once")
        self.add("start-summarize", self._child("env", f"BRIEFING_API_BASE={self.base}", *command)[1])


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", action="store_true", help="a day of 1,608 articles as well, in the last round")
    parser.add_argument("--only", metavar="NAMES", help="of these rows' measurements alone, by method: few,pages,…")
    parser.add_argument("--out", type=Path, default=ROOT / "outputs", metavar="FOLDER")
    given = parser.parse_args()
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    names = ["tokens", "gateway", "rates", "few", "counted", "checked", "pages", "replayed", "starts"]
    if given.only:
        names = given.only.split(",")
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, loopback() as base:
        bench = Bench(Path(scratch), base)
        for number in range(given.rounds):
            print(f"round {number + 1} of {given.rounds}", flush=True)
            turned = names[number % len(names) :] + names[: number % len(names)]
            for name in turned:
                measure: Callable[[], None] = getattr(bench, name)
                measure()
        if given.large:
            bench.many()
    kept = _kept(given.out / "bench.json", bench.samples)
    told(kept, ROOT / "docs")


def _kept(file: Path, samples: Samples) -> dict[str, Any]:
    """The samples of this commit, those of before with them, and the machine."""
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False).stdout
    before = json.loads(file.read_text()) if file.exists() else {}
    if before.get("commit") == commit.strip():
        for key, values in before["samples"].items():
            samples[key] = [*values, *samples.get(key, [])]
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text()) if os.name == "posix" else None
    machine = f"{os.cpu_count()} cores{f' ({cpu.group(1)})' if cpu else ''}, Python {sys.version.split()[0]}"
    load = f"load {os.getloadavg()[2]:.1f} over the last quarter of an hour"
    kept = {"commit": commit.strip(), "machine": f"{machine}, {load}", "samples": samples}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(kept, indent=1) + "\n")
    return kept


if __name__ == "__main__":
    main()
