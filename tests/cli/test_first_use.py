"""What a newcomer tries in the first half hour, and must not stumble over."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from briefing.cli import cli
from briefing.errors import AuthFailed, EngineBusy
from briefing.llm.providers.litellm import LitellmEngine, _import
from briefing.render import to_json
from command import briefing, write_articles
from honest_model import honest
from hostile_server import HostileServer
from report_samples import day

NOBODY = "http://127.0.0.1:9/v1"


def put_day(place: str) -> Path:
    folder = Path(place)
    folder.mkdir(parents=True)
    (folder / "briefing.json").write_text(to_json(day()), encoding="utf-8")
    return folder


def test_the_help_of_no_command_is_cut_off_in_the_list():
    context = click.Context(cli, terminal_width=80)
    listed = cli.get_help(context).partition("Commands:")[2]
    assert "demo" in listed
    assert "..." not in listed


def test_commands_are_listed_in_the_order_of_use():
    names = cli.list_commands(click.Context(cli))
    assert names[:4] == ["demo", "init", "read", "run"]
    assert sorted(names) == sorted(cli.commands)


@pytest.mark.parametrize("named", [(), ("2026-11-21",), ("outputs",), ("outputs/2026-11-21",)])
def test_check_finds_a_day_as_show_does(named):
    put_day("outputs/2026-11-21")
    # The sample has no articles beside it; that they are missed shows which day was looked at.
    done = briefing("check", *named)
    assert done.returncode == 1
    assert "outputs/2026-11-21: " in done.stdout


def test_a_day_of_the_demo_is_found_by_its_date():
    put_day("outputs/demo/2026-11-20")
    assert briefing("show", "2026-11-20").returncode == 0


def test_a_demo_shown_for_want_of_another_day_is_said_to_be_it():
    put_day("outputs/demo/2026-11-20")
    assert "outputs/demo/2026-11-20" in briefing("show").stderr
    put_day("outputs/2026-11-21")
    assert briefing("show").stderr == ""


def test_the_folder_of_an_unfinished_run_is_called_so():
    (Path("outputs/2026-11-21") / "articles").mkdir(parents=True)
    for command in ("check", "show"):
        done = briefing(command, "outputs/2026-11-21")
        assert done.returncode == 2
        assert "was not finished" in done.stderr


def test_a_single_article_ends_in_the_ledger_and_a_dry_run_is_no_run():
    write_articles(Path("in"), 1)
    with HostileServer(honest) as server:
        assert briefing("run", "in", "--dry-run", server=server).returncode == 0
        assert briefing("summarize", "in/000.txt", server=server).returncode == 0
    listed = briefing("ledger").stdout.splitlines()
    assert len(listed) == 2  # the head, and one run
    assert "did not end" not in listed[1]


def test_a_dry_run_says_whose_price_is_unknown_and_where_it_goes():
    write_articles(Path("in"), 1)
    done = briefing("run", "in", "--dry-run", BRIEFING_API_BASE=NOBODY)
    assert '[prices."m"] input = ' in done.stdout
    assert "1 article, " in done.stdout
    known = briefing("run", "in", "--dry-run", "--model", "gpt-4o-mini", BRIEFING_API_BASE=NOBODY)
    assert "[prices." not in known.stdout


def test_what_a_run_wrote_is_named_and_nothing_else():
    write_articles(Path("in"), 1)
    Path("briefing.toml").write_text('forms = ["json"]\n', encoding="utf-8")
    with HostileServer(honest) as server:
        done = briefing("run", "in", "--date", "2026-11-21", server=server)
    assert "Briefing: outputs/2026-11-21/briefing.json" in done.stdout
    assert "briefing.html" not in done.stdout


@pytest.mark.parametrize("named", ["127.0.0.1:11434/v1", "localhost", "user:geheim@example.org/v1"])
def test_an_address_without_its_scheme_is_found_before_anything_is_asked(named):
    write_articles(Path("in"), 1)
    for given in ({"BRIEFING_API_BASE": named}, {"OPENAI_BASE_URL": named}):
        done = briefing("summarize", "in/000.txt", **given)
        assert done.returncode == 2
        assert "it must start with http:// or https://" in done.stderr
        assert "geheim" not in done.stderr


def test_a_server_that_is_not_there_is_said_once_on_stderr_without_our_librarys_words():
    write_articles(Path("in"), 1)
    Path("briefing.toml").write_text("attempts = 1\n", encoding="utf-8")
    done = briefing("summarize", "in/000.txt", BRIEFING_API_BASE=NOBODY)
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"no connection to {NOBODY}" in done.stderr
    assert "ssl:" not in done.stderr


KEYLESS = {
    "anthropic/claude-sonnet-4-5": "ANTHROPIC_API_KEY",
    "gemini/gemini-2.5-flash": "GEMINI_API_KEY",
}


@pytest.mark.parametrize("model", KEYLESS)
@pytest.mark.one_in(2)
def test_the_missing_key_of_another_provider_is_named_in_one_line(model, monkeypatch):
    for name in ("ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    litellm = _import()
    request = SimpleNamespace(stage="translate", about="a.txt", model=model)
    long = "Missing API key. " + "Please set one of many. " * 40 + "Traceback (most recent call last): File x.py"
    for error in (
        litellm.AuthenticationError(long, llm_provider="p", model=model),
        litellm.APIConnectionError(long, llm_provider="p", model=model),
    ):
        told = LitellmEngine._classify(litellm, request, error)
        assert isinstance(told, AuthFailed)
        assert str(told) == f"translate of a.txt: no key: set {KEYLESS[model]} in the environment"
    monkeypatch.setenv(KEYLESS[model], "set-but-wrong")
    told = LitellmEngine._classify(litellm, request, litellm.APIConnectionError(long, llm_provider="p", model=model))
    assert isinstance(told, EngineBusy)
    assert "Traceback" not in str(told)


def test_daily_on_the_same_day_says_that_it_makes_the_day_again():
    write_articles(Path("in"), 2)
    Path("briefing.toml").write_text('sources = ["in"]\n', encoding="utf-8")
    with HostileServer(honest) as server:
        first = briefing("daily", server=server)
        second = briefing("daily", server=server)
    assert "2 new, 0 already covered" in first.stderr
    assert "0 new, 2 from an earlier run today, 0 already covered" in second.stderr


def test_init_asks_for_what_is_missing_and_for_nothing_that_is_set(monkeypatch):
    for name in ("OPENAI_API_KEY", "GEMINI_API_KEY", "BRIEFING_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    told = briefing("init", "--yes", "--force", BRIEFING_MODEL="").stdout
    assert "Next: set model in the file" in told
    told = briefing("init", "--yes", "--force", BRIEFING_MODEL="gemini/gemini-2.5-flash").stdout
    assert "Next: export GEMINI_API_KEY=" in told
    told = briefing("init", "--yes", "--force", BRIEFING_API_BASE=NOBODY).stdout
    assert told.splitlines()[-1] == "Next: briefing run articles/ --dry-run"
