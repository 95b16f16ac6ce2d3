"""Structured data of other articles on a page never describes the page."""

from __future__ import annotations

import json

import pytest

from briefing.ingest.article import Given, Page
from briefing.ingest.html.page import read_page

URL = "https://www.example.org/2024/12/bruecke.html"
TEXT = (
    "<p>Der Stadtrat von Lindau hat am Montag beschlossen, die Seebrücke für zwei Jahre zu sperren.</p>"
    "<p>Die Sanierung kostet nach Angaben der Stadt rund 3,4 Millionen Euro und beginnt im Januar.</p>"
)
OWN = {
    "@type": "NewsArticle",
    "headline": "Seebrücke wird gesperrt",
    "datePublished": "2024-12-15T08:00:00+01:00",
    "author": {"@type": "Person", "name": "Rita Brandt"},
    "publisher": {"@type": "Organization", "name": "Der Bote"},
}
OTHER = {
    "@type": "NewsArticle",
    "headline": "Ganz anderes Thema",
    "url": "https://www.example.org/2023/01/anderes.html",
    "datePublished": "2023-01-01T07:00:00+01:00",
    "author": {"@type": "Person", "name": "Fremd Fremder"},
    "publisher": {"@type": "Organization", "name": "Fremdblatt"},
    "articleBody": "Ein ganz anderer Text über ein anderes Thema. " * 5,
}


def read(*scripts: object, head: str = "", body: str = "", title: str = "Seebrücke wird gesperrt"):
    data = "".join(f"<script type='application/ld+json'>{json.dumps(script)}</script>" for script in scripts)
    page = (
        f"<html lang='de'><head><meta charset='utf-8'><title>{title} - Der Bote</title>"
        f"<link rel='canonical' href='{URL}'>{head}{data}</head>"
        f"<body><main><article><h1>{title}</h1>{TEXT}</article>{body}</main></body></html>"
    )
    return read_page(Page(page.encode(), "page", Given()))


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param([OWN | {"mentions": [OTHER]}], id="mentions"),
        pytest.param([OWN | {"hasPart": OTHER}], id="hasPart"),
        pytest.param([OWN | {"isBasedOn": OTHER}], id="isBasedOn"),
        pytest.param([OWN | {"citation": [OTHER, OTHER]}], id="citation"),
        pytest.param([OWN | {"review": OTHER | {"@type": "Review"}}], id="review"),
        pytest.param([OWN | {"isPartOf": OTHER}], id="isPartOf"),
        pytest.param(
            [OWN, {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": OTHER}]}], id="list"
        ),
        pytest.param([{"@graph": [OTHER, OWN]}], id="graph with another first"),
        pytest.param([OTHER, OWN], id="a script of another first"),
        pytest.param([[OTHER, OWN]], id="an array"),
        pytest.param([{"@type": "WebPage", "mainEntity": OWN, "relatedLink": OTHER}], id="mainEntity of a web page"),
        pytest.param([OWN | {"headline": "Sperre", "mainEntityOfPage": URL}, OTHER], id="by mainEntityOfPage"),
        pytest.param([OWN | {"headline": "Sperre", "@id": f"{URL}#article"}, OTHER], id="by @id"),
        pytest.param([OWN | {"headline": "Sperre", "url": "http://example.org/2024/12/bruecke.html"}, OTHER], id="url"),
        pytest.param(
            [
                OWN
                | {
                    "@type": "LiveBlogPosting",
                    "liveBlogUpdate": [OTHER | {"@type": "BlogPosting"}, OTHER | {"@type": "BlogPosting"}],
                }
            ],
            id="live blog",
        ),
    ],
)
def test_the_page_is_described_by_its_own_node(scripts):
    article = read(*scripts)
    assert article.title in {"Seebrücke wird gesperrt", "Sperre"}
    assert (article.author, article.outlet, article.published) == ("Rita Brandt", "Der Bote", "2024-12-15")


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param([OTHER], id="one"),
        pytest.param([{key: value for key, value in OTHER.items() if key != "url"}], id="one without an address"),
        pytest.param([OTHER, OTHER | {"headline": "Noch ein Thema", "url": "https://www.example.org/x"}], id="two"),
        pytest.param(
            [OTHER | {"mainEntityOfPage": URL, "url": None}, OTHER | {"headline": "Drittes", "url": URL}],
            id="a list whose entries all give the page's address",
        ),
    ],
)
def test_where_only_other_articles_are_described_none_of_it_is_taken_and_a_note_says_so(scripts):
    article = read(*scripts)
    assert article.title == "Seebrücke wird gesperrt"
    assert (article.author, article.published) == (None, "2024-12")
    assert article.outlet == "example.org"
    assert any(note.startswith("JSON-LD of another article") and "anderes Thema" in note for note in article.notes)


def test_two_nodes_of_the_same_article_fill_each_other_and_their_conflicts_are_noted():
    bare = {"@type": "Article", "headline": OWN["headline"], "datePublished": "2024-12-18"}
    article = read({key: value for key, value in OWN.items() if key != "publisher"}, bare | {"publisher": "Der Bote"})
    assert (article.author, article.outlet, article.published) == ("Rita Brandt", "Der Bote", "2024-12-15")
    assert any("two values for datePublished" in note for note in article.notes)


def test_each_field_that_two_places_give_differently_is_noted():
    article = read(OWN, head="<meta property='og:site_name' content='Tagblatt'><meta name='author' content='Udo Groß'>")
    assert any(note.startswith("outlet: JSON-LD says “Der Bote”") for note in article.notes)
    assert any(note.startswith("author: JSON-LD says “Rita Brandt”") for note in article.notes)


TEASER = (
    "<{tag}><div itemscope itemtype='https://schema.org/NewsArticle'{prop}><h3 itemprop='headline'>Anderes</h3>"
    "<meta itemprop='datePublished' content='2023-01-01'><span itemprop='author' itemscope"
    " itemtype='https://schema.org/Person'><span itemprop='name'>Fremd Fremder</span></span></div></{tag}>"
)


@pytest.mark.parametrize("tag", ["aside", "nav", "section", "article"])
def test_microdata_of_teasers_is_not_the_page_s(tag):
    own = (
        "<div itemscope itemtype='https://schema.org/NewsArticle'><h1 itemprop='headline'>Seebrücke wird gesperrt</h1>"
        f"<meta itemprop='datePublished' content='2024-12-15'>{TEXT}</div>"
    )
    teaser = TEASER.format(tag=tag, prop="")
    page = f"<html><head><title>Seebrücke wird gesperrt</title></head><body>{teaser}<main>{own}</main></body></html>"
    article = read_page(Page(page.encode(), "page"))
    assert (article.published, article.author) == ("2024-12-15", None)


@pytest.mark.parametrize("prop", ["mentions", "comment", "hasPart", "review"])
def test_microdata_nested_in_the_page_s_own_item_is_not_the_page_s(prop):
    inner = TEASER.format(tag="div", prop=f" itemprop='{prop}'")
    page = (
        "<html><head><title>Seebrücke wird gesperrt</title></head><body><main itemscope"
        f" itemtype='https://schema.org/NewsArticle'>{inner}<h1>Seebrücke wird gesperrt</h1>{TEXT}</main></body></html>"
    )
    article = read_page(Page(page.encode(), "page"))
    assert (article.published, article.author) == (None, None)


def test_open_graph_elements_of_a_teaser_in_the_body_are_not_the_page_s():
    teaser = (
        "<aside><meta property='article:published_time' content='2023-01-01'><meta name='author' content='X Y'></aside>"
    )
    article = read(body=teaser)
    assert (article.published, article.author) == ("2024-12", None)


def test_rdfa_gives_the_day_of_the_page():
    article = read(body="<span property='dc:date dc:created' content='2024-12-15T09:00:00+01:00'>Sonntag</span>")
    assert (article.published, article.published_from) == ("2024-12-15", "RDFa")
