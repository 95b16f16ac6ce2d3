"""Interests order the stories and say so; the desk's names of outlets outrank those of the pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing.ingest import read_sources
from briefing.ingest.article import article_id
from briefing.pipeline.ranking import in_order
from briefing.render import to_html, to_markdown
from briefing.render.view_sources import Source
from briefing.settings.settings import load_settings
from report_samples import day

if TYPE_CHECKING:
    from briefing.models import Article

BRIEFING = day()
(BRIDGE,) = BRIEFING.stories


def plain(number: int, headline: str):
    """A story without names, of no article."""
    told = BRIDGE.headline.model_copy(update={"text": headline})
    changes = {"id": f"x{number}", "headline": told, "event": "something", "names": (), "articles": ()}
    return BRIDGE.model_copy(update=changes)


OTHERS = [plain(1, "Harvest of olives begins"), plain(2, "Energieministerium meets"), plain(3, "Talks on energy end")]
DAY = [*OTHERS, BRIDGE]


def ids(*interests: str) -> list[str]:
    return [story.id for story in in_order(DAY, BRIEFING.reports, interests)]


def because(*interests: str) -> tuple[str, ...]:
    return next(story for story in in_order(DAY, BRIEFING.reports, interests) if story.id == BRIDGE.id).first_because


def test_without_interests_the_order_stays():
    assert ids() == ["x1", "x2", "x3", "st1"]
    assert because() == ()


@pytest.mark.parametrize(
    ("interest", "where"),
    [
        ("bridge", "headline"),
        ("NORDE", "headline"),
        ("نورده", "place"),
        ("诺德晨报", "outlet"),
        ("诺德", "outlet"),
        ("Brücke über", "title"),
        ("brucke", "title"),
        ("clos*", "headline"),
    ],
)
def test_an_interest_brings_a_story_forward_and_says_where_it_stands(interest, where):
    assert ids(interest)[0] == "st1"
    assert because(interest) == (f"{interest} ({where})",)


def test_a_word_is_found_whole_and_with_a_star_at_its_beginning():
    assert ids("energ") == ["x1", "x2", "x3", "st1"]
    assert ids("energ*") == ["x2", "x3", "x1", "st1"]


def test_more_interests_come_before_fewer():
    assert ids("energy", "bridge", "Norde") == ["st1", "x3", "x1", "x2"]


def test_a_mention_in_passing_lifts_nothing():
    assert "Nordia" in BRIDGE.sentences[2].text
    assert ids("Nordia denies") == ["x1", "x2", "x3", "st1"]


@pytest.mark.parametrize("interest", ["", "*", "(", "[a-", "\\"])
def test_an_interest_is_no_pattern_of_its_own(interest):
    assert ids(interest) == ["x1", "x2", "x3", "st1"]


def test_the_page_says_why_a_story_stands_first():
    stories = tuple(in_order(DAY, BRIEFING.reports, ["bridge", "Norde"]))
    briefing = BRIEFING.model_copy(update={"stories": stories})
    for text in (to_markdown(briefing), to_html(briefing)):
        assert "First because of bridge (headline) and Norde (headline)" in text


# ── names of outlets ─────────────────────────────────────────────────────────────────────────────

JSONL = (
    '{"text": "Der Hafen bleibt zu.", "url": "https://www.faro.example/a", "outlet": "FARO online"}\n'
    '{"text": "Der Hafen bleibt zu, sagt er.", "url": "https://abend.faro.example/b"}\n'
    '{"text": "Die Brücke ist wieder offen.", "url": "https://notfaro.example/c", "outlet": "Not Faro"}\n'
)


def read(outlets: dict[str, str], *paths: str) -> tuple[Article, ...]:
    return read_sources(paths, outlets=outlets).articles


def test_a_host_names_its_articles_and_those_of_its_subdomains():
    Path("day.jsonl").write_text(JSONL, encoding="utf-8")
    named = read({"faro.example": "Il Faro", "abend.faro.example": "Il Faro della Sera"}, "day.jsonl")
    assert [article.outlet for article in named] == ["Il Faro", "Il Faro della Sera", "Not Faro"]
    for article in named:
        assert article.id == article_id(article.raw, article.url, article.outlet)


@pytest.mark.parametrize("given", ["kurier-*.txt", "in/kurier-*", "KURIER-1.txt"])
def test_a_pattern_names_files(given):
    Path("in").mkdir()
    Path("in/kurier-1.txt").write_text("Der Hafen bleibt zu.\n", encoding="utf-8")
    Path("in/other.txt").write_text("Die Brücke ist wieder offen.\n", encoding="utf-8")
    assert [article.outlet for article in read({given: "Ostufer-Kurier"}, "in")] == ["Ostufer-Kurier", None]


def test_a_name_of_the_settings_outranks_what_the_article_says():
    report = BRIEFING.reports[0]
    assert Source(1, report).name == "Norde Post"
    noted = {"outlet": "Die Post", "notes": ("outlet named in the settings: norde.example",)}
    assert Source(1, report.model_copy(update={"article": report.article.model_copy(update=noted)})).name == "Die Post"


def test_both_are_settings():
    Path("briefing.toml").write_text('interests = ["Trieste"]\n[outlets]\n"faro.example" = "Il Faro"\n')
    settings = load_settings()
    assert (settings.interests, settings.outlets) == (("Trieste",), {"faro.example": "Il Faro"})
