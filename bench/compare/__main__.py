"""One well-written prompt against the tool, over the same articles and the same model.

    python bench/compare OUTPUTS [--story N] [--answer FILE] [--config FILE]
    make compare RUN=outputs/2026-11-21

OUTPUTS is a run's folder; its briefing.json holds the articles. For each story of two or more articles (or for story
N alone) the articles in full go into one prompt to the model that the settings name, as for `briefing
run`: BRIEFING_MODEL, BRIEFING_API_BASE, briefing.toml. The answer is kept in the ledger like any other, so that
asking again costs nothing, and in OUTPUTS/compare/story-N.answer.md; the page is OUTPUTS/compare/story-N.md.
With --answer a file is laid beside the story and nothing is asked.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from laid_beside import page

from briefing.errors import BriefingError
from briefing.evaluation.baseline import GOOD, ask_once
from briefing.evaluation.free_answer import points_of
from briefing.llm.factory import open_gateway
from briefing.models import Article, Briefing, Story
from briefing.settings.settings import load_settings
from briefing.storage.files import write_whole

if TYPE_CHECKING:
    from briefing.settings.settings import Settings


def labelled(story: Story, briefing: Briefing) -> dict[str, Article]:
    """The story's articles by the labels of the prompt."""
    by_id = {report.article.id: report.article for report in briefing.reports}
    return {f"A{n}": by_id[article] for n, article in enumerate(story.articles, 1)}


async def ask(articles: dict[str, Article], about: str, settings: Settings) -> tuple[str, str]:
    """The answer to the single prompt, and who gave it; from the ledger where it came before."""
    async with open_gateway(settings) as gateway:
        return await ask_once(GOOD, articles, about, gateway)


def main(arguments: list[str] | None = None) -> int:
    """Compare, and say where the pages lie; 2 where something must be changed first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("outputs", type=Path)
    parser.add_argument("--story", type=int, help="its number in the briefing")
    parser.add_argument("--answer", type=Path, help="an answer that is there already")
    parser.add_argument("--config", type=Path)
    given = parser.parse_args(arguments)
    try:
        briefing = Briefing.model_validate_json((given.outputs / "briefing.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"compare: {given.outputs}: holds no briefing.json of this version: {error}", file=sys.stderr)
        return 2
    chosen = [
        (n, story)
        for n, story in enumerate(briefing.stories, 1)
        if (n == given.story if given.story else len(story.articles) > 1)
    ]
    if not chosen:
        print("compare: there is no such story, or none of two articles; name one with --story", file=sys.stderr)
        return 2
    if given.answer and len(chosen) > 1:
        print("compare: --answer belongs to one story; name it with --story", file=sys.stderr)
        return 2
    try:
        for n, story in chosen:
            _compare(n, story, briefing, given)
    except BriefingError as error:
        print(f"compare: {error.message}", file=sys.stderr)
        return error.exit_code
    return 0


def _compare(n: int, story: Story, briefing: Briefing, given: argparse.Namespace) -> None:
    articles = labelled(story, briefing)
    if given.answer:
        answer, model = given.answer.read_text(encoding="utf-8"), given.answer.name
    else:
        answer, model = asyncio.run(ask(articles, f"story {n}", load_settings(given.config)))
    folder = given.outputs / "compare"
    folder.mkdir(exist_ok=True)
    if not given.answer:
        write_whole(folder / f"story-{n}.answer.md", answer)
    write_whole(folder / f"story-{n}.md", page(story, briefing, answer, points_of(answer, articles), model))
    print(folder / f"story-{n}.md")


if __name__ == "__main__":
    sys.exit(main())
