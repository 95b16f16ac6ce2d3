"""pytest fixtures for code that uses briefing: recorded replies, a scripted model, articles, a finished day.

Loaded by pytest itself (entry point `briefing`). In a test that uses one of these fixtures, and only there, the network
beyond this machine and the keys of the environment are out of reach, except while recording.

    def test_the_title(briefing_replay):
        extraction = briefing_replay.run(lambda client: client.extract("articles/one.txt"))
        assert extraction.title.english == "Bridge closed"

Record once with `pytest --briefing-record=new` and BRIEFING_MODEL and a key set; commit the cassette; CI replays it.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from briefing.api.client import Client
    from briefing.api.scripted import ScriptedModel
    from briefing.models import Article, Briefing

T = TypeVar("T")
RecordMode = Literal["none", "new", "all"]

_KEYS = re.compile(r"(?:_API_KEY|_KEY|_TOKEN|_SECRET|_PASSWORD)$|^BRIEFING_")
_LOCAL = re.compile(r"^(?:127\.|::1$|localhost$|0\.0\.0\.0$)")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("briefing").addoption(
        "--briefing-record",
        choices=("none", "new", "all"),
        default="none",
        help="What briefing_replay does: replay only (none, the default); ask and add what isn't recorded, and drop "
        "what isn't used (new); record everything again (all).",
    )


class NetworkRefused(RuntimeError):
    """A test that uses a fixture of briefing tried to leave this machine."""


def _refuse(address: object) -> None:
    host = address[0] if isinstance(address, tuple) and address else address
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if isinstance(host, str) and not _LOCAL.match(host) and not host.startswith("/"):
        raise NetworkRefused(
            f"this test tried to reach {host}: tests with a fixture of briefing stay on this machine; "
            "record the call with --briefing-record=new"
        )


@pytest.fixture
def _briefing_offline(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No network, no key: what every fixture below stands on."""
    if request.config.getoption("--briefing-record") != "none":
        return
    for name in list(os.environ):
        if _KEYS.search(name):
            monkeypatch.delenv(name)
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}
    lookup = socket.getaddrinfo

    def guarded(name: str) -> Callable[[socket.socket, Any], Any]:
        def call(self: socket.socket, address: Any) -> Any:
            if self.family != getattr(socket, "AF_UNIX", None):
                _refuse(address)
            return real[name](self, address)

        return call

    def resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse((host,))
        return lookup(host, *args, **kwargs)

    for name in real:
        monkeypatch.setattr(socket.socket, name, guarded(name))
    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.fixture
def briefing_article(_briefing_offline: None) -> Callable[..., Article]:
    """An article of a text: `briefing_article("Title\\n\\nText.", outlet="Tagblatt", language="de")`."""

    def make(text: str, origin: str = "test", **given: Any) -> Article:
        from briefing import Given, build  # noqa: PLC0415 - pytest starts without loading briefing

        return build(text, origin=origin, encoding="utf-8", given=Given(**given))

    return make


@pytest.fixture
def briefing_model(_briefing_offline: None) -> ScriptedModel:
    """A model that replies as the test says: pass it as `engine=` to the API."""
    from briefing.api.scripted import ScriptedModel  # noqa: PLC0415

    return ScriptedModel()


@dataclass
class Replay:
    """A cassette named after the test, and the way to use it.

    Attributes:
        path: `cassettes/MODULE/TEST.json` beside the test's file.
        record: As --briefing-record says.
    """

    path: Path
    record: RecordMode

    def client(self, **overrides: Any) -> Client:
        """A client on the cassette. Its settings are the shipped ones and the overrides, nothing from outside.

        The model is the recorded one; while recording it is the override, or BRIEFING_MODEL.
        """
        from briefing.api.client import Client  # noqa: PLC0415
        from briefing.settings.settings import fixed_settings  # noqa: PLC0415

        overrides.setdefault("model", self._model())
        if self.record != "none" and "api_base" not in overrides:
            overrides["api_base"] = os.environ.get("BRIEFING_API_BASE")
        return Client(fixed_settings(**overrides), cassette=self.path, record=self.record)

    def run(self, work: Callable[[Client], Awaitable[T]], **overrides: Any) -> T:
        """Do something with a client, from a test that isn't asynchronous."""

        async def go() -> T:
            async with self.client(**overrides) as client:
                return await work(client)

        return asyncio.run(go())

    def _model(self) -> str | None:
        from briefing.llm.cassette_audit import load  # noqa: PLC0415

        if self.record == "none" and self.path.is_file():
            bodies = [e["request"].get("body") for e in load(self.path)]
            return next((body["model"] for body in bodies if isinstance(body, dict) and body.get("model")), None)
        return os.environ.get("BRIEFING_MODEL")


@pytest.fixture
def briefing_replay(request: pytest.FixtureRequest, _briefing_offline: None) -> Iterator[Replay]:
    """Recorded replies, in a cassette named after the test. A recording that the test doesn't use up fails it."""
    record: RecordMode = request.config.getoption("--briefing-record")
    name = re.sub(r"[^\w.-]+", "-", request.node.name).strip("-")
    path = request.path.parent / "cassettes" / request.path.stem / f"{name}.json"
    from briefing.llm import cassette  # noqa: PLC0415

    before = cassette.unused_of(path)
    yield Replay(path, record)
    left = cassette.unused_of(path)
    if record == "none" and left and left is not before:
        pytest.fail(
            f"{path.name}: {len(left)} recorded replies were not used ({', '.join(left[:3])}); "
            "run pytest with --briefing-record=new to drop them"
        )


@dataclass(frozen=True)
class Day:
    """A finished day on disk.

    Attributes:
        folder: With briefing.json, briefing.html, briefing.md, run.json and articles/; the test's own copy.
        briefing: The same, loaded.
    """

    folder: Path
    briefing: Briefing


@pytest.fixture(scope="session")
def _briefing_day_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import contextlib  # noqa: PLC0415

    from briefing.api.client import Client  # noqa: PLC0415
    from briefing.demo import DATE, MODEL, VERIFY, articles_folder, cassette_file  # noqa: PLC0415
    from briefing.settings.settings import fixed_settings  # noqa: PLC0415

    output = tmp_path_factory.mktemp("briefing-day")
    settings = fixed_settings(model=MODEL, output=output, verify=VERIFY)

    articles = sorted(path.name for path in articles_folder().glob("*.txt"))

    async def go() -> Path:
        async with Client(settings, cassette=cassette_file()) as client:
            with contextlib.chdir(articles_folder()):
                read = await client.read(articles)
            result = await client.brief(read, date=DATE)
        return Path(result.save(output))

    return asyncio.run(go())


@pytest.fixture
def briefing_day(_briefing_offline: None, _briefing_day_folder: Path, tmp_path: Path) -> Day:
    """A finished small day of twelve invented articles in nine languages, to render, check and export."""
    from briefing.api.functions import load  # noqa: PLC0415

    folder = tmp_path / "briefing-day" / _briefing_day_folder.name
    shutil.copytree(_briefing_day_folder, folder)
    return Day(folder, load(folder))
