"""Every lie is caught: one that code can prove is mended by an honest repair, or flagged, or its reply is left out.

What code can only suspect asks for nothing and is shown to nobody: it is counted, and a question to the second reader.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.checks.suspicions import counted, set_aside
from briefing.checks.totals import sum_up
from briefing.errors import InvalidReply
from lies_of_articles import ARTICLE_LIES
from lies_of_stories import STORY_LIES
from patching import patch_between
from recorded_replies import recorded
from scripted_liar import Lie, Told, ask, judged

LIES = (*ARTICLE_LIES, *STORY_LIES)
HONEST = tuple({(lie.stage, lie.about): lie for lie in LIES}.values())
PROVEN = tuple(lie for lie in LIES if lie.caught == "proof")
SUSPECTED = tuple(lie for lie in LIES if lie.caught == "suspicion")
UNSEEN = tuple(lie for lie in LIES if lie.caught == "reader")
#: What one model insists on, another does: one lie for each stage, and all after which nothing is left.
INSISTING = (
    *{lie.stage: lie for lie in PROVEN if not lie.useless}.values(),
    *(lie for lie in LIES if lie.useless),
)


def told_in_the_name(lie: Lie) -> str:
    return lie.name.replace(" ", "-")


@pytest.mark.parametrize("lie", PROVEN, ids=told_in_the_name)
@pytest.mark.one_in(5)
async def test_a_liar_that_repents_is_repaired_and_nothing_of_the_lie_stays(lie: Lie, monkeypatch):
    told = await ask(lie, [lie.told(), patch_between(lie.told(), lie.honest())], monkeypatch)
    assert len(told.asked) == 2, "the lie was not noticed, or the truth was not believed"
    assert "What doesn't hold" in told.asked[1].messages[-1]["content"]
    assert told.repaired or lie.stage == "group"
    sums = sum_up(told.reports, (), told.stories)
    assert sums.flags == {}
    assert lie.code in told.mended
    assert sums.repairs == (told.mended if lie.stage != "group" else {})


@pytest.mark.parametrize("lie", SUSPECTED, ids=told_in_the_name)
@pytest.mark.one_in(3)
async def test_what_code_can_only_suspect_asks_for_nothing_and_is_shown_to_nobody(lie: Lie, monkeypatch):
    told = await ask(lie, [lie.told()], monkeypatch)
    assert len(told.asked) == 1
    assert counted([*told.reports, *told.stories])[lie.code]
    reports, stories = [set_aside(each) for each in told.reports], [set_aside(each) for each in told.stories]
    assert not counted([*reports, *stories])
    sums = sum_up(reports, (), stories)
    assert (sums.flags, sums.flagged, sums.warned, sums.repairs) == ({}, 0, {}, {})
    assert sums.checked == sums.sentences


@pytest.mark.parametrize("lie", UNSEEN, ids=told_in_the_name)
async def test_what_code_can_not_see_is_left_to_the_second_reader_without_a_question(lie: Lie, monkeypatch):
    told = await ask(lie, [lie.told()], monkeypatch)
    assert len(told.asked) == 1
    assert not counted([*told.reports, *told.stories])


@pytest.mark.parametrize("lie", INSISTING, ids=told_in_the_name)
@pytest.mark.one_in(5)
async def test_a_liar_that_insists_is_asked_once_more_and_then_flagged_or_left_out(lie: Lie, monkeypatch):
    if lie.useless:
        with pytest.raises(InvalidReply) as caught:
            await ask(lie, [lie.told()], monkeypatch)
        assert caught.value.data["reasons"]
        assert lie.code in caught.value.data["codes"]
        return
    told = await ask(lie, [lie.told()], monkeypatch)
    assert len(told.asked) == 2
    _is_counted(lie, told)


@pytest.mark.parametrize("lie", [lie for lie in PROVEN if not lie.useless], ids=told_in_the_name)
@pytest.mark.one_in(3)
def test_what_stays_of_a_lie_is_flagged_under_its_own_code(lie: Lie):
    _is_counted(lie, judged(lie))


def _is_counted(lie: Lie, told: Told) -> None:
    sums = sum_up(told.reports, (), told.stories)
    assert lie.code in sums.flags, sums.flags
    for story in told.stories:
        for sentence in (story.headline, *story.sentences):
            assert (sentence.verdict == "flagged") == bool(sentence.flags)


@pytest.mark.parametrize("lie", HONEST, ids=lambda lie: f"{lie.stage}-{'-'.join(lie.about)}")
@pytest.mark.one_in(3)
async def test_the_honest_reply_raises_nothing(lie: Lie, monkeypatch):
    told = await ask(lie, [lie.honest()], monkeypatch)
    assert len(told.asked) == 1
    assert sum_up(told.reports, (), told.stories).flags == {}


def test_the_page_tells_how_many_lies_there_are_and_no_two_are_the_same():
    assert len({lie.name for lie in LIES}) == len(LIES)
    page = (Path(__file__).parents[2] / "docs" / "trust.md").read_text(encoding="utf-8")
    figures = (
        f"{len(LIES)} lies: {len(PROVEN)} are proven, {len(SUSPECTED)} are suspected, {len(UNSEEN)} are seen by no code"
    )
    assert figures in " ".join(page.split())
    desk = recorded()
    assert len(desk.articles) == 12
    assert (len(desk.translations), len(desk.extractions), len(desk.stories)) == (10, 12, 4)
