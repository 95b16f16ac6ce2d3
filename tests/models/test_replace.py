"""A changed copy of a value: names and types are checked, when it is made and by mypy."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

import briefing
from briefing.models import Citation, Evidence, Flag, OpenQuestion, Position
from briefing.settings.settings import fixed_settings
from report_samples import day

ROOT = Path(__file__).parents[2]
FLAG = Flag(code="x", message="y")


def test_a_copy_differs_in_what_was_named_alone():
    story = day().stories[0]
    changed = story.replace(flags=(FLAG,), event="another")
    assert (changed.flags, changed.event) == ((FLAG,), "another")
    assert changed.replace(flags=story.flags, event=story.event) == story
    assert changed.sentences[0] is story.sentences[0]
    assert changed.model_fields_set == story.model_fields_set | {"flags", "event"}


@pytest.mark.parametrize("changes", [{"stanse": "says"}, {"stance": "shouts"}, {"flags": ("x",)}, {"evidence": None}])
def test_a_wrong_name_or_type_is_refused(changes):
    position = Position(article="a", stance="says", statement="It fell.")
    with pytest.raises(ValidationError):
        position.replace(**changes)


def test_a_more_special_value_inside_stays_what_it_is():
    citation = Citation(article="a", paragraph=1, quote="q", start=0, end=1, claims=("c1",))
    changed = Position(article="a", stance="says", statement=None).replace(evidence=(citation,))
    assert changed.evidence == (citation,)
    assert type(changed.evidence[0]) is Citation
    assert isinstance(changed.evidence[0], Evidence)
    assert OpenQuestion(text="Why?").replace(flags=(FLAG,)).text == "Why?"


def test_settings_are_changed_without_reading_the_environment_again(monkeypatch):
    settings = fixed_settings(model="a", concurrency=2)
    monkeypatch.setenv("BRIEFING_MODEL", "from the environment")
    monkeypatch.setenv("BRIEFING_MAX_COST", "3")
    changed = settings.replace(concurrency=3)
    assert (changed.model, changed.concurrency, changed.max_cost) == ("a", 3, settings.max_cost)
    with pytest.raises(ValidationError):
        settings.replace(concurency=3)


def test_no_copy_goes_unchecked():
    found = [
        f"{path}: {line.strip()}"
        for path in sorted(Path(briefing.__file__).parent.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\bmodel_(?:copy|construct)\(", line)
    ]
    assert not found


WRONG = """
from briefing.models import Position, Story
from briefing.settings.settings import Settings

def f(position: Position, story: Story, settings: Settings) -> None:
    position.replace(stance="says")
    story.replace(flags=(), headline=story.sentences[0])
    position.replace(stance="shouts")
    position.replace(stanse="says")
    story.replace(sentences=(position,))
    settings.replace(concurrency="two")
"""


@pytest.mark.slow
def test_mypy_finds_a_wrong_name_or_type(tmp_path):
    (tmp_path / "wrong.py").write_text(WRONG)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), str(tmp_path / "wrong.py")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [int(found) for found in re.findall(r"wrong\.py:(\d+): error", done.stdout)]
    assert lines == [8, 9, 10, 11], done.stdout + done.stderr
