"""What all reports of a briefing show, worked out once: numbered citations, sources, stories."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from briefing.render import ages
from briefing.render import phrasing as words
from briefing.render.view_differences import differences_of
from briefing.render.view_outlets import outlet_names, without_article
from briefing.render.view_sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.models import (
        Briefing,
        ClaimStatus,
        DateStyle,
        Discrepancy,
        Evidence,
        FieldValue,
        Instruction,
        LeftOut,
        NameVariant,
        Origin,
        Report,
        Sentence,
        SentenceNews,
        Story,
    )
    from briefing.render.align import Span
    from briefing.render.view_differences import Difference
    from briefing.render.view_outlets import OutletName

    Key = tuple[str, int, int, str]

#: Leading sentences of a story: as marked at most, and where none is marked.
_MARKED, _UNMARKED = 5, 4


class Cite(NamedTuple):
    """A citation as a reader meets it: a number, and the way to the words."""

    number: int
    """Within its story, from 1; 0 where the words themselves stand in the report and need no number."""
    source: Source | None
    """None if the briefing holds no such article."""
    evidence: Evidence
    found: bool
    """Whether the source has these very words at these offsets, and they are marked there."""
    anchor: str
    """Id of the place in the page; empty where there is none."""
    span: int
    """Which of the source's spans; -1 if not found."""

    @property
    def english(self) -> str | None:
        """The paragraph it stands in, translated."""
        return self.source.english(self.evidence.paragraph) if self.source else None


def cite(evidence: Evidence, sources: Mapping[str, Source], number: int = 0) -> Cite:
    """Look a piece of evidence up in its source. Offsets that don't hold the quote highlight nothing."""
    source = sources.get(evidence.article)
    if source is None:
        return Cite(number, None, evidence, found=False, anchor="", span=-1)
    if not source.embedded:
        return Cite(number, source, evidence, found=False, anchor=f"src{source.number}", span=-1)
    span = (evidence.start, evidence.end)
    if span in source.spans and _holds(source.report, evidence) and source.home(*span):
        n = source.spans.index(span)
        return Cite(number, source, evidence, found=True, anchor=f"q{source.number}-{n}", span=n)
    known = source.article.paragraph(evidence.paragraph) is not None
    anchor = f"s{source.number}p{evidence.paragraph}" if known else f"s{source.number}"
    return Cite(number, source, evidence, found=False, anchor=anchor, span=-1)


def _holds(report: Report, evidence: Evidence) -> bool:
    return report.article.raw[evidence.start : evidence.end] == evidence.quote


@dataclass(frozen=True, eq=False)
class StoryView:
    """A story with its citations numbered in the order in which a reader meets them."""

    number: int
    story: Story
    by_id: Mapping[str, Source]
    dates: DateStyle = "day first"
    today: str = ""
    """ISO date of the briefing; empty where there is none, as of a single item."""

    def day(self, value: str | None) -> str:
        """A date in words, as this briefing writes them."""
        return words.date_text(value, self.dates)

    @property
    def age(self) -> str:
        """`newest source: 18 November 2026, 2 days before this briefing`; empty where that isn't known."""
        return ages.age(ages.newest(source.report for source in self.sources), self.today, self.dates)

    def has_passed(self, status: ClaimStatus, date: str | None) -> bool:
        """Whether what is planned for a date should have come to pass by the day of the briefing."""
        return ages.has_passed(status, date, self.today)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return tuple(self.by_id[id_] for id_ in self.story.articles if id_ in self.by_id)

    @property
    def own_fields(self) -> list[tuple[Source, FieldValue]]:
        """Values of the user's own fields, each with the source that states it."""
        every = ((source, source.report.extraction) for source in self.sources)
        return [(source, field) for source, extraction in every if extraction for field in extraction.fields]

    @cached_property
    def copies(self) -> tuple[Source, ...]:
        """Articles that repeat one of its articles: sources of it, and no origins."""
        return tuple(source for source in self.by_id.values() if self._original(source))

    def _original(self, source: Source) -> str | None:
        copy = source.report.copy_of
        return copy.article if copy and copy.article in self.story.articles else None

    @property
    def repeated(self) -> list[str]:
        """Who has the same text as one of its articles, and who counts as one origin, a line for each of these."""
        told = []
        for source in self.sources:
            copies = [copy for copy in self.copies if self._original(copy) == source.article.id]
            if copies:
                names = words.listing(dict.fromkeys(f"{copy.name} ({copy.label})" for copy in copies))
                told.append(f"{names}: a copy of {source.name} ({source.label}); who wrote it first isn't known")
        told += [
            f"{self.names(each.articles)} count as one origin: {each.reason}" for each in self.story.counted_together
        ]
        return told

    @cached_property
    def citations(self) -> tuple[Cite, ...]:
        """Each cited stretch once; the n-th has number n."""
        first: dict[Key, Evidence] = {}
        for evidence in self.story.cited():
            first.setdefault(_key(evidence), evidence)
        return tuple(cite(evidence, self.by_id, n) for n, evidence in enumerate(first.values(), 1))

    @cached_property
    def _numbers(self) -> dict[Key, Cite]:
        return {_key(known.evidence): known for known in self.citations}

    def marks(self, evidence: Iterable[Evidence]) -> list[Cite]:
        """The citations of something, each once, as numbered in this story."""
        found = (self._numbers.get(_key(piece)) or cite(piece, self.by_id) for piece in evidence)
        return list(dict.fromkeys(found))

    def name(self, article: str) -> str:
        """The outlet of one of its articles; with the source's label where two have the same name."""
        source = self.by_id.get(article)
        if source is None:
            return f"unknown source {article}"
        twins = sum(other.told == source.told for other in self.sources)
        return f"{source.told} ({source.label})" if twins > 1 else source.told

    def names(self, articles: Iterable[str]) -> str:
        return words.listing(self.name(article) for article in articles)

    def rests(self, origin: Origin) -> str:
        """Who rests on an origin: `own report`, or `A and B rest on it`."""
        if [self.name(article) for article in origin.articles] == [without_article(origin.name)]:
            return "own report"
        return f"{self.names(origin.articles)} {'rests' if len(origin.articles) == 1 else 'rest'} on it"

    @property
    def outlets(self) -> int:
        # A copy that nobody names is no outlet more: the same file can lie in two folders.
        return len({source.name for source in (*self.sources, *(copy for copy in self.copies if copy.named))})

    @property
    def byline(self) -> str:
        """Who reports it, and which of the desk's interests brought it forward."""
        because = self.story.first_because
        return f"{self.reported}. First because of {words.listing(because)}" if because else self.reported

    @property
    def reported(self) -> str:
        """`Reported by 4 outlets, 2 independent origins (Il Faro Giuliano and Ostufer-Kurier)`."""
        reported = f"Reported by {words.count(self.outlets, 'outlet')}"
        articles = len(self.story.articles) + len(self.copies)
        if articles > self.outlets:
            reported += f" in {words.count(articles, 'article')}"
        if not self.origin_count:
            return f"{reported}, {self._one_voice}"
        if not self.story.origins:
            return f"{reported}, {self.origin_count}: none is named"
        names = words.listing(origin.name for origin in self.story.origins)
        least, most = self.story.origin_range()
        return f"{reported}, {self.origin_count} ({'told: ' if most > least else ''}{names})"

    @property
    def origin_count(self) -> str:
        """`2 independent origins`, `1 to 3 origins`: at least and at most, in the same words everywhere.

        Empty where one article speaks, for whom it cites is no count of origins that agree, and where nothing is known.
        """
        one_voice = len(self.story.articles) + len(self.copies) == 1
        if one_voice or not (self.story.origins or self.story.origin_unknown):
            return ""
        least, most = self.story.origin_range()
        if most > least:
            return f"{least} to {most} origins"
        return words.count(least, "independent origin" if least > 1 else "origin")

    @property
    def _one_voice(self) -> str:
        if not self.story.origins:
            return "origins not worked out"
        names = words.listing(origin.name for origin in self.story.origins)
        cites = any(origin.evidence for origin in self.story.origins)
        return f"which cites {names}" if cites else "which names no source"

    @property
    def statements(self) -> tuple[Sentence, ...]:
        """Headline and sentences: all that carries a verdict."""
        return (self.story.headline, *self.story.sentences)

    @cached_property
    def _news(self) -> dict[int, SentenceNews]:
        continues = self.story.continues
        return {each.n: each for each in continues.sentences} if continues else {}

    def news(self, sentence: Sentence) -> SentenceNews | None:
        """What a sentence adds to an earlier day's story; None where the story continues none."""
        return self._news.get(sentence.n)

    @cached_property
    def leads(self) -> tuple[Sentence, ...]:
        """The sentences that tell the news by themselves, at most five.

        Those that merging marked; in a story without marks the first four, known ones last.
        """
        marked = tuple(sentence for sentence in self.story.sentences if sentence.lead)
        chosen = marked[:_MARKED] or (*self.fresh, *self.known)[:_UNMARKED]
        return tuple(sentence for sentence in self.story.sentences if sentence in chosen)

    @cached_property
    def others(self) -> tuple[Sentence, ...]:
        """All other sentences: shown when a reader asks for them."""
        return tuple(sentence for sentence in self.story.sentences if sentence not in self.leads)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """The points on which its sources differ, by what they say; contradictions first."""
        return differences_of(self.story)

    @cached_property
    def changes(self) -> tuple[SentenceNews, ...]:
        """What changed since the day before, as far as the words of both days were found."""
        return tuple(self.story.continues.changes()) if self.story.continues else ()

    @property
    def news_since(self) -> str:
        """`updated` or `nothing new`, against an earlier day; empty for a story that continues none."""
        if not self.story.continues:
            return ""
        return "updated" if any(each.kind != "repeated" for each in self._news.values()) else "nothing new"

    @cached_property
    def warnings(self) -> int:
        """All that checks and the second reader have against it, wherever it stands, and against its articles' records.

        What was left out counts too.
        """
        records = sum(len(source.flags) for source in self.sources)
        return sum(1 for _ in self.story.flags_shown()) + len(self.story.withheld) + records

    @property
    def fresh(self) -> tuple[Sentence, ...]:
        """The sentences that are not known from an earlier day; all of them in a story of today alone."""
        return tuple(s for s in self.story.sentences if s not in self.known)

    @cached_property
    def known(self) -> tuple[Sentence, ...]:
        """Background that an earlier day told already: folded."""
        return tuple(s for s in self.story.sentences if (news := self.news(s)) and news.kind == "repeated")

    @property
    def since(self) -> str:
        """`2 sentences new, 1 changed, 3 as before`."""
        kinds = [each.kind for each in self._news.values()]
        parts = [
            f"{words.count(kinds.count('new'), 'sentence')} new" if "new" in kinds else "",
            f"{kinds.count('update')} changed" if "update" in kinds else "",
            f"{kinds.count('repeated')} as before" if "repeated" in kinds else "",
        ]
        return ", ".join(part for part in parts if part) if set(kinds) - {"repeated"} else "nothing new since"

    @property
    def flagged(self) -> int:
        return sum(sentence.verdict == "flagged" for sentence in self.statements)

    @cached_property
    def discrepancies(self) -> list[Discrepancy]:
        """Contradictions first, otherwise as the story has them."""
        return sorted(self.story.discrepancies, key=lambda row: not row.contradiction)

    @property
    def contradictions(self) -> int:
        return sum(row.contradiction for row in self.story.discrepancies)

    @property
    def left_out(self) -> int:
        return sum(len(part.paragraphs) for part in self.story.left_out)


def forms(variants: Iterable[NameVariant]) -> list[tuple[str, list[NameVariant]]]:
    """The forms of a name, each once, with the articles in which it stands so."""
    grouped: dict[str, list[NameVariant]] = defaultdict(list)
    for variant in variants:
        grouped[variant.form].append(variant)
    return list(grouped.items())


def paragraphs_text(part: LeftOut) -> str:
    """The numbers of paragraphs, with runs drawn together: `1–3, 7`."""
    runs: list[list[int]] = []
    for n in sorted(set(part.paragraphs)):
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


@dataclass(frozen=True, eq=False)
class BriefingView:
    """A briefing ready to be written down."""

    briefing: Briefing
    sources: tuple[Source, ...]
    stories: tuple[StoryView, ...]

    def day(self, value: str | None) -> str:
        """A date in words, as this briefing writes them."""
        return words.date_text(value, self.briefing.dates)

    @cached_property
    def by_id(self) -> dict[str, Source]:
        return {source.article.id: source for source in self.sources}

    @cached_property
    def outlet_names(self) -> dict[str, OutletName]:
        """What each article's outlet is called in this day, in full and in short."""
        return outlet_names(self.sources)

    @property
    def findings(self) -> list[tuple[Source, Instruction]]:
        """Possible prompt injection."""
        every = ((source, source.report.extraction) for source in self.sources)
        return [(source, found) for source, extraction in every if extraction for found in extraction.instructions]

    @property
    def codes(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """All findings by code: warnings, corrections and unusable replies."""
        sums = self.briefing.sums
        kinds = (
            ("Warnings by code", sums.flags),
            ("Warnings on sentences left out, by code", sums.withheld_flags),
            ("Corrected automatically, by code", sums.repairs),
            ("Unusable replies, by code", sums.unusable),
        )
        return [(title, sorted(codes.items(), key=lambda pair: (-pair[1], pair[0]))) for title, codes in kinds if codes]

    @property
    def notices(self) -> list[str]:
        """Notices for the top; failed articles are included even without a notice."""
        failed = self.briefing.sums.failed
        own = f"{words.count(failed, 'article')} failed and can't be in this briefing: see Sources."
        return [*self.briefing.notices] or ([own] if failed else [])

    def story_of(self, source: Source) -> StoryView | None:
        return next((view for view in self.stories if view.story.id == source.report.story), None)

    def marks(self, evidence: Iterable[Evidence]) -> list[Cite]:
        """Citations outside any story: they carry no number."""
        return list(dict.fromkeys(cite(piece, self.by_id) for piece in evidence))


def view_of(briefing: Briefing) -> BriefingView:
    """Number the sources and the citations of a briefing."""
    everything = [piece for story in briefing.stories for piece in story.evidence()]
    sources = sources_of(briefing.reports, everything, briefing.dates)
    by_id = {source.article.id: source for source in sources}
    stories = tuple(
        StoryView(n, story, by_id, briefing.dates, briefing.date) for n, story in enumerate(briefing.stories, 1)
    )
    return BriefingView(briefing, sources, stories)


def sources_of(
    reports: Iterable[Report], cited: Iterable[Evidence], dates: DateStyle = "day first"
) -> tuple[Source, ...]:
    """The sources in their order, each with the spans that are quoted from it and are really there."""
    reports = tuple(reports)
    quoted = defaultdict(list)
    for piece in (*cited, *(piece for report in reports for piece in _of_report(report))):
        quoted[piece.article].append(piece)
    return tuple(
        Source(n, report, _spans(report, quoted[report.article.id]), dates) for n, report in enumerate(reports, 1)
    )


def _spans(report: Report, quoted: list[Evidence]) -> tuple[Span, ...]:
    return tuple(sorted({(piece.start, piece.end) for piece in quoted if piece.quote and _holds(report, piece)}))


def story_alone(story: Story, report: Report, dates: DateStyle = "day first") -> StoryView:
    """A story seen with only one of its articles at hand."""
    (source,) = sources_of([report], story.evidence(), dates)
    return StoryView(1, story, {report.article.id: source}, dates)


def _key(evidence: Evidence) -> Key:
    return evidence.article, evidence.start, evidence.end, evidence.quote


def _of_report(report: Report) -> Iterator[Evidence]:
    found = report.extraction
    for value in (*found.dates, *found.instructions, *found.fields) if found else ():
        yield from value.evidence
