"""One story as Markdown: its sentences, what the sources disagree on, and the quotes all of it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.render import phrasing as words
from briefing.render.markdown_text import english, escape, original, section
from briefing.render.sanitize import page_of
from briefing.render.view import forms, paragraphs_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.models import ClaimStatus, DateMention, Discrepancy, Evidence, Flag, Sentence, StoryName, StoryRef
    from briefing.render.view import Cite, StoryView
    from briefing.render.view_sources import Source


def story_lines(view: StoryView) -> Iterator[str]:
    """All lines of a story; every section that has nothing to say is left out."""
    story = view.story
    headline = story.headline
    yield from (f"## {view.number}. {_sentence(view, headline)}", "", f"*{escape(view.byline)}*", "")
    yield from _continues(view)
    for sentence in view.fresh:
        yield from (_news(view, sentence) + _sentence(view, sentence) + _change(view, sentence), "")
    yield from _flag_lines(story.flags)
    questions = (f"- {english(question.text)}{_flags(question.flags)}" for question in story.open_questions)
    notes = (f"- {english(note.about)}: {english(note.note)}{_flags(note.flags)}" for note in story.editor_notes)
    yield from section("As told before", (f"- {_sentence(view, s)}{_change(view, s)}" for s in view.known))
    yield from section("Where the sources differ", _discrepancies(view))
    yield from section("Timeline", _timeline(view))
    yield from section("Dates in the sources, and what they are", _dates(view))
    yield from section("Names", _names(view))
    yield from section("Where it comes from", _origins(view))
    yield from section("Open questions", questions)
    yield from section("Editor's notes (not from the sources)", notes)
    yield from section("Sentences left out, for they did not pass the checks", _withheld(view))
    yield from section("Left out", _left_out(view))
    yield from section("Quotes", _quotes(view))


def _continues(view: StoryView) -> Iterator[str]:
    link = view.story.continues
    if link is None:
        return
    told = [f"{_earlier(ref)} of {escape(view.day(ref.date))}" for ref in (link, *link.also)]
    yield from (f"*Continues* {words.listing(told)}: {view.since}.", "")


def _earlier(ref: StoryRef) -> str:
    # Date and number are checked values, so the address is ours; the text in the brackets is escaped.
    return f"[{english(ref.headline)}]({page_of(ref, 'briefing.md').partition('#')[0]})"


def _news(view: StoryView, sentence: Sentence) -> str:
    news = view.news(sentence)
    return f"**{news.kind}** " if news else ""


def _change(view: StoryView, sentence: Sentence) -> str:
    news = view.news(sentence)
    if news is None:
        return ""
    told = ""
    if news.kind == "update" and news.old:
        day = escape(view.day(news.old.date))
        told = f" ({day}: “{english(news.was or news.old.text)}”)"
        if news.now:
            was = f"“{english(news.was)}”" if news.was else "left open"
            told = f" ({day}: {was}, now “{english(news.now)}”)"
    return told + _flags(news.flags)


def _marks(view: StoryView, evidence: Iterable[Evidence]) -> str:
    marks = "".join(f"[{mark.number}]" for mark in view.marks(evidence))
    return f" {marks}" if marks else ""


def _status(status: ClaimStatus) -> str:
    return "" if status == "happened" else f"*{status}:* "


def _flags(flags: Iterable[Flag]) -> str:
    return "".join(f" ⚠ {english(words.flag_text(flag))}" for flag in flags)


def _flag_lines(flags: Iterable[Flag]) -> Iterator[str]:
    for flag in flags:
        yield from (f"⚠ {english(words.flag_text(flag))}", "")


def _sentence(view: StoryView, sentence: Sentence) -> str:
    told = f"{_status(sentence.status)}{english(sentence.text)}{_marks(view, sentence.citations)}"
    verdict = {"checked": "", "repaired": " ↻", "flagged": "" if sentence.flags else " ⚠"}[sentence.verdict]
    return f"{told}{verdict}{_flags(sentence.flags)}"


def _discrepancies(view: StoryView) -> Iterator[str]:
    for row in view.discrepancies:
        weight = "**contradiction**" if row.contradiction else "difference"
        yield f"- {english(row.point)} ({weight}, {row.kind}){_flags(row.flags)}"
        yield from _positions(view, row)


def _positions(view: StoryView, row: Discrepancy) -> Iterator[str]:
    for position in row.positions:
        if position.stance != "silent":
            told = english(position.statement or "")
            rest = f"{_marks(view, position.evidence)}{_flags(position.flags)}"
            yield f"  - {english(view.name(position.article))} *{position.stance}:* {told}{rest}"
    silent = [position.article for position in row.positions if position.stance == "silent"]
    if silent:
        yield f"  - *silent:* {english(view.names(silent))}"


def _timeline(view: StoryView) -> Iterator[str]:
    for entry in view.story.timeline:
        day = escape(view.day(entry.date)) + (f" ({entry.basis})" if entry.date else "")
        told = f"{_status(entry.status)}{english(entry.event)}"
        yield f"- {day}: {told}{_marks(view, entry.citations)}{_flags(entry.flags)}"


def _dates(view: StoryView) -> Iterator[str]:
    for source in view.sources:
        extraction = source.report.extraction
        mentions = words.dates_in_order(extraction.dates) if extraction else []
        yield f"- {english(view.name(source.article.id))} ({escape(source.language)})"
        if source.article.published:
            yield f"  - {escape(source.day(source.article.published))} – published, as given beside the text"
        elif not any(mention.role == "published" for mention in mentions):
            yield "  - no date of publication is stated"
        for mention in mentions:
            yield f"  - {date_line(source, mention)}"


def date_line(source: Source, mention: DateMention) -> str:
    """One date with its role and basis, how it was worked out, and the words it stands in."""
    line = f"{escape(source.day(mention.value))} – {words.date_role(mention)}"
    about = f": {english(mention.about)}" if mention.about else ""
    reasoning = f"; {english(mention.reasoning)}" if mention.reasoning else ""
    quotes = "".join(f" · ¶ {piece.paragraph}: {original(piece.quote)}" for piece in mention.evidence)
    return f"{line}{about}{reasoning}{quotes}{_flags(mention.flags)}"


def _names(view: StoryView) -> Iterator[str]:
    for name in view.story.names:
        roles = _roles(view, name)
        yield f"- {english(name.english)} ({name.kind}){': ' if roles else ''}{roles}"
        for form, variants in forms(name.variants):
            where = english(view.names(variant.article for variant in variants))
            yield f"  - {original(form)}: {where}{_flags(flag for one in variants for flag in one.flags)}"


def _roles(view: StoryView, name: StoryName) -> str:
    return "; ".join(f"{english(role.text)}{_marks(view, role.evidence)}{_flags(role.flags)}" for role in name.roles)


def _origins(view: StoryView) -> Iterator[str]:
    for origin in view.story.origins:
        why = f"{english(origin.reason)}{_marks(view, origin.evidence)}{_flags(origin.flags)}"
        yield f"- {english(origin.name)} ({origin.kind}): {english(view.rests(origin))}. {why}"
    yield from (f"- {english(line)}" for line in view.repeated)


def _withheld(view: StoryView) -> Iterator[str]:
    for sentence in view.story.withheld:
        headline = "" if sentence.n else "the headline: "
        yield f"- {headline}{_sentence(view, sentence)}"


def _left_out(view: StoryView) -> Iterator[str]:
    if view.left_out:
        yield f"{words.count(view.left_out, 'paragraph')} that no sentence cites:"
        yield ""
    for part in view.story.left_out:
        yield f"- {english(view.name(part.article))} ¶ {paragraphs_text(part)}: {english(part.reason)}"


def _quotes(view: StoryView) -> Iterator[str]:
    # A paragraph that carries several quotes is translated once, at the first of them.
    translated: dict[tuple[Source, int], int] = {}
    for mark in view.citations:
        paragraph = mark.evidence.paragraph
        where = f"{english(view.name(mark.evidence.article))}{_language(mark)}, ¶ {paragraph}"
        missing = "" if mark.found else " ⚠ these words were not found in the source"
        first = translated.setdefault((mark.source, paragraph), mark.number) if mark.source else mark.number
        again = f" (in English at [{first}])" if mark.english and first != mark.number else ""
        yield f"- [{mark.number}] {where}{again}: {original(mark.evidence.quote)}{missing}"
        if mark.english and not again:
            yield f"  - *The paragraph in English:* {english(mark.english)}"


def _language(mark: Cite) -> str:
    return f" ({escape(mark.source.language)})" if mark.source else ""
