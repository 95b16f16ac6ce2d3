"""A merge ends: whatever the group, the window and the replies, it asks a bounded number of questions."""

from __future__ import annotations

import asyncio
import functools
import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import BriefingError, ContextExceeded, EngineRefused, ReplyTruncated
from briefing.ingest.article import build
from briefing.llm import factory
from briefing.llm.pricing import Usage
from briefing.llm.providers.base import EngineReply
from briefing.models import Claim, Evidence, Extraction, Group, Member
from briefing.names.book import NOTHING_KNOWN
from briefing.pipeline.stages.merge import merge, most_questions
from briefing.prompting.templates import Prompts
from briefing.settings.settings import fixed_settings
from examples import examples
from honest_model import answer, articles_in

if TYPE_CHECKING:
    from briefing.llm.providers.base import Request
    from briefing.models import Story

#: A question, its repair, and each once more with a wider limit.
CALLS_A_QUESTION = 4
OUTCOMES = ("ok", "too long", "cut off", "refused", "no JSON", "no sentences")


class Moody:
    """An engine that replies by a plan of outcomes; the last one holds for the rest."""

    name = "moody"

    def __init__(self, plan: list[str], most: int) -> None:
        self.plan = itertools.chain(plan, itertools.repeat(plan[-1]))
        self.most = most
        self.asked: list[Request] = []

    async def complete(self, request: Request) -> EngineReply:
        self.asked.append(request)
        assert len(self.asked) <= self.most, "it asks without end"
        await asyncio.sleep(0)
        match next(self.plan):
            case "too long":
                raise ContextExceeded("the prompt is too long for the model")
            case "cut off":
                raise ReplyTruncated("cut off", limit=request.max_tokens, usage=Usage(1, 1), text="{")
            case "refused":
                raise EngineRefused("no", usage=Usage(1, 1), text="no")
            case "no JSON":
                text = "I'd rather not."
            case outcome:
                body = {"messages": request.messages, "response_format": {"json_schema": {"name": "StoryReply"}}}
                text = answer(body)
                if outcome == "no sentences":
                    text = text.replace('"sentences": [{', '"sentences": [], "was": [{')
        return EngineReply(text, request.model, Usage(1, 1))

    async def close(self) -> None: ...


def member(number: int, sizes: list[int]) -> Member:
    """An article of so many words a paragraph, whose record rests on every other paragraph."""
    words = [f"wort{number}x{n}" for n in range(max(sizes))]
    article = build("\n\n".join(" ".join(words[:size]) for size in sizes), origin=f"{number}.txt", encoding="utf-8")
    claims = tuple(
        Claim(
            id=f"c{p.n}", text="Something happened.", status="happened", attribution=(),
            evidence=(Evidence(article=article.id, paragraph=p.n, quote=p.text, start=p.start, end=p.end),),
        )
        for p in article.paragraphs[::2]
    )  # fmt: skip
    extraction = Extraction(
        article=article.id, title=None, outlet=None, dates=(), people=(), organisations=(), places=(),
        quotations=(), claims=claims, cited_sources=(), instructions=(), model="m",
    )  # fmt: skip
    return Member(article=article, extraction=extraction)


async def told(group: Group, engine: Moody, window: int) -> Story | BriefingError:
    given_settings = fixed_settings(model="m", context_tokens=window, output_tokens=1_000, attempts=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(factory, "choose_engine", lambda *_args, **_kwargs: engine)
        patch.setattr(factory, "Prompts", functools.cache(Prompts))
        async with factory.open_gateway(given_settings, remember=False) as gateway:
            try:
                async with asyncio.timeout(60):
                    return await merge(group, gateway, NOTHING_KNOWN)
            except BriefingError as error:
                return error


def shown(request: Request) -> list[tuple[str, list[int]]]:
    return [(label, [n for n, _ in paragraphs]) for label, paragraphs in articles_in(request.messages[1]["content"])]


@given(
    articles=st.lists(st.lists(st.integers(1, 300), min_size=1, max_size=4), min_size=2, max_size=9),
    window=st.integers(2_000, 40_000),
    plan=st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=24),
)
@settings(max_examples=examples(60))
def test_any_group_any_window_any_replies_take_a_bounded_number_of_calls(articles, window, plan):
    group = Group(event="e", members=tuple(member(n, sizes) for n, sizes in enumerate(articles, 1)))
    engine = Moody(plan, CALLS_A_QUESTION * most_questions(len(articles)))
    story = asyncio.run(told(group, engine, window))
    sent = [(request.key, request.max_tokens) for request in engine.asked]
    assert len(sent) == len(set(sent)), "the same question twice"
    if not isinstance(story, BriefingError):
        accounted = {(c.article, c.paragraph) for s in (story.headline, *story.sentences) for c in s.citations}
        accounted |= {(row.article, n) for row in story.left_out for n in row.paragraphs}
        whole = {(m.article.id, p.n) for m in group.members for p in m.article.paragraphs}
        assert whole - accounted == set(), "a paragraph is neither cited nor listed as left out"


@pytest.mark.parametrize("count", [2, 3, 4, 5, 7])
@pytest.mark.parametrize("outcome", ["too long", "cut off"])
async def test_a_group_that_never_fits_ends_with_the_error(count, outcome):
    group = Group(event="e", members=tuple(member(n, [40, 40, 40]) for n in range(1, count + 1)))
    engine = Moody([outcome], CALLS_A_QUESTION * most_questions(count))
    assert isinstance(await told(group, engine, 100_000), (ContextExceeded, ReplyTruncated))


@pytest.mark.parametrize("count", [2, 3, 4, 6])
async def test_articles_that_each_fill_the_window_are_read_by_what_their_records_rest_on(count):
    group = Group(event="e", members=tuple(member(n, [100] * 8) for n in range(1, count + 1)))
    engine = Moody(["ok"], most_questions(count))
    story = await told(group, engine, 6_000)
    assert not isinstance(story, BriefingError)
    read = {n for request in engine.asked for _, paragraphs in shown(request) for n in paragraphs}
    assert read == {1, 3, 5, 7}
    unread = {(row.article, row.paragraphs) for row in story.left_out if row.reason == "the articles exceed the window"}
    assert unread == {(m.article.id, (2, 4, 6, 8)) for m in group.members}


async def test_two_whole_articles_are_not_asked_about_twice():
    group = Group(event="e", members=(member(1, [9]), member(2, [9])))
    engine = Moody(["too long"], 1)
    assert isinstance(await told(group, engine, 100_000), ContextExceeded)
    assert len(engine.asked) == 1
