"""The cap on a run's money: the highest cost of a call is reserved before it goes out."""

from __future__ import annotations

import asyncio

from briefing.errors import BudgetExceeded

#: Kept in whole millionths of a millionth of a dollar: sums of floats drift, and don't come back to nothing.
_UNIT = 1e12


class Budget:
    """US dollars of one run.

    Args:
        cap: None for no cap.
    """

    def __init__(self, cap: float | None) -> None:
        self.cap = cap
        self._cap = None if cap is None else round(cap * _UNIT)
        self._spent = 0
        self._reserved = 0
        self._settled = asyncio.Condition()

    @property
    def spent(self) -> float:
        """Settled by the bills."""
        return self._spent / _UNIT

    @property
    def reserved(self) -> float:
        """Set aside for calls under way."""
        return self._reserved / _UNIT

    async def reserve(self, most: float, *, sent: bool = False) -> None:
        """Set money aside; where it is short, wait for calls under way to give back what they didn't use.

        Args:
            sent: An earlier run sent it: it is billed whatever the cap says, and only others are held back.

        Raises:
            BudgetExceeded: The cap could be passed, and nothing is under way; nothing may be sent.
        """
        units = round(most * _UNIT)
        async with self._settled:
            if self.cap is not None and not sent:
                await self._settled.wait_for(lambda: self._fits(units) or not self._reserved)
                if not self._fits(units):
                    raise BudgetExceeded(
                        f"the next call could cost ${most:.4f}, ${self.spent:.4f} are spent, and the cap is "
                        f"${self.cap:.2f}; nothing was sent. Run again with a higher --max-cost: replies in the "
                        "ledger are not paid for again",
                        cap=self.cap,
                        spent=self.spent,
                        needed=most,
                    )
            self._reserved += units

    async def settle(self, most: float, cost: float) -> None:
        """Give back what was set aside, and book the bill."""
        async with self._settled:
            self._reserved -= round(most * _UNIT)
            self._spent += round(cost * _UNIT)
            self._settled.notify_all()

    def _fits(self, units: int) -> bool:
        return self._cap is None or self._spent + self._reserved + units <= self._cap
