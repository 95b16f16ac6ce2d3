"""Two baselines: one prompt over all articles of an event, as a hurried person and as a careful expert would write it.

A baseline is told which articles belong together, which the tool has to find out.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import jinja2

from briefing.evaluation.free_answer import points_of, says_nothing
from briefing.evaluation.matching import holds, tells
from briefing.llm.providers.base import Request
from briefing.prompting.context import article_envelope, seal_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.evaluation.cases import ExpectedEvent
    from briefing.evaluation.free_answer import Point
    from briefing.evaluation.measures import UnitScores
    from briefing.llm.gateway import Gateway
    from briefing.models import Article

_FOLDER = Path(__file__).parent / "baselines"


class Baseline(NamedTuple):
    """A single prompt.

    Attributes:
        name: As it stands in the table.
        file: Its template.
    """

    name: str
    file: str


NAIVE = Baseline("one naive prompt", "naive.j2")
GOOD = Baseline("one good prompt", "good.j2")


def prompt(baseline: Baseline, articles: Mapping[str, Article]) -> tuple[str, str]:
    """System and user message.

    Args:
        articles: By label.
    """
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, trim_blocks=True, autoescape=False)  # noqa: S701 - prompts aren't HTML
    template = environment.from_string((_FOLDER / baseline.file).read_text(encoding="utf-8"))
    seal = seal_for([article.raw for article in articles.values()])
    known = template.new_context(
        {
            "articles": [article_envelope(article, seal, label) for label, article in articles.items()],
            "labels": ", ".join(articles),
            "count": len(articles),
            "seal": seal,
        }
    )
    system, user = ("".join(template.blocks[name](known)).strip() for name in ("system", "user"))
    return system, user


async def ask_once(
    baseline: Baseline, articles: Mapping[str, Article], about: str, gateway: Gateway
) -> tuple[str, str]:
    """The answer to a single prompt, and who gave it; kept in the ledger like any other.

    Raises:
        BriefingError: There is no answer.
    """
    system, user = prompt(baseline, articles)
    route, settings = gateway.routes[0], gateway.run.settings
    request = Request(
        model=route.model,
        messages=({"role": "system", "content": system}, {"role": "user", "content": user}),
        schema={},
        schema_name="",
        structured="prompt",
        temperature=settings.temperature,
        max_tokens=route.output_limit,
        timeout=settings.timeout,
        stage="compare",
        about=about,
    )
    stored = await route.reply(request)
    return stored.text, stored.model


def score_answer(
    expected: ExpectedEvent, answer: str, articles: Mapping[str, Article], files: Mapping[str, str], scores: UnitScores
) -> None:
    """The measures that a free answer can be held to, counted as for the tool's stories.

    Args:
        articles: By label.
        files: File name by article id.
    """
    points = [point for point in points_of(answer, articles) if not says_nothing(point)]
    told = [point for point in points if point.section == "Briefing"]
    for fact in expected.must:
        telling = [point for point in told if tells(point.text, fact)]
        scores.add("facts", bool(telling), 1, "" if telling else f"missing: {fact.about}")
        if telling and fact.support:
            cited = any(
                e.paragraph in fact.support.get(files.get(e.article, ""), ()) for point in telling for e in point.found
            )
            scores.add("citation-precision", cited, 1, "" if cited else f"cited elsewhere: {fact.about}")
    for fact in expected.must_not:
        said = next((point.text for point in told if tells(point.text, fact)), None)
        scores.add("traps", said is None, 1, f"{fact.about}: “{said}”" if said else "")
    for row in expected.discrepancies:
        found = any(_differs(row.values, point) for point in points)
        scores.add("discrepancies", found, 1, "" if found else f"missing: {row.about}")
    if told:
        scores.add("citation-recall", sum(bool(point.found) for point in told), len(told))
    quotes = sum(len(p.found) + len(p.elsewhere) + len(p.lost) for p in points)
    if quotes:
        scores.add("quotes-found", sum(len(point.found) for point in points), quotes)


def _differs(values: Mapping[str, Sequence[str]], point: Point) -> bool:
    """One point tells the difference where it holds words of two positions."""
    fits = [words for words in values.values() if any(holds(point.text, word) for word in words)]
    return any(set(one) != set(two) for one, two in itertools.combinations(fits, 2))
