"""Which paragraphs of an article are asked for."""

from __future__ import annotations

import pytest

from briefing.checks.language import looks_untranslated
from briefing.models import Article, Paragraph
from briefing.pipeline.stages.translate import parts_of

ENGLISH = "The ferry runs again from Monday, the harbour office said after two weeks of silence."


def article(language: str, *languages: str | None) -> Article:
    paragraphs = tuple(
        Paragraph(n=n, kind="body", text="x", start=n, end=n + 1, language=other)
        for n, other in enumerate(languages, 1)
    )
    return Article(id="a", raw="x" * 99, paragraphs=paragraphs, language=language, origin="o", encoding="utf-8")


@pytest.mark.parametrize(
    ("made", "asked"),
    [
        (article("en", None, None), []),
        (article("en", None, "und", "en"), []),
        (article("en", None, "de", "de", None, "fr", "ar"), [[2, 3], [5], [6]]),
        (article("de", None, "en", None), [[1, 2, 3]]),
        (article("und", None, "en"), [[1, 2]]),
    ],
)
def test_of_an_english_article_only_what_is_in_another_language_is_asked_for(made, asked):
    assert [[p.n for p in part] for part in parts_of(made, 1_000)] == asked


def test_an_english_paragraph_that_comes_back_as_it_is_was_translated():
    assert not looks_untranslated(ENGLISH, ENGLISH)


def test_a_german_one_that_comes_back_as_it_is_was_not():
    german = "Die Fähre über den Sund fährt ab Montag wieder, wie das Hafenamt am Freitag mitteilt."
    assert looks_untranslated(german, german)
