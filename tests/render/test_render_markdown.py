"""The briefing as Markdown: what it says, and that no text of others becomes markup in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from briefing.models import Briefing
from briefing.render import to_markdown
from briefing.render.document import document_of
from report_samples import LEADS, day

if TYPE_CHECKING:
    from markdown_it.token import Token

HOSTILE = (
    " <script>alert(1)</script> <img src=x onerror=alert(1)> [l](javascript:alert(1)) ![i](http://evil.example/i)"
    " <http://evil.example> http://evil.example www.evil.example a@evil.example [1]: http://evil.example"
    " | cell | `code` **b** _e_ ~~s~~ &lt; &#60; $x$ \\ \n# heading\n\n- list\n===\n> quote\n    indented\n```\nfence"
    "\n<!-- comment\n\u202eoverride \x1b[31mred #"
)


CHAPTERS = {
    *("Failed, skipped and copies", "Possible prompt injection", "Evidence", "How it was checked", "Sources"),
    "Warnings on single articles",
}


def tokens(text: str) -> list[Token]:
    parsed = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    return [token for block in parsed for token in (block, *(block.children or ()))]


def shape(text: str) -> list[str]:
    """Everything but the text itself."""
    return [token.type for token in tokens(text) if token.type not in ("text", "text_special", "softbreak")]


def test_hostile_text_in_every_field_changes_nothing_in_the_structure():
    assert shape(to_markdown(day(HOSTILE))) == shape(to_markdown(day(" taint")))


@pytest.mark.parametrize("start", ["# ", "- ", "1. ", "> ", "    ", "```", "===", "---", "| a |", "<b>", "[1]: x "])
def test_a_text_that_begins_like_a_block_stays_a_text(start: str, briefing: Briefing):
    first = briefing.stories[0].sentences[0].model_copy(update={"text": start + "words"})
    story = briefing.stories[0].model_copy(update={"sentences": (first, *briefing.stories[0].sentences[1:])})
    assert shape(to_markdown(briefing.model_copy(update={"stories": (story,)}))) == shape(to_markdown(briefing))


def test_the_only_links_are_the_addresses_of_the_articles():
    links = [token.attrs["href"] for token in tokens(to_markdown(day(HOSTILE))) if token.type == "link_open"]
    assert set(links) <= LEADS


def test_nothing_is_left_that_github_links_by_itself():
    text = to_markdown(day(HOSTILE)).replace("<https://norde.example/b?x=1>", "")
    assert not re.search(r"://\w|www\.|@\w", text)


def test_an_address_that_is_no_web_address_is_no_link(briefing: Briefing):
    source = briefing.reports[0].article.model_copy(update={"url": "javascript:alert(1)"})
    report = briefing.reports[0].model_copy(update={"article": source})
    text = to_markdown(briefing.model_copy(update={"reports": (report, *briefing.reports[1:])}))
    assert not [token for token in tokens(text) if token.type == "link_open"]


def test_no_control_character_reaches_the_terminal():
    text = to_markdown(day(HOSTILE))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_isolates_are_balanced_on_every_line():
    for line in to_markdown(day(HOSTILE)).splitlines():
        assert line.count("\u2068") + line.count("\u2066") == line.count("\u2069")


def test_the_head_tells_notices_first_and_then_the_sums(briefing: Briefing):
    head = to_markdown(briefing).split("\n## ")[0]
    trust = (
        "6 articles in 3 languages · 4 sentences, 1 quote not found · 1 contradiction · ⚠ 5 warnings · "
        "⚠ possible prompt injection in 1 article"
    )
    assert head.index("> ⚠ 1 article failed.") < head.index(trust)
    foot = to_markdown(briefing).split("\n## How it was checked\n")[1]
    assert "Of 4 sentences, 3 passed all checks." in foot
    assert "6 articles in 3 languages (Arabic, German and Chinese): 3 done, 2 failed, 1 skipped\n" in foot
    assert "1 story, 4 sentences: 2 verified, 1 corrected ↻, 1 with warnings ⚠" in foot
    assert "14 quotes found word for word, 1 not found" in foot
    assert "2 discrepancies, of them 1 contradiction" in foot
    assert "possible prompt injection in 1 article" in foot


def test_failed_articles_are_told_at_the_top_even_without_a_notice(briefing: Briefing):
    assert "> ⚠ 2 articles failed" in to_markdown(briefing.model_copy(update={"notices": ()}))


def test_sentences_carry_marks_status_and_flags(briefing: Briefing):
    text = to_markdown(briefing)
    assert "## 1. Bridge over the Norde closed [1]" in text
    assert "*3 outlets · 1 origin · 1 contradiction · 1 smaller difference · ⚠ 5 warnings*" in text
    assert "*Reported by 3 outlets, 1 origin (Norde Post); newest source: 20 November 2026, 1 day before" in text
    assert "The bridge has been closed since Monday. [1][2][3][4] ↻" in text
    assert "*planned:* It is to reopen on Friday. [5] ⚠\n\n- ⚠ The weekday has no date." in text
    assert "*denied:* Nordia denies" in text


def test_quotes_stand_in_the_original_with_the_paragraph_in_english_once(briefing: Briefing):
    text = to_markdown(briefing)
    assert "- [4] Al-Jisr (Arabic), ¶ 3\n  > \u2068أُغلق الجسر يوم الاثنين\u2069\n" in text
    assert text.count("English de 3") == 1
    assert "- [2] Norde Post (German), ¶ 3 (in English at [1])\n  > Montag gesperrt. Zwei" in text


def test_contradictions_come_first_and_silence_is_told_apart(briefing: Briefing):
    text = to_markdown(briefing)
    assert text.index("Number of injured (**contradiction**, number)") < text.index("Source of the news (difference")
    assert "**Al-Jisr** *denies:* not two but three" in text
    assert "*silent:* 诺德晨报" in text


def test_a_date_of_scraping_is_shown_as_such(briefing: Briefing):
    text = to_markdown(briefing)
    assert "20 November 2026 – scraped, not a publication date (stated)" in text
    assert "20 November 2026 – published, as given with the article" in text
    assert "no publication date is stated" in text


def test_what_is_not_from_the_sources_says_so(briefing: Briefing):
    assert "### Editor's notes (not from the sources)\n\n- **Bridge**: There are two of this name." in to_markdown(
        briefing
    )


def test_every_article_is_accounted_for_at_the_end(briefing: Briefing):
    text = to_markdown(briefing)
    end = text.split("## Sources")[1]
    for id_ in ("aaa111", "bbb222", "ccc333", "ddd444", "eee555"):
        assert id_ in end
    brief = text.split("\n## Evidence\n")[0]
    assert re.search(r"- failed: S4 unnamed (?:\w+ )?outlet \(ddd444.txt\): the model declined", brief)
    assert "- skipped: S5 Ledger: told yesterday" in brief
    assert "- failed: scan.pdf: no text layer" in brief
    assert "found by rule: wants praise\n  - ¶ 1\n    > Startseite \\| Wetter" in brief
    assert "- Warnings by code: coverage: 1, quote-not-found: 1, weekday: 1" in text


def test_a_quote_that_is_not_where_it_should_be_is_said_not_to_be(briefing: Briefing):
    story = briefing.stories[0]
    stray = story.headline.citations[0].model_copy(update={"start": 0, "end": 5})
    headline = story.headline.model_copy(update={"citations": (stray,)})
    moved = briefing.model_copy(update={"stories": (story.model_copy(update={"headline": headline}),)})
    assert "⚠ these words were not found in the source" in to_markdown(moved)


def test_a_day_without_stories_says_so(briefing: Briefing):
    assert "This briefing has no stories." in to_markdown(briefing.model_copy(update={"stories": ()}))


def test_one_briefing_gives_one_text(briefing: Briefing):
    assert to_markdown(Briefing.model_validate_json(briefing.model_dump_json())) == to_markdown(briefing)


def test_its_order_is_that_of_every_other_format(briefing: Briefing):
    """Markdown once had a path of its own, and its parts had come into another order."""
    parts = [block.text for block in document_of(briefing).blocks if block.kind in {"part", "chapter"}]
    assert re.findall(r"^#### (\D.*)$|^## (\D.*)$", to_markdown(briefing), re.MULTILINE) == [
        (part, "") if part not in CHAPTERS else ("", part) for part in parts
    ]
