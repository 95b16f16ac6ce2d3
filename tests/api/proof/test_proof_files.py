"""A handed-over day, its forms tampered with one by one: each edit is found, with its place, digests forged or not."""

from __future__ import annotations

import email
import email.policy
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from briefing.api.proof.prove import prove
from briefing.render.html.day_links import with_days
from command import briefing as command
from proved_day import DATE, FORMS, faults_of, make_day, tamper


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_day(tmp_path_factory.mktemp("made"), model="m")


@pytest.fixture
def folder(made, tmp_path) -> Path:
    return Path(shutil.copytree(made, tmp_path / DATE))


def swap(old: str, new: str):
    def change(content: bytes) -> bytes:
        return content.replace(old.encode(), new.encode(), 1)

    return change


def in_word(old: str, new: str):
    def change(content: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as written:
            for entry in archive.infolist():
                inside = archive.read(entry)
                if entry.filename == "word/document.xml":
                    inside = swap(old, new)(inside)
                written.writestr(entry, inside)
        return out.getvalue()

    return change


def in_mail(old: str, new: str):
    def change(content: bytes) -> bytes:
        message = email.message_from_bytes(content, policy=email.policy.SMTP)
        for part in message.walk():
            if part.get_content_type() == "text/plain":
                part.set_content(part.get_content().replace(old, new, 1))
        return message.as_bytes()

    return change


def test_an_untouched_day_passes_and_every_file_of_it_is_compared(folder):
    found = prove(folder)
    assert (found.faults, found.unproven) == ((), ())
    assert found.compared == sum(path.is_file() for path in folder.rglob("*")) - 1  # all but run.json


@pytest.mark.parametrize("digests", [True, False], ids=["digests forged", "digests left"])
@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("briefing.html", swap("Something happened.", "All quiet."), "“All quiet."),
        ("briefing.html", swap("3 articles", "5 articles"), "“5 articles"),
        ("briefing.html", swap("Zehn Menschen", "Dreißig Menschen"), "Dreißig Menschen"),
        ("briefing.html", swap("</h1>", "</h1><p>All quiet</p>"), "All quiet"),
        ("briefing.html", swap("default-src &#39;none&#39;", "default-src *"), "default-src *"),
        ("briefing.html", swap("</title>", "!</title>"), "<title>"),
        ("briefing.md", swap("Something happened.", "All quiet."), "line "),
        ("briefing.md", swap("Deichbruch in Rabat", "Dammbruch in Rabat"), "Dammbruch"),
        ("briefing.md", swap("checked", "flagged"), "line "),
        ("briefing.txt", swap("All 4 sentences", "All 9 sentences"), "line 90: found “All 9"),
        ("briefing.txt", swap("Something happened.", "Nothing happened."), "Nothing"),
        ("briefing.csv", swap('"happened"', '"planned"'), "row 2, column status: found “planned”, expected “happened”"),
        ("briefing.csv", swap('"checked"', '"flagged"'), "row 2, column verdict"),
        ("briefing.csv", swap("Something happened.", "All quiet."), "row 2, column headline"),
        ("briefing.eml", in_mail("Something happened.", "All quiet."), "All quiet."),
        ("briefing.eml", swap("Subject: ", "Subject: Corrected "), "header Subject: found “Corrected"),
        ("briefing.docx", in_word("Something happened.", "All quiet."), "paragraph "),
        ("briefing.json", swap('"title":', '"approved": "by the editor",\n  "title":'), "approved"),
        ("briefing.html", lambda content: content + b" ", "invisible bytes"),
    ],
)  # fmt: skip
@pytest.mark.one_in(3)
def test_an_edit_of_one_form_is_found_with_its_place(folder, name, change, told, digests):
    tamper(folder, name, change, digests=digests)
    faults = [fault for fault in faults_of(folder) if fault.startswith(f"{name}: ")]
    assert any(told in fault for fault in faults), faults


def test_the_command_ends_with_1_and_names_the_place(folder):
    tamper(folder, "briefing.html", swap("Something happened.", "All quiet."))
    done = command("check", str(folder))
    assert done.returncode == 1
    assert re.search(r"briefing\.html: .*“All quiet", done.stdout)


def test_an_article_is_held_to_the_digest_of_its_run(folder):
    name = next(path for path in (folder / "articles").glob("*.json")).relative_to(folder).as_posix()
    tamper(folder, name, swap('"status": "done"', '"status":  "done"'), digests=False)
    assert any(fault.startswith(f"{name}: was changed") or name in fault for fault in faults_of(folder))


def test_a_day_that_was_exported_again_passes(folder):
    for form in ("html", "csv", "text", "eml"):
        more = ("--bom",) if form == "csv" else ()
        assert command("export", str(folder), "--form", form, *more).returncode == 0
    found = prove(folder)
    assert (found.faults, found.unproven) == ((), ())


def test_a_day_whose_forms_are_the_brief_alone_passes(folder):
    Path("briefing.toml").write_text("appendix = false\n", encoding="utf-8")
    for form in ("markdown", "text"):
        assert command("export", str(folder), "--form", form).returncode == 0
    assert "Evidence" not in (folder / "briefing.md").read_text(encoding="utf-8")
    assert prove(folder).faults == ()
    whole = command("export", str(folder), "--form", "markdown", "--appendix", "-o", "-").stdout
    assert "## Evidence" in whole


def test_links_that_the_archive_put_in_are_no_edit_and_any_other_link_there_is(folder):
    page = folder / "briefing.html"
    linked = with_days(page.read_text(encoding="utf-8"), "2026-11-19", DATE, "2026-11-21")
    assert linked != page.read_text(encoding="utf-8")
    page.write_text(linked, encoding="utf-8")
    assert faults_of(folder) == []
    for old, new in (("../2026-11-19/", "https://evil.example/"), ("Archive</a>", "All quiet</a>")):
        page.write_text(linked.replace(old, new), encoding="utf-8")
        assert any(fault.startswith("briefing.html: ") for fault in faults_of(folder)), new


def test_a_missing_form_is_a_break_and_a_strange_file_is_named(folder):
    (folder / "briefing.md").unlink()
    (folder / "notes.txt").write_text("All quiet", encoding="utf-8")
    found = prove(folder)
    assert any(str(fault).startswith("briefing.md: is missing") for fault in found.faults)
    assert [fault.where for fault in found.unproven] == ["notes.txt"]
    done = command("check", str(folder))
    assert "NOT COMPARED notes.txt" in done.stdout


def without_digests(folder: Path, version: str | None) -> None:
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    del run["files"]
    if version is not None:
        run["versions"]["briefing"] = version
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")


def test_a_day_of_an_older_version_passes_and_says_that_it_has_no_digests(folder):
    without_digests(folder, "0.0.1")
    page = folder / "briefing.html"
    page.write_bytes(page.read_bytes().replace(b"<main", b'<main class="of-then"', 1))
    found = prove(folder)
    assert found.faults == ()
    told = [str(fault) for fault in found.unproven]
    assert any("no file digests" in fault for fault in told)
    assert any(fault.startswith("briefing.html: can't be compared here: another version") for fault in told), told


def test_what_is_not_compared_ends_with_1_until_somebody_takes_it_on_trust(folder):
    def version(name: str) -> None:
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        run["versions"]["briefing"] = name
        (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")

    tamper(folder, "briefing.html", swap("Something happened.", "All quiet."))
    version("0.0.1")
    done = command("check", str(folder))
    assert done.returncode == 1
    assert "NOT COMPARED briefing.html" in done.stdout
    assert "--accept (0.0.1)" in done.stdout
    assert command("check", str(folder), "--accept", "0.0.2").returncode == 1
    accepted = command("check", str(folder), "--accept", "0.0.1")
    assert accepted.returncode == 0
    assert "NOT COMPARED briefing.html" in accepted.stdout


def test_a_file_beside_the_day_needs_nobodys_trust_and_one_that_the_run_wrote_does(folder):
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert prove(folder).left_open() == ()
    tamper(folder, "notes.txt", lambda content: content + b"!")
    assert [fault.where for fault in prove(folder).left_open()] == ["notes.txt"]
    assert prove(folder).left_open(["notes.txt"]) == ()


@pytest.mark.parametrize("name", ["briefing.html", "briefing.md", "briefing.txt", "briefing.csv"])
@pytest.mark.one_in(3)
def test_taking_the_digests_or_run_json_away_hides_no_edit(folder, name):
    tamper(folder, name, swap("Something happened.", "All quiet."))
    without_digests(folder, None)
    assert any(fault.startswith(f"{name}: ") for fault in faults_of(folder))
    (folder / "run.json").unlink()
    assert any(fault.startswith(f"{name}: ") for fault in faults_of(folder))


def test_every_text_form_is_among_those_that_were_tampered_with():
    assert set(FORMS) == {"html", "markdown", "json", "eml", "docx", "csv", "text"}
