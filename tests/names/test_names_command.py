"""`briefing names`: lists, shows with evidence, decides and remembers, exports and checks."""

from __future__ import annotations

import csv
import re
import sqlite3
from pathlib import Path

import pytest

from briefing.names.glossary import load
from command import briefing
from hostile_server import HostileServer
from namer import names_in, naming

TABLE = {
    "Nino Kwaratelia": ("people", "Nino Kvaratelia", ["energy minister"]),
    "Нино Кварателия": ("people", "Nino Qvaratelia", ["minister of energy"]),
    "نينو كفاراتيليا": ("people", "Nino Kvaratelia", []),
    "Triest": ("places", "Trieste", []),
}


@pytest.fixture
def day_one() -> None:
    Path("one").mkdir()
    for name, text in {
        "a": "Treffen in Triest am Dienstag\n\nNino Kwaratelia sprach dort mit den Gästen.\n",
        "b": "Встреча в порту прошла\n\nМинистр Нино Кварателия приехала в город.\n",
        "c": "اجتماع في الميناء اليوم\n\nقالت نينو كفاراتيليا إن المشروع مهم.\n",
    }.items():
        Path("one", f"{name}.txt").write_text(text, encoding="utf-8")
    with HostileServer(naming(TABLE)) as server:
        assert briefing("run", "one", "--date", "2026-11-20", server=server).returncode == 0


def names(*arguments: str, code: int = 0) -> str:
    done = briefing("names", *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def id_of(english: str) -> str:
    return next(line.split()[0] for line in names().splitlines() if re.search(rf"\b{english}\b", line))


@pytest.mark.usefixtures("day_one")
def test_a_name_is_found_by_any_variant_and_shown_with_its_evidence():
    for text in ("kwaratelia", "كفـاراتيليا", "Nino Kvaratelia"):
        shown = names(text)
        assert "Nino Kvaratelia (person, certain" in shown
        assert "نينو كفاراتيليا" in shown
        assert "energy minister" in shown
        assert re.search(r"2026-11-20 [0-9a-f]{12} ¶2 .*: Nino Kwaratelia", shown)
    listed = names()
    assert "Trieste = Triest" in listed
    assert "--suggest" in listed
    assert names("--suggest").count("--merge") == 1
    assert "no name matches" in names("Nobody", code=2)


@pytest.mark.usefixtures("day_one")
def test_a_decision_is_remembered_reaches_the_next_day_and_can_be_taken_back():
    names("--merge", "Nino Kvaratelia", "Nino Qvaratelia")
    assert "Нино Кварателия" in names("kwaratelia")
    names("--rename", id_of("Nino Kvaratelia"), "N. Kvaratelia")
    Path("two").mkdir()
    Path("two/a.txt").write_text("Визит в Рим сегодня\n\nПриехала Нино Кварателия.\n", encoding="utf-8")
    with HostileServer(naming(TABLE)) as server:
        briefing("run", "two", "--date", "2026-11-21", server=server)
        assert ["N. Kvaratelia = Нино Кварателия"] in [names_in(a.prompt) for a in server.arrivals]
    assert "decision 2" in names()
    names("--undo", "2")
    names("--undo", "1")
    assert "Nino Qvaratelia" in names("Кварателия")
    assert "no such decision" in names("--undo", "9", code=2)


@pytest.mark.usefixtures("day_one")
def test_a_form_is_taken_out_and_is_somebody_elses():
    names("--split", "Nino Kvaratelia", "نينو كفاراتيليا", "--as", "Nina Other")
    assert "Nina Other (person, decided" in names("كفاراتيليا")
    assert "نينو" not in names("kwaratelia")


@pytest.mark.usefixtures("day_one")
@pytest.mark.parametrize("file", ["g.csv", "g.yaml"])
def test_an_export_is_a_glossary_that_can_be_used(file):
    names("--export", file)
    exported = {name.name: name for name in load(Path(file))}
    assert exported["Trieste"].variants == ("Triest",)
    assert "نينو كفاراتيليا" in exported["Nino Kvaratelia"].variants
    assert "valid" in names("--check", "--glossary", file)
    assert "Nino Kvaratelia (person, glossary" in names("kwaratelia", "--glossary", file)
    assert "change it there" in names("--rename", "Trieste", "Trst", "--glossary", file, code=2)


@pytest.mark.usefixtures("day_one")
def test_formulas_do_not_reach_a_spreadsheet():
    with sqlite3.connect("outputs/ledger.sqlite3") as db:
        db.execute("UPDATE name_sightings SET form = '+1+cmd' WHERE form = 'Triest'")
    db.close()
    names("--export", "g.csv")
    with Path("g.csv").open(encoding="utf-8", newline="") as file:
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in csv.reader(file) for cell in row)


def test_a_wrong_use_says_what_is_right():
    assert "doesn't exist yet" in names(code=2)
    assert "use only one of" in names("--suggest", "--check", code=2)
    assert "no glossary configured" in names("--check", code=2)
    Path("g.yaml").write_text("- nam: Kyiv\n")
    assert "line 1" in names("--check", "--glossary", "g.yaml", code=2)


def test_an_old_ledger_gets_its_tables_and_keeps_its_replies():
    from briefing.llm.ledger import Ledger, migrations

    place = Path("outputs")
    place.mkdir()
    db = sqlite3.connect(place / "ledger.sqlite3")
    for migration in migrations()[:2]:
        db.executescript(migration)
    db.execute("PRAGMA user_version = 2")
    db.execute("INSERT INTO runs (run, started) VALUES ('r', '2026-01-01')")
    db.commit()
    db.close()
    Ledger(place / "ledger.sqlite3").close()
    assert "id" in names()
    db = sqlite3.connect(place / "ledger.sqlite3")
    assert db.execute("SELECT run FROM runs").fetchall() == [("r",)]
    assert db.execute("PRAGMA user_version").fetchone()[0] == len(migrations())
    db.close()
