"""The unpacked model says what the packed one says, and is unpacked again where it can't be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing.text import language_model

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = (
    "Die Direktorin kam nach Rabat und sprach mit dem Minister.",
    "Директор прибыл в Рабат и говорил с министром.",
    "وصلت المديرة إلى الرباط وتحدثت مع الوزير.",
    "主任抵达拉巴特并与部长交谈。",
    "12:30",
)


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "briefing" / "languages"


def ranks(identifier) -> list:
    return [identifier.rank(text) for text in TEXTS]


def test_what_is_mapped_ranks_as_what_was_unpacked_and_damage_is_unpacked_anew(cache):
    languages = ("ar", "de", "no such language", "nl", "ru", "zh", "zxx")
    unpacked = ranks(language_model.identifier(languages))
    (folder,) = cache.iterdir()
    inode = {path.name: path.stat().st_ino for path in folder.iterdir()}
    assert ranks(language_model.identifier(languages)) == unpacked
    assert {path.name: path.stat().st_ino for path in folder.iterdir()} == inode, "it was mapped, not unpacked again"
    (folder / "steps.npy").write_bytes(b"half a fi")
    (folder / "labels.npy").unlink()
    assert ranks(language_model.identifier(languages)) == unpacked
    assert (folder / "labels.npy").is_file()


def test_where_nothing_can_be_kept_it_is_unpacked_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert language_model.identifier(["de", "nl"]).rank(TEXTS[0])[0][0] == "de"
