"""A story on its second way: read by the second reader, mended by its writer, read again where it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.checks.objections import findings_of, kept, marked, marked_record, marked_translation
from briefing.checks.reading_matter import read_of
from briefing.checks.readings import NOT_READ_TWICE, doubts, joined, second_reader
from briefing.checks.statements import claimed, whole_translation
from briefing.models import Extraction, Flag, Member
from briefing.pipeline.stages.verify import verify

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from briefing.llm.gateway import Gateway
    from briefing.models import Article, Finding, Report, SecondReading, Story

    #: The story with what its writer made of objections.
    Revise = Callable[[Sequence[Finding]], Awaitable[Story]]


@dataclass(frozen=True)
class Look:
    """What a second reading gave.

    Attributes:
        story: With its reading, and a flag on each part that is objected to.
        reports: Of its articles, with flags on translated paragraphs and claims that are objected to.
        error: Why it ended early, where it did.
    """

    story: Story
    reports: tuple[Report, ...]
    error: Exception | None = None


async def read_twice(story: Story, reports: Sequence[Report], gateway: Gateway, revise: Revise | None = None) -> Look:
    """Have a story read a second time, its objections mended by the writer, and what changed read again.

    Args:
        reports: Of its articles.
        revise: Asks the writer for the changes; None asks for none.

    Returns:
        The story as it may be shown. Where no reading came about, it is marked as not read twice; where a new wording
        could not be read, the wording that was read stands.
    """
    if gateway.run.settings.verify == "off":
        return Look(story, tuple(reports))
    everything = gateway.run.settings.verify == "all"
    told = [report for report in reports if report.extraction is not None]
    members = [member for report in told if (member := _member(report)) is not None]
    about = f"the second reading of “{story.headline.text}”"
    before = read_of(story, told, everything=everything)
    try:
        reading = await verify(before, members, gateway, seed=story.id, about=about)
    except Exception as error:  # noqa: BLE001 - the story itself is whole; who called knows what ends the run
        return Look(not_read_twice(story, error), tuple(reports), error)
    failure: Exception | None = None
    findings = findings_of(reading)
    if findings and revise is not None:
        try:
            revised = await revise(findings)
            now = read_of(revised, told, everything=everything)
            new = [each for each in now if not any(each.says_as(old) for old in before)]
            again = await verify(new, members, gateway, seed=story.id, about=about, again=True)
        except Exception as error:  # noqa: BLE001 - likewise; the objections stand as flags
            failure = error
        else:
            story, reading = revised, kept(reading, before, now, again)
    return Look(marked(story, reading), tuple(_marked(report, reading) for report in reports), failure)


async def read_article(report: Report, gateway: Gateway) -> Report:
    """A translation or a record alone, read a second time where `verify` is `all`: each costs what it cost to make.

    What the reader is worth is a notice of the run. Where no reading came about, a flag says so.
    """
    if gateway.run.settings.verify != "all":
        return report
    translation, record = report.translation, report.extraction
    statements = list(whole_translation(translation, report.article)) if translation is not None else []
    statements += claimed(record, report.article.id) if record is not None else ()
    member = Member(article=report.article, extraction=record or _nothing_recorded(report.article))
    wrote = (translation.model if translation is not None else record.model if record is not None else None) or ""
    about = f"the second reading of {report.article.origin}"
    try:
        reading = await verify(statements, [member], gateway, seed=report.article.id, about=about)
    except Exception as error:  # noqa: BLE001 - what was made stands, and says that nobody read it
        flag = Flag(code=NOT_READ_TWICE, message=f"No second reader has read this: {error}")
        if translation is not None:
            report = report.replace(translation=translation.replace(flags=(*translation.flags, flag)))
        if record is not None:
            report = report.replace(extraction=record.replace(flags=(*record.flags, flag)))
        return report
    if reading.model:
        found = joined([(wrote, reading)])
        for line in (second_reader(found), *doubts(found, gateway.run.settings.verify_threshold)):
            gateway.run.notice(line)
    return _marked(report, reading)


def _nothing_recorded(article: Article) -> Extraction:
    none: dict[str, Any] = dict.fromkeys(
        ("dates", "people", "organisations", "places", "quotations", "claims", "cited_sources", "instructions"), ()
    )
    return Extraction(article=article.id, title=None, outlet=None, model="", **none)


def not_read_twice(story: Story, why: object) -> Story:
    """A story with the mark that nobody read it a second time."""
    flag = Flag(code=NOT_READ_TWICE, message=f"No second reader has read this: {why}")
    return story.replace(flags=(*story.flags, flag))


def _member(report: Report) -> Member | None:
    return Member(article=report.article, extraction=report.extraction) if report.extraction is not None else None


def _marked(report: Report, reading: SecondReading) -> Report:
    translation, record = report.translation, report.extraction
    if translation is not None and (after := marked_translation(translation, reading)) is not translation:
        report = report.replace(translation=after)
    if record is not None and (noted := marked_record(record, report.article.id, reading)) is not record:
        report = report.replace(extraction=noted)
    return report
