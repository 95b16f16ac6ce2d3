"""briefing init: a file that explains each setting, loads, and never overwrites."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest

from briefing.errors import ConfigError
from briefing.settings.settings import Settings, fixed_settings, load_settings
from briefing.settings.template import config_template, toml
from command import briefing, trust


def everything(text: str) -> str:
    """The file with every line that could be set set."""
    return re.sub(r"(?m)^#(?=[\[\"a-z])", "", text)


def test_as_written_it_changes_nothing_but_the_answers():
    Path("briefing.toml").write_text(config_template({"model": "m", "max_cost": 2.5}), encoding="utf-8")
    assert load_settings().model_dump() == fixed_settings(model="m", max_cost=2.5).model_dump()
    Path("briefing.toml").write_text(config_template({}), encoding="utf-8")
    assert load_settings().model_dump() == fixed_settings().model_dump()


def test_every_setting_stands_in_it_with_its_own_docstring():
    text = config_template({})
    flat = " ".join(line.removeprefix("# ") for line in text.splitlines())
    for name, field in Settings.model_fields.items():
        assert re.search(rf"(?m)^#\[*{name}\b|^# \({name}\)$", text), f"{name} is missing"
        assert " ".join(field.description.split()) in flat, f"{name} is not explained"


def test_every_line_that_could_be_set_can_be():
    text = everything(config_template({}))
    Path("briefing.toml").write_text(text, encoding="utf-8")
    trust()
    settings = load_settings()
    values = tomllib.loads(text)
    assert len(values) > 30
    for name in values:
        assert getattr(settings, name) is not None
    assert settings.deliver[0].url_env == "BRIEFING_MAIL_URL"
    assert settings.outlets["example.org"] == "The Example"


@pytest.mark.parametrize("value", ['a "quoted" \\ one', "ü\x7f\n\t", "", True, 3, 2.5, ["a", "b"], []])
def test_values_come_back_from_toml(value):
    assert tomllib.loads(f"x = {toml(value)}")["x"] == value


def test_it_asks_little_and_writes_the_answers():
    done = briefing("init", stdin=b"gpt-5-mini\nin/ 'my feed.opml' https://example.org/feed.xml\n")
    assert done.returncode == 0, done.stderr
    values = tomllib.loads(Path("briefing.toml").read_text())
    assert values["model"] == "gpt-5-mini"
    assert values["sources"] == ["in/", "my feed.opml", "https://example.org/feed.xml"]
    assert "in/: doesn't exist yet" in done.stdout
    assert "briefing daily --dry-run" in done.stdout


def test_yes_asks_nothing():
    assert briefing("init", "--yes", "--source", "in").returncode == 0
    assert tomllib.loads(Path("briefing.toml").read_text()) == {"sources": ["in"]}


def test_it_never_overwrites_without_force():
    Path("briefing.toml").write_text("timeout = 9\n")
    done = briefing("init", "--yes")
    assert done.returncode == 2
    assert "overwrite it with --force" in done.stderr
    assert Path("briefing.toml").read_text() == "timeout = 9\n"
    assert briefing("init", "--yes", "--force").returncode == 0
    assert "timeout = 9\n" not in Path("briefing.toml").read_text()


def test_the_schema_lies_beside_it_and_fits():
    briefing("init", "--yes")
    first = Path("briefing.toml").read_text().splitlines()[0]
    assert first == "#:schema ./briefing.toml.schema.json"
    schema = json.loads(Path("briefing.toml.schema.json").read_text())
    jsonschema.validate(tomllib.loads(everything(config_template({}))), schema)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ('engin = "local"', "did you mean 'engine'?"),
        ('engine = "bach"', "did you mean 'batch'?"),
        ('provider = "open-ai"', "did you mean 'openai'?"),
        ('forms = ["html", "word"]', "key 'forms.1': input should be"),
        ("[prices.m]\ninput = 1\nouput = 2", "did you mean 'output'?"),
        ('api_base = "http://me:secret-77@h/v1"\ntimeout = "x"', "key 'timeout'"),
        ("until = '7:00'", "(it is '7:00')"),
    ],
)
def test_a_wrong_setting_says_what_was_probably_meant(file, told):
    Path("briefing.toml").write_text(file)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert told in caught.value.message
    assert "secret-77" not in caught.value.message
