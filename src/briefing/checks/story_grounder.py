"""From a model's story to one whose every part is tied to its sources, or flagged."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from briefing.checks.codes import is_suspicion
from briefing.checks.grounding import Grounder
from briefing.checks.labels import called
from briefing.checks.markup import marked_up
from briefing.checks.origin_overlap import counted_apart
from briefing.checks.quotes import find
from briefing.checks.roles import recorded_for_another
from briefing.checks.sentence_checks import Judge
from briefing.checks.single_source import names_of, origins_of
from briefing.models import (
    Citation,
    Discrepancy,
    EditorNote,
    Finding,
    LeftOut,
    NameRole,
    NameVariant,
    OpenQuestion,
    Origin,
    Position,
    Sentence,
    StoryName,
    TimelineEntry,
)
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.models import Evidence, Flag, Member, Verdict
    from briefing.prompting.schemas import (
        DiscrepancyReply,
        EditorNoteReply,
        LeftOutReply,
        OriginReply,
        SentenceReply,
        SourceQuote,
        StoryNameReply,
        StoryReply,
        SummaryReply,
        TimelineReply,
    )

__all__ = ["NO_SENTENCES", "UNACCOUNTED", "StoryGrounder", "cite", "names_of", "origins_of", "story_id"]

#: How the prompts label articles.
_LABEL = re.compile(r"\bA\d+\b")
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
        return headline.text if any(self._judge.event(line)) else line

    def sentence(self, reply: SentenceReply, n: int, where: str, rows: Sequence[Discrepancy] = ()) -> Sentence:
        """A sentence with the verdict a reader sees; n is 0 for the headline.

        Args:
            rows: The points on which the sources differ, as far as they are known by now.
        """
        citations, flags = self._cite(reply.citations, where)
        text = self.plain(reply.text)
        flags += self._judged(self._judge.sentence(text, reply.status, citations), where)
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
            citations, flags = self._cite(reply.citations, where)
            flags += self._judged(self._judge.text(self.plain(reply.event), citations), where)
            flags += self._judged(self._judge.status(reply.event, reply.status, citations), where)
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
            positions = []
            for number, position in enumerate(reply.positions):
                place = f"{where}.positions.{number}"
                if position.article not in self._members:
                    self._report("citation-unknown", f"{place}: there is no article {position.article!r}", place)
                    continue
                evidence, flags = self._grounder.find(position.evidence, place)
                flags += self._judged(self._judge.position(self.plain(position.statement), evidence), place)
                if strangers := sorted({q.article for q in position.evidence} - {position.article}):
                    told_of = f"{place}: what {position.article} says is shown with words of {', '.join(strangers)}"
                    flags += (self._grounder.report("position-of-another", told_of, place),)
                positions.append(
                    Position(
                        article=self._members[position.article].article.id,
                        stance="denies" if position.denies else "says",
                        statement=self.plain(position.statement),
                        evidence=evidence,
                        flags=flags,
                    )
                )
            told = {position.article for position in positions}
            evidence = tuple(e for position in positions for e in position.evidence)
            flags = self._judged(self._judge.row(self.plain(reply.point), evidence), where, repaired=False)
            if reply.contradiction and len(told) < 2:
                message = f"{where}: a contradiction needs the positions of two articles"
                flags += (self._grounder.report("discrepancy-one-sided", message, where),)
            silent = [m.article.id for m in self._members.values() if m.article.id not in told]
            positions += [Position(article=article, stance="silent", statement=None) for article in silent]
            rows.append(
                Discrepancy(
                    point=self.plain(reply.point),
                    kind=reply.kind,
                    contradiction=reply.contradiction and len(told) >= 2,
                    positions=tuple(positions),
                    flags=flags,
                )
            )
        return tuple(sorted(rows, key=lambda row: not row.contradiction))

    def names(self, replies: Sequence[StoryNameReply]) -> tuple[StoryName, ...]:
        """Names, each form looked up in its article."""
        names = []
        for index, reply in enumerate(replies):
            variants = []
            for number, variant in enumerate(reply.variants):
                where = f"names.{index}.variants.{number}"
                member = self._members.get(variant.article)
                if member is None:
                    self._report("citation-unknown", f"{where}: there is no article {variant.article!r}", where)
                    continue
                flags: tuple[Flag, ...] = ()
                if find(member.article.raw, variant.form) is None:
                    message = f"{where}: {variant.form!r} doesn't stand in {variant.article}"
                    flags = (self._grounder.report("name-not-found", message, where),)
                variants.append(NameVariant(article=member.article.id, form=variant.form, flags=flags))
            roles = []
            for number, role in enumerate(reply.roles):
                where = f"names.{index}.roles.{number}"
                evidence, role_flags = self._grounder.find(role.citations, where)
                people = [p for m in self._members.values() for p in m.extraction.people]
                if reply.kind == "person" and (other := recorded_for_another(reply.english, evidence, people)):
                    message = f"{where}: these words were recorded as a role of {other}, not of {reply.english}"
                    role_flags += (self._grounder.report("role-of-another", message, where),)
                roles.append(NameRole(text=role.text, evidence=evidence, flags=role_flags))
            names.append(
                StoryName(english=reply.english, kind=reply.kind, roles=tuple(roles), variants=tuple(variants))
            )
        return tuple(names)

    def origins(self, replies: Sequence[OriginReply]) -> tuple[Origin, ...]:
        """Independent origins; every article rests on one."""
        origins = []
        covered: set[str] = set()
        for index, reply in enumerate(replies):
            where = f"origins.{index}"
            known = [label for label in reply.articles if label in self._members]
            if unknown := sorted(set(reply.articles) - set(known)):
                self._report("citation-unknown", f"{where}: no such article: {', '.join(unknown)}", where)
            covered |= set(known)
            if not known:
                self._report("origin-empty", f"{where}: no article is named that rests on it", where)
            # An outlet that names no source has no words to show for it; the reason says so.
            evidence, flags = self._grounder.find(reply.evidence, where, needed=False)
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
        if missing := [label for label in self._members if label not in covered]:
            self._report("origin-missing", f"origins: no origin is given for {', '.join(missing)}", "origins")
        for one, other, why in counted_apart(self._members, (reply.articles for reply in replies)):
            message = f"origins: {one} and {other} are counted as independent, but {why}"
            self._report("origin-copy", message, "origins")
        return tuple(origins)

    def plain_text(self, reply: StoryReply | SummaryReply) -> None:
        """Look for markup in all that isn't looked at as English of its own: names, origins, reasons."""
        judged = ("headline", "sentences", "timeline", "positions", "point", "open_questions", "editor_notes")
        for where, kind in marked_up(reply, judged):
            self._report("markup", f"{where}: holds {kind}; only plain text is allowed", where)

    def editor_notes(self, replies: Sequence[EditorNoteReply]) -> tuple[EditorNote, ...]:
        """Notes that are not from the sources."""
        notes = []
        for index, reply in enumerate(replies):
            about, note = self.plain(reply.about), self.plain(reply.note)
            where = f"editor_notes.{index}"
            flags = self._judged(self._judge.note(note), where, repaired=False)
            flags += self._judged(self._judge.note(about), where, repaired=False) if about else ()
            notes.append(EditorNote(about=about, note=note, flags=tuple(dict.fromkeys(flags))))
        return tuple(notes)

    def open_questions(self, replies: Sequence[str]) -> tuple[OpenQuestion, ...]:
        """What the sources leave open, each as far as it names anything."""
        questions = []
        for index, reply in enumerate(replies):
            text = self.plain(reply)
            flags = self._judged(self._judge.question(text), f"open_questions.{index}", repaired=False)
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
            numbers = {p.n for p in article.paragraphs} if shown is None else set(shown[label])
            open_ones = numbers - {n for a, n in used if a == article.id}
            for reply in replies:
                taken = tuple(sorted(open_ones & set(reply.paragraphs))) if reply.article == label else ()
                cited = sorted(n for n in reply.paragraphs if reply.article == label and (article.id, n) in used)
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

    def _judged(self, problems: Iterable[tuple[str, str]], where: str, *, repaired: bool = True) -> tuple[Flag, ...]:
        """The flags of some problems; no repair is asked for a suspicion."""
        found = [(code, told, "mend" if repaired or not is_suspicion(code) else "note") for code, told in problems]
        return tuple(self._grounder.report(code, f"{where}: {told}", where, severity) for code, told, severity in found)

    def _report(self, code: str, message: str, where: str) -> None:
        self._loose.append(self._grounder.report(code, message, where))

    def _cite(self, quotes: Sequence[SourceQuote], where: str) -> tuple[tuple[Citation, ...], tuple[Flag, ...]]:
        evidence, flags = self._grounder.find(quotes, where)
        return tuple(cite(e, self._by_id[e.article]) for e in evidence), flags


def cite(evidence: Evidence, member: Member) -> Citation:
    """Evidence as a citation: with the article's claims that rest on overlapping words."""
    claims = tuple(
        claim.id for claim in member.extraction.claims if any(evidence.overlaps(mine) for mine in claim.evidence)
    )
    return Citation(**evidence.model_dump(), claims=claims)
