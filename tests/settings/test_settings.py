"""Settings: where each comes from, and what a wrong one says."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.errors import ConfigError
from briefing.settings.settings import fixed_settings, load_settings
from command import trust


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
        ('modell = "x"', "unknown setting; did you mean 'model'\\? there are: .*until"),
        ('openai_api_key = "x"', "keys are read only from the environment"),
        ("model = ", "isn't valid TOML"),
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
    trust()
    assert load_settings().prices["my/model"].output == 1.5


def test_a_recordings_settings_take_nothing_from_outside(monkeypatch):
    monkeypatch.setenv("BRIEFING_TEMPERATURE", "1")
    Path("briefing.toml").write_text("concurrency = 1\n")
    settings = fixed_settings(model="desk")
    assert settings.temperature is None
    assert settings.concurrency != 1


def test_each_reading_takes_its_own_file_and_leaves_nothing_to_the_next():
    Path("briefing.toml").write_text("concurrency = 3\n")
    Path("other.toml").write_text("concurrency = 4\n")
    assert [load_settings(file).concurrency for file in (None, Path("other.toml"), None)] == [3, 4, 3]
    Path("briefing.toml").unlink()
    assert load_settings() == load_settings() != load_settings(Path("other.toml"))


# ── what is bounded ──────────────────────────────────────────────────────────────────────────────

ABSURD = [
    "timeout = inf", "timeout = nan", "timeout = 1e300", "max_wait = inf", "read_seconds = inf", "max_cost = inf",
    "max_cost = nan", "temperature = nan", "requests_per_minute = inf", "tokens_per_minute = inf",
    "read_memory = 1000000000000000000000000", "max_bytes = 1000000000000000000000000",
    "[prices.m]\ninput = inf\noutput = 1.0", "[prices.m]\ninput = 1.0\noutput = nan",
]  # fmt: skip


@pytest.mark.parametrize("file", ABSURD)
def test_what_is_not_finite_or_absurd_is_refused_by_name(file):
    Path("briefing.toml").write_text(file)
    name = file.split(" = ")[0].removeprefix("[prices.m]\n")
    with pytest.raises(ConfigError, match="prices" if name == "input" else name):
        load_settings()


@pytest.mark.parametrize("value", ["inf", "nan", "-1", "1e400"])
def test_so_it_is_in_the_environment_and_on_the_command_line(monkeypatch, value):
    with pytest.raises(ConfigError, match="max-cost"):
        load_settings(max_cost=float(value))
    monkeypatch.setenv("BRIEFING_TIMEOUT", value)
    with pytest.raises(ConfigError, match="BRIEFING_TIMEOUT"):
        load_settings()


@pytest.mark.parametrize(
    "file", ["x = " + "[" * 5_000 + "]" * 5_000, "x = " + "{a = " * 5_000 + "1" + "}" * 5_000,
             "[" + ".".join("a" * 5_000) + "]", "x = " + "[" * 30 + "]" * 30]
)  # fmt: skip
def test_a_file_nested_deeply_is_refused_in_one_line(file):
    Path("briefing.toml").write_text(file)
    with pytest.raises(ConfigError, match="nested"):
        load_settings()


def test_a_file_too_large_is_refused():
    Path("briefing.toml").write_text("# " + "x" * 2_000_000)
    with pytest.raises(ConfigError, match="larger than"):
        load_settings()


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("gpt-5-mini", ["gpt-5-mini"]),
        ("a, b ,c", ["a", "b", "c"]),
        ('["a", "b"]', ["a", "b"]),
        ("a,", ["a"]),
        ("5", ["5"]),
    ],
)
def test_a_list_comes_from_the_environment_with_commas_or_as_json(monkeypatch, value, names):
    for name in ("FALLBACKS", "SOURCES", "LISTS", "ALLOW_HOSTS"):
        monkeypatch.setenv(f"BRIEFING_{name}", value)
    monkeypatch.setenv("BRIEFING_INTERESTS", value)
    monkeypatch.setenv("BRIEFING_FORMS", "html, json")
    settings = load_settings()
    assert settings.fallbacks == settings.sources == settings.lists == settings.allow_hosts == names
    assert (settings.interests, settings.forms) == (tuple(names), ("html", "json"))


@pytest.mark.parametrize("name", ["MODELS", "OUTLETS", "PRICES", "DELIVER", "FALLBACKS"])
@pytest.mark.parametrize("value", ["[a, b", "[" * 100_000])
def test_what_cannot_be_read_from_the_environment_is_named_and_not_shown(monkeypatch, name, value):
    monkeypatch.setenv(f"BRIEFING_{name}", value)
    with pytest.raises(ConfigError, match=f"BRIEFING_{name}") as caught:
        load_settings()
    assert "[a" not in caught.value.message


@pytest.mark.parametrize(
    "base",
    [
        "https://h/v1?key=Kaskade",
        "https://h/v1#Kaskade",
        "https://u:Kaskade@h/v1?x=1",
        "ftp://u:Kaskade@h",
        "http://u:Kaskade@h:99999/v1",
        "http://u:Kaskade@/v1",
        "http://u:Kaskade@[::1/v1",
    ],
)
def test_an_address_that_cannot_be_one_is_refused_without_its_secret(monkeypatch, base):
    monkeypatch.setenv("BRIEFING_API_BASE", base)
    with pytest.raises(ConfigError, match="api_base") as caught:
        load_settings()
    assert "Kaskade" not in caught.value.message


def test_a_password_never_stands_in_a_file():
    Path("briefing.toml").write_text('api_base = "http://u:Kaskade@127.0.0.1/v1"\n')
    with pytest.raises(ConfigError, match="aren't allowed in a file") as caught:
        load_settings(Path("briefing.toml"))
    assert "Kaskade" not in caught.value.message
