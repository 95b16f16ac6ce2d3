"""Money: the sum is exact, whatever came and went."""

from __future__ import annotations

import random

import pytest

from briefing.errors import BudgetExceeded
from briefing.llm.budget import Budget


async def test_a_hundred_thousand_reservations_given_back_leave_nothing_reserved():
    budget, chance = Budget(None), random.Random(1)
    for _ in range(2000):
        amounts = [10 ** chance.uniform(-9, 1) for _ in range(50)]
        for amount in amounts:
            await budget.reserve(amount)
        chance.shuffle(amounts)
        for amount in amounts:
            await budget.settle(amount, 0.0)
        assert budget.reserved == 0.0


async def test_ten_tenths_of_the_cap_fit_and_not_a_trillionth_more():
    budget = Budget(1.0)
    for _ in range(10):
        await budget.reserve(0.1)
        await budget.settle(0.1, 0.1)
    assert budget.spent == 1.0
    with pytest.raises(BudgetExceeded):
        await budget.reserve(1e-12)


async def test_the_smallest_reservation_is_waited_for():
    """A call under way for less than a millionth of a dollar is still under way."""
    import asyncio

    budget = Budget(1e-6)
    await budget.reserve(9e-7)
    waiting = asyncio.ensure_future(budget.reserve(2e-7))
    await asyncio.sleep(0)
    assert not waiting.done()
    await budget.settle(9e-7, 1e-7)
    await asyncio.wait_for(waiting, 5)
