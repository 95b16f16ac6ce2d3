"""Addresses as sources: pages and feeds from a server on this machine, read like files."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from briefing.errors import ConfigError
from briefing.stages.read import network_of, read_sources

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
    assert "published from: feed" in article.notes
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
