"""What the desk cares for comes first: stories in the order of the interests they touch.

Code decides it, and each story says which interests brought it forward.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from briefing.text.scripts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.models import Report, Story

# Scripts that put no blank between words: there a word is found wherever its letters stand.
_NO_BLANKS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def in_order(stories: Sequence[Story], reports: Iterable[Report], interests: Sequence[str]) -> list[Story]:
    """The stories that touch most interests first; among equals the order stays.

    An interest counts once a story, where it stands in the headline or the event, in a name or one of its
    forms, in the name of an outlet, or in the title of an article: a mention in passing lifts nothing.

    Args:
        stories: In the order of their weight.
        reports: With the articles they are told from.
        interests: Words, names, places or outlets; `energ*` stands for any ending. Case and accents don't count.
    """
    if not interests:
        return list(stories)
    patterns = {interest: _pattern(interest) for interest in interests if interest.strip(" *")}
    known = {report.article.id: report for report in reports}
    told = [story.replace(first_because=tuple(_touched(story, known, patterns))) for story in stories]
    return sorted(told, key=lambda story: -len(story.first_because))


def _touched(story: Story, reports: Mapping[str, Report], patterns: Mapping[str, re.Pattern[str]]) -> Iterator[str]:
    places = [(where, _folded(text)) for where, text in _places(story, reports)]
    for interest, pattern in patterns.items():
        where = next((where for where, text in places if pattern.search(text)), None)
        if where:
            yield f"{interest} ({where})"


def _places(story: Story, reports: Mapping[str, Report]) -> Iterator[tuple[str, str]]:
    yield "headline", story.headline.text
    yield "event", story.event
    for name in story.names:
        yield name.kind, name.english
        yield from ((name.kind, variant.form) for variant in name.variants)
    for report in (reports[article] for article in story.articles if article in reports):
        extraction = report.extraction
        outlets = (report.article.outlet, extraction.outlet.name if extraction and extraction.outlet else None)
        yield from (("outlet", name) for name in outlets if name)
        title = extraction.title if extraction else None
        titles = (report.article.title, *((title.original, title.english) if title else ()))
        yield from (("title", each) for each in titles if each)


def _pattern(interest: str) -> re.Pattern[str]:
    folded = _folded(interest.strip())
    words = r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in folded.split())
    return re.compile(words if _NO_BLANKS.search(folded) else rf"(?<!\w){words}(?!\w)")


def _folded(text: str) -> str:
    # Hangul is taken apart with the accents, and put together again.
    return unicodedata.normalize("NFKC", plain(text))
