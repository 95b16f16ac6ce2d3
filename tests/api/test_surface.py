"""What `import briefing` offers: names, types, and nothing else loaded."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys

import pytest

import briefing


def test_all_is_sorted_and_every_name_of_it_is_there():
    assert briefing.__all__ == sorted(briefing.__all__)
    assert set(briefing.__all__) == set(briefing._FOUND)
    for name in briefing.__all__:
        assert getattr(briefing, name) is not None
    assert set(briefing.__all__) <= set(dir(briefing))


def test_what_type_checkers_see_is_what_is_there(repository):
    tree = ast.parse((repository / "src" / "briefing" / "__init__.py").read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert seen == briefing._FOUND


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'breif'"):
        briefing.breif  # noqa: B018


def test_importing_it_imports_nothing_else():
    code = (
        "import sys; before = set(sys.modules); import briefing; "
        "new = {m for m in set(sys.modules) - before if m.partition('.')[0] not in sys.stdlib_module_names}; "
        "print(sorted(new))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['briefing']"


def test_the_api_loads_no_sdk():
    code = (
        "import sys, briefing; [getattr(briefing, name) for name in briefing.__all__]; "
        "print([m for m in ('openai', 'litellm', 'vcr', 'aiohttp', 'scipy', 'weasyprint') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["brief", "translate", "extract", "summarize"])
def test_a_function_takes_all_that_the_client_takes(name):
    of_client = inspect.signature(getattr(briefing.Client, name)).parameters
    of_function = inspect.signature(getattr(briefing, name)).parameters
    assert set(of_client) - {"self"} <= set(of_function)
    assert {"settings", "engine", "cassette", "overrides"} <= set(of_function)


# ── below the command line ──

_FORBIDDEN_CALLS = {"print", "input", "exit", "quit"}
_FORBIDDEN = {
    ("sys", "exit"),
    ("os", "_exit"),
    ("os", "abort"),
    ("signal", "signal"),
    ("sys", "stdout"),
    ("sys", "stderr"),
}


def _faults(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FORBIDDEN_CALLS:
            yield f"{path.name}:{node.lineno}: {node.func.id}()"
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and (node.value.id, node.attr) in _FORBIDDEN:
                yield f"{path.name}:{node.lineno}: {node.value.id}.{node.attr}"
            if node.attr in {"add_signal_handler", "remove_signal_handler"}:
                yield f"{path.name}:{node.lineno}: {node.attr}"
        if isinstance(node, ast.Raise) and isinstance(node.exc, (ast.Name, ast.Call)):
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if isinstance(raised, ast.Name) and raised.id in {"SystemExit", "KeyboardInterrupt"}:
                yield f"{path.name}:{node.lineno}: raise {raised.id}"


def test_nothing_below_the_command_line_prints_exits_or_handles_signals(repository):
    src = repository / "src" / "briefing"
    files = [path for path in src.rglob("*.py") if "cli" not in path.relative_to(src).parts]
    # A worker is a program of its own: it speaks over its standard input and output.
    files = [path for path in files if path.name not in {"worker.py", "__main__.py"}]
    assert len(files) > 150
    assert [fault for path in files for fault in _faults(path)] == []


def test_the_search_finds_what_it_should(repository):
    found = list(_faults(repository / "src" / "briefing" / "cli" / "_run.py"))
    assert any("os._exit" in fault for fault in found)
    assert any("add_signal_handler" in fault for fault in found)
