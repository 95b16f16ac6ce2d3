"""`briefing doctor`: one request in a provider's own manner, and what came of it."""

from __future__ import annotations

import json

import pytest

from command import briefing
from hostile_server import HostileServer, answer_json, error, rate_limited, reply, unauthorized, unknown_model
from provider_manners import REFUSALS, all_at_once, chat, refusing

READY = answer_json({"ready": True, "word": "house"})


def report(server: HostileServer | None, *arguments: str, **environment: str) -> tuple[int, dict]:
    done = briefing("doctor", "--json", *arguments, server=server, **environment)
    found = json.loads(done.stdout)
    assert found["exit_code"] == done.returncode
    return done.returncode, found


def test_a_model_that_is_ready_is_asked_once_and_the_host_is_named_with_what_it_sees():
    with HostileServer(reply(READY, usage={"prompt_tokens": 50, "completion_tokens": 9})) as server:
        code, found = report(server)
        done = briefing("doctor", server=server)
    assert code == 0
    (model,) = found["models"]
    assert (model["verdict"], model["answered_by"], model["prompt_tokens"]) == ("ready", "m", 50)
    assert model["endpoint"] == server.base_url
    assert "articles" in model["texts"]
    assert len(server.arrivals) == 2, "one for each of the two commands"
    assert done.returncode == 0
    assert server.base_url in done.stdout
    assert "m: ready" in done.stdout


def test_what_was_adapted_is_reported_with_the_settings_that_avoid_finding_it_out_again():
    with HostileServer(all_at_once(READY)) as server:
        code, found = report(server, BRIEFING_TEMPERATURE="0")
    (model,) = found["models"]
    assert code == 0
    assert model["settings"] == {"structured": "prompt", "output_tokens": 4096}
    assert (model["structured"], model["output_tokens"]) == ("prompt", 4096)
    assert len(model["adapted"]) == 5


@pytest.mark.parametrize(
    ("action", "code", "told"),
    [
        (unauthorized(), 2, "Check the key"),
        (unknown_model("m"), 2, "--model"),
        (error(402, "no money"), 2, "billing"),
        (error(400, "This model was retired"), 2, "retired"),
        (reply("I am ready!"), 2, "JSON"),
        (reply(READY, model="gpt-4o"), 0, ""),
        (chat({"content": "", "reasoning_content": READY}), 2, "reasoning_content"),
        (rate_limited("7"), 1, "Rate limit"),
        (error(503, "overloaded"), 1, "overloaded"),
    ],
    ids=["key", "model", "money", "retired", "no JSON", "a local file's name", "reasoning", "busy", "down"],
)
def test_what_is_wrong_has_its_words_and_its_exit_code_after_one_call(action, code, told):
    with HostileServer(action) as server:
        found_code, found = report(server)
    assert found_code == code
    assert told in found["models"][0]["problem"]
    assert len(server.arrivals) == 1


def test_each_model_of_the_settings_is_asked_once_and_the_worst_counts():
    def script(arrival):
        return unknown_model("n") if arrival.body["model"] == "n" else reply(READY)

    with HostileServer(script) as server:
        code, found = report(server, "--fallback", "n")
    assert code == 2
    assert [(each["model"], each["verdict"]) for each in found["models"]] == [("m", "ready"), ("n", "change")]
    assert found["models"][1]["stages"] == ["fallback"]
    assert len(server.arrivals) == 2


def test_a_server_that_is_not_there_may_come_back():
    with HostileServer(reply(READY)) as server:
        pass
    code, found = report(server)
    assert code == 1
    assert "no connection" in found["models"][0]["problem"]


def test_without_a_key_nothing_is_sent_and_the_way_out_is_named():
    done = briefing("doctor", "--model", "gpt-5-mini")
    assert done.returncode == 2
    assert "OPENAI_API_KEY" in done.stdout


@pytest.mark.parametrize("provider", ["openai", "compatible", pytest.param("litellm", marks=pytest.mark.slow)])
def test_every_route_to_a_provider_is_checked(provider):
    when, refusal, _ = REFUSALS["DeepSeek: no schema"]
    model = "hosted_vllm/m" if provider == "litellm" else "m"
    with HostileServer(refusing(when, refusal, READY)) as server:
        code, found = report(server, BRIEFING_PROVIDER=provider, BRIEFING_MODEL=model)
    assert (code, found["models"][0]["provider"]) == (0, provider)
    assert found["models"][0]["settings"] == {"structured": "json_object"}
    assert len(server.arrivals) == 2


def test_a_password_in_the_address_is_not_shown():
    with HostileServer(reply(READY)) as server:
        inside = server.base_url.replace("http://", "http://desk:hunter2hunter2@")
        done = briefing("doctor", BRIEFING_API_BASE=inside)
    assert done.returncode == 0, done.stdout
    assert "hunter2" not in done.stdout + done.stderr
