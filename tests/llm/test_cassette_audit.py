"""`briefing cassette`: what no longer fits is named; secrets are found and taken out; files are joined, converted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from briefing.llm.cassette_audit import faults, load, misfit, secrets_in, stage_of
from briefing.llm.cassette_clean import clean
from briefing.prompting.patches import patch_name, patch_schema
from briefing.prompting.schemas import SCHEMAS, json_schema
from briefing.prompting.templates import NAMES, Prompts, shipped_folder
from command import briefing

#: A word of each template that stands in no other place, and what it becomes.
WORDS = {
    "translate": "boilerplate: what belongs",
    "extract": "fact-checker",
    "group": "articles",
    "merge": "discrepancy",
    "summarize": "headline",
    "thread": "earlier",
}
#: A day on which each prompt is asked.
DAY = {name: "2026-11-21.json" if name == "thread" else "2026-11-20.json" for name in WORDS}


@pytest.fixture
def recorded(repository) -> Path:
    """The demo's recordings, in a folder of their own."""
    shutil.copytree(repository / "cassettes" / "demo", "cassettes/demo")
    return Path("cassettes/demo")


def test_the_shipped_recordings_have_no_fault(repository):
    done = briefing("cassette", "check", str(repository / "cassettes"))
    assert (done.returncode, done.stdout) == (0, "")
    assert "lies/honest.json: not compared with the prompts" in done.stderr


@pytest.mark.parametrize("name", [name for name in NAMES if name in WORDS])
def test_one_word_changed_in_a_prompt_is_named_with_its_template_and_block_and_restored_it_passes(recorded, name):
    Path("own").mkdir()
    source = (shipped_folder() / f"{name}.j2").read_text(encoding="utf-8")
    system = source.index("{% block system %}") + len("{% block system %}")
    changed = source[:system] + "\nFirst of all: " + source[system:].lstrip()
    Path("own", f"{name}.j2").write_text(changed, encoding="utf-8")
    day = str(recorded / DAY[name])
    done = briefing("cassette", "check", day, "--prompts", "own")
    assert done.returncode == 1
    assert f"{name}.j2, block system: differs at character" in done.stdout
    assert "First of all" in done.stdout
    assert not [line for line in done.stdout.splitlines() if f"{name}.j2" not in line]
    Path("own", f"{name}.j2").write_text(source, encoding="utf-8")
    assert briefing("cassette", "check", day, "--prompts", "own").returncode == 0


@pytest.mark.parametrize("name", list(WORDS))
def test_a_word_far_inside_a_prompt_is_found_too(recorded, name):
    Path("own").mkdir()
    source = (shipped_folder() / f"{name}.j2").read_text(encoding="utf-8")
    at = source.index("Reply with one JSON object")
    Path("own", f"{name}.j2").write_text(source[:at] + "Please r" + source[at + 1 :], encoding="utf-8")
    done = briefing("cassette", "check", str(recorded / DAY[name]), "--prompts", "own")
    assert done.returncode == 1
    assert f"{name}.j2, block system" in done.stdout
    assert "Please reply" in done.stdout


def test_the_user_block_is_held_too(recorded):
    Path("own").mkdir()
    source = (shipped_folder() / "extract.j2").read_text(encoding="utf-8")
    Path("own", "extract.j2").write_text(source.replace("Language, as far", "Language, so far"), encoding="utf-8")
    done = briefing("cassette", "check", str(recorded), "--prompts", "own")
    assert "extract.j2, block user: differs at character 10" in done.stdout


def test_a_changed_schema_and_another_model_are_named(recorded):
    path = recorded / "2026-11-20.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    schema = value["exchanges"][0]["request"]["body"]["response_format"]["json_schema"]["schema"]
    schema["properties"]["paragraphs" if "paragraphs" in schema["properties"] else "claims"]["type"] = "string"
    path.write_text(json.dumps(value), encoding="utf-8")
    (fault,) = faults(path, Prompts())
    assert "the reply schema has changed at /properties/" in fault.message
    done = briefing("cassette", "check", str(recorded / "2026-11-21.json"), "--model", "gpt-5-mini")
    assert "asked the model 'desk', not 'gpt-5-mini'" in done.stdout


def test_a_repair_without_its_first_request_is_orphaned(recorded):
    path = recorded / "2026-11-21.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    repairs = [e for e in value["exchanges"] if len(e["request"]["body"]["messages"]) > 2]
    first = [m["content"] for m in repairs[0]["request"]["body"]["messages"][:2]]
    kept = [e for e in value["exchanges"] if [m["content"] for m in e["request"]["body"]["messages"]] != first]
    path.write_text(json.dumps(value | {"exchanges": kept}), encoding="utf-8")
    (fault,) = faults(path, Prompts())
    assert "orphaned" in fault.message


CANARY = "canary-4f9a1c77b2d04e6a"


def poisoned() -> dict:
    """An exchange with a canary wherever a provider could put one."""
    message = {"role": "assistant", "content": "{}", "x": CANARY, "annotations": [CANARY]}
    usage = {"prompt_tokens": 1, "account": CANARY, "prompt_tokens_details": {"cached_tokens": 0, "k": CANARY}}
    return {
        "digest": "d",
        "request": {
            "method": "POST",
            "path": f"/v1/chat/completions?key={CANARY}",
            "headers": {"authorization": f"Bearer {CANARY}", "cookie": CANARY, "openai-organization": CANARY},
            "body": {"model": "m", "messages": [], "user": CANARY, "metadata": {"k": CANARY}, "api_key": CANARY},
        },
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {"set-cookie": [CANARY], "x-request-id": [CANARY], "Content-Type": ["application/json"]},
            "body": {
                "id": CANARY, "system_fingerprint": CANARY, "organization": CANARY, "created": 1,
                "choices": [{"index": 0, "message": message, "logprobs": {"a": CANARY}}],
                "usage": usage,
                "error": {"message": "no", "innererror": {"k": CANARY}},
                "meta": {"deep": [{"er": CANARY}]},
            },
        },
    }  # fmt: skip


def test_nothing_that_is_not_kept_by_name_is_kept():
    assert CANARY not in json.dumps(clean(poisoned()))
    kept = clean(poisoned())["response"]["body"]
    assert kept["choices"][0]["message"] == {"role": "assistant", "content": "{}"}
    assert kept["usage"] == {"prompt_tokens": 1, "prompt_tokens_details": {"cached_tokens": 0}}


def test_a_streamed_reply_is_cleaned_event_by_event():
    chunk = {"id": CANARY, "x": CANARY, "choices": [{"index": 0, "delta": {"content": "é"}, "y": CANARY}]}
    body = f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n"
    kept = clean(poisoned() | {"response": {"status": {"code": 200}, "headers": {}, "body": body}})["response"]["body"]
    assert kept == 'data: {"choices": [{"index": 0, "delta": {"content": "é"}}]}\n\ndata: [DONE]\n\n'


def test_scrub_takes_it_out_of_a_file_and_check_is_content_afterwards():
    Path("c.json").write_text(json.dumps({"version": 1, "exchanges": [poisoned()]}), encoding="utf-8")
    done = briefing("cassette", "check", "c.json")
    assert done.returncode == 1
    assert CANARY not in done.stdout  # a message about a secret doesn't show it
    assert briefing("cassette", "scrub", "c.json").stdout == "c.json: 1 calls changed\n"
    assert CANARY not in Path("c.json").read_text(encoding="utf-8")
    assert briefing("cassette", "check", "c.json").returncode == 0


@pytest.mark.parametrize(
    "secret",
    [
        "sk-proj-" + "a1B2" * 8,
        "sk-ant-api03-" + "a1B2" * 8,
        "Bearer " + "a1B2" * 8,
        "AKIA" + "ABCD1234" * 2,
        "ghp_" + "a1B2" * 9,
        "xoxb-123456789012-abcdef",
        "AIza" + "a1B2" * 9,
        "eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0NTY3.SflKxwRJSMeKKF2QT4",
        "-----BEGIN RSA PRIVATE KEY-----",
        "http://user:passw0rd@host/v1",
        "org-" + "a1B2" * 6,
    ],
)
def test_what_looks_like_a_secret_is_found_wherever_it_is_and_never_shown(secret):
    exchange = {
        "request": {
            "method": "POST",
            "path": "/",
            "body": {"messages": [{"role": "user", "content": f"x {secret} y"}]},
        },
        "response": {"status": {"code": 200}, "headers": {}, "body": "fine"},
    }
    found = list(secrets_in(exchange))
    assert len(found) == 1
    assert secret not in found[0]


def test_stats_count_calls_repairs_and_tokens(recorded):
    text = briefing("cassette", "stats", str(recorded)).stdout
    assert "2026-11-20.json: 32 calls" in text
    assert any(line.split()[:3] == ["merge", "3", "0"] for line in text.splitlines())


def test_joined_cassettes_hold_each_exchange_once_in_the_same_order_and_contradictions_are_refused(recorded):
    both = [str(recorded / "2026-11-20.json"), str(recorded / "2026-11-21.json")]
    assert briefing("cassette", "merge", *both, both[0], "-o", "all.json").returncode == 0
    assert len(load(Path("all.json"))) == 62
    briefing("cassette", "merge", *reversed(both), "-o", "again.json")
    assert Path("all.json").read_bytes() == Path("again.json").read_bytes()
    value = json.loads(Path(both[0]).read_text(encoding="utf-8"))
    value["exchanges"][0]["response"]["status"]["code"] = 500
    Path("other.json").write_text(json.dumps(value), encoding="utf-8")
    done = briefing("cassette", "merge", both[0], "other.json", "-o", "x.json")
    assert done.returncode == 2
    assert "answer the same request differently" in done.stderr
    assert not Path("x.json").exists()


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_cassette_of_vcrpy_is_converted_and_replays(form, repository):
    """An exchange of the demo, as vcrpy's own serializers write it."""
    from vcr.serializers import jsonserializer, yamlserializer

    (exchange, *_) = load(repository / "cassettes" / "demo" / "2026-11-20.json")
    interaction = {
        "request": {
            "method": "POST",
            "uri": "https://api.example/v1/chat/completions?key=x",
            "body": json.dumps(exchange["request"]["body"]),
            "headers": {"authorization": ["Bearer x"]},
        },
        "response": exchange["response"] | {"body": {"string": json.dumps(exchange["response"]["body"])}},
    }
    serializer = yamlserializer if form == "yaml" else jsonserializer
    Path("old").write_text(serializer.serialize({"version": 1, "interactions": [interaction]}), encoding="utf-8")
    assert briefing("cassette", "migrate", "old", "-o", "new.json").returncode == 0
    (found,) = load(Path("new.json"))
    assert found["request"]["body"] == exchange["request"]["body"]
    assert found["digest"] == exchange["digest"]
    assert briefing("cassette", "check", "new.json").returncode == 0


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"exchanges": [1]}', '{"exchanges": ' + "[" * 5000])
def test_what_is_no_cassette_is_named(text):
    Path("c.json").write_text(text, encoding="utf-8")
    done = briefing("cassette", "check", "c.json")
    assert done.returncode == 1
    assert "c.json: cassette c.json: isn't a cassette written by briefing" in done.stdout
    assert briefing("cassette", "stats", "c.json").returncode == 2


def test_a_folder_without_cassettes_is_said():
    assert briefing("cassette", "check").returncode == 2
    Path("cassettes").mkdir()
    assert "contains no cassettes" in briefing("cassette", "check").stderr


def test_a_repair_by_patch_belongs_to_its_stage_and_is_held_to_todays_patch():
    shape = {"name": patch_name(SCHEMAS["merge"]), "strict": True, "schema": patch_schema(SCHEMAS["merge"])}
    body = {"model": "m", "messages": [], "response_format": {"type": "json_schema", "json_schema": shape}}
    exchange = {"request": {"body": body}, "response": {}}
    assert stage_of(exchange) == "merge"
    assert misfit(exchange, Prompts()) is None
    shape["schema"] = json_schema(SCHEMAS["merge"])
    assert "the reply schema has changed" in (misfit(exchange, Prompts()) or "")
