"""`briefing prompts`: what is shown is what is sent, and each fault of a template is found before it costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.prompting.templates import NAMES, shipped_folder
from command import briefing
from honest_model import honest
from hostile_server import HostileServer

TEXT = "Titel\n\nEin Absatz auf Deutsch über eine gesperrte Brücke.\n"


def own(name: str, change) -> None:
    """A folder of one's own with one changed template."""
    Path("own").mkdir(exist_ok=True)
    source = (shipped_folder() / f"{name}.j2").read_text(encoding="utf-8")
    changed = change(source)
    assert changed != source
    Path("own", f"{name}.j2").write_text(changed, encoding="utf-8")


@pytest.mark.parametrize("name", ["translate", "extract"])
def test_what_is_shown_for_an_article_is_what_is_sent(name):
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    with HostileServer(honest) as server:
        briefing(name, "a.txt", server=server)
        sent = server.arrivals[0].body["messages"]
    shown = briefing("prompts", "show", name, "a.txt").stdout
    assert all(message["content"] in shown for message in sent)


def test_the_list_has_every_prompt_with_its_tokens_and_file():
    own("merge", lambda text: text + "{# mine #}")
    lines = briefing("prompts", "list", "--prompts", "own").stdout.splitlines()
    assert [line.split()[0] for line in lines[1 : 1 + len(NAMES)]] == list(NAMES)
    assert sum("own/merge.j2" in line for line in lines) == 1


def test_a_prompt_of_several_articles_is_shown_with_placeholders():
    shown = briefing("prompts", "show", "merge")
    assert shown.returncode == 0
    assert "«article 1»" in shown.stdout
    assert briefing("prompts", "show", "merge", "a.txt").returncode == 2
    assert "unknown prompt 'marge'" in briefing("prompts", "show", "marge").stderr


def test_ejected_prompts_are_the_shipped_ones_and_nothing_is_overwritten():
    assert briefing("prompts", "eject", "mine", "translate").returncode == 0
    assert Path("mine/translate.j2").read_bytes() == (shipped_folder() / "translate.j2").read_bytes()
    done = briefing("prompts", "eject", "mine")
    assert done.returncode == 2
    assert "exists already" in done.stderr
    assert [path.name for path in Path("mine").iterdir()] == ["translate.j2"]
    assert briefing("prompts", "diff", "--prompts", "mine").returncode == 0


def test_a_difference_is_shown_as_a_diff_and_ends_with_one():
    own("translate", lambda t: t.replace("You translate news", "You render news"))
    done = briefing("prompts", "diff", "--prompts", "own")
    assert done.returncode == 1
    assert "-You translate news" in done.stdout
    assert "+You render news" in done.stdout


def test_the_shipped_prompts_have_no_fault():
    done = briefing("prompts", "lint")
    assert (done.returncode, done.stdout) == (0, "no errors\n")


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("extract", lambda t: t.replace("{{ article }}", "{{ artcle }}"), "there is no variable artcle"),
        ("extract", lambda t: t.replace("{{ article }}", ""), "extract: article doesn't reach the model whole"),
        ("extract", lambda t: t.replace("{{ article }}", "{{ article | upper }}"), "doesn't reach the model whole"),
        ("extract", lambda t: t.replace("{{ article }}", "Text: {{ article }}"), "on a line of its own"),
        ("extract", lambda t: t.replace("{% block system %}", "{% block system %}\n{{ article }}"), "system message"),
        ("merge", lambda t: t.replace("{% for article in articles %}", "{% for article in [] %}"), "articles doesn't"),
        ("repair", lambda t: t.replace("findings", "labels"), "there is no variable labels"),
        ("group", lambda t: t.replace("JSON", "object"), "never mentions JSON"),
        ("thread", lambda t: t.replace("{% block user %}", "{% block user %}" + "more words " * 400), "the budget is"),
        ("thread", lambda t: t.replace("{% block user %}", "{% if %}"), "line"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_prompt(name, change, told):
    own(name, change)
    done = briefing("prompts", "lint", "--prompts", "own")
    assert done.returncode == 1
    assert told in done.stdout
    assert name in done.stdout


def test_a_budget_of_ones_own_counts():
    assert briefing("prompts", "lint", "--budget", "100").returncode == 1
