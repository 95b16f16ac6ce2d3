"""The pace on a virtual clock: what share of the allowed is reached, what share refused, and how calls leave."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from briefing.llm.adaptive_rate import LearnedRate
from briefing.llm.rate_limiter import Pace
from provider_simulation import Provider, VirtualLoop, on_virtual_time, simulate

#: Seconds after which the rate has been found.
FOUND = 25


@pytest.mark.parametrize("retry_after", ["whole", "ms", "absent"])
@pytest.mark.parametrize(("rate", "burst"), [(40, 4), (40, 20), (5, 4), (5, 20)])
@pytest.mark.one_in(5)
def test_nine_tenths_of_what_is_allowed_are_reached_with_hardly_a_refusal(rate, burst, retry_after):
    provider = simulate(Provider(lambda _: rate, burst, retry_after), 80)
    assert provider.share(FOUND, 80) >= 0.94
    assert provider.refusals(FOUND) < 0.015
    assert provider.share(0, 80) >= 0.88, "finding it takes little time"


@pytest.mark.slow
@pytest.mark.parametrize("retry_after", ["whole", "ms", "absent"])
@pytest.mark.parametrize("seed", range(3))
def test_the_same_at_two_hundred_a_second(retry_after, seed):
    provider = simulate(Provider(lambda _: 200, 20, retry_after), 80, seed=seed)
    assert provider.share(FOUND, 80) >= 0.93
    assert provider.refusals() < 0.01


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.one_in(3)
def test_a_program_that_stands_still_now_and_then_loses_little_more_than_that_time(seed):
    provider = simulate(Provider(lambda _: 40, 4), 150, seed=seed, stalls=True)
    assert provider.share(FOUND, 150) >= 0.87  # some 5 % of the time it stands still
    assert provider.refusals() < 0.01


@pytest.mark.parametrize("retry_after", ["whole", "ms"])
@pytest.mark.one_in(2)
def test_a_provider_that_minds_any_two_calls_close_together_is_not_asked_slower_and_slower(retry_after):
    provider = simulate(Provider(lambda _: 40, 1, retry_after), 120)
    assert provider.share(FOUND, 120) >= 0.72
    assert provider.share(90, 120) >= 0.95 * provider.share(FOUND, 60)
    assert provider.refusals() < 0.015


@pytest.mark.parametrize("retry_after", ["whole", "ms", "absent"])
@pytest.mark.one_in(3)
def test_where_less_is_allowed_from_now_on_the_rate_follows_within_seconds(retry_after):
    provider = simulate(Provider(lambda at: 60 if at < 60 else 15, 4, retry_after), 120)
    assert provider.share(75, 120) >= 0.85
    assert provider.refusals(60, 75) < 0.1
    assert provider.refusals(75) < 0.02


@pytest.mark.parametrize(("retry_after", "after"), [("whole", 160), ("ms", 90)])
def test_where_more_is_allowed_from_now_on_the_rate_follows(retry_after, after):
    provider = simulate(Provider(lambda at: 20 if at < 60 else 60, 4, retry_after), after + 30)
    assert provider.share(after, after + 30) >= 0.85
    assert provider.refusals() < 0.02


def test_a_rate_that_was_not_used_has_not_grown():
    rate = LearnedRate()
    moments = itertools.count(0, 0.01)
    for _ in range(20):
        rate.left(next(moments))
    rate.refused(0.1, 0.0)
    rate.left(1.0)
    before = rate.per_second
    rate.left(600.0)
    assert before is not None
    assert rate.per_second is not None
    assert rate.per_second < before * 4


def test_refusals_of_one_bunch_are_one_step_down():
    async def main(loop: VirtualLoop) -> None:
        pace = Pace(64, clock=loop.time)
        await asyncio.sleep(1)
        for _ in range(100):
            pace._learned.left(loop.time())
        await asyncio.sleep(0.1)
        pace.throttled(1.0, 0.0)
        once = pace._learned.per_second
        for _ in range(30):
            pace.throttled(1.05, 0.0)
        assert pace._learned.per_second == once

    on_virtual_time(main)


def departures(pace: Pace, loop: VirtualLoop, count: int) -> tuple[list[float], asyncio.Future]:
    left: list[float] = []

    async def call() -> None:
        async with pace.turn(1000):
            left.append(loop.time())

    return left, asyncio.gather(*(call() for _ in range(count)))


def test_after_a_standstill_the_moments_that_went_by_are_not_made_up_for_in_a_bunch():
    async def main(loop: VirtualLoop) -> None:
        pace = Pace(64, clock=loop.time)
        pace.limit = 64
        rate = pace._learned
        rate._burst, rate._top, rate.per_second, rate._age = 10, 40.0, 40.0, rate._back
        left, done = departures(pace, loop, 60)
        await asyncio.sleep(0.5)
        loop.stall(0.5)  # twenty moments go by
        await done
        for at in left:
            assert sum(at <= other < at + 0.1 for other in left) <= 6

    on_virtual_time(main)


def test_a_pause_holds_everybody_and_afterwards_they_leave_one_by_one():
    async def main(loop: VirtualLoop) -> None:
        pace = Pace(64, clock=loop.time)
        pace.limit = 64
        pace._learned.left(0.0)
        pace.throttled(0.0, 5.0)
        left, done = departures(pace, loop, 8)
        await done
        assert min(left) >= 5.0
        assert min(after - before for before, after in itertools.pairwise(left)) > 0.01

    on_virtual_time(main)


def test_tokens_per_minute_are_kept_and_spread():
    async def main(loop: VirtualLoop) -> None:
        pace = Pace(64, tokens_per_minute=60_000, clock=loop.time)
        pace.limit = 64
        left, done = departures(pace, loop, 200)
        await done
        for at in left:
            # A thousand a second, and a tenth of a minute's at once.
            assert sum(1000 for other in left if at <= other < at + 60) <= 66_000 + 1000
        assert 190 <= left[-1] <= 200

    on_virtual_time(main)


def test_requests_per_minute_that_the_provider_tells_are_kept_unless_others_are_set():
    async def main(loop: VirtualLoop) -> None:
        told, own = Pace(64, clock=loop.time), Pace(64, requests_per_minute=6000, clock=loop.time)
        for pace in (told, own):
            pace.limit = 64
            pace.learn({"requests": 60.0})
        (slow, first), (fast, second) = departures(told, loop, 20), departures(own, loop, 20)
        await asyncio.gather(first, second)
        assert slow[-1] >= 13
        assert fast[-1] <= 1

    on_virtual_time(main)


def test_a_stop_cuts_every_wait_short():
    async def main(loop: VirtualLoop) -> None:
        stop = asyncio.Event()

        async def sleep(seconds: float) -> None:
            if seconds > 0 and not stop.is_set():
                await asyncio.wait([asyncio.ensure_future(stop.wait())], timeout=seconds)

        pace = Pace(64, clock=loop.time)
        pace.limit, pace.sleep = 64, sleep
        pace.pause(1000.0)
        left, done = departures(pace, loop, 10)
        await asyncio.sleep(1)
        stop.set()
        await done
        assert left[-1] < 2

    on_virtual_time(main)


def test_thousands_that_wait_get_their_turn_in_order():
    async def main(loop: VirtualLoop) -> None:
        pace = Pace(4, clock=loop.time)
        order: list[int] = []

        async def call(number: int) -> None:
            async with pace.turn(1):
                order.append(number)
                await asyncio.sleep(0.01)
            pace.succeeded()

        await asyncio.gather(*(call(number) for number in range(3000)))
        assert order == sorted(order)

    on_virtual_time(main)


async def test_a_call_that_is_given_up_while_it_waits_takes_no_place():
    pace = Pace(1)
    async with pace.turn(1):
        given_up = [asyncio.ensure_future(_turn(pace)) for _ in range(3)]
        last = asyncio.ensure_future(_turn(pace))
        await asyncio.sleep(0)
        for task in given_up:
            task.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)
    await asyncio.wait_for(last, 5)
    await asyncio.wait_for(_turn(pace), 5)


async def test_a_place_that_was_given_to_a_call_given_up_goes_to_the_next():
    pace = Pace(1)
    async with pace.turn(1):
        given_up, last = asyncio.ensure_future(_turn(pace)), asyncio.ensure_future(_turn(pace))
        await asyncio.sleep(0)
    given_up.cancel()  # the place is already its own
    await asyncio.wait_for(last, 5)


async def _turn(pace: Pace) -> None:
    async with pace.turn(1):
        pass
