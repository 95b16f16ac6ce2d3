"""Pages had, pages not had, and the one line for each of those."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import zlib
from datetime import UTC, datetime

import pytest

from briefing.ingest.web.fetch import Clocks, Fetched, Fetcher, FetchSettings, NotFetched
from fetching import LOOPBACK, PAGE, fetcher, get, response, site, to
from read_making import gzip_bomb

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


async def test_a_page_comes_with_all_that_was_said_of_it():
    clocks = Clocks(now=lambda: NOON)
    async with site({"/a": (200, {"content-type": 'Text/HTML; Charset="ISO-8859-6"'}, PAGE.encode())}) as served:
        async with fetcher(clocks=clocks, contact="desk@example.org", robots=False) as made:
            page = await made.fetch(served.url("/a#here"))
        asked = served.asked[0].headers
    assert page == Fetched(
        url=served.url("/a#here"), final_url=served.url("/a"), status=200, content_type="text/html",
        charset="iso-8859-6", body=PAGE.encode(), from_cache=False, fetched_at=NOON,
    )  # fmt: skip
    assert asked["host"] == f"news.example:{served.port}"
    assert asked["user-agent"].startswith("briefing/")
    assert asked["user-agent"].endswith("(+desk@example.org)")
    assert "cookie" not in asked
    assert "authorization" not in asked


async def test_the_connection_goes_to_the_checked_address_though_the_resolver_flips(monkeypatch):
    answers = iter([["127.0.0.1"], ["169.254.169.254"], ["127.0.0.1", "10.0.0.1"]])
    asked = []

    async def flips(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    def no_second_way(*_: object, **__: object) -> None:
        raise AssertionError("a name was resolved behind the guard's back")

    async with site({"/": PAGE}) as served, fetcher(resolve=flips, robots=False) as made:
        monkeypatch.setattr(socket, "getaddrinfo", no_second_way)
        first = await made.fetch(served.url())
        second = await made.fetch(served.url())
        third = await made.fetch(served.url())
    assert isinstance(first, Fetched)
    assert (second.why, third.why) == ("refused-address", "refused-address")
    assert "169.254.169.254" in second.line
    assert "10.0.0.1" in third.line
    assert asked == ["news.example"] * 3
    assert len(served.asked) == 1


INWARD = [
    "http://169.254.169.254/latest/meta-data/", "http://0xa9fea9fe/", "http://[::ffff:169.254.169.254]/",
    "http://[fd00:ec2::254]/", "http://10.0.0.1/", "//192.168.0.1/", "http://[fe80::1]/", "http://user@news.example/",
    "http://8.8.8.8:22/", "http://2852039166/", "http:\\\\10.0.0.1/",
]  # fmt: skip


@pytest.mark.parametrize("location", INWARD)
async def test_each_redirect_is_checked(location):
    async with site({"/": to(location)}) as served:
        outcome = await get(served, robots=False)
    assert isinstance(outcome, NotFetched)
    # The backslash form is a path of the site itself for some parsers, an address for others.
    assert outcome.why == "refused-address" or (outcome.why == "status" and location.startswith("http:\\"))
    assert outcome.final_url != outcome.url


@pytest.mark.parametrize("location", ["file:///etc/passwd", "javascript:alert(1)", "ftp://news.example/", "data:,x"])
async def test_a_redirect_to_what_is_no_web_address_is_not_followed(location):
    async with site({"/": to(location)}) as served:
        assert (await get(served, robots=False)).why == "not-http"


async def test_without_the_allow_list_this_machine_is_not_asked():
    async with site({"/": PAGE}) as served, Fetcher(FetchSettings()) as made:
        for host in ("127.0.0.1", "localhost", "127.1", "[::1]", "0"):
            assert (await made.fetch(served.url(host=host))).why == "refused-address", host
    assert served.asked == []


async def test_five_redirects_are_followed_and_no_more():
    hops = {f"/{n}": to(f"/{n + 1}", status) for n, status in enumerate((301, 302, 303, 307, 308, 302))}
    async with site(hops | {"/6": PAGE}) as served, fetcher(robots=False) as made:
        six, five = await made.all([served.url("/0"), served.url("/1")])
        loop = await made.fetch(served.url("/0"))
    assert (six.why, loop.why) == ("too-many-redirects", "too-many-redirects")
    assert five.final_url == served.url("/6")
    assert six.line.startswith("too-many-redirects: more than 5 (at ")


async def test_a_cookie_lasts_for_one_page():
    def door(asked):
        return PAGE if "seen=1" in asked.headers.get("cookie", "") else (302, {"location": "/", "set-cookie": "seen=1"})

    async with site({"/": door}) as served, fetcher(robots=False) as made:
        assert isinstance(await made.fetch(served.url()), Fetched)
        assert isinstance(await made.fetch(served.url()), Fetched)
    assert ["cookie" in asked.headers for asked in served.asked] == [False, True, False, True]


def chunks(part: bytes, n: int):
    async def send():
        yield b"HTTP/1.1 200 X\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n"
        for _ in range(n):
            yield b"%x\r\n%s\r\n" % (len(part), part)
        yield b"0\r\n\r\n"

    return lambda _: send()


async def drip(_):
    import asyncio

    for _ in range(1_000):
        yield b"H" if _ == 0 else b"TTP/1.1 200 X\r\n\r\n"[_ - 1 : _] or b"x"
        await asyncio.sleep(0.05)


def zipped(body: bytes, **headers: str):
    return (200, {"content-encoding": "gzip"} | headers, gzip.compress(body))


BOMB = gzip_bomb(50)
RAW = zlib.compressobj(wbits=-15)

DAMAGE = {
    "announced too large": ((200, {"content-length": "999999999"}), "too-large"),
    "grows too large": (chunks(b"x" * 10_000, 200), "too-large"),
    "bomb": ((200, {"content-encoding": "gzip"}, BOMB), "too-large"),
    "bomb in a bomb": ((200, {"content-encoding": "gzip, gzip"}, gzip.compress(BOMB)), "broken"),
    "endless members": ((200, {"content-encoding": "gzip"}, gzip.compress(b"") * 5_000), "broken"),
    "brotli": ((200, {"content-encoding": "br"}, b"\x0b\x02\x80abc\x03"), "broken"),
    "half a gzip": ((200, {"content-encoding": "gzip"}, gzip.compress(PAGE.encode())[:-20]), "broken"),
    "no gzip": ((200, {"content-encoding": "gzip"}, PAGE.encode()), "broken"),
    "drips": (drip, "timed-out"),
    "half a body": (b"HTTP/1.1 200 X\r\ncontent-length: 1000\r\n\r\nhalf", "broken"),
    "no http": (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "broken"),
    "closed": (b"", "broken"),
    "endless header": (b"HTTP/1.1 200 X\r\nx: " + b"x" * 300_000, "broken"),
    "nothing": ("", "empty"),
    "blanks": ("  \n ", "empty"),
    "no content": ((204, {"content-length": None}), "empty"),
    "shell": ("<html><title>News</title><body><div id=root></div><script>var a='text'</script></body>", "empty"),
    "gone": (410, "status"),
    "missing": (404, "status"),
    "strange": (799, "status"),
    "part": ((206, {"content-range": "bytes 0-1/10"}, b"<p>"), "status"),
    "same though not asked": ((304, {"content-length": None}), "status"),
    "elsewhere, unsaid": (302, "status"),
    "choices": ((300, {"location": "/other"}), "status"),
    "pay": (402, "paywall"),
    "checked": ((403, {"cf-mitigated": "challenge"}, b"<title>Just a moment...</title>"), "status"),
    "server": (500, "status"),
    "odd length": ((200, {"content-length": "-5"}, b""), "broken"),
    "location of nonsense": (to("http://[::1"), "broken"),
    "long location": (to("/" + "a" * 20_000), "refused-address"),
}


async def test_nothing_is_lost_and_each_failure_says_its_reason():
    answers = {f"/{n}": answer for n, (answer, _) in enumerate(DAMAGE.values())}
    async with site(answers | {"/good": PAGE}) as served:
        urls = [served.url(path) for path in answers] + [served.url("/good"), served.url("/good"), "mailto:x", ""]
        async with fetcher(
            robots=False,
            max_wire_bytes=1_000_000,
            max_decoded_bytes=2_000_000,
            max_seconds=1.5,
            per_host=20,
            at_once=20,
        ) as made:
            outcomes = await made.all(urls)
    assert len(outcomes) == len(urls)
    assert [outcome.url for outcome in outcomes] == urls
    for (name, (_, why)), outcome in zip(DAMAGE.items(), outcomes, strict=False):
        assert isinstance(outcome, NotFetched), name
        assert outcome.why == why, f"{name}: {outcome.line}"
        assert "\n" not in outcome.line
        assert len(outcome.line) <= 400
        assert outcome.unread().reason == outcome.line
    assert [type(outcome) for outcome in outcomes[-4:]] == [Fetched, Fetched, NotFetched, NotFetched]
    assert served.paths().count("/good") == 1


async def test_compressed_pages_are_decoded():
    raw = RAW.compress(PAGE.encode()) + RAW.flush()
    parts = gzip.compress(PAGE[:500].encode()) + gzip.compress(PAGE[500:].encode()) + b"\0\0padding"
    answers = {
        "/gzip": zipped(PAGE.encode()),
        "/x": (200, {"content-encoding": "X-GZIP"}, gzip.compress(PAGE.encode())),
        "/members": (200, {"content-encoding": "gzip"}, parts),
        "/zlib": (200, {"content-encoding": "deflate"}, zlib.compress(PAGE.encode())),
        "/raw": (200, {"content-encoding": "deflate"}, raw),
        "/plain": (200, {"content-encoding": "identity"}, PAGE.encode()),
    }
    async with site(answers) as served, fetcher(robots=False) as made:
        for outcome in await made.all(served.url(path) for path in answers):
            assert isinstance(outcome, Fetched), outcome.line
            assert outcome.body == PAGE.encode()
        assert served.asked[0].headers["accept-encoding"] == "gzip, deflate"


async def test_a_host_that_is_down_or_unknown_is_said():
    async def nobody(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    async with site() as served:
        port = served.port
    async with fetcher() as made:
        down = await made.fetch(f"http://news.example:{port}/")
    async with fetcher(resolve=nobody) as made:
        unknown = await made.fetch("http://news.example/")
    assert (down.why, unknown.why) == ("unreachable", "unreachable")
    assert "news.example" in down.line
    assert "no known address" in unknown.line


async def test_what_may_pass_is_tried_once_more_and_a_servers_wait_is_kept():
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(round(seconds))

    answers = {"/a": iter([(429, {"retry-after": "7"}), PAGE]), "/b": iter([(503, {"retry-after": "3600"}), PAGE]),
               "/c": iter([b"", PAGE]), "/d": iter([502, 502, PAGE])}  # fmt: skip
    clocks = Clocks(now=lambda: NOON, sleep=sleep, monotonic=lambda: float(sum(slept)))
    async with (
        site({path: lambda _, it=it: next(it) for path, it in answers.items()}) as served,
        fetcher(robots=False, retries=1, clocks=clocks) as made,
    ):
        a, b, c, d = [await made.fetch(served.url(path)) for path in answers]
    assert isinstance(a, Fetched)
    assert 7 in slept
    assert b.line == "status: status 503 Service Unavailable"
    assert isinstance(c, Fetched)
    assert (d.why, d.status) == ("status", 502)


async def test_a_date_as_retry_after_is_read():
    from briefing.ingest.web.fetch import _retry_after

    assert _retry_after("Sat, 21 Nov 2026 12:00:20 GMT", NOON) == 20
    assert _retry_after("Sat, 21 Nov 2026 11:00:00 GMT", NOON) == 0
    assert [_retry_after(value, NOON) for value in (None, "", "soon", "-5", "٣", "Sat, 99 Nov 2026")] == [2.0] * 6


async def test_leaving_early_leaves_nothing_running():
    async with site({f"/{n}": PAGE for n in range(5)} | {"/slow": drip}) as served, fetcher(robots=False) as made:
        outcomes = made.each([served.url("/slow"), *(served.url(f"/{n}") for n in range(5))])
        n, outcome = await anext(outcomes)
        assert n > 0
        assert isinstance(outcome, Fetched)
        await outcomes.aclose()


def test_pages_can_be_fetched_where_no_event_loop_runs():
    from briefing.ingest.web.fetch import fetch_pages

    refused, no = fetch_pages(["http://127.0.0.1/", "news.example"], FetchSettings())
    assert (refused.why, no.why) == ("refused-address", "not-http")
    assert refused.unread().status == "failed"


def test_importing_costs_no_http_library():
    code = (
        "import sys, briefing.ingest, briefing.ingest.web.fetch, briefing.ingest.web.feeds;"
        "print([m for m in ('httpx', 'httpcore', 'feedparser', 'protego', 'idna', 'defusedxml') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_response_of_the_site_is_whole():
    assert response(404).startswith(b"HTTP/1.1 404")
    assert LOOPBACK.networks
