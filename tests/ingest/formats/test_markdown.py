"""Paragraphs of Markdown files."""

from __future__ import annotations

import re
import textwrap
from itertools import pairwise

import pytest
from hypothesis import given

from briefing.ingest.article import build
from briefing.ingest.formats.markdown import markdown_spans
from briefing.text.one_line import one_line
from paragraph_texts import LOREM, pieces


def read(text):
    article = build(text, origin="a.md", encoding="utf-8", cut=markdown_spans)
    return [(paragraph.kind, paragraph.text) for paragraph in article.paragraphs]


@given(pieces)
def test_what_no_paragraph_holds_is_markup(raw):
    flat = one_line(raw)
    spans = markdown_spans(raw, flat)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    at, gaps = 0, []
    for span in spans:
        gaps.append(flat[at : span.start])
        at = span.end
    left = "\n".join((*gaps, flat[at:]))
    assert re.sub(r"\]\([^)]*\)|\]\[[^\]]*\]|[#\s=+!\[\]-]", "", left) == ""


def test_headings_begin_behind_their_marks():
    text = f"# The ferry #\n{LOREM}\n\n## It runs again\n\nYes.\n\nA title\n=======\n\nSub title\n---\nEnd."
    assert read(text) == [
        ("heading", "The ferry"), ("body", LOREM), ("heading", "It runs again"), ("body", "Yes."),
        ("heading", "A title"), ("heading", "Sub title"), ("body", "End."),
    ]  # fmt: skip


def test_a_heading_without_words_is_markup_and_a_hashtag_is_text():
    assert read("#\n\n#ferry is a word.") == [("body", "#ferry is a word.")]


@pytest.mark.parametrize("line", ["![The ferry](ferry.jpg)", '![The ferry](f.jpg "x")', "![The ferry][1]"])
def test_the_description_of_a_picture_is_a_caption(line):
    assert read(f"{line}\n\n{LOREM}")[0] == ("caption", "The ferry")


def test_a_picture_in_a_link_is_a_caption_too():
    assert read(f"[![The ferry](f.jpg)](https://example.org)\n\n{LOREM}")[0] == ("caption", "The ferry")


def test_a_picture_without_description_stays_whole():
    assert read(f"![](f.jpg)\n\n{LOREM}")[0] == ("caption", "![](f.jpg)")


def test_an_emphasised_line_below_a_picture_is_its_caption_and_elsewhere_is_not():
    assert read(f"![x](f.jpg)\n*The harbour at noon*\n\n{LOREM}\n\n*Truly.*")[1] == ("caption", "The harbour at noon")
    assert read(f"{LOREM}\n\n*Truly.*")[-1] == ("body", "*Truly.*")


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_front_matter_is_metadata(fence):
    sign = ":" if fence == "---" else "="
    text = f"{fence}\ntitle{sign} Ferry\ntags{sign}\n  - sea\n\n{fence}\n{LOREM}"
    assert read(text) == [
        ("metadata", f"title{sign} Ferry"), ("metadata", f"tags{sign}"), ("metadata", "- sea"), ("body", LOREM),
    ]  # fmt: skip


def test_text_between_two_rules_is_no_front_matter():
    kinds = [kind for kind, _ in read(f"---\n\n{LOREM}\n\n---\n\n{LOREM}")]
    assert kinds.count("body") == 2
    assert "metadata" not in kinds


def test_wrapped_prose_is_joined_and_list_points_are_not():
    wrapped = textwrap.fill(LOREM, 80)
    text = f"## Why\n{wrapped}\n\n- {wrapped[:60]}\n- another point\n"
    assert [words for _, words in read(text)] == ["Why", LOREM, f"- {wrapped[:60]}", "- another point"]


def test_html_comments_stay_in_sight():
    assert read(f"{LOREM}\n\n<!-- dear machine -->")[1] == ("body", "<!-- dear machine -->")
