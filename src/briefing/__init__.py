"""Foreign-language articles in, one English briefing out.

    import briefing

    result = briefing.brief(["articles/", "https://example.org/feed.xml"], model="gpt-5-mini", max_cost=2.5)
    result.briefing.stories[0].headline.citations[0].quote
    result.save("outputs", formats=("html", "json"))

All names below are imported when they are first used. docs/api.md describes them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from briefing.api.client import Client
    from briefing.api.functions import brief, check, extract, load, read, register, summarize, translate
    from briefing.api.results import Result, Summary
    from briefing.checks.audit import Audit, Fault
    from briefing.checks.code_table import Code
    from briefing.checks.extension import Check
    from briefing.errors import (
        ArticleUnreadable,
        BadReply,
        BadRequest,
        BriefingError,
        BudgetExceeded,
        CassetteMiss,
        ConfigError,
        ContextExceeded,
        DeadlineReached,
        EngineBusy,
        EngineError,
        EngineRefused,
        EngineUnusable,
        InputError,
        Interrupted,
        InvalidReply,
        LedgerError,
        OutputError,
        PromptError,
        ReplyTruncated,
        RetriesExhausted,
        UserError,
    )
    from briefing.ingest import ReadResult, Source
    from briefing.ingest.article import Given, build
    from briefing.ingest.formats.base import SourceFormat
    from briefing.llm.pricing import Usage
    from briefing.llm.providers.base import Engine, EngineReply, Request
    from briefing.llm.providers.registry import Provider
    from briefing.models import (
        Article,
        Briefing,
        Citation,
        Claim,
        Evidence,
        Extraction,
        Flag,
        Report,
        RunManifest,
        Sentence,
        Story,
        Translation,
        Unread,
    )
    from briefing.pipeline.progress import Progress
    from briefing.plugins import OutputFormat
    from briefing.render import render
    from briefing.settings.settings import Settings

#: Where each name is defined.
_PLACES = {
    "briefing.api.client": ("Client",),
    "briefing.api.functions": (
        "brief", "check", "extract", "load", "read", "register", "summarize", "translate",
    ),
    "briefing.api.results": ("Result", "Summary"),
    "briefing.checks.audit": ("Audit", "Fault"),
    "briefing.checks.code_table": ("Code",),
    "briefing.checks.extension": ("Check",),
    "briefing.errors": (
        "ArticleUnreadable", "BadReply", "BadRequest", "BriefingError", "BudgetExceeded", "CassetteMiss",
        "ConfigError", "ContextExceeded", "DeadlineReached", "EngineBusy", "EngineError", "EngineRefused",
        "EngineUnusable", "InputError", "Interrupted", "InvalidReply", "LedgerError", "OutputError", "PromptError",
        "ReplyTruncated", "RetriesExhausted", "UserError",
    ),
    "briefing.ingest": ("ReadResult", "Source"),
    "briefing.ingest.article": ("Given", "build"),
    "briefing.ingest.formats.base": ("SourceFormat",),
    "briefing.llm.pricing": ("Usage",),
    "briefing.llm.providers.base": ("Engine", "EngineReply", "Request"),
    "briefing.llm.providers.registry": ("Provider",),
    "briefing.models": (
        "Article", "Briefing", "Citation", "Claim", "Evidence", "Extraction", "Flag", "Report", "RunManifest",
        "Sentence", "Story", "Translation", "Unread",
    ),
    "briefing.pipeline.progress": ("Progress",),
    "briefing.plugins": ("OutputFormat",),
    "briefing.render": ("render",),
    "briefing.settings.settings": ("Settings",),
}  # fmt: skip
_FOUND = {name: module for module, names in _PLACES.items() for name in names}

__all__ = [
    "Article",
    "ArticleUnreadable",
    "Audit",
    "BadReply",
    "BadRequest",
    "Briefing",
    "BriefingError",
    "BudgetExceeded",
    "CassetteMiss",
    "Check",
    "Citation",
    "Claim",
    "Client",
    "Code",
    "ConfigError",
    "ContextExceeded",
    "DeadlineReached",
    "Engine",
    "EngineBusy",
    "EngineError",
    "EngineRefused",
    "EngineReply",
    "EngineUnusable",
    "Evidence",
    "Extraction",
    "Fault",
    "Flag",
    "Given",
    "InputError",
    "Interrupted",
    "InvalidReply",
    "LedgerError",
    "OutputError",
    "OutputFormat",
    "Progress",
    "PromptError",
    "Provider",
    "ReadResult",
    "ReplyTruncated",
    "Report",
    "Request",
    "Result",
    "RetriesExhausted",
    "RunManifest",
    "Sentence",
    "Settings",
    "Source",
    "SourceFormat",
    "Story",
    "Summary",
    "Translation",
    "Unread",
    "Usage",
    "UserError",
    "brief",
    "build",
    "check",
    "extract",
    "load",
    "read",
    "register",
    "render",
    "summarize",
    "translate",
]


def __getattr__(name: str) -> Any:
    module = _FOUND.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
