"""Replies to be recorded."""

from __future__ import annotations

from briefing.llm.ledger_rows import NewReply
from briefing.llm.pricing import Usage


def new(key: str = "k", text: str = "t", status="ok", limit: int = 100) -> NewReply:
    return NewReply(key, "run", "stage", "about", "m", status, text, limit, Usage(1, 2), 0.1, 0.5)
