"""Addresses as sources: pages and feeds from a server on this machine, read like files."""

from __future__ import annotations

import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from briefing.errors import ConfigError
from briefing.ingest import network_of, read_sources
from briefing.ingest.web.source_lists import NOT_ASKED_FOR, ListFile

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


def test_a_list_that_was_asked_for_is_taken_for_what_it_names(server, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    desk = tmp_path / "desk"
    (desk / "more").mkdir(parents=True)
    (desk / "a.txt").write_text("Die Fähre fährt am Montag wieder, sagte der Hafenmeister von Lundavik.")
    (desk / "more" / "b.txt").write_text("Die Brücke bleibt gesperrt, sagte die Bürgermeisterin am Freitag.")
    (desk / "list.txt").write_text(f"# today\n\n{server}/page  Kabel\na.txt\nmore\n")
    announced = []
    read = read_sources([ListFile(desk / "list.txt", announced.append)], network=network(server, tmp_path))
    assert [article.origin.removeprefix(f"{tmp_path}/") for article in read.articles] == [
        f"{server}/page",
        "desk/a.txt",
        "desk/more/b.txt",
    ]
    assert read.unread == ()
    (line,) = announced
    assert line.startswith(f"list {desk}/list.txt: 1 addresses to fetch, 2 files and folders to read: {server}/page")
    (desk / "list.txt").write_text(f"{server}/page\n" * 400 + "gone.txt\n")
    read = read_sources([ListFile(desk / "list.txt")], network=network(server, tmp_path))
    assert [unread.origin for unread in read.unread] == [f"{desk}/list.txt:401"]
    assert "neither a URL nor an existing file" in read.unread[0].reason


@pytest.fixture
def secret(tmp_path, monkeypatch):
    """A folder to work in, and beside it and below it what nobody asked for."""
    (tmp_path / "desk" / ".private").mkdir(parents=True)
    for place in ("secret.txt", "desk/.private/secret.txt", "desk/.env.txt", "desk/open.txt"):
        (tmp_path / place).write_text("Die Ministerin kam nach Triest.")
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "secret.txt"


@pytest.mark.parametrize(
    "content", ["open.txt", "./open.txt\n", "\ufeffopen.txt", "{secret}", ".", "..", "# x\nopen.txt"]
)
def test_a_text_that_is_only_a_path_is_a_text(secret, content):
    content = content.format(secret=secret).encode()
    (secret.parent / "named.txt").write_bytes(content)
    for read in (read_sources(["-"], stdin=io.BytesIO(content)), read_sources([secret.parent / "named.txt"])):
        assert not any("Triest" in article.raw for article in read.articles)
        assert len(read.articles) + len(read.unread) == 1


@pytest.mark.parametrize(
    "content", ["{page}\n", "{page} Kabel\n", "# x\n\n{page}", "{feed}", "{opml}", "{sitemap}", "{json}"]
)
def test_a_text_of_addresses_is_not_followed_and_the_way_is_said(server, tmp_path, monkeypatch, content):
    asked = []
    monkeypatch.setattr("briefing.ingest.web.fetch.fetch_pages", lambda urls, *_: asked.extend(urls) or [])
    page = f"{server}/page"
    content = content.format(
        page=page,
        feed=FEED.replace("<link>", f"<link>{server}"),
        opml=f"<opml version='2.0'><body><outline text='F' xmlUrl='{server}/feed'/></body></opml>",
        sitemap=f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{page}</loc></url></urlset>",
        json=f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"id": "1", "url": "{page}"}}]}}',
    ).encode()
    (tmp_path / "named.txt").write_bytes(content)
    for read in (
        read_sources(["-"], stdin=io.BytesIO(content), network=network(server, tmp_path)),
        read_sources([tmp_path / "named.txt"], network=network(server, tmp_path)),
    ):
        assert not read.articles
        (unread,) = read.unread
        assert (unread.status, "--list FILE" in unread.reason) == ("failed", True)
    assert asked == []


def test_a_list_names_nothing_outside_its_folder_and_nothing_hidden(secret):
    Path("link.txt").symlink_to(secret)
    Path("away").symlink_to(secret.parent)
    Path("loop").symlink_to("loop")
    wrong = [
        "../secret.txt", str(secret), "/etc/passwd", "more/../../secret.txt", "link.txt", "away", "away/secret.txt",
        ".private/secret.txt", ".env.txt", "loop", "file:///etc/passwd", "~/x", "a\0b", "x" * 5000,
    ]  # fmt: skip
    content = "\n".join([*wrong, "open.txt", f"{secret.parent}/desk/open.txt"])
    Path("list.txt").write_text(content)
    announced: list[str] = []
    from_file = read_sources([ListFile("list.txt", announced.append)])
    from_stdin = read_sources([ListFile("-", announced.append)], stdin=io.BytesIO(content.encode()))
    for read, origin in ((from_file, "list.txt"), (from_stdin, "stdin")):
        assert [article.origin for article in read.articles] == ["open.txt"]
        assert [u.origin for u in read.unread if u.status == "failed"] == [
            f"{origin}:{n + 1}" for n in range(len(wrong))
        ]
    assert all("secret" not in line for line in announced)


def test_a_list_that_a_list_names_is_not_followed(server, tmp_path):
    (tmp_path / "inner.txt").write_text(f"{server}/page\n")
    (tmp_path / "outer.txt").write_text("inner.txt\n")
    read = read_sources([ListFile(tmp_path / "outer.txt")], network=network(server, tmp_path))
    assert not read.articles
    assert [unread.origin for unread in read.unread] == [f"{tmp_path}/inner.txt"]


def test_feeds_and_other_lists_on_this_machine_are_followed_when_asked_for(server, tmp_path):
    known = network(server, tmp_path)
    read = read_sources([ListFile("-")], stdin=io.BytesIO(f"{server}/page\n".encode()), network=known)
    assert [article.origin for article in read.articles] == [f"{server}/page"]
    path = tmp_path / "feed.xml"
    path.write_text(FEED.replace("<link>", f"<link>{server}"))
    assert [a.published for a in read_sources([ListFile(path)], network=known).articles] == ["2026-11-19"]
    opml = tmp_path / "feeds.opml"
    opml.write_text(f"<opml version='2.0'><body><outline text='F' xmlUrl='{server}/feed'/></body></opml>")
    assert len(read_sources([ListFile(opml)], network=known).articles) == 1
    opml.write_text("<opml version='2.0'><body><outline text='F'/></body></opml>")
    assert read_sources([ListFile(opml)]).unread[0].reason == "the list names no article"
    assert read_sources([ListFile(tmp_path)]).unread[0].status == "failed"


def test_lists_in_a_folder_are_not_followed_and_that_is_said(server, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "list.txt").write_text(f"{server}/page\n")
    (folder / "feed.xml").write_text(FEED)
    (folder / "text.txt").write_text(f"Die Ministerin kam nach Triest.\n{server}/page\n")
    read = read_sources([folder], network=network(server, tmp_path))
    assert [article.origin for article in read.articles] == [f"{folder}/text.txt"]
    assert [(unread.status, unread.reason) for unread in read.unread] == [("skipped", NOT_ASKED_FOR)] * 2


def test_links_that_lead_out_of_a_folder_are_skipped_and_said(secret):
    folder = Path("in")
    (folder / "sub" / ".hidden").mkdir(parents=True)
    (folder / "own.txt").write_text("Der Hafen bleibt zu, sagte der Leiter am Montag.")
    (folder / "sub" / ".hidden" / "x.txt").write_text("Die Ministerin kam nach Triest.")
    links = {
        "absolute.txt": secret, "relative.txt": Path("../open.txt"), "process.txt": Path("/proc/self/environ"),
        "chain.txt": Path("relative.txt"), "folder": secret.parent, "hidden.txt": Path("sub/.hidden/x.txt"),
    }  # fmt: skip
    for name, target in links.items():
        (folder / name).symlink_to(target)
    (folder / "sub" / "inside.txt").symlink_to("../own.txt")
    read = read_sources(["in"])
    assert [article.origin for article in read.articles] == ["in/own.txt"]
    skipped = {u.origin: u.reason for u in read.unread if u.status == "skipped"}
    assert set(skipped) == {f"in/{name}" for name in links}
    assert all("followed" in reason for reason in skipped.values())
    assert [u.origin for u in read.unread if u.status == "copy"] == ["in/sub/inside.txt"]
    assert "Ministerin" in read_sources(["in/absolute.txt"]).articles[0].raw  # named by itself, it was asked for


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


@pytest.mark.parametrize("address", ["https://u:Kaskade@h.example/f.xml", "http://127.0.0.1:8000/f?token=Kaskade&x=1"])
def test_a_secret_in_an_address_that_was_not_read_is_not_kept(tmp_path, address):
    (unread,) = read_sources([address], network=network_of([], tmp_path / "pages")).unread
    assert "Kaskade" not in unread.origin + unread.reason
