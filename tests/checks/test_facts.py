"""What strings say of a written story: values and days that stand nowhere, and articles that are no two origins."""

from __future__ import annotations

import pytest

from briefing.checks.facts import counted_as_one, unknown_figures, unrecorded_date, unsupported_figure, with_facts
from briefing.checks.houses import one_house
from briefing.models import Evidence, Member, OpenQuestion, Origin, Outlet, Position, TimelineEntry
from report_samples import article, day, extraction


def member(name: str, *, url: str | None = None, outlet: str | None = None) -> Member:
    text = article(name * 12, "en", (("body", f"Words of {name}."),), url=url)
    return Member(article=text, extraction=extraction(text, outlet=Outlet(name=outlet) if outlet else None))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"url": "https://www.dw.com/ar/x"}, {"url": "https://dw.com/de/y"}),
        ({"url": "https://www.bbc.co.uk/a"}, {"url": "https://persian.bbc.co.uk/b"}),
        ({"outlet": "BBC News Arabic"}, {"outlet": "BBC Persian"}),
        ({"outlet": "Le Monde"}, {"outlet": "Le Monde in English"}),
        ({"outlet": "Deutsche Welle (Türkçe)"}, {"outlet": "Deutsche Welle"}),
        ({"outlet": "El Faro"}, {"outlet": "el faro"}),
    ],
)
def test_editions_of_one_house_are_known_by_their_address_or_by_a_language_in_the_name(one, other):
    assert one_house(member("a", **one), member("b", **other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"url": "https://a.blogspot.com/1"}, {"url": "https://b.blogspot.com/2"}),
        ({"url": "https://www.bbc.co.uk/a"}, {"url": "https://www.times.co.uk/b"}),
        ({"url": "https://t.me/one/1"}, {"url": "https://t.me/two/1"}),
        ({"outlet": "Irish Independent"}, {"outlet": "The Independent"}),
        ({"outlet": "Greek Reporter"}, {"outlet": "Turkish Reporter"}),
        ({"outlet": "News in English"}, {"outlet": "Arabic Service"}),
        ({"outlet": "Sky News"}, {"outlet": "BBC News"}),
        ({"url": "http://127.0.0.1/a"}, {"url": "http://127.0.0.1/b"}),
        ({}, {}),
    ],
)
def test_what_only_looks_alike_is_no_house(one, other):
    assert one_house(member("a", **one), member("b", **other)) is None


def story_of(*members: Member, origins: list[Origin], unknown: tuple[str, ...] = ()):
    story = day().stories[0]
    ids = tuple(m.article.id for m in members)
    return story.replace(
        articles=ids, origins=tuple(origins), origin_unknown=unknown, discrepancies=(), timeline=(), counted_together=()
    )


def origin(name: str, *articles: str, words: bool = False) -> Origin:
    evidence = (Evidence(article=articles[0], paragraph=1, quote="W", start=0, end=1),) if words else ()
    return Origin(name=name, kind="other", articles=articles, reason="r", evidence=evidence)


def test_two_editions_count_once_at_least_and_at_most():
    one, two = member("a", url="https://dw.com/a"), member("b", url="https://www.dw.com/b")
    mine, theirs = one.article.id, two.article.id
    apart = story_of(one, two, origins=[origin("DW", mine), origin("DW Arabic", theirs)])
    assert apart.origin_range() == (2, 2)
    assert with_facts(apart, [one, two]).origin_range() == (1, 1)
    untold = story_of(one, two, origins=[origin("DW", mine)], unknown=(theirs,))
    assert untold.origin_range() == (1, 2)
    assert with_facts(untold, [one, two]).origin_range() == (1, 1)


def test_two_editions_that_each_name_a_source_are_two_origins():
    one, two = member("a", url="https://dw.com/a"), member("b", url="https://www.dw.com/b")
    sources = [origin("Reuters", one.article.id, words=True), origin("the ministry", two.article.id, words=True)]
    told = story_of(one, two, origins=sources)
    assert list(counted_as_one(told, {m.article.id: m for m in (one, two)})) == []


def test_articles_of_a_common_origin_and_of_none_that_is_known_are_left_as_they_are():
    one, two = member("a", url="https://dw.com/a"), member("b", url="https://www.dw.com/b")
    ids = (one.article.id, two.article.id)
    assert with_facts(story_of(one, two, origins=[origin("DW", *ids)]), [one, two]).counted_together == ()
    assert with_facts(story_of(one, two, origins=[], unknown=ids), [one, two]).origin_range() == (1, 1)


def position(value: str, statement: str, quote: str = "") -> Position:
    evidence = (Evidence(article="a", paragraph=1, quote=quote, start=0, end=len(quote)),) if quote else ()
    return Position(article="a", stance="says", statement=statement, value=value, evidence=evidence)


@pytest.mark.parametrize(
    ("value", "statement", "quote"),
    [
        ("7", "Seven gold coins were stolen", ""),
        ("at least 14", "at least fourteen people died", ""),
        ("2.3 billion", "the cost is put high", "2,3 Milliarden"),
        ("1,195 km", "it is 1,195 km long", ""),
        ("15 years agreed", "the sides met at fifteen years", ""),
        ("nothing agreed", "they still talk", ""),
        ("12", "a dozen, they say", "一共12人"),
    ],
)
def test_a_value_that_stands_in_its_statement_or_its_words_is_left_alone(value, statement, quote):
    assert unsupported_figure(position(value, statement, quote)) == ""


@pytest.mark.parametrize(
    ("value", "missing"), [("41", "41"), ("at least 8", "8"), ("1,159 km", "1,159"), ("14 and 3", "3")]
)
def test_a_value_that_stands_nowhere_is_told(value, missing):
    found = unsupported_figure(position(value, "at least 14 people died on 1,195 km", "14 Tote, 1195 km"))
    assert found == missing


def test_a_day_of_the_timeline_needs_a_record_or_words():
    text = member("a")
    quote = text.article.raw[:1]
    rests = {"article": text.article.id, "paragraph": 1, "quote": quote, "start": 0, "end": 1}
    entry = TimelineEntry.model_validate(
        {"date": "2026-11-18", "basis": "stated", "event": "it happened", "status": "happened", "citations": [rests]}
    )
    assert "2026-11-18" in unrecorded_date(entry, {text.article.id: text})
    given = Member(article=text.article.replace(published="2026-11-18"), extraction=text.extraction)
    assert unrecorded_date(entry, {text.article.id: given}) == ""
    flagged = with_facts(story_of(text, origins=[]).replace(timeline=(entry,)), [text]).timeline[0]
    assert [flag.code for flag in flagged.flags] == ["timeline-date"]


def told_in(text: str) -> tuple:
    words = article("q" * 12, "de", (("body", text),))
    member = Member(article=words, extraction=extraction(words))
    return story_of(member, origins=[]), {words.id: member}


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Who pays the 7413 euros?", "7413"),
        ("Will it be signed on 3 February?", "3 February"),
        ("Who pays the 2.3 billion euros?", ""),
        ("What follows after 17 November?", ""),
        ("Was it twelve or 12 people?", ""),
        ("Who pays?", ""),
    ],
)
def test_a_figure_or_a_day_of_an_open_question_stands_somewhere(question, missing):
    story, members = told_in("Das Kabel kostet 2,3 Milliarden Euro, hieß es am 17. November 2026.")
    assert unknown_figures(question, story, members) == missing
    asked = story.replace(open_questions=(OpenQuestion(text=question),))
    (told,) = with_facts(asked, members.values()).open_questions
    assert [flag.code for flag in told.flags] == (["question-figure"] if missing else [])
    english = story.replace(headline=story.headline.replace(text=question))
    assert unknown_figures(question, english, members) == ""
