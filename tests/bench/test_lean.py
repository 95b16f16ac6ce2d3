"""The measurements of a day: their articles and replies hold together, and the table says what was missed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import lxml.etree
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench" / "lean"))

import loopback
import synthetic
import tell

from briefing.ingest import read_sources
from briefing.pipeline.stages.extract import ground
from briefing.prompting.schemas import ExtractionReply


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    return read_sources([str(synthetic.write(tmp_path_factory.mktemp("lean"), 24))]).articles


def test_each_copy_of_the_day_has_words_of_its_own(copies):
    first, second = copies[:12], copies[12:]
    assert [a.language for a in first] == [a.language for a in second]
    assert all(one.raw != other.raw for one, other in zip(first, second, strict=True))


def test_what_is_replied_of_a_copy_stands_in_it(copies):
    for n, article in enumerate(copies):
        reply = loopback.answer("ExtractionReply", article.raw)
        assert synthetic.marks(json.dumps(reply)) == [(n // 12, n % 12)]
        lost = [f for f in ground(ExtractionReply.model_validate(reply), article)[1] if f.code == "quote-not-found"]
        assert not lost


def test_the_table_says_which_goal_was_missed_and_the_picture_draws_both():
    samples = {"check": [4.0, 6.0, 9.0], "start-help": [5.0]}
    table = tell.table(samples, "one core", "abc")
    assert "| `briefing check`, 408 articles, CPU s | 50 | ≤ 5 | 6.0 (missed) | 4.0 to 9.0 | 3 |" in table
    assert "| `--help`, bare starts | 10.7 | < 8 | 5.0 |  | 1 |" in table
    assert len(lxml.etree.fromstring(tell.picture(samples)).findall(".//{*}rect")) == 3
