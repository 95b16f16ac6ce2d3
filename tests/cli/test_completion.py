"""Shell completion: the script, and what it is answered."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from command import briefing


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_names_its_place_and_the_command(shell):
    done = briefing("completion", shell)
    assert done.returncode == 0
    assert done.stdout.startswith("# ")
    assert f"_BRIEFING_COMPLETE={shell}_complete" in done.stdout


def complete(words: str, count: int) -> list[str]:
    asked = {"_BRIEFING_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(count)}
    code = "import sys; sys.argv = ['briefing']; from briefing.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | asked
    )
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


def test_commands_options_and_formats_are_completed():
    assert complete("briefing sum", 1) == ["summarize"]
    assert "--max-cost" in complete("briefing run --max", 2)
    assert {"docx", "markdown"} <= set(complete("briefing export --form ", 3))


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_takes_the_script(tmp_path):
    script = tmp_path / "completion.bash"
    script.write_text(briefing("completion", "bash").stdout)
    done = subprocess.run(
        ["bash", "-c", f". {script}; complete -p briefing"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "_briefing_completion" in done.stdout
