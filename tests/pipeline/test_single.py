"""One Arabic article with real replies, recorded from a local OpenAI-compatible endpoint."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from briefing.demo import articles_folder
from command import briefing

ARTICLE = "02-kabil-bahri.txt"


@pytest.fixture
def replay(repository, tmp_path):
    shutil.copy(articles_folder() / ARTICLE, tmp_path)
    cassette = str(repository / "cassettes" / "test_summarize" / "arabic.json")
    settings = {"BRIEFING_MODEL": "desk", "BRIEFING_API_BASE": "http://127.0.0.1:9/v1"}

    def run(command: str, *arguments: str, stdin: bytes = b""):
        return briefing(command, *arguments, "--cassette", cassette, stdin=stdin, **settings)

    return run


def test_the_card_shows_every_sentence_with_its_original_words(replay):
    done = replay("summarize", ARTICLE)
    assert done.returncode == 0, done.stderr
    assert "Il Faro Giuliano" in done.stdout
    assert "PLANNED" in done.stdout
    # Words of another direction stand between marks, line by line.
    assert "خطاب نوايا" in " ".join(re.sub("[\u2066-\u2069]", "", done.stdout).split())
    assert "not a publication date" in done.stdout or "scraped" in done.stdout


def test_from_standard_input_and_as_json_it_is_the_same_story(replay):
    raw = (articles_folder() / ARTICLE).read_bytes()
    from_file = json.loads(replay("summarize", ARTICLE, "--json").stdout)
    from_stdin = json.loads(replay("summarize", "-", "--json", stdin=raw).stdout)
    assert from_stdin["story"] == from_file["story"]
    text = raw.decode()
    for sentence in from_file["story"]["sentences"]:
        assert sentence["citations"]
        for citation in sentence["citations"]:
            assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_translate_and_extract_replay_too(replay):
    translated = replay("translate", ARTICLE)
    assert "website text, not translated: paragraphs 2, 12-16" in translated.stderr
    assert translated.returncode == 0, translated.stderr
    assert "letter of intent" in translated.stdout
    extracted = json.loads(replay("extract", ARTICLE).stdout)
    assert {d["role"] for d in extracted["dates"] if d["value"] == "2026-11-20"} == {"scraped"}
