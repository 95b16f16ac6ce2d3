"""Killed at every step between upload and the last answer: the next run rejoins, and nothing is paid twice."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3

import pytest

from batch_calls import LIVE, Runner, ask_all, batching, errors_in
from batch_server import GOOD, BatchServer, completion
from briefing.errors import BatchOpen, Detached, Interrupted
from gateway_calls import ask


@pytest.fixture(scope="module")
def runner():
    found = Runner()
    yield found
    found.close()


STEPS = ["upload", "create", "get", "content"]


def once(server: BatchServer, count: int = 6) -> None:
    assert len(server.billed) == count
    assert set(server.billed.values()) == {1}, "a question was paid for twice"


async def made(server: BatchServer) -> None:
    """Wait until the first batch is there."""
    async with asyncio.timeout(10):
        while not server.batches:  # noqa: ASYNC110 - it comes in another thread
            await asyncio.sleep(0.01)


def killing(server: BatchServer, step: str, when: str, at: int = 1) -> list[int]:
    """Kill the process whose id comes into the list, when a step is reached for the nth time."""
    victim: list[int] = []

    def look(reached: str) -> None:
        if reached == step and server.steps[step] == at and victim:
            os.kill(victim.pop(), signal.SIGKILL)

    setattr(server, when, look)
    return victim


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.one_in(3)
def test_killed_at_a_step_the_next_run_rejoins_and_pays_nothing_twice(step, when, runner, tmp_path):
    with BatchServer(looks=2) as server:
        victim = killing(server, step, when)
        first = runner.start(server.base_url, tmp_path)
        victim.append(first)
        assert runner.wait(first) == -signal.SIGKILL
        assert runner.wait(runner.start(server.base_url, tmp_path)) == 0
    once(server)
    assert len(server.batches) == 1


def test_killed_between_the_answers_the_rest_is_taken_up(runner, tmp_path):
    """Some replies are committed, the others lie in the file at the provider."""
    with BatchServer() as server:
        assert runner.wait(runner.start(server.base_url, tmp_path)) == 0
        with sqlite3.connect(tmp_path / "ledger.sqlite3") as db:
            db.execute("DELETE FROM outcomes WHERE reply > 3")
            db.execute("DELETE FROM replies WHERE id > 3")
            db.execute("UPDATE batch_lines SET state = 'open'")
            db.execute("UPDATE batches SET state = 'open'")
        assert runner.wait(runner.start(server.base_url, tmp_path)) == 0
    once(server)
    assert len(server.batches) == 1


async def test_a_run_of_another_day_rejoins(tmp_path):
    with BatchServer() as server:
        server.hold = True
        async with batching(server.base_url, tmp_path, detach=True) as gateway:
            assert {type(each) for each in errors_in(await ask_all(gateway))} == {Detached}
        with sqlite3.connect(tmp_path / "ledger.sqlite3") as db:
            db.execute("UPDATE batches SET at = '2026-01-01T00:00:00+00:00'")
        server.hold = False
        async with batching(server.base_url, tmp_path) as gateway:
            assert not errors_in(await ask_all(gateway))
            assert gateway.run.budget.spent == pytest.approx(6 * LIVE / 2), "who takes the answers has the bill"
    once(server)


async def test_a_detached_run_ends_when_all_is_sent_and_the_next_one_collects_or_ends_too(tmp_path):
    with BatchServer() as server:
        server.hold = True
        for _ in range(3):
            async with batching(server.base_url, tmp_path, detach=True) as gateway:
                errors = errors_in(await ask_all(gateway))
                assert {type(each) for each in errors} == {Detached}
                assert "6 requests in 1 batch at the provider, due by 2030-03-17" in str(errors[0])
                assert gateway.run.stop.error.exit_code == 75
        assert (len(server.batches), server.billed.total()) == (1, 0)
        server.hold = False
        async with batching(server.base_url, tmp_path, detach=True) as gateway:
            assert not errors_in(await ask_all(gateway))
    once(server)


@pytest.mark.parametrize("reply", ["a refusal", "prose"])
async def test_a_detached_chain_pays_once_for_what_is_not_answered(reply, tmp_path):
    told = completion("", refusal="No.") if reply == "a refusal" else completion("no object at all")
    with BatchServer(lambda body: told if "question 2" in str(body) else GOOD) as server:
        async with batching(server.base_url, tmp_path, detach=True) as gateway:
            assert len(errors_in(await ask_all(gateway))) == 1
        billed = server.billed.copy()
        async with batching(server.base_url, tmp_path, detach=True) as gateway:
            (error,) = errors_in(await ask_all(gateway))
        assert "in the last two days" in str(error)
        assert server.billed == billed
        async with batching(server.base_url, tmp_path) as gateway:
            assert len(errors_in(await ask_all(gateway))) == 1
        assert server.billed != billed, "without --detach it is asked anew, as a live run does"


async def test_what_is_sent_is_paid_whatever_the_next_runs_cap_says(tmp_path):
    with BatchServer() as server:
        server.hold = True
        async with batching(server.base_url, tmp_path, detach=True, max_cost=100.0) as gateway:
            await ask_all(gateway)
        server.hold = False
        async with batching(server.base_url, tmp_path, max_cost=0.0001) as gateway:
            assert not errors_in(await ask_all(gateway)), "their answers are paid for"
            (error,) = await asyncio.gather(ask(gateway, "a new one"), return_exceptions=True)
            assert "the cap is $0.00" in str(error)
    once(server)


def test_two_runs_at_the_same_time_share_what_one_of_them_sent(runner, tmp_path):
    with BatchServer(looks=3) as server:
        processes = [runner.start(server.base_url, tmp_path) for _ in range(2)]
        assert [runner.wait(process) for process in processes] == [0, 0]
    once(server)


async def test_a_live_run_asks_nothing_that_lies_in_a_batch(tmp_path):
    with BatchServer() as server:
        server.hold = True
        async with batching(server.base_url, tmp_path, detach=True) as gateway:
            await ask_all(gateway, 4)
        async with batching(server.base_url, tmp_path, engine="local") as gateway:
            assert (await ask(gateway, "another question")).value
            errors = errors_in(await ask_all(gateway, 3))
            errors += errors_in(await asyncio.gather(ask(gateway, "question 3"), return_exceptions=True))
        assert [type(each) for each in errors] == [BatchOpen] * 4, "who comes later waits for nothing either"
        assert "--engine batch" in str(errors[0])
        assert "--cancel-batches" in str(errors[0])
        assert server.live == 1
        server.hold = False
        async with batching(server.base_url, tmp_path, engine="local") as gateway:
            assert not errors_in(await ask_all(gateway, 4)), "what has come is taken up by a live run too"
            assert gateway.run.budget.spent == pytest.approx(4 * LIVE / 2)
        assert server.live == 1
    once(server, 5)


async def test_a_batch_run_asks_nothing_that_was_answered_live(tmp_path):
    with BatchServer() as server:
        async with batching(server.base_url, tmp_path, engine="local") as gateway:
            await ask_all(gateway, 3)
        async with batching(server.base_url, tmp_path) as gateway:
            await ask_all(gateway, 6)
        assert (server.live, server.sent) == (3, 3)
    once(server)


async def test_answers_that_nobody_wants_any_more_are_kept_with_their_bill(tmp_path):
    with BatchServer() as server:
        server.hold = True
        async with batching(server.base_url, tmp_path, detach=True) as gateway:
            await ask_all(gateway)
        server.hold = False
        async with batching(server.base_url, tmp_path) as gateway:
            await ask(gateway, "question 0")
        assert any("5 replies of batch batch_2 were not needed" in notice for notice in gateway.run.notices)
        async with batching(server.base_url, tmp_path) as gateway:
            assert not errors_in(await ask_all(gateway))
            assert gateway.calls == 0
            assert (await gateway.run.workplace.notes.rows())[0].open == 0
    once(server)
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as db:
        assert db.execute("SELECT count(*), sum(cost) FROM replies").fetchone() == (6, pytest.approx(6 * LIVE / 2))


async def test_another_endpoint_is_not_asked_for_what_lies_elsewhere(tmp_path):
    with BatchServer() as server, BatchServer() as other:
        server.hold = True
        async with batching(server.base_url, tmp_path, detach=True) as gateway:
            await ask_all(gateway)
        for engine in ("batch", "local"):
            async with batching(other.base_url, tmp_path, engine=engine) as gateway:
                (error, *_) = errors_in(await ask_all(gateway))
                assert isinstance(error, BatchOpen)
                assert server.base_url in str(error)
        assert other.sent + other.live == 0


async def test_at_the_deadline_what_has_come_is_used_and_the_rest_is_asked_live_inside_the_cap(tmp_path):
    with BatchServer() as server:
        server.hold = True
        async with batching(server.base_url, tmp_path, max_cost=10.0, until="06:45", output_tokens=256) as gateway:
            asked = asyncio.create_task(ask_all(gateway))
            await made(server)
            server.progress("batch_2", 4)
            assert gateway.run.workplace.at_deadline()
            answers = await asked
            assert not errors_in(answers), errors_in(answers)
            assert gateway.run.budget.spent == pytest.approx(4 * LIVE / 2 + 2 * LIVE)
            assert gateway.run.budget.reserved == 0
            (notice,) = gateway.run.notices
    assert notice == (
        "it was 06:45: 1 batch was cancelled. 4 replies had arrived, are used, and are billed ($0.0022); "
        "2 requests were sent live, at the full price and within the budget"
    )
    assert (server.live, server.batches["batch_2"].status, server.steps["cancel"]) == (2, "cancelled", 1)
    once(server)


async def test_at_the_deadline_the_cap_still_holds(tmp_path):
    with BatchServer() as server:
        server.hold = True
        async with batching(server.base_url, tmp_path, max_cost=0.1, until="06:45", output_tokens=256) as gateway:
            asked = asyncio.create_task(ask_all(gateway))
            await made(server)
            gateway.run.budget.cap, gateway.run.budget._cap = 0.05, round(0.05e12)
            assert gateway.run.workplace.at_deadline()
            await asked
            assert gateway.run.budget.spent <= 0.05
    assert server.live == 6


async def test_a_batch_that_ended_before_it_could_be_cancelled_is_used(tmp_path):
    with BatchServer() as server:
        server.hold = True
        async with batching(server.base_url, tmp_path, until="06:45") as gateway:
            asked = asyncio.create_task(ask_all(gateway))
            await made(server)
            server.faults["cancel"] = [409]
            server.hold = False
            assert gateway.run.workplace.at_deadline()
            assert not errors_in(await asked)
    assert server.live == 0
    once(server)


async def test_after_a_signal_what_is_cancelled_keeps_what_has_come(tmp_path):
    with BatchServer() as server:
        server.hold = True
        async with batching(server.base_url, tmp_path) as gateway:
            asked = asyncio.create_task(ask_all(gateway))
            await made(server)
            server.progress("batch_2", 2)
            gateway.run.stop.now(Interrupted("told", signal=2))
            assert {type(each) for each in errors_in(await asked)} == {Interrupted}
            told = await gateway.run.workplace.cancel()
        assert "batch_2 was cancelled; 2 replies had arrived and were kept ($0.0011)" in told
        server.hold = False
        async with batching(server.base_url, tmp_path) as gateway:
            assert not errors_in(await ask_all(gateway))
            assert gateway.calls == 4
    once(server)


async def test_a_signal_without_an_answer_leaves_the_batch_to_the_next_run(tmp_path):
    with BatchServer() as server:
        server.hold = True
        async with batching(server.base_url, tmp_path) as gateway:
            asked = asyncio.create_task(ask_all(gateway))
            await made(server)
            gateway.run.stop.now(Interrupted("told", signal=2))
            await asked
        server.hold = False
        async with batching(server.base_url, tmp_path) as gateway:
            assert not errors_in(await ask_all(gateway))
    once(server)
    assert len(server.batches) == 1
