"""One paragraph as the rules see it, and what they say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from briefing.ingest.paragraphs.folding import fold
from briefing.text.sentences import ends_sentence

if TYPE_CHECKING:
    from briefing.models import ParagraphKind

_EDGES = " .:;!…*»›>«<|•·()[]【】{}\"'“”„_#-–—→↓←"
_PARTS = re.compile(r"\s*[|·•›»>/]\s*|\s{2,}|\u3000|】\s*【|\s+[-–—]\s+")


def bare(text: str) -> str:
    """Folded, without the punctuation around it."""
    return fold(text).strip(_EDGES)


class Mark(NamedTuple):
    """What a rule makes of a paragraph."""

    kind: ParagraphKind
    rule: str


@dataclass(frozen=True)
class Sight:
    """A paragraph's words with its place in the article."""

    text: str
    """On one line; a tab of the source is two spaces, since it parts the words of menus."""
    top: int = 0
    """Paragraphs before it."""
    bottom: int = 0
    """Paragraphs after it."""

    @cached_property
    def folded(self) -> str:
        """For comparing phrases."""
        return fold(self.text)

    @cached_property
    def bare(self) -> str:
        """Folded, without the punctuation around it."""
        return bare(self.text)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """What stands between bars, arrows, dots, dashes and wide gaps; folded, none empty."""
        parts = (bare(part) for part in _PARTS.split(self.text.strip(_EDGES)))
        return tuple(part for part in parts if part)

    @cached_property
    def ends_sentence(self) -> bool:
        """Whether it ends as sentences do."""
        return ends_sentence(self.text[-10:])
