"""Verify a finished briefing from its files alone: no model, no network, no trust in who made it."""

from __future__ import annotations

import collections
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.checks.quotes import find
from briefing.checks.recheck import faults
from briefing.checks.recheck_parts import part_faults
from briefing.checks.recheck_reading import reading_faults
from briefing.checks.recheck_record import record_faults
from briefing.checks.same_content import Said, difference
from briefing.checks.story_grounder import cite
from briefing.checks.totals import sum_up, verdict_of
from briefing.models import (
    Article,
    Briefing,
    Citation,
    Continuation,
    Evidence,
    Member,
    Report,
    Sentence,
    Story,
    inside,
)
from briefing.storage.days import is_date, load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """Something in a finished briefing that doesn't hold.

    Attributes:
        where: A place in briefing.json, such as `stories.0.sentences.3`, or a file.
        why: What is wrong there, in one line.
        by_rule: It breaks a rule of this version, by which another version may not have gone.
        accept: Of what could not be compared: what it is to be accepted by, a version, a file or a day; empty where
            nobody need accept it.
    """

    where: str
    why: str
    by_rule: bool = False
    accept: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


@dataclass(frozen=True)
class Audit:
    """What verifying a finished briefing gave.

    Attributes:
        looked_at: Pieces of evidence that were looked at.
        faults: All that doesn't hold; empty where everything does.
        unproven: What could not be compared with what it should be, each with the reason. No faults, but nobody has
            shown that it is right; `accept` says by which name somebody may take it on trust.
        compared: Files that were made again and are the same, byte for byte.
    """

    looked_at: int
    faults: tuple[Fault, ...]
    unproven: tuple[Fault, ...] = ()
    compared: int = 0

    def left_open(self, accepted: Collection[str] = ()) -> tuple[Fault, ...]:
        """What is unproven and belongs to the day, but for what somebody accepts on trust.

        Args:
            accepted: Versions, files, and earlier days.
        """
        return tuple(fault for fault in self.unproven if fault.accept and fault.accept not in accepted)


def audit(folder: Path) -> Audit:
    """Check every piece of evidence of a briefing against the raw texts that lie beside it.

    Args:
        folder: With briefing.json and articles/.

    Raises:
        DayUnreadable: There is no briefing, or it can't be read at all.
    """
    briefing = load(folder)
    audited = _Audit(folder, briefing)
    for number, report in enumerate(briefing.reports):
        audited.report(report)
        audited.rules(record_faults(report), f"reports.{number}")
    for number, story in enumerate(briefing.stories):
        where = f"stories.{number}"
        audited.story(story, where)
        audited.rules(faults(story, audited.members, briefing.date), where)
        if all(article in audited.members for article in story.articles):
            audited.rules(part_faults(story, audited.members), where)
        audited.rules(reading_faults(story, audited.reports), where)
    audited.faults += _head(folder, briefing)
    audited.rules(_places(briefing), "")
    sums = sum_up(briefing.reports, briefing.unread, briefing.stories, briefing.unusable, briefing.repairs)
    if sums != briefing.sums or verdict_of(sums) != briefing.verdict:
        audited.rules([("sums", "the figures at the head are not those of the briefing")], "")
    return Audit(audited.looked_at, tuple(audited.faults))


def _places(briefing: Briefing) -> Iterator[tuple[str, str]]:
    """Every article that was read is told in one story, and knows in which."""
    told = collections.Counter(article for story in briefing.stories for article in story.articles)
    yield from ((f"stories.{article}", "is told in several stories") for article, n in told.items() if n > 1)
    home = {article: story.id for story in briefing.stories for article in story.articles}
    for number, report in enumerate(briefing.reports):
        if report.status != "copy" and report.story != home.get(report.article.id):
            yield f"reports.{number}.story", "is not the story in which the article is told"


def _head(folder: Path, briefing: Briefing) -> Iterator[Fault]:
    if not is_date(briefing.date):
        yield Fault("date", f"{briefing.date} is no day")
    elif is_date(folder.resolve().name) and folder.resolve().name != briefing.date:
        yield Fault("date", f"it is of {briefing.date}, and lies in the folder of another day")
    if briefing.sums.failed and not briefing.notices:
        yield Fault("notices", "articles failed, and its head doesn't say so")


class _Audit:
    def __init__(self, folder: Path, briefing: Briefing) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.looked_at = 0
        self.reports: dict[str, Report] = {r.article.id: r for r in briefing.reports}
        self.articles: dict[str, Article] = {r.article.id: r.article for r in briefing.reports}
        self.members = {
            r.article.id: Member(article=r.article, extraction=r.extraction)
            for r in briefing.reports
            if r.extraction is not None
        }
        self.raw = {identifier: self._raw(article) for identifier, article in self.articles.items()}

    def rules(self, found: Iterable[tuple[str, str]], where: str) -> None:
        """Keep what breaks a rule, under the place of the part that was looked at."""
        self.faults += [Fault(f"{where}.{place}".strip("."), why, by_rule=True) for place, why in found]

    def _fault(self, where: str, why: str) -> None:
        self.faults.append(Fault(where, why))

    def _raw(self, article: Article) -> str:
        path = self.folder / "articles" / f"{article.id}.txt"
        try:
            raw = path.read_bytes().decode("utf-8", "surrogatepass")
        except (OSError, UnicodeDecodeError) as error:
            self._fault(str(path), f"the raw text can't be read: {error}")
            return article.raw
        if raw != article.raw:
            self._fault(str(path), "is not the raw text that briefing.json holds")
        return raw

    def report(self, report: Report) -> None:
        where = f"articles.{report.article.id}"
        path = self.folder / "articles" / f"{report.article.id}.json"
        try:
            beside = Report.model_validate_json(path.read_bytes(), extra="ignore")
        except (OSError, ValueError) as error:
            self._fault(str(path), f"can't be read: {error}")
        else:
            if beside != report:
                self._fault(str(path), "differs from the article in briefing.json")
        for paragraph in report.article.paragraphs:
            # One-line text has the raw text's length: each control character became one space.
            if len(paragraph.text) != paragraph.end - paragraph.start:
                self._fault(where, f"paragraph {paragraph.n} doesn't fit its offsets")
        if report.extraction is not None:
            self._walk(report.extraction, where)
        if (report.status == "copy") != (report.copy_of is not None):
            self._fault(where, f"is {report.status}, but what it is a copy of is told otherwise")
        elif report.copy_of is not None:
            self._copy(report, report.copy_of.article, where)

    def _copy(self, copy: Report, original: str, where: str) -> None:
        self.looked_at += 1
        known = self.reports.get(original)
        if known is None or known.status == "copy":
            self._fault(where, f"there is no original {original} that it could be a copy of")
            return
        if copy.story != known.story:
            self._fault(where, f"is in another story than {original}, whose copy it is")
        if told := difference(Said(copy.article), Said(known.article)):
            self._fault(where, f"is no copy of {original}: {told}")

    def story(self, story: Story, where: str) -> None:
        for article in story.articles:
            if article not in self.articles:
                self._fault(where, f"there is no article {article}")
        for number, sentence in enumerate((story.headline, *story.sentences)):
            self._sentence(sentence, f"{where}.{'headline' if number == 0 else f'sentences.{number - 1}'}")
        for number, sentence in enumerate(story.withheld):
            if not sentence.flags:
                self._fault(f"{where}.withheld.{number}", "is left out without a reason")
        self._coverage(story, where)
        for number, name in enumerate(story.names):
            for variant in name.variants:
                self.looked_at += 1
                known = self.raw.get(variant.article)
                if not variant.flags and (known is None or find(known, variant.form) is None):
                    told = f"the form {variant.form!r} doesn't stand in {variant.article}"
                    self._fault(f"{where}.names.{number}", f"{told}")
        if story.continues is not None:
            self._continues(story, story.continues, f"{where}.continues")
        self._walk(story, where)

    def _continues(self, story: Story, link: Continuation, where: str) -> None:
        """What is new since, in the words of both days. The other day itself may have been made anew since."""
        if [news.n for news in link.sentences] != [sentence.n for sentence in story.sentences]:
            self._fault(where, "doesn't account for each sentence once")
            return
        for news, sentence in zip(link.sentences, story.sentences, strict=True):
            if (news.old is None) != (news.kind == "new"):
                self._fault(f"{where}.sentences.{news.n}", f"is {news.kind}, but its earlier sentence says otherwise")
            elif news.was is not None and (news.old is None or news.was not in news.old.text):
                self._fault(f"{where}.sentences.{news.n}", f"{news.was!r} doesn't stand in the earlier sentence")
            elif news.now is not None and news.now not in sentence.text:
                self._fault(f"{where}.sentences.{news.n}", f"{news.now!r} doesn't stand in today's sentence")

    def _coverage(self, story: Story, where: str) -> None:
        """Every paragraph is cited by what is told, or listed as left out."""
        told = {(c.article, c.paragraph) for s in (story.headline, *story.sentences) for c in s.citations}
        told |= {(row.article, n) for row in story.left_out for n in row.paragraphs}
        for article in (self.articles[a] for a in story.articles if a in self.articles):
            if missing := [p.n for p in article.paragraphs if (article.id, p.n) not in told]:
                listed = ", ".join(map(str, missing))
                self._fault(where, f"paragraphs {listed} of {article.id} are neither cited nor left out")

    def _sentence(self, sentence: Sentence, where: str) -> None:
        if not sentence.citations and not sentence.flags:
            self._fault(where, "has neither a citation nor a flag")

    def _walk(self, value: Any, where: str) -> None:
        for place, evidence in inside(value, Evidence, where):
            self.looked_at += 1
            self._evidence(evidence, place)

    def _evidence(self, evidence: Evidence, where: str) -> None:
        article = self.articles.get(evidence.article)
        if article is None:
            self._fault(where, f"there is no article {evidence.article}")
            return
        if self.raw[article.id][evidence.start : evidence.end] != evidence.quote or not evidence.quote:
            self._fault(where, f"{evidence.quote!r} doesn't stand at {evidence.start} of {article.id}")
            return
        paragraph = article.paragraph(evidence.paragraph)
        if paragraph is None or not paragraph.start <= evidence.start <= evidence.end <= paragraph.end:
            self._fault(where, f"{evidence.quote!r} doesn't stand in paragraph {evidence.paragraph}")
            return
        if isinstance(evidence, Citation):
            member = self.members.get(article.id)
            if member is None or cite(Evidence(**evidence.model_dump(exclude={"claims"})), member) != evidence:
                self._fault(where, "the claims it names are not those that rest on its words")
