"""A day's folder, and a daily run, without the command line."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from briefing.api.daily import alone, deliveries, read_new
from briefing.api.day import write_day
from briefing.api.session import Cassette
from briefing.errors import ConfigError, InputError
from briefing.ingest import ListFile
from briefing.pipeline.progress import Silent
from briefing.settings.settings import fixed_settings
from command import write_articles
from honest_model import honest
from hostile_server import HostileServer


@pytest.fixture
def settings():
    write_articles(Path("in"), 2)
    with HostileServer(honest) as server:
        yield fixed_settings(
            model="m", api_base=server.base_url, output=Path("outputs"), sources=["in", "gone"], verify="off"
        )


@contextlib.contextmanager
def quiet(_):
    yield Silent()


def made(today):
    today.begin()
    work = write_day(today.reading.read, today.settings, today.day, Cassette(), watch=quiet, written=today.written)
    return asyncio.run(work)


def test_a_daily_run_is_made_without_a_word_and_the_next_day_has_nothing_new(settings, capsys):
    with alone(settings):
        today = read_new(settings, "2026-11-20", ListFile)
    assert (today.reading.new, today.reading.known, today.from_earlier_run) == (2, 0, 0)
    written = made(today)
    assert written.folder == Path("outputs/2026-11-20")
    assert (written.archive_error, dict(written.unread_days)) == (None, {})
    assert written.result.exit_code == 1, "one source is missing"
    assert Path("outputs/index.html").is_file()
    after = read_new(settings, "2026-11-21", ListFile)
    assert (after.reading.new, after.reading.known) == (0, 2)
    assert after.nothing_new() == Path("outputs/2026-11-20")
    assert deliveries(written.folder, settings) == []
    assert capsys.readouterr() == ("", "")


def test_an_archive_that_cannot_be_written_is_reported_and_takes_nothing_from_the_day(settings):
    Path("outputs/index.html").mkdir(parents=True)
    written = made(read_new(settings, "2026-11-20", ListFile))
    assert written.archive_error is not None
    assert (written.folder / "briefing.json").is_file()


def test_two_daily_runs_never_overlap(settings):
    with alone(settings), pytest.raises(InputError, match="another `briefing daily` is running"), alone(settings):
        pass
    with alone(settings):
        pass


def test_without_sources_it_says_how_to_name_them(settings):
    with pytest.raises(ConfigError, match="no sources are configured"):
        read_new(settings.replace(sources=(), lists=()), "2026-11-20", ListFile)
