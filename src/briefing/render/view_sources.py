"""The sources of a briefing as the reports show them: name, text row by row, what was marked in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from briefing.checks.labels import language_told, unnamed_outlet
from briefing.models import OUTLET_NAMED
from briefing.render import phrasing as words
from briefing.render.align import between
from briefing.render.sanitize import clean, direction, host_of, one_line, safe_url
from briefing.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.models import Article, DateStyle, Flag, Paragraph, Report, Supported
    from briefing.render.align import Span

    #: Number of a span, start and end.
    Quoted = tuple[int, int, int]


#: Characters.
_LONGEST_AUTHOR = 120


class Segment(NamedTuple):
    """A stretch of a paragraph that lies under the same quotes throughout; under none, it is plain."""

    text: str
    """Cut out of the raw text, cleaned."""
    spans: tuple[int, ...]
    """Which of the source's spans cover it."""
    begins: tuple[int, ...]
    """Which of them begin here: citations reach them by these."""


class Row(NamedTuple):
    """One paragraph, original and English side by side."""

    paragraph: Paragraph
    segments: tuple[Segment, ...]
    english: tuple[Segment, ...]
    """The translation, cut where the rendering of a quote begins or ends; empty where there is none."""
    direction: str

    @property
    def greyed(self) -> bool:
        return self.paragraph.kind in ("boilerplate", "metadata")

    @property
    def aside(self) -> bool:
        """Website text that nothing is quoted from."""
        return self.greyed and not any(segment.spans for segment in self.segments)


@dataclass(frozen=True, eq=False)
class Source:
    """One article in a report, under its number there."""

    number: int
    report: Report
    spans: tuple[Span, ...] = ()
    """Offsets in the raw text of all that is quoted from it, sorted, each once."""
    dates: DateStyle = "day first"

    def day(self, value: str | None) -> str:
        """A date in words, as its briefing writes them."""
        return words.date_text(value, self.dates)

    @property
    def article(self) -> Article:
        return self.report.article

    @property
    def label(self) -> str:
        return f"S{self.number}"

    @cached_property
    def name(self) -> str:
        """The outlet: as the settings name it, as the article does, as it came beside it, or where it was read."""
        if self.article.outlet and any(note.startswith(OUTLET_NAMED) for note in self.article.notes):
            return self.article.outlet
        stated = self.report.extraction and self.report.extraction.outlet
        if stated and clean(stated.name).strip():
            return stated.name
        url = safe_url(self.article.url)
        return self.article.outlet or (host_of(url) if url else None) or f"{self._unnamed} ({self._file})"

    @cached_property
    def told(self) -> str:
        """The name as a story's sentences have it: without the file of what nothing names."""
        return self.name if self.named else self._unnamed

    @cached_property
    def _unnamed(self) -> str:
        return unnamed_outlet(language_told(self.article.language))

    @cached_property
    def _file(self) -> str:
        return PurePosixPath(self.article.origin).name

    @cached_property
    def named(self) -> bool:
        """Whether anything says whose it is."""
        return self.name != f"{self._unnamed} ({self._file})"

    @property
    def tag(self) -> str:
        return words.language_tag(self.article.language)

    @property
    def language(self) -> str:
        return words.language_name(self.article.language)

    @property
    def url(self) -> str | None:
        """Where a link leads: the address the page gives for itself, else the one it was had from."""
        return safe_url(self.article.canonical_url) or safe_url(self.article.url)

    @cached_property
    def author(self) -> str | None:
        """As the article names its writers, cut where it is no names any more."""
        names = one_line(self.article.author or "")
        return f"{names[:_LONGEST_AUTHOR]} …" if len(names) > _LONGEST_AUTHOR else names or None

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """English title and, if it differs, the original; empty where nothing is known."""
        title = self.report.extraction and self.report.extraction.title
        if title:
            return (title.english,) if title.english == title.original else (title.english, title.original)
        return (self.article.title,) if self.article.title else ()

    @property
    def title_is_original(self) -> bool:
        """Whether the first title is in the language of the article."""
        return not (self.report.extraction and self.report.extraction.title)

    @property
    def embedded(self) -> bool:
        """Whether its text is in the page: a skipped article's or a copy's isn't, for nothing rests on it."""
        return self.report.status not in ("skipped", "copy") and bool(self.article.paragraphs)

    @property
    def kinds(self) -> str:
        """Such as `9 body, 1 heading, 3 boilerplate`, the most frequent first."""
        counts = Counter(paragraph.kind for paragraph in self.article.paragraphs)
        return ", ".join(f"{number} {kind}" for kind, number in counts.most_common())

    @cached_property
    def _english(self) -> dict[int, str]:
        translation = self.report.translation
        # An English article passes through untouched: the same text twice would only be longer.
        if translation is None or (translation.model is None and words.is_english(self.article.language)):
            return {}
        return {paragraph.n: paragraph.text for paragraph in translation.paragraphs}

    @property
    def translated(self) -> bool:
        return bool(self._english)

    def english(self, n: int) -> str | None:
        """The n-th paragraph in English; None for an English article and where there is no translation."""
        return self._english.get(n)

    def home(self, start: int, end: int) -> Paragraph | None:
        """The paragraph in which a stretch of the raw text begins; None for an empty or stray one."""
        inside = (p for p in self.article.paragraphs if p.start <= start < min(p.end, end))
        return next(inside, None)

    def rows(self) -> Iterator[Row]:
        """All paragraphs, with the quoted words cut out at their offsets, and what renders them."""
        for paragraph in self.article.paragraphs:
            words_of_it = self.article.raw[paragraph.start : paragraph.end]
            here = [(n, s, e) for n, (s, e) in enumerate(self.spans) if s < paragraph.end and e > paragraph.start]
            segments = _cut(self.article.raw, here, paragraph.start, paragraph.end)
            yield Row(paragraph, segments, self._rendering(paragraph, words_of_it, here), direction(words_of_it))

    def runs(self) -> Iterator[tuple[bool, list[Row]]]:
        """All paragraphs, website text that nothing is quoted from drawn together, with whether it is that."""
        for aside, rows in groupby(self.rows(), key=lambda row: row.aside):
            yield aside, list(rows)

    def _rendering(self, paragraph: Paragraph, text: str, here: list[Quoted]) -> tuple[Segment, ...]:
        english = self.english(paragraph.n)
        if not english:
            return ()
        if not here:
            return (Segment(clean(english), (), ()),)
        there, own = sentences(text), sentences(english)
        rendered = []
        for n, start, end in here:
            found = between(there, own, start - paragraph.start, end - paragraph.start)
            # Where the sentences can't be matched, all of the paragraph is what to look at.
            rendered.append((n, *(found or (0, len(english)))))
        return _cut(english, rendered, 0, len(english))

    @cached_property
    def flags(self) -> tuple[tuple[str, Flag], ...]:
        """All that was flagged in its translation and extraction, each with the field it belongs to."""
        return tuple(_flags(self))


def _cut(text: str, here: list[Quoted], first: int, last: int) -> tuple[Segment, ...]:
    """`text[first:last]` cut where one of the spans begins or ends."""
    cuts = sorted({first, last, *(max(s, first) for _, s, _ in here), *(min(e, last) for _, _, e in here)})
    return tuple(
        Segment(
            clean(text[left:right]),
            tuple(n for n, start, end in here if start <= left and right <= end),
            tuple(n for n, start, _ in here if start == left),
        )
        for left, right in pairwise(cuts)
    )


def _flags(source: Source) -> Iterator[tuple[str, Flag]]:
    report = source.report
    for flag in report.translation.flags if report.translation else ():
        yield "translation", flag
    extraction = report.extraction
    if extraction is None:
        return
    for flag in extraction.flags:
        yield "extraction", flag
    for where, value in _supported(source):
        for flag in value.flags:
            yield where, flag


def _supported(source: Source) -> Iterator[tuple[str, Supported]]:
    extraction = source.report.extraction
    if extraction is None:
        return
    if extraction.title:
        yield "title", extraction.title
    if extraction.outlet:
        yield "outlet", extraction.outlet
    yield from ((f"date {source.day(date.value)}", date) for date in extraction.dates)
    for person in extraction.people:
        yield f"person {person.name}", person
        yield from ((f"role of {person.name}", role) for role in person.roles)
    yield from ((f"organisation {name.name}", name) for name in extraction.organisations)
    yield from ((f"place {place.name}", place) for place in extraction.places)
    yield from ((f"quotation of {quotation.speaker or 'nobody'}", quotation) for quotation in extraction.quotations)
    yield from ((f"claim {claim.id}", claim) for claim in extraction.claims)
    yield from ((f"cited source {cited.name}", cited) for cited in extraction.cited_sources)
    yield from ((f"field {field.name}", field) for field in extraction.fields)
    yield from (("finding", finding) for finding in extraction.instructions)
