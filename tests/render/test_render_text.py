"""What cleaning keeps, shows and removes; which addresses become links; how dates read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.render import clean, safe_url
from briefing.render.phrasing import count, date_text, language_tag, listing
from briefing.render.sanitize import direction, isolate, one_line
from briefing.text.languages import language_name


def test_a_bidi_override_and_an_escape_sequence_become_visible():
    assert clean("a\u202eb\x1b[31mc\x9bd") == "a‹U+202E›b‹U+001B›[31mc‹U+009B›d"


def test_hidden_tag_characters_become_visible():
    assert clean("x\U000e0041") == "x‹U+E0041›"


def test_line_ends_become_spaces_and_implicit_marks_go():
    assert clean("a\nb\u2028c\u200fd\ufeff") == "a b cd"


def test_joiners_that_persian_needs_stay():
    assert clean("می\u200cخواهم") == "می\u200cخواهم"


def test_an_ideographic_space_is_kept_where_runs_of_blanks_go():
    assert one_line(" 返還方針　汐見  市\n") == "返還方針　汐見 市"


@given(st.text())
def test_a_cleaned_text_has_no_control_and_no_bidi_control(text: str):
    for letter in clean(text):
        assert unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(letter) not in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


@given(st.text(), st.text())
def test_a_text_cleaned_in_pieces_is_the_cleaned_text(one: str, other: str):
    assert clean(one) + clean(other) == clean(one + other)


def test_an_arabic_sentence_that_begins_with_a_latin_name_runs_right_to_left():
    assert direction("Nordia تنفي وقوع إصابات.") == "rtl"
    assert direction("Die Zeitung الجسر schreibt") == "ltr"
    assert direction("2026") == "ltr"


def test_only_text_with_right_to_left_letters_is_isolated():
    assert isolate("الجسر") == "\u2068الجسر\u2069"
    assert isolate("Brücke") == "Brücke"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/b?c=d&e=f#g", "https://a.example/b?c=d&e=f#g"),
        ("HTTP://A.example:80/", "http://a.example:80/"),
        ("https://a.example/über", "https://a.example/%C3%BCber"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ('https://a.example/"onx="', "https://a.example/%22onx=%22"),
        ("https://a.example/<b>`|", "https://a.example/%3Cb%3E%60%7C"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
    ],
)
def test_http_addresses_become_safe_links(url: str, safe: str):
    assert safe_url(url) == safe


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "ftp://a.example/",
        "https://bank.example@evil.example/",
        "https://good.example\\@evil.example/",
        "https://evil.example\\.good.example/",
        "https://a b.example/",
        "https://a.example/\u202egnp",
        "https://a.example:port/",
        "https://[::1/",
        "https:///x",
        "https://a..example/",
    ],
)
def test_other_addresses_are_refused(url: str | None):
    assert safe_url(url) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-11-20", "20 November 2026"),
        ("2026-11", "November 2026"),
        ("2026", "2026"),
        ("XXXX-09-24", "24 September, year unknown"),
        ("XXXX", "year unknown"),
        ("2026-11-17/2026-11-18", "17–18 November 2026"),
        ("2026-11-28/2026-12-02", "28 November – 2 December 2026"),
        ("2026-12-30/2027-01-02", "30 December 2026 – 2 January 2027"),
        ("XXXX-11-17/XXXX-11-18", "17–18 November, year unknown"),
        ("2026/2027", "2026 – 2027"),
        (None, "date unknown"),
        ("soon", "soon"),
        ("2026-13-01", "2026-13-01"),
    ],
)
def test_partial_dates_are_told_as_far_as_they_are_known(value: str | None, words: str):
    assert date_text(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-11-20", "November 20, 2026"),
        ("2026-11", "November 2026"),
        ("2026", "2026"),
        ("XXXX-09-24", "September 24, year unknown"),
        ("2026-11-17/2026-11-18", "November 17–18, 2026"),
        ("2026-11-30/2026-12-02", "November 30 – December 2, 2026"),
        ("2026-12-30/2027-01-02", "December 30, 2026 – January 2, 2027"),
        ("2026-11-20/2026-12", "November 20 – December 2026"),
        ("2026-13-40", "2026-13-40"),
        (None, "date unknown"),
    ],
)
def test_a_partial_date_in_words_month_first(value, words):
    assert date_text(value, "month first") == words


def test_languages_and_counts():
    assert language_name("zh-Hant") == "Chinese (zh-Hant)"
    assert language_name("und") == "language unknown"
    assert language_name("tlh") == "tlh"
    assert language_tag('de"><script>') == "und"
    assert count(1, "story", "stories") == "1 story"
    assert count(0, "story", "stories") == "0 stories"
    assert listing(["a", "b", "c"]) == "a, b and c"
    assert listing([]) == ""
