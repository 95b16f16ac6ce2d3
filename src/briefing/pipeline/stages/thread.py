"""Story and earlier days → the story with what it continues, and what is new since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.thread_checks import ground
from briefing.llm import tokens
from briefing.prompting.context import seal_for, story_envelope
from briefing.prompting.schemas import ThreadReply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.llm.gateway import Gateway
    from briefing.models import Story, ToldStory
    from briefing.pipeline.stages.thread_candidates import Shelf
    from briefing.prompting.templates import Rendered

#: Tokens that the prompt itself and the schema take.
_OVERHEAD = 2_500


async def thread(story: Story, date: str, earlier: Shelf, gateway: Gateway) -> Story:
    """Tie a story to the one of an earlier day that it continues, and mark each sentence new, update or repeated.

    Without a candidate among the earlier stories nothing is asked. The model writes no word that is shown:
    it names sentences of both days, and copies from them.

    Args:
        story: Today's.
        date: Of today's briefing, ISO.
        earlier: Stories of the days before.
        gateway: The way to the model.

    Returns:
        The story; `continues` is None where it continues none.

    Raises:
        InvalidReply: Unknown or missing labels or numbers, after the repair too.
        BudgetExceeded: The cap could be passed; nothing was sent.
    """
    shown = _fitting(earlier.candidates(story), story, date, gateway)
    if not shown:
        return story
    labels = {f"B{number}": told for number, told in enumerate(shown, start=1)}
    answer = await gateway.ask(
        _prompt(story, date, labels, gateway),
        ThreadReply,
        about=f"the story on {story.event!r}",
        check=lambda reply: ground(reply, story, labels)[1],
    )
    continues, _ = ground(answer.value, story, labels)
    if continues is None:
        return story
    return story.replace(continues=continues.replace(model=answer.model))


def _prompt(story: Story, date: str, labels: dict[str, ToldStory], gateway: Gateway) -> Rendered:
    seal = seal_for(_texts(story) + [text for told in labels.values() for text in _texts(told.story)])
    return gateway.prompts.render(
        "thread",
        story=story_envelope(story, seal, "today", date),
        earlier=[story_envelope(told.story, seal, label, told.date) for label, told in labels.items()],
        count=len(labels),
        labels=", ".join(labels),
        sentences=len(story.sentences),
        seal=seal,
    )


def _fitting(near: Sequence[ToldStory], story: Story, date: str, gateway: Gateway) -> list[ToldStory]:
    """As many of the earlier stories as the window holds beside today's, the latest day first."""
    room = gateway.room_for("thread") - _OVERHEAD - tokens.count(story_envelope(story, "", "", date))
    kept = []
    for told in near:
        room -= tokens.count(story_envelope(told.story, "", "", told.date))
        if room > 0:
            kept.append(told)
    return kept


def _texts(story: Story) -> list[str]:
    return [story.event, story.headline.text, *(sentence.text for sentence in story.sentences)]
