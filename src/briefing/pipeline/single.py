"""One article from its text to its short item, in English or retold in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.codes import flag
from briefing.checks.language import looks_left
from briefing.checks.markup import markup_in
from briefing.checks.name_forms import harmonised_story
from briefing.checks.number_support import unsupported_reading
from briefing.checks.suspicions import set_aside
from briefing.checks.totals import sum_up, verdict_of
from briefing.models import SCHEMA_VERSION, Article, Briefing, Member, OpenQuestion, Paragraph, TimelineEntry
from briefing.pipeline.assemble import as_wanted
from briefing.pipeline.one_article import STOPS, read_one
from briefing.pipeline.read_twice import read_twice
from briefing.pipeline.stages.summarize import USUAL, Form, summarize
from briefing.pipeline.stages.translate import translate
from briefing.text.languages import ENGLISH, Language, language_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.llm.gateway import Gateway
    from briefing.models import DateStyle, Finding, Flag, Report, Sentence, Story
    from briefing.names.book import NameBook

__all__ = ["ENGLISH", "USUAL", "Form", "Language", "alone", "summarize_one", "verdict"]


async def summarize_one(
    article: Article, gateway: Gateway, names: NameBook, form: Form = USUAL, target: Language = ENGLISH
) -> tuple[Report, Story | None]:
    """Make a short item of one article.

    In another language than English the item is written and checked in English first, where all
    checks hold; then its sentences are translated one for one, so that each keeps its citations.

    Args:
        names: What is known of names on the day of the run.
        target: The language of the item, and of the article's translation.

    Returns:
        What became of the article, and the item; None where it failed. Where the second reading didn't come about
        the item says so, and what stops further calls is in `gateway.run.stop`.

    Raises:
        BriefingError: It can't be done; the message says why.
    """
    report = await read_one(article, gateway, names, target)
    if report.status != "done" or report.extraction is None:
        return set_aside(report), None
    member = Member(article=article, extraction=report.extraction)
    title = report.extraction.title
    event = title.english if title else article.title or article.origin

    async def write(objections: Sequence[Finding] = ()) -> Story:
        story = await summarize(member, event, gateway, names, form, objections=objections)
        return harmonised_story(story, {article.id: report}, names)

    look = await read_twice(await write(), [report], gateway, write)
    story, (report,) = look.story, look.reports
    if isinstance(look.error, STOPS):
        gateway.run.stop.now(look.error)
    if target != ENGLISH:
        story = await _retell(story, target, gateway, names)
    report = set_aside(report.replace(story=story.id))
    return report, as_wanted(set_aside(story), gateway.run.settings)


def verdict(report: Report, story: Story) -> str:
    """How far the item can be trusted, in one line; of one in another language, what was checked in which."""
    told = verdict_of(sum_up([report], (), [story]))
    if story.language == ENGLISH.tag:
        return told
    name = language_name(story.language)
    return f"{told} All this is of its English; its {name} is a translation that nobody compared with it."


def alone(report: Report, story: Story, date: str, dates: DateStyle = "day first") -> Briefing:
    """A briefing of one article, for the page."""
    return Briefing(
        schema_version=SCHEMA_VERSION,
        date=date,
        title=story.headline.text,
        stories=(story,),
        reports=(report,),
        unread=(),
        sums=sum_up([report], [], [story]),
        verdict=verdict(report, story),
        notices=(),
        dates=dates,
    )


async def _retell(story: Story, target: Language, gateway: Gateway, names: NameBook) -> Story:
    texts = [
        story.headline.text,
        *(sentence.text for sentence in story.sentences),
        *(entry.event for entry in story.timeline),
        *(question.text for question in story.open_questions),
    ]
    translation = await translate(_as_article(story, texts), gateway, names, target)
    told = iter([paragraph.text for paragraph in translation.paragraphs])
    headline = _sentence(story.headline, next(told), target)
    sentences = tuple(_sentence(sentence, next(told), target) for sentence in story.sentences)
    return story.replace(
        language=target.tag,
        headline=headline,
        sentences=sentences,
        timeline=tuple(_entry(entry, next(told), target) for entry in story.timeline),
        open_questions=tuple(_question(question, next(told), target) for question in story.open_questions),
    )


def _as_article(story: Story, texts: list[str]) -> Article:
    lines = [" ".join(text.split()) for text in texts]
    raw = "\n".join(lines)
    paragraphs, at = [], 0
    for n, line in enumerate(lines, start=1):
        paragraphs.append(Paragraph(n=n, kind="body", text=line, start=at, end=at + len(line)))
        at += len(line) + 1
    return Article(
        id=story.id, raw=raw, paragraphs=tuple(paragraphs), language="en", origin="the summary", encoding="utf-8"
    )


def _sentence(sentence: Sentence, text: str, target: Language) -> Sentence:
    flags = (*(_of_english(flag) for flag in sentence.flags), *_flags(sentence.text, text, target))
    verdict = "flagged" if flags else sentence.verdict
    return sentence.replace(text=text, english=sentence.text, flags=flags, verdict=verdict)


def _entry(entry: TimelineEntry, text: str, target: Language) -> TimelineEntry:
    flags = tuple(_of_english(flag) for flag in entry.flags)
    return entry.replace(event=text, flags=(*flags, *_flags(entry.event, text, target)))


def _of_english(flag: Flag) -> Flag:
    """A flag whose words stand in the English that was checked, on the text in another language."""
    if flag.words is None:
        return flag
    return flag.replace(words=None, start=None, message=f"“{flag.words}”: {flag.message}")


def _question(question: OpenQuestion, text: str, target: Language) -> OpenQuestion:
    return question.replace(text=text, flags=(*question.flags, *_flags(question.text, text, target)))


def _flags(english: str, text: str, target: Language) -> Iterator[Flag]:
    if not text.strip():
        yield flag("paragraph-empty", "came back empty")
        return
    if kind := markup_in(text):
        yield flag("markup", f"holds {kind}; only plain text is allowed")
    if looks_left(english, text):
        yield flag("untranslated", "came back in English")
        return
    if changed := unsupported_reading(text, english, target.tag):
        yield flag("number-changed", f"{', '.join(changed)} doesn't stand in its English")
