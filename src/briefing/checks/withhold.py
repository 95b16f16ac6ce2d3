"""What a reader doesn't want to see: sentences that are flagged, and notes that aren't from the sources.

Both are decided on finished stories. No request is another for it, so nothing has to be paid anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.codes import flag
from briefing.models import LeftOut, Sentence

if TYPE_CHECKING:
    from briefing.models import Story

#: Why a paragraph is not in the story that was cited before.
WITHHELD = "cited only by sentences that were left out"


def withhold(story: Story) -> Story:
    """The story without its flagged sentences, which stand in `withheld` with their flags.

    Where the headline is among them, the first sentence that passed stands in its place. A paragraph that only
    withheld sentences cite is no longer used, and is listed as left out.
    """
    every = (story.headline, *story.sentences)
    withheld = tuple(sentence for sentence in every if sentence.verdict == "flagged")
    if not withheld:
        return story
    told = tuple(sentence for sentence in story.sentences if sentence.verdict != "flagged")
    headline = story.headline
    if headline.verdict == "flagged":
        headline = told[0].replace(n=0) if told else _nothing()
    used = {(c.article, c.paragraph) for sentence in (headline, *told) for c in sentence.citations}
    before = {(c.article, c.paragraph) for sentence in every for c in sentence.citations}
    listed = {(row.article, n) for row in story.left_out for n in row.paragraphs}
    lost = sorted(before - used - listed)
    rows = tuple(
        LeftOut(article=article, paragraphs=tuple(n for a, n in lost if a == article), reason=WITHHELD)
        for article in story.articles
        if any(a == article for a, _ in lost)
    )
    link = story.continues
    kept = {sentence.n for sentence in told}
    if link is not None:
        # The link to an earlier day speaks of the sentences that are told, and of no other.
        link = link.replace(sentences=tuple(news for news in link.sentences if news.n in kept))
    # What may not be told as the headline may not be told as the event.
    event = headline.text if story.event == story.headline.text else story.event
    return story.replace(
        event=event,
        headline=headline,
        sentences=told,
        continues=link,
        withheld=withheld,
        left_out=(*story.left_out, *rows),
    )


def without_notes(story: Story) -> Story:
    """The story without its editor's notes: neither shown nor counted."""
    return story.replace(editor_notes=()) if story.editor_notes else story


def _nothing() -> Sentence:
    why = flag("story-withheld", "Every sentence of this story has a warning; they are listed separately.")
    text = "No sentence of this story passed the checks"
    return Sentence(n=0, text=text, status="happened", citations=(), flags=(why,), verdict="flagged")
