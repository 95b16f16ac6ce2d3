"""Short ways to read something in a test."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from briefing.ingest import read_sources
from briefing.ingest.article import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.models import Article


@pytest.fixture
def article() -> Callable[[str], Article]:
    """An article of a plain text."""
    return lambda text: build(text, origin="test", encoding="utf-8")


@pytest.fixture
def kinds_of(article) -> Callable[[str], list[tuple[str, str | None]]]:
    """Kind and rule of each paragraph of a plain text."""
    return lambda text: [(paragraph.kind, paragraph.rule) for paragraph in article(text).paragraphs]


@pytest.fixture
def read_bytes() -> Callable[[bytes], object]:
    """What becomes of bytes on standard input."""

    def read(content: bytes):
        result = read_sources(["-"], stdin=io.BytesIO(content))
        return (*result.articles, *result.unread)

    return read


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
