"""The four extensions of docs/examples, installed as packages of their own beside the code as it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from briefing.prompting.schemas import ExtractionReply, GroupingReply, StoryReply, SummaryReply, TranslationReply

NAMES = ("subtitles", "units", "org_mode", "command_provider")
SUBTITLES = """1
00:00:01,000 --> 00:00:04,000
Die Brücke über die Elbe ist zwölf Kilometer lang.

2
00:00:04,500 --> 00:00:08,000
Sie wurde am Dienstag eröffnet.
"""
#: The model by rule as a program. Its sentences give miles, which no source has.
PROGRAM = """
import json, sys
from honest_model import answer
asked = json.load(sys.stdin)
if "changes" in asked["schema"]["properties"]:
    sys.exit(print('{"changes": [], "removed": []}'))  # it insists
shape = {"json_schema": {"name": NAME[tuple(sorted(asked["schema"]["properties"]))], "schema": asked["schema"]}}
reply = answer({"messages": asked["messages"], "response_format": shape})
if shape["json_schema"]["name"] == "SummaryReply":
    reply = json.loads(reply)
    reply["sentences"][0]["text"] = "The bridge is 7 miles long."
    reply = json.dumps(reply)
print(reply)
"""
#: Written out for the program, which is started for each call and would load the schemas each time.
REPLIES = (ExtractionReply, GroupingReply, StoryReply, SummaryReply, TranslationReply)
NAMES_OF_SCHEMAS = f"NAME = dict({[(tuple(sorted(r.model_fields)), r.__name__) for r in REPLIES]})\n"


def install(example: Path, place: Path) -> None:
    """What an installer leaves of a package of one module: the module and its dist-info."""
    project = tomllib.loads((example / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for module in example.glob("*.py"):
        shutil.copy(module, place)
    info = place / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    points = [
        f"[{group}]\n{name} = {value}\n"
        for group, named in project["entry-points"].items()
        for name, value in named.items()
    ]
    (info / "entry_points.txt").write_text("".join(points))


def command(place: Path, repository: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(place), str(repository / "tests" / "_support")])
    return subprocess.run(
        [sys.executable, "-m", "briefing", *arguments],
        capture_output=True, text=True, check=False,
        env={**os.environ, "BRIEFING_VERIFY": "off", "PYTHONPATH": path, **environment},
    )  # fmt: skip


@pytest.fixture
def place(tmp_path, repository):
    folder = tmp_path / "site"
    folder.mkdir()
    for name in NAMES:
        install(repository / "docs" / "examples" / name, folder)
    return folder


def run(place, repository, *arguments):
    Path("talk.srt").write_text(SUBTITLES, encoding="utf-8")
    Path("model.py").write_text(NAMES_OF_SCHEMAS + PROGRAM)
    forms = json.dumps(["json", "org"])
    asked = f"{sys.executable} {Path('model.py').resolve()}"
    return command(
        place, repository, "run", "talk.srt", "--date", "2026-11-21", *arguments,
        BRIEFING_MODEL="command/any", BRIEFING_COMMAND=asked, BRIEFING_FORMS=forms,
    )  # fmt: skip


def test_all_four_work_together_in_one_run(place, repository):
    done = run(place, repository)
    assert done.returncode == 0, done.stderr
    day = json.loads(Path("outputs/2026-11-21/briefing.json").read_text(encoding="utf-8"))
    article = day["reports"][0]["article"]
    assert article["paragraphs"][0]["text"] == "Die Brücke über die Elbe ist zwölf Kilometer lang."
    assert day["sums"]["flags"]["unit-converted"] == 1
    outline = Path("outputs/2026-11-21/briefing.org").read_text(encoding="utf-8")
    assert "- The bridge is 7 miles long." in outline
    assert "[unit-converted]" in outline
    assert json.loads(Path("outputs/2026-11-21/run.json").read_text(encoding="utf-8"))["provider"] == "command"
    checked = command(place, repository, "check", "2026-11-21")
    assert checked.returncode == 0, checked.stdout


def test_what_is_not_installed_is_not_there(tmp_path, repository):
    done = run(tmp_path, repository)
    assert done.returncode == 2
    assert "key 'forms.1'" in done.stderr or "BRIEFING_FORMS" in done.stderr


def test_help_settings_schema_and_codes_are_made_from_what_is_installed(place, repository):
    assert "|text|org]" in "".join(command(place, repository, "export", "--help").stdout.split())
    schema = json.loads(command(place, repository, "schema", "--config").stdout)
    assert schema["properties"]["forms"]["items"]["enum"][-1] == "org"
    assert schema["properties"]["provider"]["enum"][-1] == "command"
    assert "unit-converted (proven)" in command(place, repository, "warnings", "unit-converted").stdout


def test_broken_extensions_are_named_and_end_no_run_that_does_not_use_them(place, repository):
    info = place / "broken-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    groups = ("formats", "checks", "outputs", "providers")
    (info / "entry_points.txt").write_text("".join(f"[briefing.{group}]\nodd = no_such_module:X\n" for group in groups))
    done = run(place, repository)
    assert done.returncode == 0, done.stderr
    assert "source format 'odd' is skipped: package broken: no_such_module:X: ModuleNotFoundError" in done.stderr
    day = json.loads(Path("outputs/2026-11-21/briefing.json").read_text(encoding="utf-8"))
    assert any(notice.startswith("The installed check 'odd' was not applied") for notice in day["notices"])
    done = command(place, repository, "export", "2026-11-21", "--form", "odd")
    assert done.returncode == 2
    assert "output format 'odd' can't be used: package broken" in done.stderr
    done = run(place, repository, "--model", "odd/small")
    assert done.returncode == 2
    assert "provider 'odd' can't be used" in done.stderr


@pytest.mark.slow
def test_they_install_with_pip(tmp_path, repository):
    sources = [shutil.copytree(repository / "docs" / "examples" / name, tmp_path / name) for name in NAMES]
    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    offline = ["--no-deps", "--no-build-isolation", "--no-index", "--target", str(site)]
    subprocess.run([*pip, *offline, *map(str, sources)], check=True)
    assert "unit-converted" in command(site, repository, "warnings").stdout
    assert run(site, repository).returncode == 0
