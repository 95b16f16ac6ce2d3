"""robots.txt, Crawl-delay, pauses, and few connections to one host."""

from __future__ import annotations

import asyncio

import pytest

from briefing.ingest.web.fetch import Clocks, Fetched
from briefing.ingest.web.politeness import HostPace
from fetching import PAGE, fetcher, site, to


def text(content: str):
    return 200, {"content-type": "text/plain"}, content.encode()


class Clock:
    """A monotonic clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


RULES = (
    "User-agent: *\nDisallow: /\n\nUser-agent: Briefing\nDisallow: /private\nDisallow: /*.pdf$\nAllow: /private/open\n"
)


async def test_robots_txt_is_followed_as_it_speaks_to_us():
    pages = dict.fromkeys(("/", "/private", "/private/open", "/a.pdf", "/a.pdf.html"), PAGE)
    async with site(pages | {"/robots.txt": text(RULES)}) as served, fetcher() as made:
        outcomes = dict(zip(pages, await made.all(served.url(path) for path in pages), strict=True))
        refused = {path for path, outcome in outcomes.items() if not isinstance(outcome, Fetched)}
    assert refused == {"/private", "/a.pdf"}
    assert outcomes["/private"].line == "robots: the robots.txt of news.example disallows briefing"
    assert outcomes["/private"].unread().status == "skipped"
    assert served.paths().count("/robots.txt") == 1
    assert "/private" not in served.paths()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (404, None),
        (401, None),
        (403, None),
        (410, None),
        (text(""), None),
        (text("<html>not found</html>"), None),
        (text("\ufeffUser-agent: *\nDisallow: /"), "robots"),
        (to("/rules"), "robots"),
        (to("/robots.txt"), None),
        (500, "robots"),
        (503, "robots"),
        (429, "robots"),
        (to("http://10.0.0.1/robots.txt"), "refused-address"),
        (b"", "robots"),
        (text("User-agent: *\nDisallow: /\n" + "#" * 600_000), "robots"),
        (text("User-agent: *\nDisallow: /" + "*a" * 3_000), None),
    ],
)
async def test_what_a_robots_txt_that_is_not_there_means(answer, why):
    async with (
        site({"/": PAGE, "/robots.txt": answer, "/rules": text("User-agent: *\nDisallow: /")}) as served,
        fetcher() as made,
    ):
        outcome = await made.fetch(served.url())
        again = await made.fetch(served.url())
    assert (None if isinstance(outcome, Fetched) else outcome.why) == why, outcome
    assert type(again) is type(outcome)
    assert served.paths().count("/") == (0 if why else 2)


async def test_robots_txt_is_asked_for_each_origin_on_the_way():
    async with (
        site({"/robots.txt": text("User-agent: *\nDisallow: /shut"), "/shut": PAGE}) as other,
        site({"/": to(other.url("/shut", host="other.example"))}) as served,
        fetcher() as made,
    ):
        outcome = await made.fetch(served.url())
    assert outcome.why == "robots"
    assert outcome.final_url == other.url("/shut", host="other.example")
    assert other.paths() == ["/robots.txt"]


async def test_robots_txt_can_be_left_aside():
    async with (
        site({"/": PAGE, "/robots.txt": text("User-agent: *\nDisallow: /")}) as served,
        fetcher(robots=False) as made,
    ):
        assert isinstance(await made.fetch(served.url()), Fetched)
    assert served.paths() == ["/"]


async def test_a_hosts_own_crawl_delay_is_kept():
    clock = Clock()
    starts: list[float] = []

    def page(_):
        starts.append(clock.now)
        return PAGE

    async with site({"/robots.txt": text("User-agent: *\nCrawl-delay: 7.5"), "/": page}) as served:
        clocks = Clocks(monotonic=clock.monotonic, sleep=clock.sleep)
        async with fetcher(clocks=clocks, delay=1.0) as made:
            for _ in range(3):
                assert isinstance(await made.fetch(served.url()), Fetched)
    assert [start - starts[0] for start in starts] == [0.0, 7.5, 15.0]


@pytest.mark.parametrize("delay", ["86400", "1e9"])
async def test_a_host_that_asks_for_hours_gives_one_page(delay):
    rules = text(f"User-agent: *\nCrawl-delay: {delay}")
    async with site({"/robots.txt": rules, "/a": to("/b"), "/b": PAGE}) as served, fetcher() as made:
        outcomes = await made.all(served.url(f"/a?{n}") for n in range(5))
    # A redirect on the same host is still the one page.
    assert [type(outcome) is Fetched for outcome in outcomes].count(True) == 1
    refused = [outcome for outcome in outcomes if not isinstance(outcome, Fetched)]
    assert {outcome.why for outcome in refused} == {"robots"}
    assert "between requests, the limit is 60" in refused[0].line


@pytest.mark.parametrize("delay", ["-5", "nan", "inf", "soon", ""])
async def test_a_crawl_delay_that_is_no_number_is_none(delay):
    async with (
        site({"/robots.txt": text(f"User-agent: *\nCrawl-delay: {delay}"), "/": PAGE}) as served,
        fetcher() as made,
    ):
        for _ in range(2):
            assert isinstance(await made.fetch(served.url()), Fetched)


async def test_a_host_has_few_connections_and_others_do_not_wait_for_it():
    async def slow(_):
        await asyncio.sleep(0.03)
        return PAGE

    async with (
        site({f"/{n}": slow for n in range(12)}) as served,
        site({"/": PAGE}) as quick,
        fetcher(robots=False, per_host=2, at_once=4) as made,
    ):
        urls = [served.url(f"/{n}") for n in range(12)] + [quick.url(host="quick.example")]
        order = [n async for n, _ in made.each(urls)]
    assert served.most == 2
    assert order.index(12) < 6
    assert sorted(order) == list(range(13))


async def test_turns_have_pauses_between_them_host_by_host():
    clock = Clock()
    pace = HostPace(1, 2.0, monotonic=clock.monotonic, sleep=clock.sleep)
    starts = []
    for host, crawl_delay in (("a", None), ("b", None), ("a", None), ("a", 5.0), ("a", 1.0), ("b", None)):
        async with pace.turn(host, crawl_delay):
            starts.append((host, clock.now - 100.0))
    assert starts == [("a", 0.0), ("b", 0.0), ("a", 2.0), ("a", 4.0), ("a", 9.0), ("b", 9.0)]


async def test_a_host_that_asked_for_a_rest_has_it():
    clock = Clock()
    pace = HostPace(1, 1.0, monotonic=clock.monotonic, sleep=clock.sleep)
    pace.rest("a", 10.0)
    async with pace.turn("b"):
        assert clock.now == 100.0
    async with pace.turn("a"):
        assert clock.now == 110.0
