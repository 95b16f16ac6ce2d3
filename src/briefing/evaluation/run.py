"""Run a set of cases through the tool, or through a baseline, and count."""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from typing import TYPE_CHECKING

from briefing.errors import BriefingError
from briefing.evaluation.articles import score_extraction, score_translation
from briefing.evaluation.baseline import ask_once, score_answer
from briefing.evaluation.measures import Scores
from briefing.evaluation.result import Evaluation
from briefing.evaluation.stories import score_event, score_grouping
from briefing.ingest import Limits, read_sources
from briefing.llm import tokens
from briefing.names.book import NOTHING_KNOWN
from briefing.pipeline import run as pipeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.evaluation.baseline import Baseline
    from briefing.evaluation.cases import CaseSet
    from briefing.ingest import ReadResult
    from briefing.llm.gateway import Gateway
    from briefing.llm.run import Figures
    from briefing.models import Article, Report, Story


def read_cases(cases: CaseSet) -> ReadResult:
    """Every article of the set, with its place in the set as its origin: `EVENT/FILE`."""
    return read_sources([os.path.relpath(path) for path in cases.files], limits=Limits())


def _places(cases: CaseSet, articles: Iterable[Article]) -> dict[str, str]:
    """`EVENT/FILE` by article id."""
    by_path = {os.path.relpath(path): f"{path.parent.name}/{path.name}" for path in cases.files}
    return {article.id: by_path[article.origin] for article in articles if article.origin in by_path}


async def evaluate(cases: CaseSet, gateway: Gateway) -> Evaluation:
    """One day's run over all cases, held against what was expected of it.

    Args:
        gateway: The way to the model: live, or a recording.

    Raises:
        BriefingError: What stopped the run.
    """
    read = read_cases(cases)
    outcome = await pipeline.run(read, gateway, pipeline.Day(cases.date, NOTHING_KNOWN))
    if outcome.stopped is not None:
        raise outcome.stopped
    places = _places(cases, [report.article for report in outcome.reports])
    scores = Scores()
    _score_articles(cases, outcome.reports, places, scores)
    stories = outcome.briefing.stories if outcome.briefing else ()
    _score_stories(cases, stories, places, scores)
    _score_run(outcome.reports, gateway.run.stages, scores)
    failed = [
        f"{places.get(r.article.id, r.article.origin)}: {r.reason}" for r in outcome.reports if r.status == "failed"
    ]
    failed += [f"{u.origin}: {u.reason}" for u in read.unread]
    return Evaluation(
        cases=cases.name,
        date=cases.date,
        system=gateway.routes[0].model,
        prompts=dict(gateway.prompts.fingerprints),
        articles=len(cases.files),
        events=len(cases.events),
        failed=tuple(failed),
        margins=cases.margins,
        counts=dict(scores.counts),
    )


async def evaluate_baseline(cases: CaseSet, baseline: Baseline, gateway: Gateway) -> Evaluation:
    """One prompt for each event, over all its articles."""
    read = read_cases(cases)
    places = _places(cases, read.articles)
    events: dict[str, dict[str, Article]] = defaultdict(dict)
    for article in read.articles:
        own = events[places[article.id].partition("/")[0]]
        own[f"A{len(own) + 1}"] = article
    scores, failed = Scores(), []
    answers = await asyncio.gather(
        *(ask_once(baseline, own, event, gateway) for event, own in events.items()), return_exceptions=True
    )
    for (event, own), answer in zip(events.items(), answers, strict=True):
        if isinstance(answer, BriefingError):
            failed.append(f"{event}: {answer.message}")
            score_answer(cases.events[event], "", own, {}, scores.of(event))
        elif isinstance(answer, BaseException):
            raise answer
        else:
            files = {article.id: places[article.id].partition("/")[2] for article in own.values()}
            score_answer(cases.events[event], answer[0], own, files, scores.of(event))
    return Evaluation(
        cases=cases.name,
        date=cases.date,
        system=baseline.name,
        prompts={},
        articles=len(cases.files),
        events=len(cases.events),
        failed=tuple(failed),
        margins=cases.margins,
        counts=dict(scores.counts),
    )


def _score_articles(cases: CaseSet, reports: Sequence[Report], places: Mapping[str, str], scores: Scores) -> None:
    by_place = {places[r.article.id]: r for r in reports if r.article.id in places}
    for event, expected in cases.events.items():
        for file, wanted in expected.articles.items():
            report = by_place.get(f"{event}/{file}")
            own = scores.of(f"{event}/{file}")
            score_translation(wanted, report.translation if report else None, own)
            score_extraction(wanted, report.extraction if report else None, own)


def _score_stories(cases: CaseSet, stories: Sequence[Story], places: Mapping[str, str], scores: Scores) -> None:
    score_grouping(cases, [frozenset(places[a] for a in story.articles if a in places) for story in stories], scores)
    files = {article: place.partition("/")[2] for article, place in places.items()}
    for event, expected in cases.events.items():
        own = [s for s in stories if any(places.get(a, "").partition("/")[0] == event for a in s.articles)]
        score_event(expected, own, files, scores.of(event))


def _score_run(reports: Sequence[Report], stages: Mapping[str, Figures], scores: Scores) -> None:
    """What this run's own calls took; nothing where all came from the ledger."""
    done = [report for report in reports if report.translation is not None]
    calls = sum(figures.calls for figures in stages.values())
    if not done or not calls:
        return
    own, articles = scores.of("the run"), len(done)
    prompt = sum(figures.usage.prompt for figures in stages.values())
    used = prompt + sum(figures.usage.completion for figures in stages.values())
    own.add("tokens", used, sum(_floor(report) for report in done))
    own.add("prompt-tokens", prompt, articles)
    own.add("repairs", sum(figures.repairs for figures in stages.values()), calls)
    own.add("seconds", sum(figures.seconds for figures in stages.values()), articles)
    costs = [figures.cost for figures in stages.values()]
    if None not in costs:
        own.add("cost", sum(cost for cost in costs if cost is not None), articles)


def _floor(report: Report) -> int:
    """The article in once, its translation out once, in tokens."""
    translated = report.translation.paragraphs if report.translation else ()
    return tokens.count(report.article.raw) + sum(tokens.count(p.text) for p in translated)
