"""Text that nobody sees until a script runs is read where nothing else is there, and only then."""

from __future__ import annotations

import json

import pytest

from briefing.errors import ArticleUnreadable
from briefing.ingest.article import Page
from briefing.ingest.html.page import read_page

FIRST = "Il risultato è molto positivo: sono stati osservati sedici nuovi nati nella popolazione del parco nazionale."
SECOND = "In ben 125 occasioni nel 2019 sono state osservate femmine con cuccioli, secondo il direttore del parco."
ARTICLE = f"<h1>Il conteggio degli orsi</h1><p>{FIRST}</p><p>{SECOND}</p>"
SEEN = (
    "<article><p>La giunta di Lindau ha deciso lunedì di chiudere il ponte sul lago per due anni, fino al 2027.</p>"
    "<p>I lavori costano circa tre milioni di euro e cominciano in gennaio, dice il comune.</p></article>"
)
SCRIPT = "<script type='application/ld+json'>" + json.dumps(
    {"@type": "NewsArticle", "headline": "Il conteggio degli orsi", "articleBody": f"{FIRST}\n{SECOND}"}
) + "</script>"  # fmt: skip


def body_of(body: str, head: str = ""):
    page = f"<html lang='it'><head><title>Il conteggio degli orsi</title>{head}</head><body>{body}</body></html>"
    article = read_page(Page(page.encode(), "page"))
    return [p.text for p in article.paragraphs if p.kind == "body"], article.notes


SHOWN_LATER = {
    "noscript": f"<noscript><article>{ARTICLE}</article></noscript>",
    "template": f"<template><article>{ARTICLE}</article></template>",
    "hidden": f"<div hidden><article>{ARTICLE}</article></div>",
    "display:none": f"<div style='display: none'><article>{ARTICLE}</article></div>",
    "opacity:0": f"<div style='opacity:0'><article>{ARTICLE}</article></div>",
    "visibility:hidden": f"<main style='visibility:hidden'>{ARTICLE}</main>",
}


@pytest.mark.parametrize("reason", SHOWN_LATER)
def test_where_nothing_is_visible_the_article_is_what_scripts_show(reason):
    around = "<nav><a href='/'>Home</a></nav><p>Abilita JavaScript.</p><footer><p>Impressum e privacy</p></footer>"
    body, notes = body_of(around + SHOWN_LATER[reason])
    assert [text for text in body if "JavaScript" not in text] == [FIRST, SECOND]
    assert f"next to no text is visible: the article was taken from hidden text ({reason})" in notes


@pytest.mark.parametrize("reason", SHOWN_LATER)
def test_beside_visible_text_hidden_text_is_never_the_article(reason):
    body, _ = body_of(SEEN + SHOWN_LATER[reason])
    assert body
    assert FIRST not in body


@pytest.mark.parametrize(
    "hidden",
    [
        f"<!-- {FIRST} {SECOND} -->",
        f"<div style='font-size:0'>{ARTICLE}</div>",
        f"<div style='text-indent:-9999px'>{ARTICLE}</div>",
        f"<div style='position:absolute;left:-9999px'>{ARTICLE}</div>",
        f"<div style='color:#fff'>{ARTICLE}</div>",
        f"<div class='sr-only'>{ARTICLE}</div>",
    ],
)
def test_what_nobody_ever_sees_is_never_the_article(hidden):
    with pytest.raises(ArticleUnreadable, match="all text of the page is hidden"):
        body_of(hidden)


def test_json_ld_s_text_is_read_where_no_block_holds_it():
    body, notes = body_of("<div id='app'></div><footer><p>Impressum e privacy</p></footer>", SCRIPT)
    assert body == [FIRST, SECOND]
    assert "next to no text is visible: the article was taken from the JSON-LD (articleBody)" in notes


def test_json_ld_s_text_is_not_read_beside_visible_text_nor_another_article_s():
    body, _ = body_of(SEEN, SCRIPT)
    assert FIRST not in body
    other = SCRIPT.replace(
        '"headline": "Il conteggio degli orsi"', '"headline": "Un tema diverso", "url": "https://x.it/y"'
    )
    canonical = "<link rel='canonical' href='https://x.it/orsi.html'>"
    with pytest.raises(ArticleUnreadable):
        body_of("<div id='app'></div>", canonical + other)


def test_a_live_blog_s_entries_are_read_where_only_json_ld_has_them():
    entries = [
        {"@type": "BlogPosting", "headline": "Ore 10", "articleBody": FIRST},
        {"articleBody": f"<p>{SECOND}</p>"},
    ]
    node = {"@type": "LiveBlogPosting", "headline": "Il conteggio degli orsi", "liveBlogUpdate": entries}
    body, _ = body_of("<div id='app'></div>", f"<script type='application/ld+json'>{json.dumps(node)}</script>")
    assert [text for text in body if text != "Ore 10"] == [FIRST, SECOND]


def test_a_page_of_links_that_hides_a_dialog_stays_a_page_of_links():
    links = "".join(f"<div><a href='/{n}'>Una notizia qualunque numero {n}</a></div>" for n in range(30))
    body, notes = body_of(f"{links}<div style='display:none'><p>{FIRST}</p></div>")
    assert FIRST not in body
    assert not any("next to no" in note for note in notes)


@pytest.mark.parametrize("name", ["__NEXT_DATA__", "__NUXT_DATA__"])
def test_the_data_of_a_program_are_not_read_and_that_is_said(name):
    data = json.dumps({"text": FIRST * 30})
    script = f"<script id='{name}' type='application/json'>{data}</script>"
    with pytest.raises(ArticleUnreadable, match=rf"by script only \(its data in {name} aren't read\)"):
        body_of(f"<div id='app'></div>{script}")
    _, notes = body_of(f"<p>Caricamento in corso della pagina.</p>{script}")
    assert any(name in note for note in notes)


def test_deleted_text_is_no_text_of_the_article_and_is_kept_as_what_it_is():
    costs = "<p>Costa <del>34</del> <ins>3,4</ins> milioni di euro, dice il comune.</p>"
    body = f"<article><h1>Il ponte</h1><p>{FIRST}</p>{costs}</article>"
    article = read_page(Page(f"<html lang='it'><body>{body}</body></html>".encode(), "page"))
    assert "Costa 3,4 milioni di euro, dice il comune." in [p.text for p in article.paragraphs if p.kind == "body"]
    assert [p.text for p in article.paragraphs if p.rule == "deleted-text"] == ["34"]
    assert "deleted text: 1 piece" in article.notes


def test_an_element_for_deleted_text_that_is_never_closed_deletes_nothing():
    body = f"<article><h1>Il ponte</h1><s><p>{FIRST}</p><p>{SECOND}</p></article>"
    article = read_page(Page(f"<html lang='it'><body>{body}</body></html>".encode(), "page"))
    assert [p.text for p in article.paragraphs if p.kind == "body"] == [FIRST, SECOND]
