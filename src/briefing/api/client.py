"""The API, asynchronous."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.api.reading import read_all, read_one, read_some
from briefing.api.results import Result, Summary
from briefing.api.session import Cassette, day_of, make_day
from briefing.checks.suspicions import set_aside
from briefing.errors import ConfigError, InputError
from briefing.ingest import ReadResult
from briefing.llm.cassette import Recording, check_complete, replays
from briefing.llm.cassette import cassette as open_cassette
from briefing.llm.factory import open_gateway
from briefing.models import Article, Report
from briefing.names.store import note_read, open_book
from briefing.pipeline.progress import Silent
from briefing.pipeline.read_twice import read_article
from briefing.pipeline.single import summarize_one
from briefing.pipeline.stages.extract import extract
from briefing.pipeline.stages.summarize import Form
from briefing.pipeline.stages.translate import translate
from briefing.settings.settings import load_settings, override
from briefing.text.languages import find_language

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from types import TracebackType
    from typing import Literal, Self

    from briefing.api.session import Record
    from briefing.llm.gateway import Gateway
    from briefing.llm.providers.base import Engine
    from briefing.llm.run import UnderWay
    from briefing.models import Extraction, Translation
    from briefing.names.book import NameBook
    from briefing.pipeline.progress import Progress
    from briefing.settings.renames import EngineName
    from briefing.settings.settings import Settings
    from briefing.settings.trust import Use
    from briefing.text.languages import Language


class Client:
    """Reads, briefs, translates, extracts and summarises; may do many at once.

    The calls about single articles are one run of the ledger: `max_cost`, the pace and the figures are theirs
    together. Each `brief` is a run of its own.

    Args:
        settings: None reads them as the command line does: from the environment and ./briefing.toml.
        engine: Where the work is done, as the setting names it; or an engine of your own, which is asked instead of
            the provider that the settings name, and which you close.
        cassette: Answer from a file of recorded calls, or record them. The ledger and earlier days are not used.
        record: With `cassette`: replay only; record if the file is new; record anew.
        overrides: Settings by name, which outrank all others.

    Raises:
        ConfigError: A setting that can't be used.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        engine: Engine | EngineName | None = None,
        cassette: str | Path | None = None,
        record: Record = "none",
        **overrides: Any,
    ) -> None:
        path = None if cassette is None else Path(cassette)
        if isinstance(engine, str):
            overrides, engine = {"engine": engine, **overrides}, None
        self._replaying = replays(path, record)
        if settings is None:
            uses: tuple[Use, ...] = ("files", "network") if self._replaying else ("files", "network", "model")
            settings = load_settings(None, uses, **overrides)
        elif overrides:
            settings = override(settings, **overrides)
        if engine is not None and settings.model is None:
            settings = override(settings, model=engine.name)
        self.settings = settings
        self._engine = engine
        self._cassette = Cassette(path, record)
        self._stack = contextlib.AsyncExitStack()
        self._single: Gateway | None = None
        self._opening = asyncio.Lock()
        self._calls = 0
        self._stopped = False
        self._recording = Recording()
        self._open = False

    async def __aenter__(self) -> Self:
        self._recording = self._stack.enter_context(open_cassette(self._cassette.path, self._cassette.record))
        self._open = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open = False
        await self._stack.__aexit__(kind, error, trace)
        if error is None and self._cassette.path is not None and not self._replaying:
            check_complete(self._cassette.path, self._calls, stopped=self._stopped)

    async def read(self, sources: str | Path | Sequence[str | Path]) -> ReadResult:
        """Read articles from files, folders and addresses; no model is asked.

        Raises:
            InputError: A source doesn't exist. What exists and can't be read is in the result.
        """
        return await asyncio.to_thread(read_all, _listed(sources), self.settings)

    async def brief(
        self,
        sources: str | Path | Sequence[str | Path] | ReadResult,
        *,
        date: str | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Make a briefing. Nothing is written until `Result.save`, except the ledger.

        Args:
            sources: Files, folders and addresses; or what `read` gave.
            date: ISO date of the briefing; None is today.
            progress: Called as the run goes on.

        Raises:
            InputError: No source became an article.
            ConfigError: A setting is missing or can't be used.
        """
        day = day_of(date)
        if isinstance(sources, ReadResult):
            read = sources
        else:
            read = await asyncio.to_thread(read_some, _listed(sources), self.settings)
        if not read.articles:
            raise InputError("nothing to brief: no article was read")
        async with self._gateway() as gateway:
            return await make_day(
                read,
                self.settings,
                day,
                gateway,
                threaded=self._cassette.path is None,
                watch=lambda _: contextlib.nullcontext(progress or Silent()),
            )

    async def translate(self, source: str | Path | Article, *, language: str = "en") -> Translation:
        """Translate one article, n paragraphs for n.

        Args:
            source: A file, an address, or an article that was read.
            language: To translate into: a tag such as `de`, or its English name.

        Raises:
            InputError: There is not exactly one article; the language is unknown.
            BriefingError: It can't be done; the message says why.
        """
        target = _language(language)
        article, gateway, names = await self._ready(source)
        translation = await translate(article, gateway, names, target)
        read = await read_article(Report(article=article, status="done", translation=translation), gateway)
        return set_aside(read.translation or translation)

    async def extract(self, source: str | Path | Article) -> Extraction:
        """Record what one article says, field by field, each with its evidence.

        Args and errors as for `translate`.
        """
        article, gateway, names = await self._ready(source)
        record = await extract(article, gateway, names)
        read = await read_article(Report(article=article, status="done", extraction=record), gateway)
        return set_aside(read.extraction or record)

    async def summarize(
        self,
        source: str | Path | Article,
        *,
        language: str = "en",
        words: int | None = None,
        style: Literal["sentences", "telegram"] = "sentences",
    ) -> Summary:
        """Make a short item of one article, each sentence with its evidence.

        Args:
            source: As for `translate`.
            language: As for `translate`.
            words: At most so many; None sets no limit.
            style: Full sentences, or as a telegram.

        Raises:
            InputError: As for `translate`.
            BriefingError: What ends every further call, too; what concerns this article alone is in its report.
        """
        target = _language(language)
        article, gateway, names = await self._ready(source)
        report, story = await summarize_one(article, gateway, names, Form(style=style, words=words), target)
        return Summary(report, story, gateway.run.stop.error)

    def under_way(self) -> list[UnderWay]:
        """The questions that are being asked for single articles, the oldest first."""
        return [] if self._single is None else list(self._single.run.under_way)

    async def _ready(self, source: str | Path | Article) -> tuple[Article, Gateway, NameBook]:
        article = source
        if not isinstance(article, Article):
            article = await asyncio.to_thread(read_one, article, self.settings)
        async with self._opening:
            if self._single is None:
                gateway = await self._stack.enter_async_context(self._gateway(waited_for=True))
                self._stack.push_async_callback(gateway.run.ledger.close_run, gateway.run.id, None)
                self._single = gateway
        day = day_of(None)
        names = await open_book(self._single.run.ledger, self.settings, day, [article])
        await note_read(self._single.run.ledger, day, [article])
        return article, self._single, names

    @contextlib.asynccontextmanager
    async def _gateway(self, *, waited_for: bool = False) -> AsyncIterator[Gateway]:
        if not self._open:
            raise ConfigError("the client isn't open: use it as `async with briefing.Client(…) as client:`")
        settings = self.settings
        if waited_for and settings.engine == "batch":
            settings = settings.replace(engine="local", detach=False)  # somebody waits for one article
        async with open_gateway(
            settings, replaying=self._replaying, remember=self._cassette.path is None, engine=self._engine
        ) as gateway:
            try:
                yield gateway
            finally:
                self._calls += gateway.calls
                self._stopped |= gateway.run.stop.error is not None
                self._recording.finished &= gateway.complete


def _listed(sources: str | Path | Sequence[str | Path]) -> Sequence[str | Path]:
    return [sources] if isinstance(sources, (str, Path)) else sources


def _language(named: str) -> Language:
    found = find_language(named)
    if found is None:
        raise InputError(f"language {named!r}: is not known; give its English name or a tag such as de")
    return found
