"""`briefing check --verify`: a finished day, read once more by the auditor's own model."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from briefing.api.proof.prove import prove_records
from coherent_places import forge
from command import briefing, trust, write_articles
from honest_model import answer
from hostile_server import Arrival, HostileServer, answer_json, reply

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path("outputs/2026-11-20")
FORGED = "Nobody came, and all is quiet in the south."


def text_of(arrival: Arrival) -> str:
    return str(arrival.body["messages"][1]["content"])


def reader(objects: Callable[[str], bool] = lambda _: False) -> Callable[[Arrival], Any]:
    """An honest model, whose second reader objects to what it is told to object to."""

    def act(arrival: Arrival) -> Any:
        told = json.loads(answer(arrival.body))
        if arrival.body["response_format"]["json_schema"]["name"] == "VerifyReply":
            asked = {int(n): t for n, t in re.findall(r"^(\d+)\. (?:\([^)]*\) )?(.*)$", text_of(arrival), re.MULTILINE)}
            wrong = [n for n, text in asked.items() if objects(text)]
            told["supported"] = [n for n in asked if n not in wrong]
            told["objections"] = [
                {"n": n, "verdict": "not supported", "words": asked[n].split(",")[0], "against": [], "kind": "added",
                 "why": "It says nothing of the kind."} for n in wrong
            ]  # fmt: skip
        return reply(answer_json(told))

    return act


@pytest.fixture(autouse=True)
def made() -> None:
    write_articles(Path("in"), 3, events=2)
    with HostileServer(reader()) as server:
        done = briefing("run", "in", "--date", "2026-11-20", server=server, BRIEFING_VERIFY="shown")
    assert done.returncode == 0, done.stderr


def check(server: HostileServer | None, *flags: str, **environment: str):
    return briefing("check", str(FOLDER), "--verify", *flags, server=server, **environment)


def test_a_day_without_objections_passes_and_what_it_costs_is_told_before():
    with HostileServer(reader()) as server:
        done = check(server)
    assert done.returncode == 0, done.stdout
    assert "0 objections, 0 not read" in done.stdout
    assert re.search(r"m reads \d+ statements of 2 stories in about 2 calls: about \d+ tokens", done.stderr)
    assert "second reader: m" in done.stdout


def test_a_sentence_that_every_string_fits_is_named_with_its_place_and_its_words():
    def change(values: dict[str, Any]) -> str:
        values["stories"][0]["sentences"][0]["text"] = FORGED
        return "stories.0.sentences.0"

    place = forge(FOLDER, change)
    assert prove_records(FOLDER).faults == ()
    with HostileServer(reader(lambda text: FORGED in text)) as server:
        done = check(server)
    assert done.returncode == 1
    assert f"OBJECTION {place}: “Nobody came”: not supported (added): It says nothing of the kind." in done.stdout
    assert "1 objections, 0 not read" in done.stdout


def test_the_auditors_own_model_reads_and_the_one_that_is_named_first_of_all():
    Path("briefing.toml").write_text('model = "writer"\n[models]\nverify = "auditor"\n', encoding="utf-8")
    trust()
    with HostileServer(reader()) as server:
        assert check(server, BRIEFING_MODEL="").returncode == 0
        assert {each.body["model"] for each in server.arrivals} == {"auditor"}
    with HostileServer(reader()) as server:
        assert check(server, "--model", "named", BRIEFING_MODEL="").returncode == 0
        assert {each.body["model"] for each in server.arrivals} == {"named"}


def test_a_dry_run_sends_nothing_and_nothing_is_sent_unless_it_is_asked_for():
    with HostileServer(reader()) as server:
        done = check(server, "--dry-run")
        assert done.returncode == 0
        assert "estimate" in done.stderr
        assert briefing("check", str(FOLDER), server=server).returncode == 0
        assert briefing("check", str(FOLDER), "--model", "m", server=server).returncode == 2
        assert server.arrivals == []


def test_it_is_recorded_and_replayed():
    with HostileServer(reader(lambda text: "Something happened" in text)) as server:
        first = check(server, "--cassette", "check.json", "--record", "once")
    again = check(None, "--cassette", "check.json")
    assert first.returncode == again.returncode == 1
    assert [line for line in first.stdout.splitlines() if line.startswith("OBJECTION")] == [
        line for line in again.stdout.splitlines() if line.startswith("OBJECTION")
    ]


def test_a_rerun_asks_nothing():
    with HostileServer(reader()) as server:
        check(server)
        before = len(server.arrivals)
        assert check(server).returncode == 0
        assert len(server.arrivals) == before > 0


def test_what_could_not_be_read_is_named_and_ends_with_1():
    with HostileServer(lambda _: reply("no JSON at all")) as server:
        done = check(server)
    assert done.returncode == 1
    assert "NOT READ stories.0: wasn't read a second time" in done.stdout
    assert "second reader: none answered" in done.stdout
