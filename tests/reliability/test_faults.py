"""Every fault of docs/reliability.md that no other test proves: against the loopback server, counting arrivals."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import email.utils
import json
import os
import resource
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

import hostile_server as hs
from briefing.errors import (
    BadReply,
    BadRequest,
    ContextExceeded,
    DeadlineReached,
    EndpointUnusable,
    EngineBusy,
    EngineDeferred,
    EngineRefused,
    InvalidReply,
    LedgerError,
)
from briefing.llm.ledger import Ledger
from briefing.storage.files import write_whole
from command import STARTED, briefing, results, write_articles
from gateway_calls import GOOD, PRICE, ask, opened
from honest_model import answer, honest
from hostile_server import Action, Chat, Delivery, HostileServer, answer_json, error, rate_limited, reply
from ledger_replies import new

TODAY = ("--date", "2026-11-20")
FOLDER = Path("outputs/2026-11-20")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr("briefing.llm.route._FIRST_WAIT", 0.01)


def manifest() -> dict:
    return json.loads((FOLDER / "run.json").read_text())


def written() -> dict:
    return json.loads((FOLDER / "briefing.json").read_text())


def kind(arrival) -> str:
    return arrival.body["response_format"]["json_schema"]["name"].removesuffix("Patch")


def changed(arrival, change) -> Action:
    """The honest reply, but for what `change` does to it."""
    value = json.loads(answer(arrival.body))
    change(value)
    return reply(answer_json(value))


def dated(ahead: float) -> Action:
    """Come back in a second, said as a date by a clock that is so many seconds ahead of ours."""
    now = hs.in_seconds(ahead)
    return rate_limited(now + dt.timedelta(seconds=1)).with_headers(
        {"date": email.utils.format_datetime(now, usegmt=True)}
    )


# ── come back later ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("action", "least", "most"),
    [
        (lambda: rate_limited(1), 1.0, 1.5),
        pytest.param(lambda: rate_limited(hs.in_seconds(2)), 0.9, 2.5, marks=pytest.mark.slow),
        (lambda: dated(ahead=-86_400), 1.0, 1.5),
        (lambda: dated(ahead=86_400), 1.0, 1.5),
        (lambda: rate_limited(60, ms=300), 0.3, 0.7),
        (lambda: rate_limited(0), 0.0, 0.3),
        (lambda: rate_limited(-5), 0.0, 0.3),
        (rate_limited, 0.0, 0.3),
        (lambda: rate_limited("soon"), 0.0, 0.3),
        (lambda: rate_limited("nan"), 0.0, 0.3),
        (lambda: rate_limited("1e999"), 0.0, 0.3),
        (lambda: error(503, "overloaded", headers={"retry-after-ms": "300"}), 0.3, 0.7),
    ],
    ids=[
        "seconds",
        "date",
        "clock slow",
        "clock fast",
        "ms",
        "zero",
        "negative",
        "absent",
        "a word",
        "nan",
        "infinite",
        "503",
    ],
)
@pytest.mark.usefixtures("each_client")
async def test_the_next_try_comes_when_the_provider_said(action, least, most):
    # Made when the call arrives: a date is a moment, and the SDK takes its time to load.
    with HostileServer(lambda arrival: reply(GOOD) if arrival.index else action()) as server:
        async with opened(server) as gateway:
            await ask(gateway)
    first, second = server.arrivals
    assert least <= second.at - first.at <= most


@pytest.mark.slow
async def test_a_pause_is_kept_by_all_calls_and_not_by_the_refused_one_alone():
    with HostileServer([rate_limited(ms=600)], reply(GOOD)) as server:
        async with opened(server, concurrency=8) as gateway:
            await asyncio.gather(*(ask(gateway, str(n)) for n in range(6)))
    first, *rest = [arrival.at for arrival in server.arrivals]
    # What was under way at the refusal had gone out before it was told.
    assert sum(at - first < 0.55 for at in rest) <= 3
    assert len(server.arrivals) == 7


@pytest.mark.slow
def test_a_wait_beyond_the_cap_is_put_off_to_the_end_of_the_run_and_then_done():
    write_articles(Path("in"), 4)
    seen = []

    def script(arrival):
        if "Person2" in arrival.prompt and kind(arrival) == "ExtractionReply":
            seen.append(arrival.index)
            return rate_limited("4000") if len(seen) == 1 else honest(arrival)
        return honest(arrival)

    with HostileServer(script) as server:
        done = briefing("run", "in", *TODAY, server=server, BRIEFING_MAX_WAIT="0.1")
        before = [a for a in server.arrivals if kind(a) in {"ExtractionReply", "TranslationReply"}]
    assert done.returncode == 0, done.stderr
    assert before[-1].index == seen[1], "it is tried again after all the others"
    assert len(before) == 9


@pytest.mark.slow
def test_a_wait_that_stays_beyond_the_cap_fails_the_article_alone():
    write_articles(Path("in"), 3)
    with HostileServer(lambda a: rate_limited("4000") if "Person1" in a.prompt else honest(a)) as server:
        done = briefing("run", "in", *TODAY, server=server, BRIEFING_MAX_WAIT="0.1")
        asked = [a for a in server.arrivals if "Person1" in a.prompt]
    assert done.returncode == 1
    assert (manifest()["done"], manifest()["failed"]) == (2, 1)
    assert len(asked) == 4, "translation and extraction, each at first and once more at the end"


@pytest.mark.slow
async def test_a_wait_beyond_the_cap_holds_up_no_other_call():
    with HostileServer([rate_limited("4000")], reply(GOOD)) as server:
        async with opened(server, max_wait=1.5) as gateway:
            with pytest.raises(EngineDeferred):
                await ask(gateway)
            began = time.monotonic()
            await ask(gateway, "another")
            assert time.monotonic() - began < 1


@pytest.mark.slow
async def test_a_wait_beyond_the_cap_for_everybody_stops_the_run_like_an_outage(monkeypatch):
    monkeypatch.setattr("briefing.llm.route.RETRY_FLOOR", 1)
    with HostileServer(rate_limited("4000")) as server:
        async with opened(server, max_wait=0.0, concurrency=2) as gateway:
            await asyncio.gather(*(ask(gateway, str(n)) for n in range(5)), return_exceptions=True)
    assert len(server.arrivals) <= 3


@pytest.mark.slow
async def test_a_stop_is_not_slept_through_in_a_pause():
    with HostileServer([rate_limited(ms=2500)], reply(GOOD)) as server:
        async with opened(server) as gateway:
            asked = [asyncio.create_task(ask(gateway, str(n))) for n in range(3)]
            await asyncio.to_thread(server.wait_for, 1)
            await asyncio.sleep(0.2)
            began = time.monotonic()
            asked.append(asyncio.create_task(ask(gateway, "late")))
            await asyncio.sleep(0)
            gateway.run.stop.now(DeadlineReached("it is over"))
            await asyncio.gather(*asked, return_exceptions=True)
            assert time.monotonic() - began < 1


# ── the connection fails ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fault",
    [
        reply(GOOD).sent(Delivery.RESET),
        reply(GOOD).sent(Delivery.CUT),
        reply(GOOD).sent(Delivery.STALL),
        hs.raw(b"this is no HTTP\r\n\r\n"),
        reply(GOOD).with_headers({"x-flood": "a" * 100_000}),
        reply(GOOD).with_headers({"content-encoding": "gzip"}),
        Action(b"", 204),
        Action(b"", 307, {"location": "/nowhere"}),
        Action(b"\xff\xfe", 500),
        Action(b'{"error": {"code": 503, "message": "a router wraps its status"}}'),
    ],
    ids=[
        "reset",
        "cut",
        "stall",
        "no HTTP",
        "header flood",
        "false gzip",
        "204",
        "redirect",
        "500 bytes",
        "503 in 200",
    ],
)
@pytest.mark.usefixtures("each_client")
async def test_a_broken_delivery_is_retried_once_and_then_answered(fault):
    if fault.status == 307:
        fault = Action(b"", 307, {"location": "/v1/chat/completions"})  # leads back to the script
    with HostileServer([fault], reply(GOOD)) as server:
        async with opened(server, timeout=1.0) as gateway:
            assert (await ask(gateway)).value.groups
    assert len(server.arrivals) == 2


@pytest.mark.usefixtures("each_client")
async def test_a_connection_that_the_server_dropped_while_it_rested_costs_nothing():
    with HostileServer([reply(GOOD).sent(Delivery.DROP)], reply(GOOD)) as server:
        async with opened(server) as gateway:
            await ask(gateway)
            await asyncio.sleep(0.05)
            await ask(gateway, "another")
    assert len(server.arrivals) == 2


@pytest.mark.usefixtures("each_client")
async def test_a_redirect_to_another_host_does_not_take_the_key_along(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-" + "canary0123456789")
    with (
        HostileServer(reply(GOOD)) as other,
        HostileServer(Action(b"", 307, {"location": f"{other.base_url}/chat/completions"})) as server,
    ):
        async with opened(server, attempts=1) as gateway:
            with contextlib.suppress(EngineBusy, EndpointUnusable):
                await ask(gateway)
    assert "canary" in str(server.arrivals[0].headers)
    assert not any("canary" in str(arrival.headers) for arrival in other.arrivals)


@pytest.mark.usefixtures("each_client")
async def test_a_server_that_is_not_there_fails_after_its_attempts():
    with HostileServer(reply(GOOD)) as server:
        pass
    async with opened(server, attempts=2) as gateway:
        with pytest.raises(EngineBusy, match="no connection"):
            await ask(gateway)
        assert gateway.calls == 2


@pytest.mark.slow
@pytest.mark.usefixtures("each_client")
async def test_a_bomb_inside_a_bomb_is_given_up_before_it_fills_the_memory():
    packer = zlib.compressobj(wbits=31)
    once = b"".join([*(packer.compress(b"A" * hs.MEGABYTE) for _ in range(300)), packer.flush()])
    twice = zlib.compress(once, wbits=31)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with HostileServer(Action(twice, headers={"content-encoding": "gzip, gzip"})) as server:
        async with opened(server, attempts=1) as gateway:
            with pytest.raises(BadReply):
                await ask(gateway)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 150  # megabytes


@pytest.mark.usefixtures("each_client")
async def test_a_large_plain_reply_is_given_up_at_the_limit(monkeypatch):
    monkeypatch.setattr("briefing.llm.providers.base.MAX_REPLY_BYTES", 10_000)
    with HostileServer(reply("x" * 20_000)) as server:
        async with opened(server, attempts=1) as gateway:
            with pytest.raises(BadReply) as caught:
                await ask(gateway)
    assert caught.value.reason == "too-large"


# ── the provider says no ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "kind_of_error"),
    [
        (hs.context_too_long(), ContextExceeded),
        (error(400, "Unsupported parameter: 'seed'", "unsupported_parameter"), BadRequest),
        (error(400, "The response was filtered", "content_filter"), EngineRefused),
        (error(422, "no"), BadRequest),
        (Action(b"", 302), BadRequest),
        (rate_limited("4000"), EngineDeferred),
    ],
    ids=["context", "parameter", "filter", "422", "302", "too long"],
)
@pytest.mark.usefixtures("each_client")
async def test_what_the_request_itself_is_refused_for_is_asked_once(fault, kind_of_error):
    with HostileServer(fault) as server:
        async with opened(server) as gateway:
            with pytest.raises(kind_of_error):
                await ask(gateway)
    assert len(server.arrivals) == 1


def test_a_context_that_is_too_small_cuts_the_article_into_smaller_pieces():
    Path("long.txt").write_text("Titel\n\n" + "\n\n".join(f"Satz Nummer {n} ist hier." for n in range(40)))

    def script(arrival):
        return hs.context_too_long() if len(arrival.prompt) > 1_500 else honest(arrival)

    with HostileServer(script) as server:
        done = briefing("translate", "long.txt", "--json", server=server)
    assert done.returncode == 0, done.stderr
    assert [p["n"] for p in json.loads(done.stdout)["paragraphs"]] == list(range(1, 42))


def test_a_spent_account_stops_the_run_after_one_call_and_names_the_way_out():
    write_articles(Path("in"), 4)
    with HostileServer(hs.out_of_quota()) as server:
        done = briefing("run", "in", *TODAY, server=server, BRIEFING_CONCURRENCY="1")
        assert len(server.arrivals) == 1
    assert done.returncode == 2
    assert "no credit left" in done.stderr
    assert (manifest()["articles_in"], manifest()["failed"]) == (4, 4)


@pytest.mark.slow
def test_an_outage_stops_the_run_and_running_again_goes_on():
    write_articles(Path("in"), 60)
    with HostileServer(hs.server_error()) as server:
        done = briefing("run", "in", *TODAY, server=server, BRIEFING_CONCURRENCY="64")
        assert len(server.arrivals) <= 120 * 1.1 + 20
    assert done.returncode == 1
    assert "provider seems to be down" in done.stderr
    assert not (FOLDER / "briefing.md").exists()
    with HostileServer(honest) as server:
        assert briefing("run", "in", *TODAY, server=server).returncode == 0


# ── 200, and no answer ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "content",
    [b'{"choices":[{"message":null}]}', b'{"choices":[null]}', b'{"choices":{}}', b"[]", b"[" * 100_000,
     b'{"choices": ' + b"9" * 5_000 + b"}", b'{"choices": NaN}'],
    ids=["null message", "null choice", "choices no list", "list", "deep", "5,000 digits", "nan"],
)  # fmt: skip
@pytest.mark.usefixtures("each_client")
async def test_an_envelope_of_another_shape_is_no_answer(content):
    with HostileServer(hs.body(content)) as server:
        async with opened(server, attempts=2) as gateway:
            with pytest.raises(BadReply):
                await ask(gateway)
    assert len(server.arrivals) == 2


@pytest.mark.parametrize(
    "usage",
    [{}, {"prompt_tokens": -5, "completion_tokens": None}, {"prompt_tokens": 3, "prompt_tokens_details": None}],
    ids=["none", "negative", "no details"],
)
@pytest.mark.usefixtures("each_client")
async def test_a_strange_bill_does_not_spoil_the_answer(usage):
    with HostileServer(reply(GOOD, usage=usage)) as server:
        async with opened(server, prices=PRICE) as gateway:
            assert (await ask(gateway)).value.groups
            assert gateway.run.stages["group"].cost is not None
            assert gateway.run.stages["group"].cost >= 0


_ABSURD = """
import asyncio, sys
from pathlib import Path
from briefing.llm.ledger import Ledger
from briefing.llm.ledger_rows import NewReply
from briefing.llm.pricing import Usage
async def main():
    ledger = Ledger(Path(sys.argv[1]))
    try:
        row = NewReply("k", "r", "s", "a", "m", "ok", "t", 1, Usage(10**30, 1), None, 0.1)
        await asyncio.gather(ledger.record(row), return_exceptions=True)
        await ledger.lookup("k")
    finally:
        ledger.close()
asyncio.run(main())
"""


@pytest.mark.slow
def test_a_row_that_cannot_be_stored_does_not_hang_the_run():
    # In a process of its own: what hangs there can't be cancelled.
    done = subprocess.run([sys.executable, "-c", _ABSURD, "l.sqlite3"], timeout=3, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("tokens", [10**30, 10**400], ids=["beyond SQLite", "beyond a float"])
@pytest.mark.usefixtures("each_client")
async def test_a_bill_of_more_tokens_than_exist_is_no_bill(tokens):
    from briefing.llm.pricing import facts
    from briefing.llm.providers.base import Request
    from briefing.llm.providers.chat_completions import reply_of
    from briefing.settings.settings import Price

    request = Request("m", (), {}, "n", "prompt", None, 100, 1.0)
    text = {"choices": [{"message": {"content": "x"}}], "usage": {"prompt_tokens": tokens, "completion_tokens": 1}}
    try:
        usage = reply_of(request, answer_json(text).encode(), {}).usage
    except BadReply:
        return
    assert usage.prompt < 2**63
    assert facts("m", {"m": Price(input=1, output=1)}).cost(usage) is not None


# ── a text that is no reply ──────────────────────────────────────────────────────────────────────

WRAPPED = {
    "fence": f"```json\n{GOOD}\n```",
    "prose around": f"Here it is:\n{GOOD}\nAnything else?",
    "byte order mark": f"\ufeff{GOOD}",
    "trailing space": f"{GOOD}  \n\n",
}
BROKEN = {
    "no-object": "I can't do that.",
    "schema: extra key": GOOD[:-1] + ',"more":1}',
    "schema: wrong type": '{"groups": "none"}',
    "schema: null": '{"groups": null}',
    "duplicate-key": '{"groups": [], "groups": []}',
    "not-a-number": '{"groups": NaN}',
    "too-deep": '{"groups": ' + "[" * 5_000 + "]" * 5_000 + "}",
    "number-too-long": '{"groups": ' + "9" * 5_000 + "}",
    "lone-surrogate": '{"groups": "\\ud800"}',
    "truncated": GOOD[:-4],
    "trailing-garbage": GOOD + GOOD,
    "empty": "   ",
}


@pytest.mark.parametrize("text", WRAPPED.values(), ids=WRAPPED)
async def test_an_object_in_wrapping_is_taken_without_a_repair(text):
    with HostileServer(reply(text)) as server:
        async with opened(server) as gateway:
            assert not (await ask(gateway)).repaired
    assert len(server.arrivals) == 1


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
async def test_a_broken_text_is_repaired_once_with_its_fault_told(text):
    with HostileServer([reply(text)], reply(GOOD)) as server:
        async with opened(server) as gateway:
            assert (await ask(gateway)).repaired
    assert len(server.arrivals) == 2
    assert server.arrivals[1].body["messages"][2]["content"] == text


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
async def test_a_text_that_stays_broken_fails_after_two_calls_and_is_never_served(text):
    with HostileServer(reply(text)) as server:
        async with opened(server) as gateway:
            with pytest.raises(InvalidReply):
                await ask(gateway)
            assert await gateway.run.ledger.lookup(_key(server.arrivals[0])) is None
    assert len(server.arrivals) == 2


def _key(arrival) -> str:
    """The ledger's key of a request, from what went over the wire."""
    from briefing.llm.providers.base import Request

    shape = arrival.body["response_format"]["json_schema"]
    return Request(
        arrival.body["model"], tuple(arrival.body["messages"]), shape["schema"], shape["name"], "json_schema",
        arrival.body.get("temperature"), 0, 1.0,
    ).key  # fmt: skip


async def test_half_a_character_in_the_envelope_is_repaired_like_any_broken_text():
    def half(whole: bytes) -> bytes:
        return whole.replace(b'"HALF"', b'"{\\"groups\\": \\"\\ud800\\"}"')

    with HostileServer([Action(Chat([hs._choice({"content": "HALF"})], mangle=half))], reply(GOOD)) as server:
        async with opened(server) as gateway:
            assert (await ask(gateway)).repaired
    assert len(server.arrivals) == 2


def test_half_a_character_is_refused_however_deep_it_stands():
    from briefing.llm.json_reply import Unparsable, parse

    with pytest.raises(Unparsable, match="lone-surrogate"):
        parse('{"a": [["\\ud800"]]}')


# ── a reply that isn't true ──────────────────────────────────────────────────────────────────────


def _sentence_with(cite: str):
    def change(value):
        value["sentences"][0]["cites"] = [cite]

    return change


@pytest.mark.parametrize(
    ("cite", "code"),
    [
        ("A9.1 Ereignis0 in Rabat", "citation-unknown"),
        ("A1.1 Dies hat niemand je geschrieben.", "quote-not-found"),
        ("A1.1 Ereignis0 in Rabat am Mittwoch", "quote-not-found"),
    ],
    ids=["invented article", "invented quote", "altered quote"],
)
def test_a_citation_that_proves_nothing_is_repaired_once_then_flagged_and_counted(cite, code):
    write_articles(Path("in"), 3, events=1)

    def script(arrival):
        return changed(arrival, _sentence_with(cite)) if kind(arrival) == "StoryReply" else honest(arrival)

    with HostileServer(script) as server:
        done = briefing("run", "in", *TODAY, server=server)
        merges = [a for a in server.arrivals if kind(a) == "StoryReply"]
    assert len(merges) == 2, "one repair"
    assert done.returncode in {0, 1}
    (story,) = written()["stories"]
    codes = {flag["code"] for sentence in story["sentences"] for flag in sentence["flags"]}
    assert code in codes
    assert cite.partition(" ")[2] not in {c["quote"] for s in story["sentences"] for c in s["citations"]}
    assert written()["sums"]["flagged"] >= 1


def test_a_mended_citation_is_taken_and_marked_repaired():
    write_articles(Path("in"), 2, events=1)
    wrong = []

    def script(arrival):
        if kind(arrival) == "StoryReply" and not wrong:
            wrong.append(arrival.index)
            return changed(arrival, _sentence_with("A1.1 Nie gesagt."))
        return reply(answer(arrival.body))

    with HostileServer(script) as server:
        assert briefing("run", "in", *TODAY, server=server).returncode == 0
        assert "not found" in server.arrivals[-1].prompt
    sums = written()["sums"]
    assert (sums["repaired"], sums["flagged"]) == (1, 0)


def _article_text(arrival) -> str:
    from honest_model import articles_in

    ((_, paragraphs),) = articles_in(arrival.body["messages"][1]["content"])
    return answer_json({"paragraphs": [{"n": n, "text": text} for n, text in paragraphs], "website_text": []})


def test_an_untranslated_reply_is_repaired_once_then_flagged():
    Path("in").mkdir()
    text = "الوزيرة تصل إلى الرباط\n\nوصلت الوزيرة إلى الرباط يوم الثلاثاء في زيارة تستغرق يومين.\n"
    Path("in/a.txt").write_text(text, encoding="utf-8")

    def script(arrival):
        return reply(_article_text(arrival)) if kind(arrival) == "TranslationReply" else honest(arrival)

    with HostileServer(script) as server:
        briefing("run", "in", *TODAY, server=server)
        assert sum(kind(a) == "TranslationReply" for a in server.arrivals) == 2
    (article,) = (FOLDER / "articles").glob("*.json")
    flags = json.loads(article.read_text())["translation"]["flags"]
    assert "paragraph-unchanged" in {flag["code"] for flag in flags}


def test_a_paragraph_that_is_missing_is_repaired_once_then_the_article_fails():
    write_articles(Path("in"), 2)

    def script(arrival):
        if kind(arrival) == "TranslationReply" and "Person1" in str(arrival.body):
            return changed(arrival, lambda value: value["paragraphs"].pop())
        return honest(arrival)

    with HostileServer(script) as server:
        done = briefing("run", "in", *TODAY, server=server)
        assert sum(kind(a) == "TranslationReply" for a in server.arrivals) == 3
    assert done.returncode == 1
    assert "paragraphs came for" in next(a["reason"] for a in manifest()["articles"] if a["status"] == "failed")


def test_the_prompt_echoed_is_no_reply_and_fails_that_article_alone():
    write_articles(Path("in"), 3)

    def script(arrival):
        if "Person1" in str(arrival.body) and kind(arrival) == "ExtractionReply":
            return reply(arrival.prompt)
        return honest(arrival)

    with HostileServer(script) as server:
        done = briefing("run", "in", *TODAY, server=server)
    assert done.returncode == 1
    assert (manifest()["done"], manifest()["failed"]) == (2, 1)
    assert "<article" not in json.dumps(written()["stories"])


# ── the disk ─────────────────────────────────────────────────────────────────────────────────────


def start(*arguments: str, server: HostileServer, stderr: Path, **environment: str) -> subprocess.Popen[bytes]:
    settings = {"BRIEFING_MODEL": "m", "BRIEFING_TIMEOUT": "20", "BRIEFING_API_BASE": server.base_url}
    command = [sys.executable, "-m", "briefing", *arguments]
    with stderr.open("wb") as told:
        return subprocess.Popen(command, stdout=told, stderr=told, env=os.environ | settings | environment)


def _child(server: HostileServer, *arguments: str, prepare=None, **environment: str) -> subprocess.CompletedProcess:
    settings = {"BRIEFING_MODEL": "m", "BRIEFING_TIMEOUT": "20", "BRIEFING_API_BASE": server.base_url}
    return subprocess.run(
        [sys.executable, "-m", "briefing", *arguments],
        env=os.environ | settings | environment, preexec_fn=prepare,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_a_disk_that_fills_up_under_the_ledger_stops_the_run_and_running_again_goes_on():
    write_articles(Path("in"), 40)
    with HostileServer(lambda arrival: honest(arrival).after(0.05)) as server:
        process = start("run", "in", *TODAY, server=server, stderr=Path("told"), BRIEFING_CONCURRENCY="2")
        server.wait_for(8, timeout=STARTED)
        size = Path("outputs/ledger.sqlite3-wal").stat().st_size + 30_000
        # Writes past it fail with EFBIG, as they fail with ENOSPC on a full disk.
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, size))
        assert process.wait(timeout=30) == 2
        told, stopped = Path("told").read_text(), len(server.arrivals)
        assert "ledger.sqlite3: can't be written" in told
        assert "Traceback" not in told
        assert stopped < 70
        assert briefing("run", "in", *TODAY, server=server).returncode == 0
        # What was under way when the disk filled up is paid for twice, and little more.
        assert len(server.arrivals) - len({json.dumps(a.body) for a in server.arrivals}) <= 5


@pytest.mark.slow
def test_a_disk_that_fills_up_under_the_briefing_leaves_the_old_one_whole(tmp_path):
    write_articles(Path("in"), 30, events=1)
    ledger = {"BRIEFING_LEDGER": str(tmp_path / "elsewhere.sqlite3")}
    with HostileServer(honest) as server:
        assert briefing("run", "in", *TODAY, server=server, **ledger).returncode == 0
        (FOLDER / "briefing.html").write_text("the old one")
        page = FOLDER / "briefing.json"
        assert page.stat().st_size > 30 * 1024
        before, calls = results(FOLDER), len(server.arrivals)

        def full(path, text):
            if path.name == "briefing.html":
                raise OSError(28, "No space left on device")
            write_whole(path, text)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("briefing.output.writer.write_whole", full)
            done = briefing("run", "in", *TODAY, server=server, **ledger)
        assert len(server.arrivals) == calls
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert results(FOLDER) == before
    assert not list(FOLDER.rglob("*.part"))


def _as_an_ordinary_user() -> None:
    import ctypes

    # Root writes wherever it likes; without CAP_DAC_OVERRIDE the permission bits count for it too.
    ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["output", "ledger"])
def test_a_read_only_place_is_named_before_the_first_call(tmp_path, place):
    write_articles(Path("in"), 1)
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    where = {"BRIEFING_OUTPUT": str(locked)} if place == "output" else {"BRIEFING_LEDGER": str(locked / "l.sqlite3")}
    with HostileServer(honest) as server:
        done = _child(server, "run", "in", prepare=_as_an_ordinary_user, **where)
        assert not server.arrivals
    assert done.returncode == 2, done.stderr
    assert str(locked) in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_torn_ledger_is_set_aside_and_said_before_anything_is_sent():
    write_articles(Path("in"), 20)
    with HostileServer(honest) as server:
        assert briefing("run", "in", *TODAY, server=server).returncode == 0
        calls = len(server.arrivals)
        ledger = Path("outputs/ledger.sqlite3")
        content = bytearray(ledger.read_bytes())
        content[8_192:65_536] = b"\xff" * (65_536 - 8_192)
        ledger.write_bytes(content)
        done = briefing("run", "in", *TODAY, server=server)
        assert done.returncode == 2
        assert "was renamed to" in done.stderr
        assert len(server.arrivals) == calls
        assert len(list(Path("outputs").glob("ledger.sqlite3.damaged-*[0-9]"))) == 1
        assert briefing("run", "in", *TODAY, server=server).returncode == 0
        assert len(server.arrivals) == 2 * calls


async def test_a_ledger_that_another_program_holds_locked_is_waited_for(tmp_path):
    import sqlite3

    ledger = Ledger(tmp_path / "l.sqlite3")
    with contextlib.closing(sqlite3.connect(tmp_path / "l.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(ledger.record(new()))
        await asyncio.sleep(0.3)
        assert not writing.done()
        other.execute("COMMIT")
        await writing
    ledger.close()


async def test_a_failed_write_serves_no_reply(tmp_path):
    import sqlite3

    with HostileServer(reply(GOOD, delay=0.2)) as server:
        async with opened(server) as gateway:
            asked = asyncio.create_task(ask(gateway))
            await asyncio.to_thread(server.wait_for, 1)
            with contextlib.closing(sqlite3.connect("outputs/ledger.sqlite3")) as other:
                other.execute("ALTER TABLE replies RENAME TO gone")
                other.commit()
            with pytest.raises(LedgerError, match="can't be written"):
                await asked


async def test_after_a_failed_write_no_call_goes_out():
    import sqlite3

    with HostileServer(reply(GOOD, delay=0.1)) as server:
        async with opened(server, concurrency=1) as gateway:
            asked = [asyncio.create_task(ask(gateway, str(n))) for n in range(4)]
            await asyncio.to_thread(server.wait_for, 1)
            with contextlib.closing(sqlite3.connect("outputs/ledger.sqlite3")) as other:
                other.execute("ALTER TABLE replies RENAME TO gone")
                other.commit()
            answers = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(each, LedgerError) for each in answers)
    assert len(server.arrivals) == 1


# ── the clock, and others ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("jump", [86_400.0, -86_400.0], ids=["a day ahead", "a day back"])
@pytest.mark.slow
def test_a_jump_of_the_clock_neither_hurries_nor_stops_a_run(monkeypatch, jump):
    write_articles(Path("in"), 4)
    real, shift = time.time, [0.0]
    monkeypatch.setattr(time, "time", lambda: real() + shift[0])

    def script(arrival):
        if arrival.index == 3:
            shift[0] = jump
            return rate_limited(ms=500)
        return honest(arrival)

    began = time.monotonic()
    with HostileServer(script) as server:
        done = briefing("run", "in", *TODAY, server=server, BRIEFING_CONCURRENCY="2")
        bodies = [json.dumps(arrival.body) for arrival in server.arrivals]
    assert done.returncode == 0, done.stderr
    assert 0.5 <= time.monotonic() - began < 6
    assert len(bodies) == len(set(bodies)) + 1, "the refused call alone is made again"
    assert 0 <= manifest()["seconds"] < 6


async def test_a_jump_of_the_clock_does_not_let_two_runs_make_the_same_call(monkeypatch):
    real, shift = time.time, [0.0]
    monkeypatch.setattr(time, "time", lambda: real() + shift[0])
    with HostileServer(reply(GOOD, delay=0.8)) as server:
        async with opened(server) as one, opened(server) as other:
            first = asyncio.create_task(ask(one))
            await asyncio.to_thread(server.wait_for, 1)
            shift[0] = 86_400.0
            await asyncio.gather(first, ask(other))
    assert len(server.arrivals) == 1


@pytest.mark.slow
async def test_a_call_that_waits_long_for_its_turn_keeps_its_right_to_be_the_only_one(monkeypatch):
    monkeypatch.setattr("briefing.llm.route._LONGEST_WAIT", 0.0)
    limits = {"timeout": 0.5, "max_wait": 0.0, "concurrency": 1}
    with HostileServer(reply(GOOD, delay=0.3)) as server:
        async with opened(server, **limits) as one, opened(server, **limits) as other:
            first = [asyncio.create_task(ask(one, str(n))) for n in range(5)]
            await asyncio.to_thread(server.wait_for, 3)
            await asyncio.gather(*first, ask(other, "4"))
    assert len(server.arrivals) == 5


def test_a_deadline_is_right_in_the_night_the_clocks_change(monkeypatch):
    import datetime as dt

    from briefing.pipeline.run import seconds_until

    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        evening = dt.datetime.fromisoformat("2026-03-28T23:00:00+01:00").astimezone()
        assert seconds_until("06:45", evening) == 6.75 * 3600
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.slow
def test_a_kill_before_during_and_after_the_last_write_leaves_no_half_file():
    write_articles(Path("in"), 6)
    with HostileServer(honest) as server:
        assert briefing("run", "in", *TODAY, "-o", "calm", server=server).returncode == 0
        process = start("run", "in", *TODAY, server=server, stderr=Path("told"))
        while process.poll() is None and not (FOLDER / "articles").is_dir():
            time.sleep(0.001)
        while process.poll() is None and not list((FOLDER / "articles").glob("*.json")):
            time.sleep(0.0005)
        process.kill()
        process.wait()
        whole = results(Path("calm/2026-11-20"))
        assert all(whole[name] == content for name, content in results(FOLDER).items() if not name.endswith(".part"))
        assert briefing("run", "in", *TODAY, server=server).returncode == 0
    assert results(FOLDER) == results(Path("calm/2026-11-20"))


# ── money ────────────────────────────────────────────────────────────────────────────────────────


async def test_the_cap_holds_where_the_provider_bills_the_schema_too():
    from briefing.llm import tokens

    billed = []

    def script(arrival):
        schema = json.dumps(arrival.body["response_format"]["json_schema"]["schema"])
        prompt = tokens.count_messages(arrival.body["messages"]) + tokens.count(schema)
        billed.append(prompt * 1e-3)
        return reply(GOOD, usage={"prompt_tokens": prompt, "completion_tokens": 0, "total_tokens": prompt})

    price = {"gpt-4o-mini": {"input": 1000.0, "output": 0.0}}
    with HostileServer(script) as server:
        async with opened(server, model="gpt-4o-mini", prices=price, max_cost=0.2) as gateway:
            await asyncio.gather(*(ask(gateway, str(n)) for n in range(30)), return_exceptions=True)
    assert billed
    assert sum(billed) <= 0.2
