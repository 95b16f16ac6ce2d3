"""The same report in several outlets: asked for once, told once, and a source each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import briefing
from honest_model import honest
from hostile_server import HostileServer

FERRY = (
    "Die Fähre über den Sund fährt ab Montag wieder, teilte das Hafenamt von Lundavik am Freitagabend mit. "
    "Zwei Wochen Arbeit an der Rampe haben die Stadt rund vierzigtausend Kronen gekostet, sagt der Kämmerer. "
    "Die Fischer hatten um einen früheren Tag gebeten; ihre Sprecherin nannte die Verspätung eine Schande."
)
OTHER = "In Tarnvik ist die Bücherei nach dem Brand wieder offen, schreibt der Kurier in seiner Ausgabe vom Mittwoch."


def write(*lines: dict[str, str]) -> None:
    Path("day.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


@pytest.fixture
def outlets() -> list[dict[str, str]]:
    return [{"text": FERRY, "outlet": name, "url": f"https://{name.lower()}.example/1"} for name in ("A", "B", "C")]


def run(*arguments: str):
    with HostileServer(honest) as server:
        done = briefing("run", "day.jsonl", "--date", "2026-11-20", *arguments, server=server)
        assert done.returncode == 0, done.stderr
        names = [a.body["response_format"]["json_schema"]["name"] for a in server.arrivals]
    return done, names, Path("outputs/2026-11-20")


def test_a_report_in_four_outlets_is_asked_for_once_and_is_four_sources_and_one_origin(outlets):
    cut = {"text": FERRY.rsplit(". ", 1)[0] + ".", "outlet": "D"}
    write(*outlets, {"text": OTHER, "outlet": "E"}, cut, outlets[0])
    done, names, folder = run()
    assert names.count("TranslationReply") == names.count("ExtractionReply") == 2
    assert "6 articles in = 2 done + 0 failed + 0 skipped + 4 copies" in done.stdout
    assert "copy: day.jsonl:2: copy of day.jsonl:1, 100% of the text alike" in done.stdout
    manifest = json.loads((folder / "run.json").read_text())
    fates = [article["status"] for article in manifest["articles"]]
    assert (manifest["articles_in"], manifest["done"], manifest["copies"]) == (6, 2, 4)
    assert fates == ["done", "done", "copy", "copy", "copy", "copy"]
    value = json.loads((folder / "briefing.json").read_text())
    (ferry,) = [s for s in value["stories"] if s["articles"] == [value["reports"][0]["article"]["id"]]]
    assert [r["story"] for r in value["reports"] if r["status"] == "copy"] == [ferry["id"]] * 3
    assert len(ferry["origins"]) == 1
    text = (folder / "briefing.md").read_text()
    assert "*Reported by 4 outlets, 1 origin (A)*" in text
    assert "B (S3), C (S4) and D (S5): a copy of A (S1); who wrote it first isn't known" in text
    assert "confirm" not in text.lower()
    assert "confirm" not in (folder / "briefing.html").read_text().lower()


def test_a_copy_in_a_file_that_names_no_outlet_is_no_outlet_more():
    write({"text": FERRY, "outlet": "A"}, {"text": FERRY})
    _, _, folder = run()
    assert "*Reported by 1 outlet in 2 articles, 1 origin (A)*" in (folder / "briefing.md").read_text()


def test_two_dispatches_that_differ_in_a_figure_are_both_told(outlets):
    outlets[1]["text"] = FERRY.replace("vierzigtausend", "vierzehntausend")
    write(*outlets[:2])
    done, names, folder = run()
    assert names.count("ExtractionReply") == 2
    assert "2 done + 0 failed + 0 skipped + 0 copies" in done.stdout
    reports = json.loads((folder / "briefing.json").read_text())["reports"]
    assert "vierzehntausend" in reports[1]["article"]["notes"][-1]


def test_check_verifies_copies_from_the_files_alone(outlets):
    write(*outlets)
    _, _, folder = run()
    assert briefing("check", str(folder)).returncode == 0
    path = folder / "briefing.json"
    whole = path.read_text()
    value = json.loads(whole)
    (copy,) = [r for r in value["reports"] if r["article"]["outlet"] == "B"]
    other = f"{folder}/articles/{copy['article']['id']}"
    beside = Path(f"{other}.json").read_bytes()
    for told, change in (
        ("no original", lambda: copy["copy_of"].update(article=copy["article"]["id"])),
        ("another story", lambda: copy.update(story=None)),
        ("is no copy of", lambda: copy["article"]["paragraphs"][0].update(text=FERRY.replace("Zwei", "Drei"))),
        ("told otherwise", lambda: copy.update(copy_of=None)),
    ):
        kept = json.dumps(copy)
        change()
        path.write_text(json.dumps(value))
        Path(f"{other}.json").write_text(json.dumps(copy))
        done = briefing("check", str(folder))
        assert done.returncode == 1
        assert told in done.stdout + done.stderr
        copy.clear()
        copy.update(json.loads(kept))
    path.write_text(whole)
    Path(f"{other}.json").write_bytes(beside)
    assert briefing("check", str(folder)).returncode == 0


def test_read_shows_copies_and_its_figures_add_up(outlets):
    write(*outlets, {"text": ""}, outlets[0])
    done = briefing("read", "day.jsonl")
    assert "copy: day.jsonl:3: copy of day.jsonl:1, 100% of the text alike" in done.stdout
    assert done.stdout.splitlines()[-1] == "5 found = 1 articles + 3 copies + 1 failed + 0 skipped"
