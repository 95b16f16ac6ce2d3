"""A record tied to its article: what was given beside the text needn't stand in it."""

from __future__ import annotations

import pytest

from briefing.checks.extraction_grounder import ground
from briefing.prompting.schemas import ExtractionReply, TitleReply
from report_samples import GERMAN, article

EMPTY = {
    name: [] for name in ("dates", "people", "organisations", "places", "quotations", "claims", "cited_sources",
                          "instructions")
}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "original", "missing"),
    [
        ("Brücke gesperrt:\u2028Stadt ratlos", "Brücke gesperrt: Stadt ratlos", False),
        ("Brücke gesperrt: Stadt ratlos", "Brücke gesperrt", True),
        (None, "Brücke gesperrt: Stadt ratlos", True),
    ],
)
def test_a_headline_given_beside_the_text_is_no_invention(given, original, missing):
    source = article("de", "de", GERMAN).replace(title=given)
    title = TitleReply(original=original, english="Bridge closed: city at a loss")
    record, findings = ground(ExtractionReply.model_validate({"title": title, "outlet": None, **EMPTY}), source)
    assert [finding.code for finding in findings] == ["name-not-found"] * missing
    assert bool(record.title.flags) is missing
