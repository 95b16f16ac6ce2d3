"""The dry run: what a run costs at most, whatever the model replies."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest

from command import briefing, write_articles
from honest_model import answer
from hostile_server import HostileServer, answer_json, context_too_long, refusal, reply, truncated

TODAY = ("--date", "2026-11-20")


def useless(arrival):
    """A reply of the right schema that every check objects to."""
    told = json.loads(answer(arrival.body))
    told |= {name: [] for name in ("paragraphs", "claims", "groups", "sentences") if name in told}
    return reply(answer_json(told))


def by_turns(*actions):
    turns = itertools.cycle(actions)

    def action(arrival):
        given = next(turns)
        return given(arrival) if callable(given) else given

    return action


def honest(arrival):
    return reply(answer(arrival.body))


def but_for_stories(fault):
    def action(arrival):
        return fault if '"StoryReply"' in json.dumps(arrival.body) else honest(arrival)

    return action


MODELS = {
    "honest": honest,
    "cut off": truncated(),
    "too long": context_too_long(),
    "refused": refusal(),
    "useless": useless,
    "no JSON": reply("no"),
    "cut off by turns": by_turns(honest, truncated()),
    "too long by turns": by_turns(honest, context_too_long(), useless),
    "stories cut off": but_for_stories(truncated()),
    "stories too long": but_for_stories(context_too_long()),
}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
@pytest.mark.one_in(3)
def test_no_run_makes_more_calls_than_the_dry_run_says(model):
    write_articles(Path("in"), 7, events=2)
    most = int(re.search(r"^At most (\d+) calls", briefing("run", "in", *TODAY, "--dry-run").stdout, re.MULTILINE)[1])
    with HostileServer(model) as server:
        done = briefing("run", "in", *TODAY, server=server, BRIEFING_ATTEMPTS="1")
        assert "Traceback" not in done.stderr
        assert 0 < len(server.arrivals) <= most
