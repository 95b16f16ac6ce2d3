"""One article: translated and recorded."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from briefing.checks.name_forms import harmonised_report
from briefing.errors import (
    BriefingError,
    BudgetExceeded,
    DeadlineReached,
    Detached,
    EngineDeferred,
    EngineUnusable,
    Interrupted,
    RetriesExhausted,
    UserError,
)
from briefing.models import Report
from briefing.pipeline.stages.extract import extract
from briefing.pipeline.stages.translate import translate
from briefing.text.languages import ENGLISH, Language

if TYPE_CHECKING:
    from briefing.llm.gateway import Gateway
    from briefing.models import Article, Extraction, Translation
    from briefing.names.book import NameBook

_log = logging.getLogger("briefing")

#: These end the run, not the article.
STOPS = (UserError, BudgetExceeded, EngineUnusable, RetriesExhausted, DeadlineReached, Detached, Interrupted)


async def read_one(article: Article, gateway: Gateway, names: NameBook, target: Language = ENGLISH) -> Report:
    """Translate and record one article; neither waits for the other.

    Args:
        names: What is known of names on the day of the run.
        target: The language of the translation.

    Raises:
        EngineDeferred: The provider asks to come back much later.
        BriefingError: What ends the run. Anything else ends only this article, and stands in its report.
    """
    results = await asyncio.gather(
        translate(article, gateway, names, target), extract(article, gateway, names), return_exceptions=True
    )
    errors = [result for result in results if isinstance(result, BaseException)]
    for error in sorted(errors, key=lambda error: isinstance(error, EngineDeferred)):
        if isinstance(error, (*STOPS, EngineDeferred)) or not isinstance(error, Exception):
            raise error
    translation: Translation | None = None if isinstance(results[0], BaseException) else results[0]
    extraction: Extraction | None = None if isinstance(results[1], BaseException) else results[1]
    if errors:
        reason = "; ".join(dict.fromkeys(reason_of(error) for error in errors))
        return Report(article=article, status="failed", reason=reason, translation=translation, extraction=extraction)
    done = Report(article=article, status="done", translation=translation, extraction=extraction)
    return harmonised_report(done, names)


def reason_of(error: BaseException) -> str:
    """What a person is told of an error; of one that nobody foresaw, that it is one."""
    if isinstance(error, BriefingError):
        return error.message
    _log.error("an unexpected error", exc_info=error)
    return f"an unexpected error, please report it: {type(error).__name__}: {error}"
