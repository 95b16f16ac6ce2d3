"""A day edited so that everything else fits: which edits its own records tell, which only the recorded replies do."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from briefing.api.proof.places import differing_values
from briefing.api.proof.prove import prove, prove_records
from briefing.demo import cassette_file
from coherent_edits import EDITS
from coherent_places import FIRST, SECOND, Edit, forge

if TYPE_CHECKING:
    from pathlib import Path

ALONE, REPLIES, NEVER = (tuple(e for e in EDITS if e.caught == kind) for kind in ("alone", "replies", "never"))

#: The second day stands on the first, so that both are built; the first alone is among the slow tests.
ONE_DAY = [pytest.param(FIRST, marks=pytest.mark.slow), SECOND]


def told_in_the_name(edit: Edit) -> str:
    return edit.name.replace(" ", "-")


@pytest.fixture
def copied(demo_days, tmp_path):
    def copy(day: str) -> Path:
        for each in (FIRST, SECOND) if day == SECOND else (FIRST,):
            shutil.copytree(demo_days / each, tmp_path / each)
        return tmp_path / day

    return copy


@pytest.mark.parametrize("day", [FIRST, SECOND])
def test_an_untouched_day_holds(copied, day):
    found = prove_records(copied(day))
    assert (found.faults, found.unproven) == ((), ())


@pytest.mark.one_in(9)  # each checks a whole day
@pytest.mark.parametrize("edit", ALONE, ids=told_in_the_name)
def test_an_edit_that_the_days_own_records_tell_is_named_with_its_place(copied, edit: Edit):
    folder = copied(edit.day)
    place = forge(folder, edit.change)
    told = [str(fault) for fault in prove_records(folder).faults]
    assert any(fault.startswith(place) for fault in told), (place, told)


@pytest.mark.parametrize("day", ONE_DAY)
def test_what_no_string_tells_passes_without_the_replies_and_is_no_secret(copied, day):
    folder = copied(day)
    for edit in (*REPLIES, *NEVER):  # all at once: where none of them is told, each isn't
        if edit.day == day:
            forge(folder, edit.change)
    assert prove_records(folder).faults == ()


@pytest.mark.one_in(5)
@pytest.mark.parametrize("edit", REPLIES, ids=told_in_the_name)
def test_what_no_string_tells_is_named_where_the_day_is_built_again(demo_days, copied, edit: Edit):
    # That the untouched day is what its replies give is shown below, once.
    folder = copied(edit.day)
    place = forge(folder, edit.change)
    found, right = ((each / edit.day / "briefing.json").read_bytes() for each in (folder.parent, demo_days))
    assert any(where.startswith(place) for where, _ in differing_values(found, right)), place


@pytest.mark.parametrize("day", ONE_DAY)
def test_the_demo_is_built_again_from_its_recording_and_an_edit_is_named(copied, day):
    folder = copied(day)
    assert prove(folder, cassette_file(day)).faults == ()
    edit = next(each for each in REPLIES if each.name == "a sentence")
    place = forge(folder, edit.change)
    told = [str(fault) for fault in prove(folder, cassette_file(day)).faults]
    assert any(fault.startswith(place) and "rebuilt" in fault for fault in told), told


def test_the_page_says_how_many_edits_there_are_and_names_what_is_not_seen(repository):
    page = " ".join((repository / "docs" / "trust.md").read_text(encoding="utf-8").split())
    assert f"Of {len(EDITS)} coherent edits {len(ALONE)} are named by the day's own records" in page
    assert f"{len(REPLIES)} only with `--replies`" in page
    assert len(EDITS) >= 40
    part = page.partition("Only with `--replies`:")[2].partition("##")[0]
    missing = [edit.name for edit in (*REPLIES, *NEVER) if not re.search(re.escape(edit.name), part)]
    assert missing == []
