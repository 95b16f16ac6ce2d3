"""Text that stays text in Markdown, in CommonMark and with GitHub's extensions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.render.sanitize import isolate, isolate_english, one_line, safe_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Everything that can open a link, an image, HTML, emphasis, code, a table cell, a formula or a heading.
# Brackets are enough to stop links, images and footnotes; round ones and "!" can stay readable.
_MEANING = re.compile(r"[\\`*_\[\]<>|~$#]|&(?=[#A-Za-z])")
# Meant only at the beginning of a line: lists, rules, underlined headings. Escaped at the beginning of
# every text, for the callers put texts there.
_BEGINNING = re.compile(r"^(\d{1,9}(?=[.)](?: |$))|(?=[-+=]))(.)")
# GitHub links addresses twice, the second time after the escapes are gone: only a character in between
# stops it. U+2060 is invisible and joins, so that the line breaks where it did.
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=@)(?=\w)|(?<=\bwww)(?=\.)", re.IGNORECASE)
_WORD_JOINER = "\u2060"


def escape(text: str) -> str:
    """One cleaned line whose every character is shown and none is obeyed."""
    escaped = _MEANING.sub(r"\\\g<0>", one_line(text))
    return _ADDRESS.sub(_WORD_JOINER, _BEGINNING.sub(r"\1\\\2", escaped))


def original(text: str) -> str:
    """Words of a source: escaped, and closed off where they run from right to left."""
    return isolate(escape(text))


def english(text: str) -> str:
    """The model's or our own words about a source, likewise."""
    return isolate_english(escape(text))


def link(url: str | None) -> str:
    """An article's own address as a link; as plain text if it isn't http or https; empty for none."""
    safe = safe_url(url)
    return f"<{safe}>" if safe else escape(url or "")


def section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines under a heading of ours; nothing at all where there are no lines."""
    kept = list(lines)
    if kept:
        yield from (f"### {title}", "", *kept, "")
