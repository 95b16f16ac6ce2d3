"""From questions to a batch that exists once, whatever fails in between."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from typing import TYPE_CHECKING, TypeVar

from briefing.errors import BadReply, BadRequest, BatchOpen, EngineBusy, EngineError, UnknownModel
from briefing.llm.batches.lines import count

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from briefing.llm.batches.notes import Noted, Notes
    from briefing.llm.providers.batch_api import BatchApi, State
    from briefing.settings.settings import Settings

T = TypeVar("T")
_PASSING = (EngineBusy, BadReply)
#: Looks into the provider's list, a poll apart, before a batch counts as never made: lists lag behind.
_LOOKS = 3
#: Seconds after which one look is enough.
_SETTLED = 600.0
_FIRST_WAIT = 0.5


async def persist(work: Callable[[], Awaitable[T]], settings: Settings) -> T:
    """Do a call that may be repeated, as often as a question would be.

    Raises:
        EngineError: The last attempt's, or one that asking again can't help.
    """
    for attempt in range(1, settings.attempts + 1):
        try:
            return await work()
        except _PASSING as error:
            if attempt == settings.attempts:
                raise
            await wait_after(error, attempt, settings)
    raise AssertionError  # the last one returned or raised


async def wait_after(error: EngineError, attempt: int, settings: Settings) -> None:
    """As long as the provider asks for; else a little longer each time, and never longer than between two looks."""
    told = getattr(error, "retry_after", None)
    seconds = min(settings.batch_poll, _FIRST_WAIT * 2**attempt) if told is None else min(told, settings.max_wait)
    await asyncio.sleep(seconds)


async def send(noted: Noted, content: bytes, api: BatchApi, notes: Notes, settings: Settings) -> None:
    """Have a noted batch made.

    Args:
        content: Its file.

    Raises:
        EngineError: It was not made, or nobody knows whether it was; then it stays noted as `creating`.
        BatchOpen: Nobody knows, and the provider has no list that would tell.
    """
    try:
        noted.file = await persist(lambda: api.upload(content, noted.mark), settings)
    except EngineError:
        await notes.void(noted)
        raise
    noted.state = "uploaded"
    await notes.note(noted)
    noted.state = "creating"
    await notes.note(noted)
    try:
        state = await _made(noted, api, settings)
    except (*_PASSING, BatchOpen):
        raise
    except EngineError:
        await _never_made(noted, api, notes)
        raise
    await _opened(noted, state, notes)


async def _made(noted: Noted, api: BatchApi, settings: Settings) -> State:
    for attempt in range(1, settings.attempts + 1):
        try:
            return await api.create(str(noted.file), noted.mark)
        except _PASSING as error:
            # A 500 or a lost connection says nothing on whether it was made.
            if (found := await _find(noted, api, settings)) is not None:
                return found
            if attempt == settings.attempts:
                raise
            await wait_after(error, attempt, settings)
    raise AssertionError  # the last one returned or raised


async def settle_creation(noted: Noted, api: BatchApi, notes: Notes, settings: Settings) -> bool:
    """Find out what became of a batch that was noted, and whose id was not.

    Returns:
        Whether it was made. Where it wasn't, it is forgotten.
    """
    if noted.state == "creating":
        age = (dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(noted.at)).total_seconds()
        for look in range(1 if age > _SETTLED else _LOOKS):
            if look:
                await asyncio.sleep(settings.batch_poll)
            if (found := await _find(noted, api, settings)) is not None:
                await _opened(noted, found, notes)
                return True
    await _never_made(noted, api, notes)
    return False


async def _find(noted: Noted, api: BatchApi, settings: Settings) -> State | None:
    try:
        return await persist(lambda: api.find(noted.mark), settings)
    except (UnknownModel, BadRequest):  # 404, 405
        raise BatchOpen(
            f"a batch of {count(len(noted.lines), 'request')} may have been created at {noted.endpoint}, which doesn't "
            f"list its batches, so nothing is sent again. Look there for a batch with {noted.mark} in its metadata; if "
            f"there is none, `briefing ledger --forget-batch {noted.mark}` lets the requests be sent again"
        ) from None


async def _opened(noted: Noted, state: State, notes: Notes) -> None:
    due = dt.datetime.fromtimestamp(state.expires, dt.UTC) if state.expires else _in_a_day(noted.at)
    noted.state, noted.batch, noted.due = "open", state.id, due.isoformat(timespec="seconds")
    await notes.note(noted)


async def _never_made(noted: Noted, api: BatchApi, notes: Notes) -> None:
    await notes.void(noted)
    if noted.file is not None:
        with contextlib.suppress(EngineError):
            await api.delete(noted.file)


def _in_a_day(at: str) -> dt.datetime:
    return dt.datetime.fromisoformat(at) + dt.timedelta(days=1)
