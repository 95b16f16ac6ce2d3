"""docs/security.md names a test for every line; each of them must exist."""

from __future__ import annotations

import ast
import re

_NODE = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_SECTIONS = ("A folder", "A file, a page, a feed, a mail", "A model, a provider, a template", "Keys and passwords")


def rows(text: str) -> list[list[str]]:
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return [row for row in cells if row[0] != "what" and not set(row[0]) <= set("-")]


def test_every_line_of_the_security_table_names_tests_that_exist(repository):
    found = rows((repository / "docs" / "security.md").read_text(encoding="utf-8"))
    assert len(found) >= 35
    missing = []
    for row in found:
        assert len(row) == 3, row
        assert _NODE.findall(row[2]), f"{row[0]}: names no test"
        for path, name in _NODE.findall(row[2]):
            file = repository / path
            tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module([], [])
            if name not in {getattr(node, "name", None) for node in tree.body}:
                missing.append(f"{path}::{name}")
    assert not missing


def test_every_section_has_its_table(repository):
    parts = re.split(r"(?m)^## ", (repository / "docs" / "security.md").read_text(encoding="utf-8"))
    assert all(rows(part) for part in parts[1:])
    assert tuple(part.partition("\n")[0] for part in parts[1:]) == _SECTIONS
