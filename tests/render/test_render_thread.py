"""What a story continues, in the page and in Markdown: linked, marked, and the background folded."""

from __future__ import annotations

import lxml.html
import pytest

from briefing.models import Briefing, Continuation, Flag, OldSentence, SentenceNews, StoryRef
from briefing.render import to_html, to_markdown

EVIL = "Old <script>alert(1)</script> [x](javascript:1) news"


@pytest.fixture
def continued(briefing) -> Briefing:
    """The sample's first story continues one of the day before; its sentences are new, changed, changed, known."""
    story = briefing.stories[0]
    last = story.sentences[-1].model_copy(update={"n": 4, "text": "It was built long ago."})
    story = story.model_copy(update={"sentences": (*story.sentences[:3], last)})
    old = OldSentence(date="2026-11-19", story="old", n=2, text="The old sentence.", status="planned")
    kinds = [
        SentenceNews(n=1, kind="new", old=None),
        SentenceNews(n=2, kind="update", old=old, was="the old figure", now="the new figure"),
        SentenceNews(n=3, kind="update", old=old, flags=(Flag(code="thread-not-repeated", message="but 17 is new"),)),
    ]
    kinds.append(SentenceNews(n=4, kind="repeated", old=old))
    link = Continuation(
        date="2026-11-19",
        story="old",
        number=2,
        headline=EVIL,
        also=(StoryRef(date="2026-11-17", story="older", number=1, headline="Older news"),),
        sentences=tuple(kinds),
    )
    story = story.model_copy(update={"continues": link})
    return briefing.model_copy(update={"stories": (story, *briefing.stories[1:])})


def test_the_page_links_the_earlier_story_and_tells_first_what_changed_for_sure(continued):
    page = lxml.html.fromstring(to_html(continued))
    story = page.xpath("//article[@id='story-1']")[0]
    (changed,) = story.xpath(".//div[@id='story-1-changed']")
    links = changed.xpath("./p[@class='note']/a/@href")
    assert links == ["../2026-11-19/briefing.html#story-2", "../2026-11-17/briefing.html#story-1"]
    assert "1 sentence new, 2 changed, 1 as before" in changed.text_content()
    # Where the changed words are known and stand in both days' sentences, they are marked there.
    assert [" ".join(row.text_content().split()) for row in changed.xpath(".//div[@class='was']/div")] == [
        "The old sentence.It is to reopen on Friday.",
        "The old sentence.Nordia denies that anyone was hurt.",
    ]
    (top,) = page.xpath("//section[@id='contents']//dl")
    assert " ".join(top.text_content().split()) == "changedthe old figure, now→ the new figure"
    assert top.xpath(".//a/@href") == ["#story-1-s2"]
    assert "but 17 is new" in story.text_content()
    assert [e.text for e in page.xpath("//section[@id='contents']//a[@class='chip new']")] == ["updated"]
    assert "<script>alert(1)" not in to_html(continued)


def test_markdown_says_the_same_and_nothing_in_it_is_obeyed(continued):
    story = continued.stories[0]
    sentences = tuple(each.model_copy(update={"lead": each.n < 4}) for each in story.sentences)
    text = to_markdown(continued.model_copy(update={"stories": (story.model_copy(update={"sentences": sentences}),)}))
    assert "\n  - changed: the old figure → **the new figure**\n" in text.split("\n## 1. ")[0]
    assert "](../2026-11-19/briefing.md)” of 19 November 2026" in text
    assert "1 sentence new, 2 changed" in text
    assert "“the old figure”, now “the new figure”" in text
    assert text.index("#### Already reported") > text.index("“the new figure”")
    assert "<script>" not in text
    assert r"\[x\](javascript:1)" in text  # escaped brackets are no link


def test_a_story_of_today_alone_looks_as_before(briefing):
    assert "What changed" not in to_html(briefing)
    assert "Already reported" not in to_markdown(briefing)
