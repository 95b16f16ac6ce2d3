"""Pages that hang, explode or kill their reader, and what becomes of their neighbours."""

# ruff: noqa: E501 -- sentences and files as they are

from __future__ import annotations

import csv
import dataclasses
import json
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import ArticleUnreadable
from briefing.ingest import Limits, read_sources
from briefing.ingest.article import Page, build
from briefing.ingest.formats import text
from briefing.ingest.formats.registry import FORMATS
from briefing.ingest.formats.text import READ_HERE
from briefing.ingest.html import page as pages
from briefing.ingest.sandbox import pool as workers
from briefing.ingest.sandbox.defects import is_defect
from briefing.ingest.sandbox.job import Job
from briefing.ingest.sandbox.jobs import run
from briefing.ingest.sandbox.pool import Worker, Workers, end_workers
from briefing.ingest.web.feeds import read_listing
from briefing.models import Article, Unread
from examples import examples
from read_making import FERRY, page

TEXT = "".join(f"<p>{text}</p>" for text in FERRY)


def job(content: bytes | str, form="html", origin="page") -> Job:
    return Job(form, Page(content if isinstance(content, bytes) else content.encode(), origin), 2_000_000)


def body(record):
    return [paragraph.text for paragraph in record.paragraphs if paragraph.kind == "body"]


@pytest.mark.parametrize("depth", [100, 254, 255, 256, 300, 2_100, 50_000])
def test_no_depth_of_nesting_loses_a_paragraph(depth):
    (article,) = run(job("<html><body>" + "<div>" * depth + TEXT + "</div>" * depth))
    assert body(article) == FERRY


@pytest.mark.parametrize("opening", ["<span>", "<b>", "<ul><li>", "<table><tr><td>", "<blockquote>", "<font>", "<h2>"])
@pytest.mark.one_in(3)
def test_unclosed_elements_by_the_thousand_lose_no_word(opening):
    (article,) = run(job(f"<html><body>{opening * 2_500}{FERRY[0]}"))
    assert FERRY[0] in article.raw


@pytest.mark.parametrize(
    "content",
    [
        "<html><body><table>" + "<tr><td>a</td><td>b1</td><td>some words</td></tr>" * 1_000 + f"</table>{TEXT}",
        "<html><head><script type='application/ld+json'>" + "[" * 100_000 + f"</script></head><body>{TEXT}",
        '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><html><body><p>&c;</p>' + TEXT,
        "<html><body><p>" + "&amp;" * 50_000 + f"</p>{TEXT}",
        "<html><head><style>" + "@media x{" * 2_000 + f"</style></head><body>{TEXT}",
        f"<html><body><p>x{' ' * 300_000}y</p>{TEXT}",
        f"<html><head><title>{' - ' * 50_000}</title></head><body>{TEXT}",
        "<html><body>" + "<time datetime='2026-01-02'>x</time>" * 3_000 + TEXT,
        "<html><body>" + "<!--" * 20_000 + TEXT,
    ],
)  # fmt: skip
@pytest.mark.one_in(3)
def test_a_bomb_of_one_kind_or_another_is_read_or_refused_within_seconds(content):
    start = time.monotonic()
    (record,) = run(job(content))
    assert time.monotonic() - start < 10
    assert isinstance(record, Unread) or set(FERRY) <= {paragraph.text for paragraph in record.paragraphs}


#: What lxml reads, and refuses to set behind an element that is taken out.
CONTROLS = ["\x1b", "\x08", "\x00", "\x0b", "\x0c", "\x1f", "\x7f", "\x85", "\ufffe", "\uffff", "\ud800", "\U0001fffe",
            "&#27;", "&#x1B", "&#8;", "&#x0000b;", "&#65534;", "&#xFFFF;", "&#xd800;", "&#0;", "&#x80;"]  # fmt: skip


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize(
    "piece",
    ["</{}", "</ x>{}", "<!-- {} -->{}", "<!x{}>{}", "<?php {} ?>{}", "<div hidden>x{}</div>{}", "<del>{}</del>{}",
     "<template>{}</template>{}", "<nav>{}</nav>{}", "<script>'{}'</script>{}", "<p title='{}'>{}", "<{}p>{}"],
)  # fmt: skip
@pytest.mark.one_in(5)
def test_a_control_character_loses_no_paragraph_wherever_it_stands(control, piece):
    content = f"<html><meta charset=utf-8><body><article>{TEXT}{piece.replace('{}', control)}<p>{FERRY[0]} Noch.</p></article></body></html>"
    (article,) = run(job(content.encode("utf-8", "surrogatepass")))
    assert body(article)[: len(FERRY)] == FERRY


def test_a_control_character_in_the_json_of_a_page_loses_none_of_its_text():
    told = {"@type": "NewsArticle", "headline": "Fähre", "articleBody": "\x1b[2J \ud800 ".join(FERRY)}
    page = (
        f"<html><head><title>Fähre</title><script type='application/ld+json'>{json.dumps(told)}</script></head><body>x"
    )
    (article,) = run(job(page))
    assert all(sentence in article.raw for sentence in FERRY)


@settings(max_examples=examples(60))
@given(st.text(st.sampled_from("<>/=\"'&;! -abdpivstylenoe#\x00\x1b\u202e\ud800\n"), max_size=200))
def test_no_markup_makes_it_fall_over(text):
    (record,) = run(job(("<html><body>" + text + TEXT).encode("utf-8", "surrogatepass")))
    assert not isinstance(record, Unread) or not record.reason.startswith("damaged")


def test_what_hangs_is_ended_and_its_neighbours_go_on(in_folder, monkeypatch):
    # A page with as many attributes keeps the parser busy for minutes.
    slow = f"<html><body><div {' '.join(f'a{n}=1' for n in range(120_000))}>{TEXT}"
    for n in range(4):
        (in_folder / f"{n}.html").write_bytes(page(*[f"{text} {n}" for text in FERRY]))
    (in_folder / "1-slow.html").write_text(slow)
    result = read_sources(["."], limits=Limits(seconds=2))
    assert [article.origin for article in result.articles] == [f"{n}.html" for n in range(4)]
    assert result.unread == (
        Unread(origin="1-slow.html", status="failed", reason="reading it took more than 2 seconds"),
    )


def test_what_kills_its_worker_is_one_unread_and_the_next_job_gets_a_new_worker():
    worker = Worker(Limits())
    assert isinstance(worker.read(job(page()))[0], Article)
    worker.process.kill()
    (dead,) = worker.read(job(page()))
    assert "it crashed its reader (signal 9)" in dead.reason
    assert not worker.usable
    with Workers(Limits(), count=1) as workers:
        jobs = [job(page(f"{FERRY[0]} {n}", *FERRY[1:]), origin=str(n)) for n in range(6)]
        records = list(workers.read(jobs))
    assert [record.origin for record in records] == [str(n) for n in range(6)]


def test_a_reader_that_can_t_be_started_is_said_to_be_so():
    worker = Worker(Limits())
    worker.process.kill()
    (dead,) = worker.read(job(page()))
    assert "could not be started" in dead.reason


@pytest.mark.slow
def test_a_page_that_hangs_as_the_only_one_is_ended(in_folder):
    slow = f"<html><body><div {' '.join(f'a{n}=1' for n in range(120_000))}>{TEXT}"
    Path("one.html").write_text(slow)
    (unread,) = read_sources(["one.html"], limits=Limits(seconds=1)).unread
    assert unread.reason == "reading it took more than 1 seconds"


def test_a_small_page_that_hangs_is_ended_too(in_folder, monkeypatch):
    # Small pages once were read in the calling process, where nothing can be ended.
    slow = Path("slow.py")
    slow.write_text("import time, briefing.ingest.html.page as p\np.read_page = lambda page: time.sleep(60)\n")
    monkeypatch.setattr(
        workers, "_COMMAND", workers._COMMAND.replace("from", f"exec(open({str(slow)!r}).read()); from", 1)
    )
    end_workers()
    Path("one.html").write_bytes(page())
    try:
        (unread,) = read_sources(["one.html"], limits=Limits(seconds=1)).unread
    finally:
        end_workers()
    assert unread.reason == "reading it took more than 1 seconds"


def test_a_list_that_hangs_is_ended():
    with Workers(Limits(seconds=0.001)) as pool, pytest.raises(ArticleUnreadable, match="took more than"):
        pool.read_listing(b"<rss>" + b"<a>" * 300_000, origin="feed", base=None, charset=None)


def test_a_list_read_in_a_worker_is_what_reading_it_here_gives():
    feed = b"<rss version='2.0'><channel><title>T</title><item><title>A</title><link>/a</link></item><item/></channel></rss>"
    given = {"origin": "feed", "base": "https://quay.example/", "charset": None}
    with Workers(Limits()) as pool:
        assert pool.read_listing(feed, **given) == read_listing(feed, **given)
        with pytest.raises(ArticleUnreadable, match="not a feed, sitemap"):
            pool.read_listing(b"<svg/>", **given)


def test_a_long_text_and_a_long_row_go_to_a_worker_and_are_read_the_same(in_folder):
    long = "\n\n".join(f"{line} Number {n}." for n in range(120) for line in FERRY)
    assert len(long) > READ_HERE
    Path("a.txt").write_text(long)
    Path("b.jsonl").write_text(json.dumps({"text": long, "outlet": "B", "url": "https://b.example/1"}))
    with Workers(Limits()) as pool:
        first, second = read_sources(["a.txt"]).articles + read_sources(["b.jsonl"]).articles
        assert pool._all == []
    here = build(long, origin="a.txt", encoding="utf-8")
    assert first == here
    assert (second.raw, second.paragraphs, second.outlet, second.encoding) == (long, here.paragraphs, "B", "utf-8")


def test_a_text_of_nothing_but_line_breaks_is_bounded(in_folder):
    Path("a.txt").write_text("a\n" * 900_000)
    (unread,) = read_sources(["a.txt"], limits=Limits(seconds=1)).unread
    assert unread.reason == "reading it took more than 1 seconds"


@pytest.mark.parametrize("where", ["here", "worker"])
def test_a_mistake_of_ours_is_called_one_and_logged_with_its_traceback(in_folder, monkeypatch, caplog, where):
    broken = Path("broken.py")
    source = str(Path(pages.__file__))
    code = f"exec(compile('def read_page(page):\\n    return pag', {source!r}, 'exec'), p.__dict__)"
    broken.write_text(f"import briefing.ingest.html.page as p\n{code}\n")
    if where == "here":
        monkeypatch.setattr(pages, "read_page", pages.read_page)
        exec(broken.read_text())
        (unread,) = run(job(page()))
    else:
        start = workers._COMMAND.replace("from", f"exec(open({str(broken)!r}).read()); from", 1)
        monkeypatch.setattr(workers, "_COMMAND", start)
        end_workers()
        Path("one.html").write_bytes(page())
        (unread,) = read_sources(["one.html"]).unread
        end_workers()
    assert unread.reason.startswith(
        "this is a defect of briefing, not of the file; please report it: NameError: name 'pag'"
    )
    assert "(page.py:2)" in unread.reason
    assert "Traceback" in caplog.text
    assert "NameError" in caplog.text


def test_damage_that_a_library_meets_is_no_defect():
    for error in (zlib.error("x"), UnicodeDecodeError("utf-8", b"x", 0, 1, "bad"), csv.Error("x"), EOFError()):
        assert not is_defect(error)
    with pytest.raises(ValueError, match="Expecting") as caught:
        json.loads("{")
    assert not is_defect(caught.value)
    assert is_defect(NameError("x"))


def test_a_mistake_in_a_reader_of_texts_takes_no_neighbour_with_it(in_folder, monkeypatch, caplog):
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(f"{FERRY[0]} {name}")

    def read(source):
        if source.origin == "a.txt":
            raise NameError("name 'x' is not defined")
        return text.read_text(source)

    monkeypatch.setitem(FORMATS._loaded, "text", dataclasses.replace(FORMATS["text"], read=read))
    result = read_sources(["a.txt", "b.txt"])
    assert [article.origin for article in result.articles] == ["b.txt"]
    assert result.unread[0].reason.startswith("this is a defect of briefing")


def test_what_takes_all_memory_is_one_unread():
    many = "<html><body>" + "<p>Words of a long report.</p>" * 500_000
    with Workers(Limits(memory=400_000_000), count=1) as workers:
        (record,) = workers.read([job(many)])
    assert isinstance(record, Unread)
    assert "memory" in record.reason


def test_a_worker_gives_what_reading_here_gives():
    content = page(head="<meta property='article:published_time' content='2026-11-20'>")
    worker = Worker(Limits())
    try:
        assert worker.read(job(content)) == run(job(content))
    finally:
        worker.close()


def test_pages_over_the_limit_are_not_even_parsed(in_folder):
    Path("big.html").write_bytes(page() + b" " * 50_000_000)
    assert "too large: 50,000" in read_sources(["big.html"]).unread[0].reason


def test_everything_in_a_damaged_folder_is_accounted_for(in_folder):
    whole = page()
    for n in range(20):
        (in_folder / f"{n:02}.html").write_bytes(
            whole[: 10 + 24 * n] + bytes([n * 12 % 256]) * (n % 7) + whole[40 + 18 * n :]
        )
    result = read_sources(["."])
    read = (*result.articles, *(copy.article for copy in result.copies), *result.unread)
    seen = [record.origin for record in read]
    assert sorted(seen) == [f"{n:02}.html" for n in range(20)]


def test_reading_text_loads_no_library_of_pages():
    code = (
        "import sys, briefing.ingest, briefing.ingest.html.page, briefing.ingest.dedup;"
        "print([m for m in ('trafilatura', 'lxml', 'pypdfium2', 'docx', 'warcio', 'datasketch', 'htmldate') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
