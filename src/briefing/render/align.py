"""The sentence of a translated paragraph that renders a quote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    #: Start and end in a text, in code points.
    Span = tuple[int, int]

#: A paragraph that can't be matched sentence by sentence is shown up to here.
_MOST = 240


def aligned(paragraph: str, translated: str, start: int, end: int) -> Span | None:
    """Where the translation of `paragraph[start:end]` stands in the translated paragraph, in code points.

    Sentence by sentence where both have as many of them; None otherwise. It is an aid for the eye, and no check
    rests on it.

    Args:
        start: Code points in the paragraph.
        end: One past the last.
    """
    return between(sentences(paragraph), sentences(translated), start, end)


def between(there: Sequence[Span], here: Sequence[Span], start: int, end: int) -> Span | None:
    """The same, for paragraphs that are cut into sentences already."""
    if len(there) != len(here):
        return None
    chosen = [n for n, (left, right) in enumerate(there) if left < end and start < right]
    return (here[chosen[0]][0], here[chosen[-1]][1]) if chosen else None


def beside(paragraph: str, translated: str, start: int, end: int) -> str:
    """What renders `paragraph[start:end]`, as text.

    Where the sentences can't be matched, the translated paragraph, cut at 240 characters with an ellipsis.
    """
    found = aligned(paragraph, translated, start, end)
    if found:
        return translated[found[0] : found[1]].strip()
    text = translated.strip()
    return text if len(text) <= _MOST else text[:_MOST].rsplit(" ", 1)[0] + " …"
