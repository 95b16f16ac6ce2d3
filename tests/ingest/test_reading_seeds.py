"""The real articles beside the checkout: what is the page's and what is the article's.

They are somebody's, so the expectation is line numbers; nothing of them stands here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.ingest import read_sources

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"

#: File → (language, lines that are boilerplate, lines that are metadata), lines counted from 1.
EXPECTED = {
    "000_4de9f2091bed2772.txt": ("de", set(), set()),
    "001_f0de4ddb58d9140d.txt": ("de", {5}, set()),
    "002_35ce103a345c3ae7.txt": ("ar", {1}, set()),
    "003_9e0a1147fda2c3aa.txt": ("de", {5, 25}, set()),
    "004_ecb04f59c4fa9744.txt": ("ar", {2, 28, 30}, {1, 6}),
}
RULES = {
    "001_f0de4ddb58d9140d.txt": ["related-link"],
    "002_35ce103a345c3ae7.txt": ["rights"],
    "003_9e0a1147fda2c3aa.txt": ["view-counter", "related-link"],
    "004_ecb04f59c4fa9744.txt": ["server-message", "comment-form", "comment-form"],
}

pytestmark = [
    pytest.mark.seeds,
    pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the real articles are not beside the checkout ({SEEDS})"),
]


@pytest.fixture(params=sorted(EXPECTED))
def seed(request):
    (article,) = read_sources([SEEDS / request.param]).articles
    return request.param, article


def lines(article, kind):
    return {
        article.raw.count("\n", 0, paragraph.start) + 1 for paragraph in article.paragraphs if paragraph.kind == kind
    }


def test_boilerplate_and_nothing_else_is_marked_boilerplate(seed):
    name, article = seed
    assert lines(article, "boilerplate") == EXPECTED[name][1]
    assert lines(article, "metadata") == EXPECTED[name][2]


def test_each_mark_names_its_rule(seed):
    name, article = seed
    rules = [paragraph.rule for paragraph in article.paragraphs if paragraph.kind == "boilerplate"]
    assert rules == RULES.get(name, [])


def test_the_language_is_told(seed):
    name, article = seed
    assert article.language == EXPECTED[name][0]


def test_every_line_with_something_on_it_is_a_paragraph(seed):
    _, article = seed
    assert len(article.paragraphs) == sum(bool(line.strip()) for line in article.raw.split("\n"))
    assert all(p.text == article.raw[p.start : p.end] for p in article.paragraphs)


def test_the_folder_is_read_whole():
    result = read_sources([SEEDS])
    assert [Path(article.origin).name for article in result.articles] == sorted(EXPECTED)
    assert result.unread == ()
