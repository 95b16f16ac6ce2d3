"""By what a day's stories can be filtered: what is new or doubted, whom they tell of, where, in which languages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from briefing.render.sanitize import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.render.html.archive import UnitedName
    from briefing.render.view import BriefingView

#: Choices of a row, at most: a row is read at a glance.
_MOST: Final = 10
#: Stories from which a day can be sieved; fewer are seen at once.
_LEAST: Final = 3


class Choice(NamedTuple):
    """One button."""

    label: str
    stories: tuple[int, ...]
    """The places of the stories it shows, from 0."""


class Row(NamedTuple):
    """Choices of one kind."""

    label: str
    choices: tuple[Choice, ...]


def sieve_of(view: BriefingView, names: Sequence[UnitedName], told: Sequence[Sequence[int]]) -> tuple[Row, ...]:
    """The rows of the sieve; none for a day whose stories are seen at once.

    Names come from the records, united over all scripts: those that several stories share, most shared first. A choice
    that all stories fit, or none, is left out.

    Args:
        names: Those of the day.
        told: Of each story the numbers of its names.
    """
    if len(view.stories) < _LEAST:
        return ()
    shared = Counter(number for numbers in told for number in numbers)
    rows = (
        Row("Show", tuple(_states(view))),
        Row("Who", tuple(_named(names, told, shared, ("person", "organisation")))),
        Row("Where", tuple(_named(names, told, shared, ("place",)))),
        Row("Language", tuple(_languages(view))),
    )
    return tuple(row for row in rows if row.choices)


def _states(view: BriefingView) -> Iterator[Choice]:
    goes_on = any(story.story.continues for story in view.stories)
    kinds = (
        ("New", (not story.story.continues and goes_on for story in view.stories)),
        ("Updated", (story.news_since == "updated" for story in view.stories)),
        ("Contradictions", (bool(story.contradictions) for story in view.stories)),
        ("Warnings", (bool(story.warnings) for story in view.stories)),
        ("1 outlet only", (story.outlets == 1 for story in view.stories)),
    )
    for label, fits in kinds:
        yield from _choice(view, label, [n for n, one in enumerate(fits) if one])


def _named(
    names: Sequence[UnitedName], told: Sequence[Sequence[int]], shared: Counter[int], kinds: tuple[str, ...]
) -> Iterator[Choice]:
    fitting = [n for n, count in shared.most_common() if 1 < count < len(told) and names[n].kind in kinds]
    for number in fitting[:_MOST]:
        label = one_line(next(iter(names[number].forms)))
        yield Choice(label, tuple(n for n, numbers in enumerate(told) if number in numbers))


def _languages(view: BriefingView) -> Iterator[Choice]:
    # Each once, in the order of the sources: a set has another order in each process, and a page has to be the same.
    spoken = [dict.fromkeys(source.language for source in story.sources) for story in view.stories]
    counted = Counter(language for languages in spoken for language in languages)
    for language, _ in counted.most_common(_MOST):
        yield from _choice(view, language, [n for n, languages in enumerate(spoken) if language in languages])


def _choice(view: BriefingView, label: str, stories: Iterable[int]) -> Iterator[Choice]:
    found = tuple(stories)
    if 0 < len(found) < len(view.stories):
        yield Choice(label, found)
