"""The small inputs beside the checkout, each of which was once read wrongly: its right value, or its clear refusal.

They came from outside; what they hold is compared here, and no sentence of theirs stands in the repository but for
the words that an assertion needs. The provider modes among them: tests/llm/providers/test_shared_modes.py.
"""

from __future__ import annotations

import functools
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing.ingest import network_of, read_sources
from briefing.ingest.web.source_lists import NOT_ASKED_FOR, ListFile

if TYPE_CHECKING:
    from briefing.models import Article

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
FOLDERS = ("feeds", "mail", "pages", "text")

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=f"the inputs are not beside the checkout ({CASES})")

#: File → title, author, outlet, day, language; what is None isn't looked at, an empty string has to be absent.
TOLD = {
    "mail/fwd-gmail.eml": ("Seebrücke gesperrt", "", "Lindauer Bote", "2024-12-15", "de"),
    "mail/gb2312-gbk.eml": ("朱镕基会见", "", "Erika Muster", "2024-12-17", "zh"),
    "mail/latin1-cp1252.eml": ("test", "", "Erika Muster", "2024-12-17", "fr"),
    "mail/sjis.eml": ("test", "", "Erika Muster", "2024-12-17", "ja"),
    "pages/1-updates-last.html": ("Sturm in Lindau", "Rita Redaktion", None, "2024-12-15", "de"),
    "pages/4-graph.html": ("Sturm in Lindau", "Rita Redaktion", None, "2024-12-15", "de"),
    "pages/9-mentions-full.html": ("Sturm in Lindau", "Rita Redaktion", None, "2024-12-15", "de"),
    "pages/jsonld.html": ("Tischdecke", "", "", "", "de"),
    "pages/korrektur0.html": ("Seebrücke gesperrt, Bericht 0", "", "", "", "de"),
    "pages/korrektur2.html": ("Seebrücke gesperrt, Bericht 2", "", "", "", "de"),
    "pages/noscript.html": ("Il conteggio degli orsi nel parco", "", "", "", "it"),
    "pages/utc.html": ("Mayor elected", "", "example.com", "2023-11-08", "en"),
    "text/ja-cp932.txt": ("", "", "", "", "ja"),
    "text/ko-cp949.txt": ("", "", "", "", "ko"),
    "text/lt-cp1257.txt": ("", "", "", "", "lt"),
}
#: File → words that only the right letters, and the right part of the page, have in its body.
HELD = {
    "mail/fwd-gmail.eml": ("Der Stadtrat von Lindau", "3,4 Millionen Euro"),
    "mail/gb2312-gbk.eml": ("镕基厅", "喆先生", "陶喆"),
    "mail/latin1-cp1252.eml": ("« Le pont", "» — coût", "d’€", "l’œuvre"),
    "mail/sjis.eml": ("①東京都の髙橋", "～総額", "﨑山"),
    "pages/1-updates-last.html": ("Ein Sturm hat am Sonntag Lindau",),
    "pages/4-graph.html": ("Ein Sturm hat am Sonntag Lindau",),
    "pages/9-mentions-full.html": ("Der Stadtrat von Lindau",),
    "pages/jsonld.html": ("Um eine runde Tischdecke anzufertigen",),
    "pages/korrektur0.html": ("Der Stadtrat von Lindau", "Korrektur: In einer früheren Fassung"),
    "pages/korrektur2.html": ("Der Stadtrat von Lindau", "Korrektur: In einer früheren Fassung"),
    "pages/noscript.html": ("Il risultato è molto positivo",),
    "pages/utc.html": ("The city elected a new mayor",),
    "text/ja-cp932.txt": ("①東京都の髙橋", "﨑山", "3億4千万円"),
    "text/ko-cp949.txt": ("똠 씨가", "3억4천만"),
    "text/lt-cp1257.txt": ("pirmadienį", "uždaryti tiltą", "mln. eurų", "sausį"),
}
#: File → words of a note that has to be there.
NOTED = {
    "mail/fwd-gmail.eml": "forwarded by Erika Muster on 2024-12-17: “Schau mal, für morgen?”",
    "pages/jsonld.html": "taken from the JSON-LD (articleBody)",
    "pages/noscript.html": "taken from hidden text (noscript)",
    "pages/utc.html": "JSON-LD gives 2023-11-09 in UTC; the page's own day is 2023-11-08",
}
#: Feed → its entries by path: title, day, basis, and a word of the note where one has to be.
DAYS = {
    "feeds/slashday.xml": {
        "/slashday0": ("2024-12-15", "stated", None),
        "/slashday1": ("2024-12-15", "stated", None),
        "/slashday2": ("2024-12-15", "stated", None),
        "/slashday3": (None, None, "2024-15-12"),
        "/slashday4": (None, None, "a time without a day"),
    },
    "feeds/zeroday.xml": {
        "/zeroday0": ("2024-12-15", "stated", None),
        "/zeroday1": (None, None, "zeros"),
        "/zeroday2": ("2024-12-16", "stated", None),
    },
    "feeds/feed091.xml": {"/ok": (None, None, None)},
    "feeds/rssrel.xml": {
        "/a.html": ("2024-12-15", "stated", None),
        **dict.fromkeys(
            ("/site/b.html", "/c.html", "/d.html", "/e.html?a=1&b=2", "/f.html", "/g.html"), (None, None, None)
        ),
    },
}
#: Feed whose page is gone → its title, and words of its own text.
LETTERS = {
    "feeds/feed-euckr.xml": ("ko", "서울시는 한강 다리를", "뷁뷀 씨가 참석했다"),
    "feeds/feed-gb2312-gbk.xml": ("zh", "国务院总理在镕基厅会见了", "会见了喆先生"),
}


def inputs() -> list[str]:
    return sorted(path.relative_to(CASES).as_posix() for folder in FOLDERS for path in (CASES / folder).glob("*.*"))


def test_every_input_is_expected_to_be_something():
    assert inputs() == sorted([*TOLD, *DAYS, *LETTERS])
    assert set(TOLD) == set(HELD)


@functools.cache
def article_of(name: str) -> Article:
    (article,) = read_sources([CASES / name]).articles
    return article


@pytest.mark.parametrize("name", sorted(TOLD))
def test_a_file_says_of_itself_what_is_right(name):
    article = article_of(name)
    told = (article.title, article.author, article.outlet, article.published, article.language)
    for wanted, had in zip(TOLD[name], told, strict=True):
        assert wanted is None or (had or "") == wanted
    assert "�" not in article.raw
    assert {date.basis for date in article.dates if date.role == "published"} <= {"stated"}


@pytest.mark.parametrize("name", sorted(HELD))
def test_a_file_s_body_has_the_right_letters(name):
    article = article_of(name)
    body = " ".join(paragraph.text for paragraph in article.paragraphs if paragraph.kind in {"body", "heading"})
    assert not [words for words in HELD[name] if words not in body]


@pytest.mark.parametrize("name", sorted(NOTED))
def test_what_was_decided_about_a_file_is_noted(name):
    article = article_of(name)
    assert any(NOTED[name] in note for note in article.notes), article.notes


@pytest.mark.parametrize("name", sorted([*DAYS, *LETTERS]))
def test_a_feed_that_was_only_named_is_not_followed_and_the_way_is_said(name):
    read = read_sources([CASES / name])
    assert not read.articles
    (unread,) = read.unread
    assert NOT_ASKED_FOR.partition("{")[0] in unread.reason


@pytest.fixture
def outlet():
    """The outlet that the feeds name: any page is there, but for those that are missing."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            missing = self.path.startswith(("/missing", "/robots.txt"))
            page = (
                f'<html lang="de"><head><title>Seite {self.path}</title></head><body><article><h1>Seite</h1>'
                f"<p>Unter {self.path} steht, was der Stadtrat am Montag nach langer Beratung beschlossen hat.</p>"
                f"<p>Die Arbeiten beginnen, wie {self.path} meldet, im kommenden Frühjahr und dauern zwei Jahre.</p>"
                "</article></body></html>"
            )
            self.send_response(404 if missing else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"" if missing else page.encode())

        def log_message(self, *_):
            pass

    asked: list[str] = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{running.server_port}"
        running.shutdown()


def listed(name, outlet, tmp_path):
    """Read a feed as a list, with the outlet in the place of the one it names."""
    content = re.sub(rb"127\.0\.0\.1:\d+", outlet.encode(), (CASES / name).read_bytes())
    (tmp_path / "feed.xml").write_bytes(content)
    return read_sources([ListFile(tmp_path / "feed.xml")], network=network_of([outlet], tmp_path / "pages"))


@pytest.mark.parametrize("name", sorted(DAYS))
def test_a_feed_gives_all_its_articles_each_with_its_day_or_none(name, outlet, tmp_path):
    read = listed(name, outlet, tmp_path)
    assert read.unread == ()
    found = {article.origin.removeprefix(f"http://{outlet}"): article for article in read.articles}
    assert set(found) == set(DAYS[name])
    for path, (day, basis, noted) in DAYS[name].items():
        article = found[path]
        stated = [date for date in article.dates if date.role == "published"]
        assert (article.published, [date.basis for date in stated]) == (day, [basis] if basis else []), path
        assert noted is None or any(noted in note for note in article.notes), article.notes


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_a_feed_s_own_text_has_its_letters(name, outlet, tmp_path):
    language, title, words = LETTERS[name]
    (article,) = listed(name, outlet, tmp_path).articles
    assert (article.language, article.title, article.published) == (language, title, "2024-12-15")
    body = " ".join(paragraph.text for paragraph in article.paragraphs if paragraph.kind == "body")
    assert words in body
    assert "�" not in article.raw
