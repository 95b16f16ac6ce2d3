"""The sentence of a translation beside a quote: an aid for the eye."""

from __future__ import annotations

import pytest

from briefing.render.align import beside


@pytest.mark.parametrize(
    ("paragraph", "translated", "quote", "wanted"),
    [
        ("Er kam. Sie ging am 3. Mai. Ende.", "He came. She left on 3 May. End.", "Er kam.", "He came."),
        ("أُغلق الجسر. سيُفتح غدا.", "The bridge closed. It is to open.", "سيُفتح غدا", "It is to open."),
        (
            "大桥关闭。周五开放。",
            "It is closed. It opens on Friday.",
            "大桥关闭。周五",
            "It is closed. It opens on Friday.",
        ),
        ("Eins, zwei; drei.", "One. Two. Three.", "zwei", "One. Two. Three."),
    ],
)
def test_the_sentence_that_renders_a_quote_stands_beside_it(paragraph, translated, quote, wanted):
    start = paragraph.index(quote)
    assert beside(paragraph, translated, start, start + len(quote)) == wanted


def test_a_long_paragraph_that_does_not_match_is_cut_and_says_so():
    shown = beside("Ein Satz. Noch einer.", "word " * 100, 0, 3)
    assert shown.endswith(" …")
    assert len(shown) <= 242
