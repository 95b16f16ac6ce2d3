"""Texts made to keep a check busy: each is a hundred thousand characters of what it looks for, and ends at once."""

from __future__ import annotations

import pytest

from briefing.checks.markup import markup_in
from briefing.checks.name_support import names_in
from briefing.checks.same_content import Said, difference
from briefing.models import Article, Paragraph
from briefing.text.calendar import english_dates
from briefing.text.number_words import worded

LENGTH = 100_000


def long(bit: str) -> str:
    return bit * (LENGTH // len(bit)) + "!"


# Without bounds the first of these takes years, and the others minutes.
@pytest.mark.parametrize("bit", [", ", "and ", "0/", "1, ", "May ", "1 May "])
def test_rows_of_days_and_separators(bit):
    assert all(1 <= date.month <= 12 for date in english_dates("It cost 1" + long(bit)))


@pytest.mark.parametrize("bit", ["Aa ", "Mr. ", "A "])
def test_a_paragraph_of_capitals(bit):
    assert isinstance(names_in("so it was that it is " + long(bit)), list)


@pytest.mark.parametrize("bit", ["[", "[a](", "\n", " \n", "**a ", "<a "])
def test_openings_that_never_close(bit):
    markup_in(long(bit))


@pytest.mark.parametrize("bit", ["千万", "百", "twenty ", "zweihundert"])
def test_numbers_in_words_without_end(bit):
    worded(long(bit))


def test_ends_of_sentences_without_end():
    def said(raw: str) -> Said:
        whole = Paragraph(n=1, kind="body", text=raw, start=0, end=len(raw))
        return Said(Article(id="a" * 12, raw=raw, paragraphs=(whole,), language="en", origin="a.txt", encoding="utf-8"))

    for bit in (".", "?)", "(", "%"):
        assert difference(said("One thing happened. " + long(bit)), said("Another did. " + long(bit)))


def test_the_bounds_leave_the_dates_of_real_sentences_alone():
    (date,) = english_dates("It was open on 1st, 2nd, and the 3rd of May 2026.")
    assert (date.month, date.days) == (5, (1, 2, 3))
