"""Shared by the commands: settings, reading and error handling.

Here and in the commands, modules of the package are imported inside functions, so that --help stays fast.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
from typing import TYPE_CHECKING, Any

import click

from briefing.errors import BriefingError, InputError
from briefing.llm.redaction import without_keys
from briefing.text.plain import escaped
from briefing.text.plain import plain as without_escapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from briefing.ingest import ListFile, ReadResult
    from briefing.models import Article
    from briefing.settings.settings import Settings
    from briefing.settings.trust import Use


@contextlib.contextmanager
def errors() -> Iterator[None]:
    """Print an expected error as one sentence, and exit with its code."""
    try:
        yield
    except BriefingError as error:
        click.echo(plain_lines(f"briefing: {error.message}"), err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo("briefing: interrupted; run the same command again to resume", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output is gone.
        sys.stderr.close()
        sys.exit(141)


class _ToStandardError(logging.Handler):
    """Prints the package's warnings, one per line."""

    def emit(self, record: logging.LogRecord) -> None:
        click.echo(plain(f"briefing: {record.getMessage()}"), err=True)


def show_warnings() -> None:
    """Send the package's warnings to standard error. Calling it twice has no further effect."""
    log = logging.getLogger("briefing")
    if not any(isinstance(handler, _ToStandardError) for handler in log.handlers):
        log.addHandler(_ToStandardError(logging.WARNING))


def settings_of(config: Path | None, flags: dict[str, Any], *uses: Use) -> Settings:
    """Load the settings, restricted to what the command does; without `uses`, for everything."""
    from briefing.settings.settings import load_settings
    from briefing.settings.trust import EVERY_USE

    # click gives an empty tuple for a repeatable option that wasn't used.
    return load_settings(
        config,
        uses or EVERY_USE,
        **{name: value or None if isinstance(value, tuple) else value for name, value in flags.items()},
    )


def uses_of(cassette: Path | None, record: str) -> tuple[Use, ...]:
    """The uses of a command that calls a model, or replays a cassette and sends nothing."""
    from briefing.llm.cassette import replays

    return ("files", "network") if replays(cassette, record) else ("files", "network", "model")  # type: ignore[arg-type]


def find_day(named: str | None, output: Path | None, config: Path | None) -> Path:
    """The folder of a finished day. Falls back to the demo's days, with a note on standard error."""
    from briefing.storage import days

    settings = settings_of(config, {"output": output}, "files")
    found = days.find(settings.output, named)
    if named is None and found.parent != settings.output:
        click.echo(f"briefing: no briefings in {settings.output} yet; showing {found}", err=True)
    return found


def lists_of(paths: Iterable[str]) -> list[ListFile]:
    """Lists given with --list; each announces its sources before they are read."""
    from briefing.ingest import ListFile

    return [ListFile(path, announce=lambda line: click.echo(plain(line), err=True)) for path in paths]


def read_articles(paths: Sequence[str], settings: Settings, lists: Sequence[str] = ()) -> ReadResult:
    from briefing.api import reading

    if not paths and not lists:
        raise InputError("nothing to read; give files, folders or URLs, - for standard input, or --list FILE")
    return reading.read_some([*map(asked_about, paths), *lists_of(lists)], settings, stdin=sys.stdin.buffer)


def asked_about(source: str) -> str:
    """Ask about a URL without its scheme, where somebody sits at a terminal; any other source is returned as it is.

    Never fetched unasked: a mistyped path must not become a request to a stranger.
    """
    from pathlib import Path

    from briefing.text.typed_address import without_scheme

    if not without_scheme(source) or Path(source).exists() or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return source
    meant = f"https://{source}"
    return meant if click.confirm(plain(f"There is no file {source}. Fetch {meant}?"), err=True) else source


def one_article(source: str, settings: Settings) -> Article:
    from briefing.api import reading

    return reading.read_one(source, settings, stdin=sys.stdin.buffer)


def day_of(text: str | None) -> str:
    from briefing.api.session import day_of as found

    return found(text)


def name_unread(read: ReadResult, *, err: bool = False) -> None:
    """Print a line for each copy, and for each source that didn't become an article."""
    for copy in read.copies:
        click.echo(plain(f"copy: {copy.article.origin}: {copy.reason}"), err=err)
    for unread in read.unread:
        click.echo(plain(f"{unread.status}: {unread.origin}: {unread.reason}"), err=err)


def unread_code(read: ReadResult) -> int:
    """The exit code that a run has for its sources alone: 1 where one is missing or can't be read."""
    return int(any(unread.status == "failed" for unread in read.unread))


def usd(cost: float | None) -> str:
    return "unknown" if cost is None else f"${cost:.4f}"


def as_text(value: Any) -> str:
    """Indented JSON, with control characters escaped."""
    return escaped(json.dumps(value, ensure_ascii=False, indent=2))


def plain(text: str) -> str:
    """Make untrusted text safe for a terminal: one line, no escape sequences, no keys."""
    return without_escapes(without_keys(text))


def plain_lines(text: str) -> str:
    """A message of several lines, each `plain`."""
    return "\n".join(map(plain, text.split("\n")))
