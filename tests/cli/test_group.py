"""`briefing group`: what a person decides about the grouping holds from the next run on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import briefing, results, write_articles
from honest_model import honest
from hostile_server import HostileServer


@pytest.fixture
def server():
    write_articles(Path("in"), 6, events=2)
    with HostileServer(honest) as server:
        assert run(server).returncode == 0
        yield server


def run(server):
    return briefing("run", "in", "--date", "2026-11-20", server=server)


def stories() -> list[list[str]]:
    """Numbers of the articles of each story, as their files are called."""
    value = json.loads(Path("outputs/2026-11-20/briefing.json").read_text())
    origin = {report["article"]["id"]: report["article"]["origin"] for report in value["reports"]}
    return sorted(sorted(Path(origin[a]).stem[-1] for a in story["articles"]) for story in value["stories"])


def ids() -> dict[str, str]:
    value = json.loads(Path("outputs/2026-11-20/briefing.json").read_text())
    return {Path(r["article"]["origin"]).stem[-1]: r["article"]["id"] for r in value["reports"]}


def test_a_wrong_merge_is_undone_for_good_and_only_its_stories_are_written_anew(server):
    assert stories() == [["0", "2", "4"], ["1", "3", "5"]]
    before = len(server.arrivals)
    done = briefing("group", "--split", ids()["2"], ids()["4"][:6])
    assert done.returncode == 0, done.stderr
    assert "decision 1: split" in done.stdout
    assert len(server.arrivals) == before
    assert run(server).returncode == 0
    assert stories() == [["0"], ["1", "3", "5"], ["2", "4"]]
    kinds = [a.body["response_format"]["json_schema"]["name"] for a in server.arrivals[before:]]
    assert sorted(kinds) == ["StoryReply", "SummaryReply"]
    same = results(Path("outputs/2026-11-20"))
    assert run(server).returncode == 0
    assert results(Path("outputs/2026-11-20")) == same
    assert len(server.arrivals) == before + 2


def test_a_merge_joins_two_stories_and_undoing_it_costs_nothing(server):
    before = results(Path("outputs/2026-11-20"))
    assert briefing("group", "--merge", ids()["0"], ids()["1"]).returncode == 0
    assert run(server).returncode == 0
    assert stories() == [["0", "1", "2", "3", "4", "5"]]
    calls = len(server.arrivals)
    assert briefing("group", "--undo", "1").returncode == 0
    assert run(server).returncode == 0
    assert results(Path("outputs/2026-11-20")) == before
    assert len(server.arrivals) == calls


def test_the_list_shows_stories_their_articles_and_the_decisions(server):
    briefing("group", "--split", ids()["0"])
    shown = briefing("group").stdout
    assert all(of in shown for of in ids().values())
    assert f"decision 1: split {ids()['0']} | " in shown


@pytest.mark.parametrize(
    "arguments", [["--split"], ["--merge", "--split", "abcd"], ["abcd"], ["--undo", "1", "abcd"], ["--split", "ffff"]]
)
def test_what_makes_no_sense_ends_with_two_and_changes_nothing(server, arguments):
    done = briefing("group", *arguments)
    assert done.returncode == 2
    assert not Path("outputs/ledger.grouping.json").exists()


def test_a_damaged_file_of_decisions_stops_the_run_before_it_costs(server):
    Path("outputs/ledger.grouping.json").write_text("{")
    calls = len(server.arrivals)
    done = run(server)
    assert done.returncode == 2
    assert "ledger.grouping.json" in done.stderr
    assert len(server.arrivals) == calls
