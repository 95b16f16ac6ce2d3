"""Sources to articles, with the limits that the settings name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import InputError
from briefing.ingest import Limits, ReadResult, network_of, read_sources, workers_ended

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from briefing.ingest import ListFile
    from briefing.models import Article
    from briefing.settings.settings import Settings


def read_all(
    sources: Sequence[str | Path | ListFile], settings: Settings, *, stdin: BinaryIO | None = None
) -> ReadResult:
    """Read sources; what can't be read is in the result, with its reason.

    Args:
        sources: Files, folders, addresses, `-` for standard input, lists.
        stdin: What `-` means; None takes the process's own.

    Raises:
        InputError: A source doesn't exist. Nothing was read.
    """
    network = network_of(settings.allow_hosts, settings.output / "pages")
    limits = Limits(settings.max_bytes, settings.max_file_bytes, settings.read_seconds, settings.read_memory)
    with workers_ended():
        return read_sources(sources, stdin=stdin, limits=limits, network=network, outlets=settings.outlets)


def read_some(
    sources: Sequence[str | Path | ListFile], settings: Settings, *, stdin: BinaryIO | None = None
) -> ReadResult:
    """Read sources, at least one article of them. Arguments and errors as for `read_all`.

    Raises:
        InputError: No source became an article.
    """
    read = read_all(sources, settings, stdin=stdin)
    if not read.articles:
        reasons = "; ".join(f"{u.origin}: {u.reason}" for u in read.unread[:5])
        named = ", ".join(map(_name_of, sources))
        raise InputError(f"nothing to brief: {reasons or f'found no article in {named}'}")
    return read


def read_one(source: str | Path, settings: Settings, *, stdin: BinaryIO | None = None) -> Article:
    """Read the one article of a source. Arguments and errors as for `read_some`.

    Raises:
        InputError: The source holds several.
    """
    read = read_some([source], settings, stdin=stdin)
    if len(read.articles) != 1:
        raise InputError(
            f"{source}: contains {len(read.articles)} articles; this command takes one, `briefing run` takes many"
        )
    return read.articles[0]


def _name_of(source: str | Path | ListFile) -> str:
    return str(source) if isinstance(source, (str, Path)) else str(source.path)
