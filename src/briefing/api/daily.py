"""One daily run: what is new in the configured sources, remembered, briefed and delivered."""

from __future__ import annotations

import contextlib
import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from briefing import deliver
from briefing.api.reading import read_all
from briefing.errors import ConfigError, InputError, OutputError
from briefing.pipeline import daily as days
from briefing.pipeline.old_news import left_out, without_old
from briefing.storage.days import folders, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from briefing.deliver import Delivery
    from briefing.ingest import ListFile
    from briefing.pipeline.daily import Memory, Reading
    from briefing.pipeline.outcome import Outcome
    from briefing.settings.settings import Settings

#: Held during a daily run; the system releases it however the process ends.
_LOCK = ".daily.lock"


@contextlib.contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the lock of daily runs in the output folder.

    Raises:
        InputError: Another daily run holds it.
        OutputError: The folder can't be written.
    """
    lock = FileLock(settings.output / _LOCK, timeout=0)
    try:
        settings.output.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise InputError(
            f"another `briefing daily` is running in {settings.output}; wait until it has finished"
        ) from None
    except OSError as error:
        raise OutputError(f"output folder {settings.output}: can't be written: {error.strerror}") from None
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True)
class Today:
    """A daily run whose sources were read.

    Attributes:
        settings: With the sources, and the output folder that holds the days.
        day: ISO date of the briefing.
        reading: What goes into it, and what earlier days covered.
    """

    settings: Settings
    day: str
    reading: Reading
    _memory: Memory

    @property
    def from_earlier_run(self) -> int:
        """Articles of an earlier run of the same day, which its briefing keeps."""
        return len(self.reading.read.articles) - self.reading.new - self.reading.again

    def begin(self) -> None:
        """Record the articles as in progress: if the run is stopped, they are retried.

        Raises:
            OutputError: It can't be recorded; nothing was sent.
        """
        days.begin(self.settings.output, self._memory, self.day, self.reading.read)

    def written(self, outcome: Outcome) -> None:
        """Record what a written briefing covers.

        Raises:
            OutputError: It can't be recorded.
        """
        days.remember(self.settings.output, self._memory, self.day, outcome.reports)

    def nothing_new(self) -> Path | None:
        """End a run without articles.

        Returns:
            The newest day of the last week, whose failed deliveries are to be retried; None where there is none.

        Raises:
            OutputError: It can't be recorded.
        """
        # Copies of known articles may outlive their originals.
        days.save(self.settings.output, self._memory, self.day)
        first = days.oldest(self.day)
        return next((folder for name, folder in folders(self.settings.output) if first <= name <= self.day), None)


def read_new(
    settings: Settings, day: str, list_file: Callable[[str], ListFile], *, stdin: BinaryIO | None = None
) -> Today:
    """Read the configured sources, and leave out what earlier days covered. A missing source doesn't affect the others.

    Args:
        day: ISO date of the briefing.
        list_file: Makes a list of a path in the setting `lists`.
        stdin: What the source `-` means; None takes the process's own.

    Raises:
        ConfigError: No sources are configured.
        InputError: What earlier days covered can't be read.
    """
    if not settings.sources and not settings.lists:
        raise ConfigError(
            "no sources are configured; set them in briefing.toml: "
            'sources = ["articles/", "https://example.org/feed.xml"], or create the file with `briefing init`'
        )
    memory = days.load(settings.output)
    there, missing = days.present(settings.sources)
    lists, missing_lists = days.present(settings.lists)
    read = read_all([*there, *map(list_file, lists)], settings, stdin=stdin)
    read = dataclasses.replace(read, unread=(*missing, *missing_lists, *read.unread))
    reading = days.choose(read, memory, settings.output, day)
    return Today(settings, day, _without_old(reading, memory, settings, day), memory)


def _without_old(reading: Reading, memory: Memory, settings: Settings, day: str) -> Reading:
    """What goes into a day, without what is too old for it; that isn't looked at again on later days."""
    fresh = without_old(reading.read, settings, day)
    new = reading.new
    for article in left_out(reading.read, fresh):
        known = [key in memory.done for key in days.keys(article)]
        new -= not any(known)
        for key in days.keys(article):
            memory.done.setdefault(key, day)
    return dataclasses.replace(reading, read=fresh, new=max(0, new))


def deliveries(folder: Path, settings: Settings) -> list[Delivery] | None:
    """Deliver a finished day to all targets; None where it has no stories.

    A day without stories isn't sent: the briefing that the next run creates for it would then count as already sent.
    """
    return deliver.deliver(folder, settings) if load(folder).stories else None
