"""The set of small files in `pages/`: one trap each, with what must come of it beside it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from briefing.ingest import read_sources

PAGES = Path(__file__).parent / "pages"
FACTS = ("title", "outlet", "url", "published", "published_from", "author", "canonical_url", "language", "encoding")
CASES = {path.stem: path for path in sorted(PAGES.glob("*.json"))}


@cache
def read(case: str):
    return read_sources([file_of(case)])


def file_of(case: str) -> Path:
    (path,) = [path for path in PAGES.glob(f"{case}.*") if path.suffix != ".json"]
    return path


def test_the_set_is_large_and_in_ten_languages():
    assert len(CASES) >= 60
    assert len({case.split("-")[1] for case in CASES}) >= 10


@pytest.mark.parametrize("case", CASES)
def test_a_page_is_read_as_it_says_beside_it(case):
    expected = json.loads(CASES[case].read_text("utf-8"))
    result = read(case)
    if "unread" in expected:
        assert [unread.reason for unread in result.unread] == [expected["unread"]]
        return
    assert not result.unread
    (article,) = result.articles
    for name in FACTS:
        if name in expected:
            assert getattr(article, name) == expected[name], name
    for found in expected.get("dates", ()):
        assert found in [date.model_dump() for date in article.dates]
    for start, language in expected.get("languages", {}).items():
        (paragraph,) = [paragraph for paragraph in article.paragraphs if paragraph.text.startswith(start)]
        assert paragraph.language == language
    missing = [note for note in expected.get("notes", ()) if note not in article.notes]
    assert not missing, article.notes
    if expected["paragraphs"] is not None:
        found = [(paragraph.kind, paragraph.text) for paragraph in article.paragraphs]
        assert found == [(kind, text) for kind, text, *_ in expected["paragraphs"]]
        for paragraph, (_, _, *rule) in zip(article.paragraphs, expected["paragraphs"], strict=True):
            assert not rule or paragraph.rule == rule[0]


@pytest.mark.parametrize("case", CASES)
def test_every_paragraph_is_a_literal_piece_and_nothing_visible_is_outside_of_them(case):
    for article in read(case).articles:
        covered = set()
        for paragraph in article.paragraphs:
            piece = article.raw[paragraph.start : paragraph.end]
            assert len(piece) == len(paragraph.text)
            assert all(b in {a, " "} for a, b in zip(piece, paragraph.text, strict=True))
            covered.update(range(paragraph.start, paragraph.end))
        outside = "".join(char for n, char in enumerate(article.raw) if n not in covered)
        assert not any(char.isalnum() for char in outside)


def test_each_page_gives_the_same_twice():
    path = file_of(next(iter(CASES)))
    assert read_sources([path]) == read_sources([path])


def test_readers_comments_are_no_body():
    (article,) = read("92-uk-visible-readers-comments").articles
    assert not any(p.kind == "body" for p in article.paragraphs if "оментар" in p.text)


def test_a_date_of_change_a_form_s_or_a_script_s_is_never_called_the_day_of_publication():
    for case in CASES:
        for article in read(case).articles:
            told = [date for date in article.dates if date.role == "published"]
            assert bool(told) == (article.published is not None)
            assert not told or told[0].value == article.published
            assert (article.published_from is None) == (article.published is None)
