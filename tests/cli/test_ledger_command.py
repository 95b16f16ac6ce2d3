"""`briefing ledger`: runs, what they cost, what stopped them, what failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from command import briefing
from hostile_server import HostileServer, out_of_quota, unauthorized, unknown_model


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(unauthorized(), "AuthFailed"), (unknown_model("m"), "UnknownModel"), (out_of_quota(), "QuotaSpent")],
)
def test_what_stopped_a_run_with_two_calls_under_way_is_shown(fault, kind):
    Path("in").mkdir()
    for n in range(3):
        Path(f"in/{n}.txt").write_text(f"Rat {n} traf sich.\n\nAm {n + 1}. Mai.", encoding="utf-8")
    with HostileServer(fault.after(0.2)) as server:
        run = briefing("run", "in", server=server)
    assert run.returncode == 2
    shown = briefing("ledger").stdout.splitlines()
    assert shown[1].split()[-1] == str(sum(kind in line for line in shown)) != "0"
    assert shown[2].startswith("  stopped: ")
    assert run.stderr.strip().endswith(shown[2].removeprefix("  stopped: "))


def test_each_run_is_shown_with_the_day_it_made():
    Path("in").mkdir()
    Path("in/0.txt").write_text("Rat traf sich.\n\nAm 1. Mai.", encoding="utf-8")
    with HostileServer(unauthorized()) as server:
        briefing("run", "in", "--date", "2026-11-20", server=server)
    head, run, *_ = briefing("ledger").stdout.splitlines()
    assert head.split()[:3] == ["run", "day", "started"]
    assert run.split()[1] == "2026-11-20"
