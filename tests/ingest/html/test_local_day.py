"""The day of publication is that of the page's own time zone."""

from __future__ import annotations

import pytest

from briefing.ingest.article import Given, Page
from briefing.ingest.html.found import Found
from briefing.ingest.html.local_day import local_day
from briefing.ingest.html.page import read_page

TEXT = (
    "<p>The city elected a new mayor on Tuesday night after a long count, officials said in a statement.</p>"
    "<p>She is the first woman to hold the office in the history of the city, and will be sworn in next month.</p>"
)


def read(stamp: str, *, head: str = "", line: str = "", url: str | None = None):
    page = (
        '<html lang="en"><head><title>Mayor elected</title><script type="application/ld+json">{"@type":"NewsArticle",'
        f'"headline":"Mayor elected","datePublished":"{stamp}"}}</script>{head}</head>'
        f"<body><article><h1>Mayor elected</h1>{line}{TEXT}</article></body></html>"
    )
    return read_page(Page(page.encode(), "page", Given(url=url)))


@pytest.mark.parametrize(
    ("stamp", "line", "day"),
    [
        ("2023-11-09T01:49:09Z", "PUBLISHED: November 8, 2023 at 5:49 p.m.", "2023-11-08"),
        ("2023-11-09T01:49:09.123Z", "Nov. 8, 2023", "2023-11-08"),
        ("2023-11-09T01:49:09+00:00", "By Ada Lund | November 8, 2023", "2023-11-08"),
        ("2023-11-08T15:10:00Z", "2023年11月9日 0:10", "2023-11-09"),
        ("2023-11-08T23:00:00Z", "9. November 2023", "2023-11-09"),
        ("2023-11-09T01:49:09Z", "November 9, 2023", "2023-11-09"),
        # Noon of UTC is the day before nowhere.
        ("2023-11-09T13:00:00Z", "November 8, 2023", "2023-11-09"),
        # Two days are no time zone.
        ("2023-11-09T01:49:09Z", "November 7, 2023", "2023-11-09"),
        # An offset is the page's own zone.
        ("2023-11-09T01:49:09+02:00", "November 8, 2023", "2023-11-09"),
        ("2023-11-09T01:49:09Z", "", "2023-11-09"),
    ],
)
def test_the_day_its_readers_see_goes_before_that_of_utc(stamp, line, day):
    assert read(stamp, line=f"<p>{line}</p>" if line else "").published == day


def test_the_address_tells_the_day_too_and_the_stamp_in_utc_is_no_second_day():
    article = read("2023-11-09T01:49:09Z", url="https://example.com/2023/11/08/mayor-elected/")
    assert [(date.role, date.value, date.basis) for date in article.dates] == [("published", "2023-11-08", "stated")]
    assert any("gives 2023-11-09 in UTC; the page's own day is 2023-11-08" in note for note in article.notes)


def test_the_same_moment_with_an_offset_tells_the_page_s_zone():
    head = "<meta property='article:published_time' content='2023-11-08T17:49:09-08:00'>"
    assert read("2023-11-09T01:49:09Z", head=head).published == "2023-11-08"


def test_a_time_element_s_words_count_and_its_attribute_in_utc_does_not():
    shown = "<time datetime='2023-11-09T01:49:09Z'>8 November 2023</time>"
    assert read("2023-11-09T01:49:09Z", line=shown).published == "2023-11-08"
    bare = "<time datetime='2023-11-08T23:49:09Z'>yesterday</time>"
    assert read("2023-11-09T01:49:09Z", line=bare).published == "2023-11-09"


def test_a_stamp_without_a_zone_gives_way_to_two_places_only():
    stamp = Found("2023-11-09", "JSON-LD", written="2023-11-09T01:49:09")
    line, address = Found("2023-11-08", "visible text"), Found("2023-11-08", "address", sure=False)
    assert local_day([stamp, line]) is None
    assert local_day([stamp, line, address]) == line


@pytest.mark.parametrize("written", ["2023-11-09T99:49:09Z", "2023-11-09", "soon", ""])
def test_what_has_no_time_is_in_no_zone(written):
    assert local_day([Found("2023-11-09", "JSON-LD", written=written), Found("2023-11-08", "visible text")]) is None


def test_a_bare_day_of_a_meta_element_gives_way_to_two_places_only():
    meta = Found("2014-06-30", "meta sailthru.date", written="2014-06-30")
    line, time = Found("2014-06-29", "visible text"), Found("2014-06-29", "time pubdate")
    assert local_day([meta, line]) is None
    assert local_day([meta, line, time]) == line
    assert local_day([Found("2014-06-30", "JSON-LD", written="2014-06-30"), line, time]) is None


def dated(body: str) -> str | None:
    page = f"<html lang='de'><head><title>Die Brücke ist gesperrt</title></head><body>{body}</body></html>"
    return read_page(Page(page.encode(), "page")).published


def test_a_day_in_the_header_above_the_headline_counts():
    header = "<header><time datetime='2019-05-15 05:28:29'>15. Mai 2019, 05:28 Uhr</time>"
    assert dated(f"<main>{header}<h1>Lindau: Die Brücke ist gesperrt</h1></header>{TEXT}</main>") == "2019-05-15"


def test_a_day_behind_its_term_counts_wherever_the_list_stands():
    facts = "<aside><dl><dt>Datum</dt><dd>12.01.2017</dd><dt>Kategorie</dt><dd>Verkehr</dd></dl></aside>"
    article = f"<article><h1>Die Brücke ist gesperrt</h1>{TEXT}</article>"
    assert dated(article + facts) == "2017-01-12"
    assert dated(article + facts + facts.replace("2017", "2018")) is None


def test_a_comment_s_time_is_no_day_of_publication():
    comment = (
        "<div class='comments'><p>Anna schrieb:</p><time datetime='2014-11-05'>05.11.2014</time><p>Schön!</p></div>"
    )
    assert dated(f"<article><h1>Die Brücke ist gesperrt</h1>{TEXT}{comment}</article>") is None


def test_a_page_within_a_form_is_read_like_any_other():
    inside = f"<h1>Die Brücke ist gesperrt</h1><div>12.10.2015, 19:16 Uhr</div>{TEXT}"
    assert dated(f"<form><article>{inside}</article></form>") == "2015-10-12"
