"""briefing show, open, export: a finished day, from its briefing.json alone."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import webbrowser
from pathlib import Path

import pytest

from briefing.ingest.formats.registry import FORMATS
from briefing.llm.providers.registry import PROVIDERS
from briefing.models import SCHEMA_VERSION, Briefing
from briefing.plugins import BUILTIN, OUTPUTS
from briefing.render import to_json
from command import briefing, trust
from report_samples import day

ESCAPE = "\x1b]0;title\x07[bold]x[/b]"


@pytest.fixture
def folder() -> Path:
    made = Path("outputs/2026-11-21")
    made.mkdir(parents=True)
    (made / "briefing.json").write_text(to_json(day()), encoding="utf-8")
    return made


@pytest.mark.parametrize("named", [(), ("2026-11-21",), ("outputs/2026-11-21",), ("outputs/2026-11-21/briefing.json",)])
def test_a_day_is_found_by_date_folder_or_being_the_newest(folder, named):
    done = briefing("show", *named)
    assert done.returncode == 0
    assert "Bridge over the Norde closed" in done.stdout


def test_the_demos_days_lie_deeper_and_are_found():
    made = Path("outputs/demo/2026-11-20")
    made.mkdir(parents=True)
    (made / "briefing.json").write_text(to_json(day()), encoding="utf-8")
    for named in ((), ("demo",), ("outputs/demo",)):
        assert briefing("show", *named).returncode == 0


def test_a_day_that_is_not_there_is_named_with_those_that_are(folder):
    done = briefing("show", "2026-11-20")
    assert done.returncode == 2
    assert "2026-11-20: is neither a folder with a briefing.json" in done.stderr
    assert "outputs holds 2026-11-21" in done.stderr
    assert "create one with `briefing run`" in briefing("show", "--output", "elsewhere").stderr


def test_the_newest_day_is_the_newest_date_for_every_command(folder):
    """Also where an older day was written last, or copied back."""
    older = Path("outputs/2026-11-20")
    older.mkdir()
    values = json.loads(to_json(day())) | {"date": "2026-11-20"}
    (older / "briefing.json").write_text(json.dumps(values), encoding="utf-8")
    os.utime(folder / "briefing.json", (0, 0))
    assert "21 November 2026" in briefing("show").stdout
    for command in ("open", "check", "group", "export"):
        done = briefing(command, *(("--form", "text") if command == "export" else ()))
        assert "2026-11-21" in done.stdout, (command, done)
        assert "2026-11-20" not in done.stdout


@pytest.mark.parametrize("command", ["show", "open", "check", "group", "export", "deliver"])
def test_a_newer_schema_version_is_refused_in_the_same_words_everywhere(folder, command):
    text = to_json(day()).replace(f'"schema_version": "{SCHEMA_VERSION}"', '"schema_version": "9"')
    text = text.replace('"title"', '"name"')
    (folder / "briefing.json").write_text(text, encoding="utf-8")
    Path("briefing.toml").write_text('[[deliver]]\nurl_env = "URL"\n', encoding="utf-8")
    trust()
    done = briefing(command, *(("--form", "csv") if command == "export" else ()))
    assert done.returncode == 2
    assert (
        "outputs/2026-11-21/briefing.json: was written by a newer version of this program (schema version 9; this one "
        f"reads up to {SCHEMA_VERSION}); upgrade briefing-desk"
    ) in done.stderr


def test_in_a_pipe_there_is_no_escape_sequence(folder):
    done = briefing("show")
    assert "\x1b" not in done.stdout
    assert "⚠ The weekday has no date." in done.stdout


@pytest.fixture
def three_stories(folder) -> Path:
    made = day()
    headline = made.stories[0].headline
    stories = tuple(
        made.stories[0].model_copy(
            update={"id": f"st{n}", "headline": headline.model_copy(update={"text": f"Headline number {n}"})}
        )
        for n in (1, 2, 3)
    )
    (folder / "briefing.json").write_text(to_json(made.model_copy(update={"stories": stories})), encoding="utf-8")
    return folder


def test_the_contents_come_first_and_a_story_by_its_number(three_stories):
    contents = briefing("show").stdout
    assert "1. Headline number 1 – 1 contradiction · ⚠ 5 warnings" in contents
    assert "It is to reopen on Friday." not in contents
    assert "the model declined" in contents
    assert "Read the first story with briefing show 1" in contents
    for named in (("2",), ("2026-11-21", "2"), ("outputs/2026-11-21", "2")):
        story = briefing("show", *named).stdout
        assert story.startswith("\n2. Headline number 2")
        assert "It is to reopen on Friday." in story
        assert "\u2068أُغلق الجسر يوم الاثنين\u2069" in story
        assert "Headline number 3" not in story
    assert briefing("show", "--all").stdout.count("It is to reopen on Friday.") == 3


def test_a_story_that_is_not_there_is_said_not_to_be(three_stories):
    done = briefing("show", "4")
    assert (done.returncode, done.stdout) == (2, "")
    assert "the day has stories 1 to 3" in done.stderr
    assert "expected a day and a story number" in briefing("show", "2026-11-21", "outputs", "1").stderr


def on_a_terminal(*arguments: str, **environment: str) -> str:
    master, slave = pty.openpty()
    known = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "PAGER", "LESS"}}
    child = subprocess.Popen(
        [sys.executable, "-m", "briefing", *arguments],
        stdin=slave, stdout=slave, stderr=slave, env=known | {"TERM": "xterm-256color"} | environment, close_fds=True,
    )  # fmt: skip
    os.close(slave)
    out = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        out += piece
    os.close(master)
    assert child.wait() == 0, out.decode()
    return out.decode()


def test_on_a_terminal_it_is_paged_and_no_title_steers_it(folder):
    spoiled = day().model_copy(update={"title": ESCAPE})
    (folder / "briefing.json").write_text(to_json(spoiled), encoding="utf-8")
    pager = Path("less")
    pager.write_text("#!/bin/sh\necho PAGED\ncat\n")
    pager.chmod(0o755)
    text = on_a_terminal("show", PAGER=str(pager.resolve()))
    assert "PAGED" in text
    assert "\x1b]0;" not in text
    assert "[bold]x[/b]" in text


def test_no_color_is_honoured(folder):
    assert "\x1b[1" not in on_a_terminal("show", PAGER="cat", NO_COLOR="1")


def test_open_prints_the_path_and_makes_a_page_that_is_missing(folder, monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    done = briefing("open")
    assert done.stdout.strip() == str(folder / "briefing.html")
    assert (folder / "briefing.html").is_file()
    assert opened == [(folder / "briefing.html").resolve().as_uri()]


@pytest.mark.parametrize(
    ("form", "begins"), [("docx", b"PK"), ("csv", b'"day"'), ("eml", b"Subject:"), ("text", b"Morning")]
)
def test_export_writes_a_form(folder, form, begins):
    assert briefing("export", "2026-11-21", "--form", form, "-o", "day.out").returncode == 0
    assert Path("day.out").read_bytes().startswith(begins)
    assert sorted(path.name for path in folder.iterdir()) == ["briefing.json"]


def test_the_evidence_can_be_left_out(folder):
    whole = briefing("export", "--form", "text", "-o", "-").stdout
    brief = briefing("export", "--form", "text", "--no-appendix", "-o", "-").stdout
    assert "أُغلق الجسر يوم الاثنين" in whole
    assert "أُغلق الجسر يوم الاثنين" not in brief
    # Without the quotes a number would lead nowhere: outlets are named.
    assert "since Monday. (Norde, Al-Jisr) ↻" in brief
    assert "The evidence is omitted here; briefing.html shows" in brief
    assert "⚠ The weekday has no date." in brief
    refused = briefing("export", "--form", "csv", "--no-appendix")
    assert refused.returncode == 2
    assert "--no-appendix works with --form markdown, docx, pdf, text; csv has no appendix" in refused.stderr


def test_export_lies_beside_the_page_where_no_file_is_named(folder):
    assert briefing("export", "--form", "csv", "--bom").stdout.strip() == str(folder / "briefing.csv")
    assert (folder / "briefing.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_run_writes_the_forms_that_are_set(monkeypatch, tmp_path):
    monkeypatch.setenv("BRIEFING_FORMS", '["csv", "docx"]')
    from briefing.settings.settings import load_settings

    assert load_settings().forms == ("csv", "docx")
    Path("briefing.toml").write_text('forms = ["html", "word"]')
    monkeypatch.delenv("BRIEFING_FORMS")
    done = briefing("show")
    assert done.returncode == 2
    assert "briefing.toml, key 'forms.1'" in done.stderr


def test_the_command_knows_every_form():
    told = briefing("export", "--help").stdout
    assert f"[{'|'.join(BUILTIN['briefing.outputs'])}]" in "".join(told.split())
    assert tuple(OUTPUTS) == tuple(BUILTIN["briefing.outputs"])


@pytest.mark.parametrize("group", BUILTIN)
def test_every_format_has_the_name_it_is_listed_under_and_a_line_for_help(group):
    registries = {"briefing.outputs": OUTPUTS, "briefing.formats": FORMATS, "briefing.providers": PROVIDERS}
    registry = registries.get(group, {})
    assert list(registry) == list(BUILTIN[group])
    for name, entry in registry.items():
        assert entry.name == name
        assert entry.description


def test_the_sample_is_a_briefing(folder):
    assert Briefing.model_validate_json((folder / "briefing.json").read_bytes()) == day()
