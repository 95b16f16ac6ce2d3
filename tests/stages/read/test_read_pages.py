"""The set of small files in `pages/`: one trap each, with what must come of it beside it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from briefing.stages.read import read_sources

PAGES = Path(__file__).parent / "pages"
FACTS = ("title", "outlet", "url", "published", "language", "encoding")
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
