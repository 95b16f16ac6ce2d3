"""Pages that came and aren't the article."""

from __future__ import annotations

import time

import pytest

from briefing.ingest.web.fetch import Fetched, NotFetched
from briefing.ingest.web.paywalls import seen_text
from fetching import PAGE, fetcher, get, site, to

PAID = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree": "False"}</script>'


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "head", [PAID, PAID.replace('"False"', "false"), '<meta property="article:content_tier" content="locked">']
)
async def test_a_teaser_of_a_page_that_is_not_free_is_said_and_kept(head):
    async with site({"/": page("<h1>Titel</h1><p>Nur die Unterzeile.</p>", head)}) as served:
        outcome = await get(served)
    assert isinstance(outcome, NotFetched)
    assert outcome.why == "paywall"
    assert b"Nur die Unterzeile" in outcome.page.body


async def test_a_page_that_is_not_free_and_long_all_the_same_goes_on_with_a_note():
    async with site({"/": page("<p>" + "Ein langer Artikel. " * 60, PAID)}) as served:
        outcome = await get(served)
    assert isinstance(outcome, Fetched)
    assert outcome.notes == ("it says it isn't free (isAccessibleForFree): perhaps not the whole article",)


@pytest.mark.parametrize(
    "words",
    ["We value your privacy. ACCEPT ALL", "Wir nutzen Cookies. Alle akzeptieren", "Tout accepter",
     "Принять все cookies", "قبول الكل", "すべて同意する", "Tümünü kabul et",
     "Aceptar todo", "Přijmout vše", "Godk&auml;nn alla"],
)  # fmt: skip
async def test_a_form_that_asks_for_consent_is_no_article(words):
    async with site({"/": page(f"<h2>{words}</h2><button>OK</button>")}) as served:
        assert (await get(served)).why == "consent"


async def test_a_redirect_to_a_consent_page_is_seen_whatever_it_says():
    async with site({"/a": to("/cookie-wall?next=/a"), "/cookie-wall": PAGE, "/b": PAGE}) as served, fetcher() as made:
        path = await made.fetch(served.url("/a"))
        served.answers["/b"] = to(served.url("/c", host="consent.news.example"))
        served.answers["/c"] = PAGE
        host = await made.fetch(served.url("/b"))
    assert (path.why, host.why) == ("consent", "consent")
    assert path.page.body == PAGE.encode()


@pytest.mark.parametrize(
    "body",
    ["<p>Kurze Meldung: Die Brücke ist wieder frei.</p>",
     "<article>" + "Text. " * 200 + "<div>Alle akzeptieren</div></article>",
     "<p>Kurz</p><script>consent.text = 'Accept all'</script><!-- Accept all -->"],
)  # fmt: skip
async def test_an_article_is_no_wall(body):
    async with site({"/": page(body), "/cookie-wall": page(body)}) as served:
        assert isinstance(await get(served), Fetched)
        assert isinstance(await get(served, "/cookie-wall"), Fetched)


async def test_what_is_no_page_is_not_judged_as_one():
    answers = {
        "/f": (200, {"content-type": "application/rss+xml"}, b"<rss/>"),
        "/p": (200, {"content-type": "application/pdf"}, b"%PDF"),
        "/t": (200, {"content-type": None}, b"text"),
        "/n": (200, {"content-type": None}, b"<html><body></body></html>"),
    }
    async with site(answers) as served:
        assert [type(await get(served, path)) for path in answers] == [Fetched, Fetched, Fetched, NotFetched]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<title>T</title><p>a<b>b</b>&amp;&nbsp;c", "a b &\xa0c".replace("\xa0", " ")),
        ("<script>x</script>a<STYLE >y</style\n>b<!-- c -->d", "a b d"),
        ("a<script>never closed", "a"),
        ("a<!-- never closed", "a"),
        ("<scripted>a</scripted>", "a"),
        ("1 < 2 and 3 > 2", "1 2"),
        ("", ""),
    ],
)
def test_the_text_that_is_seen(content, text):
    assert seen_text(content.encode()) == text


@pytest.mark.parametrize("part", [b"<script>", b"<!--", b"<", b"<p ", b"&", b"<svg></svg>", b"<p a='", b" "])
def test_a_page_of_tricks_takes_no_long_time(part):
    begun = time.perf_counter()
    seen_text(part * (1_000_000 // len(part)))
    assert time.perf_counter() - begun < 2


async def test_a_million_bytes_of_style_before_the_article_are_no_wall():
    style = f"<style>{'.a{color:red}' * 90_000}</style>"
    async with site({"/": page("<p>" + "Ein langer Artikel. " * 60, PAID + style)}) as served:
        assert isinstance(await get(served), Fetched)
