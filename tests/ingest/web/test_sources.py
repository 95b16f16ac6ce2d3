"""Addresses as sources: pages and feeds from a server on this machine, read like files."""

from __future__ import annotations

import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from briefing.errors import ConfigError
from briefing.ingest import network_of, read_sources
from briefing.ingest.web.source_lists import is_list

PAGE = """<html lang="de"><head><title>Kabel</title></head><body><nav>Start | Politik</nav><article>
<h1>Kabel vor Triest</h1>
<p>Die Ministerin kam am Mittwoch nach Triest und sprach dort zwei Stunden lang mit dem Leiter des Netzbetreibers.</p>
<p>Das Seekabel soll im kommenden Jahr verlegt werden, sagte sie nach dem Treffen vor Journalisten in der Stadt.</p>
</article><footer>Impressum</footer></body></html>"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>
<item><title>Kabel vor Triest</title><link>/page</link><pubDate>Thu, 19 Nov 2026 06:00:00 GMT</pubDate></item>
<item><title>Fort</title><link>/gone</link></item></channel></rss>"""


@pytest.fixture
def server():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            known = {"/page": ("text/html", PAGE), "/feed": ("application/rss+xml", FEED)}
            kind, text = known.get(self.path, ("text/plain", ""))
            self.send_response(200 if text else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def network(server: str, tmp_path):
    return network_of([server.removeprefix("http://")], tmp_path / "pages")


def test_a_page_is_read_from_its_address(server, tmp_path):
    read = read_sources([f"{server}/page"], network=network(server, tmp_path))
    (article,) = read.articles
    assert article.url == f"{server}/page"
    assert article.language == "de"
    assert any("Seekabel" in p.text for p in article.paragraphs)


def test_a_feed_gives_its_articles_with_its_dates_and_what_is_gone_is_said(server, tmp_path):
    read = read_sources([f"{server}/feed"], network=network(server, tmp_path))
    (article,) = read.articles
    assert article.published == "2026-11-19"
    assert article.published_from == "feed"
    assert [unread.origin for unread in read.unread] == [f"{server}/gone"]
    assert "404" in read.unread[0].reason


def test_an_address_that_is_not_public_is_refused_and_said(server, tmp_path):
    read = read_sources([f"{server}/page"], network=network_of([], tmp_path / "pages"))
    assert not read.articles
    assert read.unread[0].status == "failed"
    assert "address" in read.unread[0].reason


def test_a_wrong_entry_of_the_allow_list_is_named(tmp_path):
    with pytest.raises(ConfigError, match="allow_hosts"):
        network_of(["http://x/"], tmp_path)


def test_a_file_that_lists_addresses_files_and_folders_is_taken_for_what_it_names(server, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    desk = tmp_path / "desk"
    (desk / "more").mkdir(parents=True)
    (desk / "a.txt").write_text("Die Fähre fährt am Montag wieder, sagte der Hafenmeister von Lundavik.")
    (desk / "more" / "b.txt").write_text("Die Brücke bleibt gesperrt, sagte die Bürgermeisterin am Freitag.")
    (desk / "list.txt").write_text(f"# today\n\n{server}/page  Kabel\na.txt\nmore\n")
    read = read_sources([desk / "list.txt"], network=network(server, tmp_path))
    assert [article.origin.removeprefix(f"{tmp_path}/") for article in read.articles] == [
        f"{server}/page",
        "desk/a.txt",
        "desk/more/b.txt",
    ]
    assert read.unread == ()
    (desk / "list.txt").write_text(f"{server}/page\n" * 400 + "gone.txt\n")
    assert is_list((desk / "list.txt").read_bytes()[:8192], desk)
    read = read_sources([desk / "list.txt"], network=network(server, tmp_path))
    assert [unread.origin for unread in read.unread] == [f"{desk}/list.txt:401"]
    assert "neither an address nor a file" in read.unread[0].reason


def test_a_list_on_standard_input_and_a_feed_in_a_file_are_followed(server, tmp_path):
    read = read_sources(["-"], stdin=io.BytesIO(f"{server}/page\n".encode()), network=network(server, tmp_path))
    assert [article.origin for article in read.articles] == [f"{server}/page"]
    path = tmp_path / "feed.xml"
    path.write_text(FEED.replace("<link>", f"<link>{server}"))
    read = read_sources([path], network=network(server, tmp_path))
    assert [article.published for article in read.articles] == ["2026-11-19"]
    opml = tmp_path / "feeds.opml"
    opml.write_text(f"<opml version='2.0'><body><outline text='F' xmlUrl='{server}/feed'/></body></opml>")
    assert len(read_sources([opml], network=network(server, tmp_path)).articles) == 1
    opml.write_text("<opml version='2.0'><body><outline text='F'/></body></opml>")
    assert read_sources([opml]).unread[0].reason == "the list names no article"


def test_lists_in_a_folder_are_not_followed_and_that_is_said(server, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "list.txt").write_text(f"{server}/page\n")
    (folder / "feed.xml").write_text(FEED)
    (folder / "text.txt").write_text(f"Die Ministerin kam nach Triest.\n{server}/page\n")
    read = read_sources([folder], network=network(server, tmp_path))
    assert [article.origin for article in read.articles] == [f"{folder}/text.txt"]
    reason = "a list; name it itself to have read what it names"
    assert [(unread.status, unread.reason) for unread in read.unread] == [("skipped", reason)] * 2


LONG = [
    "Die Ministerin kam am Mittwoch nach Triest und sprach dort zwei Stunden lang mit dem Leiter des Netzbetreibers.",
    "Das Seekabel soll im kommenden Jahr verlegt werden, sagte sie nach dem Treffen vor Journalisten in der Stadt.",
    "Der Netzbetreiber rechnet mit Kosten von vierhundert Millionen, von denen die Union die Hälfte tragen soll.",
    "Fischer aus Muggia fürchten um ihre Gründe; ihr Sprecher Ivo Bressan nannte die Pläne am Abend eine Zumutung.",
    "Ein Gutachten über die Strömungen in der Bucht liegt seit dem Sommer vor, wurde aber noch nicht veröffentlicht.",
    "Der Stadtrat will sich im Januar damit befassen, hieß es aus dem Rathaus; einen Termin gibt es noch nicht.",
]
TEASER = (
    "<html lang='de'><head><title>Kabel vor Triest</title>"
    "<meta property='article:published_time' content='2026-11-18'></head>"
    f"<body><article><h1>Kabel vor Triest</h1><p>{LONG[0]}</p><p>Weiterlesen mit Abo.</p></article></body></html>"
)


def feed_with(text: str) -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>F</title>'
        "<item><title>Kabel vor Triest</title><link>/page</link><pubDate>Thu, 19 Nov 2026 06:00:00 GMT</pubDate>"
        f"<dc:creator>Mira Kofler</dc:creator><content:encoded><![CDATA[{text}]]></content:encoded></item>"
        "</channel></rss>"
    )


@pytest.fixture
def serving(server, monkeypatch):
    """Serve a page and a feed of the test's own."""

    def serve(page: str, feed: str) -> str:
        monkeypatch.setitem(globals(), "PAGE", page)
        monkeypatch.setitem(globals(), "FEED", feed)
        return f"{server}/feed"

    return serve


def test_a_feed_s_whole_text_stands_in_for_a_teaser_and_both_dates_are_kept(serving, server, tmp_path):
    source = serving(TEASER, feed_with("".join(f"<p>{text}</p>" for text in LONG)))
    read = read_sources([source], network=network(server, tmp_path))
    (article,) = read.articles
    assert [p.text for p in article.paragraphs if p.kind == "body"] == LONG
    assert all(article.raw[p.start : p.end] == p.text for p in article.paragraphs)
    assert (article.published, article.published_from) == ("2026-11-18", "meta article:published_time")
    told = [(date.value, date.basis, date.found) for date in article.dates]
    assert told == [("2026-11-18", "stated", "meta article:published_time"), ("2026-11-19", "stated", "feed")]
    assert "published: meta article:published_time says 2026-11-18, feed says 2026-11-19" in article.notes
    assert any(note.startswith("the text is the feed's") for note in article.notes)
    assert article.author == "Mira Kofler"
    assert article.url == f"{server}/page"


def test_a_feed_s_whole_text_stands_in_for_a_page_that_was_not_had(serving, server, tmp_path):
    source = serving("", feed_with("".join(f"<p>{text}</p>" for text in LONG)))
    read = read_sources([source], network=network(server, tmp_path))
    (article,) = read.articles
    assert not read.unread
    assert (article.published, article.published_from) == ("2026-11-19", "feed")
    assert any("404" in note and "feed's" in note for note in article.notes)


@pytest.mark.parametrize("text", [LONG[0], "".join(f"<p>{text}</p>" for text in LONG) + "<p>Weiterlesen</p>"])
def test_a_feed_s_summary_and_what_it_cuts_short_do_not(serving, server, tmp_path, text):
    read = read_sources([serving(TEASER, feed_with(text))], network=network(server, tmp_path))
    (article,) = read.articles
    assert LONG[0] in [p.text for p in article.paragraphs if p.kind == "body"]
    assert not any("feed's" in note for note in article.notes)


def test_a_whole_page_stays_the_article(serving, server, tmp_path):
    page = TEASER.replace("<p>Weiterlesen mit Abo.</p>", "".join(f"<p>{text}</p>" for text in LONG[1:]))
    source = serving(page, feed_with("".join(f"<p>{text}</p>" for text in LONG)))
    (article,) = read_sources([source], network=network(server, tmp_path)).articles
    assert not any("feed's" in note for note in article.notes)


def test_a_feed_s_day_goes_before_one_that_is_only_inferred():
    from briefing.ingest.article import Given, build
    from briefing.ingest.web.feeds import Entry
    from briefing.ingest.web.sources import said_by_feed
    from briefing.models import FoundDate

    inferred = FoundDate(role="published", value="2026-11-17", basis="inferred", found="htmldate")
    given = Given(published="2026-11-17", published_from="htmldate", dates=(inferred,))
    article = build(LONG[0], origin="page", encoding="utf-8", given=given)
    changed = article.model_copy(update=said_by_feed(article, Entry("https://a.example/", published="2026-11-19")))
    assert (changed.published, changed.published_from) == ("2026-11-19", "feed")
    assert [date.found for date in changed.dates] == ["feed", "htmldate"]
