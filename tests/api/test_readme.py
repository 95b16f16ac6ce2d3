"""The examples of the README, run as they stand there, against a model by rule."""

from __future__ import annotations

import re
from pathlib import Path

from command import write_articles
from honest_model import honest
from hostile_server import HostileServer


def examples(repository):
    text = (repository / "README.md").read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def test_the_examples_run_in_their_order(repository, monkeypatch, capsys):
    write_articles(Path("articles"), 3)
    blocks = examples(repository)
    assert len(blocks) == 3
    with HostileServer(honest) as server:
        monkeypatch.setenv("BRIEFING_API_BASE", server.base_url)
        values = [run(block) for block in blocks]
    printed = capsys.readouterr().out
    assert printed == "Ereignis0 in Rabat am Dienstag\n", "a quote, and no fault"
    assert sorted(path.name for path in next(Path("outputs").glob("????-??-??")).iterdir()) == [
        "articles",
        "briefing.html",
        "briefing.json",
        "run.json",
    ]
    assert values[1]["text"].startswith("# Briefing")
    assert [len(each.paragraphs) for each in values[2]["translations"]] == [3, 3, 3]


def run(block):
    values: dict[str, object] = {}
    exec(compile(block, "README.md", "exec"), values)
    return values
