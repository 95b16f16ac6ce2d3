"""`briefing eval` over a small set, with a model by rule: recorded, replayed, compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefing.errors import ConfigError, InputError
from briefing.evaluation.cases import load_cases
from command import GERMAN, briefing
from honest_model import answer, honest
from hostile_server import HostileServer, answer_json, reply

EXPECTED = """
event: {event}
articles:
  a.txt:
    people: []
    reference: {{2: "Paragraph 2 in English."}}
    survive: {{2: ["2", "English"]}}
  b.txt: {{}}
must:
  - {{about: something, any: something happened, support: {{a.txt: [1]}}}}
must_not:
  - {{about: an invention, any: nobody came}}
discrepancies:
  - {{about: who, values: {{a.txt: Meier, b.txt: Huber}}}}
"""


@pytest.fixture
def cases(tmp_path) -> Path:
    folder = tmp_path / "cases"
    for event in ("Ereignis0", "Ereignis1"):
        (folder / event).mkdir(parents=True)
        for name in ("a.txt", "b.txt"):
            (folder / event / name).write_text(GERMAN.format(event=event, who=f"{event}{name[0]}"), encoding="utf-8")
        (folder / event / "expected.yaml").write_text(EXPECTED.format(event=event), encoding="utf-8")
    (folder / "set.yaml").write_text("name: small\ndate: 2026-11-20\n", encoding="utf-8")
    return folder


def dull(arrival):
    """The model by rule; to a single prompt it gives a free answer."""
    if "response_format" not in arrival.body:
        quote = "Das Treffen dauerte zwei Tage."
        return reply(f"## Briefing\n- Something happened. [A1 ¶3 “{quote}”] [A1 ¶9 “erfunden”]\n")
    return honest(arrival)


def result(folder: str | Path) -> dict[str, dict[str, dict[str, float]]]:
    return json.loads((Path(folder) / "eval" / "small" / "eval.json").read_text(encoding="utf-8"))["counts"]


def test_a_set_is_measured_and_written_as_json_markdown_and_html(cases):
    with HostileServer(dull) as server:
        done = briefing("eval", str(cases), "-o", "out", server=server)
    assert done.returncode == 0, done.stderr
    counts = result("out")
    assert counts["chrf"]["Ereignis0/a.txt"]["hit"] == pytest.approx(100)
    assert counts["facts"]["Ereignis1"] == {"hit": 1, "of": 1, "note": ""}
    assert counts["bcubed-recall"]["Ereignis0/b.txt"]["hit"] == 1
    assert counts["discrepancies"]["Ereignis0"]["note"] == "missing: who"
    assert counts["tokens"]["the run"]["hit"] > 0
    for name in ("eval.md", "eval.html"):
        assert "one good prompt" in Path("out/eval/small", name).read_text(encoding="utf-8")
    # A baseline's invented quote is counted: one of two is found.
    row = next(line for line in done.stdout.splitlines() if line.startswith("quotes found"))
    assert "0.500" in row


def test_a_recording_gives_the_same_table_every_time_and_needs_no_server(cases):
    with HostileServer(dull) as server:
        first = briefing("eval", str(cases), "-o", "one", "--cassette", "c.json", "--record", "once", server=server)
    assert first.returncode == 0, first.stderr
    tables = []
    for folder in ("two", "three"):
        done = briefing("eval", str(cases), "-o", folder, "--cassette", "c.json")
        assert done.returncode == 0, done.stderr
        tables.append(Path(folder, "eval/small/eval.md").read_text(encoding="utf-8").split("\n| seconds")[0])
    assert tables[0] == tables[1]


def test_what_got_worse_is_shown_case_by_case(cases):
    def worse(arrival):
        if "response_format" not in arrival.body:
            return dull(arrival)
        return reply(answer(arrival.body).replace("Something happened.", "Nobody came."))

    with HostileServer(dull) as server:
        briefing("eval", str(cases), "-o", "before", "--no-baselines", server=server)
    with HostileServer(worse) as server:
        done = briefing(
            "eval", str(cases), "-o", "after", "--no-baselines", "--compare", "before/eval/small", server=server
        )
    assert done.returncode == 0, done.stderr
    for name in ("comparison.md", "comparison.html"):
        text = Path("after/eval/small", name).read_text(encoding="utf-8")
        assert "missing: something" in text
        assert "an invention" in text
    assert "The prompts are the same." in done.stdout


def test_a_failed_article_is_named_counts_as_missed_and_ends_with_one(cases):
    def broken(arrival):
        if "Ereignis1b" in arrival.body["messages"][1]["content"] and "response_format" in arrival.body:
            return reply(answer_json({"no": "reply"}))
        return dull(arrival)

    with HostileServer(broken) as server:
        done = briefing("eval", str(cases), "-o", "out", "--no-baselines", server=server)
    assert done.returncode == 1
    assert "failed: Ereignis1/b.txt" in done.stdout


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("set.yaml", "name: small\n", "date"),
        ("Ereignis0/expected.yaml", "event: e\narticles: {c.txt: {}}\n", "there is no article 'c.txt'"),
        ("Ereignis0/expected.yaml", "event: e\narticles: {a.txt: {poeple: []}}\n", "poeple"),
        ("Ereignis0/expected.yaml", "event: e\nlike: x\narticles: {a.txt: {}}\n", "there is no event 'x'"),
        ("Ereignis0/expected.yaml", "- a\n", "is no table"),
        ("Ereignis0/expected.yaml", "a: [", "YAML"),
        ("Ereignis0/expected.yaml", "event: e\narticles: {}\nmust: [{about: x, any: y, support: {z: [1]}}]", "z"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_expectations_is_named_before_anything_is_asked(cases, file, text, told):
    (cases / file).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=told):
        load_cases(cases)


def test_a_folder_without_cases_says_what_one_looks_like(tmp_path):
    with pytest.raises(InputError, match=r"set\.yaml"):
        load_cases(tmp_path)


def test_a_margin_must_name_a_measure(cases):
    done = briefing("eval", str(cases), "--margin", "beauty=1")
    assert done.returncode == 2
    assert "unknown measure 'beauty'" in done.stderr
