"""What a story rests on, as blocks: its other sentences, all differences, names, dates, origins, and the quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.render import phrasing as words
from briefing.render.ages import PASSED
from briefing.render.blocks import Block, Run, block, part, quoted, run
from briefing.render.document_story import anchor_of, flag_blocks, marks, news_runs, noted, sentence_runs, status_runs
from briefing.render.html.on_page import english_of
from briefing.render.view import forms, paragraphs_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.models import DateMention, Discrepancy, NameVariant, Position, Sentence, SentenceNews
    from briefing.render.view import Cite, StoryView
    from briefing.render.view_sources import Source

_PLURAL = {"says": "say", "denies": "deny"}


def evidence(view: StoryView) -> Iterator[Block]:
    """All of a story that its brief leaves out; every part that has nothing to say is left out."""
    story = view.story
    yield block("again", f"{view.number}. ", *status_runs(story.headline.status), story.headline.text)
    yield block("byline", run(f"{view.byline}; {view.age}" if view.age else view.byline, "quiet"))
    yield from part("What changed", _continues(view))
    yield from part("Also reported", _others(view))
    yield from part("Already reported", _known(view))
    yield from part("Where the sources differ", _discrepancies(view))
    yield from part("Timeline", _timeline(view))
    yield from part("Dates in the sources, and what they are", _dates(view))
    yield from part("Custom fields", _fields(view))
    yield from part("Names", _names(view))
    yield from part("Where it comes from", _origins(view))
    yield from part(
        "Open questions", (block("item", question.text, *noted(question.flags)) for question in story.open_questions)
    )
    notes = (
        block("item", run(note.about, "strong"), ": ", note.note, *noted(note.flags)) for note in story.editor_notes
    )
    yield from part("Editor's notes (not from the sources)", notes)
    yield from part("Left out", _left_out(view))
    yield from part("Sentences left out, for they did not pass the checks", _withheld(view))
    yield from part("Quotes", _quotes(view))


def _continues(view: StoryView) -> Iterator[Block]:
    link = view.story.continues
    if link is None:
        return
    refs = (link, *link.also)
    between = words.listing("\0" for _ in refs).split("\0")
    named = [run("Continues ", "strong")]
    for before, ref in zip(between, refs, strict=False):
        named += [run(f"{before}“", "quiet"), run(ref.headline, "quiet", page=ref)]
        named.append(run(f"” of {view.day(ref.date)}", "quiet"))
    yield block("line", *named, run(f": {view.since}.", "quiet"))
    for sentence in view.story.sentences:
        news = view.news(sentence)
        if news and ((news.kind == "update" and news.old) or news.flags):
            yield block("item", *_change(view, sentence, news), *noted(news.flags))


def _change(view: StoryView, sentence: Sentence, news: SentenceNews) -> Iterator[Run]:
    if news.kind != "update" or not news.old:
        yield run(f"{news.kind}: {sentence.text}")
        return
    if news.label:
        yield run(f"{news.label}: ", "strong")
    was = f"“{news.was or news.old.text}”" if news.was or not news.now else "left open"
    now = f"“{news.now}”" if news.now else f"“{sentence.text}”"
    yield run(f"{view.day(news.old.date)}: {was}, now {now}")


def _others(view: StoryView) -> Iterator[Block]:
    for sentence in view.others:
        if sentence not in view.known:
            yield Block("item", (*news_runs(view, sentence), *sentence_runs(view, sentence)))
            yield from flag_blocks(sentence.flags)


def _known(view: StoryView) -> Iterator[Block]:
    for sentence in view.known:
        if sentence not in view.leads:
            yield Block("item", sentence_runs(view, sentence))
            yield from flag_blocks(sentence.flags)


def _discrepancies(view: StoryView) -> Iterator[Block]:
    for row in view.discrepancies:
        weight = run("contradiction", "strong") if row.contradiction else run("difference", "quiet")
        yield block("item", run(row.point), " (", weight, f", {row.kind})", *noted(row.flags))
        yield from _positions(view, row)


def _positions(view: StoryView, row: Discrepancy) -> Iterator[Block]:
    # Those who say the same in the same words are told together; what carries a warning stands alone.
    alike: dict[tuple[str, str | None, int], list[Position]] = {}
    for n, position in enumerate(row.positions, 1):
        if position.stance != "silent":
            alike.setdefault((position.stance, position.statement, n if position.flags else 0), []).append(position)
    for (stance, statement, _), held in alike.items():
        names = words.listing(dict.fromkeys(view.name(position.article) for position in held))
        verb = stance if len(held) == 1 else _PLURAL.get(stance, stance)
        rest = (
            *marks(view, [piece for position in held for piece in position.evidence]),
            *noted(flag for position in held for flag in position.flags),
        )
        yield block("subitem", run(names, "strong"), run(f" {verb}: ", "status"), statement or "", *rest)
    silent = [position.article for position in row.positions if position.stance == "silent"]
    if silent:
        yield block("subitem", run("silent: ", "status"), run(view.names(silent), "quiet"))


def _timeline(view: StoryView) -> Iterator[Block]:
    for entry in view.story.timeline:
        basis = f" ({entry.basis})" if entry.date else ""
        told = (run(view.day(entry.date), "strong"), run(f"{basis}: ", "quiet"), *status_runs(entry.status))
        if view.has_passed(entry.status, entry.date):
            told = (*told[:2], run(f"{PASSED}: ", "status"))
        yield block("item", *told, entry.event, *marks(view, entry.citations), *noted(entry.flags))


def _dates(view: StoryView) -> Iterator[Block]:
    for source in view.sources:
        extraction = source.report.extraction
        mentions = words.dates_in_order(extraction.dates) if extraction else []
        yield block("item", run(view.name(source.article.id), "strong"), run(f" ({source.language})", "quiet"))
        stated = [mention.value for mention in mentions if mention.role == "published"]
        if source.article.published and source.article.published not in stated:
            published = source.day(source.article.published)
            yield block("subitem", f"{published} – published, as given with the article")
        elif not stated and not source.article.published:
            yield block("subitem", "no publication date is stated")
        for mention in mentions:
            yield Block("subitem", tuple(_date(source, mention)))


def _fields(view: StoryView) -> Iterator[Block]:
    for source, field in view.own_fields:
        runs = [run(view.name(source.article.id), "strong"), run(f", {field.name}: {field.value}")]
        for piece in field.evidence:
            runs += [run(f" · ¶ {piece.paragraph}: ", "quiet"), run(piece.quote, "original", lang=source.tag)]
        yield block("item", *runs, *noted(field.flags))


def _date(source: Source, mention: DateMention) -> Iterator[Run]:
    about = f": {mention.about.rstrip('.')}" if mention.about else ""
    reasoning = f"; {mention.reasoning}" if mention.reasoning else ""
    yield run(f"{source.day(mention.value)} – {words.date_role(mention)}{about}{reasoning}")
    for piece in mention.evidence:
        yield run(f" · ¶ {piece.paragraph}: ", "quiet")
        yield run(piece.quote, "original", lang=source.tag)
    yield from noted(mention.flags)


def _names(view: StoryView) -> Iterator[Block]:
    for name in view.story.names:
        runs = [run(name.english, "strong"), run(f" ({name.kind})", "quiet")]
        for n, role in enumerate(name.roles):
            runs += [run("; " if n else ": "), run(role.text), *marks(view, role.evidence), *noted(role.flags)]
        yield Block("item", tuple(runs))
        written = [_form(view, form, variants) for form, variants in forms(name.variants)]
        if written:
            yield block(
                "subitem", *(each for n, runs in enumerate(written) for each in (run("; " if n else ""), *runs))
            )


def _form(view: StoryView, form: str, variants: Sequence[NameVariant]) -> list[Run]:
    source = view.by_id.get(variants[0].article)
    where = view.names(variant.article for variant in variants)
    found = noted(flag for one in variants for flag in one.flags)
    return [run(form, "original", lang=source.tag if source else "und"), run(f": {where}", "quiet"), *found]


def _origins(view: StoryView) -> Iterator[Block]:
    for origin in view.story.origins:
        told = (run(origin.name, "strong"), run(f" ({origin.kind}): ", "quiet"), run(f"{view.rests(origin)}. "))
        yield block("item", *told, origin.reason, *marks(view, origin.evidence), *noted(origin.flags))
    if view.story.origin_unknown:
        yield block("item", f"{view.names(view.story.origin_unknown)}: their source isn't stated")
    yield from (block("item", line) for line in view.repeated)


def _withheld(view: StoryView) -> Iterator[Block]:
    for sentence in view.story.withheld:
        headline = () if sentence.n else (run("the headline: ", "quiet"),)
        yield Block("item", (*headline, *sentence_runs(view, sentence), *noted(sentence.flags)))


def _left_out(view: StoryView) -> Iterator[Block]:
    if view.left_out:
        yield block("line", f"{words.count(view.left_out, 'paragraph')} that no sentence cites:")
    by_article: dict[str, list[str]] = {}
    for left in view.story.left_out:
        by_article.setdefault(left.article, []).append(f"¶ {paragraphs_text(left)}: {left.reason}")
    for article, told in by_article.items():
        yield block("item", run(view.name(article), "strong"), f" {'; '.join(told)}")


def _quotes(view: StoryView) -> Iterator[Block]:
    # What several quotes have in English is told once, at the first of them.
    told: dict[str, list[tuple[int, str]]] = {}
    for mark in view.citations:
        source, english = mark.source, _english(mark)
        language = f" ({source.language})" if source else ""
        before = told.setdefault(mark.evidence.article, [])
        first = next((number for number, text in before if english in text), 0) if english else 0
        again = f" (in English at [{first}])" if first else ""
        place = f"{view.name(mark.evidence.article)}{language}, ¶ {mark.evidence.paragraph}"
        where = [run(f"[{mark.number}] {place}{again}", "quiet")]
        if not mark.found:
            where.append(run(" ⚠ these words were not found in the source", "flag"))
        yield from quoted(source, mark.evidence.quote, *where, anchor=anchor_of(view, mark))
        if english and not first:
            before.append((mark.number, english))
            yield block("translation", run("In English: ", "quiet"), english)


def _english(mark: Cite) -> str:
    """The sentence that renders a quote, or its paragraph where the sentence can't be told; empty in English."""
    return english_of(mark) or mark.english or ""
