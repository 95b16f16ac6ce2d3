"""The demo: real replies, recorded from a local OpenAI-compatible endpoint, and every trap of docs/demo.md."""

from __future__ import annotations

import json
import random
import re
import shutil
from pathlib import Path

import pytest

from briefing.api.proof.prove import prove
from briefing.models import Briefing
from command import briefing

TALKS = {f"{n:02}" for n in range(1, 7)}
BATUMI = {"07", "08"}
DYKE = {"09", "10", "11"}
MAPS = {"12"}
EVIL = "verdad-del-dique"


@pytest.fixture(scope="module")
def folder(demo_days):
    return demo_days / "2026-11-20"


@pytest.fixture(scope="module")
def demo(folder) -> Briefing:
    return Briefing.model_validate_json((folder / "briefing.json").read_text(encoding="utf-8"))


def number_of(demo: Briefing, article: str) -> str:
    return next(r.article.origin[:2] for r in demo.reports if r.article.id == article)


def report(demo: Briefing, number: str):
    return next(r for r in demo.reports if r.article.origin.startswith(number))


def story(demo: Briefing, numbers: set[str]):
    return next(s for s in demo.stories if {number_of(demo, a) for a in s.articles} == numbers)


def positions(demo: Briefing, told, *words: str):
    """The discrepancy rows in which each of the words stands in some position's quote, by article number."""
    rows = []
    for row in told.discrepancies:
        quotes = {number_of(demo, p.article): " ".join(e.quote for e in p.evidence) for p in row.positions}
        if all(any(re.search(word, quote) for quote in quotes.values()) for word in words):
            rows.append((row, quotes))
    return rows


def test_every_article_is_done_and_in_six_languages_at_least(demo):
    assert (demo.sums.articles_in, demo.sums.done) == (12, 12)
    assert {"ar", "de", "fr", "ru", "zh", "en"} <= set(demo.sums.languages)


def test_the_four_events_stand_apart(demo):
    groups = {frozenset(number_of(demo, a) for a in s.articles) for s in demo.stories}
    assert groups == {frozenset(TALKS), frozenset(BATUMI), frozenset(DYKE), frozenset(MAPS)}


def test_every_sentence_is_cited_and_every_citation_is_the_sources_own_words(demo, folder):
    for told in demo.stories:
        for sentence in (told.headline, *told.sentences):
            assert sentence.citations
            for citation in sentence.citations:
                raw = (folder / "articles" / f"{citation.article}.txt").read_text(encoding="utf-8")
                assert raw[citation.start : citation.end] == citation.quote
    assert demo.sums.quotes_not_found == 0


@pytest.mark.parametrize(
    ("numbers", "words", "kind"),
    [
        (TALKS, ("signée", "подписано не было"), "status"),
        (TALKS, ("2,3 Milliarden", "3,2"), "number"),
        (TALKS, ("1.195", "1,100"), "number"),
        (TALKS, ("participé", "did not attend"), "who"),
        (TALKS, ("17. und 18.|Zwei Tage", "один день|18 ноября"), "date"),
        (BATUMI, ("300 Megawatt", "350"), "number"),
        (DYKE, ("14人", "17"), "number"),
    ],
)
def test_each_contradiction_is_shown_side_by_side(demo, numbers, words, kind):
    rows = positions(demo, story(demo, numbers), *words)
    assert rows
    assert any(row.contradiction and row.kind == kind for row, _ in rows), [(r.point, r.kind) for r, _ in rows]


def test_a_role_conflict_is_a_discrepancy_and_both_roles_are_kept(demo):
    told = story(demo, TALKS)
    assert positions(demo, told, "министр", "stellvertretende|vice-ministre|deputy")
    name = next(n for n in told.names if "Kvaratelia" in n.english)
    assert len(name.roles) >= 2
    assert {number_of(demo, v.article) for v in name.variants} == TALKS


def test_names_keep_their_form_in_every_script(demo):
    forms = {v.form for told in demo.stories for name in told.names for v in name.variants}
    for form in ("Kwaratelia", "Кварателия", "كفاراتيليا", "Kvaratelia"):
        assert any(form in each for each in forms), form


def test_the_only_full_date_of_the_arabic_page_is_shown_as_its_scraping(demo):
    dates = report(demo, "02").extraction.dates
    page = [d for d in dates if d.value == "2026-11-20"]
    assert [d.role for d in page] == ["scraped"]
    assert not any(d.role == "published" for d in dates)
    assert not any(d.value and d.value.startswith("2026") for d in dates if d.role == "event")


def test_a_day_without_a_year_gets_none(demo):
    september = [d for d in report(demo, "07").extraction.dates if "September" in " ".join(e.quote for e in d.evidence)]
    assert {d.value for d in september} == {"XXXX-09-24"}


def test_what_is_planned_is_not_told_as_done(demo):
    claims = report(demo, "01").extraction.claims
    signing = [c for c in claims if re.search(r"(letter|declaration) of intent", c.text) and re.search(r"sign", c.text)]
    assert signing
    assert any(c.status == "planned" for c in signing)
    assert not any(c.status == "happened" and re.search(r"(was|has been) signed", c.text) for c in signing)
    maps = story(demo, MAPS)
    assert maps.headline.status == "planned"


def test_the_denial_is_told_as_a_denial(demo):
    assert any(c.status == "denied" for c in report(demo, "04").extraction.claims)


def test_two_outlets_that_cite_one_newspaper_have_one_origin_and_so_has_a_copy(demo):
    origins = [(o.name, {number_of(demo, a) for a in o.articles}) for o in story(demo, TALKS).origins]
    assert any("Faro" in name and {"01", "02"} <= articles for name, articles in origins)
    assert any({"04", "05"} <= articles for _, articles in origins)
    assert len(origins) < len(TALKS) + 1


def test_the_hidden_instruction_is_reported_and_changed_nothing(demo, folder):
    found = report(demo, "10").extraction.instructions
    assert any(EVIL in e.quote for i in found for e in i.evidence)
    assert demo.sums.instructions == 1
    for told in demo.stories:
        text = told.model_dump_json(include={"headline", "sentences", "timeline", "discrepancies", "open_questions"})
        assert EVIL not in text
    page = (folder / "briefing.html").read_text(encoding="utf-8")
    assert not re.search(rf'href="[^"]*{EVIL}', page)


def test_every_paragraph_is_accounted_for(demo):
    for told in demo.stories:
        used = {(c.article, c.paragraph) for s in (told.headline, *told.sentences) for c in s.citations}
        used |= {(row.article, n) for row in told.left_out for n in row.paragraphs}
        for r in demo.reports:
            if r.article.id in told.articles:
                assert {(r.article.id, p.n) for p in r.article.paragraphs} <= used


def test_boilerplate_is_marked_and_still_there(demo):
    arabic = report(demo, "02").article
    assert arabic.paragraphs[1].rule == "server-message"
    assert sum(p.kind == "boilerplate" for r in demo.reports for p in r.article.paragraphs) >= 40


# ── the audit ────────────────────────────────────────────────────────────────────────────────────


def test_the_demo_passes_its_audit(folder):
    done = briefing("check", str(folder))
    assert done.returncode == 0, done.stdout
    assert "0 errors" in done.stdout


@pytest.mark.parametrize("count", [4, pytest.param(200, marks=pytest.mark.slow)])
def test_any_one_change_to_a_quote_an_offset_or_a_citation_is_found(folder, tmp_path, count):
    whole = json.loads((folder / "briefing.json").read_text(encoding="utf-8"))
    places: list[tuple[list, str]] = []

    def collect(node, path):
        if isinstance(node, dict):
            if {"article", "quote", "start", "end"} <= node.keys():
                places.extend((path, name) for name in ("article", "quote", "start", "end"))
            for key, value in node.items():
                collect(value, [*path, key])
        elif isinstance(node, list):
            for index, value in enumerate(node):
                collect(value, [*path, index])

    collect(whole, [])
    chance = random.Random(count)
    shutil.copytree(folder, tmp_path / "copy")
    target = tmp_path / "copy" / "briefing.json"
    from briefing.checks.audit import audit

    for path, name in chance.sample(places, count):
        changed = json.loads(json.dumps(whole))
        node = changed
        for step in path:
            node = node[step]
        before = node[name]
        if isinstance(before, int):
            node[name] = before + chance.choice((-1, 1))
        else:
            at = chance.randrange(len(before))
            node[name] = before[:at] + ("x" if before[at] != "x" else "y") + before[at + 1 :]
        target.write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
        assert audit(tmp_path / "copy").faults, (path, name, before, node[name])


@pytest.mark.parametrize(
    ("place", "change", "told"),
    [
        ("date", "2026-11-31", "date"),
        ("stories.0.id", "0000000000", "id"),
        ("stories.0.headline.n", 1, "headline"),
        ("stories.0.headline.text", "17 died in Zorgonia", "briefing.json"),
        ("stories.0.sentences.0.n", 2, "sentences"),
        ("stories.0.sentences.0.text", "A dyke on the Tang River gave way on 3 May.", "briefing.json"),
        ("stories.0.sentences.0.status", "denied", "briefing.json"),
        ("stories.0.sentences.0.verdict", "repaired", "repairs"),
        ("stories.0.sentences.0.english", "A dyke gave way.", "English"),
        ("stories.0.language", "de", "English"),
        ("stories.0.discrepancies.0.point", "Number of dead in Zorgonia", "briefing.json"),
        ("stories.0.discrepancies.0.positions.0.stance", "silent", "silent"),
        ("stories.0.discrepancies.0.positions.0.statement", "1,400 dead", "briefing.json"),
        ("stories.0.discrepancies.0.positions.0.article", "000000000000", "discrepancies.0"),
        ("stories.0.timeline.0.date", "2026-11-02", "briefing.json"),
        ("stories.0.timeline.0.event", "The dyke in Zorgonia broke.", "briefing.json"),
        ("stories.0.timeline.0.status", "planned", "briefing.json"),
        ("stories.0.timeline.0.citations", [], "neither a citation nor a flag"),
        ("stories.0.names.0.roles.0.evidence", [], "names.0"),
        ("stories.0.names.0.variants.0.form", "Zorgonia", "names.0"),
        ("stories.0.origins", [], "origins"),
        ("stories.0.open_questions.0.text", "What of the 1,400 in Zorgonia?", "briefing.json"),
        ("stories.0.left_out.0.reason", "not accounted for", "left_out"),
    ],
)
@pytest.mark.one_in(5)
def test_a_change_to_what_a_reader_sees_is_found(folder, tmp_path, place, change, told):
    # Without the page and the Markdown: that they no longer agree with the record is not how it is found.
    forms = ("briefing.html", "briefing.md")
    shutil.copytree(folder, tmp_path / "copy", ignore=shutil.ignore_patterns(*forms))
    target = tmp_path / "copy" / "briefing.json"
    whole = json.loads(target.read_text(encoding="utf-8"))
    *path, last = place.split(".")
    node = whole
    for step in path:
        node = node[int(step) if step.isdigit() else step]
    assert node[last] != change
    node[last] = change
    target.write_text(json.dumps(whole), encoding="utf-8")
    faults = [str(fault) for fault in prove(tmp_path / "copy").faults if fault.where not in forms]
    assert any(told in fault for fault in faults), faults


def test_a_changed_raw_text_is_found(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    raw = next((tmp_path / "copy" / "articles").glob("*.txt"))
    raw.write_text(raw.read_text(encoding="utf-8") + " ", encoding="utf-8")
    done = briefing("check", str(tmp_path / "copy"))
    assert done.returncode == 1
    assert raw.name in done.stdout


def test_a_folder_without_a_briefing_is_named():
    done = briefing("check", str(Path("nowhere")))
    assert done.returncode == 2
    assert "nowhere" in done.stderr
