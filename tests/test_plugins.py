"""Registries: what installed packages and programs add, and what becomes of entries that can't be used."""

from __future__ import annotations

import importlib.metadata
import logging
from importlib.metadata import EntryPoint

import pytest

from briefing import plugins
from briefing.errors import ConfigError
from briefing.plugins import BUILTIN, OutputFormat, Registry, names
from briefing.settings.settings import fixed_settings, load_settings

LIST = OutputFormat("list", "briefing.list", "text/plain", lambda briefing: briefing.title)


@pytest.fixture
def installed(monkeypatch):
    """Entry points as if packages with them were installed, and a registry that finds them."""

    def install(**values: str) -> Registry[OutputFormat]:
        points = [EntryPoint(name, value, "briefing.outputs") for name, value in values.items()]
        monkeypatch.setattr(importlib.metadata, "entry_points", lambda *, group: points if "outputs" in group else [])
        plugins._installed.cache_clear()
        return Registry("briefing.outputs", OutputFormat)

    yield install
    plugins._installed.cache_clear()


def test_an_installed_entry_stands_behind_ours_and_is_imported_when_it_is_used(installed):
    registry = installed(list=f"{__name__}:LIST", absent="no_such_module:X")
    assert list(registry) == [*BUILTIN["briefing.outputs"], "absent", "list"]
    assert registry["list"] is LIST
    assert registry.broken == {}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("no_such_module:X", "ModuleNotFoundError: No module named 'no_such_module'"),
        (f"{__name__}:absent", "AttributeError"),
        (f"{__name__}:installed", "should be OutputFormat 'mine'"),
        (f"{__name__}:LIST", "is called 'list', and should be OutputFormat 'mine'"),
        ("antigravity_that_exits:X", "SystemExit: 3"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named_and_left_out(installed, tmp_path, request, value, reason):
    caplog = request.getfixturevalue("caplog")
    (tmp_path / "antigravity_that_exits.py").write_text("raise SystemExit(3)\n")
    request.getfixturevalue("monkeypatch").syspath_prepend(tmp_path)
    registry = installed(mine=value, list=f"{__name__}:LIST")
    with caplog.at_level(logging.WARNING, "briefing"):
        assert [each.name for each in registry.external()] == ["list"]
    assert reason in registry.broken["mine"]
    assert "output format 'mine' is skipped" in caplog.text
    with pytest.raises(ConfigError, match=r"output format 'mine' can't be used"):
        registry["mine"]


def test_an_entry_cannot_take_the_place_of_ours(installed, caplog):
    registry = installed(html=f"{__name__}:LIST")
    assert registry["html"].file == "briefing.html"
    assert "output format 'html' of" in caplog.text


def test_what_is_registered_by_hand_can_be_named_in_the_settings_until_it_is_taken_back():
    with pytest.raises(ConfigError, match=r"input should be 'html', .*'text'"):
        load_settings(forms=["list"])
    plugins.OUTPUTS.register(LIST)
    try:
        assert plugins.OUTPUTS["list"] is LIST
        assert load_settings(forms=["list"]).forms == ("list",)
        with pytest.raises(ConfigError, match="there is one already"):
            plugins.OUTPUTS.register(LIST)
    finally:
        plugins.OUTPUTS.unregister("list")
    assert "list" not in names("briefing.outputs")


def test_what_is_of_another_kind_is_not_registered():
    with pytest.raises(ConfigError, match="OutputFormat is wanted"):
        plugins.OUTPUTS.register(fixed_settings())  # type: ignore[type-var]


def test_a_setting_that_names_no_entry_says_what_was_probably_meant():
    with pytest.raises(ConfigError, match="did you mean 'markdown'"):
        load_settings(forms=["markdwn"])
    with pytest.raises(ConfigError, match="did you mean 'litellm'"):
        load_settings(provider="litelm")


def test_every_entry_of_ours_can_be_imported_and_has_its_name():
    for group in BUILTIN:
        for name, entry in Registry(group, object).items():
            assert entry.name == name
