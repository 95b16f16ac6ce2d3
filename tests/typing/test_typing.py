"""A user's typed script passes a strict type checker, and a wrong one doesn't."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("mypy")

#: The code itself is checked by `make check`; here it is only followed.
_CONFIG = "[mypy]\nstrict = true\nplugins = pydantic.mypy\n[mypy-litellm.*]\nfollow_imports = skip\n"


def checked(script, tmp_path, repository):
    config = tmp_path / "mypy.ini"
    config.write_text(_CONFIG)
    command = [sys.executable, "-m", "mypy", "--config-file", str(config), "--cache-dir", str(tmp_path / "cache")]
    command += ["--no-error-summary", str(script)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=repository)


@pytest.mark.slow
def test_a_users_script_is_well_typed_and_a_wrong_one_is_not(tmp_path, repository):
    script = repository / "tests" / "typing" / "user_script.py"
    done = checked(script, tmp_path, repository)
    assert (done.returncode, done.stdout) == (0, "")
    wrong = tmp_path / "wrong.py"
    text = script.read_text(encoding="utf-8")
    wrong.write_text(text.replace("len(page) + len(words)", "result.briefing.stories[0].headline"), encoding="utf-8")
    done = checked(wrong, tmp_path, repository)
    assert done.returncode == 1
    assert 'Incompatible return value type (got "Sentence", expected "int")' in done.stdout
