"""The card of one article: everything to check it by, and nothing a terminal would obey."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from briefing.render import summary_card
from briefing.render.columns import broken
from report_samples import day

if TYPE_CHECKING:
    from briefing.models import Briefing


def test_the_card_gives_sentences_with_status_and_the_quotes_they_rest_on(briefing: Briefing):
    card = summary_card(briefing.reports[0], briefing.stories[0])
    assert card.startswith(
        "Bridge over the Norde closed [1]\nNorde Post · Jutta Ahlers · German · published 19 November 2026 (stated)"
    )
    assert "  – The bridge has been closed since Monday. [1][2][3][4]\n    ↻ corrected\n" in card
    assert "  – PLANNED: It is to reopen on Friday. [5]\n    ⚠ warning: The weekday has no date." in card
    assert "  [1] ¶ 3: Die Brücke ist seit Montag gesperrt\n" in card
    assert "  [5] ¶ 2 of ccc333: 大桥预计周五重新开放\n" in card


def test_the_card_says_who_where_and_when_with_role_and_basis(briefing: Briefing):
    card = summary_card(briefing.reports[0], briefing.stories[0])
    assert "Who     Ilse Brandt, mayor\n" in card
    assert "Where   Norde\n" in card
    assert "16 November 2026 – event (inferred): the closing; Monday before" in card
    scraped = summary_card(briefing.reports[1], None)
    assert "20 November 2026 – scraped, not a publication date (stated)" in scraped


def test_without_a_story_the_card_gives_the_claims(briefing: Briefing):
    card = summary_card(briefing.reports[0], None)
    assert card.startswith("Bridge over the Norde closed\n")
    assert "  – PLANNED: The bridge is to reopen on Friday. [1]" in card
    assert "  [1] ¶ 4: Am Freitag soll sie wieder öffnen" in card


def test_flags_and_findings_stand_on_the_card(briefing: Briefing):
    card = summary_card(briefing.reports[0], briefing.stories[0])
    assert "⚠ Possible prompt injection: wants praise" in card
    assert "⚠ extraction: One quote of a place was not found. (quote-not-found)" in card
    assert "⚠ One paragraph is not accounted for. (coverage)" in card


def test_a_failed_article_says_why(briefing: Briefing):
    assert "failed: the model declined" in summary_card(briefing.reports[3], None)


def test_no_control_character_and_no_override_reaches_the_terminal():
    hostile = day("\x1b[31m\u202e\x9b1m\nnext line\x07")
    card = summary_card(hostile.reports[0], hostile.stories[0])
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", card)
    assert not re.search(r"^next line", card, re.MULTILINE)


def test_arabic_is_isolated(briefing: Briefing):
    assert "\u2068أُغلق الجسر يوم الاثنين\u2069" in summary_card(briefing.reports[1], briefing.stories[0])


@pytest.mark.parametrize("width", [60, 72, 88])
@pytest.mark.parametrize("n", [0, 1, 2])
def test_no_line_is_wider_than_the_terminal_in_any_script(briefing: Briefing, n: int, width: int):
    """A Chinese letter takes two columns; a mark of direction takes none."""
    card = summary_card(briefing.reports[n], briefing.stories[0], width=width)
    for line in card.splitlines():
        bare = re.sub("[\u2066-\u2069]", "", line)
        assert cell_len(bare) <= width, line
        assert len(re.findall("[\u2066-\u2068]", line)) == line.count("\u2069"), line


@pytest.mark.parametrize(
    "text", ["كلمة " * 40, "大桥" * 60, "word " * 40, "Brücke大桥" * 20, "x" * 200, "\u2068كلمة كلمة كلمة\u2069 end"]
)
def test_broken_lines_hold_the_whole_text(text):
    lines = broken(text.strip(), 20, 24)
    bare = [re.sub("[\u2066-\u2069]", "", line) for line in lines]
    assert [cell_len(line) <= (24 if n else 20) for n, line in enumerate(bare)] == [True] * len(bare)
    assert "".join("".join(bare).split()) == "".join(re.sub("[\u2066-\u2069]", "", text).split())
    assert all(len(re.findall("[\u2066-\u2068]", line)) == line.count("\u2069") for line in lines)
