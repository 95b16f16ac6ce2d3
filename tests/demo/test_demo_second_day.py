"""The demo's second day: what goes on is tied to the day before, and every trap of docs/demo.md, second part."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefing.demo import DAYS, articles_folder, recorded_days
from briefing.models import Briefing
from command import briefing, results

CABLE = {"13", "14", "15"}
DYKE = {"16", "17", "18"}
PLOVDIV = {"19"}
MAPS = {"20"}
#: Each story of the second day that goes on, with the articles of the first day's story.
BEFORE = ((CABLE, {f"{n:02}" for n in range(1, 7)}), (DYKE, {"09", "10", "11"}), (MAPS, {"12"}))


@pytest.fixture(scope="module")
def folder(demo_days):
    return demo_days


@pytest.fixture(scope="module")
def days(folder) -> tuple[Briefing, ...]:
    return tuple(
        Briefing.model_validate_json((folder / day / "briefing.json").read_text(encoding="utf-8")) for day in DAYS
    )


@pytest.fixture(scope="module")
def demo(days) -> Briefing:
    return days[1]


def numbers(day: Briefing, told) -> set[str]:
    return {r.article.origin[:2] for r in day.reports if r.article.id in told.articles}


def story(day: Briefing, wanted: set[str]):
    return next(s for s in day.stories if numbers(day, s) == wanted)


def report(demo: Briefing, number: str):
    return next(r for r in demo.reports if r.article.origin.startswith(number))


def rows(demo: Briefing, told, *words: str):
    """The discrepancy rows in which each of the words stands in some position's quote or statement."""
    found = []
    for row in told.discrepancies:
        texts = [" ".join((p.statement or "", *(e.quote for e in p.evidence))) for p in row.positions]
        if all(any(re.search(word, text) for text in texts) for word in words):
            found.append(row)
    return found


def test_the_second_days_articles_are_there_in_five_languages_at_least():
    names = sorted(path.name for path in articles_folder(DAYS[1]).glob("*.txt"))
    assert [name[:2] for name in names] == [str(n) for n in range(13, 21)]
    assert len(list(articles_folder(DAYS[0]).glob("*.txt"))) == 12


def test_the_words_of_the_documentation_stand_in_the_files_they_are_named_for(repository):
    text = (repository / "docs" / "demo.md").read_text(encoding="utf-8").partition("# The second day")[2]
    wanted = re.findall(r"^- (\d\d): (.*)$", text, re.MULTILINE)
    assert len(wanted) > 20
    for number, line in wanted:
        (path,) = articles_folder(DAYS[1]).glob(f"{number}-*.txt")
        article = path.read_text(encoding="utf-8")
        for words in re.findall(r"`([^`]+)`", line):
            assert words in article, f"{number}: {words}"


def test_every_article_is_done(demo):
    assert (demo.sums.articles_in, demo.sums.done) == (8, 8)
    assert {"fr", "it", "ru", "zh", "es", "en", "tr", "ja"} <= set(demo.sums.languages)


def test_the_events_stand_apart(demo):
    groups = {frozenset(numbers(demo, told)) for told in demo.stories}
    assert groups == {frozenset(each) for each in (CABLE, DYKE, PLOVDIV, MAPS)}


def test_every_citation_is_the_sources_own_words(demo, folder):
    for told in demo.stories:
        for sentence in (told.headline, *told.sentences):
            assert sentence.citations
            for citation in sentence.citations:
                raw = (folder / DAYS[1] / "articles" / f"{citation.article}.txt").read_text(encoding="utf-8")
                assert raw[citation.start : citation.end] == citation.quote


def test_each_story_that_goes_on_is_tied_to_its_own_and_the_first_day_to_none(days):
    first, second = days
    assert all(told.continues is None for told in first.stories)
    for today, before in BEFORE:
        link = story(second, today).continues
        assert link is not None, today
        old = first.stories[link.number - 1]
        assert (link.date, link.story, link.headline) == (DAYS[0], old.id, old.headline.text)
        assert numbers(first, old) == before
        assert not link.also


def test_the_same_man_on_another_occasion_continues_nothing(demo):
    assert story(demo, PLOVDIV).continues is None


def test_each_sentence_is_new_changed_or_known_in_the_words_of_both_days(demo):
    for told in demo.stories:
        if told.continues is None:
            continue
        assert [news.n for news in told.continues.sentences] == [s.n for s in told.sentences]
        for news, sentence in zip(told.continues.sentences, told.sentences, strict=True):
            assert (news.old is None) == (news.kind == "new")
            assert news.was is None or news.was in news.old.text
            assert news.now is None or news.now in sentence.text


def test_a_changed_toll_and_a_closed_gap_are_never_folded_as_known(demo):
    told = story(demo, DYKE)
    kinds = {news.n: news for news in told.continues.sentences}
    tolls = [s for s in told.sentences if re.search(r"\b1[56]\b.{0,40}\b(dead|deaths|died|killed|toll)|toll", s.text)]
    closed = [s for s in told.sentences if re.search(r"\bclos(?:ed|ing|ure)\b|sealed", s.text)]
    assert tolls
    assert closed
    assert all(kinds[s.n].kind != "repeated" for s in (*tolls, *closed))
    assert any(news.kind == "update" and news.now and re.search("1[56]", news.now) for news in kinds.values())


def test_background_told_the_day_before_is_folded(demo, folder):
    known = [
        told.sentences[news.n - 1].text
        for told in demo.stories
        if told.continues
        for news in told.continues.sentences
        if news.kind == "repeated"
    ]
    assert known
    page = (folder / DAYS[1] / "briefing.html").read_text(encoding="utf-8")
    assert "Already reported" in page or "known" in page


def test_a_reprint_brings_nothing_new(demo):
    # New are only sentences on what the first day's story had left out of its article.
    kinds = [news.kind for news in story(demo, MAPS).continues.sentences]
    assert "repeated" in kinds


@pytest.mark.parametrize(
    ("group", "words"),
    [
        (CABLE, (r"15\s?décembre|15 dicembre", "16 декабря")),
        (CABLE, ("quindici", "двенадцати|пятнадцать")),
        (DYKE, ("16人|elevaron el viernes a 16", "rose to 15")),
        (DYKE, ("2.3万|23.000", "20,000")),
        (DYKE, ("渗漏|filtraciones", "Qin|agua turbia|llamó")),
    ],
)
def test_each_contradiction_is_shown_side_by_side(demo, group, words):
    assert rows(demo, story(demo, group), *words)


def test_what_is_planned_is_not_told_as_done(demo):
    signing = [c for c in report(demo, "14").extraction.claims if re.search(r"\bsign", c.text)]
    assert any(c.status == "planned" for c in signing)
    for told in demo.stories:
        assert not any(
            re.search(r"(?<![Nn]o )letter of intent (?:was|has been) signed", s.text) for s in told.sentences
        )


def test_the_denials_are_told_as_denials(demo):
    for number in ("15", "16"):
        assert any(c.status == "denied" for c in report(demo, number).extraction.claims), number


def test_the_link_leads_to_the_story_on_the_other_days_page_from_disk(demo, folder):
    page = (folder / DAYS[1] / "briefing.html").read_text(encoding="utf-8")
    links = set(re.findall(r'href="?(\.\./2026[^"\s>]+)', page))
    assert links
    for link in links:
        path, _, anchor = link.partition("#")
        if not anchor:
            continue
        other = (folder / DAYS[1] / path).resolve()
        assert re.search(rf'id="?{anchor}["\s>]', other.read_text(encoding="utf-8"))


def test_both_days_pass_their_audit(folder):
    for day in DAYS:
        done = briefing("check", str(folder / day))
        assert done.returncode == 0, done.stdout


def test_a_second_demo_gives_the_same_bytes(folder, tmp_path):
    assert briefing("demo", "--output", str(tmp_path)).returncode == 0
    for day in DAYS:
        assert results(tmp_path / "demo" / day) == results(folder / day)
    assert (tmp_path / "demo" / "index.html").read_bytes() == (folder / "index.html").read_bytes()


def test_the_demo_tells_of_each_day(folder):
    for day in recorded_days():
        assert (folder / day / "briefing.html").is_file()
    assert not Path("outputs").exists()


def test_the_second_day_alone_rests_on_the_first(tmp_path):
    done = briefing("demo", "--output", str(tmp_path), "--day", DAYS[1], "--record-from", "http://127.0.0.1:9/v1")
    assert done.returncode == 2
    assert DAYS[0] in done.stderr
    assert briefing("demo", "--output", str(tmp_path), "--day", "2026-11-30").returncode == 2
