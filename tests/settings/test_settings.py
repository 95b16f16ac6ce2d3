"""Settings: where each comes from, and what a wrong one says."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.errors import ConfigError
from briefing.settings.settings import fixed_settings, load_settings


def test_flag_before_environment_before_file_before_default(monkeypatch):
    Path("briefing.toml").write_text('model = "file"\ntimeout = 11\nconcurrency = 3\n')
    monkeypatch.setenv("BRIEFING_MODEL", "environment")
    monkeypatch.setenv("BRIEFING_TIMEOUT", "12")
    settings = load_settings(model="flag", timeout=None)
    assert (settings.model, settings.timeout, settings.concurrency, settings.attempts) == ("flag", 12, 3, 5)


def test_openai_base_url_is_honoured_and_ours_goes_first(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://a/v1")
    assert load_settings().api_base == "http://a/v1"
    monkeypatch.setenv("BRIEFING_API_BASE", "http://b/v1")
    assert load_settings().api_base == "http://b/v1"


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("timeout = 0", "briefing.toml, key 'timeout'"),
        ('modell = "x"', "there is no such setting; did you mean 'model'\\? there are: .*until"),
        ('openai_api_key = "x"', "keys come from the environment alone"),
        ("model = ", "no valid TOML"),
    ],
)
def test_a_wrong_file_says_where_and_what(file, told):
    Path("briefing.toml").write_text(file)
    with pytest.raises(ConfigError, match=told):
        load_settings()


def test_a_wrong_variable_is_named(monkeypatch):
    monkeypatch.setenv("BRIEFING_TIMEOUT", "soon")
    with pytest.raises(ConfigError, match="environment variable BRIEFING_TIMEOUT"):
        load_settings()


def test_a_config_file_that_was_asked_for_must_be_there():
    with pytest.raises(ConfigError, match=r"none\.toml"):
        load_settings(Path("none.toml"))


def test_prices_of_ones_own():
    Path("briefing.toml").write_text('[prices."my/model"]\ninput = 0.5\noutput = 1.5\n')
    assert load_settings().prices["my/model"].output == 1.5


def test_a_recordings_settings_take_nothing_from_outside(monkeypatch):
    monkeypatch.setenv("BRIEFING_TEMPERATURE", "1")
    Path("briefing.toml").write_text("concurrency = 1\n")
    settings = fixed_settings(model="desk")
    assert settings.temperature is None
    assert settings.concurrency != 1
