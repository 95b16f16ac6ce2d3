"""A whole day built again from recorded replies: no network, and the same to the byte, or each place that differs."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from briefing.api.proof.files import read_manifest
from briefing.api.proof.manifest import value_of
from briefing.api.proof.places import differing_values, first_difference
from briefing.api.session import Cassette, gateway_of, make_day
from briefing.checks.audit import Fault
from briefing.errors import CassetteMiss, ConfigError
from briefing.ingest import ReadResult
from briefing.llm import ledger_export
from briefing.llm.factory import open_gateway
from briefing.models import Report
from briefing.pipeline.overrides import file_beside
from briefing.pipeline.progress import Silent
from briefing.render import to_json
from briefing.settings.settings import Settings, fixed_settings
from briefing.storage.days import NAME
from briefing.text.json_text import parsed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from briefing.llm.gateway import Gateway
    from briefing.llm.providers.base import EngineReply, Request
    from briefing.models import Briefing, RunManifest

#: Settings that run code, or read or write files, are the auditor's own and never a stranger's.
_OWN = ("prompts", "glossary", "fields")
#: Settings that change nothing in what is made of replies.
_NEEDLESS = frozenset(
    {
        "output", "ledger", "engine", "provider", "api_base", "ca_file", "max_cost", "until", "deliver", "sources",
        "lists", "forms", "detach", "batch_poll", "batch_gather", "batch_lines",
    }
)  # fmt: skip
_SQLITE = b"SQLite format 3\0"


def rebuild(folder: Path, briefing: Briefing, replies: Path, own: Settings) -> list[Fault]:
    """Build a day again from recorded replies, and compare it with the one that lies there.

    Args:
        folder: The day's. Days before it, which its stories may continue, lie beside it.
        briefing: As its briefing.json has it.
        replies: A cassette, a ledger, or `replies.json` as `keep_replies` writes it.
        own: The auditor's; prompts, glossary and fields of one's own are taken from here.

    Returns:
        What differs, each with its place in briefing.json; a reply that isn't recorded.

    Raises:
        ConfigError: The file holds no replies, or the settings of the run can't be used.
    """
    run = read_manifest(folder)
    if run is None:
        return [Fault("run.json", "is missing or can't be read, so the day's settings are unknown")]
    return asyncio.run(_rebuild(folder, briefing, replies, _settings(run, folder, own)))


async def _rebuild(folder: Path, briefing: Briefing, replies: Path, settings: Settings) -> list[Fault]:
    run = read_manifest(folder)
    threaded = bool(run and run.threaded) or any(story.continues for story in briefing.stories)
    silent = _Silence()
    with tempfile.TemporaryDirectory(prefix="briefing-check-") as place:
        async with _gateway(settings, replies, Path(place), silent) as gateway:
            result = await make_day(
                _read(briefing), settings, briefing.date, gateway, threaded=threaded, watch=_unwatched
            )
    faults = [Fault(str(replies), f"contains no reply to {what}") for what in silent.missing]
    if result.stopped is not None and not faults:
        faults.append(Fault(str(replies), f"the day can't be rebuilt: {result.stopped}"))
    if result.briefing is None:
        return faults
    found, made = (folder / NAME).read_bytes(), to_json(result.briefing).encode()
    if found == made:
        return faults
    differs = [Fault(where, f"rebuilt from the replies, {why}") for where, why in differing_values(found, made)]
    where = first_difference(NAME, found, made) or "differs in invisible bytes"
    return [*faults, *(differs or [Fault(NAME, f"rebuilt from the replies, {where}")])]


def _read(briefing: Briefing) -> ReadResult:
    copies = tuple(
        Report(article=r.article, status="copy", reason=r.reason, copy_of=r.copy_of)
        for r in briefing.reports
        if r.status == "copy"
    )
    articles = tuple(report.article for report in briefing.reports if report.status != "copy")
    return ReadResult(articles=articles, unread=briefing.unread, copies=copies)


def _settings(run: RunManifest, folder: Path, own: Settings) -> Settings:
    values: dict[str, Any] = {"model": run.model}
    for name, text in run.settings.items():
        if name in _OWN and getattr(own, name) is None:
            raise ConfigError(f"run.json: the day was made with its own {name}; set {name} in your settings")
        if name in Settings.model_fields and name not in _NEEDLESS and name not in _OWN:
            values[name] = value_of(text)
    values |= {name: getattr(own, name) for name in _OWN if name in run.settings}
    try:
        return fixed_settings(**values, output=folder.resolve().parent)
    except ValidationError as error:
        first = error.errors()[0]
        told = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise ConfigError(f"run.json: its settings can't be used: {told}") from None


@contextlib.contextmanager
def _unwatched(_: Gateway) -> Any:
    yield Silent()


@contextlib.asynccontextmanager
async def _gateway(settings: Settings, replies: Path, place: Path, silent: _Silence) -> AsyncIterator[Gateway]:
    """A gateway that the recorded replies answer, whatever they are recorded in. The file itself stays as it is."""
    head = _content(replies)
    if head.startswith(_SQLITE):
        copy = _copied(replies, place)
        async with open_gateway(settings.replace(ledger=copy), engine=silent) as gateway:
            yield gateway
        return
    if b'"replies_of"' in head[:200]:
        async with open_gateway(settings, engine=silent, remember=False) as gateway:
            await ledger_export.fill(gateway.run.ledger, head.decode("utf-8", "replace"), str(replies))
            yield gateway
        return
    try:
        parsed(head)["exchanges"]
    except (ValueError, KeyError, TypeError):
        raise ConfigError(f"{replies}: is neither a cassette nor a ledger nor a file of exported replies") from None
    async with gateway_of(settings, Cassette(replies)) as gateway:
        try:
            yield gateway
        finally:
            if isinstance(gateway.run.stop.error, CassetteMiss):
                silent.missing.append(str(gateway.run.stop.error))


def _content(replies: Path) -> bytes:
    try:
        return replies.read_bytes()
    except OSError as error:
        raise ConfigError(f"{replies}: can't be read: {error.strerror}") from None


def _copied(ledger: Path, place: Path) -> Path:
    """A copy of a ledger, with the decisions on groups beside it: opening one writes."""
    copy = place / "ledger.sqlite3"
    try:
        with (
            contextlib.closing(sqlite3.connect(f"{ledger.resolve().as_uri()}?mode=ro", uri=True)) as source,
            contextlib.closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise ConfigError(f"{ledger}: the ledger can't be read: {error}") from None
    if (decisions := file_beside(ledger)).is_file():
        shutil.copy(decisions, file_beside(copy))
    return copy


class _Silence:
    """An engine that knows nothing beyond what is recorded, and remembers what it was asked."""

    name = "recorded"

    def __init__(self) -> None:
        self.missing: list[str] = []

    async def complete(self, request: Request) -> EngineReply:
        """Refuse, and note it.

        Raises:
            CassetteMiss: Always.
        """
        self.missing.append(request.where)
        raise CassetteMiss(f"{request.where}: no reply is recorded", unsent=True)

    async def close(self) -> None:
        """Nothing is open."""
