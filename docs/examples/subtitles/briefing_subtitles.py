"""A source format: subtitles (.srt), read as one article without its time codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import briefing

if TYPE_CHECKING:
    from collections.abc import Iterator

_CUE = re.compile(r"^\d+\s*\n\d\d:\d\d:\d\d,\d{3} --> [^\n]*\n", re.MULTILINE)


def read(source: briefing.Source) -> Iterator[briefing.Article]:
    """The words of all cues, a paragraph each."""
    text = source.all_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    cues = [" ".join(cue.split()) for cue in _CUE.split(text)]
    yield briefing.build("\n\n".join(filter(None, cues)), origin=source.origin, encoding="utf-8")


def is_subtitles(head: bytes) -> bool:
    """Whether a file begins with a cue."""
    return _CUE.match(head.decode("utf-8", "replace")) is not None


SUBTITLES = briefing.SourceFormat("subtitles", (".srt",), read, "subtitles", sniff=is_subtitles)
