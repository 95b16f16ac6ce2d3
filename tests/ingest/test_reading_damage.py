"""A folder of damaged files: each ends as an article or with a reason that a person understands."""

from __future__ import annotations

import collections
import re

import pytest

from briefing.ingest import Limits, read_sources
from briefing.ingest.read import _printable
from damage import KINDS, clear, folder

#: What no reader of a report should meet: the insides of a program.
_INSIDES = re.compile(
    r"Traceback|object at 0x|NoneType|this is a defect|NameError|TypeError|AttributeError|KeyError|IndexError"
)


def _fits(reason: str, fate: str | None) -> bool:
    if fate is None:
        return reason.startswith("?")
    return re.search(reason.removeprefix("?"), fate) is not None


def test_there_are_fifty_kinds_of_damage_and_more():
    assert len(KINDS) >= 50


@pytest.mark.parametrize(
    "count", [20, pytest.param(len(KINDS), marks=pytest.mark.slow), pytest.param(1_000, marks=pytest.mark.slow)]
)
def test_no_file_of_a_damaged_folder_is_unaccounted_for(in_folder, count):
    files = folder(in_folder / "in", seed=count, count=count)
    try:
        result = read_sources(["in"], limits=Limits(seconds=8))
    finally:
        clear(in_folder / "in")
    fates = collections.defaultdict(list)
    for record in (*result.articles, *(copy.article for copy in result.copies), *result.unread):
        fates[record.origin].append(getattr(record, "reason", None))
    wrong = []
    for file in files:
        origin = _printable(file.relative_to(in_folder))
        parts = [fate for known in fates if known == origin or known.startswith(f"{origin}:") for fate in fates[known]]
        kind = re.match(r"\d{4}-(.*?)(?:\.\w+)*$", file.name)
        name = kind[1] if kind else "a-folder-called-a-text"
        known = next((known for known in sorted(KINDS, key=len, reverse=True) if name.startswith(known)), name)
        reason = KINDS[known][1]
        if not parts:
            wrong.append(f"{origin}: unaccounted for")
        elif reason is None and None not in parts:
            wrong.append(f"{origin}: not read: {parts}")
        elif reason is not None and not all(_fits(reason, fate) for fate in parts):
            wrong.append(f"{origin}: {parts} is not {reason!r}")
    assert not wrong, "\n".join(wrong)
    told = [unread.reason for unread in result.unread]
    assert [reason for reason in told if _INSIDES.search(reason) or len(reason) < 5 or "\n" in reason] == []
    assert sum(map(len, fates.values())) == len(result.articles) + len(result.copies) + len(result.unread)
