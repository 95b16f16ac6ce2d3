"""The layout: few entries at the top, and no circle of imports between folders, imports for types included."""

from __future__ import annotations

import graphlib
import re
import tomllib
from pathlib import Path

import grimp
import pytest

import briefing

#: A newcomer sees the whole of it at a glance.
MOST_ENTRIES = 22


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    """By module, the modules of the package that it imports, those under TYPE_CHECKING included."""
    graph = grimp.build_graph("briefing", exclude_type_checking_imports=False, cache_dir=None)
    return {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}


def circle(imports: dict[str, set[str]]) -> list[str]:
    """One circle of imports, its first module again at its end; empty where there is none."""
    try:
        graphlib.TopologicalSorter(imports).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def folder_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


def test_no_circle_of_imports_between_folders(imports) -> None:
    folders: dict[str, set[str]] = {}
    for module, imported in imports.items():
        own = folder_of(module)
        folders.setdefault(own, set()).update({folder_of(other) for other in imported} - {own, "briefing"})
    assert len(folders) > 10
    assert circle(folders) == []


def test_the_top_level_is_seen_at_a_glance() -> None:
    entries = [path.name for path in Path(briefing.__file__).parent.iterdir() if path.name != "__pycache__"]
    assert len(entries) <= MOST_ENTRIES, sorted(entries)


def test_a_circle_is_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert set(circle({"a": {"b"}, "b": {"a"}})) == {"a", "b"}


# ── sizes ────────────────────────────────────────────────────────────────────────────────────────

#: Lines. Above LONGEST no file is easy to read, whatever it holds.
MEDIAN, P95, LONGEST = 150, 300, 500
_EXEMPT = re.compile(r"#\s*noqa:\s*[A-Z0-9, ]*\b(?:C901|PLR09\d\d)\b(?P<rest>.*)")


def lengths() -> dict[str, int]:
    root = Path(briefing.__file__).parent
    return {p.relative_to(root).as_posix(): p.read_text("utf-8").count("\n") for p in root.rglob("*.py")}


def test_most_files_are_short_and_none_is_long() -> None:
    found = lengths()
    assert len(found) > 200
    lines = sorted(found.values())
    assert lines[len(lines) // 2] <= MEDIAN
    assert lines[int(len(lines) * 0.95)] <= P95
    assert not [name for name, count in found.items() if count > LONGEST]


def test_every_exemption_from_the_measures_of_complexity_gives_its_reason() -> None:
    root = Path(briefing.__file__).parent
    bare = [
        f"{path.relative_to(root)}:{number}"
        for path in root.rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if (found := _EXEMPT.search(line)) and not re.match(r"\s*--? \w", found["rest"])
    ]
    assert not bare
    ruff = tomllib.loads((root.parents[1] / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert ruff["select"] == ["ALL"]
    assert not [code for code in ruff["ignore"] if code.startswith(("C9", "PLR09"))]
