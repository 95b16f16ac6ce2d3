"""Grouping: one call where one will do; beyond that, near articles meet, and a call that fails stays alone."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from briefing.errors import InvalidReply
from briefing.llm.factory import open_gateway
from briefing.models import Article, Claim, Extraction, Member, Paragraph, Person, Title
from briefing.pipeline import overrides as grouping
from briefing.pipeline.stages import blocking
from briefing.pipeline.stages.cluster import group
from briefing.prompting.context import digest_envelope, seal_for
from briefing.settings.settings import fixed_settings
from hostile_server import HostileServer, answer_json, reply

_RECORD = re.compile(r'<record \w+ label="(\w+)"[^>]*>\n(.*?)\n</record', re.DOTALL)


def member(event: int, number: int, topic: str = "") -> Member:
    """An article of an event, whose records share names and words; the mark tells the oracle, and code nothing."""
    text = f"mark{number}x"
    raw = f"Artikel {number}"
    of = f"{number:012x}"
    claims = [f"{text} envoy{event} signed pact{event} at castle{event} {topic} detail{number}q{k}" for k in range(8)]
    extraction = Extraction(
        article=of, title=Title(original=raw, english=text), outlet=None, dates=(), organisations=(), places=(),
        quotations=(), cited_sources=(),
        people=(Person(name=f"Envoy{event} Leader{event}", original="x", roles=()),), instructions=(), model="m",
        claims=tuple(
            Claim(id=f"c{n}", text=claim, status="happened", attribution=())
            for n, claim in enumerate(claims, 1)
        ),
    )  # fmt: skip
    paragraph = Paragraph(n=1, kind="body", text=raw, start=0, end=len(raw))
    article = Article(id=of, raw=raw, paragraphs=(paragraph,), language="de", origin=f"{number}.txt", encoding="utf-8")
    return Member(article=article, extraction=extraction)


def day(events: int, each: int, topic: str = "") -> tuple[list[Member], dict[str, int]]:
    """Events' articles as far from one another as can be, and the event of each by its mark."""
    members = [member(event, number * events + event, topic) for number in range(each) for event in range(events)]
    return members, {f"mark{n}x": n % events for n in range(events * each)}


def oracle(events: dict[str, int]):
    def answer(arrival):
        groups: dict[int, list[tuple[str, str]]] = {}
        for label, inside in shown(arrival):
            mark = re.search(r"mark\d+x", inside).group()
            groups.setdefault(events[mark], []).append((label, mark))
        rows = [
            {"event": f"{named[0][1]} event {event}", "articles": [label for label, _ in named], "reason": "r"}
            for event, named in groups.items()
        ]
        return reply(answer_json({"groups": rows}))

    return answer


def shown(arrival) -> list[tuple[str, str]]:
    return _RECORD.findall(arrival.body["messages"][1]["content"])


async def run(members, server, window=9_000, **options):
    settings = fixed_settings(
        model="m", api_base=server.base_url, context_tokens=window, output=Path("out"), attempts=1
    )
    async with open_gateway(settings, remember=False) as gateway:
        return await group(members, gateway, **options)


def as_events(groups) -> list[set[int]]:
    return [{int(m.article.id, 16) for m in told.members} for told in groups]


async def test_where_all_records_fit_they_go_out_in_one_call_as_they_ever_did():
    members, events = day(3, 2)
    seal = seal_for([m.article.raw for m in members])
    expected = [digest_envelope(m.article, m.extraction, seal, f"A{n}") for n, m in enumerate(members, 1)]
    held = {"decisions": [{"kind": "merge", "parts": [[members[0].article.id, members[1].article.id]], "at": "x"}]}
    with HostileServer(oracle(events)) as server:
        plain = await run(members, server, window=32_000)
        decided = await run(members, server, 32_000, decisions=grouping.Decisions.model_validate(held))
        first, second = server.arrivals
    positions = [first.prompt.index(record) for record in expected]
    assert positions == sorted(positions)
    assert "6 articles: A1, A2, A3, A4, A5, A6." in first.prompt
    assert first.body == second.body, "a decision changes what is done with the answer, never the question"
    assert as_events(plain) == [{0, 3}, {1, 4}, {2, 5}]
    assert as_events(decided) == [{0, 1, 3, 4}, {2, 5}]


async def test_one_article_needs_no_call():
    with HostileServer([]) as server:
        (told,) = await run([member(1, 1)], server)
        assert not server.arrivals
    assert told.event == "mark1x"


async def test_events_whose_articles_stand_far_apart_meet_in_one_call():
    members, events = day(12, 4)
    with HostileServer(oracle(events)) as server:
        groups = await run(members, server)
        calls = [{label for label, _ in shown(arrival)} for arrival in server.arrivals]
    assert sorted(map(sorted, as_events(groups))) == [[e, e + 12, e + 24, e + 36] for e in range(12)]
    assert len(calls) > 1
    assert sum(map(len, calls)) == len(members), "nothing had to be asked twice"


async def test_articles_near_to_none_are_shown_to_no_model():
    members, events = day(12, 3)
    alone = [member(100 + n, 1000 + n) for n in range(5)]
    with HostileServer(oracle(events)) as server:
        groups = await run([*alone, *members], server)
        assert not any("mark100" in inside for arrival in server.arrivals for _, inside in shown(arrival))
    assert [told.event for told in groups[-5:]] == [f"mark{1000 + n}x" for n in range(5)]
    assert len(groups) == 17


async def test_an_event_larger_than_a_call_is_joined_by_comparing_its_groups():
    members, events = day(2, 30)
    with HostileServer(oracle(events)) as server:
        groups = await run(members, server)
    assert sorted(map(len, as_events(groups))) == [30, 30]


async def test_events_that_came_whole_out_of_their_call_and_have_no_like_are_not_compared_again():
    members, events = day(10, 6)
    with HostileServer(oracle(events)) as server:
        await run(members, server, 14_000)
        assert len(server.arrivals) > 2
        assert not [arrival for arrival in server.arrivals if "articles: " in shown(arrival)[0][1]]


async def test_what_one_call_kept_apart_is_not_joined_by_a_later_one(monkeypatch):
    # Everything is near everything: the second pass is asked about groups of one call, beside others.
    near = dict.fromkeys(itertools.combinations(range(40), 2), 0.5)
    monkeypatch.setattr(blocking, "nearness", lambda _: near)
    members = [member(n, n) for n in range(40)]
    first_calls: list[set[str]] = []

    def careless(arrival):
        records = shown(arrival)
        if "articles: " in records[0][1]:
            return reply(
                answer_json({"groups": [{"event": "all", "articles": [label for label, _ in records], "reason": "r"}]})
            )
        first_calls.append({re.search(r"mark(\d+)x", inside).group(1) for _, inside in records})
        rows = [{"event": f"mark{label}", "articles": [label], "reason": "r"} for label, _ in records]
        return reply(answer_json({"groups": rows}))

    with HostileServer(careless) as server:
        groups = as_events(await run(members, server))
    assert max(map(len, groups)) > 1
    for told in groups:
        assert all(len(told & set(map(int, call))) <= 1 for call in first_calls)


async def test_every_article_is_in_exactly_one_group_in_the_order_in_which_it_came_in():
    members, events = day(7, 9)
    with HostileServer(oracle(events)) as server:
        groups = await run(members, server)
    placed = [m.article.id for told in groups for m in told.members]
    assert sorted(placed) == sorted(m.article.id for m in members)
    order = {m.article.id: n for n, m in enumerate(members)}
    for told in groups:
        assert [order[m.article.id] for m in told.members] == sorted(order[m.article.id] for m in told.members)


async def test_the_same_articles_make_the_same_calls():
    members, events = day(9, 5)
    with HostileServer(oracle(events)) as server:
        await run(members, server)
        half = len(server.arrivals)
        await run(members, server)
        prompts = [arrival.prompt for arrival in server.arrivals]
    assert sorted(prompts[:half]) == sorted(prompts[half:])


async def test_a_call_without_an_answer_leaves_its_articles_apart_and_says_so():
    members, events = day(12, 4)
    right = oracle(events)

    def broken(arrival):
        return reply('{"groups": []}') if "mark0x" in str(arrival.body["messages"]) else right(arrival)

    said: list[str] = []
    with HostileServer(broken) as server:
        groups = as_events(await run(members, server, say=said.append))
        assert len(server.arrivals) > 3
    assert {0} in groups
    assert any(len(told) == 4 for told in groups)
    assert "could not be compared" in said[0]
    with HostileServer(broken) as server, pytest.raises(InvalidReply):
        await run(members, server)


async def test_a_split_holds_beyond_one_call_and_costs_no_question():
    members, events = day(12, 2)
    ids = [m.article.id for m in members]
    split = grouping.Decision(kind="split", parts=((ids[0],), (ids[12],)), at="x")
    with HostileServer(oracle(events)) as server:
        groups = as_events(await run(members, server, 6_000, decisions=grouping.Decisions(decisions=(split,))))
        assert len(server.arrivals) > 1
        assert not any("mark0x" in inside for arrival in server.arrivals for _, inside in shown(arrival))
    assert {0} in groups
    assert {12} in groups
    assert {1, 13} in groups
