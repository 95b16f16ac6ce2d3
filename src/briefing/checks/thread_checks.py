"""Is what a model calls known really known? Today's sentences against those of an earlier day.

Both sides are English sentences that were checked against their sources, and a reader is shown nothing but
them, so nothing unsupported can come in here. What can go wrong is that news is folded away as background:
a sentence that is called repeated, but has another figure, date, status or negation, is an update. The reverse,
an update that changes nothing, is looked for in thread_changes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.checks.codes import flag
from briefing.checks.quotes import find
from briefing.checks.thread_changes import figures, nothing_changed, other_dates, says_no
from briefing.models import Continuation, Finding, OldSentence, SentenceNews

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.models import Sentence, Story, ToldStory
    from briefing.prompting.schemas import SentenceNewsReply, ThreadReply

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
    if more := sorted(figures(today.text) - figures(old.text)):
        return f"{', '.join(more)} doesn't stand in the old sentence"
    if dates := other_dates(today.text, old.text):
        return f"{dates} doesn't stand in the old sentence"
    if says_no(today.text) != says_no(old.text):
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
    if reply.kind == "update" and not _changes_nothing(reply, sentence, row, told_story.story):
        return _update(reply, sentence, row, where)
    if why := differs(sentence, before):
        shown = flag("thread-not-repeated", f"the model called it known, but {why}")
        # No repair is asked for: code decides it, on the safe side.
        note = Finding(code=shown.code, message=shown.message, where=where, severity="note")
        return SentenceNews(n=sentence.n, kind="update", old=row, flags=(shown,)), [note]
    return SentenceNews(n=sentence.n, kind="repeated", old=row), []


def _changes_nothing(reply: SentenceNewsReply, sentence: Sentence, old: OldSentence, story: Story) -> bool:
    was, now = _words(old.text, reply.was), _words(sentence.text, reply.now)
    return bool(was and now) and was != now and nothing_changed(was or "", now or "", sentence, old, story)


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
