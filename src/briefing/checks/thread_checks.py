"""Is what a model calls known really known? Today's sentences against those of an earlier day.

Both sides are English sentences that were checked against their sources, and a reader is shown nothing but
them, so nothing unsupported can come in here. What can go wrong is that news is folded away as background:
a sentence that is called repeated, but has another figure, date, status or negation, is an update.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.checks.codes import flag
from briefing.checks.date_support import without_dates
from briefing.checks.date_year import years_in
from briefing.checks.number_support import english_figures
from briefing.checks.quotes import find
from briefing.models import Continuation, Finding, OldSentence, SentenceNews
from briefing.text.calendar import english_dates, weekdays_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.models import Sentence, Story, ToldStory
    from briefing.prompting.schemas import SentenceNewsReply, ThreadReply

_SMALL = re.compile(r"(?<![\d.,])\d{1,2}(?![\d]|[.,]\d)")
_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(?:not|no|none|never|nobody|nothing|neither|nor|without|cannot|\w+n't|den(?:y|ies|ied|ial|ying)|reject\w*"
    r"|refut\w+|unsigned|unconfirmed)\b",
    re.IGNORECASE,
)
_OLD = re.compile(r"(\w+)\.(\d+)")


def ground(
    reply: ThreadReply, story: Story, labels: Mapping[str, ToldStory]
) -> tuple[Continuation | None, list[Finding]]:
    """Tie a reply to the sentences of both days, and say what doesn't hold.

    Args:
        labels: The earlier stories that were shown, the latest first.

    Returns:
        The continuation, None where no earlier story is continued; and the findings.
    """
    findings = _labels_hold(reply, labels)
    continued = {label: told for label, told in labels.items() if _continues(reply, label)}
    if not continued:
        return None, findings
    findings += _numbers_hold(reply, story)
    if findings:  # broken: nothing below would mean anything
        return None, findings
    old = {
        f"{label}.{sentence.n}": (told, sentence)
        for label, told in continued.items()
        for sentence in told.story.sentences
    }
    replies = {each.n: each for each in reply.sentences}
    news = []
    for sentence in story.sentences:
        told, found = _news(replies[sentence.n], sentence, old)
        news.append(told)
        findings += found
    first, *more = (told.ref for told in continued.values())
    return Continuation(**first.model_dump(), also=tuple(more), sentences=tuple(news)), findings


def differs(today: Sentence, old: Sentence | OldSentence) -> str | None:
    """What makes today's sentence more than a repetition of an old one; None where nothing does.

    A rough measure, on the safe side: what it finds is shown once more, not hidden.
    """
    if today.status != old.status:
        return f"{old.status} then, {today.status} now"
    if figures := sorted(_figures(today.text) - _figures(old.text)):
        return f"{', '.join(figures)} doesn't stand in the old sentence"
    if dates := _dates(today.text, old.text):
        return f"{dates} doesn't stand in the old sentence"
    if bool(_NEGATION.search(today.text)) != bool(_NEGATION.search(old.text)):
        return "one of the two says no, the other doesn't"
    return None


def _labels_hold(reply: ThreadReply, labels: Mapping[str, ToldStory]) -> list[Finding]:
    named = [each.story for each in reply.earlier]
    problems = []
    if missing := [label for label in labels if label not in named]:
        problems.append(f"not answered: {', '.join(missing)}")
    if doubled := sorted({label for label in named if named.count(label) > 1}):
        problems.append(f"answered more than once: {', '.join(doubled)}")
    if unknown := sorted(set(named) - set(labels)):
        problems.append(f"no such earlier story: {', '.join(unknown)}")
    return [Finding(code="thread-stories", message=told, where="earlier", severity="broken") for told in problems]


def _continues(reply: ThreadReply, label: str) -> bool:
    return any(each.story == label and each.continues for each in reply.earlier)


def _numbers_hold(reply: ThreadReply, story: Story) -> list[Finding]:
    wanted, named = [s.n for s in story.sentences], [each.n for each in reply.sentences]
    if sorted(named) == sorted(wanted):
        return []
    told = (
        f"each of today's sentences 1 to {len(wanted)} must stand in `sentences` exactly once; "
        f"these do: {', '.join(map(str, named)) or 'none'}"
    )
    return [Finding(code="thread-sentences", message=told, where="sentences", severity="broken")]


def _news(
    reply: SentenceNewsReply, sentence: Sentence, old: Mapping[str, tuple[ToldStory, Sentence]]
) -> tuple[SentenceNews, list[Finding]]:
    if reply.kind == "new":
        return SentenceNews(n=sentence.n, kind="new", old=None), []
    where = f"sentences.{sentence.n}"
    match = _OLD.fullmatch((reply.old or "").strip())
    known = old.get(f"{match[1]}.{match[2]}") if match else None
    if known is None:
        # Nothing to compare it with: shown as new, which hides nothing.
        told = f"today's sentence {sentence.n} is called {reply.kind}, but there is no earlier sentence {reply.old!r}"
        shown = flag("thread-no-such-sentence", "called known, but no earlier sentence was named")
        return SentenceNews(n=sentence.n, kind="new", old=None, flags=(shown,)), [_mend(shown.code, told, where)]
    told_story, before = known
    row = OldSentence(
        date=told_story.date, story=told_story.story.id, n=before.n, text=before.text, status=before.status
    )
    if reply.kind == "update":
        return _update(reply, sentence, row, where)
    if why := differs(sentence, before):
        shown = flag("thread-not-repeated", f"the model called it known, but {why}")
        # No repair is asked for: code decides it, on the safe side.
        note = Finding(code=shown.code, message=shown.message, where=where, severity="note")
        return SentenceNews(n=sentence.n, kind="update", old=row, flags=(shown,)), [note]
    return SentenceNews(n=sentence.n, kind="repeated", old=row), []


def _update(
    reply: SentenceNewsReply, sentence: Sentence, old: OldSentence, where: str
) -> tuple[SentenceNews, list[Finding]]:
    was, now = _words(old.text, reply.was), _words(sentence.text, reply.now)
    told = None
    if not reply.now:
        told = f"update {sentence.n}: the changed words of today's sentence are missing (`now`)"
    elif now is None:
        told = f"update {sentence.n}: {reply.now!r} doesn't stand in today's sentence"
    elif reply.was and was is None:
        told = f"update {sentence.n}: {reply.was!r} doesn't stand in the earlier sentence {reply.old}"
    elif was == now:
        told = f"update {sentence.n}: `was` and `now` are the same words"
    if told is None:
        # What changed is named in three words or not at all.
        label = " ".join((reply.label or "").split()[:_LABEL_WORDS])
        return SentenceNews(n=sentence.n, kind="update", old=old, label=label, was=was, now=now), []
    shown = flag("thread-words-not-found", "what changed could not be told in the words of both days")
    return SentenceNews(n=sentence.n, kind="update", old=old, flags=(shown,)), [_mend(shown.code, told, where)]


#: A label beside two figures is no sentence.
_LABEL_WORDS = 4


def _words(text: str, words: str | None) -> str | None:
    """The words as they stand in a sentence, None where they don't."""
    span = find(text, words) if words else None
    return text[span[0] : span[1]] if span else None


def _mend(code: str, message: str, where: str) -> Finding:
    return Finding(code=code, message=message, where=where, severity="mend")


def _figures(text: str) -> set[str]:
    """The figures of a sentence by their value, those written in words up to twelve; days of dates left out."""
    bare = without_dates(text)
    # Years are compared as dates.
    found = {f"{value.normalize():f}" for numeral, value in english_figures(bare) if not years_in(numeral)}
    found |= {str(int(match)) for match in _SMALL.findall(bare)}
    found |= {str(_WORDS.index(match.casefold()) + 2) for match in _WORD.findall(bare)}
    return found


def _dates(today: str, old: str) -> str | None:
    """A day or year of today's sentence where the old one has another; a day named by one of them alone is none."""
    mine, theirs = ({(d.month, d.days) for d in english_dates(text)} for text in (today, old))
    if mine and theirs and not _pairs(mine) <= _pairs(theirs):
        return next(d.words for d in english_dates(today) if not _pairs({(d.month, d.days)}) <= _pairs(theirs))
    if not (mine and theirs):
        days, before = weekdays_in(today, "en"), weekdays_in(old, "en")
        if days and before and not days <= before:
            return "the weekday"
    years, others = years_in(today), years_in(old)
    return ", ".join(sorted(years - others)) or None if years and others else None


def _pairs(dates: set[tuple[int, tuple[int, ...]]]) -> set[tuple[int, int]]:
    return {(month, day) for month, days in dates for day in days or (0,)}
