"""A decoded text and what was given beside it, as an article."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from briefing.errors import ArticleUnreadable
from briefing.ingest.paragraphs.classify import kinds
from briefing.ingest.paragraphs.features import Mark
from briefing.ingest.paragraphs.spans import Span, lines_of
from briefing.ingest.paragraphs.split import split
from briefing.models import Article, FoundDate, Paragraph
from briefing.text.language_id import language_of, paragraph_language
from briefing.text.one_line import one_line

#: How a form cuts a text: the raw text and its one-line twin in, places out.
Cut = Callable[[str, str], list[Span]]


@dataclass(frozen=True, slots=True)
class Given:
    """What stood beside a text."""

    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published: str | None = None
    """Partial ISO date."""
    notes: tuple[str, ...] = ()
    published_from: str | None = None
    """Where it was found; `GIVEN` where nothing is said."""
    dates: tuple[FoundDate, ...] = ()
    """What else was found."""
    author: str | None = None
    canonical_url: str | None = None


NOTHING_GIVEN = Given()

#: What belongs to the article itself.
_OWN_WORDS = frozenset({"heading", "body", "caption"})
#: Where a date stood that came beside the text.
GIVEN = "beside it"


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of a page, or of another file, with what is known of it from outside."""

    content: bytes
    origin: str
    given: Given = NOTHING_GIVEN
    charset: str | None = None
    """As the server said."""
    saved: str | None = None
    """ISO date of the copy; never the date of publication."""


def plain_spans(raw: str, flat: str) -> list[Span]:
    """Cut a plain text."""
    return split(lines_of(raw, flat), flat)


def build(raw: str, *, origin: str, encoding: str, given: Given = NOTHING_GIVEN, cut: Cut = plain_spans) -> Article:
    """Make an article of a text.

    Args:
        raw: The text as it was decoded.
        origin: Where it was read.
        encoding: How it was decoded, in words.
        given: What stood beside it.
        cut: Where its form's paragraphs begin and end.

    Returns:
        An article of n >= 1 paragraphs.

    Raises:
        ArticleUnreadable: There is nothing in it but blanks.
    """
    flat = one_line(raw)
    spans = cut(raw, flat)
    if not spans:
        raise ArticleUnreadable("empty", origin=origin)
    paragraphs = _paragraphs(raw, flat, spans, titled=given.title is not None)
    language = _language(paragraphs)
    return Article(
        id=article_id(raw, given.url, given.outlet),
        raw=raw,
        paragraphs=_in_other_languages(paragraphs, language),
        language=language,
        origin=origin,
        encoding=encoding,
        title=given.title,
        url=given.url,
        outlet=given.outlet,
        published=given.published,
        published_from=(given.published_from or GIVEN) if given.published else None,
        dates=dates_of(given),
        author=given.author,
        canonical_url=given.canonical_url,
        notes=(*given.notes, *_notes(paragraphs)),
    )


def dates_of(given: Given) -> tuple[FoundDate, ...]:
    """The day of publication first, then what else was found, each value of a role and place once."""
    if given.published is None:
        return given.dates
    first = next((found for found in given.dates if (found.role, found.value) == ("published", given.published)), None)
    where = given.published_from or GIVEN
    first = first or FoundDate(role="published", value=given.published, basis="stated", found=where)
    return (first, *(found for found in given.dates if found != first))


def article_id(raw: str, url: str | None, outlet: str | None) -> str:
    """First twelve hexadecimal digits of SHA-256 over canonical JSON of text, address and outlet."""
    content = json.dumps([raw, url, outlet], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _paragraphs(raw: str, flat: str, spans: Sequence[Span], *, titled: bool) -> tuple[Paragraph, ...]:
    # Tabs part the words of menus; on one line they are single spaces like any other.
    texts = [flat[span.start : span.end] for span in spans]
    shown = [
        _widen(text, raw[span.start : span.end]) if "\t" in raw[span.start : span.end] else text
        for text, span in zip(texts, spans, strict=True)
    ]
    given = [Mark(span.kind, span.rule or "") if span.kind else None for span in spans]
    marks = _kinds(shown, given, titled=titled)
    return tuple(
        Paragraph(
            n=n,
            kind=found.kind if found else "body",
            text=text,
            start=span.start,
            end=span.end,
            rule=(found.rule or None) if found else None,
        )
        for n, (text, span, found) in enumerate(zip(texts, spans, marks, strict=True), 1)
    )


def _kinds(texts: Sequence[str], given: Sequence[Mark | None], *, titled: bool) -> list[Mark | None]:
    """What a form knows to be no part of the article is no neighbour of what is."""
    inside = [n for n, found in enumerate(given) if found is None or found.kind != "boilerplate"]
    told = kinds([texts[n] for n in inside], [given[n] for n in inside], titled=titled)
    marks = list(given)
    for n, found in zip(inside, told, strict=True):
        marks[n] = found
    return marks


def _widen(text: str, literal: str) -> str:
    return "".join("  " if mark == "\t" else char for char, mark in zip(text, literal, strict=True))


def _language(paragraphs: Sequence[Paragraph]) -> str:
    body = " ".join(paragraph.text for paragraph in paragraphs if paragraph.kind == "body")
    words = [paragraph.text for paragraph in paragraphs if paragraph.kind in {"heading", "caption"}]
    # A heading may quote in another language, so it is asked only where the body says too little.
    told = language_of(body)
    return told if told != "und" else language_of(" ".join((*words, body)))


def _in_other_languages(paragraphs: Sequence[Paragraph], language: str) -> tuple[Paragraph, ...]:
    """The same paragraphs, those of the article that are in another language with its tag."""
    found: list[Paragraph] = []
    for paragraph in paragraphs:
        other = paragraph_language(paragraph.text, language) if paragraph.kind in _OWN_WORDS else None
        found.append(paragraph.replace(language=other) if other else paragraph)
    return tuple(found)


def _notes(paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    if all(paragraph.kind in {"boilerplate", "metadata"} for paragraph in paragraphs):
        return ("no paragraph of it looks like an article's text",)
    return ()
