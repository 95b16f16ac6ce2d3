"""One story as blocks: its sentences, what the sources disagree on, and the quotes all of it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.render import phrasing as words
from briefing.render.ages import PASSED
from briefing.render.document import Block, Run, block, part, quoted, run
from briefing.render.view import forms, paragraphs_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.models import ClaimStatus, DateMention, Discrepancy, Evidence, Flag, Sentence
    from briefing.render.view import Cite, StoryView
    from briefing.render.view_sources import Source


def story_blocks(view: StoryView) -> Iterator[Block]:
    """All blocks of a story; every part that has nothing to say is left out."""
    story = view.story
    headline = (run(f"{view.number}. "), *_sentence(view, story.headline))
    yield Block("story", headline, f"story{view.number}")
    yield block("byline", run(view.byline, "quiet"))
    if view.age:
        yield block("byline", run(view.age, "quiet"))
    yield from _flags(story.headline.flags)
    yield from _continues(view)
    for sentence in view.fresh:
        yield Block("sentence", (*_news(view, sentence), *_sentence(view, sentence), *_change(view, sentence)))
        yield from _flags(sentence.flags)
    yield from _flags(story.flags)
    yield from part("As told before", _known(view))
    yield from part("Where the sources differ", _discrepancies(view))
    yield from part("Timeline", _timeline(view))
    yield from part("Dates in the sources, and what they are", _dates(view))
    yield from part("Fields of your own", _fields(view))
    yield from part("Names", _names(view))
    yield from part("Where it comes from", _origins(view))
    yield from part(
        "Open questions", (block("item", question.text, *_noted(question.flags)) for question in story.open_questions)
    )
    notes = (
        block("item", run(note.about, "strong"), ": ", note.note, *_noted(note.flags)) for note in story.editor_notes
    )
    yield from part("Editor's notes (not from the sources)", notes)
    yield from part("Left out", _left_out(view))
    yield from part("Sentences left out, for they did not pass the checks", _withheld(view))
    yield from part("Quotes", _quotes(view))


def _continues(view: StoryView) -> Iterator[Block]:
    link = view.story.continues
    if link is not None:
        refs = (link, *link.also)
        between = words.listing("\0" for _ in refs).split("\0")
        named = [run("Continues ", "strong")]
        for before, ref in zip(between, refs, strict=False):
            named += [run(f"{before}“", "quiet"), run(ref.headline, "quiet", page=ref)]
            named.append(run(f"” of {view.day(ref.date)}", "quiet"))
        yield block("byline", *named, run(f": {view.since}.", "quiet"))


def _news(view: StoryView, sentence: Sentence) -> Iterator[Run]:
    if news := view.news(sentence):
        yield run(f"{news.kind}: ", "strong")


def _change(view: StoryView, sentence: Sentence) -> Iterator[Run]:
    news = view.news(sentence)
    if news is None:
        return
    if news.kind == "update" and news.old:
        was = f"“{news.was or news.old.text}”" if news.was or not news.now else "left open"
        now = f", now “{news.now}”" if news.now else ""
        yield run(f" ({view.day(news.old.date)}: {was}{now})", "quiet")
    yield from _noted(news.flags)


def _known(view: StoryView) -> Iterator[Block]:
    for sentence in view.known:
        yield Block("item", (*_sentence(view, sentence), *_noted(sentence.flags), *_change(view, sentence)))


def _anchor(view: StoryView, mark: Cite) -> str:
    return f"story{view.number}quote{mark.number}" if mark.number else ""


def _marks(view: StoryView, evidence: Iterable[Evidence]) -> Iterator[Run]:
    for n, mark in enumerate(view.marks(evidence)):
        yield run(f"{'' if n else ' '}[{mark.number}]", "mark", target=_anchor(view, mark))


def _status(status: ClaimStatus) -> Iterator[Run]:
    if status != "happened":
        yield run(f"{status}: ", "status")


def _sentence(view: StoryView, sentence: Sentence) -> tuple[Run, ...]:
    sign = {"checked": "", "repaired": " ↻", "flagged": " ⚠"}[sentence.verdict]
    verdict = (run(sign, "flag"),) if sign else ()
    return (*_status(sentence.status), run(sentence.text), *_marks(view, sentence.citations), *verdict)


def _flags(flags: Iterable[Flag]) -> Iterator[Block]:
    for flag in flags:
        yield block("flag", run(f"⚠ {words.flag_text(flag)}", "flag"))


def _noted(flags: Iterable[Flag]) -> Iterator[Run]:
    for flag in flags:
        yield run(f" ⚠ {words.flag_text(flag)}", "flag")


def _discrepancies(view: StoryView) -> Iterator[Block]:
    for row in view.discrepancies:
        weight = run("contradiction", "strong") if row.contradiction else run("difference", "quiet")
        yield block("item", run(row.point), " (", weight, f", {row.kind})", *_noted(row.flags))
        yield from _positions(view, row)


def _positions(view: StoryView, row: Discrepancy) -> Iterator[Block]:
    for position in row.positions:
        if position.stance != "silent":
            told = (run(view.name(position.article), "strong"), run(f" {position.stance}: ", "status"))
            rest = (*_marks(view, position.evidence), *_noted(position.flags))
            yield block("subitem", *told, position.statement or "", *rest)
    silent = [position.article for position in row.positions if position.stance == "silent"]
    if silent:
        yield block("subitem", run("silent: ", "status"), run(view.names(silent), "quiet"))


def _timeline(view: StoryView) -> Iterator[Block]:
    for entry in view.story.timeline:
        basis = f" ({entry.basis})" if entry.date else ""
        told = (run(view.day(entry.date), "strong"), run(f"{basis}: ", "quiet"), *_status(entry.status))
        if view.has_passed(entry.status, entry.date):
            told = (*told[:2], run(f"{PASSED}: ", "status"))
        yield block("item", *told, entry.event, *_marks(view, entry.citations), *_noted(entry.flags))


def _dates(view: StoryView) -> Iterator[Block]:
    for source in view.sources:
        extraction = source.report.extraction
        mentions = words.dates_in_order(extraction.dates) if extraction else []
        yield block("item", run(view.name(source.article.id), "strong"), run(f" ({source.language})", "quiet"))
        if source.article.published:
            published = source.day(source.article.published)
            yield block("subitem", f"{published} – published, as given beside the text")
        elif not any(mention.role == "published" for mention in mentions):
            yield block("subitem", "no date of publication is stated")
        for mention in mentions:
            yield Block("subitem", tuple(_date(source, mention)))


def _fields(view: StoryView) -> Iterator[Block]:
    for source, field in view.own_fields:
        runs = [run(view.name(source.article.id), "strong"), run(f", {field.name}: {field.value}")]
        for piece in field.evidence:
            runs += [run(f" · ¶ {piece.paragraph}: ", "quiet"), run(piece.quote, "original", lang=source.tag)]
        yield block("item", *runs, *_noted(field.flags))


def _date(source: Source, mention: DateMention) -> Iterator[Run]:
    about = f": {mention.about}" if mention.about else ""
    reasoning = f"; {mention.reasoning}" if mention.reasoning else ""
    yield run(f"{source.day(mention.value)} – {words.date_role(mention)}{about}{reasoning}")
    for piece in mention.evidence:
        yield run(f" · ¶ {piece.paragraph}: ", "quiet")
        yield run(piece.quote, "original", lang=source.tag)
    yield from _noted(mention.flags)


def _names(view: StoryView) -> Iterator[Block]:
    for name in view.story.names:
        runs = [run(name.english, "strong"), run(f" ({name.kind})", "quiet")]
        for n, role in enumerate(name.roles):
            runs += [run("; " if n else ": "), run(role.text), *_marks(view, role.evidence), *_noted(role.flags)]
        yield Block("item", tuple(runs))
        for form, variants in forms(name.variants):
            source = view.by_id.get(variants[0].article)
            where = view.names(variant.article for variant in variants)
            noted = _noted(flag for one in variants for flag in one.flags)
            original = run(form, "original", lang=source.tag if source else "und")
            yield block("subitem", original, run(f": {where}", "quiet"), *noted)


def _origins(view: StoryView) -> Iterator[Block]:
    for origin in view.story.origins:
        told = (run(origin.name, "strong"), run(f" ({origin.kind}): ", "quiet"), run(f"{view.rests(origin)}. "))
        yield block("item", *told, origin.reason, *_marks(view, origin.evidence), *_noted(origin.flags))
    if view.story.origin_unknown:
        yield block("item", f"{view.names(view.story.origin_unknown)}: whom they have it from isn't told")
    yield from (block("item", line) for line in view.repeated)


def _withheld(view: StoryView) -> Iterator[Block]:
    for sentence in view.story.withheld:
        headline = () if sentence.n else (run("the headline: ", "quiet"),)
        yield Block("item", (*headline, *_sentence(view, sentence), *_noted(sentence.flags)))


def _left_out(view: StoryView) -> Iterator[Block]:
    if view.left_out:
        yield block("line", f"{words.count(view.left_out, 'paragraph')} that no sentence cites:")
    for left in view.story.left_out:
        yield block("item", run(view.name(left.article), "strong"), f" ¶ {paragraphs_text(left)}: ", left.reason)


def _quotes(view: StoryView) -> Iterator[Block]:
    # A paragraph that carries several quotes is translated once, at the first of them.
    translated: dict[tuple[Source, int], int] = {}
    for mark in view.citations:
        source, paragraph = mark.source, mark.evidence.paragraph
        language = f" ({source.language})" if source else ""
        first = translated.setdefault((source, paragraph), mark.number) if source else mark.number
        again = f" (in English at [{first}])" if mark.english and first != mark.number else ""
        where = [run(f"[{mark.number}] {view.name(mark.evidence.article)}{language}, ¶ {paragraph}{again}", "quiet")]
        if not mark.found:
            where.append(run(" ⚠ these words were not found in the source", "flag"))
        yield from quoted(source, mark.evidence.quote, *where, anchor=_anchor(view, mark))
        if mark.english and not again:
            yield block("translation", run("The paragraph in English: ", "quiet"), mark.english)
