"""Pages asked for again: only what changed comes a second time."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from briefing.ingest.web.cache import Cached, PageCache
from briefing.ingest.web.fetch import Clocks, Fetched, NotFetched
from fetching import PAGE, fetcher, site

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def conditional(asked):
    if asked.headers.get("if-none-match") == '"v1"' or asked.headers.get("if-modified-since"):
        return 304, {"content-length": None}
    return 200, {"etag": '"v1"', "content-type": "text/html; charset=koi8-r"}, PAGE.encode()


async def twice(answer, folder, path: str = "/"):
    """The second outcome, and what was asked."""
    async with site({"/": answer, "/from": (302, {"location": "/"})}) as served:
        for n in range(2):
            clocks = Clocks(now=lambda n=n: NOON + timedelta(days=n))
            async with fetcher(cache=folder, clocks=clocks, robots=False) as made:
                outcome = await made.fetch(served.url(path))
                assert made.problem is None
        return outcome, served.asked


async def test_a_page_that_did_not_change_is_taken_from_the_cache(tmp_path):
    page, asked = await twice(conditional, tmp_path / "new" / "folder")
    assert (page.from_cache, page.status, page.body, page.charset) == (True, 200, PAGE.encode(), "koi8-r")
    assert page.fetched_at == NOON + timedelta(days=1)
    assert asked[1].headers["if-none-match"] == '"v1"'


async def test_a_date_of_change_is_condition_enough(tmp_path):
    def dated(asked):
        if asked.headers.get("if-modified-since") == "Sat, 21 Nov 2026 08:00:00 GMT":
            return 304, {"content-length": None}
        return 200, {"last-modified": "Sat, 21 Nov 2026 08:00:00 GMT"}, PAGE.encode()

    page, _ = await twice(dated, tmp_path)
    assert page.from_cache


async def test_redirects_are_walked_and_checked_again(tmp_path):
    page, asked = await twice(conditional, tmp_path, "/from")
    assert page.from_cache
    assert [one.path for one in asked] == ["/from", "/", "/from", "/"]


async def test_a_page_that_changed_comes_anew(tmp_path):
    versions = iter([(200, {"etag": '"v1"'}, b"<p>one"), (200, {"etag": '"v2"'}, b"<p>two")])
    page, _ = await twice(lambda _: next(versions), tmp_path)
    assert (page.body, page.from_cache) == (b"<p>two", False)


@pytest.mark.parametrize("headers", [{}, {"etag": '"v1"', "cache-control": "private, No-Store"}])
async def test_what_should_not_be_kept_is_not(tmp_path, headers):
    _, asked = await twice((200, headers, PAGE.encode()), tmp_path)
    assert "if-none-match" not in asked[1].headers


@pytest.mark.parametrize("answer", [(404, {"etag": '"v1"'}, b"<p>gone"), (500, {"etag": '"v1"'}, b"x")])
async def test_failures_are_not_kept(tmp_path, answer):
    outcome, asked = await twice(answer, tmp_path)
    assert isinstance(outcome, NotFetched)
    assert "if-none-match" not in asked[1].headers


async def test_without_a_folder_nothing_is_kept(tmp_path):
    _, asked = await twice(conditional, None)
    assert "if-none-match" not in asked[1].headers
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"this is no database" * 100, b"SQLite format 3\x00" + b"\xff" * 5_000])
async def test_a_damaged_cache_is_set_aside_and_begun_anew(tmp_path, content):
    (tmp_path / "pages.sqlite3").write_bytes(content)
    page, _ = await twice(conditional, tmp_path)
    assert page.from_cache
    (aside,) = tmp_path.glob("pages.sqlite3.damaged-*")
    assert aside.read_bytes() == content


def test_a_cache_of_another_version_is_set_aside(tmp_path):
    database = sqlite3.connect(tmp_path / "pages.sqlite3")
    database.execute("PRAGMA user_version=7")
    database.close()
    cache = PageCache(tmp_path, 1_000)
    assert cache.problem is None
    cache.close()
    assert len(list(tmp_path.glob("pages.sqlite3.damaged-*"))) == 1


async def test_a_cache_that_cannot_be_written_stops_no_page(tmp_path):
    (tmp_path / "file").write_text("in the way")
    async with site({"/": conditional}) as served, fetcher(cache=tmp_path / "file", robots=False) as made:
        assert isinstance(await made.fetch(served.url()), Fetched)
        assert "can't be used" in made.problem


def test_a_cache_that_breaks_under_way_says_so_and_is_empty(tmp_path):
    cache = PageCache(tmp_path, 10_000)
    cache.put("u", Cached('"1"', None, 200, "text/html", b"x"), 1.0)
    assert cache.get("u").body == b"x"
    cache._database.execute("UPDATE pages SET body = 'no bytes'")
    assert cache.get("u") is None
    assert "can't be used" in cache.problem
    cache.put("u", Cached('"1"', None, 200, "text/html", b"x"), 1.0)
    cache.touch("u", 2.0)
    cache.close()


def test_the_longest_unused_pages_go_first(tmp_path):
    cache = PageCache(tmp_path, 25_000)
    for n in range(5):
        cache.put(f"u{n}", Cached('"1"', None, 200, "text/html", os.urandom(10_000)), float(n))
    cache.touch("u0", 9.0)
    cache.close()
    again = PageCache(tmp_path, 25_000)
    assert [bool(again.get(f"u{n}")) for n in range(5)] == [True, False, False, False, True]
    again.close()


def test_two_runs_share_a_cache(tmp_path):
    one, two = PageCache(tmp_path, 10_000), PageCache(tmp_path, 10_000)
    one.put("u", Cached(None, "date", 200, "", b"x"), 1.0)
    two.put("v", Cached(None, "date", 200, "", b"y"), 1.0)
    assert (two.get("u").body, one.get("v").body) == (b"x", b"y")
    one.close()
    two.close()
    assert (one.problem, two.problem) == (None, None)
