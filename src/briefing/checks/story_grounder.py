"""From a model's story to one whose every part is tied to its sources, or flagged."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from briefing.checks.grounding import Grounder
from briefing.checks.labels import called
from briefing.checks.markup import marked_up
from briefing.checks.names_of_records import names_of
from briefing.checks.origin_overlap import counted_apart
from briefing.checks.sentence_checks import Judge, plain_english
from briefing.checks.single_source import origins_of
from briefing.models import (
    Citation,
    Discrepancy,
    EditorNote,
    Finding,
    LeftOut,
    OpenQuestion,
    Origin,
    Position,
    Sentence,
    StoryName,
    TimelineEntry,
)
from briefing.prompting.context import is_sent
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.models import Evidence, Flag, Member, Verdict
    from briefing.prompting.schemas import (
        DiscrepancyReply,
        EditorNoteReply,
        LeftOutReply,
        OriginReply,
        SameNameReply,
        SentenceReply,
        StoryReply,
        SummaryReply,
        TimelineReply,
        ValueReply,
    )

__all__ = ["MOST_LEAD", "NO_SENTENCES", "UNACCOUNTED", "StoryGrounder", "cite", "names_of", "origins_of", "story_id"]

#: How the prompts label articles.
_LABEL = re.compile(r"\bA\d+\b")
_RANGE = re.compile(r"(\d{1,6})(?:\s*[-\u2010-\u2015]\s*(\d{1,6}))?")
_LONGEST_RANGE = 10_000
#: Of a story's sentences so many lead at most.
MOST_LEAD = 5
UNACCOUNTED = "not accounted for"
NO_SENTENCES = Finding(
    code="story-empty", message="sentences: the story has none", where="sentences", severity="broken"
)


def story_id(articles: Iterable[str]) -> str:
    """The same articles, the same id."""
    return hashlib.sha256("\n".join(sorted(articles)).encode()).hexdigest()[:10]


class StoryGrounder:
    """Ties the parts of one reply to its members.

    Args:
        members: By label, as the prompt named them.
        mended: Parts that a repair mended, such as `sentences.3`, each with the codes of what was wrong there.
    """

    def __init__(self, members: Mapping[str, Member], mended: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._members = members
        self._mended = mended or {}
        self._by_id = {member.article.id: member for member in members.values()}
        self._names = called(members)
        self._loose: list[Flag] = []
        self._judge = Judge(self._by_id)
        self._grounder = Grounder({label: member.article for label, member in members.items()})

    @property
    def findings(self) -> list[Finding]:
        """What doesn't hold, in the order of grounding."""
        return self._grounder.findings

    @property
    def loose(self) -> tuple[Flag, ...]:
        """Flags that belong to no part that is shown: the story carries them."""
        return tuple(self._loose)

    def event(self, line: str, headline: Sentence) -> str:
        """The line that names the event, if the story's articles carry all of it; else the headline.

        The model that grouped the articles saw those of all stories, and one that gives orders among them.
        """
        line = " ".join(one_line(line).split())
        return headline.text if self._judge.refuses_event(line) else line

    def sentences(
        self, replies: Sequence[SentenceReply], lead: int, rows: Sequence[Discrepancy] = ()
    ) -> tuple[Sentence, ...]:
        """All sentences but the headline, of which the first `lead` tell the news by themselves.

        How many that are is the model's word, within bounds: a story whose every sentence leads has no brief.
        """
        # Repairs name parts from 0, readers count from 1.
        told = [self.sentence(reply, n + 1, f"sentences.{n}", rows) for n, reply in enumerate(replies)]
        first = min(max(lead, 1), MOST_LEAD)
        return tuple(each.replace(lead=each.n <= first) for each in told)

    def sentence(self, reply: SentenceReply, n: int, where: str, rows: Sequence[Discrepancy] = ()) -> Sentence:
        """A sentence with the verdict a reader sees; n is 0 for the headline.

        Args:
            rows: The points on which the sources differ, as far as they are known by now.
        """
        citations, flags = self._cite(reply.cites, where)
        text = self.plain(reply.text)
        flags += self._judged(self._judge.text(text, citations), where)
        flags += self._judged(self._judge.smoothed(text, citations, rows), where)
        verdict: Verdict = "flagged" if flags else "repaired" if where in self._mended else "checked"
        return Sentence(
            n=n,
            text=text,
            status=reply.status,
            citations=citations,
            flags=flags,
            verdict=verdict,
            repairs=self._mended.get(where, ()),
        )

    def timeline(self, replies: Sequence[TimelineReply]) -> tuple[TimelineEntry, ...]:
        """Dated events, each with its citations."""
        entries = []
        for index, reply in enumerate(replies):
            where = f"timeline.{index}"
            citations, flags = self._cite(reply.cites, where)
            flags += self._judged(self._judge.text(self.plain(reply.event), citations), where)
            if reply.date:
                flags += self._judged(self._judge.value(reply.date, citations), where)
            entries.append(
                TimelineEntry(
                    date=reply.date,
                    basis=reply.basis,
                    event=self.plain(reply.event),
                    status=reply.status,
                    citations=citations,
                    flags=flags,
                )
            )
        return tuple(entries)

    def discrepancies(self, replies: Sequence[DiscrepancyReply]) -> tuple[Discrepancy, ...]:
        """Points of difference, contradictions first; a position for every article, silence included."""
        rows = []
        for index, reply in enumerate(replies):
            where = f"discrepancies.{index}"
            positions = [
                position
                for number, value in enumerate(reply.values)
                for position in self._positions(value, f"{where}.values.{number}")
            ]
            told = {position.article for position in positions}
            evidence = tuple(e for position in positions for e in position.evidence)
            point = self.plain(reply.point)
            flags = self._judged(self._judge.row(point, evidence), where)
            one_sided = reply.contradiction and (len(told) < 2 or len(reply.values) < 2)
            if one_sided:
                message = f"{where}: a contradiction needs two values, of two articles"
                flags += (self._grounder.report("discrepancy-one-sided", message, where),)
            positions += [
                Position(article=member.article.id, stance="silent", statement=None)
                for member in self._members.values()
                if member.article.id not in told
            ]
            rows.append(
                Discrepancy(
                    point=point,
                    label=point,
                    kind=reply.kind,
                    contradiction=reply.contradiction and not one_sided,
                    positions=tuple(positions),
                    flags=flags,
                )
            )
        return tuple(sorted(rows, key=lambda row: not row.contradiction))

    def _positions(self, reply: ValueReply, where: str) -> Iterator[Position]:
        """One for each article whose words are cited for a value."""
        statement, value = self.plain(reply.statement), self.plain(reply.value)
        if not reply.cites:
            self._loose.append(self._grounder.report("evidence-missing", f"{where}: no quote is given", where))
        by_label: dict[str | None, list[str]] = {}
        for cite in reply.cites:
            by_label.setdefault(next(iter(self._grounder.labels([cite])), None), []).append(cite)
        for label, cites in by_label.items():
            evidence, flags = self._grounder.find(cites, where)
            if label is None or label not in self._members:
                self._loose += flags
                continue
            flags += self._judged(self._judge.position(statement, evidence), where)
            yield Position(
                article=self._members[label].article.id,
                stance="denies" if reply.denies else "says",
                statement=statement,
                value=value,
                evidence=evidence,
                flags=flags,
            )

    def names(self, same: Sequence[SameNameReply]) -> tuple[StoryName, ...]:
        """The names that the records have; those of one person, body or place are one.

        What is said to be one name counts only as far as the records hold it: a story gives no name that no
        article was found to have.
        """
        recorded = names_of(self._members.values())
        known = {name.english for name in recorded}
        for index, reply in enumerate(same):
            where = f"same_names.{index}"
            if strange := sorted({reply.english, *reply.others} - known):
                message = f"{where}: no record has the name {', '.join(strange)}"
                self._grounder.report("name-not-recorded", message, where, "note")
        pairs = {other: reply.english for reply in same for other in reply.others if {other, reply.english} <= known}
        return names_of(self._members.values(), pairs)

    def origins(
        self, replies: Sequence[OriginReply], unknown: Sequence[str] = ()
    ) -> tuple[tuple[Origin, ...], tuple[str, ...]]:
        """Independent origins, and the articles of which none can be told; every article is in one of the two."""
        origins = []
        covered: set[str] = set()
        for index, reply in enumerate(replies):
            where = f"origins.{index}"
            known = self._known(reply.articles, where)
            covered |= set(known)
            if not known:
                self._report("origin-empty", f"{where}: no article is named that rests on it", where)
            # An outlet that names no source has no words to show for it; the reason says so.
            evidence, flags = self._grounder.find(reply.cites, where, needed=False)
            origins.append(
                Origin(
                    name=self.plain(reply.name),
                    kind=reply.kind,
                    articles=tuple(self._members[label].article.id for label in known),
                    reason=self.plain(reply.reason),
                    evidence=evidence,
                    flags=flags,
                )
            )
        untold = [label for label in self._known(unknown, "origin_unknown") if label not in covered]
        if missing := [label for label in self._members if label not in covered and label not in untold]:
            message = f"origins: {', '.join(missing)} stand under no origin and not under origin_unknown"
            self._report("origin-missing", message, "origins")
        for one, other, why in counted_apart(self._members, (reply.articles for reply in replies)):
            message = f"origins: {one} and {other} are counted as independent, but {why}"
            self._report("origin-copy", message, "origins")
        return tuple(origins), tuple(self._members[label].article.id for label in (*untold, *missing))

    def _known(self, labels: Iterable[str], where: str) -> list[str]:
        named = list(dict.fromkeys(labels))
        if unknown := sorted(set(named) - set(self._members)):
            self._report("citation-unknown", f"{where}: no such article: {', '.join(unknown)}", where)
        return [label for label in named if label in self._members]

    def plain_text(self, reply: StoryReply | SummaryReply) -> None:
        """Look for markup in all that isn't looked at as English of its own: names, origins, reasons."""
        judged = ("headline", "sentences", "timeline", "values", "point", "open_questions", "editor_notes")
        for where, kind in marked_up(reply, judged):
            self._report("markup", f"{where}: holds {kind}; only plain text is allowed", where)

    def editor_notes(self, replies: Sequence[EditorNoteReply]) -> tuple[EditorNote, ...]:
        """Notes that are not from the sources."""
        notes = []
        for index, reply in enumerate(replies):
            about, note = self.plain(reply.about), self.plain(reply.note)
            where = f"editor_notes.{index}"
            flags = self._judged(plain_english(note), where)
            flags += self._judged(plain_english(about), where) if about else ()
            notes.append(EditorNote(about=about, note=note, flags=tuple(dict.fromkeys(flags))))
        return tuple(notes)

    def open_questions(self, replies: Sequence[str]) -> tuple[OpenQuestion, ...]:
        """What the sources leave open; it cites nothing."""
        questions = []
        for index, reply in enumerate(replies):
            text = self.plain(reply)
            flags = self._judged(plain_english(text), f"open_questions.{index}")
            questions.append(OpenQuestion(text=text, flags=flags))
        return tuple(questions)

    def left_out(
        self,
        replies: Sequence[LeftOutReply],
        sentences: Iterable[Sentence],
        shown: Mapping[str, Iterable[int]] | None = None,
    ) -> tuple[LeftOut, ...]:
        """Account for every paragraph: cited, left out with a reason, website text by rule, or a finding.

        Args:
            shown: By label the paragraphs that the model saw, where it didn't see all.
        """
        used = {(c.article, c.paragraph) for s in sentences for c in s.citations}
        rows: list[LeftOut] = []
        for label, member in self._members.items():
            article = member.article
            numbers = {p.n for p in article.paragraphs}
            if shown is not None:
                numbers = set(shown[label]) | {p.n for p in article.paragraphs if not is_sent(p)}
            open_ones = numbers - {n for a, n in used if a == article.id}
            for reply in replies:
                listed_ones = numbers_in(reply.paragraphs) if reply.article == label else set()
                taken = tuple(sorted(open_ones & listed_ones))
                cited = sorted(n for n in listed_ones if (article.id, n) in used)
                if cited:
                    listed = ", ".join(map(str, cited))
                    message = f"left_out: paragraphs {listed} of {label} are called left out, but sentences cite them"
                    self._report("left-out-cited", message, "left_out")
                if taken:
                    rows.append(LeftOut(article=article.id, paragraphs=taken, reason=reply.reason))
                    open_ones -= set(taken)
            for p in article.paragraphs:
                if p.n in open_ones and p.rule is not None:
                    rows.append(LeftOut(article=article.id, paragraphs=(p.n,), reason=f"website text ({p.rule})"))
                    open_ones.discard(p.n)
            if open_ones:
                listed = ", ".join(map(str, sorted(open_ones)))
                message = f"left_out: paragraphs {listed} of {label} are neither cited nor left out with a reason"
                self._report("paragraph-unaccounted", message, "left_out")
                rows.append(LeftOut(article=article.id, paragraphs=tuple(sorted(open_ones)), reason=UNACCOUNTED))
        return tuple(rows)

    def plain(self, text: str) -> str:
        """The text with labels of the prompt, should any have slipped in, as the outlets they stand for."""
        return _LABEL.sub(lambda m: self._called(m.group()) if m.group() in self._members else m.group(), text)

    def _called(self, label: str) -> str:
        return self._names[label]

    def _judged(self, problems: Iterable[tuple[str, str]], where: str) -> tuple[Flag, ...]:
        """The flags of some problems."""
        return tuple(self._grounder.report(code, f"{where}: {told}", where) for code, told in problems)

    def _report(self, code: str, message: str, where: str) -> None:
        self._loose.append(self._grounder.report(code, message, where))

    def _cite(self, quotes: Sequence[str], where: str) -> tuple[tuple[Citation, ...], tuple[Flag, ...]]:
        evidence, flags = self._grounder.find(quotes, where)
        return tuple(cite(e, self._by_id[e.article]) for e in evidence), flags


def numbers_in(ranges: str) -> set[int]:
    """The numbers of `2-4, 9`, as a model writes them; an absurd range is cut, and what is no number passed over."""
    numbers: set[int] = set()
    for first, last in _RANGE.findall(ranges):
        start, end = int(first), int(last or first)
        numbers |= set(range(start, min(end, start + _LONGEST_RANGE) + 1))
    return numbers


def cite(evidence: Evidence, member: Member) -> Citation:
    """Evidence as a citation: with the article's claims that rest on overlapping words."""
    claims = tuple(
        claim.id for claim in member.extraction.claims if any(evidence.overlaps(mine) for mine in claim.evidence)
    )
    return Citation(**evidence.model_dump(), claims=claims)
