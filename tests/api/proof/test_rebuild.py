"""A day built again from its recorded replies: the same to the byte, and every edit of it named with its place."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from briefing.api.proof.prove import prove
from briefing.api.proof.rebuild import rebuild
from briefing.llm.ledger import Ledger
from briefing.models import Briefing
from briefing.names import store
from briefing.names.store import Sighting
from briefing.output.writer import _Day, _write_forms
from briefing.settings.settings import fixed_settings
from briefing.storage.days import load
from command import briefing as command
from command import write_articles
from honest_model import honest
from hostile_server import HostileServer
from proved_day import DATE, FORMS, make_day


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_day(tmp_path_factory.mktemp("made"), model="m", keep_replies=True)


@pytest.fixture
def folder(made, tmp_path) -> Path:
    return Path(shutil.copytree(made, tmp_path / DATE))


def built_again(folder: Path, replies: Path) -> list[str]:
    return [str(fault) for fault in prove(folder, replies).faults if "rebuilt" in fault.why or "reply" in fault.why]


def forge(folder: Path, place: str, value: object) -> None:
    """Change one value of briefing.json, as a forger would who then makes every form and digest anew."""
    path = folder / "briefing.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    *steps, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    node = whole
    for step in steps:
        node = node[step]
    assert node[last] != value
    node[last] = value
    briefing = Briefing.model_validate(whole)
    path.write_text(json.dumps(whole), encoding="utf-8")
    from briefing.api.proof.files import read_manifest

    _write_forms(_Day(folder), briefing, read_manifest(folder), FORMS, appendix=True)


@pytest.mark.parametrize("kept", ["replies.json", "ledger"])
def test_an_untouched_day_is_the_same_to_the_byte(made, folder, kept):
    replies = folder / kept if kept != "ledger" else made.parent / "ledger.sqlite3"
    before = replies.read_bytes()
    assert prove(folder, replies).faults == ()
    assert replies.read_bytes() == before


def test_a_day_is_built_again_from_the_cassette_it_was_recorded_in(tmp_path):
    articles = write_articles(tmp_path / "in", 3)
    with HostileServer(honest) as server:
        options = ("--date", DATE, "--output", "out", "--cassette", "day.json", "--record", "once")
        done = command("run", str(articles), *options, server=server)
    assert done.returncode == 0, done.stderr
    assert built_again(Path("out") / DATE, Path("day.json")) == []
    forge(Path("out") / DATE, "stories.0.headline.text", "Nothing happened.")
    (fault,) = built_again(Path("out") / DATE, Path("day.json"))
    assert fault.startswith("stories.0.headline.text: ")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("stories.0.discrepancies.0.positions.0.stance", "denies"),
        ("stories.0.discrepancies.0.positions.1.statement", "says nothing of the kind"),
        ("stories.0.discrepancies.0.point", "Who"),
        ("stories.0.discrepancies.0.contradiction", True),
        ("stories.0.discrepancies.0.kind", "number"),
        ("stories.0.headline.text", "Nothing happened."),
        ("stories.0.headline.status", "planned"),
        ("stories.0.sentences.0.text", "Something may happen."),
        ("stories.0.sentences.0.status", "planned"),
        ("stories.0.origins.0.name", "Blatt 2"),
        ("stories.0.origins.0.kind", "agency"),
        ("stories.0.origins.0.reason", "both name it"),
        ("stories.0.open_questions.0.text", "Why not?"),
        ("stories.0.left_out.0.reason", "advertising"),
        ("stories.0.event", "Deichbruch never happened"),
        ("title", "All quiet"),
        ("verdict", "All quiet"),
        ("reports.0.extraction.claims.0.text", "Nothing is said."),
        ("reports.0.extraction.claims.0.status", "denied"),
        ("reports.0.translation.paragraphs.1.text", "Thirty people died."),
    ],
)
@pytest.mark.one_in(3)
def test_each_edit_is_named_though_every_form_was_made_anew(folder, place, value):
    forge(folder, place, value)
    told = [str(fault) for fault in rebuild(folder, load(folder), folder / "replies.json", fixed_settings())]
    assert any(fault.startswith(f"{place}: ") for fault in told), told


def test_one_origin_made_two_is_named(folder):
    whole = json.loads((folder / "briefing.json").read_text(encoding="utf-8"))
    origin = whole["stories"][0]["origins"][0]
    one, two = ({**origin, "articles": [article]} for article in origin["articles"])
    forge(folder, "stories.0.origins", [one, two])
    told = built_again(folder, folder / "replies.json")
    assert any(fault.startswith("stories.0.origins: ") and "2 entries instead of 1" in fault for fault in told), told


def test_replies_hold_the_names_that_the_day_used_and_no_others(tmp_path):
    ledger = tmp_path / "out" / "ledger.sqlite3"
    ledger.parent.mkdir()
    learned = (("Rabat", "Rabat"), ("Ribat", "Rabat"), ("Baldur Quennstedt", "Бальдур"))

    async def learn() -> None:
        opened = Ledger(ledger)
        for number, (english, form) in enumerate(learned):
            seen = Sighting(day="2026-11-18", article=f"{number:012}", kind="place", english=english, form=form)
            await store.learn(opened, "2026-11-18", [seen.article], [seen])
        opened.close()

    asyncio.run(learn())
    folder = make_day(tmp_path, model="m", keep_replies=True)
    kept = (folder / "replies.json").read_text(encoding="utf-8")
    assert "Ribat" in kept
    assert "Quennstedt" not in kept
    assert prove(folder, folder / "replies.json").faults == ()


def test_a_reply_that_is_not_recorded_is_said(folder):
    path = folder / "replies.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    story = next(row for row in kept["tables"]["replies"] if row[2] == "merge")
    for rows in kept["tables"].values():
        rows[:] = [row for row in rows if story[0] not in row]
    path.write_text(json.dumps(kept), encoding="utf-8")
    told = built_again(folder, path)
    assert any("contains no reply to merge of" in fault for fault in told), told


def test_the_command_builds_again_and_what_holds_no_replies_is_refused(folder):
    done = command("check", str(folder), "--replies", str(folder / "replies.json"))
    assert done.returncode == 0, done.stdout + done.stderr
    (folder.parent / "none.json").write_text("{}", encoding="utf-8")
    done = command("check", str(folder), "--replies", str(folder.parent / "none.json"))
    assert done.returncode == 2
    assert "is neither a cassette nor a ledger" in done.stderr


def test_a_strangers_run_json_names_no_code_that_is_run(folder):
    (folder / "own.py").write_text("raise SystemExit('run')", encoding="utf-8")
    path = folder / "run.json"
    run = json.loads(path.read_text(encoding="utf-8"))
    run["settings"]["fields"] = f"{folder / 'own.py'}:Own"
    path.write_text(json.dumps(run), encoding="utf-8")
    done = command("check", str(folder), "--replies", str(folder / "replies.json"))
    assert done.returncode == 2
    assert "its own fields" in done.stderr
