"""A finished story against itself and its records: does it still say what the checks passed?

Part of `briefing check`. Nothing here trusts a flag or a verdict: what the checks of the day said of a text they
say again, and what they object to must be flagged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.codes import is_suspicion
from briefing.checks.name_forms import HARMONISED
from briefing.checks.sentence_checks import Judge, plain_english
from briefing.checks.story_grounder import UNACCOUNTED, story_id
from briefing.checks.thread_checks import differs
from briefing.text.languages import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.checks.sentence_checks import Problem
    from briefing.models import Evidence, Flag, Member, Sentence, Story

#: Where, and what doesn't hold.
Fault = tuple[str, str]
#: Of a story that no model wrote; its sentences are claims, which were checked as such.
_FROM_RECORD = "told-from-record"


def faults(story: Story, members: Mapping[str, Member], date: str) -> Iterator[Fault]:
    """What of a story doesn't hold.

    Args:
        members: The articles with their records, by id.
        date: Of the briefing, ISO.
    """
    if story.id != story_id(story.articles):
        yield "id", "doesn't match its articles"
    yield from _sentences(story)
    yield from _rows(story)
    yield from _names(story)
    yield from _origins(story)
    yield from _thread(story, date)
    if UNACCOUNTED in {row.reason for row in story.left_out} and not _has(story.flags, "paragraph-unaccounted"):
        yield "left_out", "paragraphs are unaccounted for, without a warning"
    codes = {flag.code for flag in story.flags}
    if _FROM_RECORD in codes and story.event != story.headline.text:
        yield "event", "differs from the headline, although no story was written"
    if _FROM_RECORD not in codes and all(a in members for a in story.articles):
        yield from _judged(story, {article: members[article] for article in story.articles})


def _sentences(story: Story) -> Iterator[Fault]:
    if story.headline.n != 0:
        yield "headline", f"has the number {story.headline.n}"
    if not story.repaired and set(story.repairs) - {HARMONISED}:
        yield "repaired", "is false, but repairs are counted"
    told = [sentence.n for sentence in story.sentences]
    every = sorted(told + [sentence.n for sentence in story.withheld if sentence.n])
    if told != sorted(told) or every != list(range(1, len(every) + 1)):
        yield "sentences", f"are numbered {', '.join(map(str, told))}"
    for where, sentence in _numbered(story):
        if (sentence.verdict == "flagged") != bool(sentence.flags):
            yield where, f"is marked {sentence.verdict}, but has {len(sentence.flags)} warnings"
        if (story.language == ENGLISH.tag) != (sentence.english is None):
            yield where, "its language doesn't match the English text that was checked"
        if sentence.verdict != "flagged" and (sentence.verdict == "repaired") != bool(sentence.repairs):
            yield where, f"is marked {sentence.verdict}, but has {len(sentence.repairs)} repairs"
    for number, entry in enumerate(story.timeline):
        if not entry.citations and not entry.flags:
            yield f"timeline.{number}", "has neither a citation nor a warning"


def _rows(story: Story) -> Iterator[Fault]:
    for number, row in enumerate(story.discrepancies):
        where = f"discrepancies.{number}"
        telling = {position.article for position in row.positions if position.stance != "silent"}
        silent = [position.article for position in row.positions if position.stance == "silent"]
        if telling | set(silent) != set(story.articles) or telling & set(silent) or len(silent) != len(set(silent)):
            yield where, "doesn't list each article exactly once, with a position or as silent"
        if row.contradiction and len(telling) < 2:
            yield where, "is marked as a contradiction, but fewer than two articles have a position"
        for place, position in enumerate(row.positions):
            at = f"{where}.positions.{place}"
            if position.stance == "silent":
                if position.statement is not None or position.evidence:
                    yield at, "is marked as silent, but has a position"
            elif not position.statement or not (position.evidence or position.flags):
                yield at, "has no statement, or neither a quote nor a warning"
            elif any(e.article != position.article for e in position.evidence):
                yield at, "quotes another article"


def _names(story: Story) -> Iterator[Fault]:
    for number, name in enumerate(story.names):
        for place, role in enumerate(name.roles):
            if not role.evidence and not role.flags:
                yield f"names.{number}.roles.{place}", "has neither a quote nor a warning"
        for variant in name.variants:
            if variant.article not in story.articles or any(e.article != variant.article for e in variant.evidence):
                yield f"names.{number}", f"the form {variant.form!r} is attributed to an article that doesn't have it"


def _origins(story: Story) -> Iterator[Fault]:
    rest = [article for origin in story.origins for article in origin.articles]
    if set(rest) - set(story.articles):
        yield "origins", "includes an article that isn't in the story"
    if set(story.articles) - {*rest, *story.origin_unknown} and not _has(story.flags, "origin-missing"):
        yield "origins", "an article has none, without a warning"
    if any(not origin.articles for origin in story.origins) and not _has(story.flags, "origin-empty"):
        yield "origins", "one has no article, without a warning"


def _thread(story: Story, date: str) -> Iterator[Fault]:
    link = story.continues
    if link is None:
        return
    refs = (link, *link.also)
    if any(ref.date >= date for ref in refs):
        yield "continues", f"the continued story isn't from a day before {date}"
    known = {(ref.date, ref.story) for ref in refs}
    today = {sentence.n: sentence for sentence in story.sentences}
    for news in (each for each in link.sentences if each.n in today):
        where = f"continues.sentences.{news.n}"
        if news.old is not None and (news.old.date, news.old.story) not in known:
            yield where, "its earlier sentence is from a story that isn't continued"
        elif news.kind == "repeated" and news.old and (why := differs(today[news.n], news.old)):
            yield where, f"is collapsed as known, but {why}"


def _judged(story: Story, members: Mapping[str, Member]) -> Iterator[Fault]:
    """What the checks object to, and no flag tells. Installed checks may not have been there when it was written."""
    judge = Judge(members, extended=False)
    # A run shows the headline in place of a line that the articles don't carry.
    if (
        story.language == ENGLISH.tag
        and story.event != story.headline.text
        and (why := judge.refuses_event(story.event))
    ):
        yield "event", f"a run wouldn't show this line: {why}"
    for where, flags, problems in _objections(story, judge, set(members)):
        shown = {flag.code for flag in flags}
        yield from (
            (where, f"{why}, without a warning ({code})")
            for code, why in problems
            if code not in shown and not is_suspicion(code)
        )


def _objections(story: Story, judge: Judge, known: set[str]) -> Iterator[tuple[str, Iterable[Flag], Iterator[Problem]]]:
    """The checks of each text, beside its flags. Words of an unknown article are found elsewhere."""
    for where, sentence in _numbered(story):
        if _of(sentence.citations, known) and not _has(sentence.flags, "story-withheld"):
            text = sentence.english or sentence.text
            yield where, sentence.flags, judge.text(text, sentence.citations)
    if story.language != ENGLISH.tag:
        return
    for number, entry in enumerate(story.timeline):
        if _of(entry.citations, known):
            where = f"timeline.{number}"
            yield where, entry.flags, judge.text(entry.event, entry.citations)
            if entry.date:
                yield where, entry.flags, judge.value(entry.date, entry.citations)
    yield from _of_rows(story, judge, known)
    for number, question in enumerate(story.open_questions):
        yield f"open_questions.{number}", question.flags, plain_english(question.text)
    for number, note in enumerate(story.editor_notes):
        yield f"editor_notes.{number}", note.flags, plain_english(note.note)


def _of_rows(story: Story, judge: Judge, known: set[str]) -> Iterator[tuple[str, Iterable[Flag], Iterator[Problem]]]:
    for number, row in enumerate(story.discrepancies):
        evidence = [e for position in row.positions for e in position.evidence]
        if not _of(evidence, known):
            continue
        where = f"discrepancies.{number}"
        yield where, row.flags, judge.row(row.point, evidence)
        for place, position in enumerate(row.positions):
            if position.statement:
                problems = judge.position(position.statement, position.evidence)
                yield f"{where}.positions.{place}", position.flags, problems


def _of(evidence: Iterable[Evidence], known: set[str]) -> bool:
    return all(e.article in known for e in evidence)


def _numbered(story: Story) -> Iterator[tuple[str, Sentence]]:
    yield "headline", story.headline
    yield from ((f"sentences.{number}", sentence) for number, sentence in enumerate(story.sentences))


def _has(flags: Iterable[Flag], code: str) -> bool:
    return any(flag.code == code for flag in flags)
