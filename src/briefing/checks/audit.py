"""Verify a finished briefing from its files alone: no model, no network, no trust in who made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.checks.quotes import find
from briefing.checks.recheck import faults
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
    from collections.abc import Iterator
    from pathlib import Path


def audit(folder: Path) -> tuple[int, list[str]]:
    """Check every piece of evidence of a briefing against the raw texts that lie beside it.

    Args:
        folder: With briefing.json and articles/.

    Returns:
        How many pieces of evidence were looked at, and a line for each that doesn't hold.

    Raises:
        DayUnreadable: There is no briefing, or it can't be read at all.
    """
    briefing = load(folder)
    audited = _Audit(folder, briefing)
    for report in briefing.reports:
        audited.report(report)
    for number, story in enumerate(briefing.stories):
        audited.story(story, f"stories.{number}")
        audited.breaks += [
            f"stories.{number}.{where}: {told}" for where, told in faults(story, audited.members, briefing.date)
        ]
    audited.breaks += _head(folder, briefing)
    sums = sum_up(briefing.reports, briefing.unread, briefing.stories, briefing.unusable, briefing.repairs)
    if sums != briefing.sums or verdict_of(sums) != briefing.verdict:
        audited.breaks.append("sums: the figures at the head are not those of the briefing")
    return audited.looked_at, audited.breaks


def _head(folder: Path, briefing: Briefing) -> Iterator[str]:
    if not is_date(briefing.date):
        yield f"date: {briefing.date} is no day"
    elif is_date(folder.resolve().name) and folder.resolve().name != briefing.date:
        yield f"date: it is of {briefing.date}, and lies in the folder of another day"
    if briefing.sums.failed and not briefing.notices:
        yield "notices: articles failed, and its head doesn't say so"


class _Audit:
    def __init__(self, folder: Path, briefing: Briefing) -> None:
        self.folder = folder
        self.breaks: list[str] = []
        self.looked_at = 0
        self.reports: dict[str, Report] = {r.article.id: r for r in briefing.reports}
        self.articles: dict[str, Article] = {r.article.id: r.article for r in briefing.reports}
        self.members = {
            r.article.id: Member(article=r.article, extraction=r.extraction)
            for r in briefing.reports
            if r.extraction is not None
        }
        self.raw = {identifier: self._raw(article) for identifier, article in self.articles.items()}

    def _raw(self, article: Article) -> str:
        path = self.folder / "articles" / f"{article.id}.txt"
        try:
            raw = path.read_bytes().decode("utf-8", "surrogatepass")
        except (OSError, UnicodeDecodeError) as error:
            self.breaks.append(f"{path}: the raw text can't be read: {error}")
            return article.raw
        if raw != article.raw:
            self.breaks.append(f"{path}: is not the raw text that briefing.json holds")
        return raw

    def report(self, report: Report) -> None:
        where = f"articles.{report.article.id}"
        path = self.folder / "articles" / f"{report.article.id}.json"
        try:
            beside = Report.model_validate_json(path.read_bytes(), extra="ignore")
        except (OSError, ValueError) as error:
            self.breaks.append(f"{path}: can't be read: {error}")
        else:
            if beside != report:
                self.breaks.append(f"{path}: differs from the article in briefing.json")
        for paragraph in report.article.paragraphs:
            # One-line text has the raw text's length: each control character became one space.
            if len(paragraph.text) != paragraph.end - paragraph.start:
                self.breaks.append(f"{where}: paragraph {paragraph.n} doesn't fit its offsets")
        if report.extraction is not None:
            self._walk(report.extraction, where)
        if (report.status == "copy") != (report.copy_of is not None):
            self.breaks.append(f"{where}: is {report.status}, but what it is a copy of is told otherwise")
        elif report.copy_of is not None:
            self._copy(report, report.copy_of.article, where)

    def _copy(self, copy: Report, original: str, where: str) -> None:
        self.looked_at += 1
        known = self.reports.get(original)
        if known is None or known.status == "copy":
            self.breaks.append(f"{where}: there is no original {original} that it could be a copy of")
            return
        if copy.story != known.story:
            self.breaks.append(f"{where}: is in another story than {original}, whose copy it is")
        if told := difference(Said(copy.article), Said(known.article)):
            self.breaks.append(f"{where}: is no copy of {original}: {told}")

    def story(self, story: Story, where: str) -> None:
        for article in story.articles:
            if article not in self.articles:
                self.breaks.append(f"{where}: there is no article {article}")
        for number, sentence in enumerate((story.headline, *story.sentences)):
            self._sentence(sentence, f"{where}.{'headline' if number == 0 else f'sentences.{number - 1}'}")
        for number, sentence in enumerate(story.withheld):
            if not sentence.flags:
                self.breaks.append(f"{where}.withheld.{number}: is left out without a reason")
        self._coverage(story, where)
        for number, name in enumerate(story.names):
            for variant in name.variants:
                self.looked_at += 1
                known = self.raw.get(variant.article)
                if not variant.flags and (known is None or find(known, variant.form) is None):
                    told = f"the form {variant.form!r} doesn't stand in {variant.article}"
                    self.breaks.append(f"{where}.names.{number}: {told}")
        if story.continues is not None:
            self._continues(story, story.continues, f"{where}.continues")
        self._walk(story, where)

    def _continues(self, story: Story, link: Continuation, where: str) -> None:
        """What is new since, in the words of both days. The other day itself may have been made anew since."""
        if [news.n for news in link.sentences] != [sentence.n for sentence in story.sentences]:
            self.breaks.append(f"{where}: doesn't account for each sentence once")
            return
        for news, sentence in zip(link.sentences, story.sentences, strict=True):
            if (news.old is None) != (news.kind == "new"):
                self.breaks.append(
                    f"{where}.sentences.{news.n}: is {news.kind}, but its earlier sentence says otherwise"
                )
            elif news.was is not None and (news.old is None or news.was not in news.old.text):
                self.breaks.append(f"{where}.sentences.{news.n}: {news.was!r} doesn't stand in the earlier sentence")
            elif news.now is not None and news.now not in sentence.text:
                self.breaks.append(f"{where}.sentences.{news.n}: {news.now!r} doesn't stand in today's sentence")

    def _coverage(self, story: Story, where: str) -> None:
        """Every paragraph is cited by what is told, or listed as left out."""
        told = {(c.article, c.paragraph) for s in (story.headline, *story.sentences) for c in s.citations}
        told |= {(row.article, n) for row in story.left_out for n in row.paragraphs}
        for article in (self.articles[a] for a in story.articles if a in self.articles):
            if missing := [p.n for p in article.paragraphs if (article.id, p.n) not in told]:
                listed = ", ".join(map(str, missing))
                self.breaks.append(f"{where}: paragraphs {listed} of {article.id} are neither cited nor left out")

    def _sentence(self, sentence: Sentence, where: str) -> None:
        if not sentence.citations and not sentence.flags:
            self.breaks.append(f"{where}: has neither a citation nor a flag")

    def _walk(self, value: Any, where: str) -> None:
        for place, evidence in inside(value, Evidence, where):
            self.looked_at += 1
            self._evidence(evidence, place)

    def _evidence(self, evidence: Evidence, where: str) -> None:
        article = self.articles.get(evidence.article)
        if article is None:
            self.breaks.append(f"{where}: there is no article {evidence.article}")
            return
        if self.raw[article.id][evidence.start : evidence.end] != evidence.quote or not evidence.quote:
            self.breaks.append(f"{where}: {evidence.quote!r} doesn't stand at {evidence.start} of {article.id}")
            return
        paragraph = article.paragraph(evidence.paragraph)
        if paragraph is None or not paragraph.start <= evidence.start <= evidence.end <= paragraph.end:
            self.breaks.append(f"{where}: {evidence.quote!r} doesn't stand in paragraph {evidence.paragraph}")
            return
        if isinstance(evidence, Citation):
            member = self.members.get(article.id)
            if member is None or cite(Evidence(**evidence.model_dump(exclude={"claims"})), member) != evidence:
                self.breaks.append(f"{where}: the claims it names are not those that rest on its words")
