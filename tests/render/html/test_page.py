"""The page: what is in it, that quotes are marked at their offsets, and that no text becomes markup."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re

import pytest

from briefing.models import Briefing, Evidence
from briefing.render import clean, to_html
from briefing.render.html.compress import tree_of
from briefing.render.view import view_of
from heavy_day import heavy_day
from parsed_page import ATTRIBUTES, TAGS, Page
from report_samples import LEADS, day

HOSTILE = (
    " <script>alert(1)</script> <img src=x onerror=alert(1)> \" onmouseover=\"x ' onfocus='x </style></script></title>"
    " </textarea> <a href=javascript:alert(1)>x</a> javascript:alert(1) &lt;b&gt; &#60;i&#62; {{ 7*7 }} {% raw %}"
    " <!-- <![CDATA[ \u202eoverride\u2066 \x1b[31m\x00\x9b \U000e0041\n\u2028"
)


def everything_quoted(briefing: Briefing) -> list[Evidence]:
    found: list[Evidence] = []

    def walk(value: object) -> None:
        if isinstance(value, Evidence):
            found.append(value)
        elif isinstance(value, tuple):
            for part in value:
                walk(part)
        elif hasattr(type(value), "model_fields"):
            for name in type(value).model_fields:
                walk(getattr(value, name))

    walk(briefing.stories)
    return found


def marked(page: Page, anchor: str) -> str:
    """The words that a citation marks in the source it leads to."""
    number, span = anchor.removeprefix("q").split("-")
    inside, words = False, ""
    for tag, attrs, text in page.elements:
        if tag == "div" and re.fullmatch(r"b\d+", attrs.get("id") or ""):
            inside = attrs["id"] == f"b{number}"
        if inside and tag == "mark" and span in (attrs["data-q"] or "").split():
            words += "".join(text)
    return words


def spans_of(link: dict[str, str | None]) -> list[str]:
    """All anchors that a mark stands for: one mark an outlet, however many quotes."""
    href = link["href"] or ""
    return [f"{href.split('-')[0]}-{n}" for n in (link.get("data-q") or "").split()] or [href]


@pytest.mark.parametrize("taint", ["", " taint", HOSTILE])
def test_quotes_are_marked_exactly_at_their_offsets(taint: str):
    briefing = day(taint)
    page = Page(to_html(briefing))
    links = {href for a, _ in page.all("a") if (a.get("href") or "").startswith("#q") for href in spans_of(a)}
    words = {marked(page, href[1:]) for href in links if href}
    assert {clean(piece.quote) for piece in everything_quoted(briefing)} - {"made up"} <= words
    ids = [attrs["id"] for _, attrs, _ in page.elements if "id" in attrs]
    assert {href[1:] for href in links if href} <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_marked_paragraph_is_the_whole_paragraph(briefing: Briefing):
    page = Page(to_html(briefing))
    ((_, row),) = page.all("div", id="s1p3")
    assert row == "3English de 3Die Brücke ist seit Montag gesperrt. Zwei Menschen wurden verletzt."


def test_hostile_text_in_every_field_changes_nothing_in_the_structure():
    # As long, so that the articles are as much alike in both: copies are drawn as such.
    harmless = "".join(f" taint{n}" for n in range(40))
    assert Page(to_html(day(HOSTILE))).shape() == Page(to_html(day(harmless))).shape()


def test_only_our_own_elements_and_attributes_are_there():
    page = Page(to_html(day(HOSTILE)))
    for tag, attrs, _ in page.elements:
        assert tag in TAGS
        assert set(attrs) <= ATTRIBUTES
        href = attrs.get("href")
        assert href is None or href.startswith("#") or href in LEADS


def test_an_address_that_is_no_web_address_is_text(briefing: Briefing):
    source = briefing.reports[0].article.model_copy(update={"url": "javascript:alert(1)"})
    report = briefing.reports[0].model_copy(update={"article": source})
    page = Page(to_html(briefing.model_copy(update={"reports": (report, *briefing.reports[1:])})))
    assert all((attrs["href"] or "").startswith("#") for attrs, _ in page.all("a") if "href" in attrs)


def test_no_control_character_is_left():
    text = to_html(day(HOSTILE))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]", text)
    assert "‹U+202E›" in text


def test_the_policy_admits_this_style_and_this_script_and_nothing_else(briefing: Briefing):
    page = Page(to_html(briefing))
    ((attrs, _),) = page.all("meta", **{"http-equiv": "Content-Security-Policy"})
    policy = dict(part.split(" ", 1) for part in (attrs["content"] or "").split("; "))
    assert policy["default-src"] == "'none'"
    for tag in ("style", "script"):
        ((_, text),) = [(attrs, text) for attrs, text in page.all(tag) if "type" not in attrs]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert policy[f"{tag}-src"] == f"'sha256-{digest}'"


def test_nothing_is_fetched(briefing: Briefing):
    page = Page(to_html(briefing))
    assert not {"src", "srcset", "action", "poster", "style"} & {
        name for _, attrs, _ in page.elements for name in attrs
    }
    ((_, style),) = page.all("style")
    assert "url(" not in style
    assert "@import" not in style


def test_originals_carry_language_and_direction(briefing: Briefing):
    page = Page(to_html(briefing))
    paragraphs = page.all("p", lang="ar")
    assert len(paragraphs) == 4
    assert {attrs["dir"] for attrs, _ in paragraphs} == {"rtl"}
    assert {attrs["dir"] for attrs, _ in page.all("p", lang="zh-Hans")} == {"ltr"}


def test_a_story_told_in_another_language_says_so_and_how_it_was_checked(briefing: Briefing):
    (story,) = briefing.stories
    told = story.sentences[0].replace(text="أُغلق الجسر منذ الاثنين.", english="The bridge has been closed.")
    headline = story.headline.replace(text="إغلاق الجسر")
    made = briefing.replace(stories=(story.replace(language="ar", headline=headline, sentences=(told,)),))
    page = Page(to_html(made))
    ((attrs, _),) = page.all("h2", id="h1")
    assert (attrs["lang"], attrs["dir"]) == ("ar", "rtl")
    assert ("ar", "rtl") in [(a.get("lang"), a.get("dir")) for a, text in page.all("p") if text == told.text]
    assert any("Checked in English: “The bridge has been closed.”" in text for _, text in page.all("ul"))
    assert "lang" not in Page(to_html(briefing)).all("h2", id="h1")[0][0]


def test_boilerplate_is_greyed_and_names_its_rule(briefing: Briefing):
    page = Page(to_html(briefing))
    ((attrs, text),) = page.all("div", id="s1p1")
    assert attrs["class"] == "r boilerplate"
    assert text.endswith("boilerplate: menu")


def test_only_a_warning_is_marked_and_every_sentence_says_how_it_was_checked(briefing: Briefing):
    page = Page(to_html(briefing))
    told = [(attrs["class"], text) for attrs, text in page.all("li") if (attrs.get("class") or "").startswith("line k")]
    assert [(kind, text.split("Code:")[0].strip()) for kind, text in told] == [
        ("line k", "The bridge has been closed since Monday. Norde Post de Al-Jisr ar"),
        (
            "line k is-warned",
            "planned: It is to reopen on Friday. 诺德晨报 zh-Hans ⚠ Warning: The weekday has no date.",
        ),
        ("line k", "denied: Nordia denies that anyone was hurt. Al-Jisr ar"),
    ]
    for _, text in told:
        assert "word for word" in text
        assert "Second reader: not used." in text


def test_contradictions_come_first(briefing: Briefing):
    text = to_html(briefing)
    assert text.index("Number of injured") < text.index("Source of the news")


def test_failed_articles_stand_at_the_top_and_every_article_at_the_end(briefing: Briefing):
    text = to_html(briefing)
    assert text.index("1 article failed.") < text.index("<article")
    for known in ("aaa111", "bbb222", "ccc333", "the model declined", "told yesterday", "no text layer"):
        assert known in text.split("id=articles")[1]


def test_what_is_not_from_the_sources_says_so(briefing: Briefing):
    ((attrs, text),) = Page(to_html(briefing)).all("aside")
    assert attrs["aria-label"] == "Editor's notes, not from the sources"
    assert "not from the sources" in text
    assert "There are two of this name." in text


def test_a_quote_that_is_not_where_it_should_be_marks_nothing(briefing: Briefing):
    story = briefing.stories[0]
    stray = story.headline.citations[0].model_copy(update={"start": 2, "end": 9})
    headline = story.headline.model_copy(update={"citations": (stray,)})
    page = Page(to_html(briefing.model_copy(update={"stories": (story.model_copy(update={"headline": headline}),)})))
    ((attrs, text),) = page.all("a", **{"class": "c lost"})
    assert attrs["href"] == "#s1p3"
    assert "words not found" in text
    # The words stand in other citations; these offsets hold none of them.
    assert len(page.all("a", **{"class": "c"})) == len(Page(to_html(briefing)).all("a", **{"class": "c"})) - 1
    assert "0 of 1 quotes were found word for word in the source" in "".join(
        text for _, text in page.all("ul", **{"class": "proof"})
    )


def test_evidence_of_an_unknown_article_is_no_link(briefing: Briefing):
    story = briefing.stories[0]
    stray = story.headline.citations[0].model_copy(update={"article": "zzz"})
    headline = story.headline.model_copy(update={"citations": (stray,)})
    page = Page(to_html(briefing.model_copy(update={"stories": (story.model_copy(update={"headline": headline}),)})))
    assert page.all("span", **{"class": "c lost"})


def test_an_english_article_is_shown_once(briefing: Briefing):
    skipped = briefing.reports[4]
    passed = {"model": None, "article": skipped.article.id}
    twin = briefing.reports[0].translation
    assert twin
    report = skipped.model_copy(update={"status": "done", "translation": twin.model_copy(update=passed)})
    page = Page(to_html(briefing.model_copy(update={"reports": (*briefing.reports[:4], report)})))
    ((attrs, text),) = page.all("div", id="b5")
    assert attrs["class"] == "text one"
    assert "English" not in text


def test_an_empty_day_still_is_a_page(briefing: Briefing):
    empty = briefing.model_copy(update={"stories": (), "reports": (), "unread": (), "notices": ()})
    assert "This briefing has no stories." in to_html(empty)


def test_one_briefing_gives_one_page(briefing: Briefing):
    assert to_html(Briefing.model_validate_json(briefing.model_dump_json())) == to_html(briefing)


def test_a_value_can_t_end_the_block_it_stands_in():
    assert to_html(day("</script><script>alert(1)</script>")).count("</script>") == 2


def test_website_text_is_folded_unless_something_is_quoted_from_it(briefing: Briefing):
    def folded(made: Briefing) -> str:
        return "".join(text for _, text in Page(to_html(made)).all("details", **{"class": "site"}))

    assert "Startseite" not in folded(briefing)
    unquoted = briefing.reports[0].replace(extraction=None)
    assert "Startseite" in folded(briefing.replace(reports=(unquoted, *briefing.reports[1:])))


# ── the texts of a large day ──


def test_what_is_packed_grows_into_the_same_elements():
    markup = '<p lang="ar">a &lt;b&gt; <br><mark id="q1-0" data-q="0 1">c</mark></p>d'
    assert tree_of(markup) == [
        ["p", {"lang": "ar"}, "a <b> ", ["br", 0], ["mark", {"id": "q1-0", "data-q": "0 1"}, "c"]],
        "d",
    ]


# Of 44 articles a page is just long enough to be packed.
@pytest.mark.parametrize("articles", [44, pytest.param(200, marks=pytest.mark.slow)])
def test_a_large_page_keeps_its_sentences_plain_and_packs_the_rest(articles: int):
    heavy = heavy_day(articles)
    page = to_html(heavy)
    assert len(page.encode()) < 2_000_000
    plain, block = page.split("id=packed>", 1)
    block = block.split("</script>", 1)[0]
    parts = json.loads(gzip.decompress(base64.b64decode(block)))
    assert len(parts) == len(heavy.stories) + len(heavy.reports)
    for story in view_of(heavy).stories:
        assert all(sentence.text in plain for sentence in (story.story.headline, *story.leads))
    last = heavy.reports[-1]
    assert last.article.paragraphs[3].text[:20] in json.dumps(parts[f"b{articles}"], ensure_ascii=False)


def test_evidence_counts_by_its_span_even_where_two_begin_together(briefing: Briefing):
    source = view_of(briefing).sources[0]
    begun = [n for row in source.rows() for part in row.segments for n in part.begins]
    assert sorted(begun) == list(range(len(source.spans)))
    assert any(len(part.begins) > 1 for row in source.rows() for part in row.segments)
