"""A canary in place of a key: it goes to the provider in one header, and nowhere else."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing.llm.cassette import pack
from command import write_articles
from honest_model import honest
from hostile_server import HostileServer, error, reply

if TYPE_CHECKING:
    from hostile_server import Action, Arrival

CANARY = "sk-" + "canary0123456789abcdef"

LOUD = {
    "OPENAI_LOG": "debug",
    "LITELLM_LOG": "DEBUG",
    "PYTHONDEVMODE": "1",
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONWARNINGS": "default",
}


def told_and_kept(server: HostileServer, *arguments: str, **environment: str) -> dict[str, bytes]:
    """All that a run in a process of its own said and left on disk, by name."""
    settings = {
        "BRIEFING_MODEL": "m",
        "BRIEFING_API_BASE": server.base_url,
        "BRIEFING_ATTEMPTS": "2",
        "OPENAI_API_KEY": CANARY,
        "HOSTED_VLLM_API_KEY": CANARY,
    }
    done = subprocess.run(
        [sys.executable, "-m", "briefing", "run", "in", *arguments],
        env=os.environ | settings | environment, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    kept = {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    return kept | {"standard output": done.stdout, "standard error": done.stderr}


def with_the_canary(everything: dict[str, bytes]) -> list[str]:
    return [name for name, content in everything.items() if CANARY.encode() in content]


def faulty(arrival: Arrival) -> Action:
    """Some of everything that an error message is made of, none of it with the key in it."""
    if "Person1" in str(arrival.body):
        return error(400, "no such parameter")
    return honest(arrival)


def echoing(arrival: Arrival) -> Action:
    return error(400, f"bad request with headers: {dict(arrival.headers)}")


@pytest.mark.slow
def test_the_key_stays_out_of_everything_at_the_highest_verbosity():
    write_articles(Path("in"), 2)
    with HostileServer(faulty) as server:
        everything = told_and_kept(server, "--cassette", "c.json", "--record", "once", **LOUD)
        assert all(CANARY in arrival.headers["authorization"] for arrival in server.arrivals)
    assert {"c.json", "standard error"} <= set(everything)
    assert b"no such parameter" in everything["standard output"] + everything["standard error"]
    assert with_the_canary(everything) == []


@pytest.mark.slow
def test_the_key_stays_out_of_everything_through_litellm_too():
    write_articles(Path("in"), 2)
    with HostileServer(faulty) as server:
        everything = told_and_kept(server, **LOUD, BRIEFING_MODEL="hosted_vllm/m")
        assert any(CANARY in str(arrival.headers) for arrival in server.arrivals)
    assert with_the_canary(everything) == []


@pytest.mark.parametrize(
    "script",
    [
        echoing,
        lambda arrival: error(401, f"bad key in {arrival.headers['authorization']}"),
        lambda arrival: error(200, f"bad key in {arrival.headers['authorization']}"),
        lambda arrival: reply(f"Your key is {arrival.headers['authorization']}"),
    ],
    ids=["400", "401", "200", "in a reply"],
)
@pytest.mark.usefixtures("each_client")
async def test_a_key_that_the_provider_echoes_goes_no_further(script, monkeypatch):
    import sqlite3

    from gateway_calls import ask, opened

    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    with HostileServer(script) as server:
        async with opened(server, attempts=1) as gateway:
            with pytest.raises(Exception) as caught:
                await ask(gateway)
    with sqlite3.connect("outputs/ledger.sqlite3") as db:
        rows = [*db.execute("SELECT * FROM replies"), *db.execute("SELECT * FROM failures")]
    db.close()
    assert CANARY not in repr(caught.value) + repr(vars(caught.value)) + repr(rows)


@pytest.mark.parametrize("script", [echoing, lambda arrival: reply(f"Your key is {arrival.headers['authorization']}")])
async def test_a_password_of_the_address_that_the_server_echoes_goes_no_further(script):
    import sqlite3

    from gateway_calls import ask, opened

    token = base64.b64encode(f"desk:{CANARY}".encode()).decode()

    def act(arrival: Arrival) -> Action:
        assert arrival.headers["authorization"] == f"Basic {token}"
        told = script(arrival)
        return told if told.status == 200 else error(400, f"bad: {CANARY} {token} {arrival.headers}")

    with HostileServer(act) as server:
        base = server.base_url.replace("://", f"://desk:{CANARY}@")
        async with opened(server, attempts=1, api_base=base) as gateway:
            with pytest.raises(Exception) as caught:
                await ask(gateway)
    with sqlite3.connect("outputs/ledger.sqlite3") as db:
        rows = [*db.execute("SELECT * FROM replies"), *db.execute("SELECT * FROM failures")]
    db.close()
    seen = repr(caught.value) + repr(vars(caught.value)) + repr(rows)
    assert CANARY not in seen
    assert token not in seen


@pytest.mark.slow
def test_a_key_that_the_provider_echoes_stays_out_of_report_run_json_and_cassette():
    write_articles(Path("in"), 2)

    def script(arrival: Arrival) -> Action:
        return echoing(arrival) if "Person1" in str(arrival.body) else honest(arrival)

    with HostileServer(script) as server:
        everything = told_and_kept(server, "--cassette", "c.json", "--record", "once")
    assert with_the_canary(everything) == []


async def test_a_password_in_the_address_is_not_told_where_the_server_is_missing(each_client):
    from briefing.llm.factory import open_gateway
    from briefing.settings.settings import fixed_settings
    from gateway_calls import ask

    where = f"http://desk:{CANARY}@127.0.0.1:9/v1"
    settings = fixed_settings(model="m", api_base=where, attempts=1, provider=each_client)
    async with open_gateway(settings) as gateway:
        with pytest.raises(Exception) as caught:
            await ask(gateway)
    assert CANARY not in str(caught.value)


def test_a_key_in_an_address_stays_out_of_a_recording():
    exchange = {
        "request": {"method": "POST", "uri": f"http://h/v1beta/models/g:generate?key={CANARY}", "body": "{}"},
        "response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": b"{}"}},
    }
    assert CANARY not in str(pack(exchange))
