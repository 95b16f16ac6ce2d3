"""The layout: few entries at the top, no import cycles, short files, and no printing below the command line."""

from __future__ import annotations

import ast
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


def test_no_cycle_of_imports_between_modules(imports) -> None:
    # A package's own module re-exports what its modules define; those import each other directly.
    assert len(imports) > 300
    assert circle(imports) == []


def test_the_import_contracts_have_no_exceptions() -> None:
    root = Path(briefing.__file__).parents[2]
    found = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    assert len(found) >= 4
    assert not [contract["name"] for contract in found if contract.get("ignore_imports")]


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


# ── the command line ─────────────────────────────────────────────────────────────────────────────

#: Only the command line, and the module that starts it, may print, exit or handle signals.
_THIN = ("cli/", "__main__.py")


def belongs_to_the_command_line(tree: ast.Module) -> set[str]:
    """What a module does that only the command line may do."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) if {name.name.partition(".")[0] for name in names} & {"click", "signal"}:
                found.add("import")
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in {"click", "signal"}:
                found.add("import")
            case ast.Call(func=ast.Name(id="print" | "exit" | "quit" | "SystemExit" as name)):
                found.add(name)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="sys" | "os"), attr="exit" | "_exit" as name)):
                found.add(name)
            case ast.Attribute(value=ast.Name(id="sys"), attr="stdout" | "stderr" as name):
                found.add(name)
    return found


def test_nothing_below_the_command_line_prints_exits_or_handles_signals() -> None:
    root = Path(briefing.__file__).parent
    below = {p.relative_to(root).as_posix(): p for p in root.rglob("*.py")}
    found = {
        name: does
        for name, path in below.items()
        if not name.startswith(_THIN) and (does := belongs_to_the_command_line(ast.parse(path.read_text("utf-8"))))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "print(1)",
        "import click",
        "from signal import SIGINT",
        "sys.exit(1)",
        "raise SystemExit(2)",
        "sys.stderr.write('')",
    ],
)
def test_what_belongs_to_the_command_line_is_found(line) -> None:
    assert belongs_to_the_command_line(ast.parse(line))
