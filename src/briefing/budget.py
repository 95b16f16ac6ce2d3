"""The cap on a run's money: the highest cost of a call is reserved before it goes out."""

from __future__ import annotations

import asyncio

from briefing.errors import BudgetExceeded


class Budget:
    """US dollars of one run.

    Args:
        cap: None for no cap.

    Attributes:
        spent: Settled by the bills.
        reserved: Set aside for calls under way.
    """

    def __init__(self, cap: float | None) -> None:
        self.cap = cap
        self.spent = 0.0
        self.reserved = 0.0
        self._settled = asyncio.Condition()

    async def reserve(self, most: float) -> None:
        """Set money aside; where it is short, wait for calls under way to give back what they didn't use.

        Raises:
            BudgetExceeded: The cap could be passed, and nothing is under way; nothing may be sent.
        """
        async with self._settled:
            if self.cap is not None:
                await self._settled.wait_for(lambda: self._fits(most) or self.reserved <= 0)
                if not self._fits(most):
                    raise BudgetExceeded(
                        f"the next call could cost ${most:.4f}, ${self.spent:.4f} are spent, and the cap is "
                        f"${self.cap:.2f}; nothing was sent. Run again with a higher --max-cost: what was answered is "
                        "kept",
                        cap=self.cap,
                        spent=self.spent,
                        needed=most,
                    )
            self.reserved += most

    async def settle(self, most: float, cost: float) -> None:
        """Give back what was set aside, and book the bill."""
        async with self._settled:
            # Sums of floats don't cancel exactly; below a millionth of a dollar nothing is under way.
            self.reserved = left if (left := self.reserved - most) > 1e-6 else 0.0
            self.spent += cost
            self._settled.notify_all()

    def _fits(self, most: float) -> bool:
        return self.cap is None or self.spent + self.reserved + most <= self.cap
