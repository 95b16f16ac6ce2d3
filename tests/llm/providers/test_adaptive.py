"""What providers really send: refusals that are understood once for a model, and answers in their manners."""

from __future__ import annotations

import asyncio
import json

import pytest

from briefing.errors import (
    AnotherModel,
    AnswerElsewhere,
    BadRequest,
    BudgetExceeded,
    ContextExceeded,
    EngineRefused,
    InvalidReply,
    ModelUnusable,
    ReplyTruncated,
)
from gateway_calls import GOOD, PRICE, ask, opened
from hostile_server import Action, HostileServer, answer_json, error, reply
from provider_manners import REFUSALS, THINKING, all_at_once, chat, limit_of, refusing, stream_only, streamed


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr("briefing.llm.route._FIRST_WAIT", 0.01)


def refused(server: HostileServer, when) -> int:
    return sum(bool(when(arrival.body)) for arrival in server.arrivals)


# ── refusals that a setting of ours cures ────────────────────────────────────────────────────────


@pytest.mark.parametrize("manner", REFUSALS)
@pytest.mark.one_in(5)
async def test_a_refused_form_is_understood_once_and_said_in_one_line(manner):
    when, refusal, taken = REFUSALS[manner]
    with HostileServer(refusing(when, refusal, GOOD)) as server:
        async with opened(server, temperature=0.0) as gateway:
            answers = await asyncio.gather(*(ask(gateway, f"q {n}") for n in range(8)))
            notices = gateway.run.notices
            assert gateway.run.stages["group"].retries == 0
    assert all(answer.value.groups for answer in answers)
    good = [arrival.body for arrival in server.arrivals if not when(arrival.body)]
    assert len(good) == 8
    assert all(taken(body) for body in good)
    # Eight at once, and one of them found it out for all; the few forms in between are no article's either.
    assert refused(server, when) <= 3
    assert len(notices) == 1
    assert notices[0].startswith("m: ")


@pytest.mark.usefixtures("each_client")
async def test_all_that_is_refused_at_once_is_learned_by_one_call():
    with HostileServer(all_at_once(GOOD)) as server:
        async with opened(server, temperature=0.0) as gateway:
            await asyncio.gather(*(ask(gateway, f"q {n}") for n in range(6)))
            names = " ".join(gateway.run.notices)
    assert len(server.arrivals) <= 6 + 6
    assert all(word in names for word in ("structured", "output_tokens", "temperature", "system role"))


async def test_what_was_learned_leaves_the_key_as_it_is_so_that_nothing_is_paid_twice():
    when, refusal, _ = REFUSALS["DeepSeek: no schema"]
    with HostileServer(refusing(when, refusal, GOOD)) as server:
        async with opened(server) as gateway:
            await ask(gateway)
        # The advice taken, and not: both find the answer.
        for settings in ({}, {"structured": "json_object"}, {"structured": "prompt", "output_tokens": 4096}):
            async with opened(server, **settings) as gateway:
                await ask(gateway)
    assert len(server.arrivals) == 2


async def test_a_repair_is_sent_in_the_same_manner():
    when, refusal, _ = REFUSALS["Gemma: no system role"]

    def script(arrival):
        if when(arrival.body):
            return refusal(arrival.body)
        return reply(GOOD if len(arrival.body["messages"]) > 1 else '{"groups": "none"}')

    with HostileServer(script) as server:
        async with opened(server) as gateway:
            assert (await ask(gateway)).repaired
    assert [message["role"] for message in server.arrivals[-1].body["messages"]] == ["user", "assistant", "user"]


async def test_a_reply_cut_off_at_the_models_own_limit_is_not_asked_for_again_in_vain():
    def script(arrival):
        if limit_of(arrival.body) > 4096:
            return error(400, "max_tokens is too large. This model supports at most 4096 completion tokens.")
        return reply('{"gro', finish_reason="length")

    with HostileServer(script) as server:
        for _ in range(2):
            async with opened(server) as gateway:
                with pytest.raises(ReplyTruncated):
                    await ask(gateway)
    assert len(server.arrivals) == 2, "one refusal, one reply; the second run remembers"


async def test_a_prompt_that_leaves_no_room_in_the_window_is_not_sent():
    def script(arrival):
        if limit_of(arrival.body) > 3_496:
            return error(400, "This model's maximum context length is 4096 tokens. However, you requested 16600 tokens "
                              f"(600 in the messages, {limit_of(arrival.body)} in the completion).")  # fmt: skip
        return reply(GOOD)

    with HostileServer(script) as server:
        async with opened(server) as gateway:
            await ask(gateway)
            with pytest.raises(ContextExceeded):
                await ask(gateway, "Wort " * 6_000)
    assert len(server.arrivals) == 2


async def test_a_prompt_that_is_too_long_by_itself_teaches_nothing():
    long = (
        "This model's maximum context length is 4096 tokens. However, you requested 20100 tokens (4100 in the "
        "messages, 16000 in the completion)."
    )
    with HostileServer([error(400, long, "context_length_exceeded")], reply(GOOD)) as server:
        async with opened(server) as gateway:
            with pytest.raises(ContextExceeded):
                await ask(gateway)
            await ask(gateway, "another")
            assert gateway.run.notices == []
    assert limit_of(server.arrivals[1].body) == 16_000


async def test_without_a_limit_no_cap_could_be_kept_so_nothing_is_sent():
    when, refusal, _ = REFUSALS["no limit by any name"]
    with HostileServer(refusing(when, refusal, GOOD)) as server:
        async with opened(server, max_cost=5.0, prices=PRICE) as gateway:
            with pytest.raises((ModelUnusable, BudgetExceeded), match="max-cost"):
                await ask(gateway)
    assert all(when(arrival.body) for arrival in server.arrivals)


@pytest.mark.parametrize("options", [True, False])
@pytest.mark.usefixtures("each_client")
async def test_a_model_that_answers_in_streams_alone_is_asked_for_one(options):
    with HostileServer(stream_only(GOOD, options=options)) as server:
        async with opened(server) as gateway:
            await asyncio.gather(*(ask(gateway, str(n)) for n in range(4)))
            usage = gateway.run.stages["group"].usage
    assert len(server.arrivals) == (5 if options else 6)
    assert usage.completion > 0


@pytest.mark.parametrize(
    ("stream", "error_kind"),
    [(streamed('{"gro', finish=None), "not-json"), (Action(b'data: {"error": {"message": "busy"}}\n\n'), "error-body")],
)
async def test_a_stream_that_ends_early_is_no_reply(stream, error_kind):
    with HostileServer([stream], reply(GOOD)) as server:
        async with opened(server) as gateway:
            await ask(gateway)
    assert len(server.arrivals) == 2, error_kind


async def test_a_refusal_that_nothing_cures_fails_three_requests_and_then_no_more_are_sent():
    with HostileServer(error(400, "This model was retired")) as server:
        async with opened(server, concurrency=8) as gateway:
            failed = await asyncio.gather(*(ask(gateway, str(n)) for n in range(30)), return_exceptions=True)
    assert len(server.arrivals) <= 4
    assert isinstance(failed[0], BadRequest)
    assert sum(isinstance(each, ModelUnusable) for each in failed) >= 26


async def test_one_article_that_is_refused_among_others_fails_alone():
    def script(arrival):
        return error(400, "no") if "bad" in arrival.prompt else reply(GOOD)

    with HostileServer(script):
        pass
    with HostileServer(script) as server:
        async with opened(server) as gateway:
            await ask(gateway)
            for n in range(5):
                with pytest.raises(BadRequest):
                    await ask(gateway, f"bad {n}")
            await ask(gateway, "good")


# ── another model ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("deepseek-chat", "deepseek-v4-flash"),
        ("deepseek-reasoner", "deepseek-v4-flash"),
        ("gemini-flash-latest", "gemini-2.5-flash"),
    ],
)
async def test_an_alias_is_accepted_and_said_once(asked, answered):
    with HostileServer(reply(GOOD, model=answered)) as server:
        async with opened(server, model=asked) as gateway:
            for n in range(3):
                assert (await ask(gateway, str(n))).model == answered
            assert len(gateway.run.notices) == 1
            assert answered in gateway.run.notices[0]
    assert len(server.arrivals) == 3


@pytest.mark.parametrize(("asked", "answered"), [("gpt-4o", "gpt-4o-mini"), ("deepseek-chat", "gpt-4o")])
async def test_another_model_is_paid_for_once_and_never_asked_again(asked, answered):
    with HostileServer(reply(GOOD, model=answered)) as server:
        async with opened(server, model=asked, concurrency=1) as gateway:
            failed = await asyncio.gather(*(ask(gateway, str(n)) for n in range(5)), return_exceptions=True)
            assert gateway.run.stages["group"].usage.completion > 0
    assert all(isinstance(each, AnotherModel) for each in failed)
    assert len(server.arrivals) == 1


# ── answers in other forms ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("manner", THINKING)
@pytest.mark.one_in(5)
async def test_thinking_in_the_content_costs_no_repair(manner):
    with HostileServer(reply(THINKING[manner](GOOD))) as server:
        async with opened(server) as gateway:
            answer = await ask(gateway)
    assert answer.value.groups
    assert not answer.repaired
    assert len(server.arrivals) == 1


@pytest.mark.parametrize(
    "content",
    [
        '<think>{"groups": []}',
        '<think>{"groups": []}</think>I can\'t do that.',
        f"<think>x</think>{GOOD[:-4]}",
        f"{GOOD}\nand now again: {GOOD[:-4]}",
        GOOD + GOOD,
    ],
    ids=["no end", "no answer", "cut off", "an answer cut off behind a draft", "side by side"],
)  # fmt: skip
async def test_a_draft_is_never_taken_for_the_answer(content):
    with HostileServer(reply(content)) as server:
        async with opened(server) as gateway:
            with pytest.raises(InvalidReply):
                await ask(gateway)
    assert len(server.arrivals) == 2


async def test_a_repair_is_not_sent_the_thinking():
    first = '<think>long and {winding}</think>{"groups": "none"}'
    with HostileServer([reply(first)], reply(GOOD)) as server:
        async with opened(server) as gateway:
            assert (await ask(gateway)).repaired
    assert server.arrivals[1].body["messages"][2]["content"] == '{"groups": "none"}'


@pytest.mark.parametrize(
    "content",
    [
        [{"type": "text", "text": GOOD}],
        [
            {"type": "thinking", "thinking": [{"type": "text", "text": "Let me see {x}."}]},
            {"type": "text", "text": GOOD},
        ],
        [{"type": "text", "text": GOOD[:9]}, {"type": "text", "text": GOOD[9:]}],
        [GOOD[:9], {"type": "reference", "reference_ids": [1]}, {"type": "text", "text": GOOD[9:]}],
        [None, {"type": "output_text", "text": GOOD}],
        [{"type": "text", "text": {"value": GOOD, "annotations": []}}],
        {"type": "text", "text": GOOD},
        json.loads(GOOD),
    ],
    ids=["one part", "Magistral", "two parts", "plain strings", "null and Responses", "Assistants", "a part", "parsed"],
)
@pytest.mark.usefixtures("each_client")
async def test_a_list_of_parts_is_joined(content):
    with HostileServer(chat({"content": content})) as server:
        async with opened(server) as gateway:
            assert (await ask(gateway)).value.groups
    assert len(server.arrivals) == 1


@pytest.mark.parametrize(
    "message",
    [
        {"content": "", "reasoning_content": GOOD},
        {"content": None, "reasoning": GOOD},
        {
            "content": None,
            "tool_calls": [{"id": "1", "type": "function", "function": {"name": "x", "arguments": GOOD}}],
        },
        {"content": None, "function_call": {"name": "x", "arguments": GOOD}},
        {"content": "", "reasoning_details": [{"type": "reasoning.text", "text": GOOD}]},
        {"content": None, "parsed": {"groups": []}},
        {"content": [{"type": "thinking", "thinking": "so"}], "reasoning_content": "so"},
    ],
    ids=["reasoning_content", "reasoning", "tool_calls", "function_call", "reasoning_details", "parsed", "parts"],
)
async def test_an_answer_in_another_field_is_asked_for_once_with_the_reason_told(message):
    with HostileServer(chat(message)) as server:
        async with opened(server, concurrency=8) as gateway:
            with pytest.raises(
                AnswerElsewhere, match=next(name for name in message if message[name] and name != "content")
            ):
                await ask(gateway)
            assert len(server.arrivals) == 1
            assert gateway.run.stages["group"].usage.completion > 0, "it was paid for"
            await asyncio.gather(*(ask(gateway, str(n)) for n in range(20)), return_exceptions=True)
    assert len(server.arrivals) <= 4, "the first three failed alike, so the others weren't sent"


# ── Azure, other finish reasons, other bills ─────────────────────────────────────────────────────

FILTER = {"error": {"code": "content_filter", "message": "The response was filtered due to the prompt", "status": 400,
                    "innererror": {"code": "ResponsibleAIPolicyViolation"}}}  # fmt: skip


@pytest.mark.parametrize(
    "action",
    [
        chat(None, "content_filter", content_filter_results={"hate": {"filtered": True}}),
        chat({}, "content_filter"),
        chat({"content": None}, "SAFETY"),
        Action(json.dumps(FILTER).encode()),
        Action(json.dumps(FILTER).encode(), 400),
        error(400, "Output data may contain inappropriate content.", "data_inspection_failed"),
        error(403, "Your input was flagged by moderation"),
    ],
    ids=[
        "Azure: no message",
        "no content",
        "Gemini",
        "an error body under 200",
        "under 400",
        "DashScope",
        "OpenRouter",
    ],
)
@pytest.mark.usefixtures("each_client")
@pytest.mark.one_in(3)
async def test_a_filter_in_any_form_is_a_refusal_at_once_and_the_stand_in_is_asked(action):
    def script(arrival):
        return reply(GOOD) if arrival.body["model"] == "n" else action

    with HostileServer(script) as server:
        async with opened(server) as gateway:
            with pytest.raises(EngineRefused):
                await ask(gateway)
        assert len(server.arrivals) == 1
        async with opened(server, fallbacks=["n"], ledger="other.sqlite3") as gateway:
            assert (await ask(gateway)).model == "n"
    assert len(server.arrivals) == 3


@pytest.mark.parametrize("finish", ["length", "max_tokens", "model_length", "MAX_TOKENS", "token_limit"])
async def test_a_reply_that_was_cut_off_is_known_by_any_word_for_it(finish):
    with HostileServer([reply('{"gro', finish_reason=finish)], reply(GOOD)) as server:
        async with opened(server, output_tokens=300) as gateway:
            await ask(gateway)
    assert [arrival.body["max_tokens"] for arrival in server.arrivals] == [300, 600]


@pytest.mark.parametrize("finish", ["stop", "eos", "end_turn", "tool_calls", None, "", 0, "COMPLETE", "eos_token"])
async def test_a_whole_reply_is_taken_whatever_its_end_is_called(finish):
    with HostileServer(reply(GOOD, finish_reason=finish)) as server:
        async with opened(server) as gateway:
            await ask(gateway)
    assert len(server.arrivals) == 1


@pytest.mark.parametrize(
    ("usage", "prompt"),
    [
        ([], None),
        ("12", None),
        ({"prompt_tokens": "12", "completion_tokens": "unknown"}, 12),
        ({"prompt_tokens": 12.0, "completion_tokens": 3.0, "prompt_tokens_details": {"cached_tokens": None}}, 12),
        ({"prompt_tokens": True, "completion_tokens": [3]}, None),
        ({"prompt_tokens": 12, "prompt_tokens_details": []}, 12),
        ({"prompt_tokens": 12, "prompt_tokens_details": "none"}, 12),
    ],
)
@pytest.mark.usefixtures("each_client")
async def test_a_bill_in_another_form_never_spoils_the_answer(usage, prompt):
    with HostileServer(chat({"content": GOOD}, usage=usage)) as server:
        async with opened(server) as gateway:
            await ask(gateway)
            billed = gateway.run.stages["group"].usage
    assert len(server.arrivals) == 1
    assert billed.completion > 0
    assert billed.prompt == prompt or (prompt is None and billed.prompt > 0)


async def test_a_server_that_cuts_prompts_without_a_word_is_warned_of_once():
    with HostileServer(reply(GOOD, usage={"prompt_tokens": 400, "completion_tokens": 9})) as server:
        async with opened(server) as gateway:
            for n in range(3):
                await ask(gateway, f"{n} " + "Wort " * 2_000)
            (notice,) = gateway.run.notices
    assert "context_tokens" in notice
    assert "400" in notice


async def test_a_bill_that_is_always_the_same_is_warned_of_though_it_is_not_far_fewer():
    with HostileServer(reply(GOOD, usage={"prompt_tokens": 1_024, "completion_tokens": 9})) as server:
        async with opened(server) as gateway:
            for n in (1_100, 1_300, 1_500):
                await ask(gateway, "Wort " * n)
            assert len(gateway.run.notices) == 1


async def test_an_honest_bill_is_not_warned_of():
    def script(arrival):
        words = sum(len(message["content"]) // 5 for message in arrival.body["messages"])
        return reply(GOOD, usage={"prompt_tokens": int(words * 0.9), "completion_tokens": 9})

    with HostileServer(script) as server:
        async with opened(server) as gateway:
            for n in range(3):
                await ask(gateway, f"{n} " + "Wort " * 2_000 * (n + 1))
            assert gateway.run.notices == []


# ── the advice ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("model", "advice"),
    [
        ("claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"),
        ("gemini-2.5-pro", "gemini/gemini-2.5-pro"),
        ("mistral-large-latest", "mistral/mistral-large-latest"),
        ("openai/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"),
        ("claude-opus-99", "anthropic/claude-opus-99"),
        ("grok-99", "xai/grok-99"),
        ("deepseek-chat", "deepseek/deepseek-chat"),
    ],
)
@pytest.mark.parametrize("status", [401, 404])
async def test_a_model_of_another_provider_is_named_with_its_prefix(model, advice, status):
    with HostileServer(error(status, "no such model or key")) as server:
        async with opened(server, model=model) as gateway:
            with pytest.raises(Exception, match=advice):
                await ask(gateway)


@pytest.mark.parametrize(
    ("status", "message"),
    [(400, "API key not valid. Please pass a valid API key."), (400, "Incorrect API key provided: [key].")],
)
async def test_a_wrong_key_is_known_under_400_too(status, message):
    with HostileServer(error(status, message)) as server:
        async with opened(server) as gateway:
            with pytest.raises(Exception, match="Check the key"):
                await ask(gateway)
    assert len(server.arrivals) == 1


def test_the_words_of_a_refusal_are_found_in_every_form_of_an_error_body():
    from briefing.llm.providers.failures import _error_fields

    for body in (
        {"error": {"message": "no max_tokens"}},
        {"error": "no max_tokens"},
        {"object": "error", "message": "no max_tokens", "code": 400},
        {"detail": [{"loc": ["body", "max_tokens"], "msg": "no"}]},
        [{"error": {"message": "no max_tokens", "status": "INVALID_ARGUMENT"}}],
        {"message": {"detail": [{"loc": ["max_tokens"]}]}},
    ):
        assert "max_tokens" in " ".join(_error_fields(answer_json(body)))
