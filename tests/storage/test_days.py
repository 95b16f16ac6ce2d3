"""Finding and reading finished days: by date, by one rule of versions, in one wording."""

from __future__ import annotations

import json
import os
import pickle

import pytest

from briefing.errors import DayUnreadable, InputError
from briefing.models import SCHEMA_VERSION
from briefing.render import to_json
from briefing.storage.days import find, folders, load, newest, read, read_day
from briefing.storage.earlier import earlier
from briefing.storage.schema_version import upgraded
from report_samples import day


def write(folder, **changes):
    folder.mkdir(parents=True)
    values = json.loads(to_json(day())) | changes
    (folder / "briefing.json").write_text(json.dumps(values), encoding="utf-8")
    return folder


def touched(folder, seconds):
    os.utime(folder / "briefing.json", (seconds, seconds))


def test_the_newest_day_is_the_newest_date_whenever_its_files_were_written(tmp_path):
    for n, date in enumerate(("2026-11-21", "2026-11-19", "2026-11-20")):
        touched(write(tmp_path / date, date=date), n)
    assert newest(tmp_path) == find(tmp_path, None) == find(tmp_path.parent, tmp_path.name) == tmp_path / "2026-11-21"
    assert [name for name, _ in folders(tmp_path)] == ["2026-11-21", "2026-11-20", "2026-11-19"]


def test_a_day_of_ones_own_comes_before_any_of_the_demos(tmp_path):
    write(tmp_path / "demo" / "2026-12-01", date="2026-12-01")
    write(tmp_path / "demo" / "2026-11-30", date="2026-11-30")
    assert find(tmp_path, None) == tmp_path / "demo" / "2026-12-01"
    mine = write(tmp_path / "2026-11-21")
    assert find(tmp_path, None) == mine


def test_folders_that_bear_no_date_are_ordered_by_the_date_inside(tmp_path):
    write(tmp_path / "b-old", date="2026-11-01")
    young = write(tmp_path / "a-young", date="2026-11-02")
    (tmp_path / "z-broken").mkdir()
    (tmp_path / "z-broken" / "briefing.json").write_text("{")
    assert newest(tmp_path) == young
    dated = write(tmp_path / "2026-10-01", date="2026-10-01")
    assert newest(tmp_path) == dated


@pytest.mark.parametrize("name", ["2026-02-30", "2026-1-1", "２０２６-11-21", "20261121", "notes"])
def test_a_name_that_is_no_date_of_the_calendar_is_no_day(tmp_path, name):
    write(tmp_path / name)
    assert list(folders(tmp_path)) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "is damaged"),
        ("[" * 100_000, "is damaged"),
        ("1" * 5000, "is damaged"),
        ("[]", "isn't a briefing"),
        ("null", "isn't a briefing"),
        ("{}", "isn't a briefing"),
        ('{"schema_version": 1}', "isn't a briefing"),
        ('{"schema_version": "１"}', "isn't a briefing"),
        ('{"schema_version": "0"}', "schema version 0, which this program no longer reads; run that day again"),
        ('{"schema_version": "3"}', "newer version of this program .schema version 3.*upgrade briefing-desk"),
        ('{"schema_version": "1"}', "doesn't fit its schema: date: Field required"),
    ],
    ids=range(11),
)
def test_what_cant_be_read_says_which_file_why_and_what_to_do(tmp_path, content, reason):
    folder = tmp_path / "2026-11-21"
    folder.mkdir()
    (folder / "briefing.json").write_text(content, encoding="utf-8")
    with pytest.raises(DayUnreadable, match=reason) as caught:
        load(folder)
    assert caught.value.path == folder / "briefing.json"
    assert caught.value.message == f"{caught.value.path}: {caught.value.reason}"
    assert caught.value.exit_code == InputError.exit_code == 2
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.path, copy.reason) == (caught.value.path, caught.value.reason)


def test_bytes_that_are_no_text_and_a_file_that_is_missing_are_named(tmp_path):
    with pytest.raises(DayUnreadable, match="no such file"):
        read(tmp_path)
    (tmp_path / "briefing.json").write_bytes(b"\xff{}")
    with pytest.raises(DayUnreadable, match="isn't UTF-8 JSON"):
        read(tmp_path)


def test_fields_added_within_a_version_are_ignored(tmp_path):
    """As docs/schema.md says to every reader of these files."""
    values = json.loads(to_json(day()))
    values["stories"][0] |= {"a_later_field": {"any": "thing"}}
    assert load(write(tmp_path / "x", stories=values["stories"], another=1)) == day()


def test_a_day_in_the_folder_of_another_day_is_not_taken_for_it(tmp_path):
    with pytest.raises(DayUnreadable, match="has a different date than its folder: 2026-11-21"):
        read_day(write(tmp_path / "2026-11-20"))


def test_an_older_version_is_read_where_there_is_a_way_from_it():
    def renamed(values):
        return {("title" if name == "headline" else name): value for name, value in values.items()}

    old = {"schema_version": "1", "headline": "Day"}
    assert upgraded(old, current=3, upgrades={1: renamed, 2: dict}) == {"schema_version": "3", "title": "Day"}
    with pytest.raises(ValueError, match="schema version 1, which this program no longer reads"):
        upgraded(old, current=3, upgrades={1: renamed})
    with pytest.raises(ValueError, match="reads up to 2"):
        upgraded({"schema_version": "3"}, current=2)
    assert upgraded({"schema_version": SCHEMA_VERSION}) == {"schema_version": SCHEMA_VERSION}


def test_an_unreadable_earlier_day_is_named_and_the_others_are_read(tmp_path):
    write(tmp_path / "2026-11-19", date="2026-11-19")
    write(tmp_path / "2026-11-20", date="2026-11-20", schema_version="7")
    write(tmp_path / "2026-11-21")
    found = earlier(tmp_path, "2026-11-21", 3)
    assert {story.date for story in found.stories} == {"2026-11-19"}
    assert len(found.unread) == 1
    assert found.unread[0].startswith("2026-11-20: briefing.json was written by a newer version")
