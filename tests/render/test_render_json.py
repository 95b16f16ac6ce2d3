"""briefing.json: the same values again, the same bytes again, nothing a terminal would obey."""

from __future__ import annotations

import json

from briefing.models import Briefing, Report
from briefing.render import to_article_json, to_json
from report_samples import day


def test_the_json_reads_back_as_the_same_briefing(briefing: Briefing):
    assert Briefing.model_validate_json(to_json(briefing)) == briefing
    assert Report.model_validate_json(to_article_json(briefing.reports[0])) == briefing.reports[0]


def test_control_and_bidi_characters_are_escaped_without_loss():
    hostile = day("\u202e\x1b[31m\x7f\x9b\u2028\U000e0041\u200f")
    text = to_json(hostile)
    assert Briefing.model_validate_json(text) == hostile
    assert not {"\u202e", "\x1b", "\x7f", "\x9b", "\u2028", "\U000e0041", "\u200f"} & set(text)


def test_keys_stand_in_the_order_of_the_fields_and_foreign_letters_as_they_are(briefing: Briefing):
    text = to_json(briefing)
    assert list(json.loads(text)) == list(Briefing.model_fields)
    assert "نهر نورده" in text
    assert text.endswith("}\n")
    assert '\n  "date": "2026-11-21"' in text


def test_equal_briefings_give_equal_bytes_whatever_order_the_flags_came_in(briefing: Briefing):
    turned = dict(reversed(briefing.sums.flags.items()))
    other = briefing.model_copy(update={"sums": briefing.sums.model_copy(update={"flags": turned})})
    assert to_json(other) == to_json(briefing)
