"""Whatever the provider's Batch API does, every question is answered and none is paid for twice."""

from __future__ import annotations

import json

import pytest

from batch_calls import LIVE, ask_all, batching, errors_in
from batch_server import GOOD, Batch, BatchServer, answered, completion, failed
from briefing.errors import AuthFailed, BatchOpen, EngineRefused, InvalidReply


async def all_answered(server: BatchServer, count: int = 6, **settings):
    async with batching(server.base_url, **settings) as gateway:
        answers = await ask_all(gateway, count)
        assert not errors_in(answers), errors_in(answers)
        return gateway


def once(server: BatchServer, count: int = 6) -> None:
    assert len(server.billed) == count
    assert set(server.billed.values()) == {1}, "a question was paid for twice"


async def test_questions_go_as_one_batch_at_half_the_price():
    with BatchServer(looks=2) as server:
        gateway = await all_answered(server, 40)
    once(server, 40)
    assert (len(server.batches), server.live, gateway.calls) == (1, 0, 40)
    assert gateway.run.budget.spent == pytest.approx(40 * LIVE / 2)
    assert gateway.run.budget.reserved == 0
    assert gateway.run.stages["group"].cost == pytest.approx(40 * LIVE / 2)


@pytest.mark.parametrize(
    ("step", "faults"),
    [
        pytest.param("upload", [500, 503], id="upload 500"),
        pytest.param("upload", [429], id="upload 429"),
        pytest.param("upload", ["lost"], id="upload lost"),
        pytest.param("upload", ["lost-after"], id="upload lost after it was stored"),
        pytest.param("upload", ["garbage"], id="upload answered with a page"),
        pytest.param("create", [500], id="create 500"),
        pytest.param("create", [429], id="create 429"),
        pytest.param("create", ["lost"], id="create lost"),
        pytest.param("create", ["lost-after"], id="create lost after it was made"),
        pytest.param("create", ["garbage"], id="create answered with a page"),
        pytest.param("get", [500, 502, 503], id="look 500"),
        pytest.param("get", ["lost", "lost"], id="look lost"),
        pytest.param("get", ["garbage"], id="look answered with a page"),
        pytest.param("get", [404, 404], id="look 404 at first"),
        pytest.param("content", [500], id="file 500"),
        pytest.param("content", ["lost-after"], id="file lost"),
        pytest.param("content", ["cut"], id="file cut off"),
    ],
)
@pytest.mark.one_in(3)
async def test_a_fault_at_a_step_is_got_over_and_nothing_is_paid_twice(step, faults):
    with BatchServer(looks=1) as server:
        server.faults[step] = list(faults)
        await all_answered(server)
    once(server)
    assert len(server.batches) == 1
    assert not server.faults[step]


async def test_whether_a_batch_was_made_is_asked_until_the_list_answers():
    with BatchServer() as server:
        server.faults["create"], server.faults["list"] = ["lost-after"], [500, "lost", "garbage"]
        await all_answered(server)
    once(server)
    assert len(server.batches) == 1


async def test_a_batch_is_found_in_the_list_behind_others():
    with BatchServer() as server:

        def others_come(step):
            if step == "create" and len(server.batches) == 1:
                for n in range(5):
                    server.batches[f"theirs_{n}"] = Batch(f"theirs_{n}", "not-ours", [], "completed")

        server.faults["create"], server.after = ["lost-after"], others_come
        await all_answered(server)
    once(server)
    assert server.steps["list"] == 3, "it stands on the third page"
    assert len(server.batches) == 6


async def test_without_a_list_nobody_can_tell_so_nothing_is_asked_again():
    with BatchServer(listing=False) as server:
        server.faults["create"] = ["lost-after"]
        async with batching(server.base_url) as gateway:
            (error,) = set(map(str, errors_in(await ask_all(gateway))))
        assert "--forget-batch briefing-" in error
        async with batching(server.base_url) as gateway:
            assert {type(each) for each in errors_in(await ask_all(gateway))} == {BatchOpen}
        assert len(server.batches) == 1
        async with batching(server.base_url) as gateway:
            (row,) = await gateway.run.workplace.notes.rows()
            assert await gateway.run.workplace.notes.forget(row.mark) == 6
            assert not errors_in(await ask_all(gateway)), "given up, they are asked anew"


def lines(by_number):
    """An answer of its own for some lines of the first batch."""
    seen = set()

    def line(number, key, body):
        if key in seen or number not in by_number:
            return None
        seen.add(key)
        return by_number[number](key, body)

    return line


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        pytest.param(lambda _, rows: rows[::-1], None, id="any order"),
        pytest.param(lambda _, rows: [*rows, *rows[:2]], "2 lines of batch batch_2 came twice", id="lines twice"),
        pytest.param(
            lambda _, rows: [answered("who?", completion(GOOD)), *rows], "1 line of batch batch_2 don't belong",
            id="foreign lines",
        ),
        pytest.param(lambda _, rows: [b"", *rows, b"   ", b""], None, id="empty lines"),
        pytest.param(lambda _, rows: [b'"text"', b"[1]", b"{", b"\xff\xfe", *rows], "can't be read", id="broken lines"),
        pytest.param(
            lambda _, rows: [failed(rows[0]["custom_id"], "server_error"), *rows], None, id="error, then answer"
        ),
    ],
)  # fmt: skip
async def test_an_output_file_in_any_state_is_read(shape, told):
    with BatchServer(shape=shape) as server:
        gateway = await all_answered(server)
    once(server)
    assert told is None or any(told in notice for notice in gateway.run.notices), gateway.run.notices
    assert len(server.batches) == 1


async def test_each_question_gets_its_own_answer_in_any_order():
    def answer(body):
        told = body["messages"][-1]["content"]
        return json.dumps({"groups": [{"event": told, "articles": ["A1"], "reason": "r"}]})

    with BatchServer(answer, shape=lambda _, rows: rows[::-1]) as server:
        async with batching(server.base_url) as gateway:
            answers = await ask_all(gateway, 9)
    assert [each.value.groups[0].event for each in answers] == [f"question {n}" for n in range(9)]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(lambda key, _: failed(key, "server_error"), id="an error"),
        pytest.param(lambda key, _: answered(key, {"error": {"message": "busy"}}, 500), id="500"),
        pytest.param(lambda key, _: answered(key, {"error": {"message": "busy"}}, 503), id="503"),
        pytest.param(lambda key, _: answered(key, {"error": {"message": "slow down"}}, 429), id="429"),
        pytest.param(lambda key, _: failed(key, "batch_expired"), id="expired"),
    ],
)
async def test_a_line_that_was_not_answered_is_asked_again_in_another_batch(line):
    with BatchServer(line=lines({1: line, 4: line})) as server:
        gateway = await all_answered(server)
    once(server)
    assert [len(batch.asked) for batch in server.batches.values()] == [6, 2]
    assert gateway.run.stages["group"].retries == 2


async def test_many_lines_that_fail_end_no_run_as_an_outage():
    with BatchServer(line=lines({n: lambda key, _: failed(key, "server_error") for n in range(60)})) as server:
        await all_answered(server, 60)
    once(server, 60)
    assert len(server.batches) == 2


async def test_a_line_that_is_missing_is_asked_again_and_said():
    with BatchServer(shape=lambda number, rows: rows[1:] if number == 0 else rows) as server:
        gateway = await all_answered(server)
    assert sorted(server.billed.values()) == [1] * 5 + [2], "it was answered, and its answer is lost"
    assert any("left out 1 request; sent again" in notice for notice in gateway.run.notices)


async def test_a_schema_that_is_refused_in_lines_is_learned_once_and_sent_in_another_form():
    def refusing(_, key, body):
        if "response_format" in body and body["response_format"]["type"] == "json_schema":
            return answered(key, {"error": {"message": "response_format json_schema is not supported"}}, 400)
        return None

    with BatchServer(line=refusing) as server:
        gateway = await all_answered(server, temperature=0.0)
    once(server)
    assert [len(batch.asked) for batch in server.batches.values()] == [6, 6]
    assert sum("json_object" in notice for notice in gateway.run.notices) == 1


async def test_a_refusal_in_a_line_is_billed_and_not_asked_again():
    def refusing(number, key, _):
        told = completion("", refusal="I can't help with that.")
        return answered(key, told) if number == 2 else None

    with BatchServer(line=refusing) as server:
        async with batching(server.base_url) as gateway:
            (error,) = errors_in(await ask_all(gateway))
    assert isinstance(error, EngineRefused)
    once(server)
    assert len(server.batches) == 1
    assert gateway.run.budget.spent == pytest.approx(6 * LIVE / 2)


async def test_a_reply_that_is_cut_off_is_asked_for_once_with_more_room():
    limits = []

    def cutting(_, key, body):
        limits.append(body["max_tokens"])
        return answered(key, completion("{", "length")) if body["max_tokens"] == 1_000 else None

    with BatchServer(line=cutting) as server:
        await all_answered(server, 3, output_tokens=1_000)
    assert limits == [1_000] * 3 + [2_000] * 3
    assert set(server.billed.values()) == {2}, "as a live call would: the wider one is another call"


async def test_a_reply_that_breaks_its_schema_is_repaired_in_the_next_batch():
    def answer(body):
        return GOOD if len(body["messages"]) > 2 else json.dumps({"groups": "none"})

    with BatchServer(answer) as server:
        gateway = await all_answered(server)
    assert [len(batch.asked) for batch in server.batches.values()] == [6, 6]
    assert gateway.run.stages["group"].repairs == 6
    with BatchServer(lambda _: "prose") as server:
        async with batching(server.base_url, "other") as gateway:
            assert {type(each) for each in errors_in(await ask_all(gateway, 2))} == {InvalidReply}
    assert len(server.batches) == 2


@pytest.mark.parametrize(
    ("ends", "asked"),
    [
        pytest.param([("expired", 0)], [6, 6], id="expired, nothing done"),
        pytest.param([("expired", 4)], [6, 2], id="expired, some done"),
        pytest.param([("expired", 4), ("expired", 1)], [6, 2, 1], id="expired twice"),
        pytest.param(["failed"], [6, 3, 3], id="refused as a whole"),
        pytest.param([("cancelled", 0)], [6, 6], id="cancelled by somebody else"),
    ],
)
async def test_what_a_batch_did_not_answer_is_asked_again(ends, asked):
    with BatchServer(ends=ends) as server:
        await all_answered(server)
    once(server)
    assert [len(batch.asked) for batch in server.batches.values()] == asked


async def test_a_batch_that_expires_every_time_is_given_up_after_so_many_attempts():
    with BatchServer(ends=[("expired", 0)] * 9) as server:
        async with batching(server.base_url, attempts=3) as gateway:
            assert len(errors_in(await ask_all(gateway))) == 6
    assert len(server.batches) == 3
    assert not server.billed


async def test_a_file_that_is_gone_stops_the_run_and_asks_nothing_again():
    with BatchServer() as server:
        server.faults["content"] = [404]
        async with batching(server.base_url) as gateway:
            found = errors_in(await ask_all(gateway))
        assert {type(each) for each in found} == {BatchOpen}
        assert "--forget-batch batch_2" in str(found[0])
        async with batching(server.base_url) as gateway:
            assert not errors_in(await ask_all(gateway)), "it was a passing fault: the answers are taken up"
    once(server)


async def test_a_batch_that_the_provider_does_not_know_stops_the_run_and_asks_nothing_again():
    with BatchServer() as server:
        server.faults["get"] = [404] * 3
        async with batching(server.base_url) as gateway:
            assert {type(each) for each in errors_in(await ask_all(gateway))} == {BatchOpen}
    assert len(server.batches) == 1


@pytest.mark.parametrize("step", ["upload", "create", "get"])
async def test_a_bad_key_stops_the_run_and_loses_nothing(step):
    with BatchServer() as server:
        server.faults[step] = [401]
        async with batching(server.base_url) as gateway:
            assert {type(each) for each in errors_in(await ask_all(gateway))} == {AuthFailed}
            assert isinstance(gateway.run.stop.error, AuthFailed)
        await all_answered(server)
    once(server)


async def test_more_questions_than_a_batch_takes_go_in_several():
    with BatchServer() as server:
        await all_answered(server, 25, batch_lines=10)
    once(server, 25)
    assert sorted(len(batch.asked) for batch in server.batches.values()) == [5, 10, 10]


async def test_the_cap_holds_back_what_could_pass_it_until_bills_are_in():
    with BatchServer() as server:
        async with batching(server.base_url, output_tokens=256, max_cost=0.05) as gateway:
            answers = await ask_all(gateway, 12)
            assert not errors_in(answers)
            assert gateway.run.budget.spent == pytest.approx(12 * LIVE / 2)
    once(server, 12)
    assert len(server.batches) > 1
