"""What a run would cost: prompts are rendered and counted, nothing is sent.

What translate and extract send is known; how long their replies are, and what group, merge and
summarize send, is estimated from the articles' length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from briefing.llm import pricing as prices
from briefing.llm import tokens
from briefing.llm.pricing import Usage
from briefing.models import RunManifest
from briefing.pipeline.stages import cluster, extract, merge, translate, verify
from briefing.prompting.schemas import Reply, TranslationReply

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.llm.gateway import Gateway
    from briefing.models import Article
    from briefing.names.book import NameBook
    from briefing.prompting.templates import Rendered

#: Reply tokens per article token, measured on replies to articles in six languages.
_TRANSLATION = 1.0
_EXTRACTION = 5.0
#: Tokens of one record in the grouping prompt, and of a story beside its prompt.
_RECORD = 500
_STORY = 2.0
_PROMPT = 2_500
#: The second reading: its prompt with the schema, and tokens sent and replied per article token. The cited
#: paragraphs go in once, and so does their English; sentences, rows and seeded errors are about half as much.
_READING = 900
_READ = 2.5
_OBJECTED = 0.1
#: Tokens of an earlier story in the thread prompt, and of the reply.
_TOLD = 600
_MARKS = 400


@dataclass
class StageEstimate:
    """Calls still to be made, tokens, and US dollars (None where the price is unknown)."""

    stage: str
    calls: int = 0
    known: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = 0.0
    batch_cost: float | None = 0.0


@dataclass(frozen=True)
class Estimate:
    """What a run would still cost: by stage, and in sum (cost None where the price is unknown).

    `cost` is that of live calls, `batch_cost` that of batches.

    Attributes:
        unpriced: Models without a price.
        most_calls: Calls that the run makes at most, retries after errors aside: every text cut down to its
            paragraphs, every reply repaired and asked for once more with room for a longer one.
    """

    stages: tuple[StageEstimate, ...]
    unpriced: tuple[str, ...] = ()
    most_calls: int = 0

    @property
    def tokens(self) -> int:
        return sum(stage.prompt_tokens + stage.completion_tokens for stage in self.stages)

    @property
    def cost(self) -> float | None:
        return _sum(stage.cost for stage in self.stages)

    @property
    def batch_cost(self) -> float | None:
        return _sum(stage.batch_cost for stage in self.stages)


def _sum(costs: Iterable[float | None]) -> float | None:
    known = list(costs)
    return None if None in known else sum(cost for cost in known if cost is not None)


async def estimate(articles: Sequence[Article], gateway: Gateway, names: NameBook, earlier: int = 0) -> Estimate:
    """Calls, tokens and cost per stage; `known` counts replies the ledger already holds.

    Args:
        names: What is known of names on the day of the run.
        earlier: Stories of the days before, with which each story may be compared.
    """
    stages = {name: StageEstimate(name) for name in ("translate", "extract", "group", "write")}
    sizes = {article.id: tokens.count(article.raw) for article in articles}
    for article in articles:
        for name, prompt, schema, share in _prompts(article, gateway, names):
            stage = stages[name]
            request = gateway.request(prompt, schema, article.origin)
            if await gateway.knows(request):
                stage.known += 1
                continue
            stage.calls += 1
            stage.prompt_tokens += tokens.count_messages(request.messages)
            stage.completion_tokens += int(share)
    total = sum(sizes.values())
    if len(articles) > 1:
        stages["group"] = StageEstimate("group", 1, 0, _PROMPT + _RECORD * len(articles), 100 * len(articles))
    # Between one story for each article and one for all: about two articles a story.
    told = (len(articles) + 1) // 2
    stages["write"] = StageEstimate("write", told, 0, told * _PROMPT + int(total * 3), int(total * _STORY))
    if gateway.run.settings.verify != "off":
        sent, replied = told * _READING + int(total * _READ), told * 100 + int(total * _OBJECTED)
        stages["verify"] = StageEstimate("verify", told, 0, sent, replied)
    if earlier:
        # Most days' stories resemble an earlier one or two; what resembles none costs nothing.
        stages["thread"] = StageEstimate("thread", told, 0, told * (_PROMPT + _TOLD * min(earlier, 2)), told * _MARKS)
    settings, unpriced = gateway.run.settings, dict[str, None]()
    for stage in stages.values():
        asked = settings.model_for("merge" if stage.stage == "write" else stage.stage)
        facts = prices.facts(str(asked), settings.prices)
        # A price may depend on a prompt's length: that of one call, not of all of them.
        calls = max(1, stage.calls)
        one = facts.cost(Usage(stage.prompt_tokens // calls, stage.completion_tokens // calls))
        stage.cost = None if one is None else one * calls
        stage.batch_cost = None if one is None else one * calls * facts.batch
        if one is None:
            unpriced[str(asked)] = None
    return Estimate(tuple(stages.values()), tuple(unpriced), _most_calls(articles, gateway, earlier))


def _most_calls(articles: Sequence[Article], gateway: Gateway, earlier: int) -> int:
    """The bound of a run, whatever the models reply."""
    count, verified = len(articles), gateway.run.settings.verify != "off"
    translated = [part for a in articles for part in translate.parts_of(a, gateway.part_tokens_for("translate"))]
    amended = int(verified)
    summarized = gateway.most_calls("summarize", amended=amended) * count
    merged = gateway.most_calls("merge", amended=amended) * merge.most_questions(count)
    return (
        # A piece that is cut in two down to single paragraphs is asked about 2n - 1 times.
        sum(2 * len(part) - 1 for part in translated) * gateway.most_calls("translate")
        + sum(2 * len(article.paragraphs) - 1 for article in articles) * gateway.most_calls("extract")
        + cluster.most_questions(count) * gateway.most_calls("group")
        + max(summarized, merged)
        + (count * gateway.most_calls("thread") if earlier else 0)
        + (count * verify.MOST_QUESTIONS * gateway.most_calls("verify") if verified else 0)
    )


def _prompts(article: Article, gateway: Gateway, names: NameBook) -> list[tuple[str, Rendered, type[Reply], float]]:
    sizes = [tokens.count(p.text) for p in article.paragraphs]
    cut = tokens.parts(sizes, gateway.part_tokens_for("extract"))
    rows: list[tuple[str, Rendered, type[Reply], float]] = []
    for part in translate.parts_of(article, gateway.part_tokens_for("translate")):
        size = sum(sizes[p.n - 1] for p in part)
        rows.append(
            ("translate", translate.prompt_for(article, part, gateway, names), TranslationReply, size * _TRANSLATION)
        )
    for number, span in enumerate(cut, start=1):
        part = article.paragraphs[span.start : span.stop]
        size = sum(sizes[span.start : span.stop])
        prompt = extract.prompt_for(article, part, gateway, names, (number, len(cut)))
        rows.append(("extract", prompt, extract.reply_schema(gateway), size * _EXTRACTION))
    return rows


def past_errors(manifests: Iterable[str]) -> list[float]:
    """How far past estimates were off: billed tokens over estimated ones, of runs that asked everything anew.

    Args:
        manifests: run.json of finished runs, as the ledger keeps them.
    """
    ratios = []
    for text in manifests:
        try:
            manifest = RunManifest.model_validate_json(text)
        except ValidationError:
            continue  # of another version
        calls = sum(stage.calls for stage in manifest.stages.values())
        replies = sum(stage.replies for stage in manifest.stages.values())
        if manifest.status == "done" and manifest.estimated_tokens and calls >= replies > 0:
            billed = sum(stage.prompt_tokens + stage.completion_tokens for stage in manifest.stages.values())
            ratios.append(billed / manifest.estimated_tokens)
    return ratios
