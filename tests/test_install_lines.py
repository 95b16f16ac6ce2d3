"""Every line that installs this tool names `briefing-desk`: `briefing` on PyPI is another project."""

from __future__ import annotations

import re
import tomllib

import pytest

_INSTALLS = re.compile(r"\b(?:pipx?|uv(?: tool| pip)?)\s+(?:install|run|inject|add)\b([^\n`]*)")
_STRANGER = re.compile(r"(?<![\w./-])[\"']?briefing(?:\[[^\]]*\])?(?:[=<>~!][^\s\"']*)?[\"']?(?=[\s,;)]|$)")


def wrong_in(text: str) -> list[str]:
    """Lines that would install the other project."""
    found = []
    for match in _INSTALLS.finditer(text):
        rest = match[1].split(" # ")[0]
        # The command that `pipx run --spec …` and `uv tool run --from …` run is called briefing.
        rest = re.sub(r"(--spec|--from)\s+\S+\s+briefing\b", "", rest)
        if _STRANGER.search(rest):
            found.append(match[0])
    return found


@pytest.mark.parametrize(
    "line",
    [
        "pip install briefing",
        "pip install 'briefing[pdf]'",
        'pip install "briefing[eval,pdf]==0.1.0"',
        "pipx install briefing",
        "pipx run briefing demo",
        "pip install -U briefing, then",
        "uv tool install briefing",
        "uv pip install briefing[deliver]",
        "pip install apprise briefing",
    ],
)
def test_the_search_finds_lines_that_would_install_the_other_project(line):
    assert wrong_in(f"Do `{line}` first")


@pytest.mark.parametrize(
    "line",
    [
        "pip install 'briefing-desk[pdf]'",
        "pip install .",
        "pip install -e '.[test]'",
        "pipx run --spec ./dist/briefing_desk-0.1.0-py3-none-any.whl briefing demo",
        "pip install dist/briefing_desk-0.1.0-py3-none-any.whl",
        "pipx install git+https://example.org/briefing",
    ],
)
def test_the_search_takes_lines_that_install_this_one(line):
    assert not wrong_in(f"Do `{line}` first")


def test_every_install_line_of_docs_messages_and_scripts_names_the_distribution(repository):
    places = [repository / name for name in ("README.md", "CONTRIBUTING.md", "Makefile", "pyproject.toml")]
    for folder, pattern in (
        ("docs", "*.md"),
        ("docs/examples", "*"),
        ("src", "*.py"),
        ("src", "*.j2"),
        (".ci", "*"),
        ("bench", "*.py"),
    ):
        places += [path for path in (repository / folder).rglob(pattern) if path.is_file()]
    texts = {
        path: path.read_text(encoding="utf-8", errors="replace") for path in places if "__pycache__" not in path.parts
    }
    assert sum(len(_INSTALLS.findall(text)) for text in texts.values()) >= 8
    assert {str(path): wrong for path, text in texts.items() if (wrong := wrong_in(text))} == {}


def test_the_extras_name_the_distribution_and_so_does_the_code(repository):
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "briefing-desk"
    requirements = [line for extra in project["optional-dependencies"].values() for line in extra]
    own = [line for line in requirements if line.startswith("briefing")]
    assert own
    assert all(line.startswith("briefing-desk[") for line in own)
    for path in (repository / "src").rglob("*.py"):
        assert not re.search(
            r"""(?:version|metadata|package_name=|distribution)\(?["']briefing["']""", path.read_text("utf-8")
        ), path


def test_the_version_of_the_tool_is_in_the_manifest():
    from briefing.output.manifest import versions

    assert re.fullmatch(r"\d+\.\d+\.\d+.*", versions()["briefing"])
