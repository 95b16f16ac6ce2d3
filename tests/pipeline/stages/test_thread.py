"""Two days and more: stories that go on are tied to what was told before, at no cost the second time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import briefing, results, write_articles
from honest_model import answer, articles_in, honest
from hostile_server import Arrival, HostileServer, refusal, reply

STAGE = "ThreadReply"


def calls(server: HostileServer) -> list[str]:
    return [a.body["response_format"]["json_schema"]["name"] for a in server.arrivals]


def telling(arrival: Arrival):
    """The honest model, where each story tells its own event: equal stories are one question and one answer."""
    value = json.loads(answer(arrival.body))
    if "headline" in value:
        (_, first), *_ = articles_in(arrival.body["messages"][1]["content"])[0][1]
        for sentence in (value["headline"], *value["sentences"]):
            sentence["text"] = f"{first.split()[0]} in Rabat happened."
    return reply(json.dumps(value, ensure_ascii=False))


def day(date: str) -> dict:
    return json.loads(Path(f"outputs/{date}/briefing.json").read_text(encoding="utf-8"))


def run(date: str, server: HostileServer, *more: str):
    return briefing("run", "in", "--date", date, *more, server=server)


@pytest.fixture
def server():
    write_articles(Path("in"), 4)
    with HostileServer(telling) as running:
        yield running


def test_the_first_day_asks_nothing_and_the_second_ties_each_story_to_its_own(server):
    assert run("2026-11-20", server).returncode == 0
    assert STAGE not in calls(server)
    done = run("2026-11-21", server)
    assert done.returncode == 0, done.stderr
    assert all(story["continues"] is None for story in day("2026-11-20")["stories"])
    before = {s["id"]: (n, s) for n, s in enumerate(day("2026-11-20")["stories"], start=1)}
    for story in day("2026-11-21")["stories"]:
        link = story["continues"]
        number, old = before[link["story"]]
        assert (link["date"], link["number"], link["headline"]) == ("2026-11-20", number, old["headline"]["text"])
        assert old["event"] == story["event"]
        assert link["story"] == story["id"]
        assert [each["kind"] for each in link["sentences"]] == ["repeated"]
    manifest = json.loads(Path("outputs/2026-11-21/run.json").read_text())
    assert manifest["stages"]["thread"]["calls"] == calls(server).count(STAGE) == 3


def test_a_second_run_of_the_second_day_makes_no_call_and_gives_the_same_bytes(server):
    run("2026-11-20", server)
    run("2026-11-21", server)
    before, count = results(Path("outputs/2026-11-21")), len(server.arrivals)
    # A later day on disk changes nothing for an earlier one.
    run("2026-11-22", server)
    count = len(server.arrivals)
    assert run("2026-11-21", server).returncode == 0
    assert len(server.arrivals) == count
    assert results(Path("outputs/2026-11-21")) == before


def test_days_beyond_the_setting_and_none_at_all_are_not_looked_at(server, monkeypatch):
    run("2026-11-20", server)
    run("2026-11-28", server)
    assert STAGE not in calls(server)
    monkeypatch.setenv("BRIEFING_THREAD_DAYS", "0")
    run("2026-11-21", server)
    assert STAGE not in calls(server)


def test_a_call_without_an_answer_leaves_the_story_whole_and_says_so():
    write_articles(Path("in"), 1)
    with HostileServer(lambda a: refusal() if STAGE in str(a.body["response_format"]) else honest(a)) as server:
        run("2026-11-20", server)
        done = run("2026-11-21", server)
    assert done.returncode == 0
    assert "could not be compared with the days before" in done.stderr
    (story,) = day("2026-11-21")["stories"]
    assert story["continues"] is None
    assert [flag["code"] for flag in story["flags"]] == ["thread-not-compared"]
    assert "could not be compared" in Path("outputs/2026-11-21/briefing.md").read_text()


def test_a_reply_that_leaves_a_sentence_out_is_mended_once_and_never_shown():
    write_articles(Path("in"), 1)
    bad = '{"earlier": [{"story": "B1", "continues": true}], "sentences": []}'
    with HostileServer(lambda a: reply(bad) if STAGE in str(a.body["response_format"]) else honest(a)) as server:
        run("2026-11-20", server)
        run("2026-11-21", server)
    assert calls(server)[-2:] == [STAGE, f"{STAGE}Patch"]
    assert day("2026-11-21")["stories"][0]["continues"] is None


def test_a_damaged_day_is_named_and_takes_nothing_with_it(server):
    run("2026-11-19", server)
    run("2026-11-20", server)
    Path("outputs/2026-11-20/briefing.json").write_text("{")
    done = run("2026-11-21", server)
    assert done.returncode == 0
    value = day("2026-11-21")
    assert any("2026-11-20" in notice and "damaged" in notice for notice in value["notices"])
    assert {story["continues"]["date"] for story in value["stories"]} == {"2026-11-19"}


def test_a_dry_run_counts_the_thread_only_where_there_are_days_before(server):
    assert "thread" not in run("2026-11-20", server, "--dry-run").stdout
    run("2026-11-20", server)
    assert "thread" in run("2026-11-21", server, "--dry-run").stdout


def test_a_recording_knows_no_days_before(server):
    run("2026-11-20", server)
    done = run("2026-11-21", server, "--cassette", "day.json", "--record", "once")
    assert done.returncode == 0, done.stderr
    assert STAGE not in calls(server)
    Path("outputs/2026-11-20/briefing.json").unlink()
    assert run("2026-11-21", server, "--cassette", "day.json").returncode == 0


def test_the_audit_sees_a_sentence_that_was_made_known_afterwards(server):
    run("2026-11-20", server)
    run("2026-11-21", server)
    assert briefing("check", "outputs/2026-11-21").returncode == 0
    path = Path("outputs/2026-11-21/briefing.json")
    value = day("2026-11-21")
    elsewhere = value["stories"][0]["continues"]["sentences"][0]["old"] | {"story": "another"}
    for change in (
        *({"was": "words of nobody"}, {"now": "words of nobody"}, {"kind": "new"}, {"n": 7}),
        {"old": elsewhere},
    ):
        changed = json.loads(json.dumps(value))
        changed["stories"][0]["continues"]["sentences"][0] |= change
        path.write_text(json.dumps(changed), encoding="utf-8")
        done = briefing("check", "outputs/2026-11-21")
        assert done.returncode == 1, change
        assert "continues" in done.stdout
