"""The pytest plugin, in test runs of their own: recorded, replayed, refused, and out of the way elsewhere."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from honest_model import honest
from hostile_server import HostileServer

TEXT = "Titel\n\nEin Absatz auf Deutsch über eine gesperrte Brücke am Fluss.\n"
REPLAYED = """
def test_a_record(briefing_replay):
    found = briefing_replay.run(lambda client: client.extract("a.txt"))
    assert len(found.claims) == 2

def test_a_translation(briefing_replay):
    found = briefing_replay.run(lambda client: client.translate("a.txt"))
    assert found.paragraphs[1].text == "Paragraph 2 in English."
"""


def run(code: str, *arguments: str, every_plugin: bool = False, **environment: str) -> subprocess.CompletedProcess[str]:
    """With every plugin that is installed, found by its entry point; or with ours alone, which starts sooner."""
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    Path("test_it.py").write_text(code, encoding="utf-8")
    plugin = ["-p", "briefing.api.pytest_plugin"]
    if every_plugin:
        plugin = [] if "briefing" in _entry_points() else plugin
    else:
        environment |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugin, *arguments, "test_it.py"]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)


def _entry_points() -> set[str]:
    from importlib.metadata import entry_points

    return {point.name for point in entry_points(group="pytest11")}


@pytest.fixture(scope="module")
def cassettes(tmp_path_factory):
    """What was recorded once, in a folder of its own."""
    with HostileServer(honest) as server, contextlib.chdir(tmp_path_factory.mktemp("recorded")):
        done = run(REPLAYED, "--briefing-record=new", BRIEFING_MODEL="m", BRIEFING_API_BASE=server.base_url)
        assert done.returncode == 0, done.stdout
        return Path("cassettes").absolute()


@pytest.fixture
def recorded(cassettes):
    shutil.copytree(cassettes, "cassettes")
    return sorted(path.name for path in Path("cassettes/test_it").iterdir())


def test_replies_are_recorded_in_a_file_named_after_the_test_and_replayed_without_a_server(recorded):
    assert recorded == ["test_a_record.json", "test_a_translation.json"]
    done = run(REPLAYED)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_it_works_with_xdist(recorded):
    done = run(REPLAYED, "-n", "2", every_plugin=True)
    assert done.returncode == 0, done.stdout


def test_a_recording_that_is_not_used_fails_the_test_and_new_drops_it(recorded):
    one, other = (Path("cassettes/test_it", name) for name in recorded)
    whole = one.read_bytes()
    first, second = (json.loads(path.read_text(encoding="utf-8")) for path in (one, other))
    one.write_text(json.dumps(first | {"exchanges": first["exchanges"] + second["exchanges"]}), encoding="utf-8")
    done = run(REPLAYED)
    assert "1 recorded replies were not used (TranslationReply" in done.stdout
    with HostileServer(honest) as server:
        run(REPLAYED, "--briefing-record=new", BRIEFING_MODEL="m", BRIEFING_API_BASE=server.base_url)
        assert server.arrivals == []
    assert one.read_bytes() == whole, "it is as it was when it was recorded, and replayed"


def test_what_is_not_recorded_fails_and_says_how_to_record_it():
    done = run(REPLAYED)
    assert done.returncode == 1
    assert "no such file" in done.stdout


NETWORK = """
import os, socket, urllib.request
import pytest

def test_with_a_fixture(briefing_article):
    assert "OPENAI_API_KEY" not in os.environ
    assert "BRIEFING_MODEL" not in os.environ
    for reach in (
        lambda: socket.create_connection(("203.0.113.9", 80), timeout=1),
        lambda: socket.socket().connect(("203.0.113.9", 80)),
        lambda: socket.getaddrinfo("news.example", 443),
        lambda: urllib.request.urlopen("http://news.example/"),
    ):
        with pytest.raises(Exception, match="stay on this machine"):
            reach()
    server = socket.create_server(("127.0.0.1", 0))
    socket.create_connection(server.getsockname()).close()

def test_without_one():
    assert os.environ["OPENAI_API_KEY"] == "x" * 20
    with pytest.raises(OSError):
        socket.socket().connect(("127.0.0.1", 9))
    assert socket.socket.connect.__qualname__.startswith("socket") or socket.socket.connect.__module__ is None
"""


def test_the_network_and_the_keys_are_out_of_reach_in_tests_with_a_fixture_and_only_there():
    done = run(NETWORK, OPENAI_API_KEY="x" * 20, BRIEFING_MODEL="m")
    assert done.returncode == 0, done.stdout


SCRIPTED = """
import briefing
import pytest

def test_a_scripted_model(briefing_model, briefing_article):
    said = [(1, "Title"), (2, "A paragraph about a closed bridge.")]
    paragraphs = [{"n": n, "text": text} for n, text in said]
    briefing_model.reply("translate", {"paragraphs": paragraphs})
    article = briefing_article("Titel\\n\\nEin Absatz auf Deutsch über eine gesperrte Brücke am Fluss.", outlet="Bote")
    done = briefing.translate(article, engine=briefing_model)
    assert [p.text for p in done.paragraphs] == ["Title", "A paragraph about a closed bridge."]
    assert article.outlet == "Bote"
    assert [request.stage for request in briefing_model.requests] == ["translate"]
    with pytest.raises(briefing.BriefingError, match="scripted no reply"):
        briefing.extract(article, engine=briefing_model)

def test_a_day(briefing_day):
    assert len(briefing_day.briefing.reports) == 12
    assert briefing.check(briefing_day.folder).faults == ()
    (briefing_day.folder / "briefing.md").unlink()

def test_each_test_has_its_own_day(briefing_day):
    assert (briefing_day.folder / "briefing.md").is_file()
"""


@pytest.mark.slow
def test_a_scripted_model_an_article_and_a_finished_day():
    done = run(SCRIPTED)
    assert done.returncode == 0, done.stdout


def test_pytest_starts_without_loading_briefing():
    loaded = "'briefing.models' not in sys.modules and 'pydantic' not in sys.modules"
    code = f"import sys\ndef test_nothing():\n    assert {loaded}\n"
    done = run(code, every_plugin=True)
    assert done.returncode == 0, done.stdout
