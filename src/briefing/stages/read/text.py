"""Readers of a text file, plain or Markdown: one file, one article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.stages.read.articles import Cut, build, plain_spans
from briefing.stages.read.decode import decode
from briefing.stages.read.markdown import markdown_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.models import Article, Unread
    from briefing.stages.read.reader import Source


def read_text(source: Source) -> Iterator[Article | Unread]:
    """Read a plain text."""
    yield _read(source, plain_spans)


def read_markdown(source: Source) -> Iterator[Article | Unread]:
    """Read a Markdown text."""
    yield _read(source, markdown_spans)


def _read(source: Source, cut: Cut) -> Article:
    decoded = decode(source.all_bytes(), source.origin)
    return build(decoded.text, origin=source.origin, encoding=decoded.encoding, cut=cut)
