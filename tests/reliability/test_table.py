"""docs/reliability.md names a test for every promise; each of them must exist, and no promise may lack one."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: What the table must cover, as a word or words of its first column.
WANTED = (
    "Retry-After in seconds", "Retry-After as a date", "retry-after-ms", "Retry-After 0", "Retry-After −5",
    "no Retry-After", "beyond the cap", "insufficient_quota", "401", "404", "400, context", "500", "502",
    "close before", "reset in mid-body", "hang", "drip", "HTML with status 200", "empty body", "null with status 200",
    "error body with status 200", "truncated envelope", "UTF-8", "300 MB", "no choices", "length", "content_filter",
    "refusal", "null content", "fences", "prose around", "extra keys", "wrong types", "duplicate keys", "NaN",
    "deep nesting", "5,000 digits", "lone surrogate", "invented citation", "altered quote", "untranslated",
    "prompt echoed", "kill −9", "torn ledger", "disk full", "read-only", "two runs", "clock", "SIGINT", "SIGTERM",
    "key echoed",
)  # fmt: skip

_NODE = re.compile(r"`(tests/[\w/]+\.py)::(\w+)(\[[^`]*\])?`")


def rows(repository: Path) -> list[list[str]]:
    text = (repository / "docs" / "reliability.md").read_text(encoding="utf-8")
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")
    ]
    return [row for row in cells if len(row) == 3 and row[0] != "fault" and not set(row[0]) <= set("-: ")]


@cache
def names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, kinds) and node.name.startswith("test"))


def test_every_named_test_exists(repository):
    missing = []
    for fault, _, named in rows(repository):
        found = _NODE.findall(named)
        assert found, f"{fault}: names no test"
        missing += [
            f"{fault}: {path}::{name}"
            for path, name, _ in found
            if not (repository / path).is_file() or name not in names_in(repository / path)
        ]
    assert not missing


def test_every_case_named_in_brackets_stands_in_its_file(repository):
    unknown = []
    for fault, _, named in rows(repository):
        for path, name, case in _NODE.findall(named):
            if case and case[1:-1] not in (repository / path).read_text(encoding="utf-8"):
                unknown.append(f"{fault}: {path}::{name}{case}")
    assert not unknown


def test_every_fault_has_its_row_once(repository):
    faults = [row[0] for row in rows(repository)]
    assert len(faults) >= 45
    assert len(faults) == len(set(faults))
    assert not [words for words in WANTED if not any(words in fault for fault in faults)]


def test_every_open_fault_is_said_to_be_open(repository):
    """A row whose test is expected to fail says so; a row that says so has one that is."""
    wrong = []
    for fault, promise, named in rows(repository):
        for path, name, _ in _NODE.findall(named):
            source = (repository / path).read_text(encoding="utf-8")
            before = re.split(r"\n\n\n", source[: source.index(f"def {name}(")])[-1]
            if ("pytest.mark.xfail" in before) != promise.startswith("(open)"):
                wrong.append(f"{fault}: {name}")
    assert not wrong
