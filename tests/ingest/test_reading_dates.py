"""Days of publication: what speaks for one, and what doesn't."""

from __future__ import annotations

import pytest

from briefing.ingest.article import GIVEN
from briefing.ingest.html.blocks import Around, Block
from briefing.ingest.html.byline import names_in
from briefing.ingest.html.dates import dateline, near_dates
from briefing.ingest.html.dates_markup import earlier_address, labelled
from briefing.ingest.html.found import Found
from briefing.ingest.html.main_text import strays
from briefing.ingest.html.visibility import hidden_by_style
from briefing.text.dates import date_in


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("(18.01.2026) Die Seilbahn steht still.", "2026-01-18"),
        ("TRIESTE, 18 November 2026 – The minister came.", "2026-11-18"),
        ("Hohenau (18. November 2026) — Die Seilbahn steht.", "2026-11-18"),
        ("18.11.2026 – Die Seilbahn steht still.", "2026-11-18"),
        ("On 18 November 2026 the minister came to Trieste.", None),
        ("Die Seilbahn fuhr zuletzt am 18.11.2026 – danach stand sie still.", None),
        ("(zum ersten Mal) Die Seilbahn steht still.", None),
        ("12 mal 3 – so viele waren es.", None),
    ],
)
def test_a_report_is_dated_by_what_opens_it_and_not_by_a_day_in_its_first_sentence(text, day):
    assert dateline(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Paperback ISBN 978 Erschienen:07.02.2026", "2026-02-07"),
        ("Publié le 29 juin 2026", "2026-06-29"),
        ("发布时间：2026年11月18日 10:22", "2026-11-18"),
        ("Published on Tuesday, 17 November 2026", "2026-11-17"),
        ("Опубликовано 18.11.2026", "2026-11-18"),
        ("Letzte Aktualisierung: 18.01.2026", None),
        ("The report was published last year; the vote is on 18 November 2026", None),
        ("© 2026", None),
    ],
)
def test_a_word_for_publication_dates_what_stands_right_behind_it(text, day):
    assert labelled(text) == day


def test_a_year_of_two_digits_counts_in_bylines_only():
    assert date_in("von Lene Aschwand, 8.5.26", short_year=True) == "2026-05-08"
    assert date_in("von Lene Aschwand, 8.5.26") is None
    assert date_in("Version 8.5.26.1", short_year=True) is None


@pytest.mark.parametrize(
    ("markup", "address", "taken"),
    [
        ("2026-11-17", "2026-07-12", True),
        ("2026-11-17", "2026-11-16", False),
        ("2026-11-17", "2026-11-19", False),
        ("2026-11-17", "2026-07", False),
        ("2026-11", "2026-07-12", False),
    ],
)
def test_an_address_is_believed_where_it_is_days_earlier_than_the_markup(markup, address, taken):
    found = earlier_address([Found(markup, "JSON-LD"), Found(address, "address", sure=False)])
    assert (found is not None) == taken


def test_a_day_that_was_given_stays():
    assert earlier_address([Found("2026-11-17", GIVEN), Found("2026-07-12", "address")]) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ada Lund and Bo Berg", "Ada Lund, Bo Berg"),
        ("von Klaus-Peter Schöppner, 8.5.12", "Klaus-Peter Schöppner"),
        ("Posted by Ned Deily at 5:11 AM", "Ned Deily"),
        ("Автор: Иван Осокин", "Иван Осокин"),
        ("بقلم: سلمى الوزاني", "سلمى الوزاني"),
        ("作者：王小明", "王小明"),
        ("Von Trauer und Wut", None),
        ("By the sea", None),
        ("Ada Lund", None),
    ],
)
def test_names_behind_by(line, names):
    assert names_in(line) == names


@pytest.mark.parametrize(
    "style", ["font-size:0", "font-size: 0px", "font-size:1px", "font-size:0.01em", "font-size:2%", "font-size:0.5pt"]
)
def test_letters_that_nobody_can_see_are_hidden(style):
    assert hidden_by_style(style) == "font-size:0"


@pytest.mark.parametrize(
    "style",
    ["font-size:0.9375rem", "font-size:1em", "font-size: 1.2em", "font-size:0.9em;", "font-size:90%", "font-size:10px"],
)
def test_letters_a_little_smaller_than_others_are_seen(style):
    assert hidden_by_style(style) is None


def blocks(*texts: str, **around: bool) -> list[Block]:
    return [Block(text, Around(**around)) for text in texts]


def test_what_an_extractor_takes_from_readers_comments_is_no_body():
    page = [*blocks("x" * 300, "y" * 300), *blocks("z" * 200, comment=True)]
    assert strays(page, {0, 1, 2}) == {2: "comment"}


def test_a_page_of_comments_is_left_as_it_is():
    page = [*blocks("x" * 50), *blocks("z" * 200, comment=True)]
    assert strays(page, {0, 1}) == {}


def test_a_few_words_far_from_the_article_are_furniture_and_a_long_paragraph_there_is_not():
    page = [*blocks("x" * 600), *blocks(*["menu"] * 40), *blocks("z" * 60)]
    last = len(page) - 1
    assert strays(page, {0, last}) == {last: "page-furniture"}
    page[last] = Block("z" * 400, Around())
    assert strays(page, {0, last}) == {}


def test_links_below_more_from_are_other_articles_and_links_of_the_article_are_not():
    links = [Block(f"Another headline, number {n}", Around(), links=1.0) for n in range(3)]
    page = [*blocks("x" * 600, "More from the Gazette"), *links]
    assert set(strays(page, set(range(5)))) == {1, 2, 3, 4}
    page = [*blocks("x" * 600, "What the ministry published:"), *links]
    assert strays(page, set(range(5))) == {}


def test_a_last_link_is_no_article_behind_a_line_of_furniture_only():
    link = Block("To the front page", Around(), links=1.0)
    assert strays([*blocks("x" * 600, "Already a subscriber?"), link], set(range(3))) == {2: "link-list"}
    assert strays([*blocks("x" * 600, "The letter is online:"), link], set(range(3))) == {}


def test_the_only_line_that_is_a_date_is_the_page_s_day_where_it_stands_behind_the_beginning_of_the_text():
    text = ["The mission", "Since 14 July 2015 it has helped to " + "x" * 600, "What it does"]
    assert near_dates([*blocks(*text, *"abcdefghijk"), *blocks("30.03.2022")], {1, 2}) == {"2022-03-30"}
    assert near_dates([*blocks("30.03.2022", *"abcdefghijk", *text)], {13, 14}) == frozenset()
    assert near_dates([*blocks(*text, *"abcdefghijk", "30.03.2022", "31.03.2022")], {1, 2}) == frozenset()
    assert near_dates([*blocks(*text, *"abcdefghijk", "Updated 30.03.2022")], {1, 2}) == frozenset()
    menu = Block("30.03.2022", Around(furniture=True))
    assert near_dates([*blocks(*text, *"abcdefghijk"), menu], {1, 2}) == frozenset()
