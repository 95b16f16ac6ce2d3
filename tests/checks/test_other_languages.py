"""A translation into another language than English: figures are still looked at."""

from __future__ import annotations

import pytest

from briefing.checks.number_support import unsupported_reading
from briefing.text.languages import ENGLISH, find_language


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("It cost 1.2 million euros.", "Es kostete 1,2 Millionen Euro."),
        ("1,200,000 people came.", "1,2 Millionen Menschen kamen."),
        ("On 17 November 2026, 45 people met.", "Am 17. November 2026 trafen sich 45 Menschen."),
        ("45 people came.", "جاء ٤٥ شخصا."),
        ("23,000 people came.", "来了2.3万人。"),
    ],
)
def test_the_same_figure_in_another_notation_is_the_same(english, told):
    assert unsupported_reading(told, english) == []


@pytest.mark.parametrize(
    ("english", "told", "changed"),
    [
        ("It cost 1.2 million euros.", "Es kostete 1,3 Millionen Euro.", "1,3"),
        ("It cost 1.2 billion euros.", "Es kostete 1,2 Millionen Euro.", "1,2"),
        ("45 people came.", "جاء ٥٤ شخصا.", "54"),
    ],
)
def test_another_figure_is_found(english, told, changed):
    assert unsupported_reading(told, english) == [changed]


def test_a_language_is_found_by_its_tag_or_its_name():
    assert find_language(" german ") == find_language("DE")
    assert find_language("en") == ENGLISH
    assert find_language("Klingon") is None
