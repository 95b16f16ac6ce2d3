"""What every test stands on: no key, no settings from outside, no network but this machine."""

from __future__ import annotations

import gc
import io
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from briefing.ingest import read_sources
from briefing.ingest.article import build
from chromium import left_out
from demo_days import digests, finish
from examples import examples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from briefing.models import Article

# `make test-slow` tries as many examples as each property asks for, `make test` a tenth (examples.py).
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


@pytest.hookimpl(tryfirst=True)  # before the slow ones are left out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a family of cases marked `one_in(n)`, all but each nth are slow; a case named alone is always tried."""
    seen: Counter[str] = Counter()
    for item in items:
        if (family := item.get_closest_marker("one_in")) is not None:
            name = item.nodeid.partition("[")[0]
            if seen[name] % family.args[0]:
                item.add_marker(pytest.mark.slow)
            seen[name] += 1


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run in an empty folder: nothing is read from, or written to, the checkout or the home by accident."""
    monkeypatch.chdir(tmp_path)
    # Made when something is kept there: a numbered folder more for each test took a third of what a small test takes.
    monkeypatch.setenv("XDG_STATE_HOME", f"{tmp_path}-state")


@pytest.fixture
def seeds() -> Path:
    if not SEEDS.is_dir():
        pytest.skip("the real articles are not beside this checkout")
    return SEEDS


@pytest.fixture
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def demo_days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the demo's finished days, one for all tests: who changes something copies it first."""
    own = tmp_path_factory.getbasetemp()
    folder = finish((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demo-days")
    before = digests(folder)
    yield folder
    assert digests(folder) == before, "a test wrote into the days that all tests share"


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


# ── what is loaded ──


def pytest_collection_finish() -> None:
    # Thousands of collected tests live to the end: the collector need not look through them again and again.
    gc.freeze()


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
