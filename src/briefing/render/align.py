"""The sentence of a translated paragraph that renders a quote."""

from __future__ import annotations

from briefing.text.sentences import sentences

#: A paragraph that can't be matched sentence by sentence is shown up to here.
_MOST = 240


def beside(paragraph: str, translated: str, start: int, end: int) -> str:
    """What renders `paragraph[start:end]`.

    Sentence by sentence where both have as many of them; otherwise the translated paragraph, cut at
    240 characters with an ellipsis. It is an aid for the eye, and no check rests on it.

    Args:
        start: Code points in the paragraph.
        end: One past the last.
    """
    there, here = sentences(paragraph), sentences(translated)
    if len(there) == len(here):
        chosen = [n for n, (left, right) in enumerate(there) if left < end and start < right]
        if chosen:
            return translated[here[chosen[0]][0] : here[chosen[-1]][1]].strip()
    text = translated.strip()
    return text if len(text) <= _MOST else text[:_MOST].rsplit(" ", 1)[0] + " …"
