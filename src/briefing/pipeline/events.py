"""What a group of articles is called where a person reads it, before its story has a headline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.sentence_checks import Judge
from briefing.models.kept import kept
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from briefing.models import Group, Member


def folded(line: str) -> str:
    """A line as one line: line breaks, control characters and runs of blanks are each one blank."""
    return " ".join(one_line(line).split())


def event_of(member: Member) -> str:
    """The event of an article that stands alone: its title."""
    title = member.extraction.title
    return folded(title.english if title else member.article.title or member.article.origin)


@kept(64)
def shown_event(group: Group) -> str:
    """The event of a group, if its articles carry all of it; else its first article's title.

    The model that grouped the articles may have obeyed one of them, and named every group after it.
    """
    judge = Judge({member.article.id: member for member in group.members})
    line = folded(group.event)
    return event_of(group.members[0]) if judge.refuses_event(line) else line
