"""The codes of findings: the code, the table and the documentation say the same."""

from __future__ import annotations

import ast
import re

import pytest

from briefing.checks.code_table import TABLE, as_markdown
from briefing.checks.codes import CODES, flag, is_suspicion, without_repairs
from briefing.models import Evidence, Finding, Flag
from briefing.render.phrasing import flag_text

_CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")
#: Calls whose first argument, or `code`, is a code.
_TAKES_A_CODE = {"flag", "report", "_report", "Flag", "Finding"}


def _constants(node: ast.expr, names: dict[str, str]):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name) and node.id in names:
        yield names[node.id]


def _codes_used(tree: ast.Module):
    """All codes of a module: arguments of what makes findings and flags, and pairs of a code and a message."""
    names = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in _TAKES_A_CODE:
                given = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "code")]
                yield from (code for each in given for code in _constants(each, names))
            if called == "Unparsable" and node.args:
                yield from (f"reply-{reason}" for reason in _constants(node.args[0], names))
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            first = node.elts[0]
            if (
                isinstance(first, ast.Constant)
                and isinstance(first.value, str)
                and "-" in first.value
                and _CODE.fullmatch(first.value)
            ):
                message = node.elts[1]
                if isinstance(message, (ast.JoinedStr, ast.Name)) or (
                    isinstance(message, ast.Constant) and " " in str(message.value)
                ):
                    yield first.value


def _used(repository):
    src = repository / "src" / "briefing"
    folders = [src / "checks", src / "pipeline", src / "llm"]
    files = [path for folder in folders for path in folder.rglob("*.py") if path.name != "code_table.py"]
    return {code: path.name for path in files for code in _codes_used(ast.parse(path.read_text(encoding="utf-8")))}


def test_every_code_that_the_source_uses_is_registered(repository):
    used = {code: where for code, where in _used(repository).items() if _CODE.fullmatch(code)}
    assert {code: where for code, where in used.items() if code not in CODES} == {}
    # The search finds what it should: most of the table, not a handful.
    assert len(used) > 50


def test_every_registered_code_is_used(repository):
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (repository / "src" / "briefing").rglob("*.py")
        if path.name != "code_table.py"
    )
    unused = [code for code in CODES if f'"{code}"' not in text and f'"{code.removeprefix("reply-")}"' not in text]
    assert unused == []


def test_every_code_stands_once_in_the_table_with_its_meaning_and_what_to_do():
    assert len(CODES) == len(TABLE)
    for code in TABLE:
        assert _CODE.fullmatch(code.code)
        assert code.means[0].isupper(), code.code
        assert not code.means.endswith(".")
        assert code.action[0].islower(), code.code


@pytest.mark.parametrize("code", [code.code for code in TABLE])
def test_every_code_is_documented(repository, code):
    docs = [repository / "docs" / name for name in ("trust.md", "warnings.md")]
    assert any(f"`{code}`" in path.read_text(encoding="utf-8") for path in docs if path.is_file())


def test_the_tables_in_the_documentation_are_made_from_the_code(repository):
    text = (repository / "docs" / "warnings.md").read_text(encoding="utf-8")
    assert text.rstrip().endswith(as_markdown(TABLE)), "run `make schema`"


def test_the_documentation_calls_each_check_what_it_is(repository):
    text = (repository / "docs" / "trust.md").read_text(encoding="utf-8")
    proven, suspected = (
        {code for row in re.findall(r"^\|(.*?)\|", part, re.MULTILINE) for code in re.findall(r"`([a-z-]+)`", row)}
        for part in (
            text.partition("## Proven")[2].partition("\n## ")[0],
            text.partition("## Suspicions")[2].partition("\n## ")[0],
        )
    )
    assert suspected == {code.code for code in TABLE if code.kind == "suspicion"}
    assert proven == {code.code for code in TABLE if code.kind == "proven"}


def test_a_suspicion_asks_for_no_repair_and_a_fact_does():
    found = [Finding(code=code, message="m", where="w") for code in ("number-unsupported", "quote-not-found")]
    assert [finding.severity for finding in without_repairs(found)] == ["note", "mend"]


def test_a_code_that_nobody_knows_any_more_is_no_suspicion():
    assert is_suspicion("number-unsupported")
    assert not is_suspicion("of-another-version")


def test_a_reader_is_told_the_words_on_both_sides_and_never_the_name_of_a_field():
    where = "sentences.3"
    assert flag_text(flag("quote-not-found", f"{where}: not found", where)) == "not found"
    quoted = Evidence(article="a", paragraph=3, quote="seit Montag gesperrt", start=9, end=29)
    objection = Flag(
        code="contradicted", message="It says Monday.", words="since Tuesday", start=27, evidence=(quoted,)
    )
    assert flag_text(objection) == "“since Tuesday”: It says Monday. “seit Montag gesperrt”"
