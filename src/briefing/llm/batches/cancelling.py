"""Cancelling a ledger's open batches, with no run that waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.llm.batches.lines import batches, were
from briefing.llm.batches.place import MOST_CANCELLING, Batches
from briefing.llm.factory import open_gateway

if TYPE_CHECKING:
    from briefing.settings.settings import Settings


async def cancel_all(settings: Settings) -> str:
    """Cancel the open batches of a ledger at the models' provider, and keep what has come.

    Returns:
        What came of it, for people.

    Raises:
        BriefingError: The provider can't be asked.
    """
    async with open_gateway(settings.replace(engine="batch", detach=False), listed=False) as gateway:
        place = gateway.run.workplace
        if not isinstance(place, Batches):
            return "no batch is open"
        left = await place.take_up_all()
        told = [await place.cancel(ended=MOST_CANCELLING)] if place.open else []
        told += [f"{batches(left)} of other models or endpoints {were(left)} not cancelled"] if left else []
        return "; ".join(told) or "no batch is open"
