"""The project of docs/examples/ci: copied elsewhere, its tests replay without a key, in parallel too."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from command import briefing


@pytest.mark.parametrize("how", [(), pytest.param(("-n", "2"), marks=pytest.mark.slow)], ids=["alone", "xdist"])
def test_the_example_project_replays_in_a_folder_of_its_own(repository, tmp_path, how):
    place = tmp_path / "project"
    shutil.copytree(repository / "docs" / "examples" / "ci", place)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BRIEFING_", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", *how],
        cwd=place, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
    assert briefing("cassette", "check", str(place / "tests" / "cassettes")).returncode == 0


def test_a_changed_prompt_without_a_new_recording_fails_with_the_templates_name(repository, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    shipped = (repository / "prompts" / "extract.j2").read_text(encoding="utf-8")
    (own / "extract.j2").write_text(shipped.replace("You read one", "You study one"), encoding="utf-8")
    recorded = str(repository / "docs" / "examples" / "ci" / "tests" / "cassettes")
    done = briefing("cassette", "check", recorded, "--prompts", str(own))
    assert done.returncode == 1
    assert "extract.j2" in done.stdout
