"""One line, character for character."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.text.one_line import one_line

#: Format characters that are seen, or that spell words of their script.
SEEN = {
    *range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD,
    *range(0x13430, 0x13460), 0x00AD, 0x200C, 0x200D,
}  # fmt: skip


@given(st.text())
def test_it_has_as_many_characters_and_never_a_second_line(text):
    flat = one_line(text)
    assert len(flat) == len(text)
    assert len(flat.splitlines()) <= 1


@given(st.text())
def test_it_changes_nothing_when_done_twice(text):
    assert one_line(one_line(text)) == one_line(text)


def test_every_control_separator_and_invisible_format_character_becomes_a_space():
    kept = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Zl", "Zp", "Cs"}
        and code not in SEEN
        and one_line(f"a{chr(code)}b") != "a b"
    ]
    assert kept == []


def test_everything_else_stays_as_it_is():
    hidden = {"Cc", "Cf", "Zl", "Zp", "Cs", "Cn"}
    seen = SEEN - {0x200C, 0x200D}
    changed = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if (unicodedata.category(chr(code)) not in hidden or code in seen)
        and not 0xE0100 <= code <= 0xE01EF
        and one_line(f"a{chr(code)}b") != f"a{chr(code)}b"
    ]
    assert changed == []


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهد",  # a Persian verb is spelt with a joiner
        "👩‍🚒 und 👨‍👩‍👧",
        "أُغلِقَ الجِسرُ",
        "50\u00a0000 €",
        "Donau\u00addampf",
        "葛\U000e0100城",
        "e\u0301",  # not normalised
    ],
)
def test_what_spells_a_word_stays(text):
    assert one_line(text) == text


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("a\u200cb", "a b"),
        ("\u200cمی", " می"),
        ("عربي\u200d عربي", "عربي  عربي"),
        ("a \u00ad b", "a   b"),
        ("x\ufe0f\ufe01\ufe02y", "x\ufe0f  y"),
        ("x\U000e0101y", "x y"),
        ("ab\U000e0041\U000e0042", "ab  "),
    ],
)
def test_the_same_characters_hide_nothing_elsewhere(text, flat):
    assert one_line(text) == flat
