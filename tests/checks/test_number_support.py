"""Figures: one value, many ways to write it."""

from __future__ import annotations

import pytest

from briefing.checks.number_support import unsupported


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("It is 1,195 kilometres long.", "über 1.195 km"),
        ("It is 1,195 kilometres long.", "Long de 1 195 km".replace(" 1", "\u00a01")),
        ("It is 1,195 kilometres long.", "على مسافة 1195 كيلومتراً"),
        ("It is 1,195 kilometres long.", "١١٩٥ كيلومتراً"),
        ("It costs 2.3 billion euros.", "2,3 Milliarden Euro"),
        ("It costs 2.3 billion euros.", "2,3 млрд евро"),
        ("It costs €2.3bn.", "2.3 مليار يورو"),
        ("It costs 2.3 billion euros.", "€2.3 billion"),
        ("It costs 3.2 billion euros.", "3,2 milliards d’euros"),
        ("It costs 2,300 million euros.", "2,3 Milliarden Euro"),
        ("23,000 people were evacuated.", "紧急转移2.3万人"),
        ("23,000 people were evacuated.", "eleva a 23.000 los evacuados"),
        ("1.2 million people", "1,2 Millionen Menschen"),
        ("120 million", "1.2亿人"),
        ("38 maps", "古地図38点"),
        ("on 24 September 2026", "am 24.09.2026"),
        ("on 17 and 18 November", "يومي 17 و18 نوفمبر"),
        ("two days, 3 missing and 12 hours", "zwei Tage"),
        ("at 18:00 on the 17th", "截至17日18时"),
        ("320 machines", "320余台"),
        ("10,000 people", "10 тыс. человек"),
        ("15 million lira", "15 milyon lira"),
        ("25.09.2026 09:31", "Güncelleme: 25.09.2026 09:31"),
        ("in 1936", "昭和11年に"),
    ],
)
def test_a_figure_is_found_in_any_notation(sentence, source):
    assert unsupported(sentence, [source]) == []


@pytest.mark.parametrize(
    ("sentence", "source", "found"),
    [
        ("It is 1,196 kilometres long.", "über 1.195 km", ["1,196"]),
        ("It costs 3.2 billion euros.", "2,3 Milliarden Euro", ["3.2"]),
        ("It costs 2.3 million euros.", "2,3 Milliarden Euro", ["2.3"]),
        ("230,000 people were evacuated.", "2.3万人", ["230,000"]),
        ("on 18 November", "am 17. November", ["18"]),
        ("17 people died.", "14人遇难", ["17"]),
        ("in 2027", "im kommenden Jahr", ["2027"]),
    ],
)
def test_a_changed_figure_is_noticed(sentence, source, found):
    assert unsupported(sentence, [source]) == found
