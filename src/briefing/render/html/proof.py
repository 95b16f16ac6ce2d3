"""How a sentence was checked: what code found, who read it a second time, and their objections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from briefing.render import phrasing as words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.models import Flag, SecondReading, Sentence
    from briefing.render.view import StoryView

_OUTCOMES: Final = {
    "checked": "it passed all checks",
    "repaired": "a check failed once; the sentence was corrected and passed",
    "flagged": "see the warning next to it",
}


class Piece(NamedTuple):
    """A stretch of a sentence."""

    text: str
    doubted: bool
    """Whether a warning is about these words."""


def proof_of(story: StoryView, sentence: Sentence) -> list[str]:
    """One line each: what code found, who read it, and each objection."""
    marks = story.marks(sentence.citations)
    found = sum(mark.found for mark in marks)
    where = "their sources" if len({mark.evidence.article for mark in marks}) > 1 else "the source"
    if not marks:
        code = "Code: no citations"
    elif found == len(marks):
        which = "the quote was" if found == 1 else f"all {found} quotes were"
        code = f"Code: {which} found word for word in {where}"
    else:
        code = f"Code: {found} of {len(marks)} quotes were found word for word in {where}"
    # A sentence in another language is checked in English.
    checked = [f"Checked in English: “{sentence.english}”"] if sentence.english else []
    return [f"{code}; {_OUTCOMES[sentence.verdict]}.", *_read(story.story.reading, sentence), *checked]


def _read(reading: SecondReading | None, sentence: Sentence) -> Iterator[str]:
    where = f"sentences.{sentence.n}" if sentence.n else "headline"
    if reading is None:
        yield "Second reader: not used."
        return
    objections = [objection for objection in reading.objections if objection.where == where]
    for objection in objections:
        yield f"Second reader {reading.model}: {objection.verdict}: “{objection.words}”: {objection.why}"
    if objections:
        return
    if where in reading.unanswered or not sentence.citations:
        yield f"Second reader: {reading.model} gave no answer for this sentence."
    else:
        yield f"Second reader: {reading.model} compared it with its sources and found it supported."


def pieces_of(text: str, flags: tuple[Flag, ...]) -> list[Piece]:
    """Split a sentence at the words that its warnings are about; warnings without matching words are ignored."""
    spans = sorted(span for flag in flags if (span := _span(text, flag)))
    pieces, at = [], 0
    for start, end in spans:
        if end <= at:
            continue
        begin = max(start, at)
        if begin > at:
            pieces.append(Piece(text[at:begin], doubted=False))
        pieces.append(Piece(text[begin:end], doubted=True))
        at = end
    if at < len(text) or not pieces:
        pieces.append(Piece(text[at:], doubted=False))
    return pieces


def _span(text: str, flag: Flag) -> tuple[int, int] | None:
    if not flag.words:
        return None
    start = flag.start
    if start is None or text[start : start + len(flag.words)] != flag.words:
        start = text.find(flag.words)
    return (start, start + len(flag.words)) if start >= 0 else None


def seeded(story: StoryView) -> tuple[int, int]:
    """How many errors were put among its statements, and how many of them the second reader found."""
    reading = story.story.reading
    return (sum(reading.seeded.seeded.values()), sum(reading.seeded.found.values())) if reading else (0, 0)


def readers(stories: tuple[StoryView, ...]) -> str:
    """Who read the stories a second time; empty where some weren't."""
    models = [story.story.reading.model if story.story.reading else "" for story in stories]
    return words.listing(dict.fromkeys(models)) if models and all(models) else ""
