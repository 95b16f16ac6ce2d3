"""What every test stands on: no key, no settings from outside, no network but this machine."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from briefing.ingest import read_sources
from briefing.ingest.article import build
from chromium import left_out
from examples import examples

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.models import Article

# `make test-slow` tries as many examples as each property asks for, `make test` a quarter (examples.py).
settings.register_profile("usual", max_examples=examples(100), deadline=None)
settings.load_profile("usual")

REPOSITORY = Path(__file__).resolve().parent.parent
SEEDS = REPOSITORY.parent / "shared" / "seeds"

# A key found in a developer's environment must not reach a test, nor a cassette.
for _name in list(os.environ):
    if _name.startswith("BRIEFING_") or _name.endswith(("_API_KEY", "_BASE_URL")):
        del os.environ[_name]

# Processes that a test starts find the modules compiled: compiling them anew was half of their CPU.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run in an empty folder: nothing is read from, or written to, the checkout or the home by accident."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))


@pytest.fixture
def seeds() -> Path:
    if not SEEDS.is_dir():
        pytest.skip("the real articles are not beside this checkout")
    return SEEDS


@pytest.fixture
def repository() -> Path:
    return REPOSITORY


# ── providers ──


@pytest.fixture(params=["compatible", "openai"])
def each_client(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The test once with our own client, and once with the openai SDK."""
    monkeypatch.setattr("gateway_calls.provider", request.param)
    monkeypatch.setenv("BRIEFING_PROVIDER", request.param)
    return request.param


# ── reading ──


@pytest.fixture
def article() -> Callable[[str], Article]:
    """An article of a plain text."""
    return lambda text: build(text, origin="test", encoding="utf-8")


@pytest.fixture
def kinds_of(article) -> Callable[[str], list[tuple[str, str | None]]]:
    """Kind and rule of each paragraph of a plain text."""
    return lambda text: [(paragraph.kind, paragraph.rule) for paragraph in article(text).paragraphs]


@pytest.fixture
def read_bytes() -> Callable[[bytes], object]:
    """What becomes of bytes on standard input."""

    def read(content: bytes):
        result = read_sources(["-"], stdin=io.BytesIO(content))
        return (*result.articles, *result.unread)

    return read


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ── the browser ──

_LEFT_OUT = pytest.StashKey[str]()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    reason = left_out() if collection_path.is_relative_to(REPOSITORY / "tests" / "browser") else None
    if reason is None:
        return None
    config.stash[_LEFT_OUT] = reason
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if reason := config.stash.get(_LEFT_OUT, None):
        terminalreporter.write_line(f"The browser tests are left out: {reason}", yellow=True)
