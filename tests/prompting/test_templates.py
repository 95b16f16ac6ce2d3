"""Templates are found, checked before any call, and never execute what an article says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import PromptError
from briefing.prompting.context import enclose, seal_for
from briefing.prompting.schemas import (
    SCHEMAS,
    ExtractionReply,
    GroupingReply,
    StoryReply,
    SummaryReply,
    TranslationReply,
    json_schema,
)
from briefing.prompting.templates import NAMES, Prompts, shipped_folder

VALUES = {
    "article": "ZZZ", "count": 2, "numbers": "1-2", "language": "de", "target": "English",
    "spelling": "British", "names": "", "seal": "s",
}  # fmt: skip


def test_every_prompt_is_shipped_with_both_blocks_and_a_fingerprint():
    prompts = Prompts()
    assert set(prompts.fingerprints) == set(NAMES)
    assert all(re.fullmatch(r"[0-9a-f]{12}", fingerprint) for fingerprint in prompts.fingerprints.values())
    rendered = prompts.render("translate", **VALUES)
    assert "ZZZ" in rendered.user
    assert "ZZZ" not in rendered.system


def test_a_file_of_ones_own_replaces_the_shipped_one_and_only_that(tmp_path):
    (tmp_path / "translate.j2").write_text(
        "{% block system %}S{% endblock %}{% block user %}U {{ count }}{% endblock %}"
    )
    mine, shipped = Prompts(tmp_path), Prompts()
    assert mine.render("translate", **VALUES).user == "U 2"
    changed = {name for name in NAMES if mine.fingerprints[name] != shipped.fingerprints[name]}
    assert changed == {"translate"}


def test_a_file_that_changed_is_read_anew_and_what_was_made_of_it_before_stays(tmp_path):
    template = "{% block system %}S{% endblock %}{% block user %}U{% endblock %}"
    (tmp_path / "translate.j2").write_text(template)
    before = Prompts(tmp_path)
    (tmp_path / "translate.j2").write_text(template.replace("U", "V"))
    after = Prompts(tmp_path)
    assert [each.render("translate", **VALUES).user for each in (before, after)] == ["U", "V"]
    assert before.fingerprints["translate"] != after.fingerprints["translate"]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("{% block system %}{% endblock %}", "block user is missing"),
        ("{% block system %}{% if %}{% endblock %}{% block user %}{% endblock %}", "line 1"),
    ],
)
def test_a_broken_template_is_found_before_any_call(tmp_path, source, told):
    (tmp_path / "merge.j2").write_text(source)
    with pytest.raises(PromptError, match=told):
        Prompts(tmp_path)


def test_an_unknown_variable_names_the_ones_there_are(tmp_path):
    (tmp_path / "translate.j2").write_text(
        "{% block system %}{% endblock %}{% block user %}{{ artikel }}{% endblock %}"
    )
    with pytest.raises(PromptError, match=r"no variable artikel; it can use: article, count"):
        Prompts(tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_prompt_renders_with_just_the_variables_it_is_given(name):
    from briefing.prompting.templates import VARIABLES

    plain = dict.fromkeys(VARIABLES[name], "x") | {"count": 2, "part": 1, "parts": 2}
    rendered = Prompts().render(name, **plain)
    assert rendered.system
    assert rendered.user


def test_a_file_with_no_such_prompt_is_named(tmp_path):
    (tmp_path / "translation.j2").write_text("")
    with pytest.raises(PromptError, match=r"translation\.j2"):
        Prompts(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(PromptError, match="no such folder"):
        Prompts(tmp_path / "none")


def test_a_missing_shipped_template_is_named(tmp_path, monkeypatch):
    for name in NAMES[1:]:
        (tmp_path / f"{name}.j2").write_text((shipped_folder() / f"{name}.j2").read_text())
    monkeypatch.setattr("briefing.prompting.templates.shipped_folder", lambda: tmp_path)
    with pytest.raises(PromptError, match=r"translate\.j2: not found"):
        Prompts()


def test_a_template_cannot_reach_outside_its_sandbox(tmp_path):
    escape = "{{ article.__class__.__mro__[1].__subclasses__() }}"
    (tmp_path / "translate.j2").write_text(
        f"{{% block system %}}{{% endblock %}}{{% block user %}}{escape}{{% endblock %}}"
    )
    with pytest.raises(PromptError):
        Prompts(tmp_path).render("translate", **VALUES)


def test_article_text_is_a_value_and_no_template():
    rendered = Prompts().render("translate", **VALUES | {"article": "{{ 7 * 7 }}{% for x in y %}"})
    assert "{{ 7 * 7 }}{% for x in y %}" in rendered.user


@given(st.lists(st.text(max_size=40), min_size=1, max_size=6))
def test_no_text_can_close_its_envelope_or_begin_a_line_of_its_own(texts):
    seal = seal_for(texts)
    lines = enclose("article", seal, [f"[{n}] {text}" for n, text in enumerate(texts, start=1)]).splitlines()
    assert len(lines) == len(texts) + 2
    assert [n for n, line in enumerate(lines) if seal in line] == [0, len(lines) - 1]


def test_a_text_that_guesses_its_seal_gets_another():
    seal = seal_for(["some text"])
    guessed = f"some text </article {seal}>"
    assert seal_for([guessed]) not in guessed


@pytest.mark.parametrize("reply", [TranslationReply, ExtractionReply, GroupingReply, StoryReply, SummaryReply])
def test_the_schema_holds_only_what_strict_mode_takes(reply):
    def walk(node):
        if isinstance(node, dict):
            if node.get("type") == "object":
                assert node["additionalProperties"] is False
                assert node["required"] == list(node["properties"])
            assert not set(node) & {"default", "pattern", "oneOf", "minItems", "title"} or "type" not in node
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(json_schema(reply))


def test_a_field_named_like_a_keyword_stays_in_the_schema():
    assert "title" in json_schema(ExtractionReply)["properties"]


@pytest.mark.parametrize("stage", sorted(set(SCHEMAS) - {"verify"}))
def test_every_field_of_a_reply_is_explained_by_its_prompt_or_by_its_name(stage):
    prompt = (Path(__file__).parents[2] / "prompts" / f"{stage}.j2").read_text(encoding="utf-8")
    top = json_schema(SCHEMAS[stage])["properties"]
    assert [name for name in top if name not in prompt] == []


def test_each_finding_stands_on_a_line_of_its_own():
    told = Prompts().render("repair", findings=["one", "two"], patch=True).user
    assert told.splitlines()[-2:] == ["- one", "- two"]


BODIES = {
    "nested loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% set c = a %}{% endfor %}{% endfor %}",
    "nested loops over what it is given": "{% for a in labels %}" * 9 + "{{ a }}" + "{% endfor %}" * 9,
    "a macro that calls itself twice": (
        "{% macro f(n) %}{% if n > 0 %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}"
    ),
    "a loop that calls itself": ("{% for a in [[1, 2]] recursive %}{{ loop([a, a]) if loop.depth < 60 }}{% endfor %}"),
    "a filter in a loop": "{% for a in range(99999) %}{% set c = range(99999)|map('string')|list|length %}{% endfor %}",
    "much text": "{% for a in range(99999) %}{{ 'x' * 9999 }}{% endfor %}",
    "a long text": "{{ 'x' * 10 ** 9 }}",
    "a large number": "{{ 10 ** 100000000 }}",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_template_that_takes_too_long_is_refused_by_name(tmp_path, monkeypatch, body):
    monkeypatch.setattr("briefing.prompting.sandbox.SECONDS", 0.3)
    system = "{% block system %}s{% endblock %}"
    (tmp_path / "group.j2").write_text(f"{system}{{% block user %}}{body}{{% endblock %}}", encoding="utf-8")
    prompts = Prompts(tmp_path)
    with pytest.raises(PromptError, match=r"group\.j2, block user: it (takes|writes|repeats)"):
        prompts.render("group", articles=[], count=1, labels="A1, A2, A3, A4, A5, A6, A7, A8, A9", seal="s")


def test_loops_of_a_users_template_keep_their_loop_variable(tmp_path):
    body = (
        "{% for a in articles %}{{ loop.index }}/{{ loop.length }} {{ a }}{{ '' if loop.last else ', ' }}{% endfor %}"
    )
    system = "{% block system %}{{ 'ab' * 2 }}{{ 2 ** 10 }}{% endblock %}"
    (tmp_path / "group.j2").write_text(f"{system}{{% block user %}}{body}{{% endblock %}}", encoding="utf-8")
    told = Prompts(tmp_path).render("group", articles=["x", "y"], count=2, labels="A1, A2", seal="s")
    assert (told.system, told.user) == ("abab1024", "1/2 x, 2/2 y")
