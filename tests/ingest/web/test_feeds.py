"""Feeds, sitemaps, OPML and lists: what they name is there, what isn't has a reason, and none does harm."""

# ruff: noqa: E501 -- tables of dates and files

from __future__ import annotations

import contextlib
import gzip
import json
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import ArticleUnreadable
from briefing.ingest.web.feeds import Entry, ListLimits, read_listing
from briefing.ingest.web.sources import is_listing
from read_making import gzip_bomb

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Zeitung &amp; Blatt</title><link>https://news.example/</link>
<item><title>Brücke &lt;b&gt;wieder&lt;/b&gt; frei</title><link>https://news.example/a</link>
<pubDate>Tue, 17 Nov 2026 23:30:00 -0500</pubDate>
<description>&lt;p&gt;Die &lt;a href="x"&gt;Brücke&lt;/a&gt; ist frei.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;
</description></item>
<item><title>Zwei</title><link>/b</link><dc:date>2026-11-18</dc:date></item>
<item><title>Ohne Adresse</title></item>
<item><title>Drei</title><guid isPermaLink="true">https://news.example/c</guid></item>
<item><title>Noch einmal</title><link>https://news.example/a</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">Blatt</title>
<entry><title type="html">A &lt;i&gt;b&lt;/i&gt;</title><link rel="self" href="https://news.example/x"/>
<link rel="alternate" href="https://news.example/a"/><published>2026-11-17T23:30:00+09:00</published>
<updated>2026-11-19T00:00:00Z</updated><summary type="text">1 &lt; 2</summary></entry>
<entry><title>Nur geändert</title><link href="b"/><updated>2026-11-19T00:00:00Z</updated></entry></feed>"""


def read(content: str | bytes, **given):
    return read_listing(content.encode() if isinstance(content, str) else content, origin="test", **given)


def test_an_rss_feed_gives_its_articles_and_says_what_it_left_out():
    listing = read(RSS.format(encoding="utf-8"), base="https://news.example/feed")
    assert (listing.form, listing.title) == ("feed", "Zeitung & Blatt")
    assert listing.entries == (
        Entry("https://news.example/a", "Brücke wieder frei", "2026-11-17", "feed", "Die Brücke ist frei."),
        Entry("https://news.example/b", "Zwei", "2026-11-18", "feed"),
        Entry("https://news.example/c", "Drei"),
    )
    assert listing.notes == ("an entry without a web address: Ohne Adresse", "1 named twice: https://news.example/a")


def test_an_atom_feed_never_takes_a_change_for_a_publication():
    first, second = read(ATOM, base="https://news.example/dir/feed.xml").entries
    assert (first.url, first.title, first.summary) == ("https://news.example/a", "A b", "1 < 2")
    assert (first.published, first.updated) == ("2026-11-17", "2026-11-19")
    assert (second.url, second.published, second.published_from) == ("https://news.example/dir/b", None, None)
    assert second.updated == "2026-11-19"


def test_an_rdf_feed_is_read():
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title></channel>
    <item rdf:about="https://news.example/a"><title>A</title><link>https://news.example/a</link>
    <dc:date>2026-11</dc:date></item></rdf:RDF>"""
    assert read(rdf).entries == (Entry("https://news.example/a", "A", "2026-11", "feed"),)


@pytest.mark.parametrize(
    ("encoding", "written"),
    [("utf-8", "utf-8"), ("UTF-8", "utf-8-sig"), ("iso-8859-1", "iso-8859-1"), ("windows-1252", "cp1252"),
     ("utf-16", "utf-16"), ("utf-16", "utf-8"), ("iso-8859-15", "utf-8-sig"), ("nonsense", "utf-8"), ("utf-7", "utf-8"),
     ("us-ascii", "utf-8"), ("hex", "utf-8"), ("utf-8", "cp1252")],
)  # fmt: skip
def test_a_feed_is_decoded_as_it_is_and_not_only_as_it_says(encoding, written):
    listing = read(RSS.format(encoding=encoding).encode(written))
    assert listing.entries[0].title == "Brücke wieder frei"
    assert any("windows-1252" in note for note in listing.notes) == ((encoding, written) == ("utf-8", "cp1252"))


def test_the_servers_charset_counts_where_the_feed_says_nothing():
    feed = RSS.partition("?>")[2].replace("Brücke", "Мост").encode("koi8-r")
    assert read(feed, charset="koi8-r").entries[0].title == "Мост wieder frei"


def test_a_damaged_feed_is_read_as_far_as_it_goes():
    listing = read(
        RSS.format(encoding="utf-8").replace("<title>Drei</title>", "<title>Drei &nbsp; & </x></title>")[:-30]
    )
    assert [entry.url[-1] for entry in listing.entries] == ["a", "b", "c"]
    assert listing.notes[0].startswith("its XML is damaged, read as far as it goes: ")


def test_control_characters_do_not_stop_a_feed():
    listing = read(RSS.format(encoding="utf-8").replace("Zwei", "Zw\x00\x0bei\ufffe"), base="https://news.example/")
    assert listing.entries[1].title == "Zwei"
    assert not any("damaged" in note for note in listing.notes)


BOMBS = {
    "laughs": '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 99 + '"><!ENTITY c "' + "&b;" * 99 + '">'
    '<!ENTITY d "' + "&c;" * 99 + '"><!ENTITY e "' + "&d;" * 99 + '">]>',
    "quadratic": '<!DOCTYPE rss [\n<!ENTITY e "' + "x" * 100_000 + '">\n]>',
    "file": '<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "network": '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;<!ENTITY e "x">]>',
    "dtd": '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">',
    "hidden in a comment": '<!DOCTYPE rss [<!-- ]> -->\n<!ENTITY e "' + "x" * 100_000 + '">]>',
    "hidden in a quote": '<!DOCTYPE rss [<!ENTITY f "]>">\n<!ENTITY e "' + "x" * 100_000 + '">]>',
    "two": '<!DOCTYPE rss>\n<!DOCTYPE rss [\n<!ENTITY e "' + "x" * 100_000 + '">\n]>',
    "after a comment": '<!-- <rss> -->\n<?x y?><!DOCTYPE rss [\n<!ENTITY e "' + "x" * 100_000 + '">\n]>',
    "small letters": '<!doctype rss [\n<!ENTITY e "' + "x" * 100_000 + '">\n]>',
}  # fmt: skip
BODIES = {
    "feed": '<rss version="2.0"><channel><item><title>{}</title><link>https://news.example/a</link></item></channel></rss>',
    "sitemap": "<urlset><url><loc>https://news.example/a</loc></url><url><loc>{}</loc></url></urlset>",
    "opml": '<opml><body><outline xmlUrl="https://news.example/a"/><outline text="{}"/></body></opml>',
}


@pytest.mark.parametrize("form", BODIES)
@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.one_in(7)
def test_entity_bombs_and_external_entities_do_no_harm(bomb, form):
    content = '<?xml version="1.0"?>\n' + BOMBS[bomb] + BODIES[form].format("&e;" * 2_000)
    for encoding in ("utf-8", "utf-16", "utf-32"):
        tracemalloc.start()
        listing = read(content.encode(encoding))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert [entry.url for entry in listing.entries] == ["https://news.example/a"]
        assert "root:" not in repr(listing)
        assert "xxx" not in repr(listing)
        assert peak < 20_000_000


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "utf_7", "unicode_escape", "idna", "punycode", "rot13", "zlib"])
def test_an_encoding_that_could_hide_a_bomb_is_not_believed(encoding):
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    hidden = "+ADwAIQ-DOCTYPE rss [+ADwAIQ-ENTITY e SYSTEM +ACI-file:///etc/passwd+ACIAPgBdAD4-"
    with pytest.raises(ArticleUnreadable):
        read(head + hidden + BODIES["feed"].format("&e;"))
    assert read(head + BODIES["feed"].format("ü")).entries[0].title == "ü"


def test_a_feed_never_makes_its_reader_open_a_file_or_an_address(tmp_path):
    secret = tmp_path / "secret.xml"
    secret.write_text(RSS.format(encoding="utf-8"))
    for content in (str(secret), "https://127.0.0.1:9/feed.xml"):
        try:
            listing = read(content)
        except ArticleUnreadable:
            continue
        assert [entry.url for entry in listing.entries] == [content]


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Blatt",
    "items": [
        {
            "id": "1",
            "url": "/a",
            "title": "A",
            "date_published": "2026-11-17T23:30:00-05:00",
            "content_html": "<p>x</p>y",
        },
        {"id": "https://news.example/b", "summary": "1 < 2", "date_modified": "2026-11-19"},
        {"id": "3", "external_url": "https://other.example/c", "date_published": 5, "title": None, "tags": []},
        {"id": "4"},
        "no item",
        None,
    ],
}


def test_a_json_feed_is_read():
    listing = read(json.dumps(JSON_FEED), base="https://news.example/feed.json")
    assert listing.title == "Blatt"
    assert listing.entries == (
        Entry("https://news.example/a", "A", "2026-11-17", "feed", "x y", content="<p>x</p>y"),
        Entry("https://news.example/b", None, None, None, "1 < 2", "2026-11-19"),
        Entry("https://other.example/c"),
        Entry("https://news.example/4"),
    )
    assert listing.notes == ("an entry without a web address: no item", "an entry without a web address: None")


OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Blätter</title></head><body>
<outline text="Asien"><outline text="Blatt &lt;1&gt;" type="rss" xmlUrl="https://a.example/feed" htmlUrl="https://a.example"/>
<outline text="tiefer"><outline title="Blatt 2" xmlurl="https://b.example/feed"/></outline></outline>
<outline text="Seite" type="link" url="https://c.example/page"/>
<outline text="Liste" type="include" url="https://d.example/more.opml"/>
<outline text="Ohne" htmlUrl="https://e.example/"/></body></opml>"""


def test_opml_leads_to_feeds_however_deep_they_stand():
    listing = read(OPML)
    assert (listing.form, listing.title) == ("opml", "Blätter")
    assert [(entry.url, entry.title, entry.leads_to) for entry in listing.entries] == [
        ("https://a.example/feed", "Blatt <1>", "feed"),
        ("https://b.example/feed", "Blatt 2", "feed"),
        ("https://c.example/page", "Seite", "article"),
        ("https://d.example/more.opml", "Liste", "feed"),
    ]
    assert listing.notes == ("1 with a site and no feed: https://e.example/",)


SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><image:image><image:loc>https://news.example/a.jpg</image:loc></image:image><loc> https://news.example/a </loc>
<lastmod>2026-11-20T08:00:00+01:00</lastmod><n:news><n:publication><n:name>Blatt</n:name></n:publication>
<n:publication_date>2026-11-17</n:publication_date><n:title>A &amp; B</n:title></n:news></url>
<url><loc>https://news.example/b</loc></url><url><lastmod>2026</lastmod></url></urlset>"""


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, lambda content: gzip.compress(content[:99]) + gzip.compress(content[99:])]
)
def test_a_sitemap_is_read_gzipped_or_not(pack):
    listing = read(pack(SITEMAP.encode()))
    assert listing.entries == (
        Entry("https://news.example/a", "A & B", "2026-11-17", "feed", None, "2026-11-20"),
        Entry("https://news.example/b"),
    )
    assert listing.notes == ("an entry without a web address",)


def test_a_sitemap_index_leads_to_sitemaps():
    index = "<sitemapindex><sitemap><loc>https://news.example/1.xml.gz</loc><lastmod>2026-11-20</lastmod></sitemap></sitemapindex>"
    (entry,) = read(index).entries
    assert (entry.url, entry.leads_to, entry.published) == ("https://news.example/1.xml.gz", "sitemap", None)


def test_a_sitemap_that_breaks_off_keeps_what_came():
    listing = read(SITEMAP[: SITEMAP.index("<url><lastmod>")] + "<url><loc>")
    assert len(listing.entries) == 2
    assert "read as far as it goes" in listing.notes[0]


def test_a_list_of_addresses_is_read_line_by_line():
    listing = read(
        "\ufeff# Blätter\nhttps://a.example/1  Ein Titel\r\n\nHTTPS://b.example/\nmailto:x@y\nhttps://a.example/1\n"
    )
    assert listing.form == "list"
    assert listing.entries == (Entry("https://a.example/1", "Ein Titel"), Entry("HTTPS://b.example/"))
    assert listing.notes == ("an entry without a web address: mailto:x@y", "1 named twice: https://a.example/1")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "neither"), (b"just words", "neither"), (b"\x00\xff" * 50, "neither"),
        (b"<html><body/></html>", "<html>"),
        (b"<!DOCTYPE html><html>", "<html>"), (b"<svg xmlns='x'/>", "<svg>"), (b"<", "no root"),
        (b"<!DOCTYPE", "never ends"),
        (b"<!DOCTYPE rss [<!ENTITY", "never ends"), (b"<?xml", "breaks off"), (b"<!-- ", "breaks off"),
        (b"{", "damaged"),
        (b'{"a": ' + b"[" * 100_000, "damaged"), (b'{"version": 1}', "no list"), (b"\x1f\x8bnonsense", "broken"),
        (gzip.compress(b"x" * 100, mtime=0)[:-9], "broken"), (gzip_bomb(60), "too-large"),
        (b"<urlset>" + b"<a>" * 300, "nested"), (b"<urlset><url>", "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_list_says_what_it_is(content, why):
    with pytest.raises(ArticleUnreadable, match=why) as error:
        read(content)
    assert error.value.origin == "test"


def test_lists_end_at_their_limits_and_say_so():
    many = "\n".join(f"https://a.example/{n}" for n in range(100))
    listing = read(many, limits=ListLimits(max_entries=10))
    assert len(listing.entries) == 10
    assert listing.notes[0].startswith("90 past the first 10: https://a.example/10, ")
    with pytest.raises(ArticleUnreadable, match="more than 100 characters"):
        read(RSS.format(encoding="utf-8"), limits=ListLimits(max_feed_bytes=100))


@pytest.mark.parametrize(
    "content",
    ["<urlset>" + "<url/>" * 30_000, "<urlset>" + "<url><loc>https://a.example/1</loc></url>" * 10_000,
     "<!DOCTYPE rss [" + "<!--" * 200_000, "<!DOCTYPE rss [" + "'" * 500_001, "<!DOCTYPE " + "[<" * 200_000,
     "<rss><channel><item " + " ".join(f"a{n}='>'" for n in range(100_000)) + "/>",
     "<rss><channel><item " + " a" * 200_000, "<rss " + "a= " * 100_000, "<rss>" + "<a b=''" * 10_000,
     "<?xml " + "encoding=" * 100_000, "<" + "a" * 1_000_000],
)  # fmt: skip
@pytest.mark.one_in(3)
def test_tricks_take_no_long_time(content):
    begun = time.perf_counter()
    with contextlib.suppress(ArticleUnreadable):
        read(content)
    assert time.perf_counter() - begun < 5


ITEMS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Bote</title>{language}
{items}</channel></rss>"""


def dated(*days: str, language: str = "", element: str = "pubDate"):
    items = "".join(
        f"<item><title>Fall {n}</title><link>https://news.example/{n}</link><{element}>{day}</{element}></item>"
        for n, day in enumerate(days)
    )
    return read(ITEMS.format(items=items, language=language and f"<language>{language}</language>")).entries


def test_a_date_that_feedparser_would_invent_is_left_out_and_said():
    found = dated("2024/12/15 09:00", "2024年12月15日", "15-12-2024", "2024-15-12", "10:30", "0000-00-00 00:00:00")
    assert [entry.published for entry in found] == ["2024-12-15"] * 3 + [None] * 3
    assert [entry.notes for entry in found[:3]] == [()] * 3
    assert "10:30" in found[4].notes[0]
    assert "zeros" in found[5].notes[0]


def test_a_date_of_zeros_takes_no_other_entry_with_it():
    assert len(dated("Sun, 15 Dec 2024 12:15:00 +0100", "0000-00-00 00:00:00", "30 Nov -0001 00:00:00")) == 3


def test_a_date_in_words_is_read_in_the_language_of_its_feed():
    (croatian,) = dated("15. listopada 2024.", language="hr")
    (polish,) = dated("15 listopada 2024", language="pl-PL")
    assert (croatian.published, polish.published) == ("2024-10-15", "2024-11-15")


def test_the_language_of_an_entry_goes_before_that_of_its_channel():
    items = """<language>pl</language><item xml:lang="hr"><title>A</title><link>https://news.example/a</link>
    <pubDate>15. listopada 2024.</pubDate></item>"""
    assert read(ITEMS.format(items=items, language="")).entries[0].published == "2024-10-15"


def test_where_no_language_is_declared_the_titles_tell_it():
    titles = [
        "Starosta oznámil opravu mostu přes řeku",
        "Rybáři žádají dřívější termín a zpoždění označili za ostudu",
    ]
    items = "".join(
        f"<item><title>{title}</title><link>https://news.example/{n}</link><pubDate>15. listopadu 2024</pubDate></item>"
        for n, title in enumerate(titles)
    )
    assert {entry.published for entry in read(ITEMS.format(items=items, language="")).entries} == {"2024-11-15"}


def test_a_year_of_another_calendar_is_inferred_or_left_out():
    thai, persian = dated("15 ธันวาคม 2567", language="th")[0], dated("۲۵ آذر ۱۴۰۳", language="fa")[0]
    assert [(entry.published, entry.published_basis) for entry in (thai, persian)] == [("2024-12-15", "inferred")] * 2
    (islamic,) = dated("14 جمادى الآخرة 1446", language="ar")
    assert islamic.published is None
    assert "Islamic" in islamic.notes[0]


@pytest.mark.parametrize("element", ["pubdate", "PubDate", "dc:date"])
def test_the_name_of_a_date_s_element_may_be_written_otherwise(element):
    assert dated("<![CDATA[Sun, 15 Dec 24 09:00:00 CEST]]>", element=element)[0].published == "2024-12-15"


RELATIVE = """<rss version="2.0"><channel><title>Rel</title><link>https://news.example/site/</link>{}</channel></rss>"""


def test_relative_links_of_a_feed_in_a_file_are_those_of_its_site():
    links = ["/a.html", "b.html", "//news.example/c", "news.example/d", "?id=5", "https://other.example/e"]
    listing = read(RELATIVE.format("".join(f"<item><title>x</title><link>{link}</link></item>" for link in links)))
    assert [entry.url for entry in listing.entries] == [
        "https://news.example/a.html",
        "https://news.example/site/b.html",
        "https://news.example/c",
        "https://news.example/d",
        "https://news.example/site/?id=5",
        "https://other.example/e",
    ]


def test_atom_and_json_feeds_in_a_file_have_a_site_too():
    atom = """<feed xmlns="http://www.w3.org/2005/Atom" {}><title>T</title><link href="https://news.example/"/>
    <entry><title>A</title><link href="a"/></entry></feed>"""
    assert read(atom.format("")).entries[0].url == "https://news.example/a"
    assert read(atom.format('xml:base="https://news.example/x/"')).entries[0].url == "https://news.example/x/a"
    feed = JSON_FEED | {"home_page_url": "https://news.example/"}
    assert read(json.dumps(feed)).entries[0].url == "https://news.example/a"


def test_each_entry_that_leads_nowhere_is_one_line():
    listing = read(RELATIVE.replace("https://news.example/site/", "").format("<item><title>A</title></item>" * 3))
    assert listing.notes == ("an entry without a web address: A",) * 3
    many = read(RELATIVE.replace("https://news.example/site/", "").format("<item><title>A</title></item>" * 150))
    assert len(many.notes) == 101
    assert many.notes[-1].startswith("50 further entries without a web address")


DOCTYPE = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.example/rss-0.91.dtd">'


@pytest.mark.parametrize(
    "before",
    ["", "\ufeff", '<?xml version="1.0"?>\n', f'<?xml version="1.0"?>\n{DOCTYPE}\n', DOCTYPE,
     '<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><!-- a > b -->', "<!DOCTYPE rss [<!ENTITY nbsp '&#160;'>]>", "\n\n<!-- " + "x" * 5_000 + " -->"],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_list_is_known_whatever_stands_before_its_root(before, encoding):
    content = (before + '<rss version="0.91"><channel/></rss>').encode(encoding)
    assert is_listing(content)
    assert not is_listing(content.replace("rss version".encode(encoding)[-22:], "svg version".encode(encoding)[-22:]))


@pytest.mark.parametrize(
    "content", [b"<!DOCTYPE html><html>", b"<!DOCTYPE", b"<p>rss</p>", b"<rss", b"words", b"", b"{}"]
)
def test_what_is_no_list_is_not_taken_for_one(content):
    assert not is_listing(content)


def test_a_json_feed_is_known_wherever_its_version_stands():
    assert is_listing(json.dumps({"items": [{"id": "1"}], "version": "https://jsonfeed.org/version/1.1"}).encode())


LABELS = [
    ("gb2312", "gb18030", "朱镕基会见外宾"), ("euc-kr", "cp949", "펲시콜라가 똠방각하를 후원한다"),
    ("Shift_JIS", "cp932", "①髙橋市長は計画を発表した"), ("iso-8859-1", "cp1252", "L’œuvre coûte 3 €"),
    ("big5", "big5hkscs", "香港嘅銅鑼灣"), ("windows-1251", "cp1251", "Мост"), ("iso-2022-jp", "iso2022_jp", "市長は発表した"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "codec", "title"), LABELS)
def test_a_feed_s_label_means_what_it_means_on_the_web(label, codec, title):
    feed = RSS.format(encoding=label).replace("Brücke &lt;b&gt;wieder&lt;/b&gt; frei", title).replace("ü", "u")
    listing = read(feed.encode(codec), base="https://news.example/feed")
    assert (listing.entries[0].title, len(listing.notes)) == (title, 2)


SAMPLES = [RSS.format(encoding="utf-8"), ATOM, json.dumps(JSON_FEED), OPML, SITEMAP, "https://a.example/ x"]


@given(st.sampled_from(SAMPLES), st.integers(0, 2_000), st.integers(0, 50), st.binary(max_size=12))
def test_whatever_is_damaged_is_read_or_refused(sample, at, gone, put):
    content = sample.encode()
    with contextlib.suppress(ArticleUnreadable):
        listing = read(content[:at] + put + content[at + gone :], base="https://news.example/")
        assert all("\n" not in note for note in listing.notes)
        assert all(entry.url.lower().startswith(("http://", "https://")) for entry in listing.entries)
