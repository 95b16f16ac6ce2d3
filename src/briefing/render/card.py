"""One article on the terminal: what it says, when, who, where, and the words that carry it."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from briefing.render import phrasing as words
from briefing.render.align import beside
from briefing.render.columns import broken
from briefing.render.sanitize import isolate, isolate_english, one_line
from briefing.render.view import sources_of, story_alone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.models import DateMention, DateStyle, Evidence, Extraction, Flag, Report, Sentence, Story
    from briefing.render.view import StoryView
    from briefing.render.view_sources import Source

#: Columns at least and at most, and where nothing is known.
_LEAST, _MOST, WIDTH = 40, 88, 88
_width: ContextVar[int] = ContextVar("_width", default=WIDTH)


def summary_card(
    report: Report,
    story: Story | None,
    *,
    running: bool = False,
    dates: DateStyle = "day first",
    width: int = WIDTH,
) -> str:
    """Plain text for one article, without colours or control characters.

    Args:
        report: What became of the article.
        story: Its summary, or the story it is told in; None where there is none, and then the card
            gives the article's claims instead of sentences.
        running: The sentences as one paragraph instead of a line each.
        dates: How dates are written.
        width: Columns of the terminal; lines have 88 at most. Each line of an original is closed off, so that a
            terminal runs it in its own direction.

    Returns:
        Headline, sentences with their citation numbers and status, who, where and when, the quotes in
        the original language, and what was flagged; a last newline.
    """
    _width.set(max(_LEAST, min(width, _MOST)))
    (source,) = sources_of([report], [], dates)
    view = story_alone(story, report, dates) if story else None
    blocks = [
        _head(source, view),
        _paragraph(view) if running and view else _told(source, view),
        _withheld(view),
        _facts(source),
        _quotes(source, view),
        _flags(source, view),
    ]
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block))) + "\n"


def _english(text: str) -> str:
    return isolate_english(one_line(text))


def _original(text: str) -> str:
    return isolate(one_line(text))


def _wrap(text: str, first: str = "", rest: str | None = None) -> str:
    following = " " * len(first) if rest is None else rest
    lines = broken(text, _width.get() - len(first), _width.get() - len(following))
    return "\n".join(f"{following if n else first}{line}" for n, line in enumerate(lines))


def _head(source: Source, view: StoryView | None) -> Iterator[str]:
    if view:
        headline = view.story.headline
        yield _wrap(f"{_status(headline)}{_english(headline.text)} {_marks(view, headline)}".rstrip() + _sign(headline))
    else:
        yield _wrap(_english(next(iter(source.titles), "Untitled article")))
    known = [source.name, source.author, source.language, _published(source), f"id {source.article.id}"]
    yield _wrap(" · ".join(_english(part) for part in known if part))
    if source.report.status != "done":
        yield _wrap(f"{source.report.status}: {_english(source.report.reason or 'no reason given')}")


def _published(source: Source) -> str:
    if source.article.published:
        return f"published {source.day(source.article.published)}, as given with the article"
    dates = source.report.extraction.dates if source.report.extraction else ()
    stated = next((date for date in dates if date.role == "published"), None)
    return f"published {source.day(stated.value)} ({stated.basis})" if stated else "no date of publication stated"


def _told(source: Source, view: StoryView | None) -> Iterator[str]:
    if view:
        for sentence in view.story.sentences:
            yield from _sentence(view, sentence)
    elif source.report.extraction:
        for n, claim in enumerate(source.report.extraction.claims, 1):
            status = "" if claim.status == "happened" else f"{claim.status.upper()}: "
            marks = f" [{n}]" if claim.evidence else ""
            yield _wrap(f"{status}{_english(claim.text)}{marks}", "  – ")


def _sentence(view: StoryView, sentence: Sentence) -> Iterator[str]:
    yield _wrap(f"{_status(sentence)}{_english(sentence.text)} {_marks(view, sentence)}".rstrip(), "  – ")
    if sentence.verdict != "checked" or sentence.flags:
        why = "; ".join(_english(words.flag_text(flag)) for flag in sentence.flags)
        yield _wrap(f"{words.VERDICTS[sentence.verdict]}{': ' if why else ''}{why}", "    ")


def _status(sentence: Sentence) -> str:
    return "" if sentence.status == "happened" else f"{sentence.status.upper()}: "


def _sign(sentence: Sentence) -> str:
    """That it isn't simply checked; the reason stands below."""
    return {"checked": "", "repaired": " ↻", "flagged": " ⚠"}["flagged" if sentence.flags else sentence.verdict]


def _withheld(view: StoryView | None) -> Iterator[str]:
    if view and view.story.withheld:
        yield "Left out, for they did not pass the checks"
        for sentence in view.story.withheld:
            yield from _sentence(view, sentence)


def _paragraph(view: StoryView) -> Iterator[str]:
    """The sentences one after the other; what is flagged stands below, sentence by sentence."""
    sentences = view.story.sentences
    parts = (f"{_english(s.text)} {_marks(view, s)}".rstrip() + _sign(s) for s in sentences)
    yield _wrap(" ".join(parts))
    for sentence in sentences:
        if sentence.verdict != "checked" or sentence.flags:
            yield from list(_sentence(view, sentence))


def _marks(view: StoryView, sentence: Sentence) -> str:
    return "".join(f"[{mark.number}]" for mark in view.marks(sentence.citations))


def _facts(source: Source) -> Iterator[str]:
    extraction = source.report.extraction
    if extraction is None:
        return
    for n, line in enumerate(_who(extraction)):
        yield _wrap(line, " " * 8 if n else "Who     ", " " * 10)
    places = ", ".join(_named(place.name, place.original) for place in extraction.places)
    if places:
        yield _wrap(places, "Where   ")
    for n, mention in enumerate(words.dates_in_order(extraction.dates)):
        yield _wrap(_date(source, mention), " " * 8 if n else "When    ", " " * 10)


def _who(extraction: Extraction) -> Iterator[str]:
    for person in extraction.people:
        roles = "; ".join(_english(role.text) for role in person.roles)
        yield f"{_named(person.name, person.original)}{', ' if roles else ''}{roles}"
    organisations = ", ".join(_named(name.name, name.original) for name in extraction.organisations)
    if organisations:
        yield organisations


def _named(name: str, form: str) -> str:
    return _english(name) if name == form else f"{_english(name)} ({_original(form)})"


def _date(source: Source, mention: DateMention) -> str:
    about = f": {_english(mention.about.rstrip('.'))}" if mention.about else ""
    reasoning = f"; {_english(mention.reasoning)}" if mention.reasoning else ""
    return f"{_english(source.day(mention.value))} – {words.date_role(mention)}{about}{reasoning}"


def _quotes(source: Source, view: StoryView | None) -> Iterator[str]:
    numbered = list(_numbered(source, view))
    if numbered:
        yield "Quotes"
    for n, piece in numbered:
        elsewhere = "" if piece.article == source.article.id else f" of {_english(piece.article)}"
        yield _wrap(f"[{n}] ¶ {piece.paragraph}{elsewhere}: {_original(piece.quote)}", "  ", "      ")
        if not elsewhere and (rendered := _rendered(source, piece)):
            yield _wrap(_english(rendered), "      ")


def _rendered(source: Source, piece: Evidence) -> str | None:
    """What the translation has for a quote; None without one."""
    translated, paragraph = source.english(piece.paragraph), source.article.paragraph(piece.paragraph)
    if translated is None or paragraph is None:
        return None
    return beside(
        source.article.raw[paragraph.start : paragraph.end],
        translated,
        piece.start - paragraph.start,
        piece.end - paragraph.start,
    )


def _numbered(source: Source, view: StoryView | None) -> Iterator[tuple[int, Evidence]]:
    if view:
        told = (piece for sentence in (*view.statements, *view.story.withheld) for piece in sentence.citations)
        yield from ((mark.number, mark.evidence) for mark in view.marks(told))
    elif source.report.extraction:
        for n, claim in enumerate(source.report.extraction.claims, 1):
            yield from ((n, piece) for piece in claim.evidence)


def _flags(source: Source, view: StoryView | None) -> Iterator[str]:
    extraction = source.report.extraction
    lines = (
        [f"Possible prompt injection: {_english(found.note)}" for found in extraction.instructions]
        if extraction
        else []
    )
    lines += [f"{_english(where)}: {_flag(flag)}" for where, flag in source.flags]
    lines += [_flag(flag) for flag in _story_flags(view)]
    if lines:
        yield "Warnings"
    for line in lines:
        yield _wrap(line, "  ⚠ ")


def _story_flags(view: StoryView | None) -> Iterable[Flag]:
    return (*view.story.headline.flags, *view.story.flags) if view else ()


def _flag(flag: Flag) -> str:
    return f"{_english(words.flag_text(flag))} ({_english(flag.code)})"
