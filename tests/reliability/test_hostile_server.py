"""The hostile server does what its actions say, seen by plain clients."""

# ruff: noqa: PT012 - the server raises where its block ends, so the block stands inside pytest.raises

from __future__ import annotations

import asyncio
import contextlib
import gc
import http.client
import json
import socket
import threading
import time
import warnings
import zlib
from dataclasses import FrozenInstanceError, dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

import hostile_server as hs
from hostile_server import Arrival, Delivery, HostileServer, RateLimit, answer_json, by_prompt, reply


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def parsed(self) -> Any:
        return json.loads(self.content)

    @property
    def message(self) -> dict[str, Any]:
        return self.parsed["choices"][0]["message"]


def port_of(server: HostileServer) -> int:
    return urlsplit(server.base_url).port


def asking(prompt: str = "hello", model: str = "m-1") -> bytes:
    return answer_json({"model": model, "messages": [{"role": "user", "content": prompt}]}).encode()


def connect(server: HostileServer, timeout: float = 5.0) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port_of(server), timeout=timeout)


def ask_on(connection: http.client.HTTPConnection, content: bytes, path: str = hs.PATH) -> Answer:
    connection.request("POST", path, content, {"Content-Type": "application/json", "X-Trace": "Abc"})
    response = connection.getresponse()
    return Answer(response.status, response.headers, response.read())


def ask(server: HostileServer, prompt: str = "hello", *, timeout: float = 5.0) -> Answer:
    with contextlib.closing(connect(server, timeout)) as connection:
        return ask_on(connection, asking(prompt))


def ask_raw(server: HostileServer) -> socket.socket:
    """Send a request over a bare socket and leave its answer to the test."""
    content = asking()
    wire = socket.create_connection(("127.0.0.1", port_of(server)), timeout=5)
    wire.sendall(b"POST %b HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (hs.PATH.encode(), len(content)) + content)
    return wire


def drain(wire: socket.socket) -> bytes:
    """Read to the end of the stream; a reset is raised with what came before it in `args`."""
    content = b""
    try:
        while piece := wire.recv(65536):
            content += piece
    except ConnectionResetError:
        raise ConnectionResetError(content) from None
    return content


def eventually(holds: Any, within: float = 2.0) -> bool:
    deadline = time.monotonic() + within
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.005)
    return holds()


def answered(action: hs.Action) -> Answer:
    with HostileServer(action) as server:
        return ask(server)


# Good replies.


def test_a_reply_is_a_chat_completion_that_echoes_the_model_and_counts_roughly() -> None:
    with HostileServer(reply("x" * 40)) as server:
        answer = ask(server, "y" * 80)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.message == {"role": "assistant", "content": "x" * 40}
    assert answer.parsed["choices"][0]["finish_reason"] == "stop"
    assert answer.parsed["object"] == "chat.completion"
    assert answer.parsed["model"] == "m-1"
    assert answer.parsed["usage"] == {"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 30}


def test_a_reply_can_set_every_field() -> None:
    action = reply("a", "length", {"prompt_tokens": 7}, "other-model", headers={"x-ratelimit-remaining-tokens": "3"})
    answer = answered(action)
    assert answer.parsed["choices"][0]["finish_reason"] == "length"
    assert answer.parsed["usage"] == {"prompt_tokens": 7}
    assert answer.parsed["model"] == "other-model"
    assert answer.headers["X-RateLimit-Remaining-Tokens"] == "3"


def test_an_empty_usage_is_left_out() -> None:
    assert "usage" not in answered(reply("a", usage={})).parsed


def test_foreign_letters_travel_unescaped() -> None:
    content = answer_json({"quote": "قال «نعم» — 你好"})
    answer = answered(reply(content))
    assert json.loads(answer.message["content"]) == {"quote": "قال «نعم» — 你好"}
    assert "你好".encode() in answer.content


def test_a_delay_holds_the_reply_back() -> None:
    started = time.monotonic()
    assert answered(reply("late", delay=0.15)).message["content"] == "late"
    assert time.monotonic() - started >= 0.15


def test_headers_replace_the_servers_own() -> None:
    answer = answered(reply("a").with_headers({"Content-Type": "text/event-stream"}))
    assert answer.headers.get_all("content-type") == ["text/event-stream"]


def test_a_lying_content_length_leaves_the_caller_waiting() -> None:
    action = reply("a").with_headers({"Content-Length": "9999"})
    with HostileServer(action) as server, pytest.raises(TimeoutError):
        ask(server, timeout=0.1)


# Replies that are good HTTP only.


def test_a_refusal_has_null_content_and_its_own_field() -> None:
    assert answered(hs.refusal("no")).message == {"role": "assistant", "content": None, "refusal": "no"}


def test_content_can_be_null() -> None:
    answer = answered(hs.null_content("content_filter"))
    assert answer.message["content"] is None
    assert answer.parsed["choices"][0]["finish_reason"] == "content_filter"


def test_choices_can_be_empty_or_null() -> None:
    assert answered(hs.no_choices()).parsed["choices"] == []
    assert answered(hs.null_choices()).parsed["choices"] is None


def test_a_200_can_be_html() -> None:
    answer = answered(hs.html_page())
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.content.startswith(b"<!doctype html>")


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b"\x00\xff"])
def test_a_200_can_hold_any_bytes(content: bytes) -> None:
    answer = answered(hs.body(content))
    assert (answer.status, answer.content) == (200, content)


def test_a_200_can_hold_an_error() -> None:
    answer = answered(hs.error(200, "overloaded", code="overloaded"))
    assert (answer.status, answer.parsed["error"]["code"]) == (200, "overloaded")


def test_truncated_json_comes_as_a_complete_response() -> None:
    answer = answered(hs.truncated())
    assert answer.content.startswith(b'{"id":"chatcmpl-0"')
    with pytest.raises(ValueError):
        json.loads(answer.content)


def test_bad_utf8_is_json_but_for_its_bytes() -> None:
    answer = answered(hs.bad_utf8("rest"))
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode()
    content = json.loads(answer.content.decode(errors="replace"))["choices"][0]["message"]["content"]
    assert content.startswith("\N{REPLACEMENT CHARACTER}")
    assert content.endswith("rest")


def test_a_gzip_bomb_unpacks_to_a_thousand_times_its_size() -> None:
    answer = answered(hs.gzip_bomb(8))
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.content) < 8 * hs.MEGABYTE / 500
    message = json.loads(zlib.decompress(answer.content, wbits=31))["choices"][0]["message"]
    assert message["content"] == "A" * 8 * hs.MEGABYTE


def test_a_huge_bomb_costs_nothing_once_the_caller_has_left() -> None:
    with HostileServer([hs.gzip_bomb(1_000_000)]) as server:
        with contextlib.closing(ask_raw(server)) as wire:
            assert wire.recv(1024).startswith(b"HTTP/1.1 200 OK\r\n")
            assert ask(server, "meanwhile").status == 200
        assert eventually(lambda: server.abandoned == 1)


# Refusals.


@pytest.mark.parametrize(
    ("action", "status", "code"),
    [
        (hs.rate_limited(), 429, "rate_limit_exceeded"),
        (hs.out_of_quota(), 429, "insufficient_quota"),
        (hs.unauthorized(), 401, "invalid_api_key"),
        (hs.unknown_model("m-1"), 404, "model_not_found"),
        (hs.context_too_long(), 400, "context_length_exceeded"),
        (hs.server_error(), 500, None),
        (hs.error(599, "odd"), 599, None),
    ],
)
def test_errors_have_the_form_of_openai(action: hs.Action, status: int, code: str | None) -> None:
    answer = answered(action)
    assert answer.status == status
    assert answer.parsed["error"].keys() == {"message", "type", "param", "code"}
    assert answer.parsed["error"]["code"] == code


def test_an_error_can_set_every_field() -> None:
    answer = answered(hs.error(418, "tea", "pot", "kettle", {"X-Request-Id": "r1"}))
    assert answer.parsed == {"error": {"message": "tea", "type": "kettle", "param": None, "code": "pot"}}
    assert answer.headers["x-request-id"] == "r1"


@pytest.mark.parametrize("value", [2, 0, -5, 0.5, 10**9, "soon"])
def test_retry_after_is_written_as_given(value: float | str) -> None:
    answer = answered(hs.rate_limited(value))
    assert answer.headers["retry-after"] == str(value)
    assert "retry-after-ms" not in answer.headers


def test_retry_after_may_be_absent_a_date_or_in_milliseconds() -> None:
    assert "retry-after" not in answered(hs.rate_limited()).headers
    assert answered(hs.rate_limited(ms=250)).headers["retry-after-ms"] == "250"
    date = answered(hs.rate_limited(hs.in_seconds(60))).headers["retry-after"]
    assert date.endswith(" GMT")
    assert 55 < parsedate_to_datetime(date).timestamp() - time.time() <= 60


def test_a_502_comes_as_html() -> None:
    answer = answered(hs.bad_gateway())
    assert (answer.status, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")
    assert b"Bad Gateway" in answer.content


# Bad deliveries.


def test_close_ends_the_stream_without_a_byte() -> None:
    with HostileServer(hs.close()) as server:
        with contextlib.closing(ask_raw(server)) as wire:
            assert drain(wire) == b""
        with pytest.raises(http.client.RemoteDisconnected):
            ask(server)


def test_reset_strikes_in_mid_body() -> None:
    with (
        HostileServer(hs.reset()) as server,
        contextlib.closing(ask_raw(server)) as wire,
        pytest.raises(ConnectionResetError) as caught,
    ):
        drain(wire)
    head, _, part = caught.value.args[0].partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert part.startswith(b'{"id":')


def test_cut_ends_the_stream_in_mid_body() -> None:
    with HostileServer(reply("a").sent(Delivery.CUT)) as server, pytest.raises(http.client.IncompleteRead):
        ask(server)


def test_stall_sends_half_and_goes_silent() -> None:
    with (
        HostileServer(reply("a").sent(Delivery.STALL)) as server,
        contextlib.closing(ask_raw(server)) as wire,
    ):
        assert b'{"id":' in wire.recv(65536)
        wire.settimeout(0.1)
        with pytest.raises(TimeoutError):
            wire.recv(65536)


def test_hang_never_answers() -> None:
    with HostileServer(hs.hang()) as server, pytest.raises(TimeoutError):
        ask(server, timeout=0.1)


def test_drip_keeps_each_read_short_and_the_whole_long() -> None:
    with HostileServer(hs.drip("slow", 0.001)) as server:
        started = time.monotonic()
        answer = ask(server, timeout=0.5)
        took = time.monotonic() - started
    assert answer.message["content"] == "slow"
    assert took >= 0.001 * len(answer.content)


def test_raw_sends_the_bytes_alone() -> None:
    with HostileServer(hs.raw(b"SSH-2.0-OpenSSH\r\n")) as server:
        with contextlib.closing(ask_raw(server)) as wire:
            assert drain(wire) == b"SSH-2.0-OpenSSH\r\n"
        with pytest.raises(http.client.BadStatusLine):
            ask(server)


def test_drop_leaves_a_stale_keep_alive_behind() -> None:
    with (
        HostileServer(reply("a").sent(Delivery.DROP)) as server,
        contextlib.closing(connect(server)) as connection,
    ):
        answer = ask_on(connection, asking())
        assert answer.status == 200
        assert "connection" not in answer.headers
        time.sleep(0.05)
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            ask_on(connection, asking())


def test_an_action_is_frozen_and_its_changes_are_copies() -> None:
    action = reply("a")
    assert action.after(1.0).delay == 1.0
    assert action.delay == 0.0
    with pytest.raises(FrozenInstanceError):
        action.delay = 2.0


# Scripts.


def test_a_list_is_taken_in_order_and_then_the_default() -> None:
    with HostileServer([reply("one"), hs.server_error()], default=reply("rest")) as server:
        answers = [ask(server) for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 500, 200, 200]
    assert answers[0].message["content"] == "one"
    assert answers[3].message["content"] == "rest"


def test_a_callable_sees_the_arrival() -> None:
    with HostileServer(lambda arrival: reply(f"{arrival.index}: {arrival.prompt}")) as server:
        assert ask(server, "a").message["content"] == "0: a"
        assert ask(server, "b").message["content"] == "1: b"


def test_by_prompt_chooses_by_the_last_user_message() -> None:
    script = by_prompt({"Paris": [hs.rate_limited(), reply("p")], "Rom": reply("r")}, default=hs.server_error())
    with HostileServer(script) as server:
        assert ask(server, "news from Rom").message["content"] == "r"
        assert [ask(server, "news from Paris").status for _ in range(3)] == [429, 200, 200]
        assert ask(server, "news from Oslo").status == 500
        messages = [
            {"role": "user", "content": "Paris"},
            {"role": "assistant", "content": "Paris"},
            {"role": "user", "content": [{"type": "text", "text": "R"}, {"type": "text", "text": "om"}]},
        ]
        with contextlib.closing(connect(server)) as connection:
            answer = ask_on(connection, answer_json({"messages": messages}).encode())
    assert answer.message["content"] == "r"
    assert [arrival.prompt for arrival in server.arrivals][-1] == "Rom"


def test_a_prompt_without_a_script_fails_the_test() -> None:
    with pytest.raises(LookupError, match="Oslo"), HostileServer(by_prompt({"Paris": reply("p")})) as server:
        with pytest.raises(ConnectionError):
            ask(server, "Oslo")
        assert server.base_url


@pytest.mark.parametrize("script", [lambda _arrival: 1 / 0, lambda _arrival: "not an action"])
def test_what_a_script_raises_comes_back_in_the_test(script: Any) -> None:
    with pytest.raises((ZeroDivisionError, TypeError)), HostileServer(script) as server:
        with contextlib.suppress(ConnectionError):
            ask(server)
        assert len(server.arrivals) == 1


def test_a_failing_test_keeps_its_own_error_and_is_told_of_the_scripts() -> None:
    with pytest.raises(ConnectionError) as caught, HostileServer(lambda _arrival: 1 / 0) as server:
        ask(server)
    assert "ZeroDivisionError" in caught.value.__notes__[0]


def test_a_rate_limit_lets_through_what_it_promises() -> None:
    limit = RateLimit(per_second=4, burst=2, then=reply("in"))
    moments = [100.0, 100.0, 100.0, 100.125, 100.25, 100.25, 109.0, 109.0, 109.0]
    statuses = [limit(Arrival(i, at, None, {}, 1)).status for i, at in enumerate(moments)]
    assert statuses == [200, 200, 429, 429, 200, 429, 200, 200, 429]
    assert (limit.granted, limit.refused) == (5, 4)


def test_a_rate_limit_says_when_to_return() -> None:
    limit = RateLimit(per_second=4)
    with HostileServer(limit) as server:
        while (refused := ask(server)).status == 200:
            pass
        wait = int(refused.headers["retry-after-ms"])
        assert refused.headers["retry-after"] == "1"
        assert 0 < wait <= 250
        time.sleep(wait / 1000)
        assert ask(server).status == 200
    assert limit.granted + limit.refused == len(server.arrivals)


def test_a_rate_limit_may_know_whole_seconds_only() -> None:
    with HostileServer(RateLimit(0.5, precise=False)) as server:
        ask(server)
        answer = ask(server)
    assert answer.headers["retry-after"] == "2"
    assert "retry-after-ms" not in answer.headers


# What the server records.


def test_arrivals_hold_time_body_and_headers() -> None:
    before = time.monotonic()
    with HostileServer() as server:
        ask(server, "a")
        ask(server, "b")
    first, second = server.arrivals
    assert before < first.at < second.at < time.monotonic()
    assert first.body == {"model": "m-1", "messages": [{"role": "user", "content": "a"}]}
    assert first.headers["x-trace"] == "Abc"
    assert (first.concurrent, second.concurrent, server.peak) == (1, 1, 1)


@pytest.mark.parametrize("content", [b"not json", b"[1]", b"\xff"])
def test_a_body_that_is_no_json_object_arrives_as_none(content: bytes) -> None:
    with HostileServer() as server, contextlib.closing(connect(server)) as connection:
        assert ask_on(connection, content).status == 200
    assert server.arrivals[0].body is None
    assert server.arrivals[0].prompt == ""


def test_a_chunked_request_is_read_whole() -> None:
    with HostileServer() as server, contextlib.closing(connect(server)) as connection:
        pieces = iter([asking("chun")[:10], asking("chun")[10:]])
        connection.request("POST", hs.PATH, pieces, encode_chunked=True)
        assert connection.getresponse().read()
        assert ask_on(connection, asking()).status == 200
    assert server.arrivals[0].prompt == "chun"


def test_other_paths_get_a_404_and_are_no_arrivals() -> None:
    with HostileServer() as server, contextlib.closing(connect(server)) as connection:
        assert ask_on(connection, b"{}", "/v1/embeddings").status == 404
        connection.request("GET", "/v1/chat/completions")
        with connection.getresponse() as response:
            assert response.status == 404
            response.read()
        assert ask_on(connection, asking()).status == 200
    assert len(server.arrivals) == server.connections == 1


def test_a_request_that_is_not_http_fails_the_test() -> None:
    with pytest.raises(ValueError), HostileServer() as server:
        with contextlib.closing(socket.create_connection(("127.0.0.1", port_of(server)), timeout=5)) as wire:
            wire.sendall(b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n")
            with pytest.raises(ConnectionResetError):
                drain(wire)
        assert server.arrivals == []


def test_a_connection_is_reused_unless_the_caller_asks_otherwise() -> None:
    with HostileServer([hs.server_error(), reply("a")]) as server:
        with contextlib.closing(connect(server)) as connection:
            assert [ask_on(connection, asking()).status for _ in range(3)] == [500, 200, 200]
        assert server.connections == 1
        with contextlib.closing(connect(server)) as connection:
            connection.request("POST", hs.PATH, asking(), {"Connection": "close"})
            with connection.getresponse() as response:
                response.read()
            assert connection.sock.recv(1) == b""


def test_concurrent_counts_what_is_in_flight() -> None:
    callers = 8
    with HostileServer([hs.hang()] * callers) as server:
        with contextlib.ExitStack() as wires:
            for _ in range(callers):
                wires.enter_context(contextlib.closing(ask_raw(server)))
            arrivals = server.wait_for(callers)
        assert [arrival.concurrent for arrival in arrivals] == list(range(1, callers + 1))
        assert eventually(lambda: server.abandoned == callers)
        ask(server)
    assert server.arrivals[callers].concurrent == 1
    assert server.peak == callers


def test_a_caller_who_leaves_is_no_longer_in_flight() -> None:
    with HostileServer([hs.hang(), reply("a", delay=60), hs.drip("a", 60)]) as server:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                ask(server, timeout=0.05)
        assert eventually(lambda: server.abandoned == 3)
        assert ask(server).status == 200
    assert server.arrivals[3].concurrent == 1


def test_waiting_for_more_requests_than_come_is_an_error() -> None:
    with HostileServer() as server, pytest.raises(TimeoutError, match="0 of 1"):
        server.wait_for(1, timeout=0.01)


async def test_an_async_client_sees_the_same() -> None:
    with HostileServer(by_prompt({"a": reply("A"), "b": hs.reset(), "c": hs.hang()})) as server:
        url = f"{server.base_url}/chat/completions"

        async def call(prompt: str) -> str:
            asked = {"messages": [{"role": "user", "content": prompt}]}
            async with session.post(url, json=asked) as response:
                return (await response.json())["choices"][0]["message"]["content"]

        async with aiohttp.ClientSession() as session:
            assert await asyncio.gather(*(call("a") for _ in range(100))) == ["A"] * 100
            with pytest.raises((aiohttp.ClientError, ConnectionError)):
                await call("b")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(call("c"), 0.1)
    assert len(server.arrivals) == 102


# Its end.


def test_it_stops_at_once_with_requests_in_every_state() -> None:
    states = [
        hs.hang(),
        reply("a", delay=60),
        hs.drip("a", 60),
        reply("a").sent(Delivery.STALL),
        hs.gzip_bomb(1_000_000),
        hs.body(b"x" * 16 * hs.MEGABYTE),
        hs.body(b"x" * 16 * hs.MEGABYTE).sent(Delivery.DROP),
    ]
    with contextlib.ExitStack() as wires:
        with HostileServer(states) as server:
            for _ in states:
                wires.enter_context(contextlib.closing(ask_raw(server)))
            idle = socket.create_connection(("127.0.0.1", port_of(server)), timeout=5)
            wires.enter_context(contextlib.closing(idle))
            server.wait_for(len(states))
            time.sleep(0.05)
            stopping = time.monotonic()
        assert time.monotonic() - stopping < 2
        assert idle.recv(1) == b""
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port_of(server)), timeout=5)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files through /proc")
def test_it_leaves_no_thread_no_socket_and_no_warning() -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    gc.collect()
    threads, files = threading.active_count(), open_files()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for action in (reply("a"), hs.hang(), hs.reset(), hs.drip("a", 60), hs.gzip_bomb(1_000_000)):
            with HostileServer(action) as server, contextlib.closing(ask_raw(server)):
                server.wait_for(1)
        gc.collect()
    assert [str(warning.message) for warning in caught] == []
    assert (threading.active_count(), open_files()) == (threads, files)


def test_an_error_in_the_block_ends_it_too() -> None:
    with pytest.raises(KeyError, match="mine"), HostileServer(hs.hang()) as server:
        ask_raw(server).close()
        raise KeyError("mine")
    assert not server._thread.is_alive()
