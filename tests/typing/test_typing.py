"""A user's typed script passes a strict type checker, and a wrong one doesn't."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

#: The code itself is checked by `make check`; here it is only followed.
_CONFIG = "[mypy]\nstrict = true\nplugins = pydantic.mypy\n[mypy-litellm.*]\nfollow_imports = skip\n"


def checked(script, tmp_path, repository):
    config = tmp_path / "mypy.ini"
    config.write_text(_CONFIG)
    command = [sys.executable, "-m", "mypy", "--config-file", str(config), "--cache-dir", str(tmp_path / "cache")]
    command += ["--no-error-summary", str(script)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=repository)


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("pyright") is None, reason="pyright isn't installed: pip install 'pyright[nodejs]' puts it on the PATH"
)
def test_pyright_finds_no_fault_in_a_users_script_and_one_in_a_wrong_one(tmp_path, repository):
    text = (repository / "tests" / "typing" / "user_script.py").read_text(encoding="utf-8")
    (tmp_path / "right.py").write_text(text, encoding="utf-8")
    wrong = text.replace("len(page) + len(words)", "result.briefing.stories[0].headline")
    (tmp_path / "wrong.py").write_text(wrong, encoding="utf-8")
    config = {"typeCheckingMode": "strict", "extraPaths": [*filter(None, sys.path)]}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(config), encoding="utf-8")
    command = ["pyright", "--outputjson", "--pythonpath", sys.executable, "--project", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    found = json.loads(done.stdout)["generalDiagnostics"]
    errors = [each for each in found if each["severity"] == "error"]
    assert {each["file"].rpartition("/")[2] for each in errors} == {"wrong.py"}, errors
    assert any('"Sentence" is not assignable to "int"' in each["message"] for each in errors)


@pytest.mark.slow
def test_a_users_script_is_well_typed_and_a_wrong_one_is_not(tmp_path, repository):
    pytest.importorskip("mypy")
    script = repository / "tests" / "typing" / "user_script.py"
    done = checked(script, tmp_path, repository)
    assert (done.returncode, done.stdout) == (0, "")
    wrong = tmp_path / "wrong.py"
    text = script.read_text(encoding="utf-8")
    wrong.write_text(text.replace("len(page) + len(words)", "result.briefing.stories[0].headline"), encoding="utf-8")
    done = checked(wrong, tmp_path, repository)
    assert done.returncode == 1
    assert 'Incompatible return value type (got "Sentence", expected "int")' in done.stdout
