"""Record and replay: byte-true, nothing secret, and a changed request never gets an old answer."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from briefing.llm.cassette import _digest, _Serializer, cassette, patch_clients, unused_of
from briefing.prompting.templates import shipped_folder
from command import briefing, results, start, write_articles
from honest_model import answer, honest
from hostile_server import Delivery, HostileServer, error, reply, server_error, unknown_model
from provider_manners import all_at_once

CANARY = "sk-" + "canary0123456789"


@pytest.fixture
def recorded():
    """A cassette of a whole run, and the run's results."""
    write_articles(Path("in"), 3)
    with HostileServer(lambda a: honest(a).with_headers({"set-cookie": CANARY, "x-request-id": CANARY})) as server:
        done = briefing(
            "run", "in", "--date", "2026-11-20", "-o", "live", "--cassette", "c.json", "--record", "once",
            server=server, OPENAI_API_KEY=CANARY,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert any(CANARY in str(arrival.headers) for arrival in server.arrivals)
    return results(Path("live/2026-11-20"))


def replay(*more: str, **environment: str):
    environment = {"BRIEFING_API_BASE": "http://127.0.0.1:9/v1"} | environment
    return briefing("run", "in", "--date", "2026-11-20", "-o", "again", "--cassette", "c.json", *more, **environment)


def test_a_replay_needs_no_server_and_gives_the_same_bytes(recorded):
    done = replay()
    assert done.returncode == 0, done.stderr
    assert results(Path("again/2026-11-20")) == recorded


def test_nothing_secret_is_kept(recorded):
    assert CANARY not in Path("c.json").read_text()
    everything = b"".join(path.read_bytes() for path in Path("live").rglob("*") if path.is_file())
    assert CANARY.encode() not in everything


def test_text_stays_readable_and_as_it_was():
    text = "مُحَمَّد \u00adé e\u0301 “x”"
    body = json.dumps({"messages": [{"content": text}]}, ensure_ascii=False)
    exchange = {
        "request": {"method": "POST", "uri": "http://h/v1/chat/completions", "body": body, "headers": {}},
        "response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": body.encode()}},
    }
    kept = _Serializer.serialize({"interactions": [exchange]})
    assert text.replace('"', '\\"') in kept
    back = _Serializer.deserialize(kept)["interactions"][0]["response"]["body"]["string"]
    assert json.loads(back) == json.loads(body)


def test_recordings_are_sorted_so_that_a_new_one_is_the_same_file(recorded):
    first = Path("c.json").read_bytes()
    with HostileServer(honest) as server:
        replay("--record", "all", BRIEFING_API_BASE=server.base_url)
    assert _without_time(Path("c.json").read_bytes()) == _without_time(first)


def _without_time(content: bytes) -> object:
    value = json.loads(content)
    for exchange in value["exchanges"]:
        exchange["response"]["body"].pop("created", None)
        exchange["response"]["body"].pop("id", None)
    return value


def test_a_changed_request_fails_naming_the_prompt_and_what_differs(recorded):
    Path("in/000.txt").write_text("Ereignis0 in Rabat am Mittwoch\n\nDie Direktorin kam.\n")
    done = replay()
    assert done.returncode == 2
    assert "no recording of this request" in done.stderr
    assert "in/000.txt" in done.stderr
    assert "differs at character" in done.stderr


def test_a_changed_prompt_fails_too(recorded, repository):
    Path("own").mkdir()
    shipped = (repository / "prompts" / "group.j2").read_text(encoding="utf-8")
    Path("own/group.j2").write_text(shipped.replace("You sort", "You shall sort"), encoding="utf-8")
    done = replay("--prompts", "own")
    assert done.returncode == 2
    assert "group of 3 articles" in done.stderr


def test_another_model_fails_too(recorded):
    done = replay("--model", "other")
    assert done.returncode == 2
    assert "model differs" in done.stderr


def test_a_missing_cassette_is_named():
    write_articles(Path("in"), 1)
    done = replay()
    assert done.returncode == 2
    assert "c.json: no such file" in done.stderr


def test_a_file_that_is_no_cassette_is_left_alone():
    write_articles(Path("in"), 1)
    Path("c.json").write_text("{}")
    assert replay("--record", "all").returncode == 2
    assert Path("c.json").read_text() == "{}"


@pytest.mark.skipif(os.environ.get("BRIEFING_NO_LITELLM") == "1", reason="litellm takes seconds to import")
@pytest.mark.slow
def test_litellm_replays_too():
    write_articles(Path("in"), 1)
    with HostileServer(honest) as server:
        done = briefing("summarize", "in/000.txt", "--cassette", "l.json", "--record", "once",
                        server=server, BRIEFING_MODEL="hosted_vllm/m")  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert len(server.arrivals) == 3
    with HostileServer(server_error()) as server:
        done = briefing(
            "summarize", "in/000.txt", "--cassette", "l.json", server=server, BRIEFING_MODEL="hosted_vllm/m"
        )
        assert done.returncode == 0, done.stderr
        assert not server.arrivals


def test_a_recording_that_met_an_error_is_not_trusted():
    write_articles(Path("in"), 2)
    with HostileServer(
        lambda a: reply("no json") if "Person1" in a.body["messages"][1]["content"] else honest(a)
    ) as server:
        done = briefing("run", "in", "--cassette", "c.json", "--record", "once", server=server)
    assert done.returncode == 1


def test_what_a_recording_learned_of_its_model_its_replay_knows():
    write_articles(Path("in"), 3)
    with HostileServer(all_at_once(None)) as server:
        done = briefing("run", "in", "--date", "2026-11-20", "-o", "live", "--cassette", "c.json", "--record", "once",
                        server=server, BRIEFING_TEMPERATURE="0")  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert "Set structured" in done.stderr
    for concurrent in ("1", "8"):
        done = replay(BRIEFING_TEMPERATURE="0", BRIEFING_CONCURRENCY=concurrent)
        assert done.returncode == 0, done.stderr
        assert results(Path("again/2026-11-20")) == results(Path("live/2026-11-20"))
        assert "Set structured" in done.stderr


# ── recording anew ───────────────────────────────────────────────────────────────────────────────


def record_all(server: HostileServer | None, **environment: str):
    return briefing(
        "run", "in", "--date", "2026-11-20", "-o", "again", "--cassette", "c.json", "--record", "all",
        server=server, **{"BRIEFING_ATTEMPTS": "1"} | environment,
    )  # fmt: skip


def test_a_recording_that_is_whole_takes_the_old_ones_place(recorded):
    before = Path("c.json").read_text()
    with HostileServer(lambda a: honest(a).with_headers({"retry-after": "7"})) as server:
        assert record_all(server).returncode == 0
    assert "retry-after" in Path("c.json").read_text().casefold()
    assert before != Path("c.json").read_text()
    assert not list(Path().glob("c.json.*"))


def _dies_after_one():
    answered = []

    def script(arrival):
        answered.append(arrival)
        return honest(arrival) if len(answered) == 1 else honest(arrival).sent(Delivery.RESET)

    return script


@pytest.mark.parametrize("script", [None, lambda a: honest(a).sent(Delivery.RESET), _dies_after_one()])
def test_the_old_recording_stays_where_the_server_is_gone_or_goes(recorded, script):
    before = Path("c.json").read_bytes()
    if script is None:
        done = record_all(None, BRIEFING_API_BASE="http://127.0.0.1:9/v1")
    else:
        with HostileServer(script) as server:
            done = record_all(server)
    assert done.returncode != 0
    assert "c.json" in done.stderr
    assert "is unchanged" in done.stderr
    assert Path("c.json").read_bytes() == before


def test_the_old_recording_stays_without_a_key_and_where_the_run_is_stopped(recorded):
    before = Path("c.json").read_bytes()
    assert record_all(None, BRIEFING_MODEL="gpt-5-mini").returncode == 2
    assert Path("c.json").read_bytes() == before
    with HostileServer(lambda _: error(401, "no such key")) as server:
        assert record_all(server).returncode == 2
    assert Path("c.json").read_bytes() == before


def test_the_old_recording_stays_after_a_kill_at_any_moment(recorded):
    before = Path("c.json").read_bytes()
    with HostileServer(lambda a: honest(a).after(0.2)) as server:
        child = start("run", "in", "-o", "again", "--cassette", "c.json", "--record", "all", server=server)
        server.wait_for(1, 60)
        child.kill()
        child.wait()
    assert Path("c.json").read_bytes() == before


# ── only what is missing ─────────────────────────────────────────────────────────────────────────


def run_new(server, *more: str, prompts: str | None = None):
    extra = ("--prompts", prompts) if prompts else ()
    return briefing(
        "run", "in", "--date", "2026-11-20", "-o", "new", "--cassette", "c.json", "--record", "new", *extra, *more,
        server=server,
    )  # fmt: skip


def changed_prompt(name: str) -> str:
    Path("own").mkdir(exist_ok=True)
    source = (shipped_folder() / f"{name}.j2").read_text(encoding="utf-8")
    Path("own", f"{name}.j2").write_text(source.replace("{% block system %}", "{% block system %}\nCarefully:\n", 1))
    return "own"


def test_new_asks_nothing_where_everything_is_recorded(recorded):
    before = Path("c.json").read_bytes()
    with HostileServer(honest) as server:
        assert run_new(server).returncode == 0
        assert server.arrivals == []
    assert Path("c.json").read_bytes() == before


@pytest.mark.parametrize("name", ["translate", "extract", "summarize"])
def test_new_asks_exactly_what_a_changed_prompt_asks_and_drops_what_it_asked_before(recorded, name):
    with HostileServer(honest) as server:
        done = run_new(server, prompts=changed_prompt(name))
        assert done.returncode == 0, done.stderr
        asked = {a.body["response_format"]["json_schema"]["name"] for a in server.arrivals}
        count = len(server.arrivals)
    assert asked == {{"translate": "TranslationReply", "extract": "ExtractionReply", "summarize": "SummaryReply"}[name]}
    exchanges = json.loads(Path("c.json").read_text(encoding="utf-8"))["exchanges"]
    kinds = [e["request"]["body"]["response_format"]["json_schema"]["name"] for e in exchanges]
    assert kinds.count(asked.pop()) == count == 3
    assert replay("--prompts", "own").returncode == 0
    assert replay().returncode == 2  # the old prompt's replies are gone


def test_new_asks_again_what_rests_on_a_changed_reply(recorded):
    def otherwise(arrival):
        return reply(answer(arrival.body).replace("Something is said", "Something else is said"))

    with HostileServer(otherwise) as server:
        assert run_new(server, prompts=changed_prompt("extract")).returncode == 0
        asked = {a.body["response_format"]["json_schema"]["name"] for a in server.arrivals}
    # Claims go into grouping; translations rest on articles alone, and stories on articles, names, dates and sources.
    assert asked == {"ExtractionReply", "GroupingReply"}


def test_what_a_stopped_run_did_not_come_to_is_kept(recorded):
    count = len(json.loads(Path("c.json").read_text(encoding="utf-8"))["exchanges"])
    with HostileServer(unknown_model()) as server:
        assert run_new(server, prompts=changed_prompt("translate")).returncode == 2
    # The refused calls are recorded too.
    after = json.loads(Path("c.json").read_text(encoding="utf-8"))["exchanges"]
    assert len(after) > count


def test_keep_drops_nothing_and_goes_with_new_alone(recorded):
    count = len(json.loads(Path("c.json").read_text(encoding="utf-8"))["exchanges"])
    with HostileServer(honest) as server:
        assert run_new(server, "--keep", prompts=changed_prompt("translate")).returncode == 0
    assert len(json.loads(Path("c.json").read_text(encoding="utf-8"))["exchanges"]) == count + 3
    assert replay().returncode == 0
    assert "--keep requires --record new" in replay("--keep").stderr


def test_the_same_exchanges_recorded_again_are_the_same_bytes(recorded):
    before = Path("c.json").read_bytes()
    with HostileServer(honest) as server:
        done = briefing(
            "run", "in", "--date", "2026-11-20", "-o", "x", "--cassette", "d.json", "--record", "all", server=server
        )
    assert done.returncode == 0
    assert Path("d.json").read_bytes() == before


def test_a_replay_knows_what_it_did_not_use(recorded):
    Path("in/000.txt").unlink()
    replay()
    left = unused_of(Path("c.json"))
    assert sorted({name.split()[0] for name in left}) >= ["ExtractionReply"]


@pytest.mark.parametrize("count", [50, 1_000])
def test_looking_up_a_recording_compares_it_with_no_other(tmp_path, monkeypatch, count):
    """Digests computed for a play don't grow with the cassette."""
    body = {"model": "m", "messages": [{"role": "user", "content": "?"}]}
    exchanges = [
        {"digest": f"{n:05}", "request": {"method": "POST", "path": "/v1/chat/completions", "body": body | {"seed": n}},
         "response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"choices": []}}}
        for n in range(count)
    ]  # fmt: skip
    (tmp_path / "big.json").write_text(json.dumps({"version": 1, "exchanges": exchanges}))
    with cassette(tmp_path / "big.json"):
        import urllib.request

        patch_clients()

        calls = []
        from briefing.llm.cassette_index import IndexedCassette

        monkeypatch.setattr(IndexedCassette, "digest_of", staticmethod(lambda r: calls.append(1) or _digest(r)))
        ask = urllib.request.Request(
            "http://127.0.0.1:9/v1/chat/completions", json.dumps(body | {"seed": count - 1}).encode(), method="POST"
        )
        urllib.request.urlopen(ask).read()
    assert len(calls) < 10
