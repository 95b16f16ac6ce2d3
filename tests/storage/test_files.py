"""One way to write a file: whole or not at all, by every part of the program."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

import briefing
from briefing.llm.cassette import cassette
from briefing.storage.files import write_whole

SOURCES = sorted(Path(briefing.__file__).parent.rglob("*.py"))
#: A file written in place, or a way of one's own to put it in its place.
_OWN_WAY = re.compile(
    r"\.write_(?:text|bytes)\(|\bfsync\(|os\.(?:replace|rename)\("
    r"|\.open\(\s*[\"'][wax]|\bopen\([^)]*,\s*[\"'][wax]"
)
#: Of those the ones that are no result of a run: a probe, a lock, a message's own folder, the generator of our data.
_ALLOWED = {"storage/files.py": 3, "deliver/log.py": 1, "deliver/chat.py": 1, "text/cldr_generate.py": 1}


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    write_whole(path, "old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_leftovers_of_killed_processes_are_swept_from_any_folder_that_is_written(tmp_path):
    left, young, foreign = tmp_path / ".a.json.0a1b2c3d.part", tmp_path / ".b.0a1b2c3e.part", tmp_path / "c.part"
    for path in (left, young, foreign):
        path.write_text("half")
    for path in (left, foreign):
        os.utime(path, (time.time() - 7200, time.time() - 7200))
    write_whole(tmp_path / "x", b"whole")
    assert sorted(tmp_path.iterdir()) == sorted([young, foreign, tmp_path / "x"])


def test_half_a_character_of_a_broken_page_is_kept(tmp_path):
    write_whole(tmp_path / "x", "a\ud83d")
    assert (tmp_path / "x").read_bytes().decode("utf-8", "surrogatepass") == "a\ud83d"


def test_a_recording_that_fails_leaves_the_old_cassette(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"version": 1, "exchanges": []}\n')
    with pytest.raises(RuntimeError), cassette(path, "all"):
        raise RuntimeError
    assert path.read_text() == '{"version": 1, "exchanges": []}\n'
    assert list(tmp_path.iterdir()) == [path]


def test_no_module_has_a_way_of_its_own_to_write_a_file():
    root = Path(briefing.__file__).parent
    found = {
        path.relative_to(root).as_posix(): len(_OWN_WAY.findall(path.read_text(encoding="utf-8"))) for path in SOURCES
    }
    assert {name: count for name, count in found.items() if count} == _ALLOWED
