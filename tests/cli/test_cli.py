"""The command line: what a first-time user sees, and what each mistake says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from rich.cells import cell_len

from briefing.cli import cli
from command import briefing, write_articles
from honest_model import honest
from hostile_server import HostileServer, rate_limited, unknown_model

COMMANDS = sorted(cli.commands)


def child(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=os.environ | environment, check=False
    )


def test_help_loads_no_sdk_and_no_pydantic():
    done = child("-X", "importtime", "-m", "briefing", "--help")
    assert done.returncode == 0
    loaded = set(re.findall(r"\|\s+(\w+)$", done.stderr, re.MULTILINE))
    assert not loaded & {"litellm", "openai", "pydantic", "jinja2", "vcr", "tiktoken", "rich", "py3langid"}


def test_the_list_of_commands_says_of_each_what_the_command_says():
    listed = cli.get_help(click.Context(cli, max_content_width=200, terminal_width=200)).partition("Commands:")[2]
    assert dict(line.split(maxsplit=1) for line in listed.strip().splitlines()) == {
        name: command.get_short_help_str(1_000) for name, command in cli.commands.items()
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name):
    command = cli.commands[name]
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name}"


def test_module_and_script_are_the_same_command():
    assert child("-m", "briefing", "--version").stdout == "briefing, version 0.1.0\n"


# ── bad input: each says what is wrong and what to do ───────────────────────────────────────────


def test_no_model_shows_the_three_ways_on():
    write_articles(Path("in"), 1)
    done = briefing("run", "in", BRIEFING_MODEL="")
    assert done.returncode == 2
    for way in ("OPENAI_API_KEY", "BRIEFING_API_BASE", "briefing demo"):
        assert way in done.stderr


def test_no_key_is_said_before_anything_is_sent():
    write_articles(Path("in"), 1)
    done = briefing("run", "in", "--model", "gpt-5-mini")
    assert done.returncode == 2
    assert "OPENAI_API_KEY" in done.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 20, "binary|program|control"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG|image|picture"),
        (b"Wort " * 1_100_000, "BRIEFING_MAX_BYTES"),
    ],
    ids=["empty", "blank", "binary", "picture", "5 MB"],
)
def test_a_file_that_is_no_article_is_named_and_the_others_are_done(content, told):
    write_articles(Path("in"), 2)
    Path("in/zz.txt").write_bytes(content)
    with HostileServer(honest) as server:
        done = briefing("run", "in", "--date", "2026-11-20", server=server)
    assert done.returncode == 1
    assert re.search(rf"in/zz\.txt: .*({told})", done.stdout), done.stdout
    assert json.loads(Path("outputs/2026-11-20/run.json").read_text())["done"] == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("run", "nowhere"), "nowhere"),
        (("run", "empty"), "no article"),
        (("run", "in", "--date", "yesterday"), "--date yesterday"),
        (("run", "in", "--prompts", "nowhere"), "nowhere"),
        (("run", "in", "--config", "nowhere.toml"), "nowhere.toml"),
        (("run", "in", "--max-cost", "1"), "price of 'm' is unknown"),
        (("summarize", "in"), "contains 2 articles"),
    ],
)
def test_a_mistake_ends_with_two_names_itself_and_sends_nothing(arguments, told):
    write_articles(Path("in"), 2)
    Path("empty").mkdir()
    with HostileServer(honest) as server:
        done = briefing(*arguments, server=server)
        assert not server.arrivals
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unwritable_output_folder_is_found_before_the_first_call():
    write_articles(Path("in"), 1)
    Path("file").write_text("in the way")
    with HostileServer(honest) as server:
        done = briefing("run", "in", "--output", "file", server=server)
        assert not server.arrivals
    assert done.returncode == 2
    assert "can't be written" in done.stderr


def test_an_unknown_model_stops_after_one_call_and_names_the_setting():
    write_articles(Path("in"), 3)
    with HostileServer(unknown_model("m")) as server:
        done = briefing("run", "in", server=server, BRIEFING_CONCURRENCY="1")
        assert len(server.arrivals) == 1
    assert done.returncode == 2
    assert "BRIEFING_MODEL" in done.stderr


def test_an_unknown_template_variable_is_named_before_any_call():
    write_articles(Path("in"), 1)
    Path("own").mkdir()
    text = "{% block system %}{{ nobody }}{% endblock %}{% block user %}{% endblock %}"
    Path("own/translate.j2").write_text(text)
    with HostileServer(honest) as server:
        done = briefing("translate", "in/000.txt", "--prompts", "own", server=server)
        assert not server.arrivals
    assert done.returncode == 2
    assert "own/translate.j2" in done.stderr
    assert "nobody" in done.stderr


def test_a_provider_that_is_busy_for_longer_than_we_wait_fails_the_article_with_its_words():
    write_articles(Path("in"), 1)
    with HostileServer(rate_limited("4000")) as server:
        done = briefing("summarize", "in/000.txt", server=server)
    assert done.returncode == 1
    assert "429" in done.stdout + done.stderr


def test_titles_cannot_send_escape_sequences_to_the_terminal():
    Path("evil\x1b[31m.txt").write_text("")
    write_articles(Path("in"), 1)
    with HostileServer(honest) as server:
        done = briefing("run", "in", "evil\x1b[31m.txt", server=server)
    assert "\x1b" not in done.stdout + done.stderr


# ── read ────────────────────────────────────────────────────────────────────────────────────────


def test_read_shows_what_would_go_in_and_asks_nobody():
    write_articles(Path("in"), 2)
    Path("in/page.html").write_text("<html><body><p>Die Ministerin kam nach Triest und sprach lange.</p></body></html>")
    Path("in/empty.txt").write_text("")
    done = briefing("read", "in", BRIEFING_MODEL="")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 10
    assert "failed: in/empty.txt" in done.stdout


def test_read_as_json_lines_gives_paragraphs_whose_offsets_hold():
    Path("a.jsonl").write_text('{"text": "Titel\\n\\nEin Satz steht hier.", "published": "2026-11-19"}\n')
    done = briefing("read", "a.jsonl", "--jsonl")
    value = json.loads(done.stdout)
    assert {"id", "origin", "outlet", "title", "language", "paragraphs", "dates"} <= value.keys()
    assert value["dates"] == [{"role": "published", "value": "2026-11-19", "basis": "stated", "found": "beside it"}]
    assert [p["n"] for p in value["paragraphs"]] == [1, 2]


def test_read_shows_one_articles_paragraphs_with_their_rules():
    Path("a.txt").write_text(
        "Titel der Sache\n\nEin Satz steht hier, und er ist lang genug.\n\n© Zeitung, alle Rechte vorbehalten\n"
    )
    identifier = json.loads(briefing("read", "a.txt", "--jsonl").stdout)["id"]
    assert "boilerplate (rights)" in briefing("read", "a.txt", "--show", identifier).stdout
    assert briefing("read", "a.txt", "--show", "none").returncode == 2


# ── the README ──────────────────────────────────────────────────────────────────────────────────


def test_the_lines_of_read_keep_to_a_hundred_columns_in_every_script():
    values = {
        "text": "大桥从周一起关闭，预计周五重新开放，市政府发言人表示。" * 3,
        "title": "大桥封闭" * 40,
        "outlet": "诺德晨报" * 20,
        "author": "سمير حداد " * 20,
        "published": "2026-11-18",
    }
    Path("a.jsonl").write_text(json.dumps(values))
    lines = briefing("read", "a.jsonl").stdout.splitlines()
    assert max(map(cell_len, lines)) <= 100
    assert "诺德晨报" in lines[3]
    assert "سمير" in lines[3]
    assert "大桥封闭" in lines[3]
    assert lines[3].endswith("…")


def test_every_command_and_option_in_the_readme_exists(repository):
    text = (repository / "README.md").read_text(encoding="utf-8")
    for block in re.findall(r"```(?:console|sh|bash|yaml)\n(.*?)```", text, re.DOTALL):
        commands = re.sub(r"#.*", "", block)
        for line in re.findall(r"\bbriefing (\w+)([^\n|]*)", commands):
            name, rest = line
            assert name in COMMANDS, line
            known = {option for p in cli.commands[name].params for option in p.opts}
            for option in re.findall(r"(?<!\S)(--?[a-z][a-z-]*)", rest):
                assert option in known | {"--help"}, line


def test_every_command_is_in_the_readme(repository):
    text = (repository / "README.md").read_text(encoding="utf-8")
    missing = [name for name in COMMANDS if f"briefing {name}" not in text]
    assert not missing


def test_every_environment_variable_in_readme_and_help_is_a_setting(repository):
    from briefing.settings.settings import Settings

    known = {f"BRIEFING_{name.upper()}" for name in Settings.model_fields}
    texts = [
        (repository / "README.md").read_text(encoding="utf-8"),
        *(c.get_help(click.Context(c)) for c in cli.commands.values()),
    ]
    named = {name for text in texts for name in re.findall(r"BRIEFING_[A-Z_]+", text)}
    assert named <= known
