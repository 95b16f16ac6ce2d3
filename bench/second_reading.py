"""What a second reader objects to, over a finished day.

    python bench/second_reading.py OUTPUTS/DATE [--alter SHARE] [--json FILE]

The stories of briefing.json are read a second time by the model that the settings name (BRIEFING_MODEL,
BRIEFING_API_BASE). With --alter that share of the statements is altered first, each in one thing, so that it is known
which objections are right: a measure of the reader and of the prompt, on material that needn't be ours.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.checks.alterations import alter, kinds
from briefing.checks.reading_matter import read_of
from briefing.checks.second_reading import hold, questions, unanswered
from briefing.llm import tokens
from briefing.llm.factory import open_gateway
from briefing.models import Member
from briefing.pipeline.stages.verify import prompt_for
from briefing.prompting.schemas import VerifyReply
from briefing.settings.settings import load_settings
from briefing.storage.days import load

if TYPE_CHECKING:
    from briefing.checks.statements import Statement
    from briefing.llm.gateway import Gateway
    from briefing.models import Briefing, SecondReading, Story


def altered(statements: list[Statement], names: list[str], share: float, seed: str) -> dict[str, tuple[str, str, str]]:
    """Alter a share of the statements in place; by `where` the kind, what was there and what is there now."""
    rng = random.Random(seed)
    order, done = list(kinds()), {}
    for turn, number in enumerate(rng.sample(range(len(statements)), round(share * len(statements)))):
        ways = order[turn % len(order) :] + order[: turn % len(order)]
        found = alter(statements[number].text, names, rng, ways)
        if found is not None:
            done[statements[number].where] = (found.kind, found.was, found.now)
            statements[number] = statements[number]._replace(text=found.text)
    return done


async def read_story(story: Story, briefing: Briefing, gateway: Gateway, share: float) -> tuple[SecondReading, dict]:
    """One story; what was altered in it."""
    reports = {report.article.id: report for report in briefing.reports}
    members = {a: Member(article=reports[a].article, extraction=reports[a].extraction) for a in story.articles}
    statements = read_of(story, [reports[article] for article in story.articles])
    names = [person.name for member in members.values() for person in member.extraction.people]
    names += [body.name for member in members.values() for body in member.extraction.organisations]
    changed = altered(statements, names, share, story.id) if share else {}
    asked = questions(statements, members, story.id)
    articles = {a: member.article for a, member in members.items()}
    answer = await gateway.ask(
        prompt_for(asked, members, gateway),
        VerifyReply,
        about=story.headline.text,
        check=lambda reply: unanswered(reply, len(asked)),
    )
    reading = hold(answer.value, asked, articles, answer.model)
    texts = {statement.where: statement.text for statement in statements}
    print(f"\n== {story.headline.text}: {reading.statements} statements, {len(reading.objections)} objections")
    for objection in reading.objections:
        mark = "altered" if objection.where in changed else "HONEST"
        quoted = " / ".join(evidence.quote for evidence in objection.evidence)
        print(f"  [{mark}] {objection.where} ({objection.kind}, {objection.verdict}): “{objection.words}”")
        print(f"      in “{texts[objection.where]}”")
        print(f"      {objection.why} {quoted}")
    for where, (kind, was, now) in changed.items():
        if where not in {objection.where for objection in reading.objections}:
            print(f"  [MISSED] {where} ({kind}: {was} → {now}): “{texts[where]}”")
    return reading, changed


async def go(given: argparse.Namespace) -> int:
    briefing = load(given.outputs)
    async with open_gateway(load_settings(given.config)) as gateway:
        done = await asyncio.gather(*(read_story(s, briefing, gateway, given.alter) for s in briefing.stories))
        stages = {name: figures.usage for name, figures in gateway.run.stages.items()}
        used = sum(figures.usage.prompt + figures.usage.completion for figures in gateway.run.stages.values())
    floor = sum(
        tokens.count(r.article.raw) + sum(tokens.count(p.text) for p in r.translation.paragraphs)
        for r in briefing.reports
        if r.translation
    )
    total = collections.Counter()
    caught, kinds_altered = collections.Counter(), collections.Counter()
    for reading, changed in done:
        objected = {objection.where for objection in reading.objections}
        total.update(statements=reading.statements, objections=len(reading.objections), dropped=reading.dropped)
        total.update(
            unanswered=len(reading.unanswered), honest_objected=len(objected - set(changed)), altered=len(changed)
        )
        total.update(caught=len(objected & set(changed)), seeded=sum(reading.seeded.seeded.values()))
        total.update(
            found=sum(reading.seeded.found.values()), correct=reading.seeded.correct, alarms=reading.seeded.objected
        )
        kinds_altered.update(kind for kind, _, _ in changed.values())
        caught.update(kind for where, (kind, _, _) in changed.items() if where in objected)
    print("\n" + json.dumps(dict(total)))
    print({kind: f"{caught[kind]}/{number}" for kind, number in sorted(kinds_altered.items())})
    print(f"tokens {used} = {used / floor:.2f} × floor ({floor}); {stages}")
    if given.json:
        rows = [reading.model_dump(mode="json") | {"altered": changed} for reading, changed in done]
        given.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("outputs", type=Path)
    parser.add_argument("--alter", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--config", type=Path)
    return asyncio.run(go(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
