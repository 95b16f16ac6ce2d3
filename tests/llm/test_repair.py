"""Repairs by patch through the real gateway: what is asked, what is taken, and what the ledger keeps."""

from __future__ import annotations

import json

import pytest

from briefing.errors import InvalidReply
from briefing.models import Finding
from briefing.prompting.patches import patch_schema
from briefing.prompting.schemas import GroupingReply
from gateway_calls import PRICE, ask, opened, question
from hostile_server import HostileServer, answer_json, error, refusal, reply


def group(event, articles=("A1",)):
    return {"event": event, "articles": list(articles), "reason": "r"}


FIRST = {"groups": [group("good"), group("bad", ["A2"]), group("também", ["A3"])]}
PATCH = {"changes": [{"where": "groups.1.event", "value": "better"}], "removed": []}
MENDED = {"groups": [FIRST["groups"][0], group("better", ["A2"]), FIRST["groups"][2]]}


def bad(value):
    """Against each event that is called bad, and a text of two groups or fewer."""
    found = [
        Finding(code="bad", message=f"groups.{n}: is bad", where=f"groups.{n}")
        for n, each in enumerate(value.groups)
        if "bad" in each.event
    ]
    told = {label for each in value.groups for label in each.articles}
    if missing := {"A1", "A2", "A3"} - told:
        found.append(Finding(code="missing", message=f"no {sorted(missing)}", where="groups"))
    return found


def changes(*pairs, removed=()):
    return answer_json({"changes": [{"where": w, "value": v} for w, v in pairs], "removed": list(removed)})


async def test_a_patch_is_asked_for_behind_the_conversation_as_it_was():
    with HostileServer([reply(answer_json(FIRST))], reply(answer_json(PATCH))) as server:
        async with opened(server) as gateway:
            answer = await ask(gateway, check=bad)
    first, second = (arrival.body for arrival in server.arrivals)
    assert second["messages"][:2] == first["messages"]
    assert json.loads(second["messages"][2]["content"]) == FIRST
    assert "- groups.1: is bad" in second["messages"][3]["content"]
    shape = second["response_format"]["json_schema"]
    assert (shape["name"], shape["schema"]) == ("GroupingReplyPatch", patch_schema(GroupingReply))
    assert answer.value.model_dump() == MENDED
    assert answer.repairs == {"groups.1": ("bad",)}


@pytest.mark.parametrize("structured", ["json_object", "prompt"])
async def test_a_server_that_reads_the_schema_reads_the_first_one_where_it_stood(structured):
    with HostileServer([reply(answer_json(FIRST))], reply(answer_json(PATCH))) as server:
        async with opened(server, structured=structured) as gateway:
            assert (await ask(gateway, check=bad)).value.model_dump() == MENDED
    first, second = (arrival.body["messages"] for arrival in server.arrivals)
    assert second[:2] == first
    assert json.dumps(patch_schema(GroupingReply)) in second[3]["content"]


async def test_the_patched_whole_is_what_the_ledger_serves_with_what_both_replies_cost():
    usage = {"prompt_tokens": 1000, "completion_tokens": 100}
    script = [reply(answer_json(FIRST), usage=usage)], reply(answer_json(PATCH), usage=usage)
    with HostileServer(*script) as server:
        answers, worths = [], []
        for _ in range(2):
            async with opened(server, prices=PRICE) as gateway:
                answers.append(await ask(gateway, check=bad))
                figures = gateway.run.stages["group"]
                worths.append((figures.worth, figures.mended, figures.replies))
        assert len(server.arrivals) == 2
    assert answers[0] == answers[1]
    assert json.loads(answers[1].text) == MENDED
    assert worths[0] == worths[1]
    assert worths[0][0] == pytest.approx(2 * (1000 * 1.0 + 100 * 100.0) / 1_000_000)


async def test_a_change_nobody_asked_for_is_not_taken_and_counted():
    patch = changes(
        ("groups.1.event", "better"), ("groups.2.event", "bent"), ("group.x", "y"), ("groups.-", group("z"))
    )
    with HostileServer([reply(answer_json(FIRST))], reply(patch)) as server:
        async with opened(server) as gateway:
            assert (await ask(gateway, check=bad)).value.model_dump() == MENDED
            assert gateway.run.stages["group"].changes_not_taken == 3


async def test_what_the_patch_itself_makes_wrong_elsewhere_it_may_mend_there():
    patch = changes(("groups.0.articles", ["A1", "A2"]), removed=["groups.1"])
    with HostileServer([reply(answer_json(FIRST))], reply(patch)) as server:
        async with opened(server) as gateway:
            answer = await ask(gateway, check=bad)
    assert answer.value.model_dump() == {"groups": [group("good", ["A1", "A2"]), FIRST["groups"][2]]}
    assert not answer.findings


@pytest.mark.parametrize(
    "patch",
    [
        changes(("groups.1.event", "bad again")),
        changes(("groups.1.event", "better"), ("groups.1.articles", ["A9"])),
        changes(("groups.1.event", 7)),
        changes(),
        "no JSON",
        '{"changes": "all"}',
    ],
    ids=["mends nothing", "one fault for another", "wrong type", "empty", "no JSON", "no patch"],
)
async def test_a_repair_that_makes_it_no_better_is_not_taken_and_not_asked_for_again(patch):
    with HostileServer([reply(answer_json(FIRST))], reply(patch)) as server:
        for _ in range(2):
            async with opened(server) as gateway:
                answer = await ask(gateway, check=bad)
                assert answer.value.model_dump() == FIRST
                assert [finding.code for finding in answer.findings] == ["bad"]
                assert not answer.repaired
        assert len(server.arrivals) == 2


async def test_a_model_that_sends_the_whole_reply_again_is_believed_at_the_named_place_alone():
    again = {"groups": [group("bent"), MENDED["groups"][1], group("bent", ["A3"])]}
    with HostileServer([reply(answer_json(FIRST))], reply(answer_json(again))) as server:
        async with opened(server) as gateway:
            assert (await ask(gateway, check=bad)).value.model_dump() == MENDED


def _empty(value):
    told = [] if value.groups else [Finding(code="empty", message="nothing", where="", severity="broken")]
    return told + bad(value)


@pytest.mark.parametrize("first", ["prose", '{"groups": 1}', '{"groups": []}'])
async def test_what_is_broken_as_a_whole_is_asked_for_anew_once(first):
    with HostileServer([reply(first)], reply(answer_json(MENDED))) as server:
        async with opened(server) as gateway:
            assert (await ask(gateway, check=_empty)).value.model_dump() == MENDED
    body = server.arrivals[1].body
    assert body["response_format"] == server.arrivals[0].body["response_format"]
    assert "whole reply anew" in body["messages"][3]["content"]


async def test_a_reply_that_a_patch_does_not_make_an_answer_is_none():
    def broken(value):
        return [finding.replace(severity="broken") for finding in bad(value)]

    with HostileServer([reply(answer_json(FIRST))], reply(changes())) as server:
        async with opened(server) as gateway:
            with pytest.raises(InvalidReply, match="is bad"):
                await ask(gateway, check=broken)
    assert len(server.arrivals) == 2


# ── amend ────────────────────────────────────────────────────────────────────────────────────────

OBJECTIONS = [
    Finding(code="contradicted", message="the source says Wednesday", where="groups.0"),
    Finding(code="not-supported", message="no source says so", where="groups.2.event"),
    Finding(code="hint", message="perhaps", where="groups.1", severity="note"),
]


async def amended(gateway, findings=OBJECTIONS, check=bad):
    standing = await ask(gateway, check=check)
    return standing, await gateway.amend(question(), GroupingReply, standing, findings, about="a test", check=check)


async def test_objections_are_met_at_their_places_alone_and_a_rerun_asks_nothing():
    patch = changes(("groups.0.event", "on Wednesday"), ("groups.1.event", "bent"))
    with HostileServer([reply(answer_json(MENDED))], reply(patch)) as server:
        seen = []
        for _ in range(2):
            async with opened(server) as gateway:
                seen.append((await amended(gateway))[1])
        assert len(server.arrivals) == 2
    answer = seen[0]
    assert seen[1] == answer
    assert answer.value.model_dump() == {"groups": [group("on Wednesday"), *MENDED["groups"][1:]]}
    assert answer.repaired
    assert answer.repairs == {"groups.0": ("contradicted",)}
    assert [finding.code for finding in answer.findings] == ["not-supported"]
    told = server.arrivals[1].body["messages"]
    assert json.loads(told[2]["content"]) == MENDED
    assert "- groups.0: the source says Wednesday" in told[3]["content"]
    assert "perhaps" not in told[3]["content"]


async def test_an_answer_that_a_patch_made_is_amended_as_it_stands():
    second = reply(changes(("groups.0.event", "on Wednesday")))
    with HostileServer([reply(answer_json(FIRST)), reply(answer_json(PATCH))], second) as server:
        async with opened(server) as gateway:
            standing, answer = await amended(gateway)
    assert standing.value.model_dump() == MENDED
    assert json.loads(server.arrivals[2].body["messages"][2]["content"]) == MENDED
    assert answer.repairs == {"groups.1": ("bad",), "groups.0": ("contradicted",)}


@pytest.mark.parametrize(
    "action",
    [
        reply(changes(("groups.0.event", "bad"))),
        reply(changes(("groups.1.event", "elsewhere"))),
        reply("no JSON"),
        refusal("no"),
        error(400, "maximum context length exceeded"),
    ],
    ids=["worse", "elsewhere", "no JSON", "refused", "unasked"],
)
async def test_where_no_patch_can_be_taken_the_answer_stands_with_its_objections(action):
    with HostileServer([reply(answer_json(MENDED))], action) as server:
        async with opened(server) as gateway:
            standing, answer = await amended(gateway)
    assert answer.value == standing.value
    assert answer.text == standing.text
    assert [finding.code for finding in answer.findings] == ["contradicted", "not-supported"]


async def test_no_objection_costs_nothing():
    with HostileServer(reply(answer_json(MENDED))) as server:
        async with opened(server) as gateway:
            standing, answer = await amended(gateway, OBJECTIONS[2:])
    assert answer is standing
    assert len(server.arrivals) == 1


async def test_the_stand_in_that_answered_is_asked_to_amend():
    def script(arrival):
        if arrival.body["model"] == "m":
            return refusal("no")
        return reply(answer_json(MENDED) if len(arrival.body["messages"]) == 2 else changes(("groups.0.event", "x")))

    with HostileServer(script) as server:
        async with opened(server, fallbacks=["n"]) as gateway:
            await amended(gateway)
            assert gateway.most_calls("group", amended=1) == 12
    assert [arrival.body["model"] for arrival in server.arrivals] == ["m", "n", "n"]
