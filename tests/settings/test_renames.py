"""`engine` says where the work is done, and once said which client makes the calls: files of then still hold."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from briefing.errors import ConfigError
from briefing.models import RunManifest
from briefing.settings.renames import in_todays_words
from briefing.settings.settings import fixed_settings, load_settings
from briefing.settings.trust import concerns, is_trusted, remember


def words(settings) -> tuple[str, str]:
    return settings.engine, settings.provider


def test_an_old_file_still_names_its_client_and_a_line_names_the_new_word(caplog, tmp_path):
    path = tmp_path / "old.toml"
    path.write_text('engine = "litellm"\nmodel = "m"\n')
    with caplog.at_level(logging.WARNING, "briefing"):
        assert words(load_settings(path)) == ("local", "litellm")
    assert [record.getMessage() for record in caplog.records] == [
        (
            f'{path}: engine = "litellm" is called provider = "litellm" now; engine says where the work is done '
            "(local, batch, ray)"
        )
    ]


def test_each_source_has_its_own_words(monkeypatch):
    Path("briefing.toml").write_text('engine = "openai"\n')
    monkeypatch.setenv("BRIEFING_ENGINE", "batch")
    assert words(load_settings()) == ("batch", "openai")
    assert words(load_settings(engine="local")) == ("local", "openai")
    monkeypatch.setenv("BRIEFING_ENGINE", "compatible")
    assert words(load_settings()) == ("local", "compatible"), "the environment goes before the file, in old words too"
    assert words(load_settings(engine="auto")) == ("local", "auto")
    assert words(fixed_settings(engine="litellm")) == ("local", "litellm")


@pytest.mark.parametrize("engine", ["local", "batch", "ray"])
def test_a_word_of_today_is_left_as_it_is(engine, caplog):
    assert in_todays_words({"engine": engine}, "x") == {"engine": engine}
    assert words(load_settings(engine=engine, provider="openai")) == (engine, "openai")
    assert not caplog.records


def test_both_words_for_one_thing_are_refused():
    with pytest.raises(ConfigError, match=r"engine.*'local', 'batch' or 'ray'"):
        load_settings(engine="openai", provider="litellm")


def test_a_plugin_under_the_old_word_needs_trust_as_under_the_new_one(monkeypatch):
    monkeypatch.setattr("briefing.settings.renames.names", lambda _: ("openai", "mine"))
    path = Path("briefing.toml")
    found = {
        word: concerns(in_todays_words({word: "mine"}, "briefing.toml"), Path.cwd()) for word in ("engine", "provider")
    }
    assert found["engine"] == found["provider"] != ()
    remember(path, found["provider"])
    assert is_trusted(path, found["engine"])


def test_a_manifest_of_then_is_read_in_todays_words():
    values = {
        "schema_version": "2", "run": "r", "started": "2026-11-21T06:00:00+00:00", "seconds": 1.0, "status": "done",
        "reason": None, "versions": {}, "model": "m", "engine": "compatible", "models_answering": (), "prompts": {},
        "settings": {}, "articles_in": 0, "done": 0, "failed": 0, "skipped": 0, "articles": (), "stages": {},
        "models": {}, "cost": None, "estimated_tokens": 0, "estimated_cost": None, "cost_note": None,
    }  # fmt: skip
    old = RunManifest.model_validate(values)
    assert (old.engine, old.provider) == ("local", "compatible")
    new = RunManifest.model_validate_json(old.model_dump_json())
    assert new == old
